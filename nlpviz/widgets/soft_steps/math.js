// One look of soft attention, as nlpviz.scratch computes it, from arrays {data, shape}.

import { argmax, dot, joined, mix, readout, rows, softmax } from "../core/kit/linalg.js";

export const STEPS = 6;

/** The scores as the model has them: K q, divided by √d_k where `scale` says so. */
export function scores({ q, K }, scale) {
  const by = scale ? Math.sqrt(q.data.length) : 1;
  return rows(K).map((k) => dot(k, q.data) / by);
}

/** All six steps, from scores moved by `shift`; look: false takes the sum away (o = 0). */
export function look(of, { shift, scale, look: looks = true }) {
  const S = scores(of, scale).map((s, j) => s + shift[j]);
  const [A, V] = [[...softmax(S)], rows(of.V)];
  const parts = V.map((v, j) => v.map((x) => A[j] * x));
  const mixed = mix(A, V);
  const o = mixed.map((x) => (looks ? x : 0));
  const say = (vector) => [...softmax(readout(of, vector, of.h.data))];
  const g = [...joined(of, o, of.h.data)];
  return { S, A, V, parts, o, g, P: say(o), blind: say(o.map(() => 0)), mixed };
}

/** Four whole per cents to guess among for the largest share: what it is, all, one as the scores
    are to each other, an even one, and others where two of these are less than 5 apart. */
export function guesses({ S, A }) {
  const due = Math.round(100 * Math.max(...A));
  const sum = S.reduce((a, b) => a + b, 0);
  const plain =
    Math.min(...S) >= 0 && sum > 0 ? (100 * Math.max(...S)) / sum : due / 2 + 50 / S.length;
  const all = [due, 100, Math.round(plain), Math.round(100 / S.length), 70, 40, 10];
  const kept = [];
  for (const x of all) if (kept.every((y) => Math.abs(x - y) >= 5)) kept.push(x);
  return kept.slice(0, 4).sort((a, b) => a - b);
}

/** What is told after the guess: the best word, the next best, how much larger its share is. */
export function ratio({ S, A }) {
  const j = argmax(S);
  const rest = S.map((s, i) => (i === j ? -Infinity : s));
  const i = argmax(rest);
  return { j, i, more: S[j] - S[i], times: A[j] / A[i] };
}

// One look of soft attention, as nlpviz.scratch computes it, from arrays {data, shape}.

import { dot, mix, readout, row, softmax } from "../core/kit/linalg.js";

export const STEPS = 6;

/** Rows of a packed matrix. */
const rowsOf = ({ data, shape: [n, d] }) =>
  Array.from({ length: n }, (_, i) => [...row(data, i, d)]);

/** The scores as the model has them: K q, divided by √d_k where `scale` says so. */
export function scores({ q, K }, scale) {
  const by = scale ? Math.sqrt(q.data.length) : 1;
  return rowsOf(K).map((k) => dot(k, q.data) / by);
}

/** All six steps, from scores moved by `shift`; look: false takes the sum away (o = 0). */
export function look(of, { shift, scale, look: looks = true }) {
  const S = scores(of, scale).map((s, j) => s + shift[j]);
  const [A, V] = [[...softmax(S)], rowsOf(of.V)];
  const parts = V.map((v, j) => v.map((x) => A[j] * x));
  const mixed = mix(A, V);
  const o = mixed.map((x) => (looks ? x : 0));
  const say = (vector) => [...softmax(readout(of, vector, of.h.data))];
  const both = [...o, ...of.h.data];
  const g = joined(of, both);
  return { S, A, V, parts, o, g, P: say(o), blind: say(o.map(() => 0)), mixed };
}

/** tanh([o; h] W_c + b_c). */
function joined({ W_c, b_c }, both) {
  const n = b_c.data.length;
  const one = (k) => both.reduce((sum, x, i) => sum + x * W_c.data[i * n + k], b_c.data[k]);
  return Array.from({ length: n }, (_, k) => Math.tanh(one(k)));
}

export const best = (values) => values.indexOf(Math.max(...values));

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
  const j = best(S);
  const rest = S.map((s, i) => (i === j ? -Infinity : s));
  const i = best(rest);
  return { j, i, more: S[j] - S[i], times: A[j] / A[i] };
}

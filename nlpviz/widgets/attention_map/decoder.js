// The arithmetic of AttentionMap's decoder: the next words, with and without a cut.
import { add, addTimes, softmax, times } from "../core/kit/linalg.js";
import { clip, letters } from "../core/kit/text.js";
import { largest, without } from "./math.js";

/** P of the next word at row t of H, with the weights a over V:
    softmax(g W_o + b_o), g = tanh([a V; h_t] W_c + b_c). */
export function nextWords({ H, V, W_c, b_c, W_o, b_o }, a, t) {
  const d_h = H.shape[1];
  const o = times(a, V.data, V.shape[1]);
  const both = [...o, ...H.data.subarray(t * d_h, (t + 1) * d_h)];
  const g = addTimes(Float64Array.from(b_c.data), both, W_c.data).map(Math.tanh);
  return softmax(add(times(g, W_o.data, b_o.data.length), b_o.data));
}

/** The tokens as one line of about 36 letters; where it differs from `other`, if it is long. */
export function summary(tokens, other, limit = 36) {
  const own = tokens.filter((token) => token !== "</s>");
  const space = own.every((token) => letters(token, 2).length < 2) ? "" : " ";
  const line = (from) => own.slice(from).join(space);
  const differs = own.findIndex((token, i) => token !== other[i]);
  const from = Math.max(differs, 1) - 1;
  const begin = letters(line(0), limit + 1).length > limit ? from : 0;
  return (begin ? "…" : "") + clip(line(begin), limit);
}

/** What the strongest link of the row a, step t, is worth: {k, said, next, before, after, left}.
    The decoder says `said` with probability `before`; without link k it says `next` (`after`), and
    `said` has `left`. */
export function strongest(decoder, a, t, renormalise) {
  const [k] = largest(a, 1);
  const [P, Q] = [a, without(a, a.length, [k], renormalise)].map((x) => nextWords(decoder, x, t));
  const [[said], [next]] = [P, Q].map((x) => largest(x, 1));
  return { k, said, next, before: P[said], after: Q[next], left: Q[said] };
}

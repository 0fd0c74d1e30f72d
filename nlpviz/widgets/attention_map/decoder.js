// The arithmetic of AttentionMap's decoder: the next words, with and without a cut.
import { argmax, readout, row, softmax, times } from "../core/kit/linalg.js";
import { clip, letters } from "../core/kit/text.js";
import { largest } from "../core/kit/word_vectors.js";
import { without } from "./math.js";

/** P of the next word at row t of H, with the weights a over V. */
export function nextWords(decoder, a, t) {
  const { H, V } = decoder;
  return softmax(readout(decoder, times(a, V.data, V.shape[1]), row(H.data, t, H.shape[1])));
}

/** A part of 1 as whole per cents. */
export const percent = (p) => (p && p < 0.005 ? "< 1 %" : `${Math.round(100 * p)} %`);

/** P before and after the cuts of row i; after: null where none is cut. */
export function known({ decoder, m, first, whole, A }, i) {
  const [own, rest] = [whole, A].map((a) => row(a, i, m));
  const cut = own.some((a, j) => a !== rest[j]);
  const after = cut ? nextWords(decoder, rest, first + i) : null;
  return { before: nextWords(decoder, own, first + i), after };
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

/** What the strongest link of the row a, step t, is worth: {k, second, said, next, before,
    after, left}; the next strongest goes to `second`.  The decoder says `said` with probability
    `before`; without link k it says `next` (`after`), and `said` has `left`. */
export function strongest(decoder, a, t, renormalise) {
  const [k, second = k] = largest(a, 2);
  const [P, Q] = [a, without(a, a.length, [k], renormalise)].map((x) => nextWords(decoder, x, t));
  const [said, next] = [P, Q].map(argmax);
  return { k, second, said, next, before: P[said], after: Q[next], left: Q[said] };
}

// Analogies by cosines alone, in whole numbers: the ranks of NumPy, digit by digit.
import { cosines, largest } from "../core/kit/word_vectors.js";

/** From 1: where word j stands among the scores, some words left out. */
export function rank(scores, j, without = []) {
  let place = 1;
  for (let i = 0; i < scores.length; i++) {
    const before = scores[i] > scores[j] || (scores[i] === scores[j] && i < j);
    if (before && !without.includes(i)) place++;
  }
  return place;
}

/** cos(u_b − u_a + u_c, u_w) for every word w: a is to b as c is to the largest. */
export function analogy(table, a, b, c) {
  const [A, B, C] = [a, b, c].map((i) => cosines(table, i));
  const square = A[a] + B[b] + C[c] + 2 * (B[c] - A[b] - A[c]);
  const size = square > 1e-12 ? Math.sqrt(square) : Infinity;
  return A.map((_, w) => (B[w] - A[w] + C[w]) / size);
}

/** The ranks of d (with all words, without a, b, c) and the first word both ways. */
export function judge(W, [a, b, c, d]) {
  const scores = analogy(W, a, b, c);
  const abc = [a, b, c];
  return [rank(scores, d), rank(scores, d, abc), largest(scores, 1)[0], largest(scores, 1, abc)[0]];
}

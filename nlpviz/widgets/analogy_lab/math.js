// Analogies by cosines alone, in whole numbers: the ranks of NumPy, digit by digit.
import { cosines, largest } from "../core/kit/word_vectors.js";

const TINY = 1e-12;
const SCALE = 1000; // of the plane, where vectors are 1 long

/** From 1: where word j stands among the scores, some words left out. */
export function rank(scores, j, without = []) {
  let place = 1;
  for (let i = 0; i < scores.length; i++) {
    const before = scores[i] > scores[j] || (scores[i] === scores[j] && i < j);
    if (before && !without.includes(i)) place++;
  }
  return place;
}

/** The cosines of a, b, c with all words, and ‖t‖², t = u_b − u_a + u_c. */
function given(table, a, b, c) {
  const [A, B, C] = [a, b, c].map((i) => cosines(table, i));
  return { A, B, C, square: A[a] + B[b] + C[c] + 2 * (B[c] - A[b] - A[c]) };
}

/** cos(u_b − u_a + u_c, u_w) for every word w: a is to b as c is to the largest. */
export function analogy(table, a, b, c) {
  const { A, B, C, square } = given(table, a, b, c);
  const size = square > 1e-12 ? Math.sqrt(square) : Infinity;
  return A.map((_, w) => (B[w] - A[w] + C[w]) / size);
}

/** All words {x, y} around the tip t = u_b − u_a + u_c of the arrow, which is the last point: each
    in the direction in which it lies in the plane of a, b, c, as far from the tip as in all
    numbers.  So a, b, c and the tip stand in their parallelogram, the arrows upright, and the
    nearest word is the nearest. */
export function parallelogram(table, a, b, c) {
  const { A, B, C, square } = given(table, a, b, c);
  const right = (w) => B[w] - A[w]; // u_w · (u_b − u_a)
  const up = (w) => C[w] - A[w];
  const [long, slant] = [right(b) - right(a), right(c) - right(a)];
  const lean = long > TINY ? slant / long : 0;
  const high = up(c) - up(a) - lean * slant;
  const [wide, tall] = [long, high].map((x) => (x > TINY ? Math.sqrt(x) : Infinity));
  const along = (f, w) => f(w) - (f(b) - f(a) + f(c)); // from the tip
  const [x, y] = [new Float64Array(table.n + 1), new Float64Array(table.n + 1)];
  for (let w = 0; w < table.n; w++) {
    const p = along(right, w) / wide;
    const q = (along(up, w) - lean * along(right, w)) / tall;
    const far = Math.sqrt(Math.max(square + 1 - 2 * (B[w] - A[w] + C[w]), 0));
    const seen = Math.hypot(p, q);
    x[w] = SCALE * far * (seen > TINY ? q / seen : 1);
    y[w] = SCALE * far * (seen > TINY ? p / seen : 0);
  }
  return { x, y };
}

/** The ranks of d (with all words, without a, b, c) and the first word both ways. */
export function judge(W, [a, b, c, d]) {
  const scores = analogy(W, a, b, c);
  const abc = [a, b, c];
  return [rank(scores, d), rank(scores, d, abc), largest(scores, 1)[0], largest(scores, 1, abc)[0]];
}

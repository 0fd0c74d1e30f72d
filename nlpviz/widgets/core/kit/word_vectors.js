// Word vectors in the page: whole numbers, so that cosines are those of NumPy, digit by digit.
import { codes, unpack } from "./decode.js";

/** The words of one text: an end of line, or where no word holds one a blank, stands between. */
export const split = (text) => text.split(text.includes("\n") ? "\n" : " ");

/** A packed table (kind unit8) as {codes, n, d, size}: codes row by row, and their lengths. */
export function vectors(packed) {
  const [n, d] = packed.shape,
    rows = codes(packed);
  const size = new Float64Array(n);
  for (let i = 0; i < n; i++) size[i] = Math.sqrt(dot(rows, d, i, i)) || 1;
  return { codes: rows, n, d, size };
}

function dot(codes, d, i, j) {
  let sum = 0;
  for (let a = i * d, b = j * d, end = a + d; a < end; a++, b++) sum += codes[a] * codes[b];
  return sum;
}

/** The cosines of word i with all words. */
export function cosines({ codes, n, d, size }, i) {
  const found = new Float64Array(n);
  for (let j = 0; j < n; j++) found[j] = dot(codes, d, i, j) / (size[i] * size[j]);
  return found;
}

/** The places of the k largest scores, largest first, ties from the left, some left out. */
export function largest(scores, k, without = []) {
  const best = [];
  for (let j = 0; j < scores.length; j++) {
    if ((best.length === k && scores[j] <= scores[best[k - 1]]) || without.includes(j)) continue;
    let at = best.length;
    while (at > 0 && scores[best[at - 1]] < scores[j]) at--;
    best.splice(at, 0, j);
    if (best.length > k) best.pop();
  }
  return best;
}

/** A packed map (kind grid12) as whole numbers {x, y}. */
export function points(packed) {
  const both = Int32Array.from(unpack(packed).data);
  return { x: both.filter((_, i) => i % 2 === 0), y: both.filter((_, i) => i % 2 === 1) };
}

/** The squared distances, with a minus, of point i from all points of a map. */
export const nearness = ({ x, y }, i) =>
  x.map((_, j) => -((x[j] - x[i]) ** 2) - (y[j] - y[i]) ** 2);

/** Which words match what is typed: whole, then from the beginning, then anywhere. */
export function search(folded, text, most) {
  const wanted = fold(text.trim()),
    found = [[], [], []];
  if (!wanted) return [];
  for (let i = 0; i < folded.length; i++) {
    const at = folded[i].indexOf(wanted);
    if (at < 0) continue;
    const list = found[folded[i] === wanted ? 0 : at ? 2 : 1];
    if (list.length < most) list.push(i);
  }
  return found.flat().slice(0, most);
}

/** A text as it is compared: width and case do not count. */
export const fold = (text) => text.normalize("NFKC").toLowerCase();

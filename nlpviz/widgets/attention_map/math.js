// The arithmetic of AttentionMap's map: entropies, the error of an alignment, and cuts.
import { unpack } from "../core/kit/decode.js";

/** -Σ a log₂ a of each of n rows of m weights, in bits. */
export function entropy(A, n, m) {
  const H = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = i * m; j < i * m + m; j++) if (A[j] > 0) H[i] -= A[j] * Math.log2(A[j]);
    H[i] += 0;
  }
  return H;
}

/** The places of the `count` largest values, largest first, ties from the left. */
export const largest = (values, count) =>
  [...values.keys()].sort((a, b) => values[b] - values[a] || a - b).slice(0, count);

/** One head's map out of what travels, (layers, heads, n, m): decoded when it is looked at. */
export function headOf(packed, layer, head) {
  const [, heads, n] = packed.shape;
  return unpack(packed, (layer * heads + head) * n, n).data;
}

/** Alignment error rate of the largest weight of each row that gold has; null without links. */
export function errorRate(A, m, gold) {
  if (!gold.length) return null;
  const key = (i, j) => i * m + j;
  const sure = new Set(gold.map(([i, j]) => key(i, j)));
  const found = new Set(gold.map(([i]) => key(i, largest(A.subarray(i * m, i * m + m), 1)[0])));
  const both = [...found].filter((link) => sure.has(link)).length;
  return 1 - (2 * both) / (found.size + sure.size);
}

/** The same weights (rows of m) with some set to 0: the others of their rows stay as they are, or,
    renormalised, are divided by their sum (a row that has none left stays 0). */
export function without(A, m, places, renormalise = false) {
  if (!places.length) return A;
  const rest = A.slice();
  for (const place of places) rest[place] = 0;
  if (!renormalise) return rest;
  for (const i of new Set(places.map((place) => Math.floor(place / m)))) {
    const row = rest.subarray(i * m, i * m + m);
    const sum = row.reduce((a, b) => a + b, 0) || 1;
    row.forEach((a, j) => (row[j] = a / sum));
  }
  return rest;
}

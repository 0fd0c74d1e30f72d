// The arithmetic of AttentionMap's map: entropies, the error of an alignment, and cuts.
import { unpack } from "../core/kit/decode.js";
import { argmax, bits, row } from "../core/kit/linalg.js";

/** −Σ a log₂ a of each of n rows of m weights, in bits. */
export const entropy = (A, n, m) => Float64Array.from({ length: n }, (_, i) => bits(row(A, i, m)));

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
  const found = new Set(gold.map(([i]) => key(i, argmax(row(A, i, m)))));
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
    const sum = row(rest, i, m).reduce((a, b) => a + b, 0) || 1;
    for (let j = i * m; j < i * m + m; j++) rest[j] /= sum;
  }
  return rest;
}

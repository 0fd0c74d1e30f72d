// The arithmetic of HeadsView: what a head does, in four numbers; the order of heads; and whether
// two ways to rank them agree.
import { unpack } from "../core/kit/decode.js";
import { bits } from "../core/kit/linalg.js";

export const HALF = 0.5; // more of a word's weight: there it looks mostly

/** The weights of every head, n × m each; a row that sees nothing, whose code is even, is 0. */
export function headsOf(weights, empty) {
  const [, , n, m] = weights.shape;
  const { data } = unpack(weights);
  for (const row of empty) data.fill(0, row * m, row * m + m);
  const count = data.length / (n * m);
  return Array.from({ length: count }, (_, k) => data.subarray(k * n * m, (k + 1) * n * m));
}

/** What a head does, each a mean over these rows, as statistics.py has it. */
export function statistics(A, m, { rows, sinks, alike }) {
  const mean = (of) => {
    const sum = rows.reduce((total, i) => total + of(A.subarray(i * m, i * m + m), i), 0);
    return sum / rows.length;
  };
  const far = (row, i) => row.reduce((sum, a, j) => sum + a * Math.abs(i - j), 0);
  return {
    entropy: mean(bits),
    distance: alike ? mean(far) : null,
    sink: mean((row) => sinks.reduce((sum, j) => sum + row[j], 0)),
    largest: mean((row) => row.reduce((a, b) => Math.max(a, b))),
  };
}

/** The places of the values, largest first (rising: smallest first), ties as they stand. */
export const order = (values, rising = false) =>
  [...values.keys()].sort((a, b) => (rising ? 1 : -1) * (values[a] - values[b]) || a - b);

/** The places of the largest value and of those that lie so near it, largest first. */
export function tied(values, near) {
  const places = order(values);
  return places.filter((k) => values[places[0]] - values[k] <= near);
}

/** The ranks of numbers from 1; equal ones share the mean of theirs. */
const ranks = (x) =>
  x.map((a) => {
    const [below, same] = [x.filter((b) => b < a).length, x.filter((b) => b === a).length];
    return below + (same + 1) / 2;
  });

/** Rank correlation (Spearman 1904), -1 to 1; null where one does not vary, or of fewer than 2. */
export function spearman(x, y) {
  const [a, b] = [ranks([...x]), ranks([...y])];
  const middle = (a.length + 1) / 2;
  const dot = (p, q) => p.reduce((sum, r, i) => sum + (r - middle) * (q[i] - middle), 0);
  const size = Math.sqrt(dot(a, a) * dot(b, b));
  return size > 0 ? dot(a, b) / size : null;
}

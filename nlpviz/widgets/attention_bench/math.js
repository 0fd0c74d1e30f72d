// Attention station by station: scores, divided, masked, weights, mixture; and masks that are
// painted.  A mask is a Uint8Array, row by row: 1 where the word of the row may see the other.
import { row, times, timesT } from "../core/kit/linalg.js";

/** The scores q·k of n words with all n, flat. */
export function scores(Q, K, n) {
  const [S, d] = [new Float64Array(n * n), Q.length / n];
  for (let i = 0; i < n; i++) S.set(timesT(row(Q, i, d), K, d), i * n);
  return S;
}

/** A mask out of its run lengths in turn: seen (or 0), hidden, seen, … */
export function unrolled(runs, n) {
  const mask = new Uint8Array(n * n);
  let at = 0;
  runs.forEach((length, k) => mask.fill(1 - (k % 2), at, (at += length)));
  return mask;
}

/** The run lengths of a mask. */
export function rolled(mask) {
  const runs = [0];
  let value = 1;
  for (const seen of mask) {
    if (seen !== value) runs.push(0);
    value = seen;
    runs[runs.length - 1] += 1;
  }
  return runs;
}

const count = (mask, n, i) => row(mask, i, n).reduce((sum, seen) => sum + seen, 0);

/** Whether these are the run lengths of a mask in which each of n words sees one. */
export function fits(runs, n) {
  const whole = Array.isArray(runs) && runs.every((x) => Number.isInteger(x) && x >= 0);
  if (!whole || runs.reduce((a, b) => a + b, 0) !== n * n) return false;
  const mask = unrolled(runs, n);
  return [...Array(n).keys()].every((i) => count(mask, n, i));
}

/** The weights of all rows, or of some from `first` on, flat: softmax of the scores, divided by
    `by`; a hidden one is −∞, or 1 if `filled`.  Plain loops:
    512 words are weighed at each stroke. */
export function weights({ S, n }, mask, { by, filled }, first = 0, rows = n) {
  const A = new Float64Array(rows * n);
  for (let from = 0, at = first * n; from < A.length; from += n) {
    const end = from + n;
    let [top, sum] = [-Infinity, 0];
    for (let k = from; k < end; k++, at++) {
      A[k] = mask[at] ? S[at] / by : filled ? 1 : -Infinity;
      if (A[k] > top) top = A[k];
    }
    for (let k = from; k < end; k++) sum += A[k] = Math.exp(A[k] - top);
    for (let k = from; k < end; k++) A[k] /= sum;
  }
  return A;
}

/** Where the largest weight is. */
export const best = (A) => A.indexOf(A.reduce((a, b) => Math.max(a, b), 0));

/** The largest entry of the Jacobian diag(a) − a aᵀ of softmax: a (1 − a) of the largest weight,
    with 1 − a as the sum of the others, which keeps its digits where a is nearly 1. */
export function steepest(A) {
  const top = best(A);
  return A[top] * A.reduce((sum, a, j) => (j === top ? sum : sum + a), 0);
}

/** The stations of word i: {raw, scaled, masked, A, o}, the slope of its softmax, and leak: what
    weight hidden words get.  of: {S, V, n}; how: {by, filled}. */
export function stations(of, i, mask, how) {
  const raw = row(of.S, i, of.n);
  const scaled = raw.map((s) => s / how.by);
  const A = weights(of, mask, how, i, 1);
  return {
    raw,
    scaled,
    masked: scaled.map((s, j) => (mask[i * of.n + j] ? s : how.filled ? 1 : -Infinity)),
    A,
    o: times(A, of.V, of.V.length / of.n),
    slope: steepest(A),
    leak: A.reduce((sum, a, j) => (mask[i * of.n + j] ? sum : sum + a), 0),
  };
}

/** The largest `most` weights, as places in the order of the sentence. */
export const strongest = (A, most) =>
  [...A.keys()]
    .sort((i, j) => A[j] - A[i] || i - j)
    .slice(0, most)
    .sort((i, j) => i - j);

/** The cells from one to another, `wide` of them across, within n × n. */
export function stroke([a, b], [c, d], n, wide = 1) {
  const steps = Math.max(Math.abs(c - a), Math.abs(d - b), 1);
  const cells = new Map();
  const half = Math.floor((wide - 1) / 2);
  for (let t = 0; t <= steps; t++) {
    const at = [a + ((c - a) * t) / steps, b + ((d - b) * t) / steps].map(Math.round);
    for (let k = 0; k < wide * wide; k++) {
      const [i, j] = [at[0] - half + Math.floor(k / wide), at[1] - half + (k % wide)];
      if (i >= 0 && i < n && j >= 0 && j < n) cells.set(i * n + j, [i, j]);
    }
  }
  return [...cells.values()];
}

/** A mask with these cells seen (1) or hidden (0): {mask, kept}.  A row without a word has no
    weights, as scratch says: its last word stays; kept is that cell, or null. */
export function painted(before, n, cells, value) {
  const mask = before.slice();
  let kept = null;
  for (const [i, j] of cells) {
    const last = !value && mask[i * n + j] && count(mask, n, i) === 1;
    if (last) kept = [i, j];
    else mask[i * n + j] = value;
  }
  return { mask, kept };
}

// The gradient of a hard choice's mean loss for the scores, and its estimates by drawing.

import { softmax } from "../core/kit/linalg.js";
import { generator, pick } from "../core/kit/random.js";

export const RATE = 0.1; // the moving average: b ← b + 0.1 (loss − b), from 0
export const KINDS = ["none", "moving", "mean", "weighted"];

/** A = softmax(S), E[f], ∇E[f] = A (f − E[f]), and ‖∇ log p(z)‖² of each choice z. */
export function step({ S, f }) {
  const A = softmax(S);
  const mean = (x) => x.reduce((sum, value, j) => sum + A[j] * value, 0);
  const hard = mean(f);
  const squares = A.reduce((sum, a) => sum + a * a, 0);
  const long = Array.from(A, (a) => 1 - 2 * a + squares);
  return { A, f, hard, mean, long, gradient: f.map((x, j) => A[j] * (x - hard)) };
}

/** {b, noise}: the mean and the variance of a baseline over K estimates of N draws; kind: one of
    KINDS, or the number itself. */
export function baseline({ f, hard, mean, long }, kind, N = 1, K = 1) {
  if (Number.isFinite(kind)) return { b: kind, noise: 0 };
  if (kind === "none") return { b: 0, noise: 0 };
  if (kind === "mean") return { b: hard, noise: 0 };
  if (kind === "weighted") {
    // the one with the least variance
    const all = mean(long);
    return { b: all ? mean(f.map((x, j) => x * long[j])) / all : hard, noise: 0 };
  }
  const keep = 1 - RATE;
  const spread = mean(f.map((x) => (x - hard) ** 2)) / N;
  let [b, square] = [0, 0];
  for (let k = 0; k < K; k++) {
    const at = hard * (1 - keep ** k);
    b += at / K;
    square += (at ** 2 + (RATE ** 2 * spread * (1 - keep ** (2 * k))) / (1 - keep ** 2)) / K;
  }
  return { b, noise: Math.max(square - b * b, 0) };
}

/** One draw's estimate: (f − b) ∇ log p. */
export const estimate = ({ A, f }, z, b) => Array.from(A, (a, j) => (f[z] - b) * ((j === z) - a));

/** The spread of an estimate from N draws: the variances of its components, added. */
export function variance({ f, mean, long, gradient }, { b, noise }, N = 1) {
  const square = mean(f.map((x, z) => ((x - b) ** 2 + noise) * long[z]));
  return Math.max(square - gradient.reduce((sum, g) => sum + g * g, 0), 0) / N;
}

/** How often each position is drawn, in K estimates of N draws; each has numbers of its own, so
    that a longer one begins with the draws of a shorter one. */
export function batches(A, { N, K, seed }) {
  return Array.from({ length: K }, (_, k) => {
    const next = generator(Math.imul(seed + 1, 0x9e3779b1) + Math.imul(k, 0x85ebca6b));
    const counts = Array(A.length).fill(0);
    for (let i = 0; i < N; i++) counts[pick(A, next())] += 1;
    return counts;
  });
}

/** The choice whose draws push hardest, counted with their share. */
export function pushiest({ A, long }) {
  const weights = long.map((x, j) => A[j] * x);
  return weights.indexOf(Math.max(...weights));
}

/** The K estimates, and their mean square distance from the true gradient. */
export function cloud(now, drawn, kind) {
  let { b } = baseline(now, kind);
  let far = 0;
  const points = drawn.map((counts) => {
    const N = counts.reduce((a, c) => a + c, 0);
    const point = Array(now.f.length).fill(0);
    let average = 0;
    counts.forEach((count, z) => {
      if (!count) return;
      average += (count / N) * now.f[z];
      estimate(now, z, b).forEach((g, i) => (point[i] += (count / N) * g));
    });
    if (kind === "moving") b += RATE * (average - b);
    far += point.reduce((sum, g, i) => sum + (g - now.gradient[i]) ** 2, 0);
    return point;
  });
  return { points, spread: far / drawn.length };
}

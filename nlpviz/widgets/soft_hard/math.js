// One hard choice among m positions: what it costs, its gradient, and the estimates of it by
// drawing.  Gradients have m + 1 entries: dS, then dθ.

export const RATE = 0.1; // the moving average: b ← b + 0.1 (loss − b), from 0
export const KINDS = ["none", "moving", "mean", "weighted"];

/** Numbers in [0, 1) from a whole number (mulberry32): the same ones in every browser. */
export function generator(seed) {
  let a = seed | 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The position that a number u in [0, 1) falls on. */
export function pick(A, u) {
  let j = 0;
  for (let sum = A[0]; j < A.length - 1 && u >= sum; sum += A[j]) j += 1;
  return j;
}

export function softmax(S) {
  const top = Math.max(...S),
    E = Float64Array.from(S, (s) => Math.exp(s - top));
  const sum = E.reduce((a, b) => a + b, 0);
  return E.map((e) => e / sum);
}

/** f(v) = ½‖θ v − y‖². */
export const loss = (v, y, theta) => v.reduce((sum, x, i) => sum + (theta * x - y[i]) ** 2 / 2, 0);

/** A = softmax(S/τ), o = A V; each choice's loss f and its ∂f/∂θ; f(o) against E[f]; ∇E[f]. */
export function step({ S, V, y, theta, tau }) {
  const A = softmax(S.map((s) => s / tau)),
    f = V.map((v) => loss(v, y, theta));
  const o = y.map((_, i) => V.reduce((sum, v, j) => sum + A[j] * v[i], 0));
  const slope = V.map((v) => v.reduce((sum, x, i) => sum + (theta * x - y[i]) * x, 0));
  const mean = (x) => x.reduce((sum, value, j) => sum + A[j] * value, 0);
  const hard = mean(f);
  const gradient = [...f.map((value, j) => (A[j] * (value - hard)) / tau), mean(slope)];
  return { A, o, f, slope, tau, soft: loss(o, y, theta), hard, gradient, mean };
}

/** ‖∇ log p(z)‖² of each choice z. */
export function weights({ A, tau }) {
  const squares = A.reduce((sum, a) => sum + a * a, 0);
  return Array.from(A, (a) => (1 - 2 * a + squares) / tau ** 2);
}

/** {b, noise}: the mean and the variance of a baseline over K batches of N draws. */
export function baseline(now, kind, N = 1, K = 1) {
  if (kind === "none") return { b: 0, noise: 0 };
  if (kind === "mean") return { b: now.hard, noise: 0 };
  const w = weights(now);
  if (kind === "weighted") {
    // the one with the least variance
    const all = now.mean(w);
    return { b: all ? now.mean(now.f.map((f, j) => f * w[j])) / all : now.hard, noise: 0 };
  }
  const keep = 1 - RATE,
    spread = now.mean(now.f.map((f) => (f - now.hard) ** 2)) / N;
  let [b, square] = [0, 0];
  for (let k = 0; k < K; k++) {
    const at = now.hard * (1 - keep ** k);
    b += at / K;
    square += (at ** 2 + (RATE ** 2 * spread * (1 - keep ** (2 * k))) / (1 - keep ** 2)) / K;
  }
  return { b, noise: Math.max(square - b * b, 0) };
}

/** One draw's estimate: ∇f (unless it is left out) + (f − b) ∇log p. */
export function estimate(now, z, b, first = true) {
  const factor = (now.f[z] - b) / now.tau;
  return [...Array.from(now.A, (a, j) => factor * ((j === z) - a)), first ? now.slope[z] : 0];
}

/** Its mean, covariance (rows) and the variance of dS in all, by enumeration. */
export function moments(now, { b, noise }, first = true) {
  const n = now.f.length + 1,
    mean = Array(n).fill(0);
  const cov = Array.from({ length: n }, () => Array(n).fill(0));
  now.f.forEach((_, z) => {
    const g = estimate(now, z, b, first),
      u = estimate(now, z, now.f[z] - 1, false);
    for (let i = 0; i < n; i++) {
      mean[i] += now.A[z] * g[i];
      for (let j = 0; j < n; j++) cov[i][j] += now.A[z] * (g[i] * g[j] + noise * u[i] * u[j]);
    }
  });
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) cov[i][j] -= mean[i] * mean[j];
  let variance = 0;
  for (let i = 0; i < n - 1; i++) variance += Math.max(cov[i][i], 0);
  return { mean, cov, variance };
}

/** How often each of m positions is drawn, in K batches of N; each batch has numbers of its own,
    so that a longer one begins with the draws of a shorter one. */
export function batches(A, { N, K, seed }) {
  return Array.from({ length: K }, (_, k) => {
    const next = generator(Math.imul(seed + 1, 0x9e3779b1) + Math.imul(k, 0x85ebca6b));
    const counts = Array(A.length).fill(0);
    for (let i = 0; i < N; i++) counts[pick(A, next())] += 1;
    return counts;
  });
}

/** The K batches' mean estimates, and their root mean square distance from the exact dS. */
export function cloud(now, drawn, kind, first = true) {
  let b = baseline(now, kind).b,
    far = 0;
  const m = now.f.length,
    points = drawn.map((counts) => {
      const N = counts.reduce((a, c) => a + c, 0),
        point = Array(m + 1).fill(0);
      let average = 0;
      counts.forEach((count, z) => {
        if (!count) return;
        average += (count / N) * now.f[z];
        estimate(now, z, b, first).forEach((g, i) => {
          point[i] += (count / N) * g;
        });
      });
      if (kind === "moving") b += RATE * (average - b);
      for (let i = 0; i < m; i++) far += (point[i] - now.gradient[i]) ** 2;
      return point;
    });
  return { points, spread: Math.sqrt(far / drawn.length) };
}

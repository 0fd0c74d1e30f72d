// Vectors, matrices and the steps of the recurrent cells: the equations of nlpviz/scratch, in
// float64.  A vector is any array of numbers; a matrix is flat, row by row, of rows as long as the
// result: weights stand on the right, x W.

export const sigmoid = (a) => 1 / (1 + Math.exp(-a));
/** log(1 + eˣ) = −log σ(−x), for x of any size. */
export const softplus = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
export const dot = (x, y) => x.reduce((sum, value, i) => sum + value * y[i], 0);
export const add = (x, y) => x.map((value, i) => value + y[i]);
export const row = (M, i, n) => M.slice(i * n, i * n + n);
/** The rows of a matrix {data, shape}, as arrays. */
export const rows = ({ data, shape: [n, d] }) =>
  Array.from({ length: n }, (_, i) => [...row(data, i, d)]);
/** The place of the largest value, of several the first. */
export const argmax = (x) => x.indexOf(x.reduce((a, b) => Math.max(a, b), -Infinity));
/** −Σ a log₂ a: how evenly these shares of 1 are spread. */
export const bits = (A) => A.reduce((sum, a) => (a > 0 ? sum - a * Math.log2(a) : sum), 0);

/** out += x W, in place; `from` is the number in W at which the first row starts. */
export function addTimes(out, x, W, from = 0) {
  const n = out.length;
  for (let i = 0, k = from; i < x.length; i++) {
    const value = x[i];
    for (let j = 0; j < n; j++) out[j] += value * W[k++];
  }
  return out;
}

/** x W, where W has n columns. */
export const times = (x, W, n) => addTimes(new Float64Array(n), x, W);

/** y Wᵀ, where W has n columns, as many as y has numbers. */
export function timesT(y, W, n) {
  return Float64Array.from({ length: W.length / n }, (_, k) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += y[j] * W[k * n + j];
    return sum;
  });
}

/** xᵀ y, flat. */
export const outer = (x, y) => Float64Array.from([...x].flatMap((p) => [...y].map((q) => p * q)));

/** out += xᵀ y, out a flat matrix. */
export const addOuter = (out, x, y) =>
  x.forEach((p, i) => y.forEach((q, j) => (out[i * y.length + j] += p * q)));

/** Shares of 1 that grow as eˢ, a Float64Array; scores of any size. */
export function softmax(S) {
  const top = Math.max(...S);
  const E = Float64Array.from(S, (s) => Math.exp(s - top));
  const sum = E.reduce((a, b) => a + b, 0);
  return E.map((e) => e / sum);
}

/** The mixture Σ A_j V_j of rows (arrays). */
export const mix = (A, V) => Array.from(V[0], (_, i) => V.reduce((s, v, j) => s + A[j] * v[i], 0));

/** A mixture o and a state h as one vector, weights {data, shape}: tanh([o; h] W_c + b_c). */
export const joined = ({ W_c, b_c }, o, h) =>
  addTimes(Float64Array.from(b_c.data), [...o, ...h], W_c.data).map(Math.tanh);

/** The scores of the next words from o and h: g W_o + b_o, g = joined (scratch.readout). */
export const readout = (of, o, h) =>
  addTimes(Float64Array.from(of.b_o.data), joined(of, o, h), of.W_o.data);

/** name -> [f, f′ as a function of f(a)]. */
export const ACTIVATIONS = {
  tanh: [Math.tanh, (y) => 1 - y * y],
  relu: [(a) => Math.max(a, 0), (y) => (y > 0 ? 1 : 0)],
  linear: [(a) => a, () => 1],
};

/** Elman's step: {a, h}, h = f(a), a = x W_x + h W_h + b. */
export function rnnStep({ W_x, W_h, b }, x, h, activation = "tanh") {
  const a = addTimes(addTimes(Float64Array.from(b), x, W_x), h, W_h);
  return { a, h: a.map(ACTIVATIONS[activation][0]) };
}

/** The GRU's step: {r, u, m, n, h}; blocks in the order r, u, n; r acts on m = h W_hn + b_n. */
export function gruStep({ W_x, W_h, b, b_n }, x, h) {
  const size = h.length;
  const a = addTimes(Float64Array.from(b), x, W_x);
  const q = times(h, W_h, 3 * size);
  const each = (f) => Float64Array.from(h, (_, k) => f(k));
  const r = each((k) => sigmoid(a[k] + q[k]));
  const u = each((k) => sigmoid(a[size + k] + q[size + k]));
  const m = each((k) => q[2 * size + k] + (b_n?.[k] ?? 0));
  const n = each((k) => Math.tanh(a[2 * size + k] + r[k] * m[k]));
  return { r, u, m, n, h: each((k) => (1 - u[k]) * n[k] + u[k] * h[k]) };
}

// What a Transformer's block is made of, as nlpviz/scratch/transformer has it, for one word at a
// time.  Weights are {data, shape}, a block's w by the names of the notation.
import { addTimes, dot, row, softmax } from "./linalg.js";

/** erf(x) to the last digits: a series of positive terms. */
export function erf(x) {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  let term = size,
    sum = size;
  for (let n = 1; term > 1e-17 * sum; n++) {
    term *= (2 * size * size) / (2 * n + 1);
    sum += term;
  }
  return (Math.sign(x) * 2 * sum * Math.exp(-size * size)) / Math.sqrt(Math.PI);
}

/** x Φ(x), exactly: no tanh in its place. */
export const gelu = (x) => 0.5 * x * (1 + erf(x / Math.SQRT2));

/** γ (x − mean) / √(variance + ε) + β, x a Float64Array. */
export function layerNorm(x, gamma, beta, eps = 1e-5) {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  const variance = x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length;
  const scale = Math.sqrt(variance + eps);
  return x.map((value, i) => (gamma.data[i] * (value - mean)) / scale + beta.data[i]);
}

/** x W + b; without b, x W. */
export const linear = (x, W, b) =>
  addTimes(b ? Float64Array.from(b.data) : new Float64Array(W.shape.at(-1)), x, W.data);

/** Shares over the keys that are left; nothing where none is. */
function weigh(S, cut) {
  if (S.every((_, j) => cut(j))) return new Float64Array(S.length);
  return softmax(S.map((score, j) => (cut(j) ? -Infinity : score)));
}

/** What the heads make of the word x that asks, of keys K and values V (a list of rows each): {q;
    A, O: weights and mixtures head by head; out}.  cut(i, j): whether head i must not see key j;
    off(i): whether it adds nothing. */
export function multiHead(w, x, K, V, nHeads, cut = () => false, off = () => false) {
  const q = linear(x, w.W_Q, w.b_Q);
  const [size, wide] = [q.length / nHeads, V[0].length / nHeads];
  const heads = Array.from({ length: nHeads }, (_, i) => {
    const mine = row(q, i, size);
    const S = K.map((k) => dot(mine, row(k, i, size)) / Math.sqrt(size));
    const a = weigh(S, (j) => cut(i, j));
    const o = new Float64Array(wide);
    a.forEach((share, j) => row(V[j], i, wide).forEach((v, k) => (o[k] += share * v)));
    return [a, o];
  });
  const [A, O] = [0, 1].map((part) => heads.map((head) => head[part]));
  const kept = O.flatMap((o, i) => (off(i) ? [...o].fill(0) : [...o]));
  return { q, A, O, out: linear(kept, w.W_O, w.b_O) };
}

/** The second half of a block, for the word x: {hidden, out}. */
export function feedForward(w, x) {
  const hidden = linear(x, w.W_1, w.b_1).map(gelu);
  return { hidden, out: linear(hidden, w.W_2, w.b_2) };
}

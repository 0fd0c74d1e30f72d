// What a Transformer's block is made of besides attention, as nlpviz/scratch/transformer has it.

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
  return x.map((value, i) => (gamma[i] * (value - mean)) / scale + beta[i]);
}

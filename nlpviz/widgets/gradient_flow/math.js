// Three recurrent cells along a sequence, the Jacobians of their states and the gradient of their
// weights.  The same numbers as scratch/recurrent/cells.py and jacobians.py.
import { stepOf } from "../core/kit/cells.js";
import { addOuter, addTimes, row, timesT } from "../core/kit/linalg.js";
import { gradientRows } from "../core/kit/norms.js";

const zeros = (size) => new Float64Array(size);

/** Runs a cell from a zero state s (h; for the LSTM h and c).  Its weights are {data, shape} by
    name; W_h is multiplied by `radius`, and the LSTM's forget gate gets `bias` more. */
export function forward(cell, weights, X, { T, activation = "tanh", radius = 1, bias = 0 }) {
  const [m, wide] = weights.W_h.shape;
  const [d, S] = [X.shape[1], cell === "lstm" ? 2 : 1];
  const w = Object.fromEntries(Object.entries(weights).map(([name, { data }]) => [name, data]));
  w.W_h = w.W_h.map((x) => x * radius);
  if (cell === "lstm") w.b = w.b.map((x, j) => (j >= m && j < 2 * m ? x + bias : x));
  const steps = [];
  let [h, c] = [zeros(m), zeros(m)];
  for (let t = 0; t < T; t++) {
    const x = row(X.data, t, d);
    const now = { x, h, c, C: c, r: zeros(m).fill(1), ...stepOf(cell, w, x, { h, c, activation }) };
    steps.push(now);
    [h, c] = [now.H, now.C];
  }
  return { cell, T, G: wide / m, S, d, m, n: S * m, w, steps };
}

/** J[t][a, b] = ∂s_t[b]/∂s_{t-1}[a], all steps in one array (T, n, n). */
export function jacobians({ T, G, S, m, n, w, steps }) {
  const J = zeros(T * n * n);
  steps.forEach(({ r, M, D }, t) => {
    for (let s = 0; s < S; s++)
      for (let a = 0; a < m; a++) {
        const from = (t * n + a) * n + s * m;
        for (let g = 0; g < G; g++)
          for (let b = 0; b < m; b++)
            J[from + b] += w.W_h[(a * G + g) * m + b] * M[g][s][b] * (g === 2 ? r[b] : 1);
        for (let k = 0; k < S; k++) J[from + k * m * n + a] += D[k][s][a];
      }
  });
  return J;
}

/** Σ over the parts s of the state of slopes[s] ⊙ ds[s], added to out from `from`. */
function pull(out, from, slopes, ds) {
  slopes.forEach((slope, s) => slope.forEach((value, j) => (out[from + j] += value * ds[s][j])));
}

/** One step back: the gradients `sums` grow by this use of the weights; returns ds before it. */
function back({ cell, G, S, m, w }, { x, h, c, C, r, M, D }, ds, sums) {
  const da = zeros(G * m);
  M.forEach((slopes, g) => pull(da, g * m, slopes, ds));
  const dh = da.map((v, j) => (j < 2 * m ? v : v * r[j % m])); // what reaches h W_h
  const to_h = cell === "gru" ? dh : da;
  addTimes(sums.b, [1], da);
  addOuter(sums.W_x, x, da);
  addOuter(sums.W_h, h, to_h);
  const before = [timesT(to_h, w.W_h, G * m), zeros(m)];
  for (let k = 0; k < S; k++) pull(before[k], 0, D[k], ds);
  for (let j = 0; j < m; j++) {
    if (cell === "gru") sums.rest[j] += dh[2 * m + j]; // b_n
    if (w.p_i) sums.rest[j] += da[j] * c[j];
    if (w.p_f) sums.rest[m + j] += da[m + j] * c[j];
    if (w.p_o) sums.rest[2 * m + j] += da[3 * m + j] * C[j];
  }
  return before;
}

/** ‖∂L/∂θ‖ of L = Σ h_T over all the cell's parameters, by backpropagation through time. */
export function parameterNorm(run) {
  const { G, d, m, steps } = run;
  const wide = G * m;
  const sums = { W_x: zeros(d * wide), W_h: zeros(m * wide), b: zeros(wide), rest: zeros(3 * m) };
  let ds = [zeros(m).fill(1), zeros(m)];
  for (const step of [...steps].reverse()) ds = back(run, step, ds, sums);
  return Math.hypot(...Object.values(sums).map((x) => Math.hypot(...x)));
}

/** What clipping leaves of a gradient: ‖g · min(1, τ/‖g‖)‖. */
export const clip = (norm, threshold) => Math.min(norm, threshold);

/** The smallest lag q at which ‖∂h_T/∂h_{T-q}‖ < 10⁻³; T where there is none. */
export function lagBelow(curve) {
  const q = curve.findIndex((x) => x < -3);
  return q < 0 ? curve.length : q;
}

export const lagCurve = (N, T) => [...N.subarray((T - 1) * T)].reverse();

/** What a cell makes of the inputs: {T, cell, curve, q, theta, bound}: log10 of the norms by lag,
    the first one below a thousandth, the gradient's norm, and log10 of the RNN's most in a step,
    from the norm `size` of its W_h; and N, all norms: each of rows.next() computes a row more. */
export function flow(weights, X, { length: T, cell, activation, radius, forget_bias }, size) {
  const N = zeros(T * T).fill(NaN);
  const run = forward(cell, weights, X, { T, activation, radius, bias: forget_bias });
  const rows = gradientRows(jacobians(run), run.n, T, N);
  rows.next();
  const curve = lagCurve(N, T);
  const bound = cell === "rnn" ? Math.log10(size * radius) : NaN;
  return { T, cell, N, rows, curve, bound, q: lagBelow(curve), theta: parameterNorm(run) };
}

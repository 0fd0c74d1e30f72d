// The LSTM of nlpviz/scratch/recurrent.py, forward and back, with gates that can be overruled.
// Pure functions in float64; arrays are flat, row by row.

export const GATES = ["i", "f", "z", "o"]; // the blocks of W_x, W_h, b
export const RANGE = { i: [0, 1], f: [0, 1], z: [-1, 1], o: [0, 1] };
const sigmoid = (a) => 1 / (1 + Math.exp(-a));

/** Key of an overridden gate value: gate "f", step t, unit u (from 0). */
export const keyOf = (gate, t, u) => `${gate}:${t}:${u}`;

/**
 * Run the cell: w = {T, d, n, X, h0, c0, W_x, W_h, b, p_i, p_f, p_o} (flat, row by row).
 * `overrides` is a Map keyOf -> value that replaces the gate at that step.
 * -> {i, f, z, o, C, H}, each flat (T, n).
 */
export function forward(w, { peepholes = true, overrides = new Map() } = {}) {
  const { T, d, n, X, W_x, W_h, b } = w;
  const run = Object.fromEntries([...GATES, "C", "H"].map((k) => [k, new Float64Array(T * n)]));
  let h = w.h0,
    c = w.c0;
  for (let t = 0; t < T; t++) {
    const a = Float64Array.from(b);
    for (let k = 0; k < d; k++)
      for (let j = 0; j < 4 * n; j++) a[j] += X[t * d + k] * W_x[k * 4 * n + j];
    for (let k = 0; k < n; k++) for (let j = 0; j < 4 * n; j++) a[j] += h[k] * W_h[k * 4 * n + j];
    for (let u = 0; u < n; u++) {
      const at = t * n + u,
        p = peepholes ? 1 : 0;
      const gate = (g, value) => {
        const forced = overrides.get(keyOf(g, t, u));
        return (run[g][at] = forced === undefined ? value : forced);
      };
      const i = gate("i", sigmoid(a[u] + p * w.p_i[u] * c[u]));
      const f = gate("f", sigmoid(a[n + u] + p * w.p_f[u] * c[u]));
      const z = gate("z", Math.tanh(a[2 * n + u]));
      run.C[at] = i * z + f * c[u];
      const o = gate("o", sigmoid(a[3 * n + u] + p * w.p_o[u] * run.C[at]));
      run.H[at] = o * Math.tanh(run.C[at]);
    }
    h = run.H.subarray(t * n, t * n + n);
    c = run.C.subarray(t * n, t * n + n);
  }
  return run;
}

/**
 * Backpropagation through time of dh_T, dc_T (n,) alone; an overridden gate is a constant.
 * -> {dH, dC}, each flat (T + 1, n): the whole gradient that arrives at h_t and c_t, t = 0 .. T.
 */
export function backward(w, run, dh_T, dc_T, { peepholes = true, overrides = new Map() } = {}) {
  const { T, n, W_h } = w,
    p = peepholes ? 1 : 0;
  const dH = new Float64Array((T + 1) * n),
    dC = new Float64Array((T + 1) * n);
  dH.set(dh_T, T * n);
  dC.set(dc_T, T * n);
  for (let t = T; t >= 1; t--) {
    const da = new Float64Array(4 * n);
    for (let u = 0; u < n; u++) {
      const at = (t - 1) * n + u,
        dh = dH[t * n + u];
      const [i, f, z, o] = GATES.map((g) => run[g][at]);
      const free = (g) => (overrides.has(keyOf(g, t - 1, u)) ? 0 : 1);
      const before = t > 1 ? run.C[at - n] : w.c0[u],
        tanhC = Math.tanh(run.C[at]);
      const da_o = free("o") * dh * tanhC * o * (1 - o);
      const dc = dC[t * n + u] + dh * o * (1 - tanhC * tanhC) + p * w.p_o[u] * da_o;
      const da_f = free("f") * dc * before * f * (1 - f);
      const da_i = free("i") * dc * z * i * (1 - i);
      const da_z = free("z") * dc * i * (1 - z * z);
      [da_i, da_f, da_z, da_o].forEach((value, block) => (da[block * n + u] = value));
      dC[t * n + u] = dc;
      dC[(t - 1) * n + u] = dc * f + p * (w.p_i[u] * da_i + w.p_f[u] * da_f);
    }
    for (let k = 0; k < n; k++)
      for (let j = 0; j < 4 * n; j++) dH[(t - 1) * n + k] += da[j] * W_h[k * 4 * n + j];
  }
  return { dH, dC };
}

/**
 * What reaches each step, unit by unit: {cell, state}, each flat (T + 1, n), t = 0 .. T:
 * cell[t, u] = ∂c_T[u]/∂c_t[u] and state[t, u] = ∂h_T[u]/∂h_t[u], over all paths.
 */
export function reach(w, run, options) {
  const { T, n } = w;
  const cell = new Float64Array((T + 1) * n),
    state = new Float64Array((T + 1) * n);
  for (let u = 0; u < n; u++) {
    const one = new Float64Array(n),
      none = new Float64Array(n);
    one[u] = 1;
    const { dC } = backward(w, run, none, one, options);
    const { dH } = backward(w, run, one, none, options);
    for (let at = u; at < cell.length; at += n) {
      cell[at] = dC[at];
      state[at] = dH[at];
    }
  }
  return { cell, state };
}

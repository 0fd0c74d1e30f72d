// The LSTM of nlpviz/scratch/recurrent/cells.py along a sequence, forward and back, with gates that
// can be overruled.  Pure functions in float64; arrays are flat, row by row.
import { unpack } from "../core/kit/decode.js";
import { dot, row, sigmoid, timesT } from "../core/kit/linalg.js";
import { lstmSlopes, lstmStep } from "../core/kit/lstm.js";
import { clamp } from "../core/kit/numbers.js";

export const GATES = ["i", "f", "z", "o"]; // the blocks of W_x, W_h, b
export const RANGE = { i: [0, 1], f: [0, 1], z: [-1, 1], o: [0, 1] };
const PEEPHOLES = ["p_i", "p_f", "p_o"];
const PLACES = { i: "i", f: "f", z: "z", o: "o", C: "c", H: "h" }; // of a run <- of a step

/** Key of an overridden gate value: gate "f", step t, unit u (from 0). */
export const keyOf = (gate, t, u) => `${gate}:${t}:${u}`;

/** The weights as float64, from the model's packed arrays: {T, d, n, X, h0, c0, W_x, …}. */
export function problem(model) {
  const get = (name) => unpack(model.get(name));
  const [X, W_h] = [get("X"), get("W_h")];
  const w = { T: X.shape[0], d: X.shape[1], n: W_h.shape[0], X: X.data, W_h: W_h.data };
  for (const name of ["h0", "c0", "W_x", "b", ...PEEPHOLES]) w[name] = get(name).data;
  if (model.get("answers")) w.readout = get("readout").data;
  return w;
}

/** Run the cell.  `overrides` is a Map keyOf -> value that replaces the gate at that step.
    -> {i, f, z, o, C, H}, each flat (T, n). */
export function forward(w, { peepholes = true, overrides = new Map() } = {}) {
  const run = Object.fromEntries(
    Object.keys(PLACES).map((key) => [key, new Float64Array(w.T * w.n)]),
  );
  const cell = peepholes ? w : { ...w, p_i: null, p_f: null, p_o: null };
  let [h, c] = [w.h0, w.c0];
  for (let t = 0; t < w.T; t++) {
    const gate = (name, u, value) => overrides.get(keyOf(name, t, u)) ?? value;
    const now = lstmStep(cell, row(w.X, t, w.d), h, c, gate);
    for (const [key, name] of Object.entries(PLACES)) run[key].set(now[name], t * w.n);
    ({ h, c } = now);
  }
  return run;
}

/** Backpropagation through time of dh_T, dc_T (n,) alone; an overridden gate is a constant.
    -> {dH, dC}, each flat (T + 1, n): the whole gradient that arrives at h_t and c_t, t = 0 … T. */
export function backward(w, run, dh_T, dc_T, { peepholes = true, overrides = new Map() } = {}) {
  const { T, n } = w;
  const [dH, dC] = [new Float64Array((T + 1) * n), new Float64Array((T + 1) * n)];
  dH.set(dh_T, T * n);
  dC.set(dc_T, T * n);
  for (let t = T; t >= 1; t--) {
    const da = new Float64Array(4 * n);
    for (let u = 0; u < n; u++) {
      const [at, here] = [(t - 1) * n + u, t * n + u];
      const [i, f, z, o] = GATES.map((gate) => run[gate][at]);
      const values = { i, f, z, o, c: run.C[at], before: t > 1 ? run.C[at - n] : w.c0[u] };
      const free = (gate) => (overrides.has(keyOf(gate, t - 1, u)) ? 0 : 1);
      const peep = (name) => (peepholes ? w[name][u] : 0);
      const by = lstmSlopes(values, peep, free);
      const dc = (dC[here] += dH[here] * by.show);
      GATES.forEach((gate, k) => (da[k * n + u] = by[gate] * (gate === "o" ? dH[here] : dc)));
      dC[at] = dc * by.keep;
    }
    dH.set(timesT(da, w.W_h, 4 * n), (t - 1) * n);
  }
  return { dH, dC };
}

/** What reaches each step, unit by unit: {cell, state}, each flat (T + 1, n), t = 0 .. T:
    cell[t, u] = ∂c_T[u]/∂c_t[u] and state[t, u] = ∂h_T[u]/∂h_t[u], over all paths. */
export function reach(w, run, options) {
  const { T, n } = w;
  const [cell, state] = [new Float64Array((T + 1) * n), new Float64Array((T + 1) * n)];
  for (let u = 0; u < n; u++) {
    const [one, none] = [new Float64Array(n), new Float64Array(n)];
    one[u] = 1;
    const { dC } = backward(w, run, none, one, options);
    const { dH } = backward(w, run, one, none, options);
    for (let at = u; at < cell.length; at += n) [cell[at], state[at]] = [dC[at], dH[at]];
  }
  return { cell, state };
}

/** P of the first answer, σ(h_T w + bias). */
export const verdict = ({ T, n, readout }, { H }, bias = 0) =>
  sigmoid(dot(row(H, T - 1, n), readout) + bias);

/** Overrides that hold a gate of all units at step t (from 0) at a value. */
export const held = ({ n }, gate, t, value) =>
  Object.fromEntries(Array.from({ length: n }, (_, u) => [keyOf(gate, t, u), value]));

/** Which gate is asked about, shut at step t for all units: the one that alone turns the verdict
    there, at the word where it turns it most; where none does, at the last word the one that moves
    the last state most.  {t, gate, turns} */
export function riddleOf(w, bias, peepholes) {
  const last = (run) => row(run.H, w.T - 1, w.n);
  const plain = forward(w, { peepholes });
  const shut = (gate, t) =>
    forward(w, { peepholes, overrides: new Map(Object.entries(held(w, gate, t, 0))) });
  let best = { by: 0 };
  for (let t = 0; w.readout && t < w.T; t++) {
    const P = verdict(w, plain, bias);
    const parts = ["i", "f", "o"].map((gate) => [gate, verdict(w, shut(gate, t), bias)]);
    const turned = parts.filter(([, part]) => part > 0.5 !== P > 0.5);
    const by = turned.length === 1 ? Math.abs(turned[0][1] - P) : 0;
    if (by > best.by) best = { by, t, gate: turned[0][0] };
  }
  if (best.by) return { t: best.t, gate: best.gate, turns: true };
  const far = (gate) => Math.hypot(...last(shut(gate, w.T - 1)).map((x, u) => x - last(plain)[u]));
  const gate = ["i", "f", "o"].reduce((a, b) => (far(b) > far(a) ? b : a));
  return { t: w.T - 1, gate, turns: false };
}

export const isGradient = (key) => key === "cell" || key === "state";

/** The symbol of a column of the table: f_t, or ∂c_5 / ∂c_t. */
export const symbol = (key, letter, T) =>
  isGradient(key) ? `∂${letter}_${T} / ∂${letter}_t` : `${letter}_t`;

/** The filled part of a gate, [from, to] in 0..1; what is offered hangs from the middle. */
export function fill(gate, value) {
  if (gate !== "z") return [0, clamp(value, 0, 1)];
  const end = 0.5 + clamp(value, -1, 1) / 2;
  return [Math.min(0.5, end), Math.max(0.5, end)];
}

/** Into view: what weights and overruled gates say; plain and due are without these. */
export function compute(view) {
  const { w, now } = view;
  const [peepholes, overrides] = [now.peepholes, new Map(Object.entries(now.overrides))];
  view.plain = forward(w, { peepholes });
  view.due = reach(w, view.plain, { peepholes });
  view.run = overrides.size ? forward(w, { peepholes, overrides }) : view.plain;
  view.got = overrides.size ? reach(w, view.run, { peepholes, overrides }) : view.due;
}

/** The value of a row at step j (from 0) of the unit shown; plain: as it is without overruling. */
export function valueOf({ w, now, run, plain, got, due }, key, j, isPlain = false) {
  if (isGradient(key)) return (isPlain ? due : got)[key][(j + 1) * w.n + now.unit];
  return (isPlain ? plain : run)[key][j * w.n + now.unit];
}

export const isSet = ({ now }, gate, j) => Object.hasOwn(now.overrides, keyOf(gate, j, now.unit));

// The walk of UnrolledRNN: forward pass and backpropagation through time, one operation after the
// other; the equations of nlpviz/scratch/recurrent/cells.py.
import { unpack } from "../core/kit/decode.js";
import {
  ACTIVATIONS,
  add,
  dot,
  outer,
  rnnStep,
  row,
  sigmoid,
  times,
  timesT,
} from "../core/kit/linalg.js";

export const OPS = 4; // operations a word, each way

const zeros = ({ T, d, n }) => ({
  dX: new Float64Array(T * d),
  dh0: new Float64Array(n),
  dW_x: new Float64Array(d * n),
  dW_h: new Float64Array(n * n),
  db: new Float64Array(n),
});

/** The four operations that read word t, with h before: {kind: "x" | "h" | "a" | "s", t, …}. */
function reading(w, t, h) {
  const x = row(w.X, t - 1, w.d);
  const step = rnnStep(w, x, h, w.activation);
  return [
    { kind: "x", t, x, xW: times(x, w.W_x, w.n) },
    { kind: "h", t, before: h, hW: times(h, w.W_h, w.n) },
    { kind: "a", t, a: step.a },
    { kind: "s", t, a: step.a, h: step.h },
  ];
}

/** The four that send the blame back from h_t, `later` of it from the words after t; they add to
    sums: {kind: "dh" | "da" | "dW" | "back", t, …}. */
function blaming(w, t, H, later, sums) {
  const [x, own] = [row(w.X, t - 1, w.d), row(w.dH, t - 1, w.n)];
  const dh = add(own, later);
  const slope = H[t].map(ACTIVATIONS[w.activation][1]);
  const da = dh.map((value, j) => value * slope[j]);
  const to_h = outer(H[t - 1], da);
  const blamed = {
    ...sums,
    dW_x: add(sums.dW_x, outer(x, da)),
    dW_h: add(sums.dW_h, to_h),
    db: add(sums.db, da),
  };
  const [back, dx] = [timesT(da, w.W_h, w.n), timesT(da, w.W_x, w.n)];
  const dX = Float64Array.from(sums.dX);
  dX.set(dx, (t - 1) * w.d);
  return [
    { kind: "dh", t, own, later, dh, sums },
    { kind: "da", t, dh, slope, da, sums },
    { kind: "dW", t, before: H[t - 1], to_h, da, sums: blamed },
    {
      kind: "back",
      t,
      da,
      later: back,
      dx,
      sums: { ...blamed, dX, dh0: t === 1 ? back : sums.dh0 },
    },
  ];
}

/** The model's numbers in float64. */
export function problem(model) {
  const plain = ["activation", "answers", "rows"].map((name) => [name, model.get(name)]);
  const w = Object.fromEntries(plain);
  for (const name of ["X", "h0", "W_x", "W_h", "b", "dH"]) {
    const { data, shape } = unpack(model.get(name));
    w[name] = data;
    if (name === "X") [w.T, w.d] = shape;
    if (name === "h0") [w.n] = shape;
  }
  if (w.answers) w.readout = unpack(model.get("readout")).data;
  return w;
}

/** The whole walk: w = {T, d, n, activation, X, h0, W_x, W_h, b, dH}, flat, row by row.  Each of
    its 8 T steps holds the numbers it makes and `sums`, the gradients gathered so far. */
export function walk(w) {
  const [H, A, steps] = [[w.h0], [], []];
  let sums = zeros(w);
  for (let t = 1; t <= w.T; t++) {
    steps.push(...reading(w, t, H[t - 1]).map((step) => ({ ...step, sums })));
    const { a, h } = steps.at(-1);
    A.push(a);
    H.push(h);
  }
  let later = new Float64Array(w.n); // da_{t+1} W_hᵀ
  for (let t = w.T; t >= 1; t--) {
    steps.push(...blaming(w, t, H, later, sums));
    ({ later, sums } = steps.at(-1));
  }
  return { steps, H, A, sums };
}

/** The step of a kind at word t. */
export const find = (steps, kind, t) => steps.find((step) => step.kind === kind && step.t === t);

export const length = (v) => Math.sqrt(dot(v, v));

/** How long the blame is at h_t, before f and at the state before: [{dh, da, back}], t = 1 … T. */
export function blame({ steps, A }) {
  return A.map((_, t) => ({
    dh: length(find(steps, "dh", t + 1).dh),
    da: length(find(steps, "da", t + 1).da),
    back: length(find(steps, "back", t + 1).later),
  }));
}

/** What is left at the first state of the blame at the last, and the mean factor of a step; null
    where there is none, or but one word. */
export function share(lengths) {
  const [first, last] = [lengths[0].dh, lengths.at(-1).dh];
  if (!last || lengths.length < 2) return null;
  return { left: first / last, factor: (first / last) ** (1 / (lengths.length - 1)) };
}

/** The option nearest to a share, on a scale of factors. */
export function nearest(options, left) {
  const off = (option) => Math.abs(Math.log(option / Math.max(left, 1e-12)));
  return options.reduce((a, b) => (off(b) < off(a) ? b : a));
}

/** P of the first answer, σ(h w). */
export const verdict = (h, w) => sigmoid(dot(h, w));

// LSTMCell's arithmetic equals Python's: values, overruled gates, peepholes off, gradients.
import assert from "node:assert/strict";
import test from "node:test";
import { short } from "../../../nlpviz/widgets/core/kit/numbers.js";
import {
  backward,
  compute,
  fill,
  forward,
  isSet,
  keyOf,
  reach,
  valueOf,
  verdict,
} from "../../../nlpviz/widgets/lstm_cell/math.js";
import { read, within } from "../core/golden.mjs";

const golden = read("lstm_cell", import.meta.url);
const w = { ...golden };
for (const name of ["X", "h0", "c0", "W_x", "W_h", "b", "p_i", "p_f", "p_o"])
  w[name] = Float64Array.from(w[name]);
const near = within(1e-12);
const optionsOf = ({ peepholes, overrides }) => ({
  peepholes,
  overrides: new Map(Object.entries(overrides)),
});

golden.cases.forEach((each, number) => {
  test(`case ${number}: the cell computes what Python computes, and so does its way back`, () => {
    const options = optionsOf(each),
      run = forward(w, options),
      got = reach(w, run, options);
    for (const name of ["i", "f", "z", "o", "C", "H"]) near(run[name], each.due[name], name);
    for (const name of ["cell", "state"]) near(got[name], each.due[name], name);
  });
});

test("with f at 1 and i at 0 the cell keeps its content and the gradient passes unchanged", () => {
  const overrides = new Map();
  for (let t = 0; t < w.T; t++) overrides.set(keyOf("f", t, 2), 1).set(keyOf("i", t, 2), 0);
  const run = forward(w, { overrides }),
    { cell } = reach(w, run, { overrides });
  for (let t = 0; t < w.T; t++) assert.equal(run.C[t * w.n + 2], w.c0[2]);
  for (let t = 0; t <= w.T; t++) assert.equal(cell[t * w.n + 2], 1);
});

test("an overruled gate is a constant: nothing flows back through it", () => {
  const overrides = new Map();
  for (const gate of "ifzo")
    for (let t = 0; t < w.T; t++)
      for (let u = 0; u < w.n; u++) overrides.set(keyOf(gate, t, u), 0.5);
  const run = forward(w, { overrides });
  const { dH, dC } = backward(w, run, [0, 0, 0, 0], [1, 1, 1, 1], { overrides });
  near(dC.slice(0, w.n), Array(w.n).fill(0.5 ** w.T), "dC");
  near(dH.slice(0, w.n), Array(w.n).fill(0), "dH");
});

test("the verdict is the logistic of the last state's score", () => {
  const run = { H: Float64Array.from([9, 9, 1, -2]) };
  const got = verdict({ T: 2, n: 2, readout: [0.5, 0.25] }, run, 0.75);
  assert.ok(Math.abs(got - 1 / (1 + Math.exp(-0.75))) < 1e-15);
});

test("the strips show the unit's own value, and without overruling where that is asked", () => {
  const overrides = { [keyOf("f", 2, 1)]: 0.25 };
  const view = { w, now: { unit: 1, peepholes: true, overrides } };
  compute(view);
  assert.equal(valueOf(view, "f", 2), 0.25);
  assert.equal(valueOf(view, "f", 2, true), view.plain.f[2 * w.n + 1]);
  assert.equal(valueOf(view, "cell", 0), view.got.cell[w.n + 1]);
  assert.deepEqual(
    [isSet(view, "f", 2), isSet(view, "f", 3), isSet(view, "i", 2)],
    [true, false, false],
  );
});

test("the numbers in the cells are short, and the bars stay inside", () => {
  assert.deepEqual([0, 0.934, -1.239, 0.0003, 41.26, 123.4].map(short), [
    "0",
    "0.93",
    "−1.24",
    "3·10⁻⁴",
    "41.3",
    "123",
  ]);
  assert.deepEqual(fill("f", 0.25), [0, 0.25]);
  assert.deepEqual(fill("z", -1), [0, 0.5]);
  assert.deepEqual(fill("C", 3, 2), [0.5, 1]);
  assert.deepEqual(
    [1, 0, 0.006, -0.25, 40].map((g) => fill("cell", g)),
    [
      [0, 1],
      [0, 0],
      [0, 0.006],
      [0, 0.25],
      [0, 1],
    ],
  );
});

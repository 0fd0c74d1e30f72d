// LSTMCell's arithmetic equals Python's: values, overruled gates, peepholes off, gradients.
import assert from "node:assert/strict";
import test from "node:test";
import { short } from "../../../nlpviz/widgets/core/kit/numbers.js";
import {
  backward,
  compute,
  fill,
  forward,
  held,
  isSet,
  keyOf,
  reach,
  riddleOf,
  symbol,
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

test("the circuit shows the unit's own value, and without overruling where that is asked", () => {
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
  assert.deepEqual(fill("z", 3), [0.5, 1]);
  assert.deepEqual(fill("i", 40), [0, 1]);
});

test("the columns of the table have their symbols", () => {
  assert.equal(symbol("f", "f", 5), "f_t");
  assert.equal(symbol("cell", "c", 5), "∂c_5 / ∂c_t");
});

test("asked about is the gate that alone turns the verdict, where it turns it most", () => {
  const P = (overrides) => verdict(w2, forward(w2, { overrides }), bias);
  const w2 = { ...w, readout: Float64Array.from({ length: w.n }, (_, u) => (u % 2 ? -9 : 9)) };
  let [bias, found] = [0, null];
  for (bias = -9; bias <= 9 && !found?.turns; bias += 0.25) found = riddleOf(w2, bias, true);
  bias -= 0.25;
  assert.ok(found.turns);
  const shut = (gate, t) => P(new Map(Object.entries(held(w2, gate, t, 0))));
  const plain = P(new Map());
  const turned = (gate, t) => shut(gate, t) > 0.5 !== plain > 0.5;
  const alone = (t) => ["i", "f", "o"].filter((gate) => turned(gate, t));
  assert.deepEqual(alone(found.t), [found.gate]);
  for (let t = 0; t < w.T; t++) {
    const [gate, ...others] = alone(t);
    if (!gate || others.length) continue;
    const by = (g, at) => Math.abs(shut(g, at) - plain);
    assert.ok(by(gate, t) <= by(found.gate, found.t));
  }
});

test("without a verdict it is the gate that moves the state most at the last word", () => {
  const found = riddleOf(w, 0, true);
  assert.deepEqual([found.t, found.turns], [w.T - 1, false]);
  const last = (overrides) => forward(w, { overrides }).H.slice(-w.n);
  const plain = last(new Map());
  const far = (gate) =>
    Math.hypot(
      ...last(new Map(Object.entries(held(w, gate, w.T - 1, 0)))).map((x, u) => x - plain[u]),
    );
  for (const gate of "ifo") assert.ok(far(gate) <= far(found.gate));
});

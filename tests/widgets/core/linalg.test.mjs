// The kit's vectors, matrices and recurrent steps make the numbers of nlpviz.scratch; its source of
// chance is the same everywhere.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as linalg from "../../../nlpviz/widgets/core/kit/linalg.js";
import * as lstm from "../../../nlpviz/widgets/core/kit/lstm.js";
import { generator, pick } from "../../../nlpviz/widgets/core/kit/random.js";
import { read } from "./golden.mjs";

const golden = read("linalg", import.meta.url);
const near = (got, due, what) => {
  assert.equal(got.length, due.length, what);
  due.forEach((value, j) => assert.ok(Math.abs(got[j] - value) < 1e-12, `${what}[${j}]`));
};

golden.forEach(({ cell, w, X, h0, c0, activation, due }, number) => {
  test(`case ${number}: each step of the ${cell} ${activation ?? ""} is that of scratch`, () => {
    let [h, c] = [h0, c0];
    X.forEach((x, t) => {
      const now = {
        rnn: () => linalg.rnnStep(w, x, h, activation),
        gru: () => linalg.gruStep(w, x, h),
        lstm: () => lstm.lstmStep(w, x, h, c),
      }[cell]();
      for (const [name, rows] of Object.entries(due)) {
        const mine = { A: "a", H: "h", C: "c" }[name] ?? name;
        near([...now[mine]], rows[t], `${name} of step ${t}`);
      }
      ({ h, c } = now);
    });
  });
});

test("a gate that is overruled acts with the new value", () => {
  const { w, X, h0, c0 } = golden.at(-1);
  const shut = (name, unit, value) => (name === "f" && unit === 0 ? 0 : value);
  const [free, held] = [() => lstm.lstmStep(w, X[0], h0, c0), shut].map((g, i) =>
    i ? lstm.lstmStep(w, X[0], h0, c0, g) : g(),
  );
  assert.equal(held.f[0], 0);
  near([held.c[0]], [free.i[0] * free.z[0]], "c");
  assert.equal(held.c[1], free.c[1]);
});

test("a matrix stands on the right, and its transposed takes the way back", () => {
  const W = [1, 2, 3, 4, 5, 6]; // 2 × 3
  assert.deepEqual([...linalg.times([1, 10], W, 3)], [41, 52, 63]);
  assert.deepEqual([...linalg.timesT([1, 0, 2], W, 3)], [7, 16]);
  assert.deepEqual([...linalg.addTimes(new Float64Array([100, 0]), [2], [9, 1, 2], 1)], [102, 4]);
  assert.deepEqual([...linalg.outer([1, 2], [3, 4])], [3, 4, 6, 8]);
  assert.deepEqual(linalg.row(W, 1, 3), [4, 5, 6]);
  assert.equal(linalg.dot(linalg.add([1, 2], [3, 4]), [1, -1]), -2);
});

test("shares add up to 1 whatever the size of the scores, and mix the rows", () => {
  assert.deepEqual([...linalg.softmax([1e6, 0])], [1, 0]);
  near([...linalg.softmax([0, Math.log(3)])], [0.25, 0.75], "shares");
  near(
    linalg.mix(
      [0.25, 0.75],
      [
        [4, 0],
        [0, 8],
      ],
    ),
    [1, 6],
    "mixture",
  );
});

test("the slopes of the LSTM's step are what small changes make; a forced gate has none", () => {
  const w = { W_x: [1, 0, 0, 0], W_h: [0, 0, 0, 0], p_i: [0.4], p_f: [-0.7], p_o: [0.9] };
  const at = (b, c) => {
    const step = lstm.lstmStep({ ...w, b }, [0], [0], c);
    return { i: step.i[0], f: step.f[0], z: step.z[0], o: step.o[0], c: step.c[0], h: step.h[0] };
  };
  const [b, c] = [[0.3, -0.2, 0.8, 0.1], 0.6];
  const peep = (name) => w[name][0];
  const now = { ...at(b, [c]), before: c };
  const by = lstm.lstmSlopes(now, peep);
  const change = (f) => (f(1e-6) - f(-1e-6)) / 2e-6;
  const moved = (k, e) => b.map((value, j) => value + (j === k ? e : 0));
  const due = {
    i: change((e) => at(moved(0, e), [c]).c),
    f: change((e) => at(moved(1, e), [c]).c),
    z: change((e) => at(moved(2, e), [c]).c),
    o: change((e) => at(moved(3, e), [c]).h),
    keep: change((e) => at(b, [c + e]).c),
  };
  for (const [name, value] of Object.entries(due))
    assert.ok(Math.abs(by[name] - value) < 1e-9, `${name}: ${by[name]}, ${value}`);
  const whole = change((e) => at(b, [c + e]).h);
  assert.ok(Math.abs(by.show * by.keep - whole) < 1e-9);
  const none = lstm.lstmSlopes(now, peep, () => 0);
  assert.deepEqual([none.i, none.f, none.z, none.o, none.keep], [0, 0, 0, 0, now.f]);
});

test("an outer product is added where it stands", () => {
  const out = Float64Array.from([1, 1, 1, 1, 1, 1]);
  linalg.addOuter(out, [2, -1], [1, 0, 3]);
  assert.deepEqual([...out], [3, 1, 7, 0, 1, -2]);
});

test("a number falls on the position whose share holds it", () => {
  const on = [0, 0.24, 0.25, 0.74, 0.75, 0.9999].map((u) => pick([0.25, 0.5, 0.25], u));
  assert.deepEqual(on, [0, 0, 1, 1, 2, 2]);
  assert.equal(pick([0, 1, 0], 0), 1);
  assert.equal(pick([0.3, 0.7 - 1e-16], 0.9999999999999999), 1);
  const next = generator(0);
  assert.deepEqual([next(), next()], [0.26642920868471265, 0.0003297457005828619]);
});

// The promise: what GradientFlow draws is what nlpviz.scratch computes from the same weights, to
// 1e-4 relative, for every cell, activation, radius and forget bias, however small or large.
import assert from "node:assert/strict";
import { test } from "node:test";
import { unpack } from "../../../nlpviz/widgets/core/kit/decode.js";
import { shade } from "../../../nlpviz/widgets/gradient_flow/draw.js";
import * as norms from "../../../nlpviz/widgets/core/kit/norms.js";
import * as page from "../../../nlpviz/widgets/gradient_flow/math.js";
import { read, unwire } from "../core/golden.mjs";

const { clip, flow, forward, jacobians, lagBelow, lagCurve, parameterNorm } = page;
const { gradientRows, largestSquare, spectralNorm } = norms;
const golden = read("gradient_flow", import.meta.url);
const here = (packed) => unpack(unwire(packed));
const near = (got, due, tolerance, what) =>
  assert.ok(Math.abs(got / due - 1) <= tolerance, `${what}: ${got}, not ${due}`);
const nearPower = (got, due, what) => {
  if (due === null) assert.equal(got, -Infinity, what);
  else assert.ok(Math.abs(10 ** (got - due) - 1) <= 1e-4, `${what}: 10^${got}, not 10^${due}`);
};
const gradientLogs = (J, n, T) => {
  const N = new Float64Array(T * T).fill(NaN);
  assert.equal([...gradientRows(J, n, T, N)].length, T);
  return N;
};
const random = (seed) => () => (seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5;

for (const [name, world] of Object.entries(golden)) {
  const X = here(world.X),
    T = X.shape[0];
  for (const { cell, activation, radius, forget_bias: bias, ...due } of world.cases) {
    const what = `${name}: ${cell}, ${activation}, radius ${radius}, forget bias ${bias}`;
    test(`${what} equals Python`, () => {
      const w = Object.fromEntries(
        Object.entries(world.weights[cell]).map(([k, v]) => [k, here(v)]),
      );
      const run = forward(cell, w, X, { T, activation, radius, bias });
      const N = gradientLogs(jacobians(run), run.n, T);
      const got =
        T > 12
          ? Array.from(N.subarray((T - 1) * T))
          : Array.from(N).filter((_, i) => i % T <= Math.floor(i / T));
      assert.equal(got.length, due.norms.length);
      got.forEach((x, i) => nearPower(x, due.norms[i], `norm ${i}`));
      near(parameterNorm(run), due.theta, 1e-9, "‖∂L/∂θ‖");
      near(clip(parameterNorm(run), 1), due.clipped, 1e-9, "clipped");
      if (cell === "rnn") near(spectralNorm(w.W_h) * radius, due.bound, 1e-4, "bound");
    });
  }
}

test("the golden numbers reach below 1e-40 and above 1e+15", () => {
  const all = Object.values(golden)
    .flatMap((world) => world.cases.flatMap((c) => c.norms))
    .filter((x) => x !== null);
  assert.ok(Math.min(...all) < -40 && Math.max(...all) > 15);
});

function chain(n, T, entry) {
  const J = new Float64Array(T * n * n);
  for (let t = 0; t < T; t++)
    for (let i = 0; i < n * n; i++) J[t * n * n + i] = entry(t, Math.floor(i / n), i % n);
  return J;
}

test("products that leave the range of doubles keep their powers of ten", () => {
  const entry = random(7),
    base = chain(4, 60, () => entry()),
    at = 59 * 60;
  const plain = gradientLogs(base, 4, 60)[at];
  for (const shift of [-20, 20]) {
    const N = gradientLogs(
      base.map((x) => x * 10 ** shift),
      4,
      60,
    );
    assert.ok(Math.abs(N[at] - plain - 59 * shift) < 1e-5);
  }
});

test("equal singular values, crossing ones and rotations are no trap", () => {
  const turn = gradientLogs(
    chain(8, 40, (t, a, b) => (b === (a + 1) % 8 ? 1 : 0)),
    8,
    40,
  );
  for (const x of turn) assert.ok(Number.isNaN(x) || Math.abs(x) < 1e-5);
  const cross = gradientLogs(
    chain(8, 40, (t, a, b) => (a !== b ? 0 : (t <= 20 ? a === 3 : a === 6) ? 2 : 1)),
    8,
    40,
  );
  nearPower(cross[39 * 40], 20 * Math.log10(2), "crossing");
});

test("a dead step is exactly zero from there on, and zero is below every scale", () => {
  const N = gradientLogs(
    chain(4, 6, (t, a, b) => (t === 3 || a !== b ? 0 : 1)),
    4,
    6,
  );
  assert.deepEqual([N[5 * 6 + 2], N[5 * 6 + 3], N[2 * 6]], [-Infinity, 0, 0]);
  assert.equal(lagBelow(lagCurve(N, 6)), 3);
});

test("the largest square is proven, whatever vector it starts from", () => {
  const next = random(3),
    n = 8,
    G = new Float64Array(n * n);
  for (let i = 0; i < n; i++) G[i * n + i] = i === 5 ? 4.0001 : i === 2 ? 4 : 1;
  for (const start of [2, 5, 0]) {
    const warm = new Float64Array(n);
    warm[start] = 1;
    near(largestSquare(G, n, warm), 4.0001, 1.1e-5, `from ${start}`);
  }
  assert.ok(Number.isFinite(next()));
});

test("what is drawn of a cell: its curve, the first lag below a thousandth, its bound", () => {
  const { X, weights, cases } = golden.small;
  const inputs = here(X);
  const settings = { cell: "rnn", activation: "tanh", radius: 1, forget_bias: 0 };
  const due = cases.find((c) => Object.keys(settings).every((key) => c[key] === settings[key]));
  const w = Object.fromEntries(Object.entries(weights.rnn).map(([k, v]) => [k, here(v)]));
  const size = spectralNorm(w.W_h);
  const got = flow(w, inputs, { ...settings, length: inputs.shape[0] }, size);
  for (const _ of got.rows);
  nearPower(got.curve[1], due.norms.at(-2), "one step back");
  assert.deepEqual([got.q, got.bound], [lagBelow(got.curve), Math.log10(size)]);
  assert.ok(
    Array.from(got.N).every((x, i) => Number.isNaN(x) === i % got.T > Math.floor(i / got.T)),
  );
  assert.equal(flow(w, inputs, { ...settings, length: 2 }, size).curve.length, 2);
});

test("a lag that is never reached is T", () => {
  assert.equal(lagBelow([0, -1, -2.9999]), 3);
  assert.equal(lagBelow([0, -1, -3.0001]), 2);
});

test("the colour of a norm depends on the norm alone; off the scale is a pattern", () => {
  assert.equal(shade(0, 0), shade(0, 1));
  assert.ok(shade(-6, 0) < shade(-3, 0) && shade(-3, 0) < shade(2, 0));
  for (const x of [-7, 3, -Infinity, Infinity]) assert.notEqual(shade(x, 0), shade(x, 1));
  assert.equal(
    new Set([
      shade(NaN, 0),
      shade(-7, 0),
      shade(-7, 1),
      shade(3, 0),
      shade(3, 1),
      shade(-6, 0),
      shade(2, 0),
    ]).size,
    7,
  );
});

// SoftHard's arithmetic equals Python's: the step, its exact gradient, the estimates of it from
// the same draws, their moments with each baseline; and the clouds shrink as 1/√N.
import assert from "node:assert/strict";
import test from "node:test";
import {
  KINDS,
  RATE,
  baseline,
  batches,
  cloud,
  estimate,
  generator,
  loss,
  moments,
  pick,
  softmax,
  step,
  weights,
} from "../../../nlpviz/widgets/soft_hard/math.js";
import { ellipse, extent, gather } from "../../../nlpviz/widgets/soft_hard/view.js";
import { read, within } from "../core/golden.mjs";

const golden = read("soft_hard", import.meta.url);
const near = within(1e-10);

test("the generator is the same in every language", () => {
  for (const [seed, numbers] of Object.entries(golden.numbers)) {
    const next = generator(Number(seed));
    near(numbers.map(next), numbers, `seed ${seed}`, 0);
  }
});

golden.cases.forEach((each, number) => {
  const now = step(each),
    drawn = batches(now.A, each);
  test(`case ${number}: weights, mixture, losses and the exact gradient are Python's`, () => {
    near([...now.A], each.A, "A");
    near(now.o, each.o, "o");
    near(now.f, each.f, "f");
    near([now.soft, now.hard], [each.soft, each.hard], "f(o), E[f]");
    near(now.gradient, each.gradient, "∇E[f]");
  });
  test(`case ${number}: the same positions are drawn`, () => assert.deepEqual(drawn, each.counts));
  for (const kind of KINDS) {
    const due = each.due[kind],
      got = baseline(now, kind, each.N, each.K);
    test(`case ${number}, ${kind}: baseline, moments and estimates are Python's`, () => {
      near([got.b, got.noise], [due.b, due.noise], "b, noise");
      for (const first of [true, false]) {
        const { mean, cov, variance } = moments(now, got, first),
          of = due.moments[first];
        near(mean, of.mean, "mean");
        near(cov.flat(), of.cov.flat(), "cov");
        near([variance], [of.variance], "variance");
      }
      const { points, spread } = cloud(now, drawn, kind);
      points.forEach((point, k) => near(point, due.points[k], `batch ${k}`));
      near([spread], [due.spread], "spread");
    });
    test(`case ${number}, ${kind}: the mean is the exact gradient, with ∇f; without it dθ is lost`, () => {
      near(moments(now, got).mean, each.gradient, "mean");
      near(moments(now, got, false).mean, [...each.gradient.slice(0, -1), 0], "mean");
      const all = now.A.length,
        rows = Array.from({ length: all }, (_, z) => estimate(now, z, got.b));
      near(
        rows[0].map((_, i) => now.mean(rows.map((row) => row[i]))),
        each.gradient,
        "by enumeration",
      );
    });
  }
  test(`case ${number}: no baseline has less variance than the weighted one`, () => {
    const least = moments(now, baseline(now, "weighted")).variance;
    for (const by of [-1, -0.01, 0.01, 1]) {
      assert.ok(
        moments(now, { b: baseline(now, "weighted").b + by, noise: 0 }).variance >= least - 1e-12,
      );
    }
    for (const kind of KINDS)
      assert.ok(moments(now, baseline(now, kind, each.N, each.K)).variance >= least - 1e-12);
  });
  test(`case ${number}: the hard loss exceeds the soft one by ½θ² times the variance of the values`, () => {
    const variance = now.mean(each.V.map((v) => loss(v, now.o, 1) * 2));
    near([now.hard - now.soft], [(each.theta ** 2 * variance) / 2], "gap");
  });
});

test("a cloud shrinks as 1/√N", () => {
  const each = golden.cases[1],
    now = step(each),
    K = 4000;
  for (const kind of ["none", "mean", "weighted"]) {
    const sigma = Math.sqrt(moments(now, baseline(now, kind)).variance);
    for (const N of [1, 16, 64]) {
      const { spread } = cloud(now, batches(now.A, { N, K, seed: 1 }), kind);
      assert.ok(
        Math.abs((spread * Math.sqrt(N)) / sigma - 1) < 0.05,
        `${kind}, N = ${N}: ${spread}`,
      );
    }
  }
});

test("the moving average starts at 0 and approaches the mean loss", () => {
  const now = step(golden.cases[1]),
    at = (K) => baseline(now, "moving", 1024, K).b / now.hard;
  assert.equal(at(1), 0);
  assert.ok(at(5) < at(50) && at(2000) > 0.98 && at(2000) < 1 && RATE === 0.1);
});

test("a longer batch begins with the draws of a shorter one", () => {
  const A = [0.2, 0.5, 0.3],
    [short, long] = [8, 16].map((N) => batches(A, { N, K: 20, seed: 3 }));
  short.forEach((counts, k) => counts.forEach((n, j) => assert.ok(n <= long[k][j])));
  assert.notDeepEqual(long, batches(A, { N: 16, K: 20, seed: 4 }));
});

test("a number falls on the position whose share holds it", () => {
  assert.deepEqual(
    [0, 0.24, 0.25, 0.74, 0.75, 0.9999].map((u) => pick([0.25, 0.5, 0.25], u)),
    [0, 0, 1, 1, 2, 2],
  );
  assert.equal(pick([0, 1, 0], 0), 1);
  assert.equal(pick([0.3, 0.7 - 1e-16], 0.9999999999999999), 1);
});

test("one-hot weights have one estimate, and nothing is NaN", () => {
  const now = step({ S: [10, 0, -10], V: [[1], [2], [3]], y: [0], theta: 1, tau: 0.01 });
  assert.deepEqual([...now.A], [1, 0, 0]);
  for (const kind of KINDS) {
    const { mean, variance } = moments(now, baseline(now, kind, 4, 10));
    assert.deepEqual(
      [mean, variance].flat().map((x) => x + 0),
      [0, 0, 0, 1, 0],
    );
  }
  assert.deepEqual(Array.from(softmax([1e6, 0])), [1, 0]);
  assert.ok(weights(now).every(Number.isFinite));
});

test("the ellipse has two standard deviations and the frame is never empty", () => {
  const points = ellipse(
    [1, 2],
    [
      [4, 0],
      [0, 9],
    ],
    4,
  );
  near(points.flat(), [5, 2, 1, 8, -3, 2, 1, -4], "axes");
  near(
    ellipse(
      [0, 0],
      [
        [0, 0],
        [0, 0],
      ],
      2,
    ).flat(),
    [0, 0, 0, 0],
    "a point",
  );
  for (const [x, y] of ellipse(
    [0, 0],
    [
      [2, 1],
      [1, 3],
    ],
  ))
    near([(3 * x * x - 2 * x * y + 2 * y * y) / 5], [4], "distance²");
  assert.deepEqual(extent([3, 3]), [2, 4]);
  assert.deepEqual(extent([0, 1], 0.5), [-0.5, 1.5]);
  assert.deepEqual(
    gather([
      [1, 2],
      [1.01, 2],
      [5, 5],
    ]),
    [
      [1.01, 2, 2],
      [5, 5, 1],
    ],
  );
});

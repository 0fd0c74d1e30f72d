// GradientCloud's arithmetic equals Python's: the exact gradient, the estimates of it from the same
// draws, their spread with each baseline; and the clouds shrink as 1/√N.
import assert from "node:assert/strict";
import test from "node:test";
import { generator } from "../../../nlpviz/widgets/core/kit/random.js";
import {
  KINDS,
  RATE,
  baseline,
  batches,
  cloud,
  estimate,
  pushiest,
  step,
  variance,
} from "../../../nlpviz/widgets/gradient_cloud/math.js";
import { frame, labels } from "../../../nlpviz/widgets/gradient_cloud/draw.js";
import { axis, lifted, span } from "../../../nlpviz/widgets/gradient_cloud/line.js";
import { read, within } from "../core/golden.mjs";

const golden = read("gradient_cloud", import.meta.url);
const near = within(1e-9);

test("the generator is the same in every language", () => {
  for (const [seed, numbers] of Object.entries(golden.numbers)) {
    const next = generator(Number(seed));
    near(numbers.map(next), numbers, `seed ${seed}`, 0);
  }
});

golden.cases.forEach((each, number) => {
  const now = step(each);
  const drawn = batches(now.A, each);
  test(`case ${number}: shares, mean loss and the exact gradient are Python's`, () => {
    near([...now.A], each.A, "A");
    near([now.hard], [each.hard], "E[f]");
    near(now.gradient, each.gradient, "∇E[f]");
  });
  test(`case ${number}: the same positions are drawn`, () => assert.deepEqual(drawn, each.counts));
  for (const kind of KINDS) {
    const due = each.due[kind];
    const got = baseline(now, kind, each.N, each.K);
    test(`case ${number}, ${kind}: baseline, spread and estimates are Python's`, () => {
      near([got.b, got.noise], [due.b, due.noise], "b, noise");
      near([variance(now, got, each.N)], [due.variance], "variance");
      due.estimates.forEach((row, z) => near(estimate(now, z, got.b), row, `draw of ${z}`));
      const { points, spread } = cloud(now, drawn, kind);
      points.forEach((point, k) => near(point, due.points[k], `estimate ${k}`));
      near([spread], [due.spread], "spread");
    });
    test(`case ${number}, ${kind}: the mean stays the exact gradient`, () => {
      const rows = Array.from(now.A, (_, z) => estimate(now, z, got.b));
      const mean = rows[0].map((_, i) => now.mean(rows.map((row) => row[i])));
      near(mean, each.gradient, "mean");
    });
  }
  test(`case ${number}: no baseline has less spread than the weighted one`, () => {
    const { b } = baseline(now, "weighted");
    const least = variance(now, { b, noise: 0 });
    for (const by of [-1, -0.01, 0.01, 1])
      assert.ok(variance(now, { b: b + by, noise: 0 }) >= least - 1e-12);
    for (const kind of KINDS)
      assert.ok(variance(now, baseline(now, kind, 1, each.K)) >= least - 1e-12);
  });
});

test("the chapter's example: the spread falls from 1.11 to 0.52 and to 0.006", () => {
  const now = step({ S: [1, 0, 3], f: [2.34075295, 2.00640887, 0.34075295] });
  const spreads = ["none", "mean", "weighted"].map((kind) => variance(now, baseline(now, kind)));
  near(spreads, [1.115, 0.523, 0.006], "spreads", 1e-3);
});

test("a number is a baseline as well; its spread is a parabola around the best one", () => {
  const now = step(golden.cases[1]);
  const { b } = baseline(now, "weighted");
  const spread = (x) => variance(now, baseline(now, b + x));
  for (const x of [0.3, 1.7]) {
    near([spread(x)], [spread(-x)], "both sides");
    near([spread(x) - spread(0)], [x * x * (spread(1) - spread(0))], "parabola");
  }
  near([cloud(now, batches(now.A, golden.cases[1]), now.hard).spread],
    [cloud(now, batches(now.A, golden.cases[1]), "mean").spread], "cloud"); // prettier-ignore
});

test("in the chapter's example it is letters whose draws count most for the best number", () => {
  assert.equal(pushiest(step({ S: [1, 0, 3], f: [2.34, 2.01, 0.34] })), 0);
});

test("the line holds 0 and all losses; a pixel gives its number again", () => {
  assert.deepEqual(span([1, 2]), [0, 2.3]);
  assert.deepEqual(span([-2, -1]), [-2, 0.3]);
  const { x, at } = axis([2, 0.3], 328, 14);
  near(
    [0, 0.3, 2].map((b) => at(x(b))),
    [0, 0.3, 2],
    "numbers",
  );
  assert.ok(x(0) > 0 && x(2) < 328);
});

test("labels on the line are lifted off each other", () => {
  const names = [{ x: 50, y: 90, w: 60 }, { x: 70, y: 100, w: 60 }, { x: 60, y: 95, w: 60 },
    { x: 300, y: 95, w: 60 }]; // prettier-ignore
  const got = lifted(names, 20, 4);
  const there = got.filter(({ x }) => x < 300).map(({ y }) => y);
  assert.equal(Math.max(...there), 100);
  near(there.sort((a, b) => a - b), [60, 80, 100], "one above the other"); // prettier-ignore
  assert.equal(got.find(({ x }) => x === 300).y, 95);
});

test("a cloud shrinks as 1/√N: its mean square as 1/N", () => {
  const now = step(golden.cases[2]);
  for (const kind of ["none", "mean", "weighted"]) {
    for (const N of [1, 16, 64]) {
      const { spread } = cloud(now, batches(now.A, { N, K: 4000, seed: 1 }), kind);
      const due = variance(now, baseline(now, kind), N);
      assert.ok(Math.abs(spread / due - 1) < 0.1, `${kind}, N = ${N}: ${spread}, ${due}`);
    }
  }
});

test("the moving average starts at 0 and approaches the mean loss", () => {
  const now = step(golden.cases[1]);
  const at = (K) => baseline(now, "moving", 1024, K).b / now.hard;
  assert.equal(at(1), 0);
  assert.ok(at(5) < at(50) && at(2000) > 0.98 && at(2000) < 1 && RATE === 0.1);
});

test("a longer estimate begins with the draws of a shorter one", () => {
  const A = [0.2, 0.5, 0.3];
  const [short, long] = [8, 16].map((N) => batches(A, { N, K: 20, seed: 3 }));
  short.forEach((counts, k) => counts.forEach((n, j) => assert.ok(n <= long[k][j])));
  assert.notDeepEqual(long, batches(A, { N: 16, K: 20, seed: 4 }));
});

test("a share of 1 has one estimate, and nothing is NaN", () => {
  const now = step({ S: [1000, 0, -1000], f: [1, 2, 3] });
  assert.deepEqual([...now.A], [1, 0, 0]);
  for (const kind of KINDS) assert.equal(variance(now, baseline(now, kind, 4, 10)), 0);
});

test("the frame has one unit both ways, holds all points, and is never empty", () => {
  const edges = { left: 10, top: 20, right: 110, low: 120 };
  const map = frame([[0, 0], [4, 2]], edges); // prettier-ignore
  assert.deepEqual([map.x(0), map.x(4), map.y(0), map.y(2)], [10, 110, 95, 45]);
  const one = frame([[3, 3]], edges);
  assert.deepEqual([one.x(3), one.y(3)], [60, 70]);
});

test("a label stands beside its own clump, in the frame, on no other clump", () => {
  const size = { w: 118, h: 38 };
  const cross = { x: 302, y: 160, r: 10, w: 121, h: 19 };
  const all = [{ x: 324, y: 177, r: 28 }, { x: 181, y: 28, r: 12 }, { x: 201, y: 190, r: 8 }, cross]
    .map((clump) => ({ ...size, ...clump })); // prettier-ignore
  for (const width of [466, 328]) {
    const moved = all.map((clump) => ({ ...clump, x: clump.x + width - 466 + (width < 400) * 60 }));
    const boxes = labels(moved, { width, height: 210, gap: 7 });
    const off = (box, { x, y, r }) => {
      const [dx, dy] = [Math.abs(x - box.x) - box.w / 2, Math.abs(y - box.y) - box.h / 2];
      return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) - r;
    };
    assert.ok(boxes.filter(Boolean).length >= 3, `${width}`);
    boxes.forEach((box, k) => {
      if (!box || k === 3) return;
      assert.ok(box.x - box.w / 2 >= -0.5 && box.x + box.w / 2 <= width + 0.5, "in the frame");
      moved.forEach((other, i) => {
        if (i === k) assert.ok(off(box, other) < 20, `label ${k} is far from its clump`);
        else assert.ok(off(box, other) > 0, `label ${k} lies on clump ${i}`);
      });
    });
  }
});

test("where clumps share a place their labels do not lie on each other; the last one stays", () => {
  const same = Array.from({ length: 9 }, () => ({ x: 100, y: 100, r: 9, w: 80, h: 30 }));
  const boxes = labels(same, { width: 200, height: 200, gap: 5 });
  const told = boxes.slice(0, -1).filter(Boolean);
  assert.ok(boxes.at(-1) && told.length < 8);
  told.forEach((a, k) =>
    told.slice(0, k).forEach((b) => {
      assert.ok(Math.abs(a.x - b.x) >= 79.9 || Math.abs(a.y - b.y) >= 29.9);
    }),
  );
});

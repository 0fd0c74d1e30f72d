// AttentionBench's arithmetic equals Python's under any mask; strokes and run lengths are exact.
import assert from "node:assert/strict";
import test from "node:test";
import {
  fits,
  painted,
  rolled,
  scores,
  stations,
  steepest,
  stroke,
  strongest,
  unrolled,
  weights,
} from "../../../nlpviz/widgets/attention_bench/math.js";
import { read, within } from "../core/golden.mjs";

const golden = read("attention_bench", import.meta.url);
const near = within(1e-10);
const problem = ({ Q, K, V, n }) => ({ S: scores(Q, K, n), V, n });

golden.forEach((each, number) => {
  for (const name of ["divided", "plain"]) {
    test(`case ${number}, ${name}: all stations are Python's`, () => {
      const { n, d_k } = each;
      const of = problem(each);
      const due = each[name];
      const how = { by: name === "divided" ? Math.sqrt(d_k) : 1 };
      const filled = { ...how, filled: 1 };
      near(
        [...of.S].map((s) => s / how.by),
        due.S,
        "S",
      );
      near([...weights(of, each.mask, how)], due.A, "A");
      near([...weights(of, each.mask, filled)], due.filled, "A filled with 1");
      for (let i = 0; i < n; i++) {
        const now = stations(of, i, each.mask, how);
        near([...now.A], due.A.slice(i * n, i * n + n), `A[${i}]`);
        near([...now.o], due.O[i], `O[${i}]`);
        near([now.slope, now.leak], [due.slopes[i], 0], "slope, leak");
        near([...now.scaled], due.S.slice(i * n, i * n + n), `S[${i}]`);
        near([stations(of, i, each.mask, filled).leak], [due.leaks[i]], "leak of 1");
      }
    });
  }
});

test("what is hidden weighs nothing at all, and its score is not looked at", () => {
  const of = { S: Float64Array.of(1, 1e4, 2, 3), V: [1, 2], n: 2 };
  const now = stations(of, 0, [1, 0, 1, 1], { by: 1 });
  assert.deepEqual([...now.A], [1, 0]);
  assert.deepEqual([...now.o], [1]);
  assert.equal(now.masked[1], -Infinity);
});

test("the largest slope is 1/4 at best, at two equal weights, and keeps its digits near 1", () => {
  assert.equal(steepest([0.5, 0.5]), 0.25);
  assert.equal(steepest([1, 1e-30, 1e-30]), 2e-30);
  assert.equal(steepest([1]), 0);
});

test("run lengths give the mask again, and what is no mask of n words is refused", () => {
  for (const { mask, n } of golden) {
    const runs = rolled(mask);
    assert.deepEqual([...unrolled(runs, n)], mask);
    assert.ok(fits(runs, n) && !fits(runs, n + 1));
  }
  assert.deepEqual(rolled([0, 1, 1, 0]), [0, 1, 2, 1]);
  for (const runs of [null, "9", [4.5, -0.5], [5, -1], [2, 2], [3]])
    assert.ok(!fits(runs, 2), String(runs));
  assert.ok(fits([1, 1, 2], 2));
});

test("a stroke goes through all cells between, and stays inside", () => {
  assert.deepEqual(stroke([0, 0], [0, 3], 4), [
    [0, 0],
    [0, 1],
    [0, 2],
    [0, 3],
  ]);
  assert.deepEqual(stroke([2, 2], [2, 2], 4), [[2, 2]]);
  assert.equal(stroke([1, 1], [3, 3], 4).length, 3);
  assert.equal(stroke([5, 5], [5, 5], 9, 3).length, 9);
  assert.deepEqual(stroke([0, 0], [0, 0], 2, 3).length, 4);
});

test("painting hides and shows; the last word of a row stays, and is named", () => {
  const all = Uint8Array.of(1, 1, 1, 1);
  const once = painted(all, 2, [[0, 1]], 0);
  assert.deepEqual([[...once.mask], once.kept], [[1, 0, 1, 1], null]);
  assert.deepEqual([...all], [1, 1, 1, 1]);
  const twice = painted(once.mask, 2, stroke([0, 0], [1, 0], 2), 0);
  assert.deepEqual(
    [[...twice.mask], twice.kept],
    [
      [1, 0, 0, 1],
      [0, 0],
    ],
  );
  const back = painted(twice.mask, 2, [[0, 1]], 1);
  assert.deepEqual([[...back.mask], back.kept], [[1, 1, 0, 1], null]);
});

test("the strongest words stand in the order of the sentence", () => {
  assert.deepEqual(strongest([0.1, 0.4, 0.1, 0.3], 3), [0, 1, 3]);
  assert.deepEqual(strongest([1], 3), [0]);
});

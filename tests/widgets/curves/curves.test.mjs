// The line that a reader draws on empty axes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { filled, furthest, knots, stroke } from "../../../nlpviz/widgets/curves/math.js";

const golden = JSON.parse(readFileSync(new URL("../core/chart.json", import.meta.url)));

test("what was not drawn is straight between its neighbours, as numpy.interp has it", () => {
  const [xs, drawn, values, expected] = golden.filled;
  const guess = xs.map((_, i) => values[drawn.indexOf(i)] ?? null);
  const line = filled(xs, guess);
  line.forEach((v, i) => assert.ok(Math.abs(v - expected[i]) < 1e-12));
  assert.deepEqual(filled([1, 2], [null, null]), []);
});

test("a line can be bent at all of few points, and at 25 of many, ends among them", () => {
  assert.deepEqual(knots(4), [0, 1, 2, 3]);
  assert.deepEqual(knots(1), [0]);
  const many = knots(10000);
  assert.deepEqual([many.length, many[0], many[24]], [25, 0, 9999]);
  assert.equal(new Set(many).size, 25);
});

test("a fast stroke leaves no gap between two knots, forth and back", () => {
  const none = [null, null, null, null];
  assert.deepEqual(stroke(none, 0, 0, 3, 6), [0, 2, 4, 6]);
  assert.deepEqual(stroke(none, 3, 6, 1, 2), [null, 2, 4, 6]);
  assert.deepEqual(stroke(none, 2, 1, 2, 1), [null, null, 1, null]);
});

test("the verdict names the place where the guess is furthest off, as one sees it", () => {
  assert.deepEqual(furthest([1, 2, 3], [1, 4, 2], Number), { at: 1, gap: 2 });
  assert.equal(furthest([1, 10], [10, 1000], Math.log10).at, 1);
});

// Which bars can be called the best.
import assert from "node:assert/strict";
import { test } from "node:test";
import { leaders } from "../../../nlpviz/widgets/bars/math.js";
import { span } from "../../../nlpviz/widgets/core/kit/bars.js";

const bars = (...edges) => edges.map(([low, v, high]) => ({ low, v, high }));

test("the best bar is alone where its spread overlaps with no other", () => {
  const some = bars([1, 2, 3], [4, 5, 6], [6.5, 7, 8]);
  assert.deepEqual(leaders({ bars: some, better: "higher" }), [2]);
  assert.deepEqual(leaders({ bars: some, better: "" }), [2]);
  assert.deepEqual(leaders({ bars: some, better: "lower" }), [0]);
});

test("bars whose spreads overlap with the best one's are as good, equal ones too", () => {
  assert.deepEqual(leaders({ bars: bars([1, 2, 3], [4, 5, 7], [6.5, 7, 8]) }), [1, 2]);
  assert.deepEqual(leaders({ bars: bars([2, 2, 2], [1, 1, 1], [2, 2, 2]) }), [0, 2]);
});

test("the axis shows zero, every whisker and every yardstick", () => {
  assert.deepEqual(span({ bars: bars([1, 2, 3]), levels: [{ v: 5 }] }), [0, 5]);
  assert.deepEqual(span({ bars: bars([-3, -2, -1]), levels: [] }), [-3, 0]);
});

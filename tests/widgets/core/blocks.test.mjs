// The promise: a Transformer's small functions in the page are exact, and what is drawn of a
// sentence stands where it can be seen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { along, arc, curve, inLine, journey } from "../../../nlpviz/widgets/core/kit/arcs.js";
import { erf, gelu, layerNorm } from "../../../nlpviz/widgets/core/kit/blocks.js";
import { largestOf } from "../../../nlpviz/widgets/core/kit/likely.js";
import { toggled } from "../../../nlpviz/widgets/core/kit/typed.js";
import { percent } from "../../../nlpviz/widgets/core/kit/versus.js";
import { within } from "./golden.mjs";

const near = within(1e-10);

test("erf is exact: Abramowitz & Stegun's table 7.1, odd, bounded", () => {
  const due = [0, 0.5204998778, 0.8427007929, 0.995322265, 0.9999779095];
  near([0, 0.5, 1, 2, 3].map(erf), due, "erf");
  assert.equal(erf(-1.3), -erf(1.3));
  assert.deepEqual([7, -Infinity].map(erf), [1, -1]);
  assert.equal(gelu(0), 0);
  near([gelu(1) + 1 - gelu(-1)], [1 + 0.6826894921 + 2 * 0.1586552539], "gelu");
});

test("a normalised row has mean 0 and variance 1 but for ε, then γ and β", () => {
  const x = Float64Array.of(1, 2, 3, 4);
  const z = layerNorm(x, { data: [1, 1, 1, 1] }, { data: [0, 0, 0, 0] }, 0);
  near([z.reduce((a, b) => a + b), z.reduce((a, b) => a + b * b, 0)], [0, 4], "moments");
  near(
    [...layerNorm(x, { data: [2, 2, 2, 2] }, { data: [1, 1, 1, 1] }, 0)],
    [...z.map((v) => 2 * v + 1)],
    "γ, β",
  );
});

test("words stand in a row where they fit, else in a column, none beyond the width", () => {
  const wide = inLine([40, 60, 30], 50, 600, 14);
  assert.ok(wide.level && wide.next[0] + 25 <= 600);
  assert.deepEqual(
    wide.at.map(([x]) => x).sort((a, b) => a - b),
    wide.at.map(([x]) => x),
  );
  const narrow = inLine([40, 60, 300], 50, 300, 14);
  assert.ok(!narrow.level && narrow.at.every(([x]) => x <= 180));
  assert.ok(narrow.next[1] > narrow.at[2][1] && narrow.height > narrow.next[1]);
});

test("a link begins and ends where it should, and a dot goes along it", () => {
  const points = arc(true, [100, 50], [20, 50], 14);
  assert.deepEqual(
    [along(points, 0), along(points, 1)],
    [
      [100, 50],
      [20, 50],
    ],
  );
  assert.match(curve(points), /^M100 50C/);
  const way = journey(points, 4);
  assert.deepEqual([way.length, way[0].opacity, way[2].opacity], [5, 0, 1]);
});

test("a part of one is said in whole percent, near 0 and 1 with one digit", () => {
  assert.deepEqual([0.971, 0.9987, 0.001, 1].map(percent), ["97 %", "99.9 %", "0.1 %", "100.0 %"]);
  assert.deepEqual([toggled([1, 2], 2), toggled([1], 3)], [[1], [1, 3]]);
});

test("the likeliest come first, ties from the left", () => {
  assert.deepEqual(largestOf([0.1, 0.4, 0.1, 0.4], 3), [1, 3, 0]);
});

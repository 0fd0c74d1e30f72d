// GradientReach says of shares what Python says of them.
import assert from "node:assert/strict";
import test from "node:test";
import { place } from "../../../nlpviz/widgets/gradient_reach/draw.js";
import {
  GOAL,
  about,
  chosen,
  kept,
  nearest,
  percent,
  times,
} from "../../../nlpviz/widgets/gradient_reach/math.js";
import { read, within } from "../core/golden.mjs";

const golden = read("gradient_reach", import.meta.url);
const near = within(1e-9);

test("the word that is asked for and what each step leaves are Python's", () => {
  assert.equal(GOAL, golden.goal);
  for (const one of golden.courses) {
    assert.equal(nearest(one.shares), one.nearest);
    near([kept(one.shares, one.nearest)], [one.kept], "kept");
    const means = one.shares.map((_, t) => kept(one.shares, t));
    near(means.slice(0, -1), one.means.slice(0, -1), "means");
  }
  for (const [shares, t] of golden.nearest) assert.equal(nearest(shares), t);
});

test("a share is written as in the static picture", () => {
  for (const [x, text] of golden.percent) assert.equal(percent(x), text);
});

test("about a hundredth is from half of it to twice, and nothing is not", () => {
  const wanted = [false, true, true, true, false, false];
  assert.deepEqual(
    [0.0049, 0.005, 0.01, 0.02, 0.0201, 0].map((x) => about(x)),
    wanted,
  );
});

test("13 times is 13 times, and the likelier verb is the one with more than half", () => {
  assert.deepEqual([times(0.178, 0.0132), times(0.01, 0.02)], ["13", "0.5"]);
  assert.deepEqual([0.51, 0.5, 0.49].map(chosen), [0, 1, 1]);
});

const wide = (text, size) => 0.6 * size * text.length;
const columns = [..."The letters from my sister in Kyoto".split(" "), "are"].map((text) => ({
  texts: [text],
  numbers: ["0.64 %", "18 %"],
}));
const at = (width) => place(columns, ["without gates", "with gates"], { wide, width, u: 14 });

test("words stand in a row where they fit, as large as they can, and else in a column", () => {
  assert.deepEqual(
    [900, 700, 620, 320].map((width) => at(width).level),
    [true, true, true, false],
  );
  assert.deepEqual(
    [900, 620].map((width) => at(width).size),
    [1.35, 1.15],
  );
  for (const width of [900, 700, 620, 320]) {
    const { at: dots, most, hit, width: whole, level } = at(width);
    assert.ok(whole <= width);
    dots.forEach(([x, y], t) => {
      const [left, top, w, h] = hit(t);
      assert.ok(left <= x && x <= left + w && top <= y && y <= top + h);
      assert.ok(level ? w >= 24 : h >= 24, "a finger finds it");
    });
    const [a, b] = dots.slice(-2);
    assert.ok(2 * most <= Math.hypot(a[0] - b[0], a[1] - b[1]) + 1e-9, "dots do not overlap");
  }
});

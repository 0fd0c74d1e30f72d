// DrawOrMix's arithmetic equals Python's: shares, mixture, what mixing costs and what drawing does.
import assert from "node:assert/strict";
import test from "node:test";
import { dearest, price, step, verdict } from "../../../nlpviz/widgets/draw_or_mix/math.js";
import { read, within } from "../core/golden.mjs";

const golden = read("draw_or_mix", import.meta.url);
const near = within(1e-10);

golden.forEach((each, number) => {
  test(`case ${number}: shares, mixture and prices are Python's`, () => {
    const now = step(each);
    near([...now.A], each.A, "A");
    near(now.o, each.o, "o");
    near(now.f, each.f, "f");
    near([now.soft, now.hard], [each.soft, each.hard], "f(o), E[f]");
  });
  test(`case ${number}: mixing never costs more than drawing (Jensen)`, () => {
    for (const tau of [0.04, 0.3, 1, 9]) {
      const now = step({ ...each, tau });
      assert.ok(now.soft <= now.hard + 1e-12);
      assert.notEqual(verdict(now), "less");
    }
  });
});

const EXAMPLE = {
  S: [1, 0, 3],
  V: [
    [0, 0, 2, 0],
    [1, 0, 0, 1],
    [0, 2, 0, 0],
  ],
  target: 1,
  tau: 1,
};

test("the chapter's example: 0.48 for the mixture, 0.64 on average for a draw", () => {
  const now = step(EXAMPLE);
  assert.deepEqual(
    [...now.f, now.soft, now.hard].map((x) => x.toFixed(2)),
    ["2.34", "2.01", "0.34", "0.48", "0.64"],
  );
  assert.equal(verdict(now), "more");
  assert.equal(dearest(now), 0);
});

test("one share of 1 is a choice: both ways cost the same", () => {
  const now = step({ ...EXAMPLE, tau: 0.04 });
  assert.equal(verdict(now), "same");
  assert.ok(Number.isFinite(now.hard) && dearest(now) >= 0);
});

test("logits of any size have a price", () => {
  assert.equal(price([1e4, -1e4], 0), 0);
  assert.equal(price([1e4, -1e4], 1), 2e4);
});

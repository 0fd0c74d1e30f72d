// DrawOrMix's arithmetic equals Python's: shares, mixture, what mixing costs and what drawing does.
import assert from "node:assert/strict";
import test from "node:test";
import {
  dearest,
  dots,
  percents,
  price,
  step,
  verdict,
} from "../../../nlpviz/widgets/draw_or_mix/math.js";
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
    assert.deepEqual(percents(now.A), each.percents);
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

test("shares as they are written sum to 100 %, each within a tenth of what it is", () => {
  for (const parts of [step(EXAMPLE).A, [1 / 3, 1 / 3, 1 / 3], [1, 0], Array(12).fill(1 / 12)]) {
    const tenths = percents(parts).map((text) => Math.round(10 * parseFloat(text)));
    assert.equal(tenths.reduce((a, b) => a + b), 1000); // prettier-ignore
    tenths.forEach((x, i) => assert.ok(Math.abs(x - 1000 * parts[i]) < 1, `${x}`));
  }
  assert.deepEqual(percents(step(EXAMPLE).A), ["11.4 %", "4.2 %", "84.4 %"]);
});

test("up to 100 draws have a dot each, more of them a hundred in all", () => {
  assert.deepEqual(dots([1, 0, 99]), [1, 0, 99]);
  assert.deepEqual(dots([200, 50, 750]), [20, 5, 75]);
});

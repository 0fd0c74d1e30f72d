// SoftSteps computes the six steps as Python does, and asks for a share that is not obvious.
import assert from "node:assert/strict";
import test from "node:test";
import { unpackAll } from "../../../nlpviz/widgets/core/kit/decode.js";
import { argmax } from "../../../nlpviz/widgets/core/kit/linalg.js";
import { guesses, look, ratio, scores } from "../../../nlpviz/widgets/soft_steps/math.js";
import { read, unwire, within } from "../core/golden.mjs";

const golden = read("soft_steps", import.meta.url);
const near = within(1e-10);
const arrays = (packed) =>
  unpackAll(Object.fromEntries(Object.entries(packed).map(([key, one]) => [key, unwire(one)])));

golden.forEach((each, number) => {
  test(`case ${number}: shares, shrunk values, sum, joint and prediction are Python's`, () => {
    const now = look(arrays(each.of), each);
    for (const name of ["S", "A", "o", "g", "P", "blind"]) near(now[name], each[name], name);
    near(now.parts.flat(), each.parts, "parts");
  });
  test(`case ${number}: shares sum to 1, and what is shrunk sums to the mixture`, () => {
    const { A, parts, mixed } = look(arrays(each.of), each);
    near([A.reduce((a, b) => a + b, 0)], [1], "sum of A");
    const columns = mixed.map((_, i) => parts.reduce((sum, part) => sum + part[i], 0));
    near(columns, mixed, "sum of the parts");
  });
});

test("the same is added to all scores: nothing changes behind them", () => {
  const [{ of, scale }] = golden;
  const one = look(arrays(of), { scale, shift: [0, 0, 0] });
  const other = look(arrays(of), { scale, shift: [7, 7, 7] });
  near(other.A, one.A, "A");
  near(other.P, one.P, "P");
});

test("the chapter's example: 1, 0, 3 become 11, 4 and 84 %, and 姉 gets 88 %, blindly 57 %", () => {
  const now = look(arrays(golden[0].of), golden[0]);
  assert.deepEqual([...scores(arrays(golden[0].of), false)], [1, 0, 3]);
  const cents = (values) => values.map((x) => Math.round(100 * x));
  assert.deepEqual(cents(now.A), [11, 4, 84]);
  assert.equal(argmax(now.P), 1);
  assert.deepEqual(cents([now.P[1], now.blind[1]]), [88, 57]);
  const { j, i, more, times } = ratio(now);
  assert.deepEqual([j, i, more, times.toFixed(1)], [2, 0, 2, "7.4"]);
});

test("among the guesses: the answer, an even share, one in proportion to the scores", () => {
  const now = look(arrays(golden[0].of), golden[0]);
  assert.deepEqual(guesses(now), [33, 75, 84, 100]);
});

test("of any scores there are four guesses, all different, one of them the answer", () => {
  for (const S of [
    [0, 0],
    [-5, -5.1, -9],
    [40, 0, 0, 0],
    [1, 1, 1, 1, 1, 1, 1, 1],
    [-1, 2],
    [0.1, 0.2, 0.3],
  ]) {
    const E = S.map((s) => Math.exp(s - Math.max(...S)));
    const A = E.map((e) => e / E.reduce((a, b) => a + b, 0));
    const found = guesses({ S, A });
    assert.ok(found.length === 4 && new Set(found).size === found.length, `${S}: ${found}`);
    assert.ok(found.includes(Math.round(100 * Math.max(...A))), `${S}: ${found}`);
    assert.ok(
      found.every((p) => Number.isInteger(p) && p >= 0 && p <= 100),
      `${S}: ${found}`,
    );
  }
});

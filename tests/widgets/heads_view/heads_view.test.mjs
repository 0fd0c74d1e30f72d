// HeadsView's arithmetic equals Python's: statistics under any mask, orders, rank correlations.
import assert from "node:assert/strict";
import test from "node:test";
import {
  headsOf,
  order,
  spearman,
  statistics,
  tied,
} from "../../../nlpviz/widgets/heads_view/math.js";
import { read, within } from "../core/golden.mjs";

const golden = read("heads_view", import.meta.url);
const near = within(1e-10);

golden.heads.forEach((each, number) => {
  test(`case ${number}: the statistics of every head are Python's`, () => {
    each.A.forEach((weights, k) => {
      const does = statistics(Float64Array.from(weights), each.m, each);
      for (const [key, due] of Object.entries(each.statistics)) {
        if (due[k] === null) assert.equal(does[key], null);
        else near([does[key]], [due[k]], key);
      }
    });
  });
});

golden.ranks.forEach(({ x, y, rho, order: due, rising }, number) => {
  test(`case ${number}: the orders and their rank correlation are Python's`, () => {
    near([spearman(x, y)], [rho], "rho");
    assert.deepEqual(order(x), due);
    assert.deepEqual(order(x, true), rising);
  });
});

test("values near the largest are tied with it, largest first; others are not", () => {
  assert.deepEqual(tied([0.07, 0.92, 0.7, 0.923, 0.861, 0.9], 0.05), [3, 1, 5]);
  assert.deepEqual(tied([3, 1], 0.05), [0]);
  assert.deepEqual(tied([0.5], 0.05), [0]);
});

test("where nothing varies there is no rank correlation", () => {
  assert.equal(spearman([1, 1], [1, 2]), null);
  assert.equal(spearman([1], [2]), null);
});

test("an even row of four has two bits, a row of zeros none", () => {
  const A = Float64Array.of(0.25, 0.25, 0.25, 0.25, 0, 0, 0, 0);
  const entropy = (i) => statistics(A, 4, { rows: [i], sinks: [], alike: true }).entropy;
  assert.deepEqual([0, 1].map(entropy), [2, 0]);
});

test("a row that sees nothing travels as an even one and is 0 again", () => {
  const weights = { dtype: "sqrt8", shape: [1, 2, 2, 2], data: Uint8Array.from([255, 0, 0, 255,
    255, 255, 255, 0]) }; // prettier-ignore
  const heads = headsOf(weights, [2]);
  assert.deepEqual([...heads[0]], [1, 0, 0, 1]);
  assert.deepEqual([...heads[1]], [0, 0, 1, 0]);
});

// ScoreLab's arithmetic equals Python's: scores, weights, mixtures, and what the scores cost.
import assert from "node:assert/strict";
import test from "node:test";
import { mix, softmax } from "../../../nlpviz/widgets/core/kit/linalg.js";
import {
  NAMES,
  along,
  between,
  cost,
  formula,
  project,
  scores,
  stretched,
  turned,
} from "../../../nlpviz/widgets/score_lab/math.js";
import { read, within } from "../core/golden.mjs";

const { cases } = read("score_lab", import.meta.url);
const near = within(1e-12);

cases.forEach((each, number) => {
  for (const [name, { w, S, A, O, parameters, unscaled }] of Object.entries(each.scores)) {
    test(`case ${number}: ${name} scores, weighs, mixes and counts as Python does`, () => {
      each.Q.forEach((q, i) => {
        const got = scores(name, q, each.K, w);
        near(got, S[i], `S[${i}]`);
        near(scores(name, q, each.K, w, false), (unscaled ?? S)[i], `S[${i}] without scale`);
        near(softmax(got), A[i], `A[${i}]`);
        near(mix(softmax(got), each.V), O[i], `O[${i}]`);
      });
      assert.equal(cost(name, each)[0], parameters);
    });
  }
});

test("the golden cases hold every score function", () => {
  assert.deepEqual(new Set(cases.flatMap((each) => Object.keys(each.scores))), new Set(NAMES));
});

test("the golden cases divide products, and only them, by √d_k", () => {
  for (const { scores: all, d_k } of cases) {
    for (const [name, { S, unscaled }] of Object.entries(all)) {
      assert.equal(unscaled !== undefined, name === "dot" || name === "general");
      unscaled?.forEach((row, i) =>
        near(
          row,
          S[i].map((x) => x * Math.sqrt(d_k)),
          name,
        ),
      );
    }
  }
  assert.deepEqual(
    ["dot", "general", "linear"].map((name) => formula(name, true)),
    ["q·k / √d_k", "q W k / √d_k", "q·w_q + k·w_k"],
  );
  assert.equal(formula("dot", false), "q·k");
});

test("the largest weight along q knows whether products are divided", () => {
  const {
      K,
      Q,
      scores: { dot },
    } = cases[0],
    lengths = [0.5, 2];
  near(
    along("dot", Q[0], K, dot.w, lengths),
    along(
      "dot",
      Q[0],
      K,
      dot.w,
      lengths.map((x) => x / Math.sqrt(2)),
      false,
    ),
    "A",
  );
});

test("multiply-adds are those of the loops; what depends on q or k alone is done once", () => {
  const sizes = { n: 3, m: 5, d_q: 2, d_k: 4, d_a: 6 };
  assert.deepEqual(Object.fromEntries(NAMES.map((name) => [name, cost(name, sizes)])), {
    dot: [0, 60],
    general: [8, 24 + 60],
    additive: [42, 36 + 120 + 90],
    concat: [42, 15 * (36 + 6)],
    linear: [6, 6 + 20],
  });
});

test("concat is additive with its matrix cut in two", () => {
  const {
    K,
    Q,
    scores: {
      concat: { w },
    },
    d_q,
    d_k,
    d_a,
  } = cases[1];
  const W_q = { data: w.W.data.slice(0, d_q * d_a), shape: [d_q, d_a] };
  const W_k = { data: w.W.data.slice(d_q * d_a), shape: [d_k, d_a] };
  near(scores("additive", Q[0], K, { W_q, W_k, v: w.v }), scores("concat", Q[0], K, w), "S");
});

test("with one linear layer on [q; k] the query falls out of the softmax", () => {
  const {
    K,
    Q,
    scores: {
      linear: { w },
    },
  } = cases[1];
  const still = softmax(scores("linear", Q[0], K, w));
  for (const q of [Q[1], Q[0].map((x) => -30 * x)])
    near(softmax(scores("linear", q, K, w)), still, "A");
});

test("the largest weight grows with the length of q for dot, and is bounded for additive", () => {
  const {
      K,
      Q,
      scores: { dot, additive },
    } = cases[0],
    lengths = [0, 1, 10, 1000];
  const sharp = along("dot", Q[0], K, dot.w, lengths),
    bounded = along("additive", Q[0], K, additive.w, lengths);
  assert.ok(Math.abs(sharp[0] - 1 / K.length) < 1e-12 && sharp[3] > 1 - 1e-9);
  const v = additive.w.v.data.reduce((sum, x) => sum + Math.abs(x), 0);
  assert.ok(bounded[3] < 1 / (1 + (K.length - 1) * Math.exp(-2 * v)));
  assert.ok(along("dot", [0, 0], K, dot.w, [0, 2]).every((a) => a === 1 / K.length));
});

test("large scores do not overflow, and a vector counts as one column", () => {
  assert.deepEqual([...softmax([1e4, -1e4, 1e4])], [0.5, 0, 0.5]);
  assert.deepEqual([...project([1, 2], { data: [3, 4], shape: [2] })], [11]);
  assert.deepEqual([...project([1, 2], { data: [9, 9, 3, 4, 5, 6], shape: [3, 2] }, 1)], [13, 16]);
});

test("a query is stretched along itself, and a query of no length along the first axis", () => {
  near(stretched([3, 4], 10), [6, 8], "q");
  assert.deepEqual(stretched([0, 0, 0], 2), [2, 0, 0]);
});

test("a query is turned without growing: half round its opposite, a whole turn itself", () => {
  near(turned([3, -4], Math.PI), [-3, 4], "half");
  near(turned([1, 0, 7], Math.PI / 2), [0, 1, 7], "a quarter, in the first two numbers");
  near(turned([3, -4], 2 * Math.PI), [3, -4], "whole");
});

test("on the way from one query to another both ends are the queries themselves", () => {
  const [a, b] = [[3, -4, 1], [0, 2, 5]]; // prettier-ignore
  assert.deepEqual([between(a, b, 0), between(a, b, 1)], [a, b]);
  near(between(a, b, 0.5), [1.5, -1, 3], "half way");
});

// A cut link in the page gives the next words that Python computes from the same decoded weights.
import assert from "node:assert/strict";
import { test } from "node:test";
import { unpack } from "../../../nlpviz/widgets/core/kit/decode.js";
import { largest } from "../../../nlpviz/widgets/core/kit/word_vectors.js";
import { nextWords, strongest, summary } from "../../../nlpviz/widgets/attention_map/decoder.js";
import { errorRate, without } from "../../../nlpviz/widgets/attention_map/math.js";
import { read, unwire } from "../core/golden.mjs";

const { state, cases } = read("cross_attention", import.meta.url);
const here = (packed) => unpack(unwire(packed));
const decoder = Object.fromEntries(
  ["H", "V", "W_c", "b_c", "W_o", "b_o"].map((name) => [name, here(state[name])]),
);
const {
  data,
  shape: [, , n, m],
} = here(state.weights);

for (const { cuts, renormalise, A: due, P, rates } of cases) {
  const rest = renormalise ? "divided by its sum" : "as it is";
  test(`${cuts.length} cuts, the rest ${rest}: all next words and error rates are Python's`, () => {
    const A = without(data, m, cuts, renormalise),
      n_vocab = state.words.length;
    due.forEach((a, k) => assert.ok(Math.abs(a - A[k]) <= 1e-15, `weight ${k}: ${A[k]}`));
    for (let t = 0; t < n; t++) {
      const found = nextWords(decoder, A.subarray(t * m, t * m + m), t);
      assert.equal(found.length, n_vocab);
      found.forEach((p, w) =>
        assert.ok(Math.abs(p - P[t * n_vocab + w]) <= 1e-12, `step ${t}, word ${w}: ${p}`),
      );
    }
    rates.forEach((rate, b) => {
      const [from, to] = [state.starts[b], state.starts[b + 1]];
      const gold = state.gold.filter(([i]) => i >= from && i < to).map(([i, j]) => [i - from, j]);
      assert.ok(Math.abs(errorRate(A.subarray(from * m, to * m), m, gold) - rate) < 1e-12);
    });
  });
}

test("a cut changes its own step only, and the weights it was given are not touched", () => {
  const before = Float64Array.from(data),
    A = without(data, m, [m + 1]);
  assert.deepEqual(data, before);
  assert.equal(without(data, m, []), data);
  const changed = [...A.keys()].filter((place) => A[place] !== data[place]);
  assert.deepEqual(changed, [m + 1]);
  assert.equal(A[m + 1], 0);
});

test("the question's answer is what the decoder says without its strongest link", () => {
  for (const renormalise of [false, true]) {
    const row = data.subarray(2 * m, 3 * m);
    const found = strongest(decoder, row, 2, renormalise);
    const [k, second] = largest(row, 2);
    const P = nextWords(decoder, row, 2);
    const Q = nextWords(decoder, without(row, m, [k], renormalise), 2);
    const [[said], [next]] = [largest(P, 1), largest(Q, 1)];
    const due = { k, second, said, next, before: P[said], after: Q[next], left: Q[said] };
    assert.deepEqual(found, due);
  }
});

test("the largest come first, ties from the left; without gold there is no error rate", () => {
  assert.deepEqual(largest([0.1, 0.4, 0.1, 0.4], 3), [1, 3, 0]);
  assert.equal(errorRate(new Float64Array([1]), 1, []), null);
});

test("a short hypothesis is shown whole, a long one from where it differs from the best", () => {
  assert.equal(summary([..."1998", "</s>"], []), "1998");
  assert.equal(summary(["a", "word", "</s>"], ["a", "word"]), "a word");
  const best = Array.from({ length: 20 }, (_, i) => `word${i}`);
  assert.equal(summary(best, [], 12), "word0 word1…");
  assert.equal(summary([...best.slice(0, 17), "other"], best, 12), "…word16 other");
  assert.equal(summary(best, best, 12), "word0 word1…");
  assert.equal([...summary(["😀".repeat(5000)], [])].length, 36);
});

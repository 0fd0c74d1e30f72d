// CostMeter counts as Python does, and reads slopes as NumPy does.
import assert from "node:assert/strict";
import test from "node:test";
import {
  MODELS,
  cache,
  counted,
  courses,
  doubled,
  even,
  kept,
  nextWord,
  rnnWidth,
  rnnWork,
  share,
  slope,
  speed,
  total,
  weights,
  work,
} from "../../../nlpviz/widgets/cost_meter/math.js";
import { read, within } from "../core/golden.mjs";

const golden = read("cost_meter", import.meta.url);
const near = within(1e-9);

for (const one of golden.counted) {
  const { of, n } = one;
  test(`width ${of.d}, ${of.layers} layers, ${n} words: each part of the work is Python's`, () => {
    assert.deepEqual(work(of, n), one.text);
    assert.deepEqual(work(of, 1, n), one.word);
    assert.equal(nextWord(of, n), total(one.word));
    assert.equal(nextWord(of, n, false), one.again);
    near([doubled(of, n)], [one.doubled], "doubled");
    near([share(of, n)], [one.text.attention / total(one.text)], "share");
  });
  test(`width ${of.d}, ${of.layers} layers, ${n} words: what is kept is Python's`, () => {
    assert.deepEqual(
      [weights(of), cache(of, n), kept(of, n), even(of), rnnWidth(of), rnnWork(of)],
      [one.weights, one.cache, one.kept, one.even, ...one.rnn],
    );
  });
}

test("attention costs as much as the feed-forward at `even` words, more after, less before", () => {
  for (const { of } of golden.counted)
    for (const [n, sign] of [
      [even(of) - 1, -1],
      [even(of), 0],
      [even(of) + 1, 1],
    ]) {
      const { attention, feed } = work(of, n);
      assert.equal(Math.sign(attention - feed), sign);
    }
});

test("what was measured is put in the order of its lengths, and has NumPy's slope", () => {
  const found = courses(golden.rows.toReversed());
  assert.deepEqual(Object.keys(found), MODELS);
  for (const [model, { x, y, slope: due }] of Object.entries(golden.measured)) {
    assert.deepEqual(found[model], { x, y });
    near([slope(found[model])], [due], "slope");
  }
});

test("the count meets what was measured where the longest text is read anew", () => {
  const { of } = golden.counted[1];
  const found = courses(golden.rows);
  const last = found[MODELS[2]];
  near([counted(of, MODELS[2], last.x.at(-1)) / speed(of, found)], [last.y.at(-1)], "ms");
  assert.deepEqual(courses([]), {});
});

// The promise: the page's Transformer says what scratch's decoder_only says with the same
// dequantised weights, on 300 unseen inputs, sentences and junk, whatever is switched off, to 1e-4;
// and looks where it looks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { unpack } from "../../../nlpviz/widgets/core/kit/decode.js";
import { NONE, netOf, run } from "../../../nlpviz/widgets/core/kit/decoder.js";
import { largestOf } from "../../../nlpviz/widgets/core/kit/likely.js";
import {
  leftOf,
  read,
  share,
  worker,
  works,
} from "../../../nlpviz/widgets/transformer_live/math.js";
import { read as goldenOf, unwire, within } from "../core/golden.mjs";

const golden = goldenOf("transformer_live", import.meta.url);
const placesOf = (name) => new Map(golden.models[name].vocabulary.map((word, i) => [word, i]));
const at = placesOf("untied");
const near = within(1e-6);
const model = (name) =>
  netOf(
    Object.fromEntries(
      Object.entries(golden.models[name].weights).map(([k, v]) => [k, unpack(unwire(v))]),
    ),
    golden.n_heads,
  );
const idsOf = (text, places = at) =>
  read(text, places, golden.most)
    .map(({ id }) => id)
    .filter((id) => id >= 0);
const LETTERS = "the letters from my sister";

test("there are 300 inputs, a third of them or more with something off, some with no word", () => {
  assert.equal(golden.texts.length, 300);
  const { answers } = golden.models.tied;
  assert.ok(answers.filter(({ off }) => off.heads.length || off.positions).length > 100);
  assert.ok(answers.some(({ best }) => !best));
});

for (const [name, { answers, works: due }] of Object.entries(golden.models)) {
  const at = placesOf(name);
  const pair = golden.pair.map((word) => at.get(word));
  test(`${name}: the same words as Python, as sure, looking at the same places`, () => {
    const net = model(name);
    answers.forEach((one, i) => {
      const what = JSON.stringify(golden.texts[i]).slice(0, 80);
      const words = read(golden.texts[i], at, golden.most);
      assert.deepEqual(
        words.map(({ word }) => word),
        one.words,
        what,
      );
      assert.deepEqual(
        words.map(({ id }) => id),
        one.ids,
        what,
      );
      if (!one.best) return;
      const got = run(
        net,
        one.ids.filter((id) => id >= 0),
        one.off,
      );
      assert.deepEqual(largestOf(got.P, 5), one.best, what);
      near(
        one.best.map((word) => got.P[word]),
        one.p,
        what,
      );
      near(got.A[one.head], one.A, what);
      near(
        got.layers.map((P) => share(P, pair)),
        one.layers,
        what,
      );
    });
  });

  test(`${name}: each head alone switched off is worth what Python says`, () => {
    const net = model(name);
    const ids = idsOf(LETTERS, at);
    near(works(net, ids, pair), due, "works");
  });
}

test("a head whose links are all cut is a head switched off", () => {
  const [net, ids] = [model("untied"), idsOf(LETTERS)];
  const links = ids.map((_, j) => [5, j]);
  const cut = run(net, ids, { ...NONE, links });
  assert.deepEqual([...cut.A[5]], [0, 0, 0, 0, 0, 0]);
  near(cut.P, run(net, ids, { ...NONE, heads: [5] }).P, "P");
});

test("the head that does the work is the one without which the stronger word loses most", () => {
  assert.equal(worker(leftOf([0.9, 0.2, 0.95], 0.98)), 1);
  assert.equal(worker(leftOf([0.1, 0.2, 0.95], 0.02)), 2);
});

test("with a twin it is the one without which the two sentences come closest", () => {
  assert.equal(worker(leftOf([0.99, 0.66, 0.1], 0.99, [0.01, 0.82, 0.9])), 1);
  assert.equal(worker(leftOf([0.2, 0.9, 0.1], 0.99, [0.9, 0.4, 0.15])), 2);
});

test("words that inherited names are like are unknown", () => {
  assert.deepEqual(
    read("constructor __proto__ toString", at, 9).map(({ id }) => id),
    [0, -1, -1, -1],
  );
});

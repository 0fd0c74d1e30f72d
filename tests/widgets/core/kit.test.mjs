// The kit cuts texts and writes numbers exactly as Python does; keys stay in the figure.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pointer } from "../../../nlpviz/widgets/core/kit/dom.js";
import { arrows } from "../../../nlpviz/widgets/core/kit/events.js";
import { sigmoid, softplus } from "../../../nlpviz/widgets/core/kit/linalg.js";
import { number, rounded, short, vector } from "../../../nlpviz/widgets/core/kit/numbers.js";
import * as kit from "../../../nlpviz/widgets/core/kit/text.js";
import { speaker } from "../../../nlpviz/widgets/core/kit/words.js";
import { read } from "./golden.mjs";

const golden = read("kit", import.meta.url);

for (const [text, limit, letters, cut] of golden.texts) {
  test(`${JSON.stringify(text.slice(0, 40))} is cut to ${limit} letters as Python cuts it`, () => {
    assert.deepEqual(kit.letters(text, Infinity), letters);
    assert.equal(kit.clip(text, limit), cut);
    assert.deepEqual(kit.letters(text, 2), letters.slice(0, 2));
  });
}

test("where Intl.Segmenter is missing a text is cut between code points", async () => {
  const { Segmenter } = Intl;
  try {
    delete Intl.Segmenter;
    const { clip } = await import("../../../nlpviz/widgets/core/kit/text.js?without");
    assert.equal(clip("😀😀😀", 2), "😀…");
    assert.equal(clip("😀😀", 2), "😀😀");
  } finally {
    Intl.Segmenter = Segmenter;
  }
});

test("numbers read as they do in Python", () => {
  for (const [x, text] of golden.numbers) assert.equal(number(x), text);
  for (const [x, text] of golden.short) assert.equal(short(x), text);
});

test("a pointer's place is in layout pixels at any zoom", () => {
  const el = {
    offsetWidth: 200,
    offsetHeight: 100,
    getBoundingClientRect: () => ({ left: 10, top: 20, width: 340, height: 170 }),
  };
  assert.deepEqual(pointer({ clientX: 180, clientY: 105 }, el), [100, 50]);
});

test("arrow keys move and go no further; others, and those with Ctrl, pass", () => {
  const target = new EventTarget();
  const life = new AbortController();
  const moves = [];
  arrows(target, (dx, dy) => moves.push([dx, dy]), life.signal);
  const press = (key, more = {}) => {
    const event = Object.assign(new Event("keydown", { cancelable: true }), { key }, more);
    let stopped = false;
    event.stopPropagation = () => {
      stopped = true;
    };
    target.dispatchEvent(event);
    return stopped && event.defaultPrevented;
  };
  assert.ok(press("ArrowLeft") && press("ArrowDown") && press("End") && press("PageUp"));
  assert.ok(!press("a") && !press("Tab") && !press("ArrowLeft", { ctrlKey: true }));
  assert.deepEqual(moves, [
    [-1, 0],
    [0, 1],
    [Infinity, 0],
    [0, -10],
  ]);
  life.abort();
  assert.ok(!press("ArrowLeft"));
});

test("a page is spoken to in its language, or the nearest, as Python chooses it", () => {
  const texts = Object.fromEntries(golden.languages.map(([, code]) => [code, { own: code }]));
  for (const [lang, code] of golden.languages) {
    assert.equal(speaker({ closest: () => ({ lang }) }, texts)("own"), code, lang);
  }
});

test("a figure speaks the words of its file, fills their blanks, and never falls silent", () => {
  const words = { en: { say: "{n} of {all}, {n}" }, ja: { say: "{all}のうち{n}" } };
  const at = (lang) => ({ closest: () => lang && { lang } });
  assert.equal(speaker(at("en-GB"), words)("say", { n: 0, all: "<b>" }), "0 of <b>, 0");
  assert.equal(speaker(at("ja"), words)("say", { n: 3 }), "{all}のうち3");
  assert.equal(speaker(at("de"), words)("say", { n: 1, all: 2 }), "1 of 2, 1");
  assert.equal(speaker(at(null), words)("say", { n: 1, all: 2 }), "1 of 2, 1");
  assert.throws(() => speaker(at("en"), words)("other"), /words.json has no other/);
});

test("in a cell what is tiny is 0.00, and a vector stands on a line", () => {
  assert.deepEqual([0.004, -0.004, -0.006, 0.126, -12.34].map(rounded), [
    "0.00",
    "0.00",
    "−0.01",
    "0.13",
    "−12.3",
  ]);
  assert.equal(vector(Float64Array.of(0.126, -1)), "(0.13, −1.00)");
});

test("letters that run from the right are isolated in a sentence, others stay as they are", () => {
  assert.equal(kit.isolated("手紙 and letters"), "手紙 and letters");
  for (const text of ["שלום", "مرحبا", "a\u202eb"])
    assert.equal(kit.isolated(text), `\u2068${text}\u2069`);
});

test("softplus is −log σ(−x), and does not overflow", () => {
  for (const x of [-3, 0, 0.5, 20]) assert.ok(Math.abs(softplus(x) + Math.log(sigmoid(-x))) < 1e-9);
  assert.deepEqual([softplus(1e4), softplus(-1e4)], [1e4, 0]);
});

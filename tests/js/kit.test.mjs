// The kit cuts texts and writes numbers exactly as Python does; keys stay in the figure.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as kit from "../../nlpviz/widgets/core/kit/kit.js";

const golden = JSON.parse(readFileSync(new URL("../golden/kit.json", import.meta.url)));

const { arrows, number, pointer, word } = kit;

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
    const { clip } = await import("../../nlpviz/widgets/core/kit/kit.js?without");
    assert.equal(clip("😀😀😀", 2), "😀…");
    assert.equal(clip("😀😀", 2), "😀😀");
  } finally {
    Intl.Segmenter = Segmenter;
  }
});

test("numbers read as they do in Python", () => {
  for (const [x, text] of golden.numbers) assert.equal(number(x), text);
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

test("a word is looked up by the page's language, English otherwise", () => {
  const on = (lang) => ({ closest: () => (lang ? { lang } : null) });
  const table = { en: "Table", ja: "表" };
  assert.deepEqual(
    ["ja", "ja-JP", "fr", ""].map((lang) => word(on(lang), table)),
    ["表", "表", "Table", "Table"],
  );
});

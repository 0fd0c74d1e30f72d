// The kit reads arrays and writes numbers exactly as Python does; keys stay in the figure.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { array, arrows, number, pointer, word } from "../../nlpviz/widgets/kit.js";

const golden = JSON.parse(readFileSync(new URL("../golden/kit.json", import.meta.url)));

export function unwire(packed) {
  const bytes = Uint8Array.from(Buffer.from(packed.data, "base64"));
  return { ...packed, data: new DataView(bytes.buffer) };
}

for (const { packed, values } of golden.arrays) {
  test(`a ${packed.dtype} array of shape ${packed.shape} has Python's values`, () => {
    const { data, shape } = array(unwire(packed));
    assert.deepEqual(shape, packed.shape);
    assert.equal(data.length, values.length);
    values.forEach((value, i) => assert.ok(Math.abs(data[i] - value) <= 1e-15 * Math.max(1, Math.abs(value))));
  });
}

test("an array may also come as a typed array or a buffer", () => {
  const values = new Float32Array([1, 2, 3, 4]);
  assert.deepEqual([...array({ dtype: "float32", shape: [4], data: values.buffer }).data], [1, 2, 3, 4]);
  assert.deepEqual([...array({ dtype: "float32", shape: [2], data: values.subarray(2) }).data], [3, 4]);
});

test("an unknown dtype is refused by name", () => {
  assert.throws(() => array({ dtype: "bfloat16", shape: [1], data: new ArrayBuffer(2) }), /bfloat16/);
});

test("numbers read as they do in Python", () => {
  for (const [x, text] of golden.numbers) assert.equal(number(x), text);
});

test("a pointer's place is in layout pixels at any zoom", () => {
  const el = {
    offsetWidth: 200, offsetHeight: 100,
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
    event.stopPropagation = () => { stopped = true; };
    target.dispatchEvent(event);
    return stopped && event.defaultPrevented;
  };
  assert.ok(press("ArrowLeft") && press("ArrowDown") && press("End") && press("PageUp"));
  assert.ok(!press("a") && !press("Tab") && !press("ArrowLeft", { ctrlKey: true }));
  assert.deepEqual(moves, [[-1, 0], [0, 1], [Infinity, 0], [0, -10]]);
  life.abort();
  assert.ok(!press("ArrowLeft"));
});

test("a word is looked up by the page's language, English otherwise", () => {
  const on = (lang) => ({ closest: () => (lang ? { lang } : null) });
  const table = { en: "Table", ja: "表" };
  assert.deepEqual(["ja", "ja-JP", "fr", ""].map((lang) => word(on(lang), table)), ["表", "表", "Table", "Table"]);
});

// AttentionMap in the page computes what Python computes from the same decoded weights.
import assert from "node:assert/strict";
import { test } from "node:test";
import { unpack } from "../../../nlpviz/widgets/core/kit/decode.js";
import { layout } from "../../../nlpviz/widgets/core/kit/heatmap.js";
import { largest } from "../../../nlpviz/widgets/core/kit/word_vectors.js";
import { entropy, headOf } from "../../../nlpviz/widgets/attention_map/math.js";
import figure from "../../../nlpviz/widgets/attention_map/view.js";
import { read } from "../core/golden.mjs";

const golden = read("attention_map", import.meta.url);
const close = (a, b, tolerance) => {
  assert.equal(a.length, b.length);
  b.forEach((value, i) =>
    assert.ok(Math.abs(a[i] - value) <= tolerance, `${a[i]} is not ${value}`),
  );
};

for (const { packed, layer, head, ...expected } of golden) {
  const bytes = Uint8Array.from(Buffer.from(packed.data, "base64"));
  const travels = { ...packed, data: new DataView(bytes.buffer) },
    all = unpack(travels);
  const [, heads, n, m] = all.shape,
    start = (layer * heads + head) * n * m;
  const A = headOf(travels, layer, head);

  test(`layer ${layer}, head ${head} of ${packed.shape}: weights, entropies, largest keys`, () => {
    close(A, expected.weights, 1e-15);
    assert.deepEqual(all.data.slice(start, start + n * m), A);
    assert.deepEqual(headOf({ ...packed, data: bytes.buffer }, layer, head), A);
    close(entropy(A, n, m), expected.entropy, 1e-12);
    expected.largest.forEach((keys, i) =>
      assert.deepEqual(largest(A.subarray(i * m, i * m + m), 3), keys),
    );
  });
}

test("a certain row has no entropy, an even one log2 m", () => {
  assert.deepEqual(
    [...entropy(new Float64Array([0, 1, 0, 0, 0.25, 0.25, 0.25, 0.25]), 2, 4)],
    [0, 2],
  );
});

test("the map and its gutters fit any width from 288 pixels, for 1 to 1,024 tokens", () => {
  for (const width of [288, 360, 720, 1200]) {
    for (const n of [1, 2, 9, 64, 65, 1024]) {
      const { left, right, w, h, cw, ch } = layout(width, n, n, {
        row: 300,
        column: 300,
        side: 90,
      });
      assert.ok(left + w + right <= width + 1e-9 && cw > 0 && ch > 0);
      assert.ok(h <= 720 + 1e-9 && Math.abs(w - n * cw) < 1e-9);
    }
  }
});

test("the module is an anywidget front end", () => assert.equal(typeof figure.render, "function"));

// What encode.py packs, of every kind and shape, comes out of the page's decoder as Python has it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { codes, unpack, unpackAll } from "../../../nlpviz/widgets/core/kit/decode.js";
import { read, unwire } from "./golden.mjs";

const { kinds, arrays } = read("decode", import.meta.url);
const same = (got, due) => {
  assert.equal(got.length, due.length);
  due.forEach((value, i) =>
    assert.ok(Math.abs(got[i] - value) <= 1e-15 * Math.abs(value), `${i}: ${got[i]}, not ${value}`),
  );
};

test("there is a case of every kind", () => {
  assert.deepEqual(new Set(arrays.map(({ packed }) => packed.dtype)), new Set(kinds));
});

for (const { packed, values } of arrays) {
  test(`${packed.dtype} of shape ${packed.shape} has Python's values, whole and row by row`, () => {
    const { data, shape } = unpack(unwire(packed)),
      m = packed.shape.at(-1),
      rows = values.length / m;
    assert.deepEqual(shape, packed.shape);
    same(data, values);
    for (let row = 0; row < rows; row++) {
      const part = unpack(unwire(packed), row, 1);
      assert.deepEqual(part, { data: data.slice(row * m, row * m + m), shape: [1, m] });
    }
  });
}

test("an array may also come as a typed array, as bytes within a larger one, as a buffer", () => {
  const values = new Float32Array([1, 2, 3, 4]);
  assert.deepEqual(
    [...unpack({ dtype: "float32", shape: [4], data: values.buffer }).data],
    [1, 2, 3, 4],
  );
  assert.deepEqual(
    [...unpack({ dtype: "float32", shape: [2], data: values.subarray(2) }).data],
    [3, 4],
  );
  const bytes = new Int8Array([9, 3, 4, -1]);
  for (const data of [bytes.subarray(1), bytes.slice(1).buffer])
    assert.deepEqual([...codes({ data })], [3, 4, -1]);
});

test("an unknown kind is refused by name, also one that every object has", () => {
  for (const dtype of ["bfloat16", "toString"]) {
    assert.throws(() => unpack({ dtype, shape: [1], data: new ArrayBuffer(2) }), new RegExp(dtype));
  }
});

test("arrays in objects of objects are unpacked where they are", () => {
  const packed = (...values) => ({
    dtype: "float32",
    shape: [values.length],
    data: new DataView(Float32Array.from(values).buffer),
  });
  const got = unpackAll({ rnn: { b: packed(1, 2) }, gru: { b: packed(3), b_n: packed(-4) } });
  assert.deepEqual([...got.rnn.b.data], [1, 2]);
  assert.deepEqual(Object.keys(got.gru), ["b", "b_n"]);
  assert.deepEqual([...got.gru.b_n.data], [-4]);
});

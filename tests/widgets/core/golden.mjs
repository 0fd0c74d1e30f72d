// What the tests of figures share: the golden numbers beside them, and how near is the same.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** The golden numbers of this name beside a test: read("kit", import.meta.url). */
export const read = (name, test) =>
  JSON.parse(readFileSync(new URL(`./${name}.json`, test), "utf8"));

/** A packed array as it comes to the page. */
export const unwire = (packed) => ({
  ...packed,
  data: new DataView(Uint8Array.from(Buffer.from(packed.data, "base64")).buffer),
});

/** near(got, due, what): as many numbers, each within tolerance · (1 + |due|). */
export const within =
  (tolerance) =>
  (got, due, what, own = tolerance) => {
    assert.equal(got.length, due.length, what);
    due.forEach((value, j) =>
      assert.ok(
        Math.abs(got[j] - value) <= own * (1 + Math.abs(value)),
        `${what}[${j}]: ${got[j]}, ${value}`,
      ),
    );
  };

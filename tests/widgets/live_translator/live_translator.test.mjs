// The promise: the page's translator writes what nlpviz.scratch writes with the same dequantised
// weights, on 200 unseen inputs, dates and junk, and looks where it looks, to 1e-4.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { unpack } from "../../../nlpviz/widgets/core/kit/decode.js";
import { softmax } from "../../../nlpviz/widgets/core/kit/linalg.js";
import { readDate, rightOf } from "../../../nlpviz/widgets/live_translator/dates.js";
import {
  EOS,
  LONGEST,
  MOST,
  UNK,
  numbered,
  tokensOf,
  translate,
  written,
} from "../../../nlpviz/widgets/live_translator/math.js";
import { read, unwire } from "../core/golden.mjs";

const golden = read("live_translator", import.meta.url);
const bytes = (text) => Buffer.from(text, "base64");
const here = (packed) => unpack(unwire(packed));
const at = new Map(golden.source.map((token, i) => [token, i]));

test("there are 200 inputs: dates, junk, the empty one, one too long", () => {
  assert.equal(golden.texts.length, 200);
  assert.ok(golden.texts.includes("") && golden.texts.some((t) => [...t].length > MOST));
});

test("of 200 unseen inputs the page reads the days that Python wrote", () => {
  golden.texts.forEach((text, i) =>
    assert.equal(rightOf(text, golden.calendar) ?? null, golden.due[i], JSON.stringify(text)),
  );
  assert.equal(golden.due.filter((due) => due).length, 160);
});

test("what is typed by people is read; what has two meanings, or is no day, is not", () => {
  const read = (text) => readDate(text, golden.calendar);
  const right = {
    "Sept. 3Rd, 1998": "1998-09-03",
    "december the twenty-fifth 1977": "1977-12-25",
    "１９９８年３月３日（火）": "1998-03-03",
    平成元年1月8日: "1989-01-08",
    昭和四十一年十月二十八日: "1966-10-28",
    "29 Feb 2000": "2000-02-29",
    " 19980303 ": "1998-03-03",
    "31.XII.1999": "1999-12-31",
  };
  for (const [text, due] of Object.entries(right)) assert.equal(read(text), due, text);
  const wrong = [
    "3/4/1998",
    "03 04 1998",
    "29 Feb 1999",
    "1998-02-30",
    "1998/3-3",
    "199833",
    "May",
  ];
  for (const text of [
    ...wrong,
    "",
    "May",
    "3 Mar 98",
    "3 Mar 1998!",
    "十月三日",
    "3 March April 1998",
  ])
    assert.equal(read(text), null, text);
  assert.equal(rightOf("3 Mar 1998;1998-3-4", golden.calendar), "1998-03-03 1998-03-04");
  assert.equal(rightOf("3 Mar 1998; ", golden.calendar), undefined);
});

for (const [name, due] of Object.entries(golden.models)) {
  test(`${name} writes what Python writes, as surely, and looks where it looks`, () => {
    const w = Object.fromEntries(
      Object.entries(golden.weights[name]).map(([k, v]) => [k, here(v)]),
    );
    const codes = due.A && new Uint16Array(Uint8Array.from(inflateSync(bytes(due.A))).buffer);
    let k = 0,
      worst = 0;
    golden.texts.forEach((text, i) => {
      const ids = numbered(text, at),
        got = translate(w, ids),
        what = JSON.stringify(text);
      assert.equal(written(got.ids, golden.target), due.written[i], what);
      assert.equal(got.ids.length, due.steps[i], what);
      assert.ok(Math.abs(got.p.reduce((a, b) => a + b, 0) - due.p[i]) < 1e-4, what);
      assert.equal(got.A?.length ?? 0, due.A ? ids.length * got.ids.length : 0);
      for (const a of got.A ?? []) worst = Math.max(worst, Math.abs(a - codes[k++] / 65535));
    });
    assert.equal(k, codes?.length ?? 0);
    assert.ok(worst < 1e-4, `attention differs by ${worst}`);
  });
}

test("an unknown character is <unk>, a code point is a character, what is too long is cut", () => {
  const ids = numbered("1🎉", at);
  assert.deepEqual(ids, [at.get("1"), UNK, EOS]);
  assert.equal(numbered("1".repeat(500), at).length, MOST + 1);
  assert.deepEqual(numbered("", at), [EOS]);
});

test("what does not end is cut at the longest", () => {
  const w = Object.fromEntries(Object.entries(golden.weights.every).map(([k, v]) => [k, here(v)]));
  w.b_o.data[EOS] = -1e9;
  const got = translate(w, [EOS]);
  assert.equal(got.ids.length, LONGEST);
  assert.ok(!got.ids.includes(EOS));
});

test("a softmax of large scores is finite and sums to one", () => {
  assert.deepEqual([...softmax(Float64Array.of(1000, 1000))], [0.5, 0.5]);
});

test("with the scale the scores are those without it, divided by √d_h", () => {
  const w = Object.fromEntries(
    Object.entries(golden.weights.attention).map(([k, v]) => [k, here(v)]),
  );
  const ids = numbered("3 Mar", at),
    size = w.W_o.shape[0];
  const [divided, plain] = [1, 0].map(
    (scale) => translate({ ...w, scale: { data: [scale], shape: [1] } }, ids, 1).A,
  );
  assert.equal(plain.length, ids.length);
  ids.forEach((_, j) => {
    const due = Math.sqrt(size) * Math.log(divided[j] / divided[0]);
    assert.ok(
      Math.abs(Math.log(plain[j] / plain[0]) - due) < 1e-6 * (1 + Math.abs(due)),
      `key ${j}`,
    );
  });
});

test("a vocabulary of letters comes after the specials, any other is taken as it is", () => {
  assert.deepEqual(tokensOf("a年𠮷").slice(2), ["</s>", "<unk>", "a", "年", "𠮷"]);
  assert.deepEqual(tokensOf(golden.source), golden.source);
});

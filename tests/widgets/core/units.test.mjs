// Great numbers are said in words, bytes and parts of 100, as a reader would say them.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  big,
  bytes,
  counts,
  hundredths,
  manifold,
} from "../../../nlpviz/widgets/core/kit/units.js";

const units = { en: "1e12 trillion 1e9 billion 1e6 million 1e3 thousand", ja: "1e8 億 1e4 万" };
const say = (language) => () => units[language];

test("a great number is said with two digits and its unit in the page's language", () => {
  const given = [704643072, 1610612736, 5.4e12, 12, 4718.592];
  const en = ["705 million", "1.6 billion", "5.4 trillion", "12", "4.7 thousand"];
  assert.deepEqual(
    given.map((x) => big(say("en"), x)),
    en,
  );
  assert.deepEqual(big(say("ja"), 704643072), "7 億");
});

test("numbers of four bytes are kept in the largest unit that fits", () => {
  assert.deepEqual([1, 250, 393216, 2.5e8].map(bytes), ["4 B", "1 kB", "1.6 MB", "1 GB"]);
});

test("counts have commas, parts two digits, ratios one decimal below ten", () => {
  assert.deepEqual([512, 60611].map(counts), ["512", "60,611"]);
  assert.deepEqual([0.143, 0.052, 1].map(hundredths), ["14 %", "5 %", "100 %"]);
  assert.deepEqual([2.29, 12.3].map(manifold), ["2.3", "12"]);
});

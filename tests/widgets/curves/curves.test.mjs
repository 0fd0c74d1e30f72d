// Curves draws in the page on the same axes as its picture from Python.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  apart,
  fitting,
  nearest,
  ticks,
  tickText,
  yTicks,
} from "../../../nlpviz/widgets/curves/view.js";

const golden = JSON.parse(readFileSync(new URL("./curves.json", import.meta.url)));

test("ticks are the round numbers that Python finds", () => {
  for (const [low, high, count, expected] of golden.ticks)
    assert.deepEqual(ticks(low, high, count), expected);
});

test("ticks of the other axis enclose the data, also on a log scale", () => {
  for (const [low, high, log, expected] of golden.y_ticks)
    assert.deepEqual(yTicks(low, high, log), expected);
});

test("tick texts are the same", () => {
  for (const [value, log, expected] of golden.tick_text)
    assert.equal(tickText(value, log), expected);
});

test("labels move apart as in Python", () => {
  for (const [places, gap, low, high, expected] of golden.apart) {
    assert.deepEqual(apart(places, gap, low, high), expected);
  }
});

test("the pointer takes the nearest point", () => {
  const xs = [10, 20, 40, 100];
  assert.deepEqual(
    [-5, 14, 15.1, 71, 500].map((x) => nearest(xs, x)),
    [0, 0, 1, 3, 3],
  );
});

test("a name is cut between letters until it fits, and one letter stays", () => {
  const wide = (text) =>
    10 * [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text)].length;
  assert.equal(fitting("accuracy", 24, 80, wide), "accuracy");
  assert.equal(fitting("accuracy", 24, 79, wide), "accura…");
  assert.equal(fitting("👩‍👩‍👧‍👦".repeat(9), 24, 30, wide), "👩‍👩‍👧‍👦👩‍👩‍👧‍👦…");
  assert.equal(fitting("x".repeat(10000), 24, 1e9, wide), "x".repeat(23) + "…");
  assert.equal(fitting("abc", 24, 0, wide), "a…");
});

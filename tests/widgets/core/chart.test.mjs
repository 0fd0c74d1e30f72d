// Charts in the page stand on the same axes as their pictures from Python.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as chart from "../../../nlpviz/widgets/core/kit/chart.js";
import { read } from "./golden.mjs";

const { apart, fitting, marked, nearest, scale, ticks, tickText, yTicks } = chart;
const golden = read("chart", import.meta.url);

test("ticks are the round numbers that Python finds, whole ones where something is counted", () => {
  for (const [low, high, count, whole, expected] of golden.ticks)
    assert.deepEqual(ticks(low, high, count, whole), expected);
});

test("ticks of the other axis enclose the data, also on a log scale", () => {
  for (const [low, high, log, expected] of golden.y_ticks)
    assert.deepEqual(yTicks(low, high, log), expected);
});

test("tick texts are the same", () => {
  for (const [value, log, expected] of golden.tick_text)
    assert.equal(tickText(value, log), expected);
});

test("labels move apart as in Python, and stay inside where there is no room", () => {
  for (const [places, gap, low, high, expected] of golden.apart) {
    const moved = apart(places, gap, low, high);
    moved.forEach((place, i) => assert.ok(Math.abs(place - expected[i]) < 1e-9));
    assert.ok(moved.every((place) => place >= low - 1e-9 && place <= high + 1e-9));
  }
});

test("whether labels fit is decided as in Python", () => {
  for (const [count, gap, low, high, expected] of golden.fit)
    assert.equal(chart.fit(count, gap, low, high), expected);
});

test("marks stand at the same points, and no two lines of many points share theirs", () => {
  for (const [count, line, expected] of golden.marked)
    assert.deepEqual(marked(count, line), expected);
  const all = Array.from({ length: chart.LINES }, (_, i) => marked(600, i)).flat();
  assert.equal(new Set(all).size, all.length);
});

test("bars begin at the same places and are as thick as in Python", () => {
  for (const [n, m, start, length, most, begins, size] of golden.slots) {
    const found = chart.slots(n, m, start, length, most);
    assert.ok(Math.abs(found.size - size) < 1e-9);
    found.begins.forEach((place, k) => assert.ok(Math.abs(place - begins[k]) < 1e-9));
    assert.equal(found.begins.length, n * m);
  }
});

test("dashes, marks and sizes are the same", () => {
  const styles = [chart.DASHES, chart.FILLS, chart.MARKS, chart.SIZE, chart.GAP, chart.LINES];
  assert.deepEqual(styles, golden.styles);
});

test("a scale goes to its ends, and back from any place", () => {
  for (const log of [false, true]) {
    const to = scale(0.1, 100, 300, 20, log);
    assert.ok(Math.abs(to(0.1) - 300) + Math.abs(to(100) - 20) < 1e-9);
    for (const v of [0.1, 1, 7.5, 100]) assert.ok(Math.abs(to.back(to(v)) - v) < 1e-9);
  }
  assert.equal(scale(2, 2, 0, 10)(2), 5);
});

test("the pointer takes the nearest point", () => {
  const xs = [10, 20, 40, 100];
  assert.deepEqual(
    [-5, 14, 15, 15.1, 71, 500].map((x) => nearest(xs, x)),
    [0, 0, 0, 1, 3, 3],
  );
  assert.equal(nearest([3], 99), 0);
  const many = Float64Array.from({ length: 10001 }, (_, i) => i * i);
  for (const i of [0, 1, 77, 9999, 10000]) assert.equal(nearest(many, i * i + 0.4), i);
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

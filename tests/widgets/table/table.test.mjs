// Rows are sorted and copied as a reader expects.
import assert from "node:assert/strict";
import { test } from "node:test";
import { arranged, grouped, next, plain, tsv } from "../../../nlpviz/widgets/table/math.js";

// Row 1 is missing in column 0; row 3 is a yardstick.
const data = {
  rows: ["a", "b", "c", "chance"],
  columns: ["x", "word"],
  yardstick: [false, false, false, true],
  order: [
    [2, 0],
    [1, 0, 2],
  ],
  better: ["lower", null],
  numeric: [true, false],
  cells: [
    [["0.5", "0.4", "0.6"], ["tab\there"]],
    [["–"], ["é"]],
    [["−0.1", "−0.2", "10⁻³"], ["="]],
    [["0", "0", "0"], [""]],
  ],
};

test("rows are sorted both ways, what is missing last, yardsticks below all", () => {
  assert.deepEqual(arranged(data, [0, 1]), [[2, 0, 1], [3]]);
  assert.deepEqual(arranged(data, [0, -1]), [[0, 2, 1], [3]]);
  assert.deepEqual(arranged(data, [-1, 0]), [[0, 1, 2], [3]]);
});

test("a column is sorted its good way first, then the other, then as given", () => {
  let sorted = [-1, 0];
  const seen = [0, 0, 0, 1].map((column) => (sorted = next(data, sorted, column)));
  assert.deepEqual(seen, [
    [0, 1],
    [0, -1],
    [-1, 0],
    [1, 1],
  ]);
  assert.deepEqual(next({ better: ["higher"], numeric: [true] }, [-1, 0], 0), [0, -1]);
});

test("numbers are copied as programs write them, texts as they are", () => {
  assert.deepEqual(["−0.5", "4.56·10⁻⁷", "−10⁻¹²", "10³", "x − y", "−", "a\tb\nc"].map(plain), [
    "-0.5",
    "4.56e-7",
    "-1e-12",
    "1e3",
    "x − y",
    "−",
    "a b c",
  ]);
});

test("a spread has columns of its own, and each line as many cells as the head", () => {
  const text = tsv(data, [2, 0, 1], [0, 1], ["lowest", "highest"]);
  assert.deepEqual(text.split("\n"), [
    "\tx\tx, lowest\tx, highest\tword",
    "c\t-0.1\t-0.2\t1e-3\t=",
    "a\t0.5\t0.4\t0.6\ttab here",
    "b\t–\t\t\té",
  ]);
});

test("long numbers are grouped, decimals and powers are not", () => {
  const given = ["13754", "999", "1234567", "0.00012345", "4.5678·10⁻⁷", "(8465 … 10141)"];
  const due = ["13,754", "999", "1,234,567", "0.00012345", "4.5678·10⁻⁷", "(8,465 … 10,141)"];
  assert.deepEqual(given.map(grouped), due);
});

// PositionLab's arithmetic equals Python's: waves, turns, rotary rows, ALiBi's slopes.
import assert from "node:assert/strict";
import test from "node:test";
import {
  byDistance,
  curves,
  pairs,
  product,
  products,
  rotary,
  sinusoidal,
  slopes,
  turn,
  turned,
  wavelength,
} from "../../../nlpviz/widgets/position_lab/math.js";
import { read, within } from "../core/golden.mjs";

const golden = read("position_lab", import.meta.url);
const near = within(1e-9);
const range = (n) => Array.from({ length: n }, (_, i) => i);

for (const { T, d, k, PE, blocks, shifted, S } of golden.tables) {
  test(`the table of ${T} × ${d} is Python's`, () => near(sinusoidal(T, d), PE, "PE"));
  test(`the turn by ${k} of ${d} numbers is made of Python's blocks and moves every row`, () => {
    const table = sinusoidal(T, d);
    for (const i of range(d / 2)) {
      const block = turn(k, i, d);
      near(block.flat(), blocks[i], "R");
      for (const p of range(T))
        for (const b of [0, 1]) {
          const moved = [0, 1].reduce((sum, a) => sum + table[p * d + 2 * i + a] * block[a][b], 0);
          near([moved], [shifted[p * d + 2 * i + b]], "PE R");
        }
    }
  });
  test(`the products of ${T} rows are Python's and depend on the distance alone`, () => {
    near(products(sinusoidal(T, d), T, d), S, "S");
    near(
      range(T * T).map((i) => product(Math.abs((i % T) - Math.floor(i / T)), d)),
      S,
      "by distance",
    );
    near(byDistance(Float64Array.from(S), T), S.slice(0, T), "mean");
  });
}

for (const { d, positions, X, Y, scores } of golden.rotary)
  test(`rows of ${d} numbers are turned as Python turns them`, () => {
    X.forEach((x, n) => near(rotary(x, positions[n]), Y[n], "Y"));
    near(
      positions.map((p) => turned(p - positions[0], d)),
      scores,
      "scores",
    );
  });

test("ALiBi's heads fade as Python's do", () => {
  for (const heads of golden.alibi) {
    const found = slopes(heads.length).map((slope) => range(30).map((far) => -slope * far));
    found.forEach((line, i) => near(line, heads[i], "bias"));
  }
});

test("the waves of the paper's model are 2π to 9,647·2π long", () => {
  assert.equal(wavelength(0, 512), 2 * Math.PI);
  assert.equal(Math.round(wavelength(255, 512) / (2 * Math.PI)), 9647);
});

test("all curves begin at nothing; a learned table's ends with its last row", () => {
  const [T, d] = [20, 8];
  const found = curves({ T, d, S: products(sinusoidal(T, d), T, d) }, 30);
  for (const line of [found.sinusoidal, found.learned, found.rotary, ...found.alibi])
    assert.equal(line[0] + 0, 0);
  assert.deepEqual([found.learned.length, found.rotary.length], [T, 30]);
  near(found.learned, found.sinusoidal.slice(0, T), "waves as if they were learned");
  assert.equal(curves({ T, d, S: null }, 30).learned, null);
});

test("the two pairs of the question are as far apart and inside the table", () => {
  for (const T of [16, 25, 100, 512]) {
    const [[a, b], [c, e]] = pairs(T);
    assert.equal(b - a, e - c);
    assert.ok(0 <= a && a < b && b < c && c < e && e < T);
  }
});

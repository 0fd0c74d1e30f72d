// The slopes of each recurrent cell's step are what small changes make of the new state.
import assert from "node:assert/strict";
import { test } from "node:test";
import { stepOf } from "../../../nlpviz/widgets/core/kit/cells.js";
import { generator } from "../../../nlpviz/widgets/core/kit/random.js";

const SIZE = 2;
const random = generator(6);
const few = (size) => Float64Array.from({ length: size }, () => 2 * random() - 1);
const BLOCKS = { rnn: 1, gru: 3, lstm: 4 };
const close = (a, b) => assert.ok(Math.abs(a - b) < 1e-8, `${a}, not ${b}`);

/** What a change of one number makes of both parts of the state: [h, c], by central differences. */
function moved(run, at, change) {
  const [up, down] = [1e-6, -1e-6].map((d) => run(change(at, d)));
  return ["H", "C"].map((part) => up[part] && (up[part][at % SIZE] - down[part][at % SIZE]) / 2e-6);
}

for (const [cell, blocks] of Object.entries(BLOCKS)) {
  const w = { W_x: few(blocks * SIZE), W_h: new Float64Array(SIZE * blocks * SIZE) };
  for (const name of ["b_n", "p_i", "p_f", "p_o"]) w[name] = few(SIZE);
  w.b = few(blocks * SIZE);
  const [h, c] = [few(SIZE), few(SIZE)];
  const from = (over) =>
    stepOf(cell, { ...w, ...over }, [0.5], { h, c, activation: "tanh", ...over });
  const { M, D } = from({});

  test(`the slopes of the ${cell.toUpperCase()}'s state by its sums`, () => {
    for (let g = 0; g < blocks; g++)
      for (let unit = 0; unit < SIZE; unit++) {
        const at = g * SIZE + unit;
        const b = (k, d) => ({ b: w.b.map((v, j) => (j === k ? v + d : v)) });
        const found = moved(from, at, b);
        M[g].forEach((slopes, part) => close(slopes[unit], found[part]));
        if (g < 3) assert.ok(Math.abs(found[0]) > 1e-4);
      }
  });

  test(`what of the ${cell.toUpperCase()}'s old state passes no matrix`, () => {
    const olds = [h, c].slice(0, D.length);
    olds.forEach((old, k) => {
      for (let unit = 0; unit < SIZE; unit++) {
        const change = (at, d) => ({ ["hc"[k]]: old.map((v, j) => (j === at ? v + d : v)) });
        const found = moved(from, unit, change);
        D[k].forEach((slopes, part) => close(slopes[unit], found[part]));
      }
    });
  });
}

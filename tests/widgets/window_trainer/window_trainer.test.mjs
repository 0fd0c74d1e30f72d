// WindowTrainer trains in the page as nlpviz.scratch does, step by step; one is done by hand.
import assert from "node:assert/strict";
import test from "node:test";
import { generator } from "../../../nlpviz/widgets/core/kit/random.js";
import * as page from "../../../nlpviz/widgets/core/kit/word2vec.js";
import { read, within } from "../core/golden.mjs";

const { draw, examples, forward, gradients, least, noise, training } = page;
const { cases } = read("window_trainer", import.meta.url);
const near = within(1e-9);
const begin = (each) =>
  training({ ...each, W_in: Float64Array.from(each.W_in), W_out: Float64Array.from(each.W_out) });
const STEPS = 50;

cases.forEach((each, number) => {
  const name = `case ${number}: ${each.kind}, window ${each.window}, d = ${each.d}, k = ${each.k}`;
  test(`${name}: 50 steps are Python's`, () => {
    const run = begin(each),
      { due } = each;
    assert.deepEqual(
      run.steps.map(({ ins, out }) => [ins, out]),
      due.steps,
    );
    for (let i = 0; i < STEPS; i++) assert.deepEqual(run.at(i).negatives, due.negatives[i]);
    for (const [step, tables] of Object.entries(due.at)) {
      const now = run.at(+step);
      near(now.W_in, tables.W_in, `W_in after ${step}`);
      near(now.W_out, tables.W_out, `W_out after ${step}`);
    }
    near(run.losses, due.L, "L");
    near(run.means, due.means, "mean L");
    near([run.least], [due.least], "least");
  });

  test(`${name}: going back, and jumping ahead, leads to the same numbers`, () => {
    const straight = begin(each),
      jumping = begin(each);
    jumping.at(40);
    jumping.at(3);
    for (const step of [7, 40, 0, 21]) {
      assert.deepEqual(jumping.at(step).W_in, straight.at(step).W_in);
      assert.deepEqual(jumping.at(step).negatives, straight.at(step).negatives);
    }
    assert.deepEqual(jumping.losses, straight.losses);
    near(straight.at(0).W_in, each.W_in, "the start", 0);
  });

  test(`${name}: only the rows that the example uses change`, () => {
    const run = begin(each),
      n = each.W_in.length / each.d;
    for (let i = 0; i < 20; i++) {
      const now = run.at(i);
      const moved = (was, is) =>
        Array.from({ length: n }, (_, r) => r).filter((r) =>
          was.subarray(r * each.d, (r + 1) * each.d).some((x, j) => x !== is[r * each.d + j]),
        );
      assert.deepEqual(
        moved(now.W_in, now.next.W_in),
        [...new Set(now.ins)].sort((a, b) => a - b),
      );
      const rows = each.k
        ? [...new Set([now.out, ...now.negatives])]
        : Array.from({ length: n }, (_, r) => r);
      assert.deepEqual(
        moved(now.W_out, now.next.W_out),
        rows.sort((a, b) => a - b),
      );
    }
  });
});

test("one step by hand: you → say, with scores (log 2, 0, 0, 0, 0, 0, 0)", () => {
  const W_in = new Float64Array(14),
    W_out = new Float64Array(14);
  W_in[0] = 1;
  [W_out[0], W_out[1], W_out[3]] = [Math.log(2), 1, 1];
  const w = { W_in, W_out, d: 2 },
    now = forward(w, [0], 1),
    { dW_in, dW_out } = gradients(w, [0], now);
  near(now.P, [1 / 4, 1 / 8, 1 / 8, 1 / 8, 1 / 8, 1 / 8, 1 / 8], "P", 1e-15);
  near([now.L], [Math.log(8)], "L", 1e-15);
  near(dW_in, [Math.log(2) / 4, 1 / 4 - 7 / 8, ...Array(12).fill(0)], "dW_in", 1e-15);
  near(
    dW_out,
    [1 / 4, 0, -7 / 8, 0, 1 / 8, 0, 1 / 8, 0, 1 / 8, 0, 1 / 8, 0, 1 / 8, 0],
    "dW_out",
    1e-15,
  );
});

test("one step with a negative by hand: at scores of 0 every sigmoid is one half", () => {
  const W_in = Float64Array.of(1, 2, 0, 0, 0, 0),
    W_out = Float64Array.of(0, 0, 2, -1, -2, 1);
  const w = { W_in, W_out, d: 2 },
    now = forward(w, [0], 1, [2]),
    { dW_in, dW_out } = gradients(w, [0], now);
  near([now.L], [2 * Math.log(2)], "L", 1e-15);
  near(dW_out, [0, 0, -0.5, -1, 0.5, 1], "dW_out", 1e-15);
  near(dW_in, [-2, 1, 0, 0, 0, 0], "dW_in", 1e-15);
});

test("the window is shorter at the ends, and a pair goes both ways", () => {
  assert.deepEqual(
    examples(3, 1, "cbow").map(({ inputs, target }) => [inputs, target]),
    [
      [[1], 0],
      [[0, 2], 1],
      [[1], 2],
    ],
  );
  const pairs = examples(6, 2, "skipgram").map(({ inputs: [a], target }) => `${a} ${target}`);
  assert.equal(pairs.length, 2 * (5 + 4));
  for (const pair of pairs) assert.ok(pairs.includes(pair.split(" ").reverse().join(" ")));
});

test("negatives are drawn as often as the noise without the target says", () => {
  const q = noise([0, 1, 2, 3, 4, 1, 5, 6], 7),
    counts = Array(7).fill(0),
    N = 20000;
  near([q[1] / q[0]], [2 ** 0.75], "q", 1e-12);
  for (const word of draw(generator(3), q, 2, N)) counts[word]++;
  assert.equal(counts[2], 0);
  q.forEach((share, i) => {
    const p = share / (1 - q[2]),
      z = i === 2 ? 0 : (counts[i] - N * p) / Math.sqrt(N * p * (1 - p));
    assert.ok(Math.abs(z) < 5, `word ${i}: z = ${z}`);
  });
});

test("the least is the entropy of what follows, and no run gets below it", () => {
  const steps = [
    { ins: [0], out: 1 },
    { ins: [0], out: 2 },
    { ins: [1], out: 0 },
  ];
  near([least(steps, 0, noise([0, 1, 2], 3))], [(2 * Math.log(2)) / 3], "least", 1e-12);
  for (const each of cases) {
    const run = begin(each);
    run.at(2000);
    assert.ok(Math.min(...run.means) > run.least);
  }
});

// UnrolledRNN's walk makes Python's numbers, and ends with the gradients of trace.backward.
import assert from "node:assert/strict";
import test from "node:test";
import { short } from "../../../nlpviz/widgets/core/kit/numbers.js";
import { blame, nearest, share, verdict, walk } from "../../../nlpviz/widgets/unrolled_rnn/math.js";
import figure from "../../../nlpviz/widgets/unrolled_rnn/view.js";
import { read, within } from "../core/golden.mjs";

const { cases } = read("unrolled_rnn", import.meta.url);
const near = within(1e-12);
const problem = (each) => {
  const w = { ...each };
  for (const name of ["X", "h0", "W_x", "W_h", "b", "dH"]) w[name] = Float64Array.from(each[name]);
  return w;
};

for (const each of cases) {
  test(`${each.activation}, T = ${each.T}: values and final gradients are Python's`, () => {
    const { steps, H, A, sums } = walk(problem(each));
    near(
      H.slice(1).flatMap((row) => [...row]),
      each.due.H,
      "H",
    );
    near(
      A.flatMap((row) => [...row]),
      each.due.A,
      "A",
    );
    for (const name of ["dX", "dh0", "dW_x", "dW_h", "db"]) near(sums[name], each.due[name], name);
    assert.equal(steps.length, 8 * each.T);
    assert.equal(steps.at(-1).sums, sums);
  });

  test(`${each.activation}: each sum is the one before plus what its step adds`, () => {
    const { steps } = walk(problem(each));
    let before = new Float64Array(each.n * each.n),
      count = 0;
    for (const step of steps) {
      const due = step.kind === "dW" ? before.map((value, j) => value + step.to_h[j]) : before;
      near(step.sums.dW_h, due, `dW_h after ${step.kind} ${step.t}`);
      before = step.sums.dW_h;
      count += step.kind === "dW";
    }
    assert.equal(count, each.T);
  });
}

test("the walk goes forward from 1 to T and back from T to 1", () => {
  const { steps } = walk(problem(cases[0])),
    T = cases[0].T;
  const order = (kind) => steps.filter((step) => step.kind === kind).map((step) => step.t);
  const up = Array.from({ length: T }, (_, j) => j + 1);
  for (const kind of ["x", "h", "a", "s"]) assert.deepEqual(order(kind), up);
  for (const kind of ["dh", "da", "dW", "back"]) assert.deepEqual(order(kind), [...up].reverse());
});

test("the lengths of the blame are those of its vectors; the share is of the first word", () => {
  for (const each of cases) {
    const done = walk(problem(each));
    const lengths = blame(done);
    const of = (kind, key, t) => {
      const step = done.steps.find((step) => step.kind === kind && step.t === t);
      return Math.hypot(...step[key]);
    };
    lengths.forEach(({ dh, da, back }, j) => {
      near(
        [dh, da, back],
        [of("dh", "dh", j + 1), of("da", "da", j + 1), of("back", "later", j + 1)],
      );
    });
    const found = share(lengths);
    if (each.T === 1) assert.equal(found, null);
    else near([found.factor ** (each.T - 1)], [lengths[0].dh / lengths.at(-1).dh], "share");
  }
  assert.equal(share([{ dh: 1 }, { dh: 0 }]), null);
});

test("a guess is as good as its factor is near, and the verdict is the logistic of h w", () => {
  const options = [1, 0.5, 0.25, 0.1, 0.01];
  assert.deepEqual(
    [3, 0.71, 0.7, 0.28, 0.03, 0].map((x) => nearest(options, x)),
    [1, 1, 0.5, 0.25, 0.01, 0.01],
  );
  near([verdict([2, 1], [1, -1])], [1 / (1 + Math.exp(-1))], "P");
});

test("numbers are short; the module is an anywidget front end", () => {
  assert.deepEqual([0, -0.5, 2e-5].map(short), ["0", "−0.50", "2·10⁻⁵"]);
  assert.equal(typeof figure.render, "function");
});

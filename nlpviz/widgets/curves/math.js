// The numbers of Curves: what travelled, and the line that the reader draws, a value at some of the
// points of x, straight between them.
import { DASHES } from "../core/kit/chart.js";
import { unpack } from "../core/kit/decode.js";

/** What travelled, as arrays: one line, its edges, its looks for each name. */
export function read(model) {
  const x = unpack(model.get("x")).data;
  const names = model.get("names");
  const rows = (key) => {
    const { data } = unpack(model.get(key));
    return names.map((_, i) => data.subarray(i * x.length, (i + 1) * x.length));
  };
  const [y, low, high] = [rows("y"), rows("low"), rows("high")];
  const lines = names.map((name, i) => ({
    name,
    label: model.get("labels")[i],
    banded: model.get("banded")[i],
    colour: `var(--nv-${model.get("colours")[i]})`,
    dash: DASHES[i],
    width: model.get("on").includes(i) ? 5 : 2.2,
    kind: i,
    y: y[i],
    low: low[i],
    high: high[i],
  }));
  const levels = model.get("reference").map((name, i) => ({ name, v: model.get("levels")[i] }));
  const all = [...low, ...high, ...y, levels.map(({ v }) => v)];
  const span = [Infinity, -Infinity];
  for (const row of all)
    for (const v of row) {
      span[0] = Math.min(span[0], v);
      span[1] = Math.max(span[1], v);
    }
  return { x, lines, levels, span, log: model.get("log_scale"), xLabel: model.get("x_label") };
}

/** The places in 0 … count - 1 at which the reader's line may be bent: all, or 25 of them. */
export function knots(count, most = 25) {
  const n = Math.min(count, most);
  if (n === 1) return [0];
  return Array.from({ length: n }, (_, i) => Math.round((i * (count - 1)) / (n - 1)));
}

/** The guess with the knots that were not drawn (null) filled in: straight between neighbours that
    were, level beyond the first and the last. */
export function filled(xs, guess) {
  const drawn = [...guess.keys()].filter((i) => guess[i] !== null);
  if (!drawn.length) return [];
  return guess.map((v, i) => {
    if (v !== null) return v;
    const after = drawn.find((j) => j > i);
    const before = drawn.findLast((j) => j < i);
    if (after === undefined || before === undefined) return guess[after ?? before];
    const part = (xs[i] - xs[before]) / (xs[after] - xs[before]);
    return guess[before] + part * (guess[after] - guess[before]);
  });
}

/** The guess after the pen went from knot i to knot j, from value a to value b. */
export function stroke(guess, i, a, j, b) {
  const step = i < j ? 1 : -1;
  const next = [...guess];
  for (let k = i; k !== j; k += step) next[k] = a + ((k - i) / (j - i)) * (b - a);
  next[j] = b;
  return next;
}

/** Where two lines are furthest apart: {at, gap}, heights being what `height` makes of values. */
export function furthest(guess, truth, height) {
  const gaps = guess.map((v, i) => Math.abs(height(v) - height(truth[i])));
  const gap = Math.max(...gaps);
  return { at: gaps.indexOf(gap), gap };
}

// The numbers of Bars: what travelled, and which bar is the best.
import { unpack } from "../core/kit/decode.js";

/** What travelled: one bar for each row and group, {i, j, v, low, high, there}. */
export function read(model) {
  const [mean, low, high] = ["mean", "low", "high"].map((key) => unpack(model.get(key)).data);
  const [rows, groups] = [model.get("rows"), model.get("groups")];
  const m = groups.length;
  const bars = Array.from(mean, (v, k) => ({
    ...{ i: Math.floor(k / m), j: k % m, v, low: low[k], high: high[k] },
    there: model.get("there")[k],
  }));
  const levels = model.get("yardsticks").map((name, k) => ({ name, v: model.get("levels")[k] }));
  return { rows, groups, bars, levels, spread: model.get("spread"), better: model.get("better") };
}

/** The numbers of the bars that can be called the best: the best one, and those whose spread
    overlaps with its own. */
export function leaders({ bars, better }) {
  const values = bars.map(({ v }) => (better === "lower" ? -v : v));
  const first = bars[values.indexOf(Math.max(...values))];
  const asGood = ({ low, high }) => low <= first.high && first.low <= high;
  return [...bars.keys()].filter((k) => asGood(bars[k]));
}

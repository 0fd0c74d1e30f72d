// What travels in DrawOrMix: what all words would write, shrunk, or one alone; and many draws, dot
// after dot, from the bars to their losses.

import { reveal, send } from "../core/kit/motion.js";
import { way } from "./draw.js";
import { dots } from "./math.js";

/** What word j would write leaves for outcome i, as large as `scale` there. */
const go = (view, j, i, scale) =>
  send(view.picture.querySelector(`[data-j="${j}"] .token`), way(view, j, i), { scale });

/** All that would be written shrinks to its share and joins. */
export function flowAll(view) {
  view.now.A.forEach((a, j) => go(view, j, 0, Math.max(a, 0.1)));
  reveal(view.picture.querySelector(".all .token"), { from: [0, 0], delay: 700 });
}

/** One word alone is read, as it is. */
export function flowOne(view, j) {
  go(view, j, 1, 1);
  reveal(view.picture.querySelector(".one .token"), { from: [0, 0], delay: 700 });
}

/** Draws of these words go along their rows, dot after dot. */
export function rain(view, order) {
  const left = [...dots(view.set.drawn)];
  const line = (j) => view.picture.querySelectorAll(`[data-drawn="${j}"] .dot`);
  const { bar, x } = view.at;
  order.toReversed().forEach((j, k) => {
    if (left[j] > 0) {
      const delay = (order.length - 1 - k) * (1800 / order.length);
      const from = [Math.min(bar - x(view.now.f[j]), 0), 0];
      reveal(line(j)[(left[j] -= 1)], { from, ms: 600, delay });
    }
  });
}

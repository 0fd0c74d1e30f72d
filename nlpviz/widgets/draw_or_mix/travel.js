// What travels in DrawOrMix: what all words would write, shrunk, or one alone; and many draws, dot
// after dot, from the bars to their losses.

import { animate, reveal } from "../core/kit/motion.js";
import { way } from "./draw.js";
import { dots } from "./math.js";

/** A copy of what word j would write leaves for outcome i and ends there, as large as `scale`. */
function send(view, j, i, scale) {
  const token = view.picture.querySelector(`[data-j="${j}"] .token`);
  const copy = token.cloneNode(true);
  token.parentNode.append(copy);
  const [dx, dy] = way(view, j, i);
  const there = { transform: `translate(${dx}px, ${dy}px) scale(${scale})`, opacity: 0.4 };
  animate(copy, [{ transform: "none" }, there], { ms: 900 }).then(() => copy.remove());
}

/** All that would be written shrinks to its share and joins. */
export function flowAll(view) {
  view.now.A.forEach((a, j) => send(view, j, 0, Math.max(a, 0.1)));
  reveal(view.picture.querySelector(".all .token"), { from: [0, 0], delay: 700 });
}

/** One word alone is read, as it is. */
export function flowOne(view, j) {
  send(view, j, 1, 1);
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

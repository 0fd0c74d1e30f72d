// What travels in DrawOrMix: all values, shrunk, or one alone; and many draws as a rain of dots.

import { animate, reveal } from "../core/kit/motion.js";
import { way } from "./draw.js";
import { dots } from "./math.js";

/** A copy of the value of word j leaves for outcome i and ends there, as large as `scale`. */
function send(view, j, i, scale) {
  const token = view.picture.querySelector(`[data-j="${j}"] .token`);
  const copy = token.cloneNode(true);
  token.parentNode.append(copy);
  const [dx, dy] = way(view, j, i);
  const there = { transform: `translate(${dx}px, ${dy}px) scale(${scale})`, opacity: 0.4 };
  animate(copy, [{ transform: "none" }, there], { ms: 900 }).then(() => copy.remove());
}

/** All values shrink to their shares and join. */
export function flowAll(view) {
  view.now.A.forEach((a, j) => send(view, j, 0, Math.max(2.5 * a, 0.08)));
  reveal(view.picture.querySelector(".all .token"), { from: [0, 0], delay: 700 });
}

/** One value travels alone, as it is. */
export function flowOne(view, j) {
  send(view, j, 1, 2.5);
  reveal(view.picture.querySelector(".one .token"), { from: [0, 0], delay: 700 });
}

/** Draws of these words fall into their lines, dot after dot. */
export function rain(view, order) {
  const left = [...dots(view.set.drawn)];
  const line = (j) => view.picture.querySelectorAll(`[data-drawn="${j}"] .dot`);
  order.toReversed().forEach((j, k) => {
    if (left[j] > 0) {
      const delay = (order.length - 1 - k) * (1800 / order.length);
      reveal(line(j)[(left[j] -= 1)], { from: [0, -12], ms: 200, delay });
    }
  });
}

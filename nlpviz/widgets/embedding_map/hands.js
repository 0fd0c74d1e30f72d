// How a word of the map is looked at and chosen: by pointer and by keys.
import { pointer } from "../core/kit/dom.js";
import { arrows } from "../core/kit/events.js";
import { clamp } from "../core/kit/numbers.js";
import { hit } from "../core/kit/plane.js";
import { towards } from "./math.js";

/** Arrow keys: to the next point that way; Home, End, Page keys: along the list of words. */
function next({ at, n, map }, dx, dy) {
  if (at < 0) return 0;
  if (Math.abs(dx) === Infinity) return dx < 0 ? 0 : n - 1;
  if (Math.abs(dy) > 1) return clamp(at + Math.sign(dy), 0, n - 1);
  return towards(map, at, dx, -dy);
}

/** The word at a place of the map: the one whose name is there, else the nearest point. */
function under(view, event) {
  const [x, y] = pointer(event, view.stage);
  const name = view.boxes.find(([a, b, c, d]) => x >= a && x <= c && y >= b && y <= d);
  return name ? name[4] : hit(view.map, view.placed.view, x, y);
}

/** Pointer and keys: visit(view, i) looks at a word, choose(view, i) keeps it. */
export function hands(view, { choose, visit, zoomTo }) {
  const { stage, signal } = view;
  const on = (kind, act) => stage.addEventListener(kind, act, { signal });
  on("pointermove", (event) => {
    const i = under(view, event);
    if (i >= 0) visit(view, i);
  });
  on("pointerleave", () => visit(view, view.now.word));
  on("click", (event) => choose(view, under(view, event)));
  on("keydown", (event) => {
    if (event.key === "+" || event.key === "-")
      zoomTo(view, event.key === "+" ? view.zoom * 2 : view.zoom / 2);
    else if (event.key === "Escape" && view.now.word >= 0) choose(view, -1);
    else return;
    event.stopPropagation();
  });
  arrows(stage, (dx, dy) => choose(view, next(view, dx, dy)), signal);
}

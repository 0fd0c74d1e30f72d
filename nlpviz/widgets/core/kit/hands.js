// A point of a plane is looked at and chosen: by pointer, and by keys that go to the next one.
import { pointer } from "./dom.js";
import { arrows } from "./events.js";
import { clamp } from "./numbers.js";
import { hit } from "./plane.js";

/** The nearest point of the quarter that begins at point i towards (dx, dy), y upwards; or i. */
export function towards({ x, y }, i, dx, dy) {
  let best = i;
  let least = Infinity;
  for (let j = 0; j < x.length; j++) {
    const a = (x[j] - x[i]) * dx + (y[j] - y[i]) * dy;
    const b = Math.abs((x[j] - x[i]) * dy + (y[j] - y[i]) * dx);
    if (a > 0 && b <= a && a * a + b * b < least) {
      least = a * a + b * b;
      best = j;
    }
  }
  return best;
}

/** The point that a key leads to from point `at`: to the next that way; along the list. */
function next({ at, n, map }, dx, dy) {
  if (at < 0) return 0;
  if (Math.abs(dx) === Infinity) return dx < 0 ? 0 : n - 1;
  if (Math.abs(dy) > 1) return clamp(at + Math.sign(dy), 0, n - 1);
  return towards(map, at, dx, -dy);
}

/** The point at a place: the one whose name (boxes: [left, top, right, bottom, point]) is there,
    else the nearest. */
function under({ stage, boxes = [], map, placed }, event) {
  const [x, y] = pointer(event, stage);
  const name = boxes.find(([a, b, c, d]) => x >= a && x <= c && y >= b && y <= d);
  return name?.[4] ?? hit(map, placed.view, x, y);
}

/** Pointer on a plane: visit(i) looks at a point, leave() at none.  get() gives what there is now:
    {stage, map, placed, boxes, at, n}. */
export function touched(get, { visit, leave }, signal) {
  const on = (kind, act) => get().stage.addEventListener(kind, act, { signal });
  on("pointermove", (event) => {
    const i = get().placed ? under(get(), event) : -1;
    if (i >= 0) visit(i);
  });
  on("pointerleave", leave);
}

/** A click, arrow keys, Home, End and Page keys choose(i) a point. */
export function chosen(get, choose, signal) {
  const { stage } = get();
  stage.addEventListener("click", (event) => choose(under(get(), event)), { signal });
  arrows(stage, (dx, dy) => choose(next(get(), dx, dy)), signal);
}

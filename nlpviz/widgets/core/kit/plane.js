// Points of a plane on a screen: what they are drawn on, where each is, which one is meant, and
// where they are on the way from one plane to another.
import { h, s } from "./dom.js";
import { clamp } from "./numbers.js";

/** What a plane is drawn on, a canvas for dots, one for names, and SVG above them: {stage, canvas,
    labels, ink}; attributes: those of the stage. */
export function plane(attributes) {
  const hidden = { "aria-hidden": "true" };
  const [canvas, labels] = ["dots", "labels"].map((name) =>
    h("canvas", { class: name, ...hidden }),
  );
  const ink = s("svg", hidden);
  const stage = h("div", { class: "nlpviz-plane", ...attributes }, canvas, labels, ink);
  return { stage, canvas, labels, ink };
}

/** The view that shows the whole map: pixel = place · scale + shift. */
export function overview({ x, y }, width, height, edge = 18) {
  const [[left, right], [low, high]] = [x, y].map((v) =>
    v.reduce(([a, b], p) => [Math.min(a, p), Math.max(b, p)], [Infinity, -Infinity]),
  );
  const scale = Math.min(
    (width - 2 * edge) / Math.max(right - left, 1),
    (height - 2 * edge) / Math.max(high - low, 1),
  );
  return {
    scale,
    x: width / 2 - ((left + right) / 2) * scale,
    y: height / 2 + ((low + high) / 2) * scale,
  };
}

/** The view that is `zoom` times as close, with the word `at` (-1: what is there) in the middle. */
function closer(map, view, [width, height], zoom, at) {
  const cx = at < 0 ? width / 2 : map.x[at] * view.scale + view.x;
  const cy = at < 0 ? height / 2 : view.y - map.y[at] * view.scale;
  return {
    scale: view.scale * zoom,
    x: width / 2 + (view.x - cx) * zoom,
    y: height / 2 + (view.y - cy) * zoom,
  };
}

/** Points {x, y} as they stand on a screen of this size: {view, size, X(i), Y(i), inside(i, edge),
    radius(share): that of a dot, larger with a share of 1}.  `fit`: points {x, y} that are in
    view, all if left out; `zoom` times as close, with point `at` in the middle. */
export function placed(map, size, { zoom = 1, at = -1, edge = 18, fit = null } = {}) {
  const [width, height] = size;
  const all = overview(fit ?? map, width, height, edge);
  const view = zoom > 1 ? closer(map, all, size, zoom, at) : all;
  const usual = clamp(0.2 * Math.sqrt((width * height) / map.x.length), 1.8, 5);
  const base = Math.min(usual * Math.sqrt(zoom), 6);
  const X = (i) => map.x[i] * view.scale + view.x;
  const Y = (i) => view.y - map.y[i] * view.scale;
  const inside = (i, edge = 10) =>
    X(i) >= edge && X(i) <= width - edge && Y(i) >= edge && Y(i) <= height - edge;
  return { view, size, X, Y, inside, radius: (share) => base * (0.5 + 1.2 * share) };
}

/** The point nearest to [px, py] in pixels, or -1 if none is within `distance`. */
export function hit({ x, y }, view, px, py, distance = 24) {
  let best = -1;
  let least = distance * distance;
  for (let i = 0; i < x.length; i++) {
    const dx = x[i] * view.scale + view.x - px;
    const dy = view.y - y[i] * view.scale - py;
    if (dx * dx + dy * dy < least) {
      least = dx * dx + dy * dy;
      best = i;
    }
  }
  return best;
}

/** Where the line from a place to point i ends on the screen, `edge` pixels within it. */
export function ended({ X, Y, size }, i, from, edge) {
  const way = [X(i) - from[0], Y(i) - from[1]];
  const parts = way.map((w, k) => ((w > 0 ? size[k] - edge : edge) - from[k]) / w);
  const t = Math.min(1, ...parts.filter((part) => part > 0));
  return way.map((w, k) => from[k] + t * w);
}

/** The words part of the way (t of 1) from where they stood on a screen to where they stand. */
export const between = (from, to, t) => ({
  ...to,
  X: (i) => from.X(i) + t * (to.X(i) - from.X(i)),
  Y: (i) => from.Y(i) + t * (to.Y(i) - from.Y(i)),
});

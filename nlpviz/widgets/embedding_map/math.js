// Where the words of a map stand on the screen, which one is meant, and how parallel arrows are.
import { clamp } from "../core/kit/numbers.js";
import { dot } from "../core/kit/linalg.js";

/** The view that shows the whole map: pixel = place · scale + shift. */
export function whole({ x, y }, width, height, edge = 18) {
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

/** A map as it stands on a screen of this size: {view, X(i), Y(i), inside(i, edge), radius(count)};
    counts: how many of its k neighbours each word keeps. */
export function placed({ map, counts, k }, size, zoom, at) {
  const [width, height] = size;
  const all = whole(map, width, height);
  const view = zoom > 1 ? closer(map, all, size, zoom, at) : all;
  const usual = clamp(0.2 * Math.sqrt((width * height) / counts.length), 1.8, 5);
  const base = Math.min(usual * Math.sqrt(zoom), 6);
  const X = (i) => map.x[i] * view.scale + view.x;
  const Y = (i) => view.y - map.y[i] * view.scale;
  const inside = (i, edge = 10) =>
    X(i) >= edge && X(i) <= width - edge && Y(i) >= edge && Y(i) <= height - edge;
  return { view, size, X, Y, inside, radius: (count) => base * (0.5 + (1.2 * count) / k) };
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

/** The mean cosine between the differences b − a of pairs of words; coordinates by at(word). */
export function parallel(pairs, at) {
  const arrows = pairs.map(([a, b]) => {
    const from = at(a);
    return at(b).map((v, i) => v - from[i]);
  });
  let sum = 0;
  arrows.forEach((p, i) =>
    arrows.slice(0, i).forEach((q) => {
      sum += dot(p, q) / (Math.sqrt(dot(p, p) * dot(q, q)) || 1);
    }),
  );
  return (2 * sum) / (pairs.length * (pairs.length - 1));
}

/** Whether two boxes [left, top, right, bottom] meet. */
export const meet =
  ([a, b, c, d]) =>
  ([e, f, g, i]) =>
    c > e && g > a && d > f && i > b;

/** Of the boxes where each text may stand, the one that hides least of those before it; outside of
    the screen counts three. */
export function settled(choices, [width, height]) {
  const taken = [];
  const beyond = ([a, b, c, d]) => (a < 0 || c > width || b < 0 || d > height ? 3 : 0);
  for (const boxes of choices) {
    const cost = (box) => taken.filter(meet(box)).length + beyond(box);
    taken.push(boxes.reduce((a, b) => (cost(b) < cost(a) ? b : a)));
  }
  return taken;
}

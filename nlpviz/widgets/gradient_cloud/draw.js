// The picture of GradientCloud: a dot for each estimate, a cross for the true gradient.

import { ticks } from "../core/kit/chart.js";
import { s } from "../core/kit/dom.js";
import { glide } from "../core/kit/motion.js";
import { number } from "../core/kit/numbers.js";
import { fitted } from "../core/kit/shapes.js";
import { clip } from "../core/kit/text.js";

/** Pixels for a gradient: the same unit both ways, and all points between the edges. */
export function frame(points, { left, top, right, low }) {
  const of = (k) => points.map((p) => p[k]);
  const [least, most] = [Math.min, Math.max].map((f) => [0, 1].map((k) => f(...of(k))));
  const spans = [
    (right - left) / (most[0] - least[0] || 1),
    (low - top) / (most[1] - least[1] || 1),
  ];
  const unit = Math.min(...spans);
  const middle = [0, 1].map((k) => (least[k] + most[k]) / 2);
  return {
    low: least,
    high: most,
    x: (g) => (left + right) / 2 + (g - middle[0]) * unit,
    y: (g) => (top + low) / 2 - (g - middle[1]) * unit,
  };
}

const text = (x, y, words, attributes) => s("text", { x, y, ...attributes }, words);

/** The axes: lines through 0 with a few numbers, named in words at the edges. */
function axes(view, map) {
  const { width, height, u, say, of, set, measured } = view;
  const name = (j, room) => {
    const [long, short] = ["axis", "axisShort"].map((key) =>
      say(key, { word: clip(of.positions[j], 24) }),
    );
    return fitted(measured(long) > room ? short : long, room, measured);
  };
  const [x0, y0] = [map.x(0), map.y(0)];
  const quiet = { class: "quiet" };
  const marks = ticks(map.low[0], map.high[0], 4).map((g) => {
    const at = { ...quiet, "text-anchor": "middle" };
    return inside(map.x(g), width, u) && text(map.x(g), height - 1.9 * u, number(g), at);
  });
  const steps = ticks(map.low[1], map.high[1], 4).map((g) => {
    const at = { ...quiet, "text-anchor": "end" };
    return (
      inside(map.y(g), height - 2.6 * u, u) && text(3.9 * u, map.y(g) + 0.35 * u, number(g), at)
    );
  });
  const upright = `translate(${1.2 * u} ${height - 2.8 * u}) rotate(-90)`;
  return [
    s("path", { d: `M0 ${y0}H${width}M${x0} 0V${height}`, class: "rule" }),
    marks,
    steps,
    text(width - 0.5 * u, height - 0.5 * u, `${name(set.across, width - 2 * u)} →`, {
      "text-anchor": "end",
      ...quiet,
    }),
    s("text", { transform: upright, ...quiet }, `${name(set.up, height - 4 * u)} →`),
  ];
}

const inside = (x, size, u) => x > 1.2 * u && x < size - 1.2 * u;

/** Which word a dot stands for, where each is one draw, and how often it was drawn. */
function names(view, places, [cx, cy]) {
  const { u, say, of, counts, measured, width } = view;
  const taken = [];
  return counts.map((count, j) => {
    const [px, py] = places[j];
    const near = ([a, b]) => Math.abs(a - px) < 5 * u && Math.abs(b - py) < 1.5 * u;
    if (!count || taken.some(near) || Math.hypot(px - cx, py - cy) < u) return null;
    taken.push([px, py]);
    const words = say("drew", { word: clip(of.positions[j], 16), n: count });
    const wide = measured(words) + 2.5 * u;
    const right = px > cx ? px + wide < width : px < wide;
    const away = (0.5 + 0.13 * Math.sqrt(count)) * u;
    return text(px + (right ? away : -away), py + (py > cy ? 1.2 : -0.4) * u, words, {
      "text-anchor": right ? "start" : "end",
      class: "name",
    });
  });
}

/** Dots that would coincide lie side by side, from the middle outwards. */
function apart(places, gap) {
  const count = new Map();
  return places.map(([x, y]) => {
    const key = `${x.toFixed(1)} ${y.toFixed(1)}`;
    const k = count.get(key) ?? 0;
    count.set(key, k + 1);
    const [far, turn] = [gap * Math.sqrt(k), 2.4 * k];
    return [x + far * Math.cos(turn), y + far * Math.sin(turn)];
  });
}

/** The whole cloud of one baseline. */
export function picture(view, shown, all) {
  const { set, u, width, height, now, say } = view;
  const of = (g) => [g[set.across], g[set.up]];
  const points = [...all.flatMap((each) => each.points), now.gradient, now.zero].map(of);
  const map = frame(points, {
    left: 5.2 * u,
    top: 2 * u,
    right: width - 2.4 * u,
    low: height - 4.4 * u,
  });
  const place = (g) => [map.x(of(g)[0]), map.y(of(g)[1])];
  const dot =
    (kind) =>
    ([x, y]) =>
      s("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: 0.2 * u, class: kind });
  const clouds = [all[0], shown].map((each) => apart(each.points.map(place), 0.13 * u));
  const dots = clouds[1].map(dot("dot"));
  const single = set.samples === 1 && shown.kind !== "moving";
  const cross = place(now.gradient);
  const [cx, cy] = cross;
  const lines = `M${cx - 0.7 * u} ${cy}h${1.4 * u}M${cx} ${cy - 0.7 * u}v${1.4 * u}`;
  const label = { "text-anchor": cx > width / 2 ? "end" : "start", class: "label" };
  const svg = s(
    "svg",
    { width, height, role: "img", "aria-label": shown.told },
    axes(view, map),
    shown === all[0] ? null : clouds[0].map(dot("ghost")),
    dots,
    s("path", { d: lines, class: "cross" }),
    text(cx + (cx > width / 2 ? -1.4 : 1.4) * u, cy - 1.2 * u, say("true"), label),
    single &&
      names(
        view,
        now.f.map((_, z) => place(shown.at(z))),
        cross,
      ),
  );
  return { svg, dots, places: clouds[1] };
}

/** The dots glide from where they stood to where they stand. */
export function glideFrom(before, { dots, places }) {
  if (before.length !== dots.length) return;
  dots.forEach((dot, k) => {
    const way = [0, 1].map((i) => before[k][i] - places[k][i]);
    if (way.some((x) => Math.abs(x) > 0.5)) glide(dot, way, { ms: 900 });
  });
}

// The picture of GradientCloud: a dot for each estimate, a cross for the true gradient.

import { s } from "../core/kit/dom.js";
import { clamp } from "../core/kit/numbers.js";
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
    x: (g) => (left + right) / 2 + (g - middle[0]) * unit,
    y: (g) => (top + low) / 2 - (g - middle[1]) * unit,
  };
}

/** How much two boxes {x, y, w, h} (x, y: the middle) lie on each other. */
const overlap = (a, b) => {
  const along = (k, size) =>
    Math.min((a[size] + b[size]) / 2 - Math.abs(a[k] - b[k]), a[size], b[size]);
  return Math.max(along("x", "w"), 0) * Math.max(along("y", "h"), 0);
};

/** Where labels stand: for each clump {x, y, r, w, h} (w × h: its label) its box {x, y, w,
    h, anchor}, beside its own clump, inside width × height, and at least `gap` away from all other
    clumps and labels; null where there is no such place (the last one has always a label,
    and the second choice of places). */
export function labels(clumps, { width, height, gap }) {
  const told = [];
  const frame = { x: width / 2, y: height / 2, w: width, h: height };
  const last = clumps.length - 1;
  const order = [...clumps.keys()].sort((a, b) => (a === last ? 0.5 : a) - (b === last ? 0.5 : b));
  const placed = order.map((k) => {
    const own = clumps[k];
    const { w, h } = own;
    const [dx, dy] = [own.r + w / 2 + gap / 2, own.r + h / 2];
    const inside = (x) => clamp(x, w / 2, Math.max(width - w / 2, w / 2));
    const far = [-dy, dy, -dy - 2 * gap, dy + 2 * gap];
    const over = far.flatMap((y) =>
      [0, w / 2, -w / 2].map((by) => [inside(own.x + by), own.y + y]),
    );
    const beside = [0, -0.6 * h, 0.6 * h].flatMap((y) => [
      [own.x + dx, own.y + y, "start"],
      [own.x - dx, own.y + y, "end"],
    ]);
    const sides = [...beside, ...over];
    const others = clumps.filter((each) => each !== own);
    const round = others.map((c) => ({ ...c, w: 2 * (c.r + gap), h: 2 * (c.r + gap) }));
    const cost = (box) =>
      [...round, ...told].reduce((sum, b) => sum + overlap(box, b), w * h - overlap(box, frame));
    const boxes = sides.map(([x, y, anchor = "middle"]) => ({ x, y, w, h, anchor }));
    const best = boxes.reduce((a, b) => (cost(b) < cost(a) - 1e-6 ? b : a));
    if (k < last && cost(best) > 1) return null;
    told.push(best);
    return best;
  });
  return order.map((_, k) => placed[order.indexOf(k)]);
}

/** The axes: lines through 0, and at the edges what a push that way would do. */
function axes({ width, height, u, say, of, set, measured }, map) {
  const edge = (key, j, room) => {
    const word = clip(of.positions[j], 24);
    return fitted(say(key, { word }), room, (words) => 0.9 * measured(words));
  };
  const [x0, y0] = [map.x(0), map.y(0)];
  const [wide, tall] = [(width - 2.4 * u) / 2, height - 3 * u];
  const quiet = { class: "quiet" };
  const end = { ...quiet, "text-anchor": "end" };
  const foot = height - 0.6 * u;
  const upright = (y) => ({ transform: `translate(${1.1 * u} ${y}) rotate(-90)` });
  return [
    s("path", { d: `M${1.8 * u} ${y0}H${width}M${x0} 0V${height - 1.8 * u}`, class: "rule" }),
    s("text", { ...quiet, x: 1.8 * u, y: foot }, `← ${edge("more", set.across, wide)}`),
    s("text", { ...end, x: width - 0.5 * u, y: foot }, `${edge("less", set.across, wide)} →`),
    s("text", { ...upright(0.5 * u), ...end }, `${edge("less", set.up, tall)} →`),
  ];
}

/** The clumps that have a label: where each dot is one draw, each word's and how often it was
    drawn, the largest first, or all dots where they have met; the true gradient's. */
function clumps({ u, say, of, counts, measured, lesser }, places, [cx, cy]) {
  const clump = ([x, y], r, lines, kind) => {
    const w = Math.max(...lines.map((line, i) => (i ? lesser : measured)(line))) + 0.4 * u;
    return { x, y, r, w, h: 1.35 * u * lines.length, lines, kind };
  };
  const size = (n) => (0.3 + 0.13 * Math.sqrt(n)) * u;
  const words = counts.map((n, j) => {
    const lines = [clip(of.positions[j], 16), n === 1 ? say("drew once") : say("drew", { n })];
    return { n, ...clump(places[j] ?? [0, 0], size(n), lines, "name") };
  });
  const seen = words.filter(({ n }, j) => n && places[j]).sort((a, b) => b.n - a.n);
  const far = Math.max(...seen.map(({ x, y }) => Math.hypot(x - cx, y - cy)));
  const n = counts.reduce((sum, count) => sum + count, 0);
  const met = seen.length > 1 && far < 2.5 * u;
  const all = met ? [clump([cx, cy], size(n) + u, [say("all", { n })], "met")] : seen;
  return [...all, clump([cx, cy], met ? size(n) : 0.7 * u, [say("true")], "label")];
}

/** The labels as texts of one or two lines. */
function labelled(view, places, cross) {
  const { u, width, height } = view;
  const left = 1.8 * u; // what stands upright at the edge
  const room = { width: width - left, height: height - 2 * u, gap: 0.5 * u };
  const full = clumps(view, places, cross).map((clump) => ({ ...clump, x: clump.x - left }));
  const short = (clump) => ({ ...clump, lines: clump.lines.slice(0, 1), h: 1.35 * u });
  const found = labels(full, room);
  const all = full.map((clump, k) => (found[k] ? clump : short(clump)));
  const boxes = labels(all, room);
  return boxes.map((box, k) => {
    if (!box) return null;
    const { lines, kind } = all[k];
    const x = left + box.x + { start: -0.5, middle: 0, end: 0.5 }[box.anchor] * box.w;
    const line = (words, i) => {
      const y = box.y + (1.35 * (i - (lines.length - 1) / 2) + 0.38) * u;
      return s("tspan", { x, y, class: i ? "times" : null }, words);
    };
    return s("text", { class: kind, "text-anchor": box.anchor }, lines.map(line));
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

/** The cloud that is shown, and behind it the one of which nothing was subtracted. */
export function picture(view) {
  const { set, u, width, height, now, shown, first } = view;
  const of = (g) => [g[set.across], g[set.up]];
  const points = [...first.points, ...view.best.points, now.gradient, now.zero].map(of);
  const map = frame(points, {
    left: 4 * u,
    top: 2.4 * u,
    right: width - 3 * u,
    low: height - 4 * u,
  });
  const place = (g) => [map.x(of(g)[0]), map.y(of(g)[1])];
  const dot =
    (kind) =>
    ([x, y]) =>
      s("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: 0.22 * u, class: kind });
  const dots = (each, kind) => apart(each.points.map(place), 0.15 * u).map(dot(kind));
  const single = set.samples === 1;
  const words = single ? now.f.map((_, z) => place(shown.at(z))) : [];
  const [start, cross] = [place(now.zero), place(now.gradient)];
  const pushes = words.map(([x, y]) => `M${start}L${x} ${y}`);
  const [cx, cy] = cross;
  const lines = `M${cx - 0.8 * u} ${cy}h${1.6 * u}M${cx} ${cy - 0.8 * u}v${1.6 * u}`;
  return s(
    "svg",
    { width, height, role: "img", "aria-label": shown.told },
    axes(view, map),
    s("path", { d: pushes.join(""), class: "push" }),
    shown.b ? dots(first, "ghost") : null,
    dots(shown, "dot"),
    s("path", { d: lines, class: "cross" }),
    labelled(view, words, cross),
  );
}

// The picture of GradientCloud: a dot for each estimate, a cross for the true gradient.

import { ticks } from "../core/kit/chart.js";
import { s } from "../core/kit/dom.js";
import { glide } from "../core/kit/motion.js";
import { clamp, number } from "../core/kit/numbers.js";
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
    at: (x, y) => [
      middle[0] + (x - (left + right) / 2) / unit,
      middle[1] - (y - (top + low) / 2) / unit,
    ],
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
  const [from, to] = [map.at(5 * u, height - 3.4 * u), map.at(width - u, u)];
  const foot = { ...quiet, y: height - 1.9 * u, "text-anchor": "middle" };
  const marks = ticks(from[0], to[0], Math.max(width / (4.2 * u), 3)).map((g) =>
    s("text", { ...foot, x: map.x(g) }, number(g)),
  );
  const side = { ...quiet, x: 3.9 * u, "text-anchor": "end" };
  const steps = ticks(from[1], to[1], 6).map((g) =>
    s("text", { ...side, y: map.y(g) + 0.35 * u }, number(g)),
  );
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

/** The clumps that have a label: where each dot is one draw, each word's and how often it was
    drawn, the largest first; the true gradient's. */
function clumps({ u, say, of, counts, measured, lesser }, places, [cx, cy]) {
  const clump = ([x, y], r, lines, kind) => {
    const w = Math.max(...lines.map((line, i) => (i ? lesser : measured)(line))) + 0.4 * u;
    return { x, y, r, w, h: 1.35 * u * lines.length, lines, kind };
  };
  const words = counts.map((n, j) => {
    const lines = [clip(of.positions[j], 16), n === 1 ? say("drew once") : say("drew", { n })];
    return { n, ...clump(places[j] ?? [0, 0], (0.3 + 0.13 * Math.sqrt(n)) * u, lines, "name") };
  });
  const seen = words.filter(({ n }, j) => n && places[j]).sort((a, b) => b.n - a.n);
  return [...seen, clump([cx, cy], 0.7 * u, [say("true")], "label")];
}

/** The labels as texts of one or two lines. */
function labelled(view, places, cross) {
  const { u, width, height } = view;
  const left = 4.2 * u; // the numbers of the axis upwards
  const room = { width: width - left, height: height - 3 * u, gap: 0.5 * u };
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

/** The whole cloud of one baseline. */
export function picture(view, shown, all) {
  const { set, u, width, height, now } = view;
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
  const svg = s(
    "svg",
    { width, height, role: "img", "aria-label": shown.told },
    axes(view, map),
    shown === all[0] ? null : clouds[0].map(dot("ghost")),
    dots,
    s("path", { d: lines, class: "cross" }),
    labelled(view, single ? now.f.map((_, z) => place(shown.at(z))) : [], cross),
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

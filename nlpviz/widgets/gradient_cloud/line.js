// The line of losses in GradientCloud: each word stands at its loss, as high as it is often drawn;
// the number that is subtracted is dragged along it, and after the answer the spread is seen.

import { s } from "../core/kit/dom.js";
import { clamp } from "../core/kit/numbers.js";
import { fitted } from "../core/kit/shapes.js";
import { clip } from "../core/kit/text.js";
import { variance } from "./math.js";

/** From where to where the line goes: 0 and all losses are on it. */
export function span(f) {
  const [low, high] = [Math.min(0, ...f), Math.max(0, ...f)];
  return [low, high + 0.15 * (high - low || 1)];
}

/** Pixels for a number on the line, and the number at a pixel. */
export function axis(f, width, u) {
  const [low, high] = span(f);
  const [left, right] = [1.2 * u, width - 1.2 * u];
  return {
    x: (b) => left + ((b - low) / (high - low)) * (right - left),
    at: (x) => low + ((x - left) / (right - left)) * (high - low),
  };
}

/** How high labels {x, y, w} stand (y: their foot) so that none lies on another, nor on a stem. */
export function lifted(labels, tall, gap) {
  const placed = [];
  for (const label of [...labels].sort((a, b) => b.y - a.y)) {
    const hits = (other) => Math.abs(other.x - label.x) < (other.w + label.w) / 2 + gap;
    let { y } = label;
    for (let moved = true; moved;) {
      const under = placed.find((other) => hits(other) && Math.abs(other.y - y) < tall - 0.01);
      moved = under !== undefined;
      if (moved) y = under.y - tall;
    }
    placed.push({ ...label, y });
  }
  return placed;
}

/** The words on their stems. */
function words({ now, of, u, measured, lesser, say, wide }, x, base, top) {
  const tall = (j) => now.A[j] * (base - top);
  const names = now.f.map((f, j) => {
    const lines = [
      fitted(
        say("costs", { word: clip(of.positions[j], 16), f: f.toFixed(2) }),
        wide / 2,
        measured,
      ),
      say("often", { a: Math.round(100 * now.A[j]) }),
    ];
    const w = Math.max(measured(lines[0]), lesser(lines[1]));
    const middle = clamp(x(f), w / 2 + 2, wide - w / 2 - 2);
    return { j, lines, w, x: middle, y: base - tall(j) - 0.9 * u };
  });
  const stems = now.f.map((f, j) => `M${x(f)} ${base}V${base - tall(j)}`);
  return [
    s("path", { d: stems.join(""), class: "stem" }),
    now.f.map((f, j) => s("circle", { cx: x(f), cy: base - tall(j), r: 0.45 * u, class: "ball" })),
    lifted(names, 2.8 * u, 0.4 * u).map(({ lines, x: at, y }) =>
      s(
        "text",
        { class: "name", "text-anchor": "middle" },
        s("tspan", { x: at, y: y - 1.25 * u }, lines[0]),
        s("tspan", { x: at, y, class: "times" }, lines[1]),
      ),
    ),
  ];
}

/** How far the dots are spread for each number that is subtracted. */
function curve({ now, set, say, u, wide }, x, base, top) {
  const [low, high] = span(now.f);
  const spread = (b, N) => variance(now, { b, noise: 0 }, N);
  const most = Math.max(spread(low, 1), spread(high, 1)) || 1;
  const points = Array.from({ length: 61 }, (_, k) => {
    const b = low + (k / 60) * (high - low);
    return `${x(b)} ${base - (spread(b, set.samples) / most) * (base - top)}`;
  });
  const name = { x: wide, y: u, class: "spread", "text-anchor": "end" };
  return [s("path", { d: `M${points.join("L")}`, class: "curve" }), s("text", name, say("curve"))];
}

/** A mark below the line, with its words. */
function mark({ u, wide, measured }, at, base, { text, kind, row }) {
  const half = measured(text) / 2 + 2;
  const side = clamp(at, half, wide - half);
  const [w, tip] = [0.6 * u, base + 2];
  return s(
    "g",
    { class: kind },
    s("path", { d: `M${at} ${base}V${2 * u}`, class: "upright" }),
    s("path", { d: `M${at} ${tip}l${w} ${1.1 * u}h${-2 * w}z`, class: "tip" }),
    s("text", { x: side, y: base + (2.4 + 1.4 * row) * u, "text-anchor": "middle" }, text),
  );
}

/** The line: where it is asked, the reader's number; after it the guess, and the one shown. */
export function line(view) {
  const { u, wide, tall, now, set, say, shown } = view;
  const { x } = axis(now.f, wide, u);
  const [base, top] = [tall - 4.6 * u, 3.4 * u];
  const open = set.answered;
  const guess = set.guess ?? 0;
  const yours = say(set.guess === null ? "grab" : "yours", { b: guess.toFixed(2) });
  const marks = open
    ? [
        { b: guess, text: yours, kind: "guessed", row: 0 },
        { b: shown.b, text: shown.told, kind: "handle", row: 1 },
      ]
    : [{ b: guess, text: yours, kind: "handle", row: 0 }];
  return s(
    "svg",
    { width: wide, height: tall, "aria-hidden": "true" },
    s("text", { x: 0, y: u, class: "quiet" }, say("losses")),
    s("path", { d: `M0 ${base}H${wide}`, class: "rule" }),
    open ? curve(view, x, base, top) : null,
    marks.map((each) => mark(view, x(each.b), base, each)),
    words(view, x, base, top + 2.2 * u),
  );
}

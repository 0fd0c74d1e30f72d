// What a shift by k does: the clocks of single waves turn, each by its own angle; and what the
// distance k means for a score, for four ways of telling positions.

import { DASHES, ground, lettering, line, names, scale } from "../core/kit/chart.js";
import { h, s } from "../core/kit/dom.js";
import { number, rounded, spaced } from "../core/kit/numbers.js";
import { clipped } from "../core/kit/shapes.js";
import { frequency, turn, wavelength } from "./math.js";

const LOW = -10; // of the chart: e⁻¹⁰ of a share is nothing
const COLOURS = { sinusoidal: 1, learned: 4, rotary: 2, alibi: 5 };

/** The wave that is looked at, and others from fast to slow. */
const waves = ({ of, set }, count) => [
  set.column >> 1,
  ...Array.from({ length: count }, (_, n) => Math.round((n * (of.d / 2 - 1)) / (count - 1))),
];

const degrees = (angle) => (angle * 180) / Math.PI;

/** A clock: where its hand is at position p, and p + k. */
function clock({ of, set, say, at }, i, n) {
  const w = frequency(i, of.d);
  const [r, size] = [2 * at.u, 4 * at.u + 4];
  const spin = (p) => ({ transform: `rotate(${degrees(w * p)})` });
  const hand = { d: `M0 0V${-0.86 * r}` };
  const face = s(
    "svg",
    { width: size, height: size, viewBox: `${-size / 2} ${-size / 2} ${size} ${size}` },
    s("circle", { class: "face", r }),
    s("path", { class: "before", ...hand, ...spin(set.row) }),
    s("path", { class: "after", ...hand, ...spin(set.row + set.shift) }),
  );
  const long = say("every", { long: spaced(wavelength(i, of.d), 2) });
  return h("span", { class: n ? "clock" : "clock first" }, face, h("span", {}, long));
}

/** The 2 × 2 matrix that turns the wave looked at. */
function matrix({ of, set, say }) {
  const i = set.column >> 1;
  const angle = number(degrees(frequency(i, of.d) * set.shift) % 360);
  const block = turn(set.shift, i, of.d).flat();
  return h(
    "div",
    { class: "turn" },
    h("span", {}, say("turns", { angle })),
    h(
      "span",
      { class: "matrix" },
      block.map((x) => h("span", {}, rounded(x))),
    ),
  );
}

/** The clocks, and the matrix of the first. */
export function clocks(view) {
  const { set, say } = view;
  const all = waves(view, 4).map((i, n) => clock(view, i, n));
  return [
    h("p", {}, say("shifted", { p: set.row, q: set.row + set.shift })),
    h("div", { class: "faces", "aria-hidden": "true" }, all),
    matrix(view),
  ];
}

/** The lines of the chart: [kind, name, values]; ALiBi has one a head, of which one is named. */
const lines = ({ scores: { alibi, ...one }, say }) => [
  ...Object.keys(one)
    .filter((kind) => one[kind])
    .map((kind) => [kind, say(kind), one[kind]]),
  ...alibi.map((values, i) => ["alibi", i === 1 ? say("alibi") : "", values]),
];

/** What each way says to a score, as two words lie farther apart; the distance k stands out. */
export function distance(view, width) {
  const { of, scores, set, say } = view;
  const { u, wide } = lettering(view.chart);
  const all = lines(view);
  const far = scores.rotary.length;
  const room = Math.max(...all.map(([, name]) => wide(name))) + 14;
  const area = { left: 34 * u, right: width - room, top: 8, below: 190 * u, u, wide };
  area.x = scale(0, far, area.left, area.right);
  area.y = scale(LOW, 0, area.below, area.top);
  const colour = (name) => `var(--nv-series-${COLOURS[name]})`;
  const drawn = all.map(([name, , values]) =>
    line(area, values.keys(), values, {
      colour: colour(name),
      dash: DASHES[name === "rotary" ? 1 : 0],
    }),
  );
  const ends = all
    .filter(([, name]) => name)
    .map(([key, name, values]) => ({ name, v: Math.max(values.at(-1), LOW), colour: colour(key) }));
  const { left, right, top, below } = area;
  const move = s("g", { transform: `translate(${-left} ${-top})` }, drawn);
  const middle = { x: (left + right) / 2, y: below + 42 * u, "text-anchor": "middle" };
  return s(
    "svg",
    { width, height: below + 48 * u, "aria-hidden": "true" },
    ground(area, { xs: [0, of.T >> 1, of.T], ys: [0, -2, -4, -6, -8, -10] }),
    clipped(left, top, right - left, below - top, move),
    s("path", { class: "here", d: `M${area.x(set.shift)} ${top}V${below}` }),
    names(area, ends, room),
    s("text", { ...middle, class: "tick" }, say("apart")),
  );
}

/** The same at the distance k, in words. */
export function scoresAt(view) {
  const { of, set, say } = view;
  const k = set.shift;
  const there = lines(view).filter(([, name, values]) => name && k < values.length);
  const list = there.map(([, name, values]) => `${name} ${rounded(values[k])}`).join(say("comma"));
  return say("scores", { k, list, rest: k < of.T ? "" : say("beyond", { T: of.T }) });
}

// The rows of both tables as points of one plane, with their trails, and the cosines that training
// changes.
import { h, s } from "../core/kit/dom.js";
import { onResize } from "../core/kit/events.js";
import { tween } from "../core/kit/motion.js";
import { nameAll } from "../core/kit/names.js";
import { dot, row } from "../core/kit/linalg.js";
import { overview, plane } from "../core/kit/plane.js";
import { arrow } from "../core/kit/shapes.js";
import { clip } from "../core/kit/text.js";
import { cosine } from "../core/kit/word_list.js";

const SIDES = { in: "states", out: "keys" };
const LONGER = 5; // times a step's way is drawn
const MOVE = { class: "move" };
const EDGE = 28; // room for names beyond the outermost points

/** The first two numbers of row i of a table. */
const start = ({ d }, W, i) => [W[i * d], W[i * d + 1]];

/** From numbers to pixels, the same on both axes: room for the origin and all that is or was. */
function fitted(view, now, size) {
  const tables = [now, now.next, view.run.saved[0]].flatMap((w) => [w.W_in, w.W_out]);
  const places = tables.flatMap((W) => view.words.map((_, i) => start(view, W, i)));
  const [x, y] = [0, 1].map((k) => [0, ...places.map((place) => place[k])]);
  const screen = overview({ x, y }, ...size, EDGE);
  const at = ([x, y]) => [screen.x + x * screen.scale, screen.y - y * screen.scale];
  return { size, at };
}

/** The plane: {node, draw(now)}; the points glide to where they are now. */
export function picture(view) {
  const { stage, ink } = plane({ role: "img", "aria-label": view.say("plane") });
  const sides = Object.entries(SIDES).map(([side, role]) =>
    h("b", { class: role }, "● ", view.say(`${side} table`)),
  );
  const step = h("b", { class: "gradients told" }, "→ ", view.say("way", { n: LONGER }));
  const key = h("div", { class: "key" }, sides, step);
  let [shown, finish] = [null, () => {}];
  const draw = (now) => {
    finish();
    const from = shown ?? now;
    shown = now;
    angles(view, now);
    if (!stage.clientWidth) return;
    const mixed = (key, t) => now[key].map((x, i) => from[key][i] + t * (x - from[key][i]));
    const frame = (t) =>
      paint(view, ink, { ...now, W_in: mixed("W_in", t), W_out: mixed("W_out", t) }, t);
    if (from === now) frame(1);
    else finish = tween(frame, { ms: 350 });
  };
  onResize(stage, () => shown && draw(shown), view.signal);
  view.angles = h("div", { class: "angles" });
  return { node: h("div", {}, key, stage, view.angles), draw };
}

function paint(view, ink, now, t) {
  const stage = ink.parentElement;
  const screen = fitted(view, now, [stage.clientWidth, stage.clientHeight]);
  const [[x, y], [width, height]] = [screen.at([0, 0]), screen.size];
  const axes = s("path", { class: "axes", d: `M0 ${y}H${width}M${x} 0V${height}` });
  const trails = ["in", "out"].flatMap((side) => sideways(view, now, side, screen));
  const ways = changes(view, now, screen);
  const moves = t === 1 && view.now.revealed ? ways.map((way) => arrow(...way, MOVE)) : [];
  const entries = labels(view, now, screen);
  const dots = entries.map(({ x, y }) => [x - 4, y - 4, x + 4, y + 4]);
  const taken = [...dots, ...ways.map(([, [x, y]]) => [x - 6, y - 6, x + 6, y + 6])];
  const { nodes } = nameAll(entries, stage, screen.size, taken);
  ink.replaceChildren(axes, ...rays(view, now, screen), ...trails, ...moves, ...nodes);
}

/** Lines from the origin to the words that are compared: their angles are the cosines. */
function rays(view, now, { at }) {
  const [x, y] = at([0, 0]);
  const line = (i) => `M${x} ${y}L${at(start(view, now.W_in, i)).join(" ")}`;
  return view.pairs.flat().map((i) => s("path", { class: "ray", d: line(i) }));
}

/** The points of a table, and behind each its trail, a step an epoch, from where it began. */
function sideways(view, now, side, { at }) {
  const key = `W_${side}`;
  const { saved, E } = view.run;
  const past = saved.slice(0, Math.floor(now.position / E) + 1);
  return view.words.flatMap((_, i) => {
    const way = [...past.map((w) => w[key]), now[key]].map((W) => at(start(view, W, i)));
    const [[x, y], [u, v]] = [way[0], way.at(-1)];
    return [
      s("path", { class: `trail ${SIDES[side]}`, d: `M${way.map((p) => p.join(" ")).join("L")}` }),
      s("circle", { class: "ghost", cx: x, cy: y, r: 3 }),
      s("circle", { class: SIDES[side], cx: u, cy: v, r: 5 }),
    ];
  });
}

/** What the step at hand changes: [from, to] for each row that it moves far enough to be seen. */
function changes(view, now, { at }) {
  const used = { in: now.ins, out: now.rows };
  return Object.keys(SIDES).flatMap((side) =>
    used[side].flatMap((i) => {
      const [a, b] = [now, now.next].map((w) => at(start(view, w[`W_${side}`], i)));
      const end = a.map((x, k) => x + LONGER * (b[k] - x));
      return Math.hypot(a[0] - end[0], a[1] - end[1]) > 8 ? [[a, end]] : [];
    }),
  );
}

function labels(view, now, { at }) {
  const pairs = view.pairs.flat();
  const of = (side) =>
    view.words.map((word, i) => {
      const [x, y] = at(start(view, now[`W_${side}`], i));
      const bold = side === "in" && pairs.includes(i) ? " compared" : "";
      return { text: word, x, y, r: 8, kind: SIDES[side] + bold };
    });
  return [...of("in"), ...of("out")].sort((a, b) => b.kind.length - a.kind.length);
}

/** The cosine of two rows of the input table. */
export function cosineOf({ d }, W, pair) {
  const [p, q] = pair.map((i) => row(W, i, d));
  return cosine(dot(p, q) / (Math.sqrt(dot(p, p) * dot(q, q)) || 1));
}

/** The cosines that are asked about: at the start and now. */
function angles(view, now) {
  const { say, words, pairs } = view;
  const bold = (i) => h("b", { class: "states" }, clip(words[i], 12));
  const line = ([a, b], k) => [
    h("span", {}, bold(a), ` ${say("with")} `, bold(b), ` (${say(k ? "less" : "alike")})`),
    h("span", { class: "num" }, cosineOf(view, view.run.saved[0].W_in, [a, b])),
    h("b", { class: "num" }, cosineOf(view, now.W_in, [a, b])),
  ];
  const head = ["cosine", "start", "now"].map((key) => h("span", { class: "muted" }, say(key)));
  view.angles.replaceChildren(...head, ...pairs.flatMap(line));
}

// The picture of BeamTree: boxes of words, from left to right where there is room, else a list that
// is indented; greedy's path dashed beside it.  Boxes are made once, and change where they stand.

import { s } from "../core/kit/dom.js";
import { animate, glide } from "../core/kit/motion.js";
import { short } from "../core/kit/numbers.js";
import { fitted } from "../core/kit/shapes.js";
import { clip } from "../core/kit/text.js";
import { fate, isEnd, pathTo, placed, scoreOf, totalOf } from "./math.js";
import { inScores, share } from "./sentences.js";

const text = (x, y, words, attributes = {}) => s("text", { x, y, ...attributes }, words);
const LONGEST = 12; // letters of a word

/** A word as its box has it: the end of a line by its name. */
const wordOf = ({ tree, texts, say }, k) =>
  isEnd(tree, k) ? say("end") : clip(texts[tree.tokens[k]], LONGEST);

/** What a word takes from the line before it; the first ones take it from 1. */
const times = (parent, p) => (parent < 0 ? "" : `× ${p}`);

/** Where boxes stand, in pixels: u is the one unit, wide(text) the width of a text. */
export function layout(width, u, wide, of) {
  const { tree, shown, say } = of;
  const words = shown.map((k) => wide(wordOf(of, k)));
  const deepest = Math.max(...shown.map((k) => pathTo(tree, k).length));
  const own = Math.max(...words) + wide("−0.00") + 1.4 * u;
  const root = wide(say("start")) + 0.4 * u;
  const after = 0.9 * wide(`1. ${say("won")} (${say("greedy")})`) + 0.4 * u;
  const step = Math.min((width - root - after - own) / Math.max(deepest - 1, 1), own + 11 * u);
  const list = deepest > 1 ? step < own + 4.4 * u : root + own + after + 2 * u > width;
  const at = { u, width, root, wide, list, box: own, step: list ? 1.2 * u : step, tall: 1.65 * u };
  at.row = 1.95 * u;
  if (list) at.box = Math.min(own, width - after - (deepest - 1) * at.step - 1.2 * u);
  const first = list ? 1.2 * u : root + 2.2 * u;
  at.nodes = new Map();
  for (const { k, depth, row } of placed(tree, shown, list))
    at.nodes.set(k, { x: first + (depth - 1) * at.step, y: (row + (list ? 1 : 0)) * at.row });
  at.height = Math.max(...[...at.nodes.values()].map(({ y }) => y)) + at.row;
  return at;
}

/** Where a link leaves its parent (−1: the start) and meets its child. */
function ends(at, parent, k) {
  const { x, y } = at.nodes.get(k);
  const from = at.nodes.get(parent) ?? { x: at.list ? -1.2 * at.u + 1.2 * at.u : null, y: 0 };
  const middle = y + at.tall / 2;
  if (at.list)
    return [
      [parent < 0 ? 0.5 * at.u : from.x + 0.5 * at.u, from.y + at.tall],
      [x, middle],
    ];
  const start = parent < 0 ? at.root : from.x + at.box;
  return [
    [start, from.y + at.tall / 2],
    [x, middle],
  ];
}

/** The link to node k, moved by `off` pixels. */
function linkPath(at, parent, k, off = 0) {
  const [[ax, ay], [bx, by]] = ends(at, parent, k);
  if (at.list) return `M${ax + off} ${ay}V${by + off}H${bx}`;
  const middle = (ax + bx) / 2;
  return `M${ax} ${ay + off}C${middle} ${ay + off} ${middle} ${by + off} ${bx} ${by + off}`;
}

/** The box of node k with its link and what stands behind it: {node, link, score, note, part}. */
function makeBox(view, k) {
  const { at, of } = view;
  const { x, y } = at.nodes.get(k);
  const { u } = at;
  const base = y + 1.2 * u;
  const word = wordOf({ ...of, say: view.say }, k);
  const room = at.box - 0.93 * at.wide("−0.00") - 0.9 * u;
  const score = text(x + at.box - 0.5 * u, base, "", { class: "score", "text-anchor": "end" });
  const [beside, above] = [x + at.box + 0.6 * u, base - 0.6 * u];
  const note = text(beside + (at.list ? 4.2 * u : 0), base, "", { class: "note" });
  const place = at.list ? [beside, base] : [x - 0.4 * u, above];
  const part = text(...place, "", { class: at.list ? "times listed" : "times" });
  const box = { x, y, width: at.box, height: at.tall, rx: 0.45 * u };
  const rect = s("rect", box);
  const name = text(x + 0.5 * u, base, fitted(word, room, at.wide), { class: "word" });
  const node = s("g", { class: "node", "data-k": k }, rect, name, score, note, part);
  const link = s("path", { class: "link", d: linkPath(at, of.tree.parents[k], k) });
  return { node, link, score, note, part };
}

/** The tree, made anew for a width. */
export function build(view) {
  const { at, of, say } = view;
  const boxes = new Map(of.shown.map((k) => [k, makeBox(view, k)]));
  const path = pathTo(of.tree, of.greedy.k);
  const beside = path.map((k) => {
    const d = linkPath(at, of.tree.parents[k], k, 0.32 * at.u);
    return s("path", { class: "greedy", d });
  });
  const around = path.map((k) => {
    const { x, y } = at.nodes.get(k);
    const size = { width: at.box + 6, height: at.tall + 6, rx: 0.6 * at.u };
    return s("rect", { class: "greedy", x: x - 3, y: y - 3, ...size });
  });
  const all = [...boxes.values()];
  const size = { width: at.width, height: at.height + 4, "aria-hidden": "true" };
  const node = s(
    "svg",
    size,
    text(0, 1.25 * at.u, say("start"), { class: "start" }),
    all.map(({ link }) => link),
    beside,
    around,
    all.map((one) => one.node),
  );
  return { node, boxes };
}

/** What a box looks like now: its class, and whether its words can be read. */
function look(view, k) {
  const { of, set, now } = view;
  const path = pathTo(of.tree, k);
  const own = fate(of.tree, now, k);
  const reached = set.answered && path.length <= set.step;
  const done = reached && set.step >= now.steps.length;
  const rank = done ? now.best.findIndex((one) => one.k === k) + 1 : 0;
  const greedy = of.greedyPath.includes(k);
  const open = reached || greedy || path.length === 1;
  const won = done && pathTo(of.tree, now.best[0].k).includes(k);
  const status = reached ? own.status : "wait";
  return { status, rank, open, won, greedy, length: path.length, end: k === of.greedy.k };
}

/** Colours and numbers, as they are now. */
export function paint(view) {
  const { of, set, say } = view;
  for (const [k, box] of view.tree.boxes) {
    const { status, rank, open, won, end, length } = look(view, k);
    const total = totalOf(of.tree, k);
    const kind = [status, won && "won", open ? "open" : "shut", k === set.at && "on"];
    box.node.setAttribute("class", ["node", ...kind].filter(Boolean).join(" "));
    box.link.setAttribute("class", `link ${status} ${won ? "won" : ""}`);
    const value = inScores(view) ? short(scoreOf(total, length, set.alpha)) : share(total);
    box.score.textContent = open ? value : "";
    box.part.textContent = open ? times(of.tree.parents[k], share(of.tree.logP[k])) : "";
    const names = [
      rank === 1 && say("won"),
      end && (rank === 1 ? `(${say("greedy")})` : say("greedy")),
    ];
    box.note.textContent = [rank && `${rank}.`, ...names].filter(Boolean).join(" ");
    box.note.classList.toggle("greedily", end);
  }
}

/** The continuations of step t leave their parents; what is cut fades. */
export function grow(view, t) {
  const { at, of } = view;
  const moves = [];
  for (const [k, { node, link }] of view.tree.boxes) {
    if (pathTo(of.tree, k).length !== t) continue;
    const { status } = look(view, k);
    if (status === "never") continue;
    const [[ax, ay], [bx, by]] = ends(at, of.tree.parents[k], k);
    moves.push(glide(node, [ax - bx, ay - by], { ms: 600 }));
    moves.push(animate(link, [{ opacity: 0 }, { opacity: 1 }], { ms: 600 }));
    if (status === "cut") moves.push(animate(node.firstChild, fading, { ms: 700, delay: 500 }));
  }
  return Promise.all(moves);
}

const fading = [{ stroke: "var(--nv-states)", strokeWidth: 2, strokeDasharray: "none" }, {}];

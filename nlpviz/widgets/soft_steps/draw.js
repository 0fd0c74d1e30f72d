// The picture of SoftSteps: a line for each word (score, share, value), their sum below, and beside
// it what is joined and predicted.  What a step has not made yet is an empty outline.

import { scale } from "../core/kit/chart.js";
import { s } from "../core/kit/dom.js";
import { argmax } from "../core/kit/linalg.js";
import { fitted, label as text } from "../core/kit/shapes.js";
import { clip } from "../core/kit/text.js";
import { percent } from "../core/kit/versus.js";
import { brief } from "./sentences.js";

const [SIDE, SMALL] = [16, 2.75]; // widths of what stands beside the words, of its boxes; in u
const end = { "text-anchor": "end" };
const quiet = { class: "quiet" };
const middle = { "text-anchor": "middle" };
const title = (say, key, symbol, step) => [
  step && s("tspan", { class: "step" }, `${step} `),
  say(key),
  symbol && s("tspan", { class: "symbol" }, ` ${symbol}`),
];

/** Where things stand.  m words of d numbers; a state of `state`, a joint of `joint` numbers; n
    next words; ends: the axis of scores; u: the one unit. */
export function layout(width, u, { m, d, state, joint, n, ends }) {
  const name = 5.6 * u;
  const wide = Math.max(SIDE, SMALL * Math.max(state, joint));
  const beside = width >= (wide + 21.5 + 2.9 * d) * u;
  const flat = beside || width >= (20 + 2.9 * d) * u; // values stand beside the shares
  const left = beside ? width - (wide + 1.6) * u : width;
  const cell = flat ? 2.9 * u : Math.min(2.9 * u, width / d);
  const column = (left - name - 1.6 * u - (flat ? d * cell : 0)) / 2;
  const top = 2.2 * u;
  const half = flat && !beside; // the next words stand beside the state, not below it
  const side = (half ? Math.max(8.8, 3.8 + 1.8 * n) : 9.6 + 1.8 * n) * u;
  const tall = half ? 3.2 * u : Math.min(Math.max((side - 6 * u) / m, 2.5 * u), 4 * u);
  const row = flat ? tall : 5.2 * u;
  const at = { u, width, name, cell, column, top, row, flat, m };
  at.score = name + 0.6 * u;
  at.to = scale(...ends, at.score, at.score + column - 3.9 * u);
  at.share = at.score + column + 0.4 * u;
  at.most = column - 4.2 * u;
  at.cells = flat ? at.share + column + 0.6 * u : Math.max(0, width - d * cell);
  at.line = (j) => top + j * row;
  at.cellTop = (j) => at.line(j) + (flat ? row / 2 - 1.1 * u : 2.5 * u);
  at.sum = at.line(m) + (flat ? 0.6 : 1.6) * u;
  const [x, y] = beside ? [width - wide * u, 0] : [0, at.sum + 3.4 * u];
  at.side = { x, y, width: beside ? wide * u : width };
  at.small = (count) => Math.min(2.9 * u, at.side.width / count);
  at.state = y + 1.9 * u;
  at.joint = at.state + 3.7 * u;
  at.next = half ? at.state : at.joint + 3.7 * u;
  at.goal = half ? { x: width / 2, width: width / 2 } : at.side;
  at.height = Math.max(at.sum + 2.6 * u, y + side + 0.4 * u);
  at.widths = { state, joint };
  return at;
}

/** A number in a box, a bar behind it as high as it is large; without a value the box is empty. */
function cell({ u }, x, y, wide, value, most, role) {
  const [w, h] = [wide - 0.25 * u, 2.2 * u];
  const box = { x, y, width: w, height: h, rx: 3 };
  if (value === null) return s("rect", { ...box, class: "empty" });
  const high = (h * Math.min(Math.abs(value), most)) / (most || 1);
  return [
    s("rect", { ...box, class: "ground" }),
    s("rect", { x, y: y + h - high, width: w, height: high, rx: 2, class: `fill ${role}` }),
    text(x + w / 2, y + 1.45 * u, brief(value), { ...middle, class: "number" }),
  ];
}

/** A vector as boxes from (x, y) on, in a group that can be sent. */
function strip(view, kind, [x, y], wide, values, most, role) {
  const boxes = values.map((value, i) => cell(view.at, x + i * wide, y, wide, value, most, role));
  return s("g", { class: `token ${kind}` }, boxes);
}

const large = (rows) => Math.max(...rows.flat().map(Math.abs), 1e-9);

/** A word: its score, its share, its value. */
function line(view, j) {
  const { at, now, of, set, measured } = view;
  const { u } = at;
  const y = at.line(j) + (at.flat ? at.row / 2 : 1.2 * u);
  const ground = { x: 0, y: at.line(j) + 1, width: at.score + at.column * 2, height: 2.4 * u };
  if (at.flat) ground.y = y - 1.2 * u;
  const values = set.step < 3 ? now.V[j] : now.parts[j];
  return s(
    "g",
    { class: j === set.row ? "line on" : "line", "data-j": j },
    s("rect", { ...ground, rx: 4, class: "back" }),
    text(at.name, y + 0.35 * u, fitted(clip(of.keys[j], 40), at.name, measured), {
      ...end,
      class: "name",
    }),
    scoreOf(view, j, y),
    shareOf(view, j, y),
    !(j || at.flat || at.cells < 8.5 * u) &&
      text(at.cells - 0.6 * u, at.cellTop(j) + 1.45 * u, thirdOf(view), { ...end, class: "quiet" }),
    strip(view, "value", [at.cells, at.cellTop(j)], at.cell, values, large(now.V), "values"),
  );
}

/** The name of the third column. */
const thirdOf = ({ say, set }) => title(say, ...(set.step < 3 ? ["value"] : ["shrunk", "", 3]));

function scoreOf({ at, now, set }, j, y) {
  const { u } = at;
  const [zero, tip] = [at.to(0), at.to(now.S[j])];
  const [a, b] = [Math.min(zero, tip), Math.max(zero, tip)];
  const grip = { x: tip - 2.5, y: y - u, width: 5, height: 2 * u, rx: 2, class: "grip" };
  return s(
    "g",
    { class: "token score" },
    s("path", { class: "zero", d: `M${zero} ${y - 1.1 * u}v${2.2 * u}` }),
    s("rect", { x: a, y: y - 0.75 * u, width: Math.max(b - a, 1), height: 1.5 * u, class: "bar" }),
    set.answered && s("rect", grip),
    text(b + 0.6 * u, y + 0.35 * u, brief(now.S[j])),
  );
}

function shareOf({ at, now, of, set }, j, y) {
  const { u } = at;
  const box = { x: at.share, y: y - 0.75 * u, height: 1.5 * u };
  const part = set.guess === null || j !== argmax(of.first.S) ? null : set.guess / 100;
  const mark = part !== null && at.share + at.most * part;
  if (set.step < 2)
    return s(
      "g",
      { class: "token share" },
      mark && s("rect", { ...box, width: at.most * part, class: "guessed" }),
      s("rect", { ...box, width: at.most, class: "empty" }),
      mark && text(at.share + at.most + 0.4 * u, y + 0.35 * u, `${set.guess} %?`),
    );
  const wide = Math.max(at.most * now.A[j], 1);
  const past = Math.max(at.share + wide, mark || 0);
  return s(
    "g",
    { class: "token share" },
    s("rect", { ...box, width: wide, class: "bar" }),
    mark && s("path", { class: "ghost", d: `M${mark} ${y - u}v${2 * u}` }),
    text(past + 0.4 * u, y + 0.35 * u, percent(now.A[j])),
  );
}

/** The names of the columns. */
function heads({ at, say, set }) {
  const y = at.top - 0.5 * at.u;
  const shrunk = set.step < 3 ? ["value", "V"] : ["shrunk", "A V", 3];
  const head = (x, ...name) => text(x, y, title(say, ...name), quiet);
  const values = at.flat && head(at.cells, ...shrunk);
  return [head(at.score, "score", "S", 1), head(at.share, "share", "A", 2), values];
}

/** The sum, below the values, each number below its column. */
function sumOf(view) {
  const { at, now, say, set } = view;
  const { u } = at;
  const values = set.step < 4 ? now.o.map(() => null) : now.o;
  const place = at.flat ? [at.cells - 0.8 * u, at.sum + 1.45 * u] : [0, at.sum - 0.4 * u];
  const rule = `M${at.cells} ${at.sum - 0.3 * u}h${now.o.length * at.cell - 0.25 * u}`;
  return [
    text(...place, title(say, "sum", "o", 4), at.flat ? end : quiet),
    at.flat && s("path", { class: "rule", d: rule }),
    strip(view, "sum", [at.cells, at.sum], at.cell, values, large(now.V), "values"),
  ];
}

/** The decoder's state, what it is joined to, and the next words. */
function side(view) {
  const { at, now, of, say, set } = view;
  const { u } = at;
  const { x } = at.side;
  const head = (y, ...name) => text(x, y - 0.5 * u, title(say, ...name), quiet);
  const vector = (kind, y, values, role) =>
    strip(view, kind, [x, y], at.small(values.length), values, large([values.map(Number)]), role);
  return [
    head(at.state, "state", "h"),
    vector("state", at.state, [...of.h.data], "queries"),
    head(at.joint, "joined", "g", 5),
    vector("joint", at.joint, set.step < 5 ? now.g.map(() => null) : now.g, "states"),
    text(at.goal.x, at.next - 0.5 * u, title(say, "predict", "P", 6), quiet),
    s(
      "g",
      { class: "token next" },
      of.words.map((word, i) => nextWord(view, word, i)),
    ),
    set.step === 6 &&
      set.look &&
      text(at.goal.x, at.next + (1.1 + 1.8 * of.words.length) * u, say("dashed"), {
        class: "quiet",
      }),
  ];
}

function nextWord({ at, now, set, measured, gloss }, word, i) {
  const { u } = at;
  const y = at.next + (0.9 + 1.8 * i) * u;
  const room = gloss ? 6.6 * u : 4.8 * u;
  const from = at.goal.x + room + 0.4 * u;
  const most = Math.min(at.goal.width - room - 5 * u, 20 * u);
  const open = set.step < 6;
  const wide = open ? most : Math.max(most * now.P[i], 1);
  const won = !open && i === argmax(now.P);
  const bar = { x: from, y: y - 0.65 * u, width: wide, height: 1.3 * u };
  const tick = from + most * now.blind[i];
  const past = Math.max(from + wide, set.look ? tick : 0);
  const name = fitted([clip(word, 20), gloss?.[word]].filter(Boolean).join(" "), room, measured);
  return s(
    "g",
    { class: won ? "won" : "" },
    text(from - 0.5 * u, y + 0.35 * u, name, { ...end, class: "goal" }),
    s("rect", { ...bar, class: open ? "empty" : "bar" }),
    !open && set.look && s("path", { class: "ghost", d: `M${tick} ${y - 0.9 * u}v${1.8 * u}` }),
    !open && text(past + 0.5 * u, y + 0.35 * u, percent(now.P[i])),
  );
}

/** The whole picture, drawn anew. */
export function picture(view) {
  const { width, height } = view.at;
  const lines = view.of.keys.map((_, j) => line(view, j));
  const size = { width, height, "aria-hidden": "true" };
  return s("svg", size, heads(view), lines, sumOf(view), side(view));
}

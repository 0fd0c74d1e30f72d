// The picture of DrawOrMix: each word, how much it is read, what it would write, and its loss on
// one line of losses; below them what mixing all comes to, and what drawing one does.

import { s } from "../core/kit/dom.js";
import { softmax } from "../core/kit/linalg.js";
import { fitted, label as text } from "../core/kit/shapes.js";
import { clip } from "../core/kit/text.js";
import { dots } from "./math.js";

export const cents = (x) => x.toFixed(2);
const sum = (all) => all.reduce((a, b) => a + b, 0);

/** Where things stand, in pixels; u is the one unit, for m words of losses up to `most`.  Where it
    is narrow a row has two lines: the share, and below it the loss. */
export function layout(width, u, m, most) {
  const narrow = width < 44 * u;
  const at = { u, m, width, narrow, bar: 6 * u, top: narrow ? 3.2 * u : 2 * u };
  at.row = (narrow ? 4.9 : 2.6) * u;
  at.most = narrow ? width - at.bar - 4.6 * u : 0.2 * width;
  at.writes = narrow ? 0.4 * u : at.bar + at.most + 5 * u;
  at.left = at.writes + (narrow ? 8.6 : 11) * u;
  at.right = width - 6 * u;
  at.gap = (narrow ? 0.115 : 0.145) * u; // between the draws of a word
  at.upper = (k) => at.top + k * at.row + (narrow ? 1.2 : 1.35) * u + (k < m ? 0 : 0.8 * u);
  at.lower = (k) => at.upper(k) + (narrow ? 2.2 * u : 0);
  at.x = (f) => at.left + (f / (most || 1)) * (at.right - at.left);
  at.height = at.top + (m + 2) * at.row + u;
  return at;
}

const middle = { "text-anchor": "middle" };
const quiet = { class: "quiet" };

/** The next word that a state speaks for most, with its gloss, and its probability. */
function written({ of, at, measured }, v) {
  const [P, top] = [softmax(v), Math.max(...v)];
  const room = at.left - at.writes - 4.4 * at.u;
  const [one] = [...v.keys()].filter((i) => v[i] === top);
  const all = [...v.keys()].filter((i) => v[i] === top);
  const glossed = (i) => of.words[i] + (of.glosses[i] && ` (${of.glosses[i]})`);
  const full = all.length > 1 ? all.map((i) => of.words[i]).join(" / ") : glossed(one);
  const word = measured(full) > room && all.length === 1 ? of.words[one] : full;
  const kind = all.includes(of.target) ? "goal-name" : "value-name";
  return s(
    "text",
    { class: kind },
    fitted(clip(word, 40), room, measured),
    s("tspan", quiet, ` ${Math.round(100 * P[one])} %`),
  );
}

/** The line of losses in row k. */
const track = ({ at }, k) =>
  s("path", { d: `M${at.left} ${at.lower(k)}H${at.width}`, class: "track" });

/** The draws of one word: a dot each, around their loss, from the middle outwards. */
function drawn({ at }, j, n, cx) {
  return Array.from({ length: n }, (_, k) => {
    const [far, turn] = [at.gap * Math.sqrt(k), 2.4 * k];
    const [x, y] = [cx + far * Math.cos(turn), at.lower(j) + far * Math.sin(turn)];
    return s("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: 0.15 * at.u, class: "dot" });
  });
}

/** A word: how much it is read, what it would write, and its loss with its draws. */
function rowOf(view, j) {
  const { at, now, of, measured, set, counts } = view;
  const { u } = at;
  const [y, right] = [at.upper(j), at.bar + Math.max(1, at.most * now.A[j])];
  const base = y + 0.37 * u;
  const ground = { x: 0, rx: 4, y: y - 1.3 * u, width: at.bar + at.most + 4.6 * u };
  const bar = { x: at.bar, y: y - 0.7 * u, width: right - at.bar, height: 1.4 * u };
  const grip = { x: right - 2, y: y - 0.85 * u, width: 5, height: 1.7 * u, rx: 2 };
  const name = fitted(clip(of.positions[j], 40), at.bar - 0.8 * u, measured);
  const cx = at.x(now.f[j]);
  const edge = cx + Math.max(0.5 * u, at.gap * Math.sqrt(counts[j]) + 0.2 * u) + 0.4 * u;
  const low = at.lower(j) + 0.37 * u;
  const times = set.drawn[j] ? s("tspan", quiet, ` ${set.drawn[j]}×`) : null;
  return s(
    "g",
    { class: j === set.position ? "line on" : "line", "data-j": j },
    s("rect", { ...ground, height: 2.6 * u, class: "ground" }),
    text(0.4 * u, base, name, { class: "name" }),
    s("rect", { ...bar, class: "share" }),
    s("rect", { ...grip, class: "grip" }),
    text(right + 0.5 * u, base, now.shares[j], quiet),
    s(
      "g",
      { transform: `translate(${at.writes} ${low})` },
      s("g", { class: "token" }, written(view, of.V[j])),
    ),
    track(view, j),
    s("circle", { cx, cy: at.lower(j), r: 0.4 * u, class: "place" }),
    s("g", { "data-drawn": j }, drawn(view, j, counts[j], cx)),
    text(edge, low, [cents(now.f[j]), times], { class: "loss" }),
  );
}

/** What the columns are. */
function heads({ at, say, measured }) {
  const { u, narrow } = at;
  const head = (x, y, key, room) => text(x, y, fitted(say(key), room, measured), quiet);
  return [
    head(at.bar, u, narrow ? "shares short" : "shares", at.most + 4.8 * u),
    head(at.writes, narrow ? 2.6 * u : u, "writes", at.left - at.writes),
    head(at.left, narrow ? 2.6 * u : u, "losses", at.width - at.left),
  ];
}

/** Row k of an outcome: its name, and where its loss is; null: not known yet. */
function outcome(view, k, { kind, name, f, writes }) {
  const { at } = view;
  const { u } = at;
  const low = at.lower(k) + 0.37 * u;
  const cx = f === null ? 0 : at.x(f);
  const place = { transform: `translate(${at.writes} ${low})` };
  return s(
    "g",
    { class: `outcome ${kind}` },
    text(0.4 * u, at.upper(k) + 0.37 * u, name, { class: "title" }),
    s("g", place, s("g", { class: "token" }, writes)),
    track(view, k),
    f === null ? null : s("circle", { cx, cy: at.lower(k), r: 0.65 * u, class: "fell" }),
    f === null ? null : text(cx + 1.1 * u, low, cents(f), { class: "price" }),
  );
}

/** On the line of drawing: the part of it in which the guess lies. */
function guessed({ at, now, set }) {
  if (set.guess === null) return null;
  const { u, m } = at;
  const soft = at.x(now.soft);
  const [a, b] = {
    less: [at.left, soft],
    same: [soft - 0.5 * u, soft + 0.5 * u],
    more: [soft, at.width],
  }[set.guess];
  const y = at.lower(m + 1) - 1.2 * u;
  const asks = text((a + b) / 2, y + 1.6 * u, "?", { ...middle, class: "title" });
  const box = { x: a, y, width: b - a, height: 2.4 * u, rx: 4, class: "guessed" };
  return [s("rect", box), set.answered ? null : asks];
}

/** The whole picture, drawn anew. */
export function picture(view) {
  const { at, now, set, say, of } = view;
  const { u, m, width, height } = at;
  view.counts = dots(set.drawn);
  const total = sum(set.drawn);
  const mean = sum(set.drawn.map((n, j) => n * now.f[j])) / (total || 1);
  const soft = at.x(now.soft);
  const all = { kind: "all", name: say("mix"), f: now.soft, writes: written(view, now.o) };
  const told = say("average", { n: total, f: cents(mean) });
  const one = { kind: "one", name: say("drawing"), f: set.answered ? now.hard : null };
  one.writes = total ? text(0, 0, told, quiet) : null;
  const [from, to] = [at.lower(m) + 0.7 * u, at.lower(m + 1) + 1.3 * u];
  const size = { width, height, "aria-hidden": "true" };
  const rule = `M0 ${at.top + m * at.row + 0.4 * u}H${width}`;
  return s(
    "svg",
    size,
    heads(view),
    of.S.map((_, j) => rowOf(view, j)),
    s("path", { d: rule, class: "track" }),
    guessed(view),
    s("path", { d: `M${soft} ${from}V${to}`, class: "from" }),
    outcome(view, m, all),
    outcome(view, m + 1, one),
  );
}

/** The way, in pixels, from what word j would write to where outcome i writes. */
export const way = ({ at }, j, i) => [0, at.lower(at.m + i) - at.lower(j)];

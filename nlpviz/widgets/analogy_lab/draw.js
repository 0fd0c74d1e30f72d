// The parallelogram on its plane, the list of the nearest words, and the table beneath.
import { fill } from "../core/kit/colour.js";
import { dots } from "../core/kit/dots.js";
import { h, s } from "../core/kit/dom.js";
import { nameAll, write } from "../core/kit/names.js";
import { ended, placed } from "../core/kit/plane.js";
import { arrow } from "../core/kit/shapes.js";
import { clip, isolated } from "../core/kit/text.js";
import { cosine, wordList } from "../core/kit/word_list.js";
import { largest } from "../core/kit/word_vectors.js";

const SHOWN = 6; // words of the list
const CLOSE = 8; // words that are named around the tip
const EDGE = 16; // as near to the edge of the plane a word stands that lies beyond it
const ROLES = ["queries", "keys", "values"];

/** Where all words stand on the screen: in view are the parallelogram and a ring around its tip as
    far as the nearest other word. */
export function place(view) {
  const { abc } = view.now;
  const map = view.map();
  const [near] = largest(view.scores(), 1, abc);
  const far = near === undefined ? 0 : Math.hypot(map.x[near], map.y[near]);
  const [x, y] = [map.x, map.y].map((v) => [...abc.map((i) => v[i]), -far, far]);
  return placed(map, view.size, { fit: { x, y }, edge: 40 });
}

/** Draw the plane with the words as they are placed; on the way without names. */
export function draw(view, screen, moving = false) {
  const { canvas, labels, ink, el, words, now } = view;
  const colour = fill(el, "muted", 0.4);
  dots(canvas, screen, [{ colour, share: 0, ids: [...words.keys()] }], moving);
  labels.width = 0;
  ink.replaceChildren(...shape(screen, now.abc, words.length));
  if (moving) return;
  const told = now.revealed ? answers(view) : [];
  const seen = pinned(screen, told, words.length);
  const { nodes, boxes } = named(view, seen, told);
  ink.append(...told.map((each) => dot(seen, ...each)), ...seen.arrows, ...nodes);
  if (!now.revealed) return;
  const known = [...now.abc, ...told.map(([i]) => i)];
  const order = largest(view.scores(), CLOSE, known);
  const own = { text: (i) => words[i], r: () => 3, fill: () => null };
  write(labels, screen, { order, ...own, taken: boxes });
}

/** The screen on which the told words that lie beyond its edge stand at the edge, on their way from
    the tip, with arrows: there, farther out. */
function pinned(screen, told, tip) {
  const { X, Y, inside } = screen;
  const found = new Map();
  const arrows = told.flatMap(([i, kind]) => {
    if (inside(i, EDGE)) return [];
    const on = (edge) => ended(screen, i, [X(tip), Y(tip)], edge);
    found.set(i, on(2 * EDGE));
    return [arrow(on(2 * EDGE), on(EDGE / 2), { class: kind }, 9)];
  });
  const at = (k, other) => (i) => found.get(i)?.[k] ?? other(i);
  return { ...screen, X: at(0, X), Y: at(1, Y), arrows };
}

/** The words that the answer tells of: [[word, role]]. */
function answers({ now, due }) {
  const right = due();
  return [
    [right, "targets"],
    ...(now.guess < 0 || now.guess === right ? [] : [[now.guess, "own"]]),
  ];
}

const dot = ({ X, Y }, i, kind) => s("circle", { class: kind, cx: X(i), cy: Y(i), r: 5 });

/** The arrow from a to b, the same arrow from c, and the parallelogram between them. */
function shape(screen, [a, b, c], tip) {
  const at = (i) => [screen.X(i), screen.Y(i)];
  const sides = [a, b, tip, c].map((i) => at(i).join(" "));
  return [
    s("path", { class: "field", d: `M${sides.join("L")}Z` }),
    arrow(at(a), at(b), { class: "arrow" }, 11),
    arrow(at(c), at(tip), { class: "arrow again" }, 11),
    ...[a, b, c].map((i, k) => dot(screen, i, ROLES[k])),
  ];
}

/** The names of the words asked about and of those that are told; else a mark at the tip.  Dots and
    arrows stay in sight. */
function named({ words, now, el }, { X, Y, size }, told) {
  const tip = words.length;
  const all = [...now.abc.map((i, k) => [i, ROLES[k]]), ...told.filter(notIn(now.abc))];
  const entries = all.map(([i, kind]) => ({ text: words[i], x: X(i), y: Y(i), r: 9, kind }));
  const mark = { text: "?", x: X(tip), y: Y(tip), r: 9, kind: "tip" };
  const around = (i, j) => {
    const [x, y] = [X, Y].map((at) => [at(i), at(j)].sort((p, q) => p - q));
    return [x[0] - 6, y[0] - 6, x[1] + 6, y[1] + 6];
  };
  const [a, b, c] = now.abc;
  const taken = [...all.map(([i]) => around(i, i)), around(a, b), around(c, tip)];
  return nameAll(now.revealed ? entries : [mark, ...entries], el, size, taken);
}

const notIn =
  (ids) =>
  ([i]) =>
    !ids.includes(i);

/** The ring that grows from the tip to the answer (t of the way): whoever it meets is nearer. */
export function ring(view, { X, Y }, t) {
  const tip = view.words.length;
  const at = { cx: X(tip), cy: Y(tip) };
  const due = view.due();
  const far = Math.hypot(X(due) - at.cx, Y(due) - at.cy);
  return s("circle", { class: "ring", ...at, r: t * far });
}

/** The words that are nearest to the tip; those of the question, which may not answer, struck. */
export function ranking(view, scores, answer, write) {
  const item = (i, place) => entry(view, i, place, { scores, answer, write });
  const items = largest(scores, SHOWN).map(item);
  return wordList(view.say("all"), view.say("cosine"), items);
}

/** A word of the list: the answer with a tick, one that was asked about in its colour. */
function entry(view, i, place, { scores, answer, write }) {
  const at = view.now.abc.indexOf(i);
  const role = at >= 0 ? ROLES[at] : i === answer ? "targets" : null;
  const sign = i === answer ? h("span", {}, "✓") : null;
  const kind = { class: at >= 0 ? "theirs" : null };
  const number = h("b", {}, cosine(scores[i]));
  return h("li", kind, h("span", {}, `${place + 1}.`), write(view, i, role), sign, number);
}

/** Words by their numbers, as parts of a sentence. */
export const short = ({ words }, ids) => ids.map((i) => isolated(clip(words[i], 24)));

/** A question as a formula, in the list of questions and in the table. */
export function sayAsked(view, ids) {
  const [a, b, c] = short(view, ids);
  return `${a} : ${b} = ${c} : …`;
}

/** The table beneath: each question with its ranks, once the answer is open. */
export function numbers(view) {
  const { say, now, questions, judged, words } = view;
  const keys = ["question", "rank all", "first all", "rank without", "first without"];
  const rows = questions.map((each, q) => {
    const [a, b, c, d] = short(view, each);
    if (!now.revealed || !judged[q]) return [sayAsked(view, each), "–", "–", "–", "–"];
    const [all, rest, top, best] = judged[q];
    return [`${a} : ${b} = ${c} : ${d}`, all, words[top], rest, words[best]];
  });
  return { header: keys.map((key) => say(key)), rows };
}

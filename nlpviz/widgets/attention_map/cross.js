// The decoder of AttentionMap: links that are cut, the words that come next before and after, the
// question about them; hypotheses.
import { button } from "../core/kit/controls.js";
import { unpack } from "../core/kit/decode.js";
import { h } from "../core/kit/dom.js";
import { argmax, row } from "../core/kit/linalg.js";
import { twoLinesOf } from "../core/kit/links.js";
import { more } from "../core/kit/more.js";
import { number } from "../core/kit/numbers.js";
import { predict } from "../core/kit/predict.js";
import { oneOf, whole } from "../core/kit/state.js";
import { clip } from "../core/kit/text.js";
import { largest } from "../core/kit/word_vectors.js";
import { known, percent, strongest, summary } from "./decoder.js";
import { control } from "./map.js";

const NAMES = ["H", "V", "W_c", "b_c", "W_o", "b_o"];
const SMALL = 40; // words in a line: beyond, only the map can be read
const bool = { default: false, check: oneOf(true, false) };

/** What the state holds besides the map's own, as far as the model has it. */
export function fields(model, count) {
  const starts = model.get("starts");
  const beam = starts && { beam: { default: 0, check: whole(0, starts.length - 2) } };
  if (!model.get("words")) return { ...beam };
  const places = (x) => Array.isArray(x) && x.every(whole(0, count - 1));
  const guess = { default: null, check: oneOf(null, "same", "other") };
  const cuts = { default: [], check: places };
  return { ...beam, cuts, guess, renormalise: bool, as_map: bool, revealed: bool };
}

const worth = ({ decoder, whole, m, first, now }, i) => ({
  i,
  ...strongest(decoder, row(whole, i, m), first + i, now.renormalise),
});

/** The row that is asked about: the chosen one, else the first whose word changes. */
function asked(view) {
  const [i] = view.chosen();
  if (i >= 0) return worth(view, i);
  const all = view.queries.map((_, row) => worth(view, row));
  return all.find(({ said, next }) => said !== next) ?? all[0];
}

function question(view) {
  const { say, now, words } = view;
  const noted = (text) => view.noted(text, clip(text, 24));
  const due = () => (view.asked.said === view.asked.next ? "same" : "other");
  const ask = () => {
    const { i, k, said } = view.asked;
    const [q, key, best] = [view.queries[i], view.keys[k], words[said]].map(noted);
    return say("question", { q, k: key, best });
  };
  const why = () => {
    const { said, next, second, ...parts } = view.asked;
    const [before, after, left] = [parts.before, parts.after, parts.left].map(percent);
    const told = {
      best: noted(words[said]),
      next: noted(words[next]),
      k: noted(view.keys[second]),
    };
    return say(`why ${due()}`, { ...told, before, after, left });
  };
  const onChange = ({ guess, open }) => {
    const { i, k } = view.asked;
    const place = (view.first + i) * view.m + k;
    const others = now.cuts.filter((cut) => cut !== place);
    const cuts = open ? [...others, place] : others;
    now.set({ guess, revealed: open, cuts, ...(open && { query: i, key: k }) });
  };
  const options = ["same", "other"].map((value) => ({ value, text: say(value) }));
  const start = { guess: now.guess, open: now.revealed };
  return predict(
    view.el,
    { question: ask, options, answer: due, why, onChange, start },
    view.signal,
  );
}

/** A choice between no (0) and yes (1). */
const either = (view, key, label, names) =>
  control(
    view,
    key,
    label,
    names.map((name, value) => ({ value, text: view.say(name) })),
  );

function hypotheses(view) {
  const { model, starts } = view;
  if (!model.get("starts")) return null;
  const all = model.get("queries");
  const options = model.get("scores").map((score, b) => {
    const line = summary(all.slice(starts[b], starts[b + 1]), all.slice(0, b ? starts[1] : 0));
    return { value: b, text: [h("bdi", {}, line), " ", h("small", {}, number(score))] };
  });
  return control(view, "beam", "beam", options);
}

/** The three words that come next at a row, each with its probability as a bar. */
function list(view, [title, ol], name, P, own) {
  title.replaceChildren(name);
  const item = (w) => {
    const bar = h("span", {}, h("i", { style: `width:${100 * P[w]}%` }));
    const word = h("bdi", { title: view.words[w] }, view.name(view.words[w]));
    return h("li", { class: w === own && "own" }, word, bar, percent(P[w]));
  };
  ol.replaceChildren(...(P ? largest(P, 3).map(item) : []));
}

function showNext(view, i) {
  const { before, after } = known(view, i);
  const own = view.ids[view.first + i];
  const q = { q: clip(view.queries[i], 24) };
  list(view, view.lists[0], view.say("next", q), before, own);
  list(view, view.lists[1], view.say(after ? "after" : "none after", q), after, own);
}

/** What is written: a word, or, where the cuts have changed it, {was, next}. */
function writtenAt(view, was, i) {
  const { before, after } = known(view, i);
  const w = argmax(after ?? before);
  return w === argmax(before) ? was : { was, next: view.words[w] };
}

/** A word of the two lines; of a changed one both are seen. */
const wordOf = (view, text) =>
  text.next === undefined
    ? view.name(text)
    : [h("s", {}, clip(text.was, 24)), " ", h("b", { class: "new" }, view.name(text.next))];

/** The lines and the lists show the row that is looked at, at rest the one that is asked about. */
function point(view) {
  const { keys, A, whole, cuts, asked } = view;
  if (!asked) return;
  const at = view.at[0] < 0 ? [asked.i, asked.k] : view.at;
  const queries = view.queries.map((text, i) => writtenAt(view, text, i));
  view.lines?.show({ faint: 0.12, keys, queries, A, whole, cuts, at, gold: view.rings() });
  showNext(view, at[0]);
}

/** A link is cut, or mended. */
export function cut(view, i, j) {
  if (!view.decoder || i < 0) return;
  const [place, cuts] = [(view.first + i) * view.m + j, view.now.cuts];
  const rest = cuts.filter((x) => x !== place);
  view.now.set("cuts", rest.length < cuts.length ? rest : [...cuts, place]);
}

/** The state has changed: the question follows the chosen row, the view its switch. */
function follow(view, keys) {
  const { now, ask, map, lines, mend } = view;
  if (!view.decoder) return;
  map.node.style.display = lines && !now.as_map ? "none" : "";
  view.key.style.display = map.node.style.display;
  if (lines) lines.node.style.display = now.as_map ? "none" : "";
  mend.style.visibility = now.cuts.length ? "" : "hidden";
  view.seen ||= now.revealed;
  view.links?.classList.toggle("waits", !view.seen);
  const row = view.chosen()[0];
  const renewed = (row >= 0 && row !== view.asked?.i) || keys.includes("beam");
  const other = renewed || keys.includes("renormalise");
  if (other) view.asked = asked(view);
  if (now.revealed && renewed && !keys.includes("revealed"))
    return now.set({ guess: null, revealed: false });
  ask.set({ guess: now.guess, open: now.revealed });
  if (other) ask.renew();
  if (now.revealed) view.extra.show();
}

/** The decoder's parts: the question, two lines of words, the words that come next. */
function decode(view) {
  const { model, say, now, signal, map } = view;
  view.decoder = Object.fromEntries(NAMES.map((name) => [name, unpack(model.get(name))]));
  [view.words, view.ids] = [model.get("words"), model.get("own")];
  view.mend = button(say("mend"), () => now.set("cuts", []));
  view.asked = asked(view);
  view.ask = question(view);
  const { keep: choose, point, n, m } = view;
  const name = (text) => wordOf(view, text);
  if (Math.max(view.tall, m) <= SMALL)
    view.lines = twoLinesOf(
      { name, choose, point, label: say("lines", { n, m }), cut: (i, j) => cut(view, i, j) },
      signal,
    );
  view.lists = [0, 1].map(() => [h("div", { class: "nlpviz-muted" }), h("ol")]);
  view.foot.prepend(view.mend);
  const columns = view.lists.map((parts) => h("div", {}, parts));
  const next = h("div", { class: "next" }, h("div", { class: "lists" }, columns), view.foot);
  view.links = view.foot.querySelector(".gold");
  view.stage = h("div", {}, view.lines?.node, map.node);
  return [view.stage, next];
}

/** How wide the two lines are, at most; room is kept for the widest hypothesis. */
function fit(view, u, wide) {
  const { lines, stage, starts, model, tall } = view;
  if (!lines) return;
  const widths = model.get("queries").map((text) => wide(text) + 1.4 * u);
  const sums = starts
    .slice(1)
    .map((end, b) => widths.slice(starts[b], end).reduce((x, y) => x + y, 0));
  const room = { count: tall, wide: Math.max(...sums) };
  const own = (text) => wide(text.was ?? text);
  lines.fit(stage.clientWidth, { u, wide: own, glosses: !!model.get("glosses"), tall: room });
}

/** The probability of row i's own word, for the table. */
function cells(view, i) {
  if (!view.decoder) return [];
  const { before, after } = known(view, i);
  const id = view.ids[view.first + i];
  return [id < 0 ? "–" : (after ?? before)[id]];
}

/** What the reader has cut of row i. */
function says({ cuts, m, A, say }, i) {
  if (!cuts.some((place) => Math.floor(place / m) === i)) return null;
  const sum = row(A, i, m).reduce((a, b) => a + b, 0);
  return ` · ${say("cut row", { sum: percent(sum) })}`;
}

/** What AttentionMap asks of a decoder and hypotheses; little where none is given. */
export function cross(view) {
  const { model, say } = view;
  const body = model.get("words") ? decode(view) : [view.map.node, view.foot];
  const { decoder, lines } = view;
  const rule = decoder && either(view, "renormalise", "rule", ["stay", "grow"]);
  const shown = lines && either(view, "as_map", "shown", ["two lines", "a map"]);
  const extras = [hypotheses(view), rule, shown, decoder && view.rate].filter(Boolean);
  view.extra = more(view.el, extras);
  if (!decoder) view.extra.show();
  const columns = decoder ? [`${say("probability")} P`] : [];
  return {
    body,
    more: extras.length ? view.extra.node : "",
    rest: say(lines ? "rest lines" : "rest"),
    columns,
    follow: (keys) => follow(view, keys),
    fit: (u, wide) => fit(view, u, wide),
    point: () => point(view),
    cells: (i) => cells(view, i),
    says: (i) => says(view, i),
    ...(decoder && { weight: percent }),
  };
}

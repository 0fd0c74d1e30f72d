// Rows and columns that can be sorted, walked through and copied.
import { h } from "../core/kit/dom.js";
import { announce, life, onResize } from "../core/kit/events.js";
import { grid } from "../core/kit/grid.js";
import { animate } from "../core/kit/motion.js";
import { oneOf, state, whole } from "../core/kit/state.js";
import { clip } from "../core/kit/text.js";
import { speaker } from "../core/kit/words.js";
import { copying } from "./copy.js";
import { next } from "./math.js";
import { WORDS, fill, head, spoken } from "./rows.js";
import words from "./words.json" with { type: "json" };

const KEYS = [
  ["rows", "columns", "heads", "under", "better", "numeric", "cells", "best", "leading", "order"],
  ["notes", "bars", "way", "look", "ask", "headline", "yardstick", "spread"],
].flat();

/** What travelled. */
const read = (model) => Object.fromEntries(KEYS.map((key) => [key, model.get(key)]));

/** What can be kept: the cell that is looked at, by which column rows are sorted which way, the
    guess, and whether it has been answered. */
function fields({ rows, columns, ask }) {
  const places =
    (...checks) =>
    (value) =>
      Array.isArray(value) && value.length === 2 && checks.every((check, k) => check(value[k]));
  const [i, j] = [whole(0, rows.length - 1), whole(0, columns.length - 1)];
  return {
    at: { default: [0, 0], check: places(i, j) },
    sorted: { default: [-1, 0], check: places(whole(-1, columns.length - 1), oneOf(-1, 0, 1)) },
    guess: { default: null, check: (k) => k === null || !!ask?.rows.includes(k) },
    revealed: { default: false, check: oneOf(false, !!ask) },
  };
}

/** The title, what to look for, which way is good. */
function above({ data }) {
  const { headline, look, ask, way } = data;
  return [
    headline ? h("div", { class: "nlpviz-result-title" }, clip(headline, WORDS)) : null,
    look && !ask ? h("p", { class: "look" }, clip(look, WORDS)) : null,
    way ? h("p", { class: "good" }, way) : null,
  ];
}

function build({ model, el }, question, signal) {
  const view = { model, el, data: read(model), say: speaker(el, words) };
  const { data, say } = view;
  view.now = state(model, fields(data), (keys) => changed(view, keys), signal);
  view.sort = (j) => view.now.set("sorted", next(data, view.now.sorted, j));
  view.ask = question?.(view, signal);
  const heads = data.columns.map((_, j) => head(view, j));
  view.table = h(
    "table",
    {
      role: "grid",
      style: `--n:${data.columns.length}`,
      "aria-label": data.headline || data.columns.join(", "),
    },
    h("thead", {}, h("tr", {}, h("td"), heads)),
    h("tbody"),
    h("tbody"),
  );
  view.copy = h("button", { type: "button" }, say("copy"));
  view.swipe = h("p", { class: "swipe", hidden: true }, say("swipe"));
  const group = { class: "nlpviz-result-scroll", role: "group", "aria-label": say("scroll") };
  view.scroll = h("div", group, view.table);
  const foot = h("div", { class: "nlpviz-bar" }, view.copy);
  view.root = h(
    "div",
    { class: data.bars.some(Boolean) ? "nlpviz-result barred" : "nlpviz-result" },
    above(view),
    view.ask?.node,
    view.swipe,
    view.scroll,
    data.notes.length ? h("p", {}, data.notes.join(" ")) : null,
    foot,
  );
  el.append(view.root);
  view.tell = announce(foot);
  return view;
}

/** The bars of a column grow from nothing. */
const grow = ({ nodes }, j) =>
  nodes.forEach((row, k) => {
    const bar = row[j].querySelector(".bar");
    if (bar) animate(bar, [{ scale: "0 1" }, { scale: "1 1" }], { ms: 700, delay: 60 * k });
  });

function changed(view, keys) {
  const { now, data } = view;
  if (keys.some((key) => key === "guess" || key === "revealed")) {
    view.ask?.set({ guess: now.guess, open: now.revealed });
    fill(view);
    if (keys.includes("revealed") && now.revealed) grow(view, data.ask.column);
  }
  if (keys.includes("sorted")) view.tell(fill(view));
  if (keys.includes("at")) view.walk.go(...now.at);
}

/** Where there is more to the right or below, the edge fades; a word says so where all the columns
    cannot be seen at once. */
function edges({ scroll, swipe }, signal) {
  const mark = () => {
    const [wide, tall] = [
      scroll.scrollWidth - scroll.clientWidth,
      scroll.scrollHeight - scroll.clientHeight,
    ];
    scroll.classList.toggle("right", wide - scroll.scrollLeft > 2);
    scroll.classList.toggle("low", tall - scroll.scrollTop > 2);
    swipe.hidden = wide <= 2;
  };
  scroll.addEventListener("scroll", mark, { signal, passive: true });
  onResize(scroll, mark, signal);
}

function render({ model, el }, question) {
  const { signal, end } = life(el);
  const view = build({ model, el }, question, signal);
  const { now } = view;
  fill(view);
  view.walk = grid(
    view.table,
    {
      rows: view.shown.length,
      columns: view.data.columns.length,
      at: now.at,
      node: (i, j) => view.nodes[i][j],
      choose: (i, j) => now.set("at", [i, j]),
      say: (i, j) => spoken(view, i, j),
      read: (...children) => view.tell(...children),
    },
    signal,
  );
  copying(view, signal);
  edges(view, signal);
  return end;
}

/** The view of a table, where a column waits with its question: question(view, signal), what
    `predict` of the kit gives. */
export const tableOf = (question) => ({ render: (context) => render(context, question) });

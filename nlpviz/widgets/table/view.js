// Table: rows and columns that can be sorted, walked through and copied.
import { h } from "../core/kit/dom.js";
import { announce, life, onResize } from "../core/kit/events.js";
import { grid } from "../core/kit/grid.js";
import { oneOf, state, whole } from "../core/kit/state.js";
import { clip } from "../core/kit/text.js";
import { speaker } from "../core/kit/words.js";
import { arranged, next, tsv } from "./math.js";
import words from "./words.json" with { type: "json" };

const WORDS = 200; // letters of a text that are shown and read out
const LINE = 16; // letters of a row's name that stay on one line of a wide page

/** What travelled. */
const read = (model) =>
  Object.fromEntries(
    ["headline", "rows", "columns", "heads", "better", "numeric", "cells", "best", "order", "notes"]
      .concat(["yardstick", "spread"])
      .map((key) => [key, model.get(key)]),
  );

/** A cell's number and, where it has one, its spread. */
function parts([first, ...more]) {
  if (!more.length) return [first];
  return [first, more.length === 1 ? `± ${more[0]}` : `(${more[0]} … ${more[1]})`];
}

/** A cell of the body; the best has a star and is bold. */
function cell({ data }, i, j) {
  const [first, spread] = parts(data.cells[i][j]);
  const best = data.best[j] === i;
  return h(
    "td",
    { class: data.numeric[j] ? null : "text", "data-at": `${i},${j}` },
    best ? h("span", { class: "star", "aria-hidden": "true" }, "★ ") : null,
    h(best ? "strong" : "span", {}, data.numeric[j] ? first : clip(first, WORDS)),
    spread ? [" ", h("span", { class: "spread" }, spread)] : null,
  );
}

function row(view, i) {
  const { data, say } = view;
  const apart = data.yardstick[i];
  const name = clip(data.rows[i], WORDS);
  return h(
    "tr",
    { class: apart ? "apart" : null },
    h(
      "th",
      { scope: "row", class: name.length <= LINE ? "line" : null },
      h("bdi", {}, name),
      apart ? h("small", {}, ` ${say("yardstick")}`) : null,
    ),
    data.columns.map((_, j) => cell(view, i, j)),
  );
}

/** A column's name, which sorts by it, its unit and which way is good. */
function head({ data, say, sort }, j) {
  const name = data.columns[j];
  const press = h(
    "button",
    { type: "button", title: say("sort", { column: clip(name, 40) }), onclick: () => sort(j) },
    h("bdi", {}, clip(name, WORDS)),
    h("span", { class: "way", "aria-hidden": "true" }),
  );
  const below = data.heads[j] ? h("span", { class: "unit" }, data.heads[j]) : null;
  return h("th", { scope: "col", class: data.numeric[j] ? null : "text" }, press, below);
}

const WAYS = { "-1": ["descending", "↓"], 0: ["none", "↕"], 1: ["ascending", "↑"] };

/** The rows in their order, and in the heads which one it is. */
function fill(view) {
  const { data, table, now, say } = view;
  const [column, way] = now.sorted;
  const [others, apart] = arranged(data, [column, way]);
  view.shown = [...others, ...apart];
  table.tBodies[0].replaceChildren(...others.map((i) => row(view, i)));
  table.tBodies[1].replaceChildren(...apart.map((i) => row(view, i)));
  [...table.tHead.rows[0].cells].slice(1).forEach((th, j) => {
    const [state, arrow] = WAYS[j === column ? way : 0];
    th.setAttribute("aria-sort", state);
    th.querySelector(".way").textContent = "\u00a0" + arrow;
  });
  view.nodes = [...table.querySelectorAll("tbody tr")].map((tr) => [...tr.cells].slice(1));
  view.walk?.renew();
  const key = way > 0 ? "up" : way < 0 ? "down" : "given";
  return say(key, { column: clip(data.columns[column] ?? "", 40) });
}

/** What is read out of a cell. */
function spoken({ data, say, shown }, at, j) {
  const i = shown[at];
  const text = `${clip(data.rows[i], WORDS)}, ${clip(data.columns[j], WORDS)}: `;
  const more = [data.heads[j].split(" · ")[0], data.best[j] === i ? say("is_best") : ""];
  const unit = data.heads[j].includes(" · ") || !data.better[j] ? more[0] : "";
  return [text + [parts(data.cells[i][j]).join(" "), unit, more[1]].filter(Boolean).join(", ")];
}

/** The names of the columns that a spread takes in a spreadsheet. */
function spreads({ data, say }) {
  if (data.spread === "sd") return [say("deviation")];
  return data.spread === "range" ? [say("low"), say("high")] : [];
}

/** The rows and columns that a selection touches; all where it touches none or one cell. */
function chosen({ table, nodes, shown, data }) {
  const selection = document.getSelection();
  const all = { rows: shown, columns: [...data.columns.keys()] };
  if (selection.isCollapsed || !selection.containsNode(table, true)) return all;
  const rows = [...nodes.keys()].filter((k) =>
    selection.containsNode(nodes[k][0].parentNode, true),
  );
  const columns = all.columns.filter((j) =>
    rows.some((k) => selection.containsNode(nodes[k][j], true)),
  );
  return { rows: rows.map((k) => shown[k]), columns };
}

/** Copying a selection, or all, puts lines with tabs on the clipboard. */
function copying(view, signal) {
  const { table, data, root } = view;
  root.addEventListener(
    "copy",
    (event) => {
      const { rows, columns } = chosen(view);
      if (rows.length * columns.length < 2 && !view.whole) return;
      event.clipboardData.setData("text/plain", tsv(data, rows, columns, spreads(view)));
      event.preventDefault();
      view.copied = rows.length;
    },
    { signal },
  );
  view.copy.addEventListener("click", () => {
    const selection = document.getSelection();
    view.whole = true;
    selection.selectAllChildren(table);
    // The old command needs no permission, and works in a frame and from a disk.
    const done = document.execCommand("copy");
    selection.removeAllRanges();
    view.whole = false;
    view.tell(view.say(done ? "copied" : "select", { rows: view.copied }));
  });
}

/** What can be kept: the cell that is looked at, and by which column rows are sorted which way. */
function fields({ rows, columns }) {
  const places =
    (...checks) =>
    (value) =>
      Array.isArray(value) && value.length === 2 && checks.every((check, k) => check(value[k]));
  const [i, j] = [whole(0, rows.length - 1), whole(0, columns.length - 1)];
  return {
    at: { default: [0, 0], check: places(i, j) },
    sorted: { default: [-1, 0], check: places(whole(-1, columns.length - 1), oneOf(-1, 0, 1)) },
  };
}

function build({ model, el }) {
  const view = { model, data: read(model), say: speaker(el, words) };
  const { data, say } = view;
  view.sort = (j) => view.now.set("sorted", next(data, view.now.sorted, j));
  const title = data.headline
    ? h("div", { class: "nlpviz-result-title" }, clip(data.headline, WORDS))
    : null;
  const heads = data.columns.map((_, j) => head(view, j));
  view.table = h(
    "table",
    { role: "grid", "aria-label": data.headline || data.columns.join(", ") },
    h("thead", {}, h("tr", {}, h("td"), heads)),
    h("tbody"),
    h("tbody"),
  );
  view.copy = h("button", { type: "button" }, say("copy"));
  view.swipe = h("p", { class: "swipe", hidden: true }, say("swipe"));
  const group = { class: "nlpviz-result-scroll", role: "group", "aria-label": say("scroll") };
  view.scroll = h("div", group, view.table);
  view.root = h(
    "div",
    { class: "nlpviz-result" },
    title,
    view.swipe,
    view.scroll,
    data.notes.length ? h("p", {}, data.notes.join(" ")) : null,
  );
  el.append(view.root);
  const foot = h("div", { class: "nlpviz-bar" }, view.copy);
  view.root.append(foot);
  view.tell = announce(foot);
  return view;
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

function render({ model, el }) {
  const { signal, end } = life(el);
  const view = build({ model, el });
  const now = (view.now = state(model, fields(view.data), (keys) => changed(keys), signal));
  const changed = (keys) => {
    if (keys.includes("sorted")) view.tell(fill(view));
    if (keys.includes("at")) view.walk.go(...now.at);
  };
  fill(view);
  view.walk = grid(
    view.table,
    {
      rows: view.shown.length,
      columns: view.data.columns.length,
      at: now.at,
      node: (i, j) => view.nodes[i][j],
      choose: (i, j) => view.now.set("at", [i, j]),
      say: (i, j) => spoken(view, i, j),
      read: (...children) => view.tell(...children),
    },
    signal,
  );
  copying(view, signal);
  edges(view, signal);
  return end;
}

export default { render };

// The cells of a table: a number before its bar, names that sort, rows in their order.
import { h } from "../core/kit/dom.js";
import { clip } from "../core/kit/text.js";
import { arranged, grouped } from "./math.js";

export const WORDS = 200; // letters of a text that are shown and read out
const LINE = 16; // letters of a row's name that stay on one line of a wide page

/** A cell's number and, where it has one, its spread. */
export function parts([first, ...more]) {
  if (!more.length) return [first];
  return [first, more.length === 1 ? `± ${more[0]}` : `(${more[0]} … ${more[1]})`];
}

/** Whether column j waits for the reader's guess. */
export const waits = ({ data, now }, j) => data.ask?.column === j && !now.revealed;

/** The bar behind a number, and over its range a line. */
function bar({ data }, i, j) {
  const [mean, low, high] = data.bars[j]?.[i] ?? [];
  if (mean === undefined) return null;
  const ends = high > low ? `;--a:${low};--b:${high}` : "";
  return h("i", { class: "bar", style: `--p:${mean}${ends}` });
}

/** A cell of the body; the best has a star, and what leads is bold. */
function cell(view, i, j) {
  const { data } = view;
  const at = { "data-at": `${i},${j}` };
  if (waits(view, j)) return h("td", { class: "waits", ...at });
  const [first, spread] = parts(data.cells[i][j]);
  const text = (words) => (data.numeric[j] ? grouped(words) : clip(words, WORDS));
  return h(
    "td",
    { class: data.numeric[j] ? null : "text", ...at },
    bar(view, i, j),
    data.best[j] === i ? h("span", { class: "star", "aria-hidden": "true" }, "★ ") : null,
    h(data.leading[j].includes(i) ? "strong" : "span", {}, text(first)),
    spread ? [" ", h("span", { class: "spread" }, text(spread))] : null,
  );
}

function row(view, i) {
  const { data, say, now } = view;
  const apart = data.yardstick[i];
  const name = clip(data.rows[i], WORDS);
  const guessed = data.ask && now.guess === i && "guess";
  return h(
    "tr",
    { class: apart ? "apart" : guessed || null },
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
export function head({ data, say, sort }, j) {
  const name = data.columns[j];
  const press = h(
    "button",
    { type: "button", title: say("sort", { column: clip(name, 40) }), onclick: () => sort(j) },
    h("bdi", {}, clip(name, WORDS)),
    h("span", { class: "way", "aria-hidden": "true" }),
  );
  const below = data.under[j] ? h("span", { class: "unit" }, data.under[j]) : null;
  return h("th", { scope: "col", class: data.numeric[j] ? null : "text" }, press, below);
}

const WAYS = { "-1": ["descending", "↓"], 0: ["none", "↕"], 1: ["ascending", "↑"] };

/** The rows in their order, and in the heads which one it is. */
export function fill(view) {
  const { data, table, now, say } = view;
  const [column, way] = now.sorted;
  const [others, apart] = arranged(data, [column, way]);
  view.shown = [...others, ...apart];
  table.tBodies[0].replaceChildren(...others.map((i) => row(view, i)));
  table.tBodies[1].replaceChildren(...apart.map((i) => row(view, i)));
  [...table.tHead.rows[0].cells].slice(1).forEach((th, j) => {
    const [state, arrow] = WAYS[j === column ? way : 0];
    th.setAttribute("aria-sort", state);
    th.querySelector("button").disabled = waits(view, j);
    th.querySelector(".way").textContent = "\u00a0" + arrow;
  });
  view.nodes = [...table.querySelectorAll("tbody tr")].map((tr) => [...tr.cells].slice(1));
  view.walk?.renew();
  const key = way > 0 ? "up" : way < 0 ? "down" : "given";
  return say(key, { column: clip(data.columns[column] ?? "", 40) });
}

/** What is read out of a cell. */
export function spoken(view, at, j) {
  const { data, say, shown } = view;
  const i = shown[at];
  const text = `${clip(data.rows[i], WORDS)}, ${clip(data.columns[j], WORDS)}: `;
  if (waits(view, j)) return [`${text}–`];
  const more = [data.heads[j].split(" · ")[0], data.best[j] === i ? say("is_best") : ""];
  const unit = data.heads[j].includes(" · ") || !data.better[j] ? more[0] : "";
  return [text + [parts(data.cells[i][j]).join(" "), unit, more[1]].filter(Boolean).join(", ")];
}

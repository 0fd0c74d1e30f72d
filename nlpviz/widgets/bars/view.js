// Bars: standing, or lying where the names are long; a value for every one, a guess before them.
import { LIMIT, colour, drawBars } from "../core/kit/bars.js";
import { FILLS, entry, rove } from "../core/kit/chart.js";
import { h } from "../core/kit/dom.js";
import { announce, life, onResize } from "../core/kit/events.js";
import { number } from "../core/kit/numbers.js";
import { predict } from "../core/kit/predict.js";
import { oneOf, state, whole } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { speaker } from "../core/kit/words.js";
import { leaders, read } from "./math.js";
import words from "./words.json" with { type: "json" };

/** The names of a group's bars, and of yardsticks that find no place at their lines. */
function legend({ groups, levels }, { direct }) {
  const boxes = groups.map((name, j) => ({ name, colour: colour(j), fill: FILLS[j] }));
  const lines = levels.map(({ name }) => ({ name, colour: "var(--nv-muted)", dash: "4 3" }));
  const all = [...boxes.filter(({ name }) => name), ...(direct ? [] : lines)];
  return all.map((each) => entry(each.name, each));
}

const open = ({ model, now }) => !model.get("predict") || now.revealed;

/** Everything, for a width, with bar `on` set off. */
function draw(view, width, on = view.now.at) {
  const options = { width, on, hidden: !open(view), lying: view.model.get("lying") };
  view.area = drawBars(view.plot, view.data, options);
  view.legend.replaceChildren(...legend(view.data, view.area));
  view.tell(...values(view, on));
}

/** What is read out for a bar. */
function values(view, k) {
  const { data, say, model } = view;
  if (k < 0) return ["\u00a0"];
  const { i, j, v, low, high, there } = data.bars[k];
  const group = data.groups[j] ? `, ${clip(data.groups[j], LIMIT)}` : "";
  const name = h("bdi", {}, clip(data.rows[i], 200));
  if (!there || !open(view)) return [name, `${group}: –`];
  const edges = { v: number(v), low: number(low), high: number(high) };
  const unit = model.get("unit") ? ` ${clip(model.get("unit"), LIMIT)}` : "";
  return [name, `${group}: `, h("b", {}, data.spread ? say("between", edges) : number(v)), unit];
}

/** The question which bar is best, before the bars are seen; of several whose spreads overlap none
    is better than the others. */
function question(view, signal) {
  const { now, data, say, el } = view;
  const name = (k) => clip(data.rows[k], LIMIT);
  const found = leaders(data);
  const some = found.map(name).reduce((a, b) => say("or", { a, b }));
  const told = (k) => ({ name: name(k), v: number(data.bars[k].v) });
  const why = (guess) => {
    if (found.length > 1) return say("overlap");
    if (guess === found[0]) return say("why", told(guess));
    const [{ name: other, v: w }, lower] = [told(guess), data.better === "lower"];
    return say(lower ? "both_lower" : "both", { ...told(found[0]), other, w });
  };
  return predict(
    el,
    {
      question: say(data.better ? `ask_${data.better}` : "ask"),
      options: data.rows.map((_, value) => ({ value, text: name(value) })),
      answer: () => found,
      right: (guess) => found.includes(guess),
      write: (value) => (Array.isArray(value) ? some : name(value)),
      why,
      start: { guess: now.guess, open: now.revealed },
      onChange: ({ guess, open }) => now.set({ guess, revealed: open }),
    },
    signal,
  );
}

/** The numbers, for the table beneath. */
function numbers(view) {
  const { data, say, model } = view;
  const more = data.spread ? [say("low"), say("high")] : [];
  const cells = ({ v, low, high, there }) =>
    there ? (data.spread ? [v, low, high] : [v]) : ["–", ...more.map(() => "")];
  const m = data.groups.length;
  const rows = data.rows.map((name, i) => [
    name,
    ...data.bars.slice(i * m, (i + 1) * m).flatMap((each) => (open(view) ? cells(each) : ["?"])),
  ]);
  return {
    header: ["", ...data.groups.flatMap((name) => [name || model.get("unit"), ...more])],
    rows: [...rows, ...data.levels.map(({ name, v }) => [name, v])],
  };
}

/** What can be kept: a bar set off (-1: none), a guess, whether it has been revealed. */
const fields = ({ bars, rows }) => ({
  at: { default: -1, check: whole(-1, bars.length - 1) },
  guess: { default: null, check: (k) => k === null || whole(0, rows.length - 1)(k) },
  revealed: { default: false, check: oneOf(false, true) },
});

function build({ model, el }, signal) {
  const view = { model, el, data: read(model), say: speaker(el, words) };
  view.now = state(model, fields(view.data), (keys) => view.changed(keys), signal);
  const [title, axis, note] = ["headline", "axis", "note"].map((key) => model.get(key));
  const label = el.closest("figure")?.getAttribute("aria-label") || title || axis || "–";
  view.plot = h("div", {
    ...{ class: "nlpviz-chart", tabindex: 0, role: "application", "aria-label": label },
  });
  if (title) el.append(h("div", { class: "nlpviz-chart-title" }, clip(title, 200)));
  if (model.get("predict")) {
    view.ask = question(view, signal);
    el.append(view.ask.node);
  }
  view.legend = h("div", { class: "nlpviz-chart-legend" });
  el.append(view.legend);
  if (axis) el.append(h("div", { class: "nlpviz-chart-note" }, clip(axis, 200)));
  el.append(view.plot);
  view.tell = announce(el, { class: "nlpviz-readout says" });
  if (note) el.append(h("div", { class: "nlpviz-chart-note" }, note));
  return view;
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const view = build({ model, el }, signal);
  const { data, plot, now } = view;
  const show = (k) => view.area && draw(view, view.area.width, k);
  const place = (event) => view.area.bar(event);
  const step = (dx, dy) => (view.area.lying ? dx + dy : dx - dy);
  const keep = (at) => now.set({ at });
  const options = { count: () => data.bars.length, place, show, keep, kept: () => now.at };
  rove(plot, { ...options, step }, signal);
  const fill = table(el, () => numbers(view), signal);
  view.changed = (keys) => {
    show(now.at);
    if (keys.every((key) => key === "at")) return;
    view.ask?.set({ guess: now.guess, open: now.revealed });
    fill();
  };
  onResize(plot, (width) => draw(view, width), signal);
  return end;
}

export default { render };

// LiveTranslator: a line is typed, and trained networks translate it in the page as it is typed.
import { paint, ramp } from "../core/kit/colour.js";
import { button, slider } from "../core/kit/controls.js";
import { unpack } from "../core/kit/decode.js";
import { h, unit } from "../core/kit/dom.js";
import { life, onResize, onTheme } from "../core/kit/events.js";
import { still } from "../core/kit/motion.js";
import { state } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { typed } from "../core/kit/typed.js";
import { speaker } from "../core/kit/words.js";
import { counting } from "./counting.js";
import { rightOf } from "./dates.js";
import { MOST, UNK, compared, grouped, numbered, tokensOf, translate, written } from "./math.js";
import { drawMap, fillOut, looked, panel, seen, speech } from "./panel.js";
import words from "./words.json" with { type: "json" };

/** The weights of model k. */
function weights(model, k) {
  const packed = (key) => model.get(`w${k}_${key.replace(".", "_")}`);
  const keys = model.get("parts")[k].split(" ");
  return Object.fromEntries(keys.map((key) => [key, unpack(packed(key))]));
}

const longest = ({ panels }) => Math.max(...panels.map((one) => one.cells.length));
const writing = (one) => one.shown < one.cells.length;

/** Where the reader is: while it is being written, the last character; then the chosen one, or
    the first. */
function current(view) {
  const { place } = view.now;
  if (place >= 0) return Math.min(place, longest(view) - 1);
  const leader = view.panels.find((one) => one.looks) ?? view.panels[0];
  return writing(leader) ? Math.max(Math.floor(leader.shown) - 1, 0) : 0;
}

/** The panels, one a model, and the question on how far one vector reaches. */
function buildPanels(view, model, signal) {
  const names = model.get("names");
  const all = names.map((_, k) => weights(model, k));
  const alone = (w) => all.filter((other) => !other.W_c === !w.W_c).length < 2;
  const titled = (w, k) => (alone(w) ? view.say(w.W_c ? "with" : "without") : names[k]);
  const common = {
    say: view.say,
    point: (t) => view.now.set("place", t),
    current: () => current(view),
    longest: () => longest(view),
  };
  view.panels = all.map((w, k) => panel({ w, title: titled(w, k), ...common }, signal));
  const blind = view.panels.find((one) => !one.looks);
  if (!blind || view.groups.size < 2) return;
  const judge = (open) => view.stage.classList.toggle("waits", !open);
  const { ask, bars } = counting({ ...view, blind, judge, fill: (n) => view.fill(n) }, signal);
  (view.deck ? blind.node : view.el).append(ask.node);
  blind.node.append(bars);
}

/** The line, the slider that fills it, and what is said of it. */
function buildLine(view, signal) {
  const { say, groups, turn, now } = view;
  const counts = [...groups.keys()];
  const put = (line) => now.set({ line, place: -1 });
  view.input = typed({ label: say("type"), value: now.line }, put, signal);
  const fill = (step, i = several.value) => {
    const own = groups.get(counts[i]);
    turn[i] = (turn[i] + step) % own.length;
    put(own[turn[i]][0]);
  };
  const range = { min: 0, max: counts.length - 1, step: 1, value: 0, format: (i) => counts[i] };
  const several = slider({ label: say("n"), ...range }, () => fill(0));
  several.node.hidden = counts.length < 2;
  // The example at which the network without attention fails, but not in place of a typed line.
  view.fill = (n) => view.example && fill(0, counts.indexOf(n));
  view.follow = (n) => {
    if (counts.includes(n)) several.value = counts.indexOf(n);
  };
  return h(
    "div",
    { class: "nlpviz-bar" },
    view.input,
    several.node,
    button(say("next"), () => fill(1)),
    h("small", {}, say("type")),
    say("try")
      .split("|")
      .map((line) => button(line, () => put(line))),
  );
}

/** Translate the line with every model; what has not changed is not written again. */
function take(view, start) {
  const { now, panels, at, target, examples } = view;
  if (view.input.value !== now.line) view.input.value = now.line;
  view.letters = [...now.line].slice(0, MOST);
  view.ids = numbered(now.line, at);
  view.example = examples.find(([text]) => text === now.line);
  view.truth = view.example?.[1] ?? rightOf(now.line, view.names);
  view.follow(now.line.split(";").length);
  for (const one of panels) {
    const old = one.ids;
    Object.assign(one, translate(one.w, view.ids));
    one.text = written(one.ids, target);
    const tokens = one.ids.map((id) => target[id]);
    one.cells = compared(tokens, view.truth);
    const same = [...one.ids, -1].findIndex((id, t) => id !== old[t]);
    one.shown = start || still() ? Infinity : Math.min(one.shown, same);
    fillOut(one, view.truth, view.say);
  }
  remark(view);
  room(view);
  view.refill();
  for (const one of panels) one.read("…");
  cancelAnimationFrame(view.frame);
  tick(view);
}

/** The map takes what the translations above it leave, so that no line moves the page. */
function room(view) {
  const { panels, u, el } = view;
  const above = panels.filter(({ looks }) => looks || el.clientWidth < 600);
  const tall = ({ out }) => parseFloat(getComputedStyle(out).height) - 2.5 * u;
  view.most = above.reduce((left, one) => left - tall(one), 14.6 * u);
}

/** What is said of the line as a whole. */
function remark({ say, ids, truth, now, note, answer }) {
  const strange = ids.filter((id) => id === UNK).length;
  const all = [...now.line].length;
  const notes = [
    all > MOST && say("cut", { most: MOST, n: all }),
    strange && say("unknown", { n: strange }),
    truth === undefined && say(now.line.trim() ? "unread" : "empty"),
  ];
  note.textContent = notes.filter(Boolean).join(" ");
  answer.replaceChildren(...(truth === undefined ? [] : [`${say("due")} `, h("bdi", {}, truth)]));
}

/** One frame of writing: a character or a part of one. */
function tick(view) {
  for (const one of view.panels)
    if (writing(one)) one.shown += Math.max(0.3, one.cells.length / 90);
  draw(view);
  if (!view.panels.some(writing)) return speak(view);
  view.frame = requestAnimationFrame(() => tick(view));
}

function draw(view) {
  const t = current(view);
  for (const one of view.panels) {
    [...one.out.children].forEach((cell, k) => {
      cell.classList.toggle("on", k === t);
      cell.classList.toggle("later", k >= one.shown);
    });
    const wide = one.looks && (one.map.clientWidth || view.width);
    if (one.looks) drawMap(one, t, { ...view, wide });
    else paint(one.canvas, 1, one.last.length, view.tints, (k) => (one.last[k] + 1) / 2);
  }
}

function speak(view) {
  for (const one of view.panels)
    one.read(h("bdi", {}, speech(one, current(view), view.place, view.say)));
}

/** The table: for each model what it wrote, how surely, and where it looked most. */
function numbersOf(view) {
  const { panels, say, target } = view;
  const heads = (one) => [
    one.title,
    say("probability"),
    ...(one.looks ? [say("looks most"), say("weight")] : []),
  ];
  const cells = (one, t) => {
    const [j, a] = looked(one, t);
    const look = a ? [view.place(j), a] : ["", ""];
    const got = one.ids[t] === undefined ? ["", ""] : [seen(target[one.ids[t]]), one.p[t]];
    return [...got, ...(one.looks ? look : [])];
  };
  return {
    header: [say("step"), ...panels.flatMap(heads)],
    rows: Array.from({ length: longest(view) }, (_, t) => [
      t + 1,
      ...panels.flatMap((one) => cells(one, t)),
    ]),
  };
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const [source, target] = ["source", "target"].map((key) => tokensOf(model.get(key)));
  const examples = model.get("examples");
  const groups = grouped(examples);
  const names = model.get("calendar");
  const view = { el, target, examples, names, groups, say: speaker(el, words), u: unit(el) };
  view.deck = el.closest(".reveal");
  view.place = (j) => seen(view.letters[j] ?? "</s>");
  view.at = new Map(source.map((token, i) => [token, i]));
  view.turn = [...groups.keys()].map(() => 0);
  const fields = {
    line: { default: "", check: (line) => typeof line === "string" },
    place: { default: -1, check: (t) => Number.isInteger(t) && t >= -1 },
  };
  const changed = (keys) => {
    if (keys.includes("line")) return take(view);
    draw(view);
    speak(view);
  };
  view.now = state(model, fields, changed, signal);
  [view.answer, view.note] = [h("span"), h("b", { "aria-live": "polite" })];
  view.stage = h("div");
  buildPanels(view, model, signal);
  const panels = view.panels.map(({ node }) => node);
  view.stage.append(
    h("div", { class: "answer" }, view.answer, view.note),
    h("div", { class: "panels" }, panels),
  );
  el.append(buildLine(view, signal), view.stage);
  const colours = () => ([view.scale, view.tints] = [ramp(el), ramp(el, "div")]);
  colours();
  view.refill = () => {};
  take(view, true);
  view.refill = table(el, () => numbersOf(view), signal);
  onTheme(el, () => draw(view, colours()), signal);
  onResize(el, (width) => draw(Object.assign(view, { width }), room(view)), signal);
  signal.addEventListener("abort", () => cancelAnimationFrame(view.frame));
  return end;
}

export default { render };

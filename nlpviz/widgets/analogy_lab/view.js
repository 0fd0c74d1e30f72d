// AnalogyLab: a is to b as c is to what?  Asked of the vectors, with and without a trick.
import { button } from "../core/kit/controls.js";
import { cover } from "../core/kit/cover.js";
import { h } from "../core/kit/dom.js";
import { announce, arrows, life, onResize, onTheme } from "../core/kit/events.js";
import { touched } from "../core/kit/hands.js";
import { more } from "../core/kit/more.js";
import { tween } from "../core/kit/motion.js";
import { clamp } from "../core/kit/numbers.js";
import { between, plane } from "../core/kit/plane.js";
import { state, whole } from "../core/kit/state.js";
import { symbol } from "../core/kit/symbol.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { wordField } from "../core/kit/word_field.js";
import { fold, split, vectors } from "../core/kit/word_vectors.js";
import { speaker } from "../core/kit/words.js";
import { aha, guessed, listed, named, nearest, question, told } from "./ask.js";
import { draw, numbers, place, ranking, ring, sayAsked } from "./draw.js";
import { analogy, judge, parallelogram } from "./math.js";
import words from "./words.json" with { type: "json" };

const ROLES = ["queries", "keys", "values"];
const AWAKE = 12; // ms of judging, then the page may do what it has to

/** A word in the colour of its role. */
const bdi = ({ words }, i, role = null) => h("bdi", { class: role }, clip(words[i], 40));

/** Another question, not answered yet; -1: the reader's own words. */
function choose(view, question, abc = view.questions[question]?.slice(0, 3) ?? view.now.abc) {
  view.guess.value = "";
  view.now.set({ question, abc, guess: -1, revealed: false });
}

/** Another question, by so many. */
function step(view, by) {
  const { questions, now } = view;
  if (!questions.length) return view.read(view.say("own"));
  return choose(view, clamp(now.question + by, 0, questions.length - 1));
}

const last = ({ now, questions }) => now.question === questions.length - 1;

/** The list of the questions, by sections, and the reader's own words at its end. */
function menu(view) {
  const { say, questions, sections, fields } = view;
  const select = h("select", { "aria-label": say("question") });
  const groups = {};
  questions.forEach((each, q) => {
    const option = h("option", { value: q }, sayAsked(view, each));
    const name = sections[q];
    if (!name) return select.append(option);
    if (!groups[name]) select.append((groups[name] = h("optgroup", { label: clip(name, 60) })));
    return groups[name].append(option);
  });
  select.append(h("option", { value: -1 }, `${say("own")} …`));
  const take = () => {
    choose(view, Number(select.value));
    if (select.value !== "-1") return;
    fields[0].input.focus();
    fields[0].input.select();
  };
  select.addEventListener("change", take, { signal: view.signal });
  return select;
}

/** The fields of the three words, and that of the guess. */
function inputs(view) {
  const { say, words, folded, signal, now } = view;
  const field = (label, name, acts) =>
    wordField({ label, name, words, folded, none: say("none"), ...acts }, signal);
  const replaced = (k, i) => now.abc.map((old, at) => (at === k ? i : old));
  view.fields = ["a", "b", "c"].map((letter, k) => {
    const label = h("span", { class: ROLES[k] }, symbol(letter));
    return field(label, say(letter), { onChoose: (i) => choose(view, -1, replaced(k, i)) });
  });
  const take = (i) => {
    if (now.revealed) return;
    now.set("guess", i);
    view.ask.set({ guess: guessed(view) });
  };
  view.guess = field(say("guess"), say("guess"), { onChoose: take, onMatch: take });
}

/** What is to be done, and which question it is. */
function first({ say, now, questions }) {
  const at = { i: now.question + 1, n: questions.length };
  return `${now.question < 0 ? say("own") : say("number", at)} · ${say("first")}`;
}

/** Write all that is not on the plane. */
function redraw(view) {
  const { now, say, words } = view;
  const { abc, revealed: open } = now;
  view.select.value = now.question;
  view.fields.forEach((field, k) => {
    field.value = words[abc[k]];
  });
  if (now.guess >= 0) view.guess.value = words[now.guess];
  view.ask.set({ guess: guessed(view), open });
  if (!open) view.ask.renew();
  view.how.textContent = say("how", { ...named(view), d: view.W.d });
  view.root.classList.toggle("open", open);
  const waits = () => cover(say("cover", { n: words.length.toLocaleString() }));
  view.list.replaceChildren(open ? ranking(view, view.scores(), listed(view), bdi) : waits());
  view.read(...(open ? told(view) : [first(view)]));
  view.aha.textContent = open ? aha(view) : "";
  view.refresh();
  if (open) view.more.show();
  else view.total.textContent = "";
  if (open && view.questions.length > 1) setTimeout(() => count(view));
}

/** Judge all questions, a few at a time, so that the page stays awake. */
function count(view) {
  const { W, questions, judged, say } = view;
  const end = performance.now() + AWAKE;
  while (judged.length < questions.length && performance.now() < end)
    judged.push(judge(W, questions[judged.length]));
  if (view.signal.aborted) return;
  if (judged.length < questions.length) return void setTimeout(() => count(view));
  const [all, rest] = [0, 1].map((which) => judged.filter((each) => each[which] === 1).length);
  view.total.textContent = say("right", { n: questions.length, all, rest });
  view.refresh();
}

/** The plane as it is now: words glide to the next question; a ring grows to the answer. */
function show(view, keys = []) {
  if (!view.size) return;
  view.finish?.();
  const [from, to] = [view.placed, place(view)];
  view.placed = to;
  const [glides, opens] = [keys.includes("abc") && from, keys.includes("revealed")];
  const end = (t) => {
    draw(view, to);
    if (view.now.revealed) view.ink.prepend(ring(view, to, t));
  };
  if (glides) view.finish = tween((t) => (t < 1 ? draw(view, between(from, to, t), true) : end(1)));
  else if (opens && view.now.revealed) view.finish = tween(end, { ms: 1200 });
  else end(1);
}

function build(view, el) {
  const { say, questions, signal } = view;
  const part = (name, ...children) => h("div", { class: name }, children);
  inputs(view);
  view.select = menu(view);
  view.ask = question(view, el);
  const names = { tabindex: 0, role: "application", "aria-label": say("stage") };
  Object.assign(view, plane(names));
  for (const name of ["how", "list", "aha", "total"]) view[name] = part(name);
  view.ask.node.querySelector(".nlpviz-ask").append(view.guess.node);
  const next =
    questions.length > 1 && button(say("next"), () => step(view, last(view) ? -Infinity : 1));
  const fields = view.fields.map((field) => field.node);
  view.more = more(el, questions.length ? view.select : null, ...fields);
  const left = part("left", view.stage, view.how);
  const below = part("below", view.aha, part("nlpviz-bar", next, view.more.node, view.total));
  view.read = announce(below); // seen with what waits
  view.root = part("", view.ask.node, part("sides", left, view.list), below);
  el.append(view.root);
  const here = () => ({ ...view, map: view.map() });
  const name = (i) => {
    view.stage.title = view.words[i] ?? "";
  };
  touched(here, { visit: name, leave: () => name(-1) }, signal);
  arrows(view.stage, (dx, dy) => step(view, dx + clamp(dy, -1, 1)), signal);
  view.refresh = table(view.root, () => numbers(view), signal);
}

/** What is computed once for each three words. */
function remembered(view, compute) {
  let [asked, found] = ["", null];
  return () => {
    const { abc } = view.now;
    if (abc.join() !== asked) [asked, found] = [abc.join(), compute(view.W, ...abc)];
    return found;
  };
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const view = { say: speaker(el, words), signal, el, W: vectors(model.get("W")), judged: [] };
  view.words = split(model.get("words"));
  view.folded = view.words.map(fold);
  for (const key of ["questions", "sections"]) view[key] = model.get(key);
  const word = whole(0, view.words.length - 1);
  const fields = {
    question: { default: -1, check: whole(-1, view.questions.length - 1) },
    abc: { default: [0, 1, 2], check: (ids) => ids.length === 3 && [...ids].every(word) },
    guess: { default: -1, check: whole(-1, view.words.length - 1) },
    revealed: { default: false, check: (x) => typeof x === "boolean" },
  };
  const heard = (keys) => {
    const { question: q } = view.now;
    const asked = keys.includes("question") && !keys.includes("abc") && q >= 0;
    if (asked) view.now.set("abc", view.questions[q].slice(0, 3));
    redraw(view);
    show(view, keys);
  };
  view.now = state(model, fields, heard, signal);
  view.due = () => (listed(view) >= 0 ? listed(view) : nearest(view));
  view.scores = remembered(view, analogy);
  view.map = remembered(view, parallelogram);
  build(view, el);
  redraw(view);
  const resize = (width) => {
    view.size = [width, view.stage.clientHeight];
    show(view);
  };
  onResize(view.stage, resize, signal);
  onTheme(el, () => show(view), signal);
  return end;
}

export default { render };

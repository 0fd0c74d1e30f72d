// AnalogyLab: a is to b as c is to what?  Asked of the vectors, with and without a trick.
import { h } from "../core/kit/dom.js";
import { announce, arrows, life } from "../core/kit/events.js";
import { clamp, number } from "../core/kit/numbers.js";
import { predict } from "../core/kit/predict.js";
import { state, whole } from "../core/kit/state.js";
import { symbol } from "../core/kit/symbol.js";
import { table } from "../core/kit/table.js";
import { clip, isolated } from "../core/kit/text.js";
import { wordField } from "../core/kit/word_field.js";
import { fold, largest, search, split, vectors } from "../core/kit/word_vectors.js";
import { speaker } from "../core/kit/words.js";
import { lists, numbers, sayAsked, short } from "./draw.js";
import { analogy, judge, rank } from "./math.js";
import words from "./words.json" with { type: "json" };

const ROLES = ["queries", "keys", "values"];
const AWAKE = 12; // ms of judging, then the page may do what it has to

/** A word in the colour of its role. */
const bdi = ({ words }, i, role = null) =>
  h("bdi", { class: role, title: clip(words[i], 400) }, clip(words[i], 40));

/** The answer of the question; -1 where the reader asks with words of their own. */
const listed = ({ now, questions }) => (now.question >= 0 ? questions[now.question][3] : -1);

/** The word that is nearest to b − a + c, these three left out. */
const nearest = (view) => largest(view.scores(), 1, view.now.abc)[0];

/** Another question, not answered yet; -1: the reader's own words. */
function choose(view, question, abc = view.questions[question]?.slice(0, 3) ?? view.now.abc) {
  view.guess.value = "";
  view.now.set({ question, abc, guess: -1, revealed: false });
}

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
  const field = (label, name, onChoose) =>
    wordField({ label, name, words, folded, none: say("none"), onChoose }, signal);
  const replaced = (k, i) => now.abc.map((old, at) => (at === k ? i : old));
  view.fields = ["a", "b", "c"].map((letter, k) => {
    const label = h("span", { class: ROLES[k] }, symbol(letter));
    return field(label, say(letter), (i) => choose(view, -1, replaced(k, i)));
  });
  view.guess = field(say("guess"), say("guess"), (i) => now.set("guess", i));
}

/** The question with its answer as a sentence. */
function question(view, el) {
  const { say, now, questions } = view;
  const named = () => {
    const [a, b, c] = short(view, now.abc);
    return { a, b, c };
  };
  const due = () => (listed(view) >= 0 ? listed(view) : nearest(view));
  const why = () => {
    const [scores, d] = [view.scores(), due()];
    const ranks = { all: rank(scores, d), rest: rank(scores, d, now.abc) };
    if (listed(view) >= 0) return say("why answer", ranks);
    return say("why nearest", { ...named(), cosine: number(scores[d], 2) });
  };
  const options = {
    question: () => say("ask", named()),
    answer: due,
    write: (i) => (i < 0 ? say("nothing") : isolated(clip(view.words[i], 40))),
    why,
    guesses: [questions.length ? questions[0][3] : 0],
    onChange: ({ open }) => turn(view, open),
    start: { guess: now.guess, open: now.revealed },
  };
  return predict(el, options, view.signal);
}

/** Open the answer, with the word that stands in the field as the guess; or ask anew. */
function turn(view, open) {
  const typed = fold(view.guess.value.trim());
  const [best] = search(view.folded, typed, 1);
  const found = best !== undefined && view.folded[best] === typed ? best : view.now.guess;
  if (!open) view.guess.value = "";
  view.now.set({ revealed: open, guess: open ? found : -1 });
  view.ask.set({ guess: view.now.guess, open });
  if (!open) view.guess.input.focus();
}

function redraw(view) {
  const { now, say, stage, words } = view;
  const { abc, revealed: open } = now;
  view.select.value = now.question;
  view.fields.forEach((field, k) => {
    field.value = words[abc[k]];
  });
  if (now.guess >= 0) view.guess.value = words[now.guess];
  view.ask.set({ guess: now.guess, open });
  const best = open ? bdi(view, nearest(view), "targets") : "?";
  const [a, b, c] = abc.map((i, k) => bdi(view, i, ROLES[k]));
  const sum = [b, " − ", a, " + ", c].map((part) => part.cloneNode?.(true) ?? part);
  stage.replaceChildren(
    h("div", { class: "asked" }, a, " : ", b, " = ", c, " : ", best),
    h("div", { class: "sum" }, sum, " ≈ ", best.cloneNode?.(true) ?? best),
  );
  view.total.hidden = !open;
  view.lists.replaceChildren(...lists(view, open ? view.scores() : null, listed(view), bdi));
  view.read(...(open ? told(view) : [sayAsked(view), " ", say("first")]));
  view.refresh();
  if (open && view.questions.length > 1) setTimeout(() => count(view));
}

/** Where the guess and the answer stand, in words. */
function told(view) {
  const { now, say, words } = view;
  const scores = view.scores();
  const named = Object.entries({ guess: now.guess, answer: listed(view) }).filter(
    ([, i]) => i >= 0,
  );
  const typed = view.guess.value.trim();
  const place = (i) => {
    const ranks = { all: rank(scores, i), rest: rank(scores, i, now.abc) };
    return say(now.abc.includes(i) ? "rank" : "ranks", ranks);
  };
  const bold = (text) => h("b", {}, h("bdi", {}, clip(text, 60)));
  const cosine = (i) => `${say("cosine")} ${number(scores[i], 2)}`;
  const parts = named.map(([key, i], at) => [
    at ? " · " : "",
    `${say(key)}: `,
    bold(words[i]),
    ` ${place(i)}, ${cosine(i)}`,
  ]);
  if (typed && now.guess < 0)
    parts.unshift(`${say("unknown")} `, bold(typed), parts.length ? " · " : "");
  const first = nearest(view);
  return parts.length ? parts.flat() : [bold(words[first]), ` ${cosine(first)}`];
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

function build(view, el) {
  const { say, questions, signal, now } = view;
  const bar = (...children) => h("div", { class: "nlpviz-bar above" }, children);
  inputs(view);
  view.select = menu(view);
  view.ask = question(view, el);
  const names = { tabindex: 0, role: "application", "aria-label": say("stage") };
  view.stage = h("div", { class: "stage", ...names });
  view.lists = h("div", { class: "lists" });
  view.total = h("div", { class: "nlpviz-muted" });
  const left = h("div", { class: "left" }, questions.length ? view.select : null);
  left.append(bar(view.fields.map((field) => field.node)), view.stage);
  view.ask.node.querySelector(".nlpviz-ask").append(view.guess.node);
  view.read = announce(left);
  left.append(view.total);
  view.root = h("div", {}, view.ask.node, h("div", { class: "sides" }, left, view.lists));
  el.append(view.root);
  const step = (dx, dy) => {
    if (!questions.length) return view.read(say("own"));
    return choose(view, clamp(now.question + dx + clamp(dy, -1, 1), 0, questions.length - 1));
  };
  arrows(view.stage, step, signal);
  view.refresh = table(view.root, () => numbers(view), signal);
}

/** The cosines of all words with b − a + c, computed once for each three. */
function remembered(view) {
  let [asked, scores] = ["", null];
  return () => {
    const { abc } = view.now;
    if (abc.join() !== asked) [asked, scores] = [abc.join(), analogy(view.W, ...abc)];
    return scores;
  };
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const view = { say: speaker(el, words), signal, W: vectors(model.get("W")) };
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
  };
  view.now = state(model, fields, heard, signal);
  Object.assign(view, { scores: remembered(view), judged: [] });
  build(view, el);
  redraw(view);
  return end;
}

export default { render };

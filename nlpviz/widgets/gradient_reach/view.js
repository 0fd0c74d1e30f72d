// How far back does the blame reach?  Guess the word where a hundredth is left, send the pulse, and
// then send it through the network with gates.
import { button } from "../core/kit/controls.js";
import { h, unit } from "../core/kit/dom.js";
import { acts, announce, arrows, life, onResize } from "../core/kit/events.js";
import { clamp } from "../core/kit/numbers.js";
import { oneOf, state } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { filled, speaker } from "../core/kit/words.js";
import { drawing } from "./draw.js";
import { about, chosen, kept, nearest, percent, times } from "./math.js";
import words from "./words.json" with { type: "json" };

const ROOM = 14; // letters of a word

const fields = (T) => ({
  guess: { default: null, check: oneOf(null, ...Array(T).keys()) },
  step: { default: 0, check: oneOf(0, 1, 2) },
});

/** How many networks have answered: none before there is a guess. */
const stepOf = ({ now }) => (now.guess === null ? 0 : now.step);
const shown = ({ tokens }, t) => clip(tokens[t], ROOM);
const verb = ({ answers, chances }, k) => clip(answers[chosen(chances[k])], ROOM);

const judged = (view, k) => `${verb(view, k)} ${chosen(view.chances[k]) ? "✗" : "✓"}`;

/** Where a hundredth is left, as far as one can read: the words whose share is printed alike. */
const answers = ({ shares: [plain] }) =>
  [...plain.keys()].filter((t) => percent(plain[t]) === percent(plain[nearest(plain)]));

/** The verdict on a guess, on what the first network's blame did. */
function first(view, guess) {
  const { say, shares } = view;
  const answer = nearest(shares[0]);
  const quoted = (t) => say("quoted", { word: shown(view, t) });
  const good = about(shares[0][guess]) || guess === answer;
  const at = good ? guess : answer;
  return say(good ? "hit" : "missed", {
    guess: shown(view, guess),
    had: percent(shares[0][guess]),
    answer: answers(view).map(quoted).join(say("or")),
    share: percent(shares[0][answer]),
    factor: percent(kept(shares[0], at)),
  });
}

/** What gates change, at the word where a hundredth was left without them. */
function second(view) {
  const { say, shares, cells, chances } = view;
  const t = nearest(shares[0]);
  const [former, factor] = shares.map((each) => percent(kept(each, t)));
  const told = say("gated", {
    cell: cells[1],
    share: percent(shares[1][t]),
    answer: shown(view, t),
    times: times(shares[1][t], shares[0][t]),
    factor,
    former,
    said: verb(view, 1),
  });
  return told + say(chosen(chances[1]) ? "bad" : "good");
}

const asked = (view) => {
  const { say, chances, answers } = view;
  const verbs = { said: verb(view, 0), right: clip(answers[0], ROOM) };
  return say("ask", { said: say(chosen(chances[0]) ? "wrong" : "right", verbs) });
};

/** The sentence above the words: the question, then one verdict after the other in its place. */
const told = (view) =>
  [() => asked(view), () => first(view, view.now.guess), () => second(view)][stepOf(view)]();

/** Room for the longest of these sentences, so that nothing below them moves. */
function reserve(node, sentences) {
  const ruler = h("p", { class: `${node.className} ruler`, "aria-hidden": "true" });
  node.after(ruler);
  const heights = sentences.map((text) => {
    ruler.textContent = text;
    return ruler.offsetHeight;
  });
  ruler.remove();
  node.style.minHeight = `${Math.max(...heights)}px`;
}

/** What is known of a word, in a sentence. */
function known(view, t, step = stepOf(view)) {
  const { say, shares } = view;
  if (t === null) return say("unset");
  const [share, gated] = shares.map((each) => percent(each[t]));
  return say(["guess", "at", "both"][step], { word: shown(view, t), share, gated });
}

/** A word is chosen: as the guess, later to be told of. */
function choose(view, t) {
  const { now, tokens } = view;
  view.cursor = clamp(t, 0, tokens.length - 1);
  if (stepOf(view)) return show(view);
  now.set({ guess: view.cursor, step: 0 });
}

/** What the words look like now, the verb's as well. */
function drawn(view) {
  const { tokens, now, say, shares, stage } = view;
  const step = stepOf(view);
  const due = answers(view);
  const marks = (t) => [
    t === now.guess && "guess",
    step > 0 && due.includes(t) && "answer",
    step > 0 && t === view.cursor && "cursor",
  ];
  const list = tokens.map((_, t) => {
    const click = () => choose(view, t);
    return { text: shown(view, t), kind: "", marks: marks(t).filter(Boolean), click };
  });
  const k = Math.max(step - 1, 0);
  const good = !chosen(view.chances[k]);
  const room = [0, 1].map((each) => judged(view, each));
  list.push({ text: room[k], room, kind: good ? "good" : "bad", marks: ["said"], click: null });
  const names = { long: [say("without"), say("with")], short: [say("none"), say("some")] };
  return drawing({ shares, step, words: list, names }, stage, unit(stage));
}

/** Everything, as it is now; the picture. */
function show(view) {
  const { now, say, stage, lead, send, again } = view;
  if (!stage.clientWidth) return null;
  const step = stepOf(view);
  const picture = drawn(view);
  stage.replaceChildren(picture.node);
  lead.textContent = told(view);
  send.textContent = say(["send", "gates", "again"][step]);
  send.classList.toggle("done", step === 2);
  again.style.visibility = step === 1 ? "" : "hidden";
  view.line.classList.remove("wanted");
  const t = step ? (view.cursor ?? nearest(view.shares[0])) : now.guess;
  view.read(known(view, t));
  return picture;
}

/** The next network's blame is sent back; the picture is its end from the first moment on. */
function go(view) {
  const { now, stage, line, say } = view;
  if (now.guess === null) {
    line.classList.add("wanted");
    view.read(say("first"));
    return stage.focus();
  }
  view.cursor = null;
  if (stepOf(view) < 2) return now.set("step", stepOf(view) + 1);
  now.set({ guess: null, step: 0 });
  stage.focus();
}

function build(view, el) {
  const { say, signal, now, tokens } = view;
  view.lead = h("p", { class: "told", "aria-live": "polite" });
  view.stage = h("div", {
    class: "stage",
    tabindex: 0,
    role: "application",
    "aria-label": say("stage"),
  });
  view.send = button(say("send"), () => go(view));
  view.send.className = "send";
  view.again = button(say("again"), () => {
    now.set("step", 2);
    go(view);
  });
  const bar = h("div", { class: "nlpviz-bar" }, view.send, view.again);
  view.read = announce(bar);
  view.line = bar.lastChild;
  const means = h(
    "p",
    { class: "means" },
    filled(say("means", { last: shown(view, tokens.length - 1) }), {
      blame: h("b", {}, say("blame")),
    }),
  );
  el.append(h("p", { class: "title" }, say("title")), view.lead, view.stage, bar, means);
  const last = tokens.length - 1;
  const from = () => view.cursor ?? now.guess;
  const move = (dx, dy) => choose(view, from() === null ? last : from() + (dx || dy));
  arrows(view.stage, move, signal);
  acts(view.stage, () => go(view), signal);
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const view = { say: speaker(el, words), signal, cursor: null };
  for (const key of ["tokens", "answers", "cells", "shares", "chances"]) view[key] = model.get(key);
  const changed = (keys) => {
    const picture = show(view);
    if (keys.includes("step") && stepOf(view)) picture?.send(view.lead, view.line);
    view.renew();
  };
  view.now = state(model, fields(view.tokens.length), changed, signal);
  build(view, el);
  const { say, cells } = view;
  const rows = () =>
    view.tokens.map((token, t) => [token, ...view.shares.slice(0, stepOf(view)).map((x) => x[t])]);
  const names = () => cells.slice(0, stepOf(view)).map((cell) => say("share", { cell }));
  view.renew = table(el, () => ({ header: [say("word"), ...names()], rows: rows() }), signal);
  const sized = () => {
    const each = (sentence) => view.tokens.map((_, t) => sentence(t));
    reserve(view.lead, [asked(view), second(view), ...each((t) => first(view, t))]);
    const lines = (step) => each((t) => known(view, t, step));
    reserve(view.line, [say("unset"), say("first"), ...[0, 1, 2].flatMap(lines)]);
    show(view);
  };
  onResize(view.stage, sized, signal);
  return end;
}

export default { render };

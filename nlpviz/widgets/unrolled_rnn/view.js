// UnrolledRNN: the network reads, is wrong, and the blame goes back; a key press a word, and inside
// it the single operations.
import { button } from "../core/kit/controls.js";
import { h } from "../core/kit/dom.js";
import { announce, arrows, life } from "../core/kit/events.js";
import { more } from "../core/kit/more.js";
import { clamp, number, vector } from "../core/kit/numbers.js";
import { predict } from "../core/kit/predict.js";
import { state, whole } from "../core/kit/state.js";
import { formula } from "../core/kit/symbol.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { speaker } from "../core/kit/words.js";
import { drawing, NAMES } from "./draw.js";
import { blame, find, nearest, OPS, problem, share, verdict, walk } from "./math.js";
import { matrices } from "./sums.js";
import words from "./words.json" with { type: "json" };

const SHARES = { all: 1, half: 0.5, quarter: 0.25, tenth: 0.1, hundredth: 0.01 };

/** What an operation computes, with its numbers; f is the function's name. */
const FORMULAS = {
  x: ({ t, x, xW }) => formula(`x_${t} W_x = @ W_x = @`, x, xW),
  h: ({ t, before, hW }) => formula(`h_${t - 1} W_h = @ W_h = @`, before, hW),
  a: ({ t, a }) => formula(`a_${t} = x_${t} W_x + h_${t - 1} W_h + b = @`, a),
  s: ({ t, a, h }, f) => formula(`h_${t} = ${f} a_${t} = ${f} @ = @`, a, h),
  dh: ({ t, own, later, dh }) =>
    formula(`dh_${t} = dH_${t} + da_${t + 1} W_hᵀ = @ + @ = @`, own, later, dh),
  da: ({ t, dh, slope, da }, f) =>
    formula(`da_${t} = dh_${t} ⊙ ${f}′ a_${t} = @ ⊙ @ = @`, dh, slope, da),
  dW: ({ t, before, da }) =>
    formula(
      `dW_h += h_${t - 1}ᵀ da_${t} = @ ᵀ @ , dW_x += x_${t}ᵀ da_${t} , db += da_${t}`,
      before,
      da,
    ),
  back: ({ t, later, dx }) => formula(`da_${t} W_hᵀ = @ , dx_${t} = da_${t} W_xᵀ = @`, later, dx),
};

/** Where the walk is, in a sentence. */
function caption({ w, done, names, lengths, say }, k) {
  const { kind, t } = done.steps[Math.max(k, 1) - 1];
  const word = names[t - 1];
  if (k === 0) return say("start");
  if (k % OPS) {
    const key = kind === "dh" && t === w.T ? "op dh end" : `op ${kind}`;
    return say(key, { word, f: NAMES[w.activation] });
  }
  if (k < OPS * w.T) return say("read", { word });
  if (k === OPS * w.T) return ending(w, done.H[w.T], say);
  const left = (length) => number(length / (lengths.at(-1).dh || 1), 2);
  if (t > 1) return say("blamed", { word, share: left(lengths[t - 1].back) });
  return say("arrived", { word, share: left(lengths[0].dh), n: w.T });
}

/** The verdict in words; without one, that all is read. */
function ending(w, last, say) {
  if (!w.readout) return say("end");
  const P = verdict(last, w.readout);
  const [right, other] = w.answers;
  const [p, q] = [number(Math.max(P, 1 - P), 2), number(P, 2)];
  return P > 0.5
    ? say("right end", { said: right, p })
    : say("wrong end", { said: other, right, p, q });
}

/** Play from an operation to another, a word at a time; a newer run or the clean-up ends it. */
async function play(view, from, to) {
  const run = (view.run = {});
  view.walked = true;
  const mine = () => view.run === run && !view.signal.aborted;
  view.button.textContent = view.say("stop");
  for (let k = from; k < to && mine(); k += OPS) {
    view.now.set("position", k);
    await view.scene.travel(k / OPS);
    if (mine()) view.now.set("position", k + OPS);
  }
  if (mine()) halt(view);
}

function halt(view) {
  view.run = null;
  view.button.textContent = view.say("play");
}

/** To an operation by the reader's hand: what plays stops; on a whole word the pulse is seen. */
function go(view, to) {
  const [k, before] = [clamp(Math.round(to), 0, view.K), view.now.position];
  halt(view);
  view.walked = true;
  view.now.set("position", k);
  if (k === before + OPS && k % OPS === 0) view.scene.travel(before / OPS);
}

/** A word on (1) or back (−1). */
const turn = (view, by) => {
  const at = view.now.position / OPS;
  go(view, OPS * (by > 0 ? Math.floor(at) + 1 : Math.ceil(at) - 1));
};

function redraw(view) {
  const { now, done, scene, say, range, K } = view;
  const k = now.position;
  scene.show(k);
  // With single operations come their formulas.
  if (k % OPS) view.stage.parentNode.classList.add("single");
  const step = done.steps[k - 1];
  const symbols = step && FORMULAS[step.kind](step, NAMES[view.w.activation]);
  const told = caption(view, k);
  if (view.told !== told) view.tell(told, h("span", { class: "symbols" }, symbols ?? "\u00a0"));
  view.told = told;
  range.value = k;
  const word = step ? view.names[step.t - 1] : "–";
  range.setAttribute("aria-valuetext", say("place", { k, n: K, word }));
  view.clock.textContent = `${k} / ${K}`;
  [view.back.disabled, view.next.disabled] = [k === 0, k === K];
  view.sums.update(step, done.steps[k - 2]);
  view.ask?.set({ guess: now.guess, open: now.revealed });
  if (!view.ask || now.revealed) view.more.show();
  follow(view);
}

/** The place of the walk comes into sight: at first the word that is asked of, and at the verdict,
    where the blame starts, the end. */
function follow({ stage, scene, now, K, walked, cue }) {
  const k = now.position;
  const x = scene.middle(k) * stage.scrollWidth - stage.clientWidth / 2;
  stage.scrollLeft = k === 0 || !walked ? 0 : k === K / 2 ? stage.scrollWidth : x;
  cue.hidden = stage.scrollWidth < stage.clientWidth + 8;
}

/** The question: how much of the blame is left at the first word? */
function question(view, el) {
  const { lengths, say, names, w, done } = view;
  const found = share(lengths);
  if (!found) return null;
  const { left, factor } = found;
  const options = Object.entries(SHARES).map(([key, value]) => ({ value, text: say(key) }));
  const why = () =>
    say(factor > 1 ? "why grows" : "why", {
      f: NAMES[w.activation],
      factor: number(factor, 2),
    });
  const bad = w.readout && verdict(done.H[w.T], w.readout) <= 0.5;
  const [right, said] = w.answers ?? [];
  const onChange = ({ guess, open }) => {
    halt(view);
    view.walked ||= open;
    view.now.set({ guess, revealed: open, position: view.K / 2 });
    if (open) play(view, view.K / 2, view.K);
  };
  const asking = {
    question: say(bad ? "question wrong" : "question", { word: names[0], said, right }),
    options,
    answer: () => left,
    right: (guess) => guess === nearest(Object.values(SHARES), left),
    write: (x) => options.find((one) => one.value === x)?.text ?? number(x, 2),
    why,
    onChange,
    start: { guess: view.now.guess, open: view.now.revealed },
  };
  return predict(el, asking, view.signal);
}

/** The table's rows: each word with its numbers. */
function numbers({ done, tokens, say }) {
  const kinds = [
    ["a", "sum"],
    ["h", "state", "s"],
    ["dh", "blame state"],
    ["da", "blame sum"],
    ["dx", "blame input", "back"],
  ];
  const header = [say("word"), ...kinds.map(([key, name]) => `${say(name)} ${key}`)];
  const of = (t) => kinds.map(([key, , kind = key]) => vector(find(done.steps, kind, t)[key]));
  const rows = tokens.map((word, j) => [word, ...of(j + 1)]);
  return { header, rows };
}

function build(view, el) {
  const { say, signal, K } = view;
  const stage = { class: "stage", tabindex: 0, role: "application", "aria-label": say("stage") };
  view.stage = h("div", stage, view.scene.picture);
  view.sums = matrices(view.w, say);
  view.range = h("input", { type: "range", min: 0, max: K, step: 1, "aria-label": say("walk") });
  view.range.addEventListener("input", () => go(view, view.range.valueAsNumber), { signal });
  view.clock = h("span", { class: "clock nlpviz-muted" });
  view.back = button(say("back"), () => turn(view, -1), "◀");
  view.next = button(say("next"), () => turn(view, 1), "▶");
  const begin = () => play(view, 0, view.ask && !view.now.revealed ? K / 2 : K);
  view.button = button(say("play"), () => (view.run ? halt(view) : begin()));
  view.more = more(el, view.back, view.next, say("walk"), view.range, view.clock, view.sums.node);
  view.ask = question(view, el);
  const line = h("div", { class: "line" }, view.button);
  view.tell = announce(line, { class: "nlpviz-readout caption" });
  view.cue = h("p", { class: "cue" }, say("cue"));
  const parts = [view.ask?.node, view.stage, view.cue, line, view.more.node];
  el.append(h("div", { class: "ur" }, parts));
  arrows(
    view.stage,
    (dx, dy) => {
      if (Math.abs(dx) === Infinity) return go(view, dx < 0 ? 0 : K);
      return dx || Math.abs(dy) > 1 ? turn(view, dx || dy) : go(view, view.now.position + dy);
    },
    signal,
  );
  table(el, () => numbers(view), signal);
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const [w, tokens, say] = [problem(model), model.get("tokens"), speaker(el, words)];
  const done = walk(w);
  const K = done.steps.length;
  const view = { w, tokens, say, done, K, signal, lengths: blame(done) };
  const fields = {
    position: { default: K / 2, check: whole(0, K) },
    guess: { default: null, check: (x) => x === null || Object.values(SHARES).includes(x) },
    revealed: { default: false, check: (x) => typeof x === "boolean" },
  };
  view.names = tokens.map((token) => clip(token, 40));
  view.scene = drawing(w, done, tokens, say);
  view.now = state(model, fields, () => redraw(view), signal);
  build(view, el);
  redraw(view);
  requestAnimationFrame(() => follow(view)); // once it stands where it stays
  return end;
}

export default { render };

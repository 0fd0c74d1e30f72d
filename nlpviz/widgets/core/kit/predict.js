// Predict, then reveal: the question stands on the figure; the answer, a sentence (you said, it
// is, because), takes its place once a guess has been made.  The height stays.

import { choice } from "./controls.js";
import { h } from "./dom.js";
import { onResize } from "./events.js";
import words from "./words.json" with { type: "json" };
import { speaker } from "./words.js";

/** The guess as a number typed in: {node, set(value)}. */
function numberInput({ min, max, step = "any", unit = "" }, name, change) {
  const input = h("input", { type: "number", min, max, step, "aria-label": name });
  input.addEventListener("input", () => change(input.validity.valid ? input.valueAsNumber : NaN));
  return {
    node: h("span", { class: "nlpviz-number" }, input, unit && ` ${unit}`),
    set: (value) => {
      if (!Number.isNaN(value) && input.valueAsNumber !== value) input.value = value ?? "";
    },
    focus: () => input.focus(),
  };
}

/** The guess as one of a few options. */
function optionInput(options, name, change) {
  const values = options.map((o) => o.value ?? o);
  const take = (text) => change(values.find((x) => String(x) === text));
  const radio = choice({ label: "", name, options, value: null }, take);
  return {
    node: radio.node,
    set: (value) => {
      radio.value = value ?? null;
    },
    focus: () => radio.node.querySelector("input").focus(),
  };
}

/** The guess as a place in the figure, which calls guess(value) itself. */
const placeInput = (text) => {
  const node = h("span", { class: "nlpviz-guess" });
  return {
    node,
    set: (value) => node.replaceChildren(text(value)),
    focus() {},
  };
};

/** A question and its answer, to be appended as `node`.
    question: a text (or a function that makes it); options: [{value, text}], or {min, max, step,
    unit} for a number, or nothing where the figure itself is clicked (it calls guess(value)).
    answer(): the right value now; right(guess, answer): whether a guess counts as right (the
    default: equal); write(value, due): a value in words, due: as the answer; why(guess, answer):
    what comes after "because"; instead(): a text, or null, that takes the verdict's place where
    what is shown is no longer what was asked of.
    onChange({guess, open}) is called when the reader guesses, reveals or starts again.
    Returns {node, guess(value), set({guess, open}), renew(), value, open}; set is for what comes
    from the model, renew for an answer that has changed. */
export function predict(el, options, signal) {
  const say = speaker(el, words);
  const { answer, why, onChange = () => {}, start = {}, instead = () => null } = options;
  const right = options.right ?? ((guess, due) => guess === due);
  const write = options.write ?? textOf(options.options);
  const self = { value: start.guess ?? null, open: !!start.open && made(start.guess ?? null) };
  self.guess = (value) => change({ guess: value, open: false });
  const parts = build(options, self.guess, (value) =>
    say("guess", { guess: made(value) ? write(value) : "…" }),
  );
  self.node = parts.node;

  const sentence = (guess) => {
    const due = answer();
    const key = right(guess, due) ? "right" : "wrong";
    return say(key, { guess: write(guess), answer: write(due, true), why: why(guess, due) });
  };
  const draw = () => {
    parts.show(self, self.open ? (instead() ?? sentence(self.value)) : "");
    parts.button.textContent = say(self.open ? "again" : "reveal");
    parts.button.disabled = !made(self.value);
  };
  self.set = ({ guess = self.value, open = self.open }) => {
    self.value = guess;
    self.open = !!open && made(guess);
    draw();
  };
  self.renew = () => {
    draw();
    parts.reserve(guessesOf(options, self.value).map(sentence));
  };
  const change = (next) => {
    self.set(next);
    onChange({ guess: self.value, open: self.open });
  };
  const press = () => {
    const again = self.open;
    change(again ? { guess: null, open: false } : { open: true });
    if (again) parts.input.focus();
  };
  parts.button.addEventListener("click", press, { signal });
  draw();
  onResize(self.node, self.renew, signal);
  return self;
}

const made = (guess) => guess !== null && !Number.isNaN(guess);

/** The elements: the question with its input and, in the same place, the verdict; the button. */
function build({ question, options }, take, guessed) {
  const text = () => (typeof question === "function" ? question() : question);
  const input = inputOf(options, text(), take, guessed);
  const asked = h("p", { class: "nlpviz-question" }, text());
  const verdict = h("output", { class: "nlpviz-verdict", "aria-live": "polite" });
  const button = h("button", { type: "button", class: "nlpviz-reveal" });
  const ask = h("div", { class: "nlpviz-ask" }, asked, input.node);
  const place = h("div", { class: "nlpviz-place" }, ask, verdict);
  return {
    input,
    button,
    node: h("div", { class: "nlpviz-predict" }, place, button),
    show({ value, open }, told) {
      asked.replaceChildren(text());
      input.set(value);
      ask.style.visibility = open ? "hidden" : "";
      if (verdict.textContent !== told) verdict.textContent = told;
    },
    /** Keep room for the longest of these sentences. */
    reserve(sentences) {
      verdict.style.minHeight = `${tallest(place, sentences)}px`;
    },
  };
}

function inputOf(options, name, take, guessed) {
  if (Array.isArray(options)) return optionInput(options, name, take);
  return options ? numberInput(options, name, take) : placeInput(guessed);
}

/** The guesses for which room is kept. */
function guessesOf({ options, answer, guesses }, value) {
  if (guesses) return guesses;
  if (Array.isArray(options)) return options.map((o) => o.value ?? o);
  return [value ?? options?.max ?? answer()];
}

const textOf = (options) => (value) =>
  String((Array.isArray(options) && options.find((o) => (o.value ?? o) === value)?.text) || value);

/** The height of the longest of these sentences where the verdict will stand.  Not rounded: else
    the figure would grow by part of a pixel when the sentence comes. */
function tallest(box, sentences) {
  const ruler = h("div", { class: "nlpviz-verdict", "aria-hidden": "true" });
  ruler.style.visibility = "hidden";
  box.append(ruler);
  let most = 0;
  for (const sentence of sentences) {
    ruler.textContent = sentence;
    most = Math.max(most, parseFloat(getComputedStyle(ruler).height));
  }
  ruler.remove();
  return most;
}

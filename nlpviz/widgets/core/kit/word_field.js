// A field where a word of the vocabulary is typed or chosen, by keyboard, touch or IME.
import { h } from "./dom.js";
import { clip } from "./text.js";
import { fold, search } from "./word_vectors.js";

/** A field for a word: {node, input, value (get/set)}.  onMatch(i) is called as what is typed is a
    whole word or none (-1), and as an offer is walked over; onChoose(i) when a word is chosen.
    What is not a whole word is only offered: king never becomes kingdom by itself.  `folded`: the
    words as fold() has them; `none`: what is said where it is none; at most `count` are offered. */
export function wordField(options, signal) {
  const { label, name = label, words, folded, count = 6, none } = options;
  const { onMatch = () => {}, onChoose } = options;
  const quiet = { autocomplete: "off", spellcheck: "false", dir: "auto" };
  const input = h("input", { type: "text", "aria-label": name, ...quiet });
  const list = h("div", { class: "nlpviz-matches", hidden: true });
  const title = label ? h("span", {}, label) : null;
  const node = h("div", { class: "nlpviz-word-field" }, h("label", {}, title, input), list);
  const field = { node, input, list, onMatch, composing: false };
  field.find = (most = count) => search(folded, input.value, most);
  field.exact = () => field.find(1).find((i) => folded[i] === fold(input.value.trim())) ?? -1;
  field.close = () => {
    list.hidden = true;
  };
  field.choose = (i) => {
    input.value = words[i];
    field.close();
    onChoose(i);
  };
  field.open = () => {
    const found = field.find();
    const nothing = h("span", { class: "nlpviz-muted" }, none);
    const alone = found.length === 1 && field.exact() >= 0; // nothing else is to be offered
    list.hidden = alone || !input.value.trim();
    const offers = found.map((i) => offer(field, i, words[i]));
    list.replaceChildren(...(field.exact() < 0 ? [nothing] : []), ...offers);
  };
  const typed = () => {
    field.open();
    onMatch(field.exact());
  };
  listen(field, typed, signal);
  return {
    node,
    input,
    get value() {
      return input.value;
    },
    set value(text) {
      input.value = text;
    },
  };
}

/** A word that matches, as a button. */
function offer(field, i, word) {
  const take = () => {
    field.choose(i);
    field.input.focus();
  };
  const look = () => field.onMatch(i);
  const acts = { onclick: take, onfocus: look };
  return h("button", { type: "button", ...acts }, h("bdi", {}, clip(word, 40)));
}

function listen(field, typed, signal) {
  const { node, input } = field;
  const on = (target, kind, act) => target.addEventListener(kind, act, { signal });
  on(input, "compositionstart", () => {
    field.composing = true;
  });
  on(input, "compositionend", () => {
    field.composing = false;
    typed();
  });
  on(input, "input", () => field.composing || typed());
  on(node, "keydown", (event) => event.isComposing || field.composing || press(field, event));
  const left = () => {
    field.close();
    field.onMatch(field.exact());
  };
  on(node, "focusout", (event) => node.contains(event.relatedTarget) || left());
}

/** Enter takes a whole word, else shows what is offered; arrows walk, Escape closes. */
function press(field, event) {
  const { input, list } = field;
  if (event.key === "Enter" && event.target === input) {
    const whole = field.exact();
    if (whole >= 0) field.choose(whole);
    else field.open();
    event.preventDefault();
  } else if (event.key === "Escape" && !list.hidden) {
    field.close();
    input.focus();
    event.stopPropagation();
  } else if (/^Arrow(Down|Up)$/.test(event.key)) {
    if (list.hidden) field.open();
    const buttons = [...list.querySelectorAll("button")];
    const next = buttons.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1);
    (next < 0 ? input : buttons[next])?.focus();
    event.preventDefault();
  }
}

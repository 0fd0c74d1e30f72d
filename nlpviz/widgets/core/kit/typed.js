// A line that the reader types in, and what is switched on and off.
import { h } from "./dom.js";

/** A text field; take(text) at every change, but not while an input method composes. */
export function typed({ label, value }, take, signal) {
  const hints = { spellcheck: "false", autocomplete: "off", autocapitalize: "off", dir: "auto" };
  const input = h("input", { type: "text", class: "nlpviz-typed", "aria-label": label, ...hints });
  input.value = value;
  const read = (event) => event.isComposing || take(input.value);
  for (const kind of ["input", "compositionend"]) input.addEventListener(kind, read, { signal });
  return input;
}

/** A box to tick with its text: {node, input}; change(on). */
export function checkbox(text, change) {
  const input = h("input", { type: "checkbox" });
  input.addEventListener("change", () => change(input.checked));
  return { node: h("label", { class: "nlpviz-tick" }, input, text), input };
}

/** The list with one entry more, or one less. */
export const toggled = (list, one) =>
  list.includes(one) ? list.filter((other) => other !== one) : [...list, one];

// Controls with their label and their value.

import { h } from "./dom.js";
import { number } from "./numbers.js";

/** A slider with its value beside it: {node, value (get/set)}; change(value) on every move. */
export function slider(
  { label, name = label, min, max, step = "any", value, format = number },
  change,
) {
  const input = h("input", { type: "range", min, max, step, "aria-label": name });
  const shown = h("span", { class: "nlpviz-value" });
  const show = () => {
    shown.textContent = format(input.valueAsNumber);
    input.setAttribute("aria-valuetext", shown.textContent);
  };
  input.value = value;
  show();
  input.addEventListener("input", () => {
    show();
    change(input.valueAsNumber);
  });
  return {
    node: h("label", { class: "nlpviz-slider" }, h("span", {}, label), input, shown),
    get value() {
      return input.valueAsNumber;
    },
    set value(x) {
      input.value = x;
      show();
    },
    input,
  };
}

/** One of a few options (radio buttons in a form of their own): {node, value (get/set)}. */
export function choice({ label, name = label, options, value }, change) {
  const inputs = options.map((option) =>
    h("input", { type: "radio", name: "choice", value: option.value ?? option }),
  );
  const form = h(
    "form",
    { class: "nlpviz-choice" },
    h(
      "div",
      { role: "radiogroup", "aria-label": name },
      label && h("span", { class: "nlpviz-muted" }, label),
      options.map((option, i) => h("label", {}, inputs[i], h("span", {}, option.text ?? option))),
    ),
  );
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => change(form.elements.choice.value));
  const set = (x) =>
    inputs.forEach((input) => {
      input.checked = input.value === String(x);
    });
  set(value);
  return {
    node: form,
    get value() {
      return inputs.find((i) => i.checked)?.value;
    },
    set value(x) {
      set(x);
    },
  };
}

/** A button that says its name; with a sign (▶) it shows that, and its name is read out. */
export const button = (name, act, sign = null) =>
  h("button", { type: "button", "aria-label": sign && name, onclick: act }, sign ?? name);

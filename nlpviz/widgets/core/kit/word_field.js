// A field where a word of the vocabulary is typed or chosen, by keyboard, touch or IME.
import { h } from "./dom.js";
import { clip } from "./text.js";
import { search } from "./word_vectors.js";

/** {node, value (get/set)}: seen(i) as the best match changes, picked(i) when one is chosen. */
export function wordField(
  { label, name = label, words, folded, most = 6, none, seen = () => {}, picked },
  signal,
) {
  const input = h("input", {
    type: "text",
    "aria-label": name,
    autocomplete: "off",
    spellcheck: "false",
    dir: "auto",
  });
  const list = h("div", { class: "wf-list", hidden: true });
  const node = h(
    "div",
    { class: "wf-field" },
    h("label", {}, label ? h("span", {}, label) : null, input),
    list,
  );
  let composing = false;
  const close = () => {
    list.hidden = true;
  };
  const pick = (i) => {
    input.value = words[i];
    close();
    picked(i);
  };
  const show = () => {
    const found = search(folded, input.value, most);
    list.hidden = !input.value.trim();
    list.replaceChildren(
      ...(found.length
        ? found.map((i) =>
            h(
              "button",
              {
                type: "button",
                onclick: () => {
                  pick(i);
                  input.focus();
                },
              },
              h("bdi", {}, clip(words[i], 40)),
            ),
          )
        : [h("span", { class: "nlpviz-muted" }, none)]),
    );
    return found;
  };
  const typed = () => {
    const found = show();
    seen(found.length ? found[0] : -1);
  };
  input.addEventListener(
    "compositionstart",
    () => {
      composing = true;
    },
    { signal },
  );
  input.addEventListener(
    "compositionend",
    () => {
      composing = false;
      typed();
    },
    { signal },
  );
  input.addEventListener(
    "input",
    () => {
      if (!composing) typed();
    },
    { signal },
  );
  node.addEventListener(
    "keydown",
    (event) => {
      if (event.isComposing || composing) return;
      const buttons = [...list.querySelectorAll("button")],
        at = buttons.indexOf(event.target);
      if (event.key === "Enter" && event.target === input) {
        const [first] = search(folded, input.value, 1);
        if (first !== undefined) pick(first);
        event.preventDefault();
      } else if (event.key === "Escape" && !list.hidden) {
        close();
        input.focus();
        event.stopPropagation();
      } else if (/^Arrow(Down|Up)$/.test(event.key)) {
        if (list.hidden) show();
        const next = at + (event.key === "ArrowDown" ? 1 : -1);
        (next < 0 ? input : list.querySelectorAll("button")[next])?.focus();
        event.preventDefault();
      }
    },
    { signal },
  );
  node.addEventListener(
    "focusout",
    (event) => {
      if (!node.contains(event.relatedTarget)) close();
    },
    { signal },
  );
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

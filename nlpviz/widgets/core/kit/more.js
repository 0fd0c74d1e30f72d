// One control first; the rest waits under "more" until the first answer has been seen.

import { h } from "./dom.js";
import words from "./words.json" with { type: "json" };
import { speaker } from "./words.js";

/** Controls that wait: {node, show()}; show() (after the first reveal) lets them be opened. */
export function more(el, ...children) {
  const node = h(
    "details",
    { class: "nlpviz-more", hidden: true },
    h("summary", {}, speaker(el, words)("more")),
    h("div", { class: "nlpviz-bar" }, children),
  );
  return {
    node,
    show() {
      node.hidden = false;
    },
  };
}

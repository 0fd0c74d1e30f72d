// The likeliest of many words.
import { h } from "./dom.js";
import { short } from "./numbers.js";
import { clip } from "./text.js";

/** The places of the `count` largest values, largest first, ties from the left. */
export const largestOf = (values, count) =>
  [...values.keys()].sort((a, b) => values[b] - values[a] || a - b).slice(0, count);

/** The `count` likeliest words of P with their probabilities, into an <ol class="nlpviz-likely">;
    those of the places `marked` are set off. */
export function fillLikely(list, P, words, marked, count = 5) {
  const item = (i) =>
    h(
      "li",
      { class: marked.includes(i) && "marked" },
      h("bdi", {}, clip(words[i], 16)),
      h("i", { style: `--p:${100 * P[i]}%` }, short(P[i])),
    );
  list.replaceChildren(...largestOf(P, count).map(item));
}

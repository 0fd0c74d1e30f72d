// What AttentionMap says of what is looked at.
import { h } from "../core/kit/dom.js";
import { argmax, row } from "../core/kit/linalg.js";
import { number } from "../core/kit/numbers.js";
import { clip } from "../core/kit/text.js";
import { filled } from "../core/kit/words.js";

/** How evenly a look is spread; of a decoder it is not said, where the next word is the matter. */
const spread = ({ now, say }, key, bits) =>
  now.cuts ? [] : [h("br"), say(key, { H: number(bits, 2), n: number(2 ** bits, 2) })];

/** At rest: what there is to see. */
export const rest = (view) => [
  view.cross.rest,
  spread(view, "rest mean", view.H.reduce((a, b) => a + b, 0) / view.n),
];

/** What the row that is looked at does; of one with cuts, what is left of it. */
export function sentence(view, i, j) {
  const { say, m, A, queries, keys, H } = view;
  const word = (name, text) => h("bdi", { class: name }, clip(text, 200));
  const q = () => word("q", queries[i]);
  const own = row(A, i, m);
  const k = argmax(own);
  const weight = view.cross.weight ?? number;
  const most = { q: q(), k: word("k", clip(keys[k], 40)), a: weight(own[k]) };
  return [
    [q(), " → ", word("k", keys[j]), " ", h("b", {}, weight(own[j])), view.cross.says(i), h("br")],
    own[k] ? filled(say("row"), most) : [],
    spread(view, "spread", H[i]),
  ];
}

// What TransformerLive draws: the words with the heads' links from the last one, the choice between
// two words, the likeliest ones.
import { lookBack, rowWidth } from "../core/kit/arcs.js";
import { h, measure, unit } from "../core/kit/dom.js";
import { fillLikely } from "../core/kit/likely.js";
import { rounded } from "../core/kit/numbers.js";
import { clip } from "../core/kit/text.js";
import { share } from "./math.js";
import { LETTERS, isCut, prefers } from "./reading.js";

const FAINT = 0.02; // weights below are not drawn

/** The links of head k from the last word, to the places of the words that are read. */
function linksOf(view, k, places) {
  const { found, now, cut } = view;
  const [gone, one] = [now.off.heads.includes(k), k === now.head];
  const kind = (off) => [!one && "many", gone && "gone", off && "off"].filter(Boolean).join(" ");
  const link = (a, j) => {
    const off = isCut(view, k, j);
    const press = one && now.revealed ? () => cut(j) : null;
    const look = { kind: kind(off), still: !one || gone || off, cut: press };
    return { to: places[j], a, off, lift: one ? 1 : 0.7 + 0.04 * k, ...look };
  };
  return [...found.A[k]].map(link).filter(({ a, off }) => off || a >= FAINT);
}

/** The sentence as a drawing; a long one takes the whole width. */
export function drawSentence(view) {
  const { el, drawing, stage, words, ask, found, now, say, ids, pair } = view;
  if (!found) return drawing.replaceChildren(h("p", { class: "nlpviz-muted" }, say("empty")));
  const u = unit(el);
  const wide = measure(el, 400, 1.35 * u);
  const [said, before] = [found, view.whole].map(({ P }) => prefers(P, pair));
  const both = ask.map((word) => clip(word, LETTERS));
  const size = Math.max(...both.map(wide)) + 1.4 * u;
  const places = words.flatMap(({ id }, i) => (id < 0 ? [] : [i]));
  const kind = (k) => (k < 0 ? "unknown" : k === ids.length - 1 ? "queries" : "keys");
  const note = (k) => k >= 0 && now.head >= 0 && rounded(found.A[now.head][k]);
  const known = words.map((_, i) => places.indexOf(i));
  const shown = words.map(({ text }, i) => ({ text, kind: kind(known[i]), note: note(known[i]) }));
  const heads = now.head < 0 ? found.A.map((_, k) => k) : [now.head];
  const links = heads.flatMap((k) => linksOf(view, k, places));
  const next = { text: both[said], before: said !== before && both[before], kind: `s${said}` };
  const widths = words.map(({ text }) => wide(text));
  const long = rowWidth(widths, size, u);
  stage.classList.remove("long");
  stage.classList.toggle("long", long > drawing.clientWidth);
  const sentence = { words: shown, from: places.at(-1), links, next, size };
  const made = lookBack(sentence, { width: drawing.clientWidth, u, wide });
  drawing.replaceChildren(made.node);
  view.made = made;
}

/** The bar between the two words, the one after the twin, and the likeliest of all words. */
export function drawChoice({ found, whole, pair, choice, list, vocabulary, twin, second, after }) {
  choice.show(found && share(found.P, pair), whole && share(whole.P, pair));
  after.style.visibility = twin ? "" : "hidden";
  if (twin) second.show(share(twin.found.P, pair), share(twin.whole.P, pair));
  list.replaceChildren();
  if (found) fillLikely(list, found.P, vocabulary, pair);
}

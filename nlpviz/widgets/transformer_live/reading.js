// What TransformerLive reads and what of the model is switched off: its state, and what is computed
// from it when it changes.
import { NONE, run } from "../core/kit/decoder.js";
import { oneOf, same, whole } from "../core/kit/state.js";
import { clip } from "../core/kit/text.js";
import { percent as text } from "../core/kit/versus.js";
import { START, leftOf, read, share, worker, works } from "./math.js";

export const STAGES = ["words", "head", "feed", "out"];
export const LETTERS = 16; // of a word

/** A part of 1 that no line breaks: 5 %. */
export const percent = (x) => text(x).replace(" ", "\u00a0");

/** The state; off, as the arithmetic takes it, counts heads through the layers. */
export function fieldsOf({ blocks, nHeads }) {
  const count = blocks.length * nHeads;
  const head = whole(0, count - 1);
  const link = (one) => Array.isArray(one) && head(one[0]) && one[1] >= 0;
  const each = (list, check) => Array.isArray(list) && list.every(check);
  const lists = (off) =>
    each(off?.heads, head) &&
    each(off.links, link) &&
    each(off.feed, (l) => !!blocks[l]) &&
    typeof off.positions === "boolean";
  return {
    sentence: { default: "", check: (x) => typeof x === "string" },
    head: { default: -1, check: whole(-1, count - 1) },
    off: { default: NONE, check: lists },
    guess: { default: null, check: (k) => k === null || head(k) },
    revealed: { default: false, check: oneOf(true, false) },
    inside: { default: "words", check: oneOf(...STAGES) },
  };
}

export const isOff = ({ now: { off } }) => !same(off, NONE);

/** A sentence as it is read: {words, ids of those that are known, whole: what comes of it}. */
function readingOf({ at, net }, sentence) {
  const words = read(sentence, at, net.W.PE.shape[0]);
  const ids = words.map(({ id }) => id).filter((id) => id >= 0);
  return { sentence, words, ids, whole: ids.length ? run(net, ids) : null, shares: null };
}

/** view.twin: the sentence that this one is compared with, as it is read; null for another one. */
export function compute(view, fresh) {
  const { now, net, say, twins } = view;
  const seen = ({ word, id }) => (word === START && id >= 0 ? say("start") : clip(word, LETTERS));
  const again = (one) => one.whole && (isOff(view) ? run(net, one.ids, now.off) : one.whole);
  if (fresh) {
    Object.assign(view, readingOf(view, now.sentence));
    view.words = view.words.map((one) => ({ ...one, text: seen(one) }));
    view.texts = view.words.filter(({ id }) => id >= 0).map(({ text }) => text);
    view.twin = twins?.[0] === now.sentence ? readingOf(view, twins[1]) : null;
  }
  view.found = again(view);
  if (view.twin) view.twin.found = again(view.twin);
}

/** The share of the pair's first word without each head: computed when it is asked for. */
export const sharesOf = (view, one = view) =>
  (one.shares ??= one.whole ? works(view.net, one.ids, view.pair) : []);

/** What is left of the choice without each head (see math.js). */
export const left = (view) =>
  leftOf(sharesOf(view), share(view.whole.P, view.pair), view.twin && sharesOf(view, view.twin));

export const answer = (view) => (view.whole ? worker(left(view)) : -1);

/** The part of the word that wins with these probabilities. */
export function winning({ pair }, P) {
  const one = share(P, pair);
  return percent(Math.max(one, 1 - one));
}

/** Which word of the pair has more of P: 0 or 1. */
export const prefers = (P, pair) => (share(P, pair) >= 0.5 ? 0 : 1);

/** Of the word that the whole model prefers, what is left without head k (after the twin). */
function kept(view, k, one = view) {
  const left = sharesOf(view, one)[k];
  return prefers(view.whole.P, view.pair) ? 1 - left : left;
}

/** Whether without head k alone another word wins; with a twin, the same word after both. */
const turns = (view, k) =>
  view.twin ? kept(view, k) < 0.5 === kept(view, k, view.twin) < 0.5 : kept(view, k) < 0.5;

export const isCut = ({ now }, k, j) => now.off.links.some(([a, b]) => a === k && b === j);

/** A head in words, with its layer. */
export const headName = (view, k) =>
  view.say("head in", { n: k + 1, layer: Math.floor(k / view.net.nHeads) + 1 });

// The question and its answer in words.

/** The word that the whole model prefers (a), and the other (b). */
export function leads({ whole, pair, ask }) {
  const best = whole ? prefers(whole.P, pair) : 0;
  return { a: ask[best], b: ask[1 - best] };
}

/** What happens without a head, for the sentence: of the word that won, what is left; with a twin,
    what wins here, with its parts here and there, and two words that made the difference. */
function without(view, k) {
  const { whole, twin, ids, texts, vocabulary } = view;
  const { a, b } = leads(view);
  const here = kept(view, k);
  if (!twin) return { a, b, from: winning(view, whole.P), to: percent(here) };
  const part = (x) => percent(here < 0.5 ? 1 - x : x);
  const j = ids.findIndex((id, i) => id !== twin.ids[i]);
  const y = clip(vocabulary[twin.ids[j]], LETTERS);
  return {
    said: here < 0.5 ? b : a,
    to: part(here),
    other: part(kept(view, k, twin)),
    x: texts[j],
    y,
  };
}

export function why(view, due) {
  const { say, twin } = view;
  if (due < 0) return say("empty");
  const blanks = without(view, due);
  const kind = twin ? "twin " : "";
  if (!turns(view, due)) return say(`why ${kind}stays`, blanks);
  const others = view.each.filter((k) => k !== due && turns(view, k));
  const heads = others.map((k) => headName(view, k)).join(say("and"));
  const too = heads && say(`${kind}too`, { ...blanks, heads });
  return say(`why ${kind}turns`, blanks) + too;
}

/** The question; with a twin, what the whole model says after it is told. */
export function asked(view) {
  const { say, twin, ask, pair, each } = view;
  const n = each.length;
  if (!twin) return say("question", { n, ...leads(view) });
  const b = ask[prefers(twin.whole.P, pair)];
  return say("question twin", { n, a: leads(view).a, twin: twin.sentence, b });
}

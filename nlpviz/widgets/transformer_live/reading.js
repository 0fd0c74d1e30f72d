// What TransformerLive reads and what of the model is switched off: its state, and what is computed
// from it when it changes.
import { oneOf, same, whole } from "../core/kit/state.js";
import { clip } from "../core/kit/text.js";
import { NONE, START, read, run, share, worker, works } from "./math.js";

export const STAGES = ["words", "head", "feed", "out"];
export const LETTERS = 16; // of a word
/** The state; off, as the arithmetic takes it, counts heads through the layers. */
export function fieldsOf({ blocks, nHeads }) {
  const count = blocks.length * nHeads;
  const head = whole(0, count - 1);
  const lists = ({ heads, links, feed, positions }) =>
    heads?.every(head) &&
    links?.every(([k, j]) => head(k) && j >= 0) &&
    feed?.every((l) => blocks[l]) &&
    typeof positions === "boolean";
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

export function compute(view, fresh) {
  const { now, at, net, say } = view;
  const seen = ({ word, id }) => (word === START && id >= 0 ? say("start") : clip(word, LETTERS));
  if (fresh) {
    view.words = read(now.sentence, at, net.W.PE.shape[0]).map((one) => ({
      ...one,
      text: seen(one),
    }));
    const known = view.words.filter(({ id }) => id >= 0);
    view.ids = known.map(({ id }) => id);
    view.texts = known.map(({ text }) => text);
    view.whole = view.ids.length ? run(net, view.ids) : null;
    view.shares = null;
  }
  view.found = view.whole && isOff(view) ? run(net, view.ids, now.off) : view.whole;
}

/** The share of the pair's first word without each head: computed when it is asked for. */
export const sharesOf = (view) =>
  (view.shares ??= view.whole ? works(view.net, view.ids, view.pair) : []);

export const answer = (view) =>
  view.whole ? worker(sharesOf(view), share(view.whole.P, view.pair)) : -1;

/** Which word of the pair has more of P: 0 or 1. */
export const prefers = (P, pair) => (share(P, pair) >= 0.5 ? 0 : 1);

/** Of the word that the whole model prefers, what is left without head k. */
export function kept(view, k) {
  const left = sharesOf(view)[k];
  return prefers(view.whole.P, view.pair) ? 1 - left : left;
}

export const isCut = ({ now }, k, j) => now.off.links.some(([a, b]) => a === k && b === j);

/** A head in words, with its layer. */
export const headName = (view, k) =>
  view.say("head in", { n: k + 1, layer: Math.floor(k / view.net.nHeads) + 1 });

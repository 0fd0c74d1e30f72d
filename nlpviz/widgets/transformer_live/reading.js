// What TransformerLive reads and what of the model is switched off: its state, and what is computed
// from it when it changes.
import { oneOf, whole } from "../core/kit/state.js";
import { clip } from "../core/kit/text.js";
import { STAGES } from "./inside.js";
import { NONE, START, read, run, share, worker, works } from "./math.js";

export const LETTERS = 16; // of a word
export const OFF = ["heads_off", "links_off", "feed_off", "positions_off"];

export function fieldsOf({ blocks, nHeads }) {
  const head = whole(-1, blocks.length * nHeads - 1);
  const list = (check) => ({ default: [], check: (x) => Array.isArray(x) && x.every(check) });
  const bool = { default: false, check: oneOf(true, false) };
  return {
    sentence: { default: "", check: (x) => typeof x === "string" },
    head: { default: -1, check: head },
    heads_off: list((k) => k >= 0 && head(k)),
    links_off: list((link) => /^\d+:\d+$/.test(link)),
    feed_off: list(whole(0, blocks.length - 1)),
    positions_off: bool,
    guess: { default: null, check: (k) => k === null || (k >= 0 && head(k)) },
    revealed: bool,
    inside: { default: "words", check: oneOf(...STAGES) },
  };
}

export const isOff = ({ now }) => OFF.some((key) => now[key] === true || now[key].length);

/** What is switched off, as the arithmetic takes it. */
const offOf = ({ now }) => ({
  ...NONE,
  heads: now.heads_off,
  links: now.links_off.map((link) => link.split(":").map(Number)),
  feed: now.feed_off,
  positions: now.positions_off,
});

export function compute(view, fresh) {
  const { now, at, most, net, say } = view;
  const seen = ({ word, id }) => (word === START && id >= 0 ? say("start") : clip(word, LETTERS));
  if (fresh) {
    view.words = read(now.sentence, at, most).map((one) => ({ ...one, text: seen(one) }));
    const known = view.words.filter(({ id }) => id >= 0);
    view.ids = known.map(({ id }) => id);
    view.texts = known.map(({ text }) => text);
    view.whole = view.ids.length ? run(net, view.ids) : null;
    view.shares = null;
  }
  view.found = view.whole && isOff(view) ? run(net, view.ids, offOf(view)) : view.whole;
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

export const isCut = ({ now }, k, j) => now.links_off.includes(`${k}:${j}`);

/** A head in words, with its layer. */
export const headName = (view, k) =>
  view.say("head in", { n: k + 1, layer: Math.floor(k / view.net.nHeads) + 1 });

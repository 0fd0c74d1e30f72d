// What SoftSteps says: of a step, of a word, of the answer.
import { argmax } from "../core/kit/linalg.js";
import { number, rounded } from "../core/kit/numbers.js";
import { clip, isolated } from "../core/kit/text.js";
import { percent } from "../core/kit/versus.js";
import { STEPS, look, ratio } from "./math.js";

export const word = (text) => isolated(clip(text, 24));

/** A number with at most two decimals, and no zeros alone behind its point: 2, 0.11, −1.24. */
export const brief = (x) => rounded(x).replace(/\.00$/, "");

/** A word with its score and its share. */
const valuesOf = ({ of, now }, j) => ({
  word: word(of.keys[j]),
  s: brief(now.S[j]),
  a: percent(now.A[j]),
});

/** What a step says of itself. */
export function told(view, k) {
  const { of, now, set, say } = view;
  const i = argmax(now.P);
  const values = valuesOf(view, argmax(now.S));
  const shown = { next: word(of.words[i]), p: percent(now.P[i]), q: percent(now.blind[i]) };
  if (k < STEPS || set.look) return say(`at${k}`, { ...values, ...shown, g: now.g.length });
  const seen = look(of, { ...set, scale: of.scale, look: true }).P;
  const other = argmax(seen);
  return say("blindly", { ...shown, best: word(of.words[other]), q: percent(seen[other]) });
}

/** Why the best word's share is not what its score is of all scores. */
export function reason({ of, say }) {
  const { i, more, times } = ratio(of.first);
  const values = { other: word(of.keys[i]), more: brief(more), times: number(times, 2) };
  return say("why", values);
}

/** Word j, and what follows of it. */
export function moved(view, j) {
  const { of, now, say } = view;
  const i = argmax(now.P);
  return say("moved", { ...valuesOf(view, j), next: word(of.words[i]), p: percent(now.P[i]) });
}

/** Word j with its score and, once it is known, its share. */
export const aside = (view, j) => view.say(view.set.answered ? "both" : "one", valuesOf(view, j));

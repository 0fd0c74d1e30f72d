// The question, its answer as a sentence, and what is said of them.
import { h } from "../core/kit/dom.js";
import { number } from "../core/kit/numbers.js";
import { predict } from "../core/kit/predict.js";
import { clip } from "../core/kit/text.js";
import { largest } from "../core/kit/word_vectors.js";
import { short } from "./draw.js";
import { rank } from "./math.js";

/** The answer of the question; -1 where the reader asks with words of their own. */
export const listed = ({ now, questions }) => (now.question >= 0 ? questions[now.question][3] : -1);

/** The word that is nearest to b − a + c, these three left out. */
export const nearest = (view) => largest(view.scores(), 1, view.now.abc)[0];

/** The guess, or null where nothing stands in the field; -1: a word that is not known. */
export const guessed = ({ now, guess }) =>
  now.guess >= 0 || guess.value.trim() ? now.guess : null;

/** The words of the question, for a sentence. */
export function named(view) {
  const [a, b, c] = short(view, view.now.abc);
  return { a, b, c };
}

/** The question with its answer as a sentence. */
export function question(view, el) {
  const { say, now } = view;
  const why = () => {
    const [scores, d] = [view.scores(), view.due()];
    if (listed(view) < 0)
      return say("why nearest", { ...named(view), cosine: number(scores[d], 2) });
    const rest = rank(scores, d, now.abc);
    return say(rest === 1 ? "why first" : "why listed", { ...named(view), rank: rest });
  };
  const options = {
    question: () => say("ask", named(view)),
    answer: view.due,
    write: (i) =>
      i < 0 ? clip(view.guess.value.trim(), 40) || say("nothing") : short(view, [i])[0],
    why,
    get guesses() {
      return [view.due(), now.abc[2], now.abc[0]];
    },
    onChange: ({ open }) => turn(view, open),
    start: { guess: now.guess < 0 ? null : now.guess, open: now.revealed },
  };
  return predict(el, options, view.signal);
}

/** Open the answer, or ask anew. */
function turn(view, open) {
  if (!open) view.guess.value = "";
  view.now.set({ revealed: open, guess: open ? view.now.guess : -1 });
  if (!open) view.guess.input.focus();
}

/** Who wins if the words of the question may answer, too. */
export function aha(view) {
  const { say, now } = view;
  const [first] = largest(view.scores(), 1);
  const at = now.abc.indexOf(first);
  const word = short(view, [first])[0];
  if (first === view.due()) return say("same", { word });
  return say(at < 0 ? "other" : `itself ${"abc"[at]}`, { word });
}

/** Where the guess and the answer stand, in words. */
export function told(view) {
  const { now, say, words } = view;
  const scores = view.scores();
  const entries = Object.entries({ guess: now.guess, answer: listed(view) });
  const typed = view.guess.value.trim();
  const where = (i) => {
    const ranks = { all: rank(scores, i), rest: rank(scores, i, now.abc) };
    return say(now.abc.includes(i) ? "rank" : "ranks", ranks);
  };
  const bold = (text) => h("b", {}, h("bdi", {}, clip(text, 60)));
  const cosine = (i) => `${say("cosine")} ${number(scores[i], 2)}`;
  const known = entries.filter(([key, i]) => i >= 0 && (key === "guess" || i !== now.guess));
  const parts = known.map(([key, i], at) => [
    at ? " · " : "",
    `${say(key)}: `,
    bold(words[i]),
    ` ${where(i)}, ${cosine(i)}`,
  ]);
  if (typed && now.guess < 0)
    parts.unshift(`${say("unknown")} `, bold(typed), parts.length ? " · " : "");
  const first = nearest(view);
  return parts.length ? parts.flat() : [bold(words[first]), ` ${cosine(first)}`];
}

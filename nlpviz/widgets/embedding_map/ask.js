// The question that stands on the map: how many of a word's true neighbours stay near it?
import { predict } from "../core/kit/predict.js";
import { clip, isolated } from "../core/kit/text.js";
import { cosines, largest, nearness } from "../core/kit/word_vectors.js";

/** The true neighbours of word i, and its nearest points on the map. */
export function both({ vectors, map, k }, i) {
  const scores = cosines(vectors, i);
  return { scores, own: largest(scores, k, [i]), close: largest(nearness(map, i), k, [i]) };
}

const text = ({ words, say }, i) => say("quoted", { word: isolated(clip(words[i], 24)) });

/** The mean number of neighbours that a map keeps. */
export const mean = (counts) => counts.reduce((a, b) => a + b, 0) / counts.length;

/** What comes after "because". */
function why(view) {
  const { say, now, k, vectors } = view;
  const values = { k, d: vectors.d };
  if (now.word < 0) return say("why mean", values);
  const { own, close } = both(view, now.word);
  const others = close.filter((i) => !own.includes(i));
  const n = k - others.length;
  const key = n === 0 ? "why none" : n === k ? "why all" : "why some";
  return say(key, { ...values, n, other: others.length ? text(view, others[0]) : "" });
}

/** What the answer is about: a word of a table on a map. */
const subject = ({ now }) => [now.word, now.table, now.method].join();

/** The question with its answer as a sentence. */
export function question(view, el, onChange) {
  const { say, now, k } = view;
  const values = () => ({ k, d: view.vectors.d, word: now.word < 0 ? "" : text(view, now.word) });
  const answer = () =>
    now.word < 0 ? Math.round(10 * mean(view.counts)) / 10 : view.counts[now.word];
  view.asked = now.answered ? subject(view) : null;
  const options = {
    question: () => say(now.word < 0 ? "ask mean" : "ask", values()),
    options: Array.from({ length: k + 1 }, (_, value) => ({ value, text: String(value) })),
    answer,
    right: (guess, due) => guess === Math.round(due),
    write: String,
    why: () => why(view),
    instead: () => (subject(view) === view.asked ? null : say("go on")),
    onChange: ({ guess, open }) => {
      view.asked = open ? subject(view) : null;
      onChange({ guess, answered: open });
    },
    start: { guess: now.guess, open: now.answered },
  };
  return predict(el, options, view.signal);
}

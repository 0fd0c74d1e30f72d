// The two lists of nearest words, with all words and without the three asked about; the question
// as a formula; the table beneath.
import { h } from "../core/kit/dom.js";
import { clip, isolated } from "../core/kit/text.js";
import { cosine, wordList } from "../core/kit/word_list.js";
import { largest } from "../core/kit/word_vectors.js";

const SHOWN = 10; // words of a list

/** Both lists; without scores lines with question marks: nothing moves when the answer comes. */
export function lists(view, scores, answer, write) {
  const all = [
    ["all", []],
    ["without", view.now.abc],
  ];
  return all.map(([key, left]) =>
    column(view, key, ranked(view, scores, left), scores, answer, write),
  );
}

/** The words of a list in order; -1 for each where nothing is told yet. */
const ranked = ({ words }, scores, left) =>
  scores
    ? largest(scores, SHOWN, left)
    : Array(Math.min(SHOWN, words.length - new Set(left).size)).fill(-1);

function column(view, key, ids, scores, answer, write) {
  const { say } = view;
  const item = (i, place) => {
    const kind = { class: i >= 0 && i === view.now.guess ? "guessed" : null };
    const told = i < 0 ? ["?"] : entry(view, i, answer, write);
    const share = i < 0 ? 0 : Math.max(100 * scores[i], 0);
    const bar = h("span", { class: "track", "aria-hidden": "true" });
    bar.append(h("i", { style: `width:${share}%` }));
    const score = h("b", {}, i < 0 ? "" : cosine(scores[i]));
    return h("li", kind, h("span", {}, `${place + 1}.`), told, bar, score);
  };
  return wordList(say(key), say("cosine"), ids.map(item));
}

/** A word of a list: the answer with a tick, one that was asked about with its letter. */
function entry(view, i, answer, write) {
  const at = view.now.abc.indexOf(i);
  const role = at >= 0 ? ["queries", "keys", "values"][at] : i === answer ? "targets" : null;
  const sign = i === answer ? h("span", {}, "✓") : at < 0 ? null : h("i", {}, "abc"[at]);
  return [write(view, i, role), sign];
}

/** Words by their numbers, as parts of a sentence. */
export const short = ({ words }, ids) => ids.map((i) => isolated(clip(words[i], 24)));

/** The question as a formula; the answer is not told. */
export function sayAsked(view, ids = view.now.abc) {
  const [a, b, c] = short(view, ids);
  return `${a} : ${b} = ${c} : ?`;
}

/** The table beneath: each question with its ranks, once the answer is open. */
export function numbers(view) {
  const { say, now, questions, judged, words } = view;
  const keys = ["question", "rank all", "first all", "rank without", "first without"];
  const rows = questions.map((each, q) => {
    const [a, b, c, d] = short(view, each);
    if (!now.revealed || !judged[q]) return [sayAsked(view, each), "?", "?", "?", "?"];
    const [all, rest, top, best] = judged[q];
    return [`${a} : ${b} = ${c} : ${d}`, all, words[top], rest, words[best]];
  });
  return { header: keys.map((key) => say(key)), rows };
}

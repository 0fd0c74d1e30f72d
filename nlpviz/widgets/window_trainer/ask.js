// The question, which rows of the two tables a step will change, and its answer as a sentence.
import { predict } from "../core/kit/predict.js";
import { list } from "./draw.js";
import { cosineOf } from "./points.js";

const LONG = 10; // epochs, after which the cosines tell what has become
const NAMED = 2; // of more rows than these a sentence gives the number

const sorted = (ids) => [...new Set(ids)].sort((a, b) => a - b);
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** The words whose cosines are compared, for a sentence. */
const compared = ({ words, pairs: [[a, b], [, c]] }) => ({ a: words[a], b: words[b], c: words[c] });

/** The same with their cosines at the start and now. */
function became(view, { W_in }) {
  const [p, q] = [view.run.saved[0].W_in, W_in].map((W) =>
    view.pairs.map((pair) => cosineOf(view, W, pair)),
  );
  return { ...compared(view), p0: p[0], p1: p[1], q0: q[0], q1: q[1] };
}

/** The rows that a step changes, and those that the reader marked. */
export const due = ({ ins, rows }) => ({ in: sorted(ins), out: sorted(rows) });
export const guessed = ({ marks, now }) =>
  now.revealed || marks.in.size || marks.out.size
    ? { in: sorted(marks.in), out: sorted(marks.out) }
    : null;

/** The question, and its answer as a sentence: which rows change at the step that was asked of. */
export function question(view, el, { at, turn }) {
  const { say, words } = view;
  const asked = () => at(view, view.asked);
  const quoted = (ids) => list(view, ids, (word) => say("quoted", { word }));
  const some = (ids) => {
    if (ids.length === words.length) return say("all", { n: ids.length });
    return ids.length > NAMED ? say("many", { n: ids.length }) : quoted(ids);
  };
  const write = (rows) =>
    rows.in.length || rows.out.length
      ? say("rows", { in: some(rows.in), out: some(rows.out) })
      : say("nothing");
  const longest = [...words.keys()].sort((i, j) => words[j].length - words[i].length);
  const wrong = longest.slice(0, NAMED);
  const options = {
    question: () => {
      const { ins, out } = at(view);
      return say("question", { in: quoted(sorted(ins)), out: quoted([out]) });
    },
    answer: () => due(asked()),
    right: same,
    write,
    instead: () => {
      const { now, run } = view;
      if (now.position === view.asked) return null;
      const trained = now.position >= LONG * run.E;
      return trained ? say("came", became(view, at(view))) : say("go on", compared(view));
    },
    why: () => say(view.now.k ? "why few" : "why all", { in: quoted(asked().ins) }),
    guesses: [due(at(view)), { in: wrong, out: wrong }],
    onChange: ({ open }) => turn(view, open),
    start: { guess: guessed(view), open: view.now.revealed },
  };
  return predict(el, options, view.signal);
}

// The question which row leads in a column, before its numbers are seen.
import { predict } from "../core/kit/predict.js";
import { clip } from "../core/kit/text.js";
import { speaker } from "../core/kit/words.js";
import words from "./ask/words.json" with { type: "json" };
import { grouped } from "./math.js";

/** The question with its answer, and why. */
export function question(view, signal) {
  const { data, now, el } = view;
  const say = speaker(el, words);
  const { column, rows, due } = data.ask;
  const name = (i) => clip(data.rows[i], 60);
  const number = (i) => grouped(data.cells[i][column][0]);
  const why = (guess) => {
    if (due.length > 1) return say("close");
    const order =
      data.better[column] === "lower" ? data.order[column] : data.order[column].toReversed();
    const other = guess === due[0] ? order.find((i) => i !== guess) : guess;
    const told = { name: name(due[0]), v: number(due[0]), other: name(other), w: number(other) };
    return say(guess === due[0] ? "why" : "both", told);
  };
  const key = data.better[column] ? `ask_${data.better[column]}` : "ask";
  const asks = {
    question: data.look || say(key, { column: clip(data.columns[column], 60) }),
    options: rows.map((value) => ({ value, text: name(value) })),
    answer: () => due,
    right: (guess) => due.includes(guess),
    write: (i) => (Array.isArray(i) ? i.map(name).reduce((a, b) => say("or", { a, b })) : name(i)),
    why,
    start: { guess: now.guess, open: now.revealed },
    onChange: ({ guess, open }) => now.set({ guess, revealed: open }),
  };
  return predict(el, asks, signal);
}

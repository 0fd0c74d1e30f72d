// What TransformerLive makes of a sentence: which words it reads, what each head alone is worth.
import { NONE, run } from "../core/kit/decoder.js";

export const START = "<s>"; // stands before every sentence where the vocabulary has it

/** [{word, id}], id −1 for a word that the vocabulary (Map word -> id) has not; letter case is
    ignored, after `most` known words, the start included, the rest is not read. */
export function read(text, at, most) {
  const found = at.has(START) ? [{ word: START, id: at.get(START) }] : [];
  let n = found.length;
  for (const word of text.match(/[^ \t\r\n\u3000.]+|[.]/g) ?? []) {
    const id = at.get(word) ?? at.get(word.toLowerCase()) ?? -1;
    if (id >= 0 && n++ === most) break;
    found.push({ word, id });
  }
  return found;
}

/** Of what both words of the pair have, the part of the first. */
export const share = (P, [a, b]) => P[a] / (P[a] + P[b]);

/** That share without each head alone. */
export const works = (net, ids, pair) =>
  Array.from({ length: net.blocks.length * net.nHeads }, (_, k) =>
    share(run(net, ids, { ...NONE, heads: [k] }).P, pair),
  );

/** What is left of the choice without each head: of the share of the word that the whole model
    prefers; with the shares after another sentence, how far apart the two are. */
export const leftOf = (shares, whole, others) =>
  shares.map((s, k) => (others ? Math.abs(s - others[k]) : whole >= 0.5 ? s : 1 - s));

/** The head without which least is left. */
export const worker = (left) => left.indexOf(Math.min(...left));

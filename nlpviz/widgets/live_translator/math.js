// Greedy translation by a GRU, as model.py computes it, and how right it is.  Weights are
// {name: {data, shape}}.
import { addTimes, gruStep, readout, softmax, times, timesT } from "../core/kit/linalg.js";

export const EOS = 2;
export const UNK = 3;
export const MOST = 128; // characters that are read
export const LONGEST = 64; // and that are written

const SPECIALS = ["<pad>", "<s>", "</s>", "<unk>"];

/** The tokens of a vocabulary: given as a list or, after the specials, as one text of letters. */
export const tokensOf = (given) => (typeof given === "string" ? [...SPECIALS, ...given] : given);

/** The ids of at most MOST characters (code points) and of the end; at: Map token -> id. */
export function numbered(text, at) {
  return [...[...text].slice(0, MOST).map((c) => at.get(c) ?? UNK), EOS];
}

/** The text of ids, without the end. */
export const written = (ids, target) => ids.map((i) => (i === EOS ? "" : target[i])).join("");

/** One step of the GRU called `cell`. */
function gru(w, cell, x, h) {
  const [W_x, W_h, b, b_n] = ["W_x", "W_h", "b", "b_n"].map((part) => w[`${cell}.${part}`].data);
  return gruStep({ W_x, W_h, b, b_n }, x, h).h;
}

/** K (m × d_h), row by row, and the state after the last character: [→; ←]. */
function read(w, ids) {
  const size = w.W_o.shape[0],
    m = ids.length,
    width = w.E_in.shape[1];
  const K = new Float64Array(m * size),
    last = new Float64Array(size);
  let from = 0;
  for (const way of ["forward", "backward"]) {
    if (!w[way + ".b"]) continue;
    let h = new Float64Array(w[way + ".W_h"].shape[0]);
    for (let k = 0; k < m; k++) {
      const j = way === "forward" ? k : m - 1 - k;
      h = gru(w, way, w.E_in.data.subarray(ids[j] * width, (ids[j] + 1) * width), h);
      K.set(h, j * size + from);
    }
    last.set(h, from);
    from += h.length;
  }
  return { K, last };
}

/** The scores of the next character after the state h; where it looked goes to the end of A. */
function next(w, K, h, A) {
  const size = h.length;
  if (!w.W_c) return addTimes(Float64Array.from(w.b_o.data), h, w.W_o.data);
  const a = softmax(timesT(h, K, size).map((s) => s * size ** (-w.scale.data[0] / 2)));
  A.push(...a);
  return readout(w, times(a, K, size), h);
}

/** ids as written (the end included, if it came), p: the probability of each, A (n × m) or null:
    where it looked, last: the encoder's state, m. */
export function translate(w, source, longest = LONGEST) {
  const { K, last } = read(w, source);
  const m = source.length,
    size = last.length,
    width = w.E_out.shape[1];
  const every = w["decoder.W_x"].shape[0] > width;
  const ids = [],
    p = [],
    A = [];
  let h = last,
    y = 1;
  while (ids.length < longest && y !== EOS) {
    const x = new Float64Array(every ? width + size : width);
    x.set(w.E_out.data.subarray(y * width, (y + 1) * width));
    if (every) x.set(last, width);
    h = gru(w, "decoder", x, h);
    const P = softmax(next(w, K, h, A));
    y = P.indexOf(Math.max(...P));
    ids.push(y);
    p.push(P[y]);
  }
  return { ids, p, A: w.W_c ? Float64Array.from(A) : null, last, m };
}

/** number of parts in the target -> the examples with that many, in order. */
export function grouped(examples) {
  const groups = new Map();
  for (const pair of examples) {
    const n = pair[1].split(" ").length;
    groups.set(n, [...(groups.get(n) ?? []), pair]);
  }
  return new Map([...groups].sort(([a], [b]) => a - b));
}

/** What stands at each place beside what should: [{got, due, wrong}]; without truth, no due. */
export function compared(tokens, truth) {
  if (truth === undefined) return tokens.map((got) => ({ got }));
  const due = [...truth, "</s>"];
  return Array.from({ length: Math.max(tokens.length, due.length) }, (_, t) => ({
    got: tokens[t],
    due: due[t],
    wrong: tokens[t] !== due[t],
  }));
}

/** How many parts of the truth stand in their place. */
export const rightParts = (text, truth) => {
  const parts = text.split(" ");
  return truth.split(" ").filter((part, k) => part === parts[k]).length;
};

/** The largest n up to which at least half of the lines are right: shares is [[n, share], …]. */
export function carried(shares) {
  const first = shares.findIndex(([, share]) => share < 0.5);
  return (shares[(first < 0 ? shares.length : first) - 1] ?? [0])[0];
}

// A decoder-only Transformer, as nlpviz.scratch computes it (pre-norm, learned positions, GELU),
// with parts switched off, for the word that comes next.  Weights are {name: {data, shape}}.
import { gelu, layerNorm } from "../core/kit/blocks.js";
import { add, addTimes, dot, row, softmax } from "../core/kit/linalg.js";

export const START = "<s>"; // stands before every sentence where the vocabulary has it
export const NONE = { heads: [], links: [], feed: [], positions: false };

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

/** x W + b; without b, x W. */
const linear = (x, W, b) =>
  addTimes(b ? Float64Array.from(b.data) : new Float64Array(W.shape.at(-1)), x, W.data);

/** Flat weights {"E": …, "blocks.0.W_Q": …} -> {W: the tables, blocks: [{W_Q, …}, …], nHeads}. */
export function netOf(weights, nHeads) {
  const [W, blocks] = [{}, []];
  for (const [key, value] of Object.entries(weights)) {
    const [name, l, own] = key.split(".");
    if (own) (blocks[l] ??= {})[own] = value;
    else W[name] = value;
  }
  return { W, blocks, nHeads };
}

/** Shares over the keys that are left; nothing where none is. */
function weigh(S, cut) {
  if (S.every((_, j) => cut(j))) return new Float64Array(S.length);
  return softmax(S.map((score, j) => (cut(j) ? -Infinity : score)));
}

/** What the heads of a block make of the word t: weights and mixtures, one each, and out. */
function attend(w, N, K, V, t, { nHeads, first, off }) {
  const q = linear(N[t], w.W_Q, w.b_Q);
  const [size, wide] = [q.length / nHeads, V[0].length / nHeads];
  const [A, O] = [[], []];
  for (let i = 0; i < nHeads; i++) {
    const mine = row(q, i, size);
    const S = K.slice(0, t + 1).map((k) => dot(mine, row(k, i, size)) / Math.sqrt(size));
    const cut = (j) =>
      t === N.length - 1 && off.links.some(([head, place]) => head === first + i && place === j);
    A.push(weigh(S, cut));
    const o = new Float64Array(wide);
    A[i].forEach((a, j) => row(V[j], i, wide).forEach((v, k) => (o[k] += a * v)));
    O.push(o);
  }
  const kept = O.flatMap((o, i) => (off.heads.includes(first + i) ? [...o].fill(0) : [...o]));
  return { q, A, O, out: linear(kept, w.W_O, w.b_O) };
}

/** Each word by itself: what the block's second half adds to y. */
function feedForward(w, y) {
  const hidden = linear(layerNorm(y, w.gamma_2.data, w.beta_2.data), w.W_1, w.b_1).map(gelu);
  return { hidden, out: linear(hidden, w.W_2, w.b_2) };
}

/** Block l: X (an array of words) -> {X, last: what it did to the last word}; in the last block
    only that word is asked. */
function step(net, X, l, off) {
  const { blocks, nHeads } = net;
  const [w, only] = [blocks[l], l === blocks.length - 1];
  const N = X.map((x) => layerNorm(x, w.gamma_1.data, w.beta_1.data));
  const [K, V] = ["K", "V"].map((name) => N.map((n) => linear(n, w[`W_${name}`], w[`b_${name}`])));
  const here = { nHeads, first: l * nHeads, off };
  let last = null;
  const moved = X.map((x, t) => {
    if (only && t < X.length - 1) return x;
    const attention = attend(w, N, K, V, t, here);
    const y = add(x, attention.out);
    const feed = feedForward(w, y);
    last = { ...attention, y, feed };
    return off.feed.includes(l) ? y : add(y, feed.out);
  });
  return { X: moved, last: { ...last, k: K, v: V } };
}

/** The scores of all words, read from the vector x of a word at any layer. */
function unembed(W, x) {
  const n = W.gamma ? layerNorm(x, W.gamma.data, W.beta.data) : x;
  if (W.W_o) return { n, logits: linear(n, W.W_o, W.b_o) };
  const [count, d] = W.E.shape;
  const logits = Float64Array.from({ length: count }, (_, i) => dot(n, row(W.E.data, i, d)));
  return { n, logits: W.b_o ? add(logits, W.b_o.data) : logits };
}

/** The inputs: word vectors (times √d if they are the output, too) and the places added. */
function inputs(W, ids, off) {
  const d = W.E.shape[1];
  const c = W.W_o ? 1 : Math.sqrt(d);
  return ids.map((id, t) => {
    const e = row(W.E.data, id, d).map((x) => c * x);
    const pe = row(W.PE.data, t, d).map((x) => (off.positions ? 0 : x));
    return { e, pe, x: add(e, pe) };
  });
}

/** net: see netOf; ids: at least one.  P of the next word; A: where each head looks from the last
    word, heads counted through the layers; layers: P read before each block and after the last;
    steps, input, logits, n: what is on the way.  old: a result for the same ids of which the first
    `from` layers are the same. */
export function run(net, ids, off = NONE, old = null, from = 0) {
  const { W } = net;
  const input = old?.input ?? inputs(W, ids, off);
  const X = old ? old.X.slice(0, from + 1) : [input.map(({ x }) => x)];
  const steps = old ? old.steps.slice(0, from) : [];
  for (let l = from; l < net.blocks.length; l++) {
    const made = step(net, X[l], l, off);
    X.push(made.X);
    steps.push(made.last);
  }
  const lasts = X.map((rows) => unembed(W, rows.at(-1)));
  const layers = lasts.map(({ logits }) => softmax(logits));
  return {
    P: layers.at(-1),
    A: steps.flatMap(({ A }) => A),
    layers,
    steps,
    input,
    X,
    ...lasts.at(-1),
  };
}

/** Of what both words of the pair have, the part of the first. */
export const share = (P, [a, b]) => P[a] / (P[a] + P[b]);

/** That share without each head alone; whole: what all of them together make of ids. */
export const works = (net, ids, pair, whole) =>
  whole.A.map((_, k) => {
    const off = { ...NONE, heads: [k] };
    return share(run(net, ids, off, whole, Math.floor(k / net.nHeads)).P, pair);
  });

/** The head without which the pair's stronger word loses most. */
export function worker(shares, whole) {
  const left = shares.map((s) => (whole >= 0.5 ? s : 1 - s));
  return left.indexOf(Math.min(...left));
}

/** The places of the `count` largest values, largest first. */
export const largest = (values, count) =>
  [...values.keys()].sort((a, b) => values[b] - values[a] || a - b).slice(0, count);

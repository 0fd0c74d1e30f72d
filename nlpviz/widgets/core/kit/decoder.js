// A decoder-only Transformer, as nlpviz.scratch computes it (pre-norm, learned positions, GELU),
// with parts switched off, for the word that comes next.  Weights are {name: {data, shape}}.
import { feedForward, layerNorm, linear, multiHead } from "./blocks.js";
import { add, dot, row, softmax } from "./linalg.js";

/** What is switched off, heads counted through the layers: nothing. */
export const NONE = { heads: [], links: [], feed: [], positions: false };

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

/** Block l: X (an array of words) -> {X, last: what it did to the last word}; in the last block
    only that word is asked. */
function step(net, X, l, off) {
  const { blocks, nHeads } = net;
  const [w, only] = [blocks[l], l === blocks.length - 1];
  const N = X.map((x) => layerNorm(x, w.gamma_1, w.beta_1));
  const [K, V] = ["K", "V"].map((name) => N.map((n) => linear(n, w[`W_${name}`], w[`b_${name}`])));
  const first = l * nHeads;
  const isOff = (i) => off.heads.includes(first + i);
  const isCut = (i, j) => off.links.some(([head, place]) => head === first + i && place === j);
  let last = null;
  const moved = X.map((x, t) => {
    if (only && t < X.length - 1) return x;
    const cut = t === X.length - 1 ? isCut : undefined;
    const seen = [K, V].map((rows) => rows.slice(0, t + 1));
    const attention = multiHead(w, N[t], ...seen, nHeads, cut, isOff);
    const y = add(x, attention.out);
    const feed = feedForward(w, layerNorm(y, w.gamma_2, w.beta_2));
    last = { ...attention, y, feed };
    return off.feed.includes(l) ? y : add(y, feed.out);
  });
  return { X: moved, last: { ...last, k: K, v: V } };
}

/** The scores of all words, read from the vector x of a word at any layer. */
function unembed(W, x) {
  const n = W.gamma ? layerNorm(x, W.gamma, W.beta) : x;
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
    steps, input, logits, n: what is on the way. */
export function run(net, ids, off = NONE) {
  const input = inputs(net.W, ids, off);
  const X = [input.map(({ x }) => x)];
  const steps = net.blocks.map((_, l) => {
    const made = step(net, X[l], l, off);
    X.push(made.X);
    return made.last;
  });
  const lasts = X.map((rows) => unembed(net.W, rows.at(-1)));
  const layers = lasts.map(({ logits }) => softmax(logits));
  const A = steps.flatMap((one) => one.A);
  return { P: layers.at(-1), A, layers, steps, input, ...lasts.at(-1) };
}

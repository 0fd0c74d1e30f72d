// word2vec one example a step: pure arithmetic in float64, the equations of
// nlpviz/scratch/embeddings.py.  Tables are flat, row by row, n words of d numbers; a change makes
// new ones.
import { dot, row, sigmoid, softplus } from "./linalg.js";
import { generator, pick } from "./random.js";

const STREAM = 65537; // more than a run has steps: each step draws from a stream of its own
const AWAY = 1000; // a run ends where the mean loss passes it

/** The examples of a text of T words in order: {t, inputs, target}, positions in the text. */
export function examples(T, window, kind) {
  const found = [];
  for (let t = 0; t < T; t++) {
    const around = [];
    for (let j = Math.max(0, t - window); j <= Math.min(T - 1, t + window); j++)
      if (j !== t) around.push(j);
    if (kind === "cbow") found.push({ t, inputs: around, target: t });
    else for (const j of around) found.push({ t, inputs: [t], target: j });
  }
  return found;
}

/** The noise: counts of the words to the power 0.75, as shares. */
export function noise(ids, n) {
  const counts = Array(n).fill(0);
  for (const id of ids) counts[id]++;
  const powers = counts.map((count) => count ** 0.75);
  const total = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / total);
}

/** k negatives from q, the target drawn again; next() is where chance comes from. */
export function draw(next, q, target, k) {
  const negatives = [];
  while (negatives.length < k) {
    const word = pick(q, next());
    if (word !== target) negatives.push(word);
  }
  return negatives;
}

/** h: the mean of the inputs' rows of W_in. */
export function hidden({ W_in, d }, inputs) {
  const h = new Float64Array(d);
  for (const id of inputs) for (let i = 0; i < d; i++) h[i] += W_in[id * d + i];
  return h.map((x) => x / inputs.length);
}

/** P and L of the scores of all words. */
function chosen(S, target) {
  const top = Math.max(...S);
  const logZ = top + Math.log(S.reduce((sum, s) => sum + Math.exp(s - top), 0));
  return { P: S.map((s) => Math.exp(s - logZ)), L: logZ - S[target] };
}

/** σ and L of the scores of the target, which is the first, and of the negatives. */
const told = (S) => ({
  P: S.map(sigmoid),
  L: S.reduce((sum, s, i) => sum + softplus(i ? s : -s), 0),
});

/** One example: h, the rows of W_out that are used, S, P, G = ∂L/∂S and L.  Without negatives all
    rows and the softmax; with them σ, the target's row first. */
export function forward(w, inputs, target, negatives = null) {
  const { W_out, d } = w;
  const h = hidden(w, inputs);
  const rows = negatives ? [target, ...negatives] : [...Array(W_out.length / d).keys()];
  const S = rows.map((i) => dot(row(W_out, i, d), h));
  const { P, L } = negatives ? told(S) : chosen(S, target);
  const G = P.map((p, i) => p - (rows[i] === target ? 1 : 0));
  return { h, rows, S, P, G, L };
}

/** The gradients of one example: {dh, dW_in, dW_out}; each of C inputs takes 1/C of dh. */
export function gradients({ W_in, W_out, d }, inputs, { h, rows, G }) {
  const dh = new Float64Array(d);
  const dW_in = new Float64Array(W_in.length);
  const dW_out = new Float64Array(W_out.length);
  rows.forEach((r, j) => {
    for (let i = 0; i < d; i++) {
      dh[i] += G[j] * W_out[r * d + i];
      dW_out[r * d + i] += G[j] * h[i];
    }
  });
  for (const id of inputs) for (let i = 0; i < d; i++) dW_in[id * d + i] += dh[i] / inputs.length;
  return { dh, dW_in, dW_out };
}

/** Steps ({ins, out}: ids) with the same inputs, together: {ins, counts: of each target}. */
function grouped(steps, n) {
  const groups = new Map();
  for (const { ins, out } of steps) {
    const key = [...ins].sort((a, b) => a - b).join();
    if (!groups.has(key)) groups.set(key, { ins, counts: Array(n).fill(0) });
    groups.get(key).counts[out]++;
  }
  return [...groups.values()];
}
const sum = (list, f) => list.reduce((total, x, i) => total + f(x, i), 0);

/** The mean L of all steps; with k negatives over all that may be drawn, too. */
function meanLoss(w, steps, k, q) {
  const total = sum(grouped(steps, q.length), ({ ins, counts }) => {
    const { S, P } = forward(w, ins, 0);
    const top = S.indexOf(Math.max(...S));
    const logZ = S[top] - Math.log(P[top]);
    const far = sum(S, (s, c) => q[c] * softplus(s));
    const drawn = (o) => (k * (far - q[o] * softplus(S[o]))) / (1 - q[o]);
    const of = (o) => (k ? softplus(-S[o]) + drawn(o) : logZ - S[o]);
    return sum(counts, (a, o) => a && a * of(o));
  });
  return total / steps.length;
}

/** What no tables get the mean loss below.  Softmax: H(target | inputs); negatives: the best σ is
    a/(a + b) for a word that is a times the target and b times, as expected, drawn. */
export function least(steps, k, q) {
  const total = sum(grouped(steps, q.length), ({ counts }) => {
    const all = sum(counts, (a, o) => (k ? a / (1 - q[o]) : a));
    return sum(counts, (a, c) => {
      const b = k ? k * q[c] * (all - a / (1 - q[c])) : all - a;
      return a > 0 && b > 0 ? a * Math.log(1 + b / a) + (k ? b * Math.log(1 + a / b) : 0) : 0;
    });
  });
  return total / steps.length;
}

/** Gradient descent on a text: {list, steps, E, q, losses, means, least, at(position)}.  at() is
    the example at hand after so many steps: tables, negatives, forward, gradients, and L after its
    change.  A run ends where the mean loss passes 1000: then at() stays there. */
export function training(given) {
  const { ids, W_in, W_out, d, window, kind, k } = given;
  const list = examples(ids.length, window, kind);
  const q = noise(ids, W_in.length / d);
  const ofText = ({ inputs, target }) => ({ ins: inputs.map((j) => ids[j]), out: ids[target] });
  const steps = list.map(ofText);
  const run = { ...given, list, steps, q, E: list.length, losses: [], end: Infinity };
  run.means = [meanLoss({ W_in, W_out, d }, steps, k, q)];
  run.least = least(steps, k, q);
  run.saved = [{ W_in, W_out, d }]; // the tables where each epoch begins
  run.at = (position) => walk(run, position);
  return run;
}

/** The example of step i with these tables. */
function example(run, w, i) {
  const { ins, out } = run.steps[i % run.E];
  const next = generator(run.seed * STREAM + i);
  const negatives = run.k ? draw(next, run.q, out, run.k) : null;
  const now = forward(w, ins, out, negatives);
  return {
    ...w,
    ...now,
    ...gradients(w, ins, now),
    negatives,
    ins,
    out,
    place: run.list[i % run.E],
  };
}

/** The tables after an example. */
function after({ lr }, now) {
  const down = (W, dW) => W.map((value, i) => value - lr * dW[i]);
  return { W_in: down(now.W_in, now.dW_in), W_out: down(now.W_out, now.dW_out), d: now.d };
}

/** Note the loss of a step, and of the whole text after it; false where the run is away. */
function note(run, i, now, w) {
  if (i < run.losses.length) return true;
  run.losses.push(now.L);
  run.means.push(meanLoss(w, run.steps, run.k, run.q));
  if ((i + 1) % run.E === 0) run.saved.push(w);
  if (!(run.means[i + 1] < AWAY)) run.end = i + 1;
  return run.end === Infinity;
}

function walk(run, position) {
  position = Math.min(position, run.end);
  const epoch = Math.min(Math.floor(position / run.E), run.saved.length - 1);
  let w = run.saved[epoch];
  for (let i = epoch * run.E; i < position; i++) {
    const now = example(run, w, i);
    w = after(run, now);
    if (!note(run, i, now, w)) position = run.end;
  }
  const now = example(run, w, position);
  const next = after(run, now);
  const L_next = forward(next, now.ins, now.out, now.negatives).L;
  return { ...now, position, next, L_next };
}

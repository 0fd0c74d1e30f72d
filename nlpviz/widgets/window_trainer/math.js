// word2vec one example a step: pure arithmetic in float64, the equations of nlpviz/scratch/embeddings.py.
// Tables are flat, row by row, n words of d numbers; a change makes new ones.

const PRIME = 2147483647;

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
  const powers = counts.map((count) => count ** 0.75),
    sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

/** The generator x ← 48271 x mod (2³¹ − 1) (Park and Miller 1988), run in from a seed. */
export function start(seed) {
  let x = (seed % (PRIME - 1)) + 1;
  for (let i = 0; i < 10; i++) x = (48271 * x) % PRIME;
  return x;
}

/** k negatives from q, the target drawn again: {x, negatives}. */
export function draw(x, q, target, k) {
  const negatives = [];
  while (negatives.length < k) {
    x = (48271 * x) % PRIME;
    let word = 0,
      edge = q[0];
    while (word < q.length && edge <= x / PRIME) edge += q[++word];
    if (word < q.length && word !== target) negatives.push(word);
  }
  return { x, negatives };
}

const softplus = (s) => Math.max(s, 0) + Math.log1p(Math.exp(-Math.abs(s))); // log(1 + e^s) = −log σ(−s)
const row = (W, i, d) => W.subarray(i * d, i * d + d);
const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);

/** h: the mean of the inputs' rows of W_in. */
export function hidden({ W_in, d }, inputs) {
  const h = new Float64Array(d);
  for (const id of inputs)
    row(W_in, id, d).forEach((x, i) => {
      h[i] += x;
    });
  return h.map((x) => x / inputs.length);
}

/** One example: h, the rows of W_out that are used, S, P, G = ∂L/∂S and L.  Without negatives all
    rows and the softmax; with them σ, the target's row first. */
export function forward(w, inputs, target, negatives = null) {
  const { W_out, d } = w,
    n = W_out.length / d,
    h = hidden(w, inputs);
  const rows = negatives ? [target, ...negatives] : Array.from({ length: n }, (_, i) => i);
  const S = rows.map((i) => dot(row(W_out, i, d), h));
  let P, L;
  if (negatives) {
    P = S.map((s) => 1 / (1 + Math.exp(-s)));
    L = S.reduce((sum, s, i) => sum + softplus(i ? s : -s), 0);
  } else {
    const top = Math.max(...S),
      logZ = top + Math.log(S.reduce((sum, s) => sum + Math.exp(s - top), 0));
    P = S.map((s) => Math.exp(s - logZ));
    L = logZ - S[target];
  }
  const G = P.map((p, i) => p - (rows[i] === target ? 1 : 0));
  return { h, rows, S, P, G, L };
}

/** The gradients of one example: {dh, dW_in, dW_out}; each of C inputs takes 1/C of dh. */
export function gradients({ W_in, W_out, d }, inputs, { h, rows, G }) {
  const dh = new Float64Array(d),
    dW_in = new Float64Array(W_in.length),
    dW_out = new Float64Array(W_out.length);
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
export function meanLoss(w, steps, k, q) {
  return (
    sum(grouped(steps, q.length), ({ ins, counts }) => {
      const { S, P } = forward(w, ins, 0),
        top = S.indexOf(Math.max(...S)),
        logZ = S[top] - Math.log(P[top]);
      const far = sum(S, (s, c) => q[c] * softplus(s));
      return sum(
        counts,
        (a, o) =>
          a &&
          a *
            (k ? softplus(-S[o]) + (k * (far - q[o] * softplus(S[o]))) / (1 - q[o]) : logZ - S[o]),
      );
    }) / steps.length
  );
}

/** What no tables get the mean loss below.  Softmax: H(target | inputs); negatives: the best σ is
    a/(a + b) for a word that is a times the target and b times, as expected, drawn. */
export function least(steps, k, q) {
  return (
    sum(grouped(steps, q.length), ({ counts }) => {
      const all = sum(counts, (a, o) => (k ? a / (1 - q[o]) : a));
      return sum(counts, (a, c) => {
        const b = k ? k * q[c] * (all - a / (1 - q[c])) : all - a;
        return a > 0 && b > 0 ? a * Math.log(1 + b / a) + (k ? b * Math.log(1 + a / b) : 0) : 0;
      });
    }) / steps.length
  );
}

/** Gradient descent on a text: {list, steps, E, q, losses, means, least, at(position)}.  at() is the
    example at hand after so many steps: tables, negatives, forward, gradients, and L after its
    change.  A run ends where the mean loss passes 1000: then at() stays there. */
export function training({ ids, W_in, W_out, d, window, kind, k, lr, seed }) {
  const list = examples(ids.length, window, kind),
    E = list.length,
    q = noise(ids, W_in.length / d);
  const steps = list.map(({ inputs, target }) => ({
    ins: inputs.map((j) => ids[j]),
    out: ids[target],
  }));
  const losses = [],
    means = [meanLoss({ W_in, W_out, d }, steps, k, q)];
  const saved = [{ W_in, W_out, x: start(seed) }]; // where each epoch begins
  const down = (W, dW) => W.map((value, i) => value - lr * dW[i]);
  const example = (state, i) => {
    const { ins, out } = steps[i % E],
      w = { W_in: state.W_in, W_out: state.W_out, d };
    const { x, negatives } = k ? draw(state.x, q, out, k) : { x: state.x, negatives: null };
    const now = forward(w, ins, out, negatives),
      slopes = gradients(w, ins, now);
    return { ...w, ...now, ...slopes, x, negatives, ins, out, place: list[i % E] };
  };
  const after = (now) => ({
    W_in: down(now.W_in, now.dW_in),
    W_out: down(now.W_out, now.dW_out),
    x: now.x,
    d,
  });
  let end = Infinity;
  function at(position) {
    position = Math.min(position, end);
    const epoch = Math.min(Math.floor(position / E), saved.length - 1);
    let state = saved[epoch];
    for (let i = epoch * E; i < position; i++) {
      // position may come nearer
      const now = example(state, i);
      state = after(now);
      if (i === losses.length) {
        losses.push(now.L);
        means.push(meanLoss(state, steps, k, q));
        if ((i + 1) % E === 0) saved.push(state);
        if (!(means[i + 1] < 1000)) position = end = i + 1;
      }
    }
    const now = example(state, position),
      next = after(now);
    return { ...now, position, next, L_next: forward(next, now.ins, now.out, now.negatives).L };
  }
  return { list, steps, E, q, losses, means, least: least(steps, k, q), at };
}

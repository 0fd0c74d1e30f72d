"""word2vec one example a step, as the page computes it (math.js): text in, tables out.

A skip-gram example is one pair: h is the centre's row of W_in, the target one word beside it.  A
CBOW example is one window: h is the mean of the contexts' rows, the target the centre.  So a pair
is a window of one word, and `scratch.embeddings` has the losses of both.
"""

import numpy as np

from ...scratch.counts import noise, windows
from ...scratch.embeddings import cbow, cbow_negative

STREAM = 65537  # more than a run has steps: each step draws from a stream of its own
BITS = 2**32 - 1


def examples(T, window, kind):
    """(t, positions of the inputs, position of the target) of each step, in order of the text."""
    found = []
    for t, around in windows(range(T), window):
        found += [(t, around, t)] if kind == "cbow" else [(t, [t], j) for j in around]
    return found


def generator(seed):
    """Numbers in [0, 1) from a whole number, those of core/kit/random.js (mulberry32)."""
    a = seed & BITS
    while True:
        a = (a + 0x6D2B79F5) & BITS
        t = ((a ^ a >> 15) * (1 | a)) & BITS
        t ^= t + ((t ^ t >> 7) * (61 | t) & BITS) & BITS
        yield (t ^ t >> 14) / 2**32


def draw(chance, q, target, k):
    """k negatives from q, by numbers of `chance`; the target is drawn again."""
    edges, found = np.cumsum(q), []
    while len(found) < k:
        word = min(int((edges <= next(chance)).sum()), len(q) - 1)
        if word != target:
            found.append(word)
    return found


def example(W_in, W_out, inputs, target, negatives=None):
    """L and the trace of one example; without negatives the full softmax."""
    if negatives is None:
        return cbow(inputs, target, W_in, W_out)
    return cbow_negative(inputs, target, negatives, W_in, W_out)


def seen(trace, negatives):
    """The rows of W_out that an example uses, their scores S, P and G = ∂L/∂S."""
    if negatives is None:
        rows = np.arange(len(trace.P))
        return rows, trace.scores, trace.P, trace.P - (rows == trace.targets[0])
    return trace.words, trace.scores, trace.sigmoids, trace.sigmoids - trace.labels


def mean_loss(W_in, W_out, steps, k, q):
    """L of the whole text, steps being (ids of the inputs, id of the target).

    With k negatives the mean over all that may be drawn, k Σ_w q(w) log 1/σ(−s_w), w ≠ target.
    """
    total = 0.0
    for inputs, target in steps:
        if not k:
            total += example(W_in, W_out, inputs, target)[0]
            continue
        S, others = W_out @ W_in[inputs].mean(0), np.arange(len(q)) != target
        far = (q[others] * np.logaddexp(0, S[others])).sum() / q[others].sum()
        total += np.logaddexp(0, -S[target]) + k * far
    return total / len(steps)


def lowest_loss(steps, k, q):
    """What no tables get the mean loss below: a text leaves it open which word comes.

    Full softmax: H(target | inputs).  Negatives: the best σ for each input and word, a/(a + b) if
    the word is a times the target and b times, as expected, drawn.
    """
    groups, total = {}, 0.0
    for inputs, target in steps:
        groups.setdefault(tuple(sorted(inputs)), np.zeros(len(q)))[target] += 1
    for a in groups.values():
        b = k * (a @ (1 / (1 - q)) - a / (1 - q)) * q if k else a.sum() - a
        known = (a > 0) & (b > 0)
        total += (a * np.log(1 + b / np.where(known, a, 1)))[known].sum()
        if k:
            total += (b * np.log(1 + a / np.where(known, b, 1)))[known].sum()
    return total / len(steps)


class Training:
    """Gradient descent on a text, one example a step; `losses` and `means` grow with it.

    ids (T,); W_in, W_out (n_vocab, d) are not changed in place.  k: negatives, 0 for the softmax.
    """

    def __init__(self, ids, W_in, W_out, *, window, kind, k, lr, seed):
        self.places = examples(len(ids), window, kind)
        self.steps = [([int(ids[j]) for j in inputs], int(ids[target]))
                      for _, inputs, target in self.places]
        self.W_in, self.W_out, self.k, self.lr = W_in, W_out, k, lr
        self.q = noise(np.bincount(ids, minlength=len(W_in)))
        self.seed, self.done = seed, 0
        self.losses, self.means = [], [self.mean()]
        self._next()

    def mean(self):
        return mean_loss(self.W_in, self.W_out, self.steps, self.k, self.q)

    def lowest_loss(self):
        return lowest_loss(self.steps, self.k, self.q)

    def _next(self):
        self.inputs, self.target = self.steps[self.done % len(self.steps)]
        self.negatives = None
        if self.k:
            chance = generator(self.seed * STREAM + self.done)
            self.negatives = draw(chance, self.q, self.target, self.k)
        L, trace = example(self.W_in, self.W_out, self.inputs, self.target, self.negatives)
        values = (trace.h, *seen(trace, self.negatives), L, *trace.backward())
        self.now = dict(zip(("h", "rows", "S", "P", "G", "L", "dW_in", "dW_out"), values,
                            strict=True))

    def step(self):
        """Go down the gradients of the example at hand, and on to the next."""
        self.losses.append(self.now["L"])
        self.W_in = self.W_in - self.lr * self.now["dW_in"]
        self.W_out = self.W_out - self.lr * self.now["dW_out"]
        self.done += 1
        self.means.append(self.mean())
        self._next()

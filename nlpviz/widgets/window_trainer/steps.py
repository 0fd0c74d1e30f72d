"""word2vec one example a step, as the page computes it (window_steps.js): text in, tables out.

A skip-gram example is one pair: h is the centre's row of W_in, the target one word beside it.  A
CBOW example is one window: h is the mean of the contexts' rows, the target the centre.
"""

import numpy as np

PRIME = 2**31 - 1


def examples(T, window, kind):
    """(t, positions of the inputs, position of the target) of each step, in order of the text."""
    found = []
    for t in range(T):
        around = [j for j in range(max(0, t - window), min(T, t + window + 1)) if j != t]
        found += [(t, around, t)] if kind == "cbow" else [(t, [t], j) for j in around]
    return found


def noise(ids, n_vocab):
    """q: the counts of the words to the power 0.75, as shares."""
    q = np.bincount(ids, minlength=n_vocab) ** 0.75
    return q / q.sum()


def start(seed):
    """The state of the generator x ← 48271 x mod (2³¹ − 1) (Park and Miller 1988)."""
    x = seed % (PRIME - 1) + 1
    for _ in range(10):
        x = 48271 * x % PRIME
    return x


def draw(x, q, target, k):
    """k negatives from q; the target is drawn again.  -> the generator's next state, negatives."""
    edges, found = np.cumsum(q), []
    while len(found) < k:
        x = 48271 * x % PRIME
        word = int((edges <= x / PRIME).sum())
        if word < len(q) and word != target:
            found.append(word)
    return x, found


def forward(W_in, W_out, inputs, target, negatives=None):
    """h, the rows of W_out that are used, their scores S, P, G = ∂L/∂S and L.

    Without negatives all rows, P = softmax(S); with them P = σ(S), the target's row first.
    """
    h = W_in[inputs].mean(0)
    rows = np.arange(len(W_out)) if negatives is None else np.array([target, *negatives])
    S, due = W_out[rows] @ h, rows == target
    if negatives is None:
        log_Z = S.max() + np.log(np.exp(S - S.max()).sum())
        P, L = np.exp(S - log_Z), log_Z - S[target]
    else:
        with np.errstate(over="ignore"):  # 1 / (1 + inf) is 0, as in the page
            P, L = 1 / (1 + np.exp(-S)), np.logaddexp(0, np.where(due, -S, S)).sum()
    return {"h": h, "rows": rows, "S": S, "P": P, "G": P - due, "L": float(L)}


def gradients(W_in, W_out, inputs, now):
    """dW_in, dW_out of one step; each of C inputs takes 1/C of dh."""
    dW_in, dW_out = np.zeros_like(W_in), np.zeros_like(W_out)
    np.add.at(dW_in, inputs, now["G"] @ W_out[now["rows"]] / len(inputs))
    np.add.at(dW_out, now["rows"], np.outer(now["G"], now["h"]))
    return dW_in, dW_out


def mean_loss(W_in, W_out, steps, k, q):
    """L of the whole text, steps being (ids of the inputs, id of the target).

    With k negatives the mean over all that may be drawn, k Σ_w q(w) log 1/σ(−s_w), w ≠ target.
    """
    total = 0.0
    for inputs, target in steps:
        if not k:
            total += forward(W_in, W_out, inputs, target)["L"]
            continue
        S, others = W_out @ W_in[inputs].mean(0), np.arange(len(q)) != target
        far = (q[others] * np.logaddexp(0, S[others])).sum() / q[others].sum()
        total += np.logaddexp(0, -S[target]) + k * far
    return total / len(steps)


def least(steps, k, q):
    """What no tables get the mean loss below: a text leaves it open which word comes.

    Full softmax: H(target | inputs).  Negatives: the best σ for each input and word, a/(a + b) if
    the word is a times the target and b times, as expected, drawn.
    """
    groups, total = {}, 0.0
    for inputs, target in steps:
        groups.setdefault(tuple(sorted(inputs)), np.zeros(len(q)))[target] += 1
    for a in groups.values():
        if k:
            b = k * (a @ (1 / (1 - q)) - a / (1 - q)) * q
        else:
            b = a.sum() - a
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
        self.q, self.x, self.done = noise(ids, len(W_in)), start(seed), 0
        self.losses, self.means = [], [self.mean()]
        self._next()

    def mean(self):
        return mean_loss(self.W_in, self.W_out, self.steps, self.k, self.q)

    def least(self):
        return least(self.steps, self.k, self.q)

    def _next(self):
        self.inputs, self.target = self.steps[self.done % len(self.steps)]
        self.negatives = None
        if self.k:
            self.x, self.negatives = draw(self.x, self.q, self.target, self.k)
        self.now = forward(self.W_in, self.W_out, self.inputs, self.target, self.negatives)
        self.now["dW_in"], self.now["dW_out"] = gradients(
            self.W_in, self.W_out, self.inputs, self.now)

    def step(self):
        """Go down the gradients of the example at hand, and on to the next."""
        self.losses.append(self.now["L"])
        self.W_in = self.W_in - self.lr * self.now["dW_in"]
        self.W_out = self.W_out - self.lr * self.now["dW_out"]
        self.done += 1
        self.means.append(self.mean())
        self._next()

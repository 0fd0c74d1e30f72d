"""Random inputs for the exercises of chapter 3; the seed is fixed.

Each function returns a list of (label, args); a label is the key of a
message that says what is special about the input.
"""

import numpy as np

SEED = 3
SIZES = ((3, 4), (4, 4), (1, 1), (5, 2))  # (d, d_h)


def step():
    """Random inputs of one RNN step; one of them is a first step."""
    rng = np.random.default_rng(SEED)
    found = []
    for d, d_h in SIZES:
        x, h, b = rng.normal(size=d), rng.uniform(-1, 1, d_h), rng.normal(size=d_h)
        W_x, W_h = rng.normal(size=(d, d_h)), rng.normal(size=(d_h, d_h))
        found.append((None, (x, h, W_x, W_h, b)))
    return found + [("first_step", (x, 0 * h, W_x, W_h, b))]


def lstm():
    """Random inputs of one LSTM step; in one the peepholes are zero."""
    rng = np.random.default_rng(SEED)
    found = []
    for d, d_h in SIZES:
        x, h, c = rng.normal(size=d), rng.uniform(-1, 1, d_h), rng.normal(size=d_h)
        W_x, W_h = rng.normal(size=(d, 4 * d_h)), rng.normal(size=(d_h, 4 * d_h))
        b, p = rng.normal(size=4 * d_h), rng.normal(size=(3, d_h))
        found.append((None, (x, h, c, W_x, W_h, b, *p)))
    return found + [("no_peepholes", (x, h, c, W_x, W_h, b, *(0 * p)))]


def tanh():
    rng = np.random.default_rng(SEED)
    return [(None, (rng.uniform(-0.95, 0.95, n), rng.normal(size=n))) for n in (4, 1, 7)]


def backward():
    """The state h is the one that the step really makes."""
    rng, found = np.random.default_rng(SEED), []
    for _, (x, h, W_x, W_h, b) in step():
        after = np.tanh(0.5 * (x @ W_x + h @ W_h + b))
        label = None if h.any() else "first_step"
        found.append((label, (x, h, after, W_h, rng.normal(size=h.size))))
    return found


def bptt():
    """Sequences of 1 to 6 steps, states that a network really passes."""
    rng, found = np.random.default_rng(SEED), []
    for T, d_h in ((6, 3), (3, 4), (4, 4), (1, 3)):
        W_h, H, h = rng.normal(size=(d_h, d_h)), [], np.zeros(d_h)
        for _ in range(T):
            h = np.tanh(0.5 * (rng.normal(size=d_h) + h @ W_h))
            H.append(h)
        label = "one_step" if T == 1 else None
        found.append((label, (np.array(H), W_h, rng.normal(size=(T, d_h)))))
    return found


def clip():
    """Gradients above and below the limit, and one that is zero."""
    rng = np.random.default_rng(SEED)
    grads = [rng.normal(size=(3, 4)), rng.normal(size=5), rng.normal(size=(4, 4))]
    return [(None, (grads, 1.0)), (None, ([9 * g for g in grads[:2]], 2.5)),
            ("small", (grads, 100.0)), ("small", ([0 * grads[0]], 1.0))]


def bias():
    return [(None, case) for case in ((20, 0.5), (100, 0.5), (7, 0.01))] + [("q_one", (1, 0.8))]

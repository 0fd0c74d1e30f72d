"""Random inputs for the exercises of chapter 4; the seed is fixed.

Each function returns a list of (label, args); a label is the key of a
message that says what is special about the input.
"""

import numpy as np

from ...scratch.attention import weights as softmax

SEED = 4
SIZES = ((3, 4, 2), (1, 3, 3), (2, 1, 4), (4, 4, 4))  # (n, m, d)


def weights():
    """Scores and a mask; in one nothing is masked, in one scores are huge."""
    rng, found = np.random.default_rng(SEED), []
    for n, m, _ in SIZES:
        mask = rng.random(m) < 0.6
        mask[rng.integers(m)] = True
        label = "nothing_masked" if mask.all() else None
        found.append((label, (rng.normal(size=(n, m)), mask)))
    S, mask = rng.normal(size=(2, 5)), np.array([True, True, False, True, False])
    return found + [("nothing_masked", (S, mask | True)), ("large", (S + 1000, mask))]


def attend():
    rng = np.random.default_rng(SEED)
    return [(None, (rng.normal(size=d), rng.normal(size=(m, d)), rng.normal(size=(m, n))))
            for n, m, d in SIZES]


def additive():
    """One query; d_q, d_k and d_a differ, but for the last case."""
    rng, found = np.random.default_rng(SEED), []
    for m, d_q, d_k, d_a in ((4, 2, 3, 5), (1, 3, 2, 4), (3, 3, 3, 3)):
        shapes = (d_q,), (m, d_k), (d_q, d_a), (d_k, d_a), (d_a,)
        found.append((None, tuple(rng.normal(size=shape) for shape in shapes)))
    return found


def shares(rng, *shape):
    return softmax(rng.normal(size=shape))[0]


def attend_backward():
    rng = np.random.default_rng(SEED)
    return [(None, (shares(rng, n, m), rng.normal(size=(m, d)), rng.normal(size=(n, d))))
            for n, m, d in SIZES if m > 1]


def reinforce():
    """One draw: weights, position, loss, baseline; in one the baseline is 0."""
    rng, found = np.random.default_rng(SEED), []
    for m in (3, 5, 2):
        A = shares(rng, 1, m)[0]
        found.append((None, (A, int(rng.integers(m)), rng.uniform(1, 3), rng.uniform(0, 1))))
    return found + [("no_baseline_given", (A, 0, 1.5, 0.0))]


def expected_gradient():
    rng = np.random.default_rng(SEED)
    return [(None, (shares(rng, 1, m)[0], rng.uniform(0, 3, m))) for m in (3, 5, 2)]


def beam_step():
    """Beams of different size; in the first step there is one."""
    rng, found = np.random.default_rng(SEED), []
    for B, n_vocab, width in ((3, 5, 3), (2, 4, 4), (1, 6, 2)):
        logP = np.log(shares(rng, B, n_vocab))
        label = "one_beam" if B == 1 else None
        found.append((label, (-rng.uniform(0, 2, B), logP, width)))
    return found

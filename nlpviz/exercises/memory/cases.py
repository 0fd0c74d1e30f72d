"""Random inputs for the exercises of chapter 5; the seed is fixed.

Each function returns a list of (label, args); a label is the key of a
message that says what is special about the input.
"""

import numpy as np

from ...scratch.attention import weights as softmax
from ...scratch.memory import position_encoding

SEED = 5
SIZES = ((3, 4), (1, 3), (5, 2))  # (N, d)


def encode():
    """Sentences of different length, with and without the order of the words."""
    rng, found = np.random.default_rng(SEED), []
    for J, d in ((4, 3), (2, 5), (5, 2)):
        ids = rng.integers(1, 9, J)
        found.append((None, (ids, rng.normal(size=(9, d)), position_encoding(J, d))))
    short, E = np.array([3, 7, 0, 0]), rng.normal(size=(9, 3))
    return [*found, ("bag", (ids, E, np.ones((5, 3)))),
            ("short", (short, E, position_encoding(4, 3)))]


def hop():
    rng = np.random.default_rng(SEED)
    found = [(None, (rng.normal(size=d), rng.normal(size=(n, d)), rng.normal(size=(n, d))))
             for n, d in SIZES]
    u, M_in, M_out = found[0][1]
    return [*found, ("large", (u, 2000 * M_in, M_out))]


def two_hops():
    rng = np.random.default_rng(SEED)
    return [(None, (rng.normal(size=d), rng.normal(size=(2, n, d)), rng.normal(size=(2, n, d))))
            for n, d in SIZES]


def hop_backward():
    rng = np.random.default_rng(SEED)
    return [(None, (softmax(rng.normal(size=(1, n)))[0][0], rng.normal(size=d),
                    rng.normal(size=(n, d)), rng.normal(size=(n, d)), rng.normal(size=d)))
            for n, d in SIZES if n > 1]


def empty_places():
    rng = np.random.default_rng(SEED)
    return [(None, (rng.normal(size=n), k)) for n, k in ((3, 2), (1, 7))] + [
        ("full", (rng.normal(size=4), 0)), ("large", (rng.normal(size=3) - 900, 3))]


def margin():
    """Scores of words; in one all others are far enough away."""
    rng, found = np.random.default_rng(SEED), []
    for n in (4, 6):
        found.append((None, (rng.normal(size=n), int(rng.integers(n)), 0.5)))
    return [*found, ("far", (np.array([0.2, 2.0, -1.0]), 1, 0.5))]


def key_value():
    rng = np.random.default_rng(SEED)
    return [(None, (rng.normal(size=d), rng.normal(size=(n, d)), rng.normal(size=(n, d)),
                    rng.normal(size=(d, d)))) for n, d in SIZES]

"""The adding problem (Hochreiter & Schmidhuber 1997, experiment 4).

Read T pairs (value, mark); answer the sum of the two marked values.
Values here are uniform in [0, 1], one mark in each half, as is usual
since Le, Jaitly & Hinton (2015); the first paper has values in [-1, 1]
and marks -1 at both ends. The constant answer 1 has the mean squared
error 2 · var(U[0, 1]) = 1/6.
"""

import numpy as np

from ..check import seed_of, whole


def adding(n, T, seed=0):
    """n sequences X (n, T, 2) with columns value, mark; sums y (n,)."""
    n, T = whole("n", n, 1), whole("T", T, 2)
    rng = np.random.default_rng(seed_of("seed", seed))
    values = rng.random((n, T))
    marks = np.zeros((n, T))
    rows = np.arange(n)
    marks[rows, rng.integers(0, T // 2, n)] = 1
    marks[rows, rng.integers(T // 2, T, n)] = 1
    return np.stack([values, marks], axis=2), (values * marks).sum(1)

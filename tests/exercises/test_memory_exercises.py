"""What only chapter 5's exercises owe; test_exercise_promises.py has what all do."""

import numpy as np
import pytest

from nlpviz.exercises.memory import check


def softmax(s):
    e = np.exp(s - s.max())
    return e / e.sum()


def encode(ids, E, l):
    return sum((l[j] * E[w] for j, w in enumerate(ids) if w), 0 * E[0])


def hop(u, M_in, M_out):
    p = softmax(M_in @ u)
    return p, p @ M_out


def two_hops(u, M_in, M_out):
    for m, c in zip(M_in, M_out, strict=True):
        u = u + hop(u, m, c)[1]
    return u


def hop_backward(p, u, M_in, M_out, do):
    dp = M_out @ do
    ds = p * (dp - p @ dp)
    return ds @ M_in, np.outer(ds, u), np.outer(p, do)


def empty_places(s, n):
    top = max(s.max(), 0)
    e, rest = np.exp(s - top), n * np.exp(-top)
    return e / (e.sum() + rest), rest / (e.sum() + rest)


def margin(s, right, margin):
    missing = np.maximum(margin - s[right] + s, 0)
    missing[right] = 0
    ds = (missing > 0).astype(float)
    ds[right] = -ds.sum()
    return missing.sum(), ds


def key_value(q, K, V, R):
    return (q + softmax(K @ q) @ V) @ R


SOLUTIONS = {f.__name__: f for f in (encode, hop, two_hops, hop_backward, empty_places, margin,
                                     key_value)}


def test_an_overflow_is_named():
    def naive(u, M_in, M_out):
        e = np.exp(M_in @ u)
        return e / e.sum(), e / e.sum() @ M_out

    assert check("hop", naive).keys == ("not_finite",)


def test_an_unknown_exercise_is_named():
    with pytest.raises(ValueError, match="name is 'memory'; the exercises are encode, "):
        check("memory", hop)

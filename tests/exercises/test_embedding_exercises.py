"""What only chapter 2's exercises owe; test_exercise_promises.py has what all do."""

import numpy as np
import pytest

from nlpviz.exercises.embeddings import check


def pairs(ids, window):
    found = []
    for t in range(len(ids)):
        for j in range(t - window, t + window + 1):
            if j != t and 0 <= j < len(ids):
                found.append((ids[t], ids[j]))
    centers, contexts = zip(*found, strict=True)
    return centers, contexts


def skipgram_gradient(center, context, W_in, W_out):
    v = W_in[center]
    P = np.exp(W_out @ v)
    P /= P.sum()
    P[context] -= 1
    return P @ W_out, np.outer(P, v)


def sigma(x):
    return 1 / (1 + np.exp(-x))


def negative_loss(center, context, negatives, W_in, W_out):
    L = -np.log(sigma(W_out[context] @ W_in[center]))
    for n in negatives:
        L -= np.log(sigma(-W_out[n] @ W_in[center]))
    return L


def noise(counts):
    q = counts**0.75
    return q / q.sum()


def analogy(a, b, c, W):
    E = W / np.sqrt((W**2).sum(axis=1))[:, None]
    ranked = np.argsort(-E @ (E[b] - E[a] + E[c]))
    return next(w for w in ranked if w not in (a, b, c))


def ppmi(C):
    M = np.zeros(C.shape)
    for w, row in enumerate(C):
        for c, n in enumerate(row):
            if n > 0:
                M[w, c] = max(0, np.log(n * C.sum() / (C[w].sum() * C[:, c].sum())))
    return M


def keep(counts, t):
    ratio = t / (counts / counts.sum())
    return np.minimum(1, np.sqrt(ratio) + ratio)


SOLUTIONS = {f.__name__: f for f in (pairs, skipgram_gradient, negative_loss, noise, analogy, ppmi,
                                     keep)}


def test_contexts_before_centers_is_named():
    assert check("pairs", lambda ids, window: pairs(ids, window)[::-1]).keys[-1] == "swapped"


def test_a_list_of_pairs_in_place_of_two_lists_is_named():
    result = check("pairs", lambda ids, window: list(zip(*pairs(ids, window), strict=True)))
    assert result.keys == ("count",) and "2 results" in result.text


def test_a_wrong_shape_without_a_typical_mistake_is_named_alone():
    result = check("pairs", lambda ids, window: ([1, 2, 3], [1, 2, 3]))
    assert result.keys == ("shape",)


def test_a_logarithm_of_zero_is_named_where_it_is_left():
    def left(C):
        return np.log(C * C.sum() / np.outer(C.sum(1), C.sum(0)))

    assert check("ppmi", left).keys == ("not_finite",)
    assert check("ppmi", lambda C: np.maximum(0, left(C))).passed


def test_an_unknown_exercise_is_named():
    with pytest.raises(ValueError, match="name is 'cbow'; the exercises are pairs, "):
        check("cbow", pairs)

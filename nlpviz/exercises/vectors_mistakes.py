"""Wrong answers to chapter 2's exercises on whole tables, each with its hint.

An entry is (key of the hint, index of the result, wrong function).
These functions are wrong on purpose.
"""

import numpy as np


def units(W):
    return W / np.linalg.norm(W, axis=1, keepdims=True)


def closest(W, direction, without=()):
    scores = W @ direction
    scores[list(without)] = -np.inf
    return scores.argmax()


def turned(a, b, c, W):
    E = units(W)
    return closest(E, E[a] - E[b] + E[c], (a, b, c))


def added(a, b, c, W):
    E = units(W)
    return closest(E, E[a] + E[b] + E[c], (a, b, c))


def included(a, b, c, W):
    E = units(W)
    return closest(E, E[b] - E[a] + E[c])


def c_excluded(a, b, c, W):
    E = units(W)
    return closest(E, E[b] - E[a] + E[c], (c,))


def second(a, b, c, W):
    E = units(W)
    return np.argsort(-E @ (E[b] - E[a] + E[c]))[1]


def late(a, b, c, W):
    """Lengths taken away from the candidates alone, not from a, b and c."""
    return closest(units(W), W[b] - W[a] + W[c], (a, b, c))


def by_place(a, b, c, W):
    """The nearest by distance, lengths and all."""
    gaps = ((W - (W[b] - W[a] + W[c])) ** 2).sum(axis=1)
    gaps[[a, b, c]] = np.inf
    return gaps.argmin()


def least_like(a, b, c, W):
    E = units(W)
    return closest(-E, E[b] - E[a] + E[c], (a, b, c))


ANALOGY = (
    ("query_answered", 0, included),
    ("query_words_left", 0, c_excluded),
    ("second_taken", 0, second),
    ("analogy_turned", 0, turned),
    ("all_added", 0, added),
    ("lengths_count", 0, lambda a, b, c, W: closest(W, W[b] - W[a] + W[c], (a, b, c))),
    ("lengths_late", 0, late),
    ("by_distance", 0, by_place),
    ("least_like", 0, least_like),
)


def pmi(C, log=np.log):
    """log of the ratio where there are counts, 0 elsewhere."""
    ratio = C * C.sum() / np.outer(C.sum(1), C.sum(0))
    return np.where(C > 0, log(np.where(C > 0, ratio, 1)), 0)


def of_rows(C):
    return np.maximum(0, np.log(np.where(C > 0, C / C.sum(1, keepdims=True), 1)))


def without_total(C):
    ratio = C / np.outer(C.sum(1), C.sum(0))
    return np.maximum(0, np.log(np.where(C > 0, ratio, 1)))


PPMI = (
    ("negative_kept", 0, pmi),
    ("log_two", 0, lambda C: np.maximum(0, pmi(C, np.log2))),
    ("ratio_alone", 0, lambda C: C * C.sum() / np.outer(C.sum(1), C.sum(0))),
    ("absolute", 0, lambda C: np.abs(pmi(C))),
    ("one_added", 0, lambda C: np.log1p(C * C.sum() / np.outer(C.sum(1), C.sum(0)))),
    ("total_forgotten", 0, without_total),
    ("log_of_counts", 0, lambda C: np.log(np.maximum(C, 1))),
    ("weighted", 0, lambda C: C / C.sum() * np.maximum(0, pmi(C))),
)


def share(counts):
    return counts / counts.sum()


KEEP = (
    ("paper_keep", 0, lambda counts, t: np.minimum(1, np.sqrt(t / share(counts)))),
    ("dropped", 0, lambda counts, t: 1 - np.minimum(
        1, np.sqrt(t / share(counts)) + t / share(counts))),
    ("paper_drop", 0, lambda counts, t: np.maximum(0, 1 - np.sqrt(t / share(counts)))),
    ("above_one", 0, lambda counts, t: np.sqrt(t / share(counts)) + t / share(counts)),
    ("counts_for_shares", 0, lambda counts, t: np.minimum(1, np.sqrt(t / counts) + t / counts)),
    ("root_forgotten", 0, lambda counts, t: np.minimum(1, t / share(counts))),
    ("ratio_turned", 0, lambda counts, t: np.minimum(
        1, np.sqrt(share(counts) / t) + share(counts) / t)),
)

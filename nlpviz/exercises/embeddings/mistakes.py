"""Wrong answers to the exercises of chapter 2, each with its hint.

An entry is (key of the hint, index of the result, wrong function).
These functions are wrong on purpose.
"""

import numpy as np


def paired(reaches, of=lambda ids, t, j: (ids[t], ids[j])):
    """All pairs (t, j) with j - t among reaches(window), inside the text."""
    def pairs(ids, window):
        T = len(ids)
        found = [of(ids, t, t + step) for t in range(T) for step in reaches(window)
                 if 0 <= t + step < T]
        return tuple(np.reshape(found, (-1, 2)).T)
    return pairs


def both(window):
    return [step for step in range(-window, window + 1) if step]


def wrapped(ids, window, right=True):
    """A negative index counts from the end: the text becomes a ring."""
    T = len(ids)
    found = [(ids[t], ids[(t + step) % T]) for t in range(T) for step in both(window)
             if right or t + step < T]
    return tuple(np.transpose(found))


def sliced(ids, window):
    """ids[t - window : t], whose start counts from the end where it is negative."""
    found = [(ids[t], other) for t in range(len(ids))
             for other in (*ids[t - window:t], *ids[t + 1:t + window + 1])]
    return tuple(np.transpose(found))


def whole_only(ids, window):
    T = len(ids)
    found = [(ids[t], ids[t + step]) for t in range(window, T - window) for step in both(window)]
    return tuple(np.reshape(found, (-1, 2)).T)


PAIRS = (
    ("right_only", None, paired(lambda window: range(1, window + 1))),
    ("left_only", None, paired(lambda window: range(-window, 0))),
    ("with_itself", None, paired(lambda window: range(-window, window + 1))),
    ("open_end", None, paired(lambda window: [s for s in range(-window, window) if s])),
    ("whole_windows", None, whole_only),
    ("wraps", None, wrapped),
    ("wraps", None, lambda ids, window: wrapped(ids, window, right=False)),
    ("slice_start", None, sliced),
    ("half_window", None, paired(lambda window: both(window // 2))),
    ("places", None, paired(both, lambda ids, t, j: (t, j))),
)


def softmax(s):
    E = np.exp(s - s.max())
    return E / E.sum()


def error(v, context, W_out):
    """∂L/∂scores: P less the one-hot row of the context."""
    return softmax(W_out @ v) - np.eye(len(W_out))[context]


def spread(center, context, W_in, W_out):
    """dh in a table of its own shape."""
    dW_in = np.zeros_like(W_in)
    dW_in[center] = error(W_in[center], context, W_out) @ W_out
    return dW_in


def target_row(center, context, W_in, W_out):
    dW_out = np.zeros_like(W_out)
    dW_out[context] = error(W_in[center], context, W_out)[context] * W_in[center]
    return dW_out


SKIPGRAM_GRADIENT = (
    ("target_row", 1, target_row),
    ("target_forgotten", 1, lambda i, o, V, U: np.outer(softmax(U @ V[i]), V[i])),
    ("outer_of_rows", 1, lambda i, o, V, U: np.outer(error(V[i], o, U), U[o])),
    ("center_is_target", 1, lambda i, o, V, U: np.outer(error(V[i], i, U), V[i])),
    ("no_softmax_scores", 1, lambda i, o, V, U: np.outer(U @ V[i] - np.eye(len(U))[o], V[i])),
    ("whole_table", 0, spread),
    ("target_forgotten", 0, lambda i, o, V, U: softmax(U @ V[i]) @ U),
    ("pull_alone", 0, lambda i, o, V, U: -U[o]),
    ("table_mixed", 0, lambda i, o, V, U: error(V[i], o, U) @ V),
    ("own_pull", 0, lambda i, o, V, U: error(V[i], o, U)[o] * U[o]),
)


def near(s):
    return np.log1p(np.exp(-s))  # −log σ(s)


def scored(loss):
    """A loss of the target's score and the negatives' scores."""
    def of(center, context, negatives, W_in, W_out):
        v = W_in[center]
        return loss(W_out[context] @ v, W_out[negatives] @ v)
    return of


NEGATIVE_LOSS = (
    ("negatives_pulled", 0, scored(lambda s, n: near(s) + near(n).sum())),
    ("positive_alone", 0, scored(lambda s, n: near(s))),
    ("negatives_alone", 0, scored(lambda s, n: near(-n).sum())),
    ("negatives_averaged", 0, scored(lambda s, n: near(-n).mean() + near(s))),
    ("log_of_sum", 0, scored(lambda s, n: near(s) - np.log((1 / (1 + np.exp(n))).sum()))),
    ("log_forgotten", 0, scored(lambda s, n: -1 / (1 + np.exp(-s)) - (1 / (1 + np.exp(n))).sum())),
    ("minus_outside", 0, scored(lambda s, n: near(s) - near(n).sum())),
    ("softmax_of_few", 0, scored(lambda s, n: np.log1p(np.exp(n - s).sum()))),
    ("one_table", 0, lambda i, o, negatives, V, U: near(V[i] @ V[o])
        + near(-V[negatives] @ V[i]).sum()),
)

NOISE = (
    ("unigram", 0, lambda counts: counts / counts.sum()),
    ("not_renormalised", 0, lambda counts: (counts / counts.sum()) ** 0.75),
    ("divided_by_counts", 0, lambda counts: counts**0.75 / counts.sum()),
    ("uniform", 0, lambda counts: np.full(len(counts), 1 / len(counts))),
    ("power_turned", 0, lambda counts: counts ** (4 / 3) / (counts ** (4 / 3)).sum()),
    ("softmax_of_counts", 0, lambda counts: softmax(0.75 * counts)),
)


def units(W):
    return W / np.linalg.norm(W, axis=1, keepdims=True)


def closest(W, direction, without=()):
    scores = W @ direction
    scores[list(without)] = -np.inf
    return scores.argmax()


def reversed_difference(a, b, c, W):
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
    ("analogy_turned", 0, reversed_difference),
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

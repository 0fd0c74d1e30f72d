"""Wrong answers to the exercises of chapter 5, each with its hint.

An entry is (key of the hint, index of the result, wrong function).
These functions are wrong on purpose.
"""

import numpy as np


def soft(s):
    e = np.exp(s - s.max())
    return e / e.sum()


def known(ids):
    return (ids != 0)[:, None]


ENCODE = (
    ("no_places", 0, lambda ids, E, l: (E[ids] * known(ids)).sum(0)),
    ("word_0_counts", 0, lambda ids, E, l: (l * E[ids]).sum(0)),
    ("mean", 0, lambda ids, E, l: (l * E[ids] * known(ids)).mean(0)),
    ("one_weight_a_word", 0, lambda ids, E, l: (l.mean(1)[:, None] * E[ids] * known(ids)).sum(0)),
    ("order_turned", 0, lambda ids, E, l: (l[::-1] * E[ids] * known(ids)).sum(0)),
)

HOP = (
    ("scaled", 0, lambda u, M_in, M_out: soft(M_in @ u / np.sqrt(len(u)))),
    ("scores_for_weights", 0, lambda u, M_in, M_out: M_in @ u),
    ("looks_and_answers_alike", 1, lambda u, M_in, M_out: soft(M_in @ u) @ M_in),
    ("asked_of_the_answers", 0, lambda u, M_in, M_out: soft(M_out @ u)),
    ("best_only", 1, lambda u, M_in, M_out: M_out[(M_in @ u).argmax()]),
)


def hops(u, M_in, M_out, ways=(0, 1), keep=True, ask=None):
    for k in ways:
        o = soft(M_in[k] @ (u if ask is None else ask)) @ M_out[k]
        u = u + o if keep else o
    return u


TWO_HOPS = (
    ("question_forgotten", 0, lambda u, M_in, M_out: hops(u, M_in, M_out, keep=False)),
    ("asks_the_same", 0, lambda u, M_in, M_out: hops(u, M_in, M_out, ask=u)),
    ("first_memory_twice", 0, lambda u, M_in, M_out: hops(u, M_in, M_out, (0, 0))),
    ("one_hop", 0, lambda u, M_in, M_out: hops(u, M_in, M_out, (0,))),
    ("other_order", 0, lambda u, M_in, M_out: hops(u, M_in, M_out, (1, 0))),
)


def scores_blame(p, M_out, do):
    dp = M_out @ do
    return p * (dp - p @ dp)


HOP_BACKWARD = (
    ("not_centred", 0, lambda p, u, M_in, M_out, do: (p * (M_out @ do)) @ M_in),
    ("through_the_answers", 0, lambda p, u, M_in, M_out, do: scores_blame(p, M_out, do) @ M_out),
    ("not_centred", 1, lambda p, u, M_in, M_out, do: np.outer(p * (M_out @ do), u)),
    ("weights_for_blame", 1, lambda p, u, M_in, M_out, do: np.outer(p, u)),
    ("unweighted", 2, lambda p, u, M_in, M_out, do: np.tile(do, (len(p), 1))),
)


def shares(s, n):
    """Weights of the sentences and of all n empty places, whose scores are 0."""
    p = soft(np.append(s, np.zeros(n)))
    return p[:len(s)], p[len(s):].sum()


EMPTY_PLACES = (
    ("masked", 0, lambda s, n: soft(s)),
    ("one_place", 0, lambda s, n: shares(s, 1)[0]),
    ("nothing_for_them", 1, lambda s, n: 0.0),
    ("a_single_one", 1, lambda s, n: shares(s, n)[1] / max(n, 1)),
    ("divided_by_places", 1, lambda s, n: n / (n + len(s))),
)


def short(s, r, margin):
    missing = margin - s[r] + s
    missing[r] = 0
    return np.maximum(missing, 0)


def blame(s, r, margin, own):
    ds = (short(s, r, margin) > 0).astype(float)
    ds[r] = own(ds)
    return ds


MARGIN = (
    ("itself_counted", 0, lambda s, r, margin: short(s, r, margin).sum() + margin),
    ("no_margin", 0, lambda s, r, margin: short(s, r, 0.0).sum()),
    ("worst_only", 0, lambda s, r, margin: short(s, r, margin).max()),
    ("mean", 0, lambda s, r, margin: short(s, r, margin).mean()),
    ("right_one_once", 1, lambda s, r, margin: blame(s, r, margin, lambda ds: -1.0)),
    ("right_one_forgotten", 1, lambda s, r, margin: blame(s, r, margin, lambda ds: 0.0)),
    ("turned", 1, lambda s, r, margin: -blame(s, r, margin, lambda ds: -ds.sum())),
)

KEY_VALUE = (
    ("keys_answer", 0, lambda q, K, V, R: (q + soft(K @ q) @ K) @ R),
    ("values_asked", 0, lambda q, K, V, R: (q + soft(V @ q) @ V) @ R),
    ("question_forgotten", 0, lambda q, K, V, R: soft(K @ q) @ V @ R),
    ("only_the_question_turned", 0, lambda q, K, V, R: q @ R + soft(K @ q) @ V),
    ("R_turned", 0, lambda q, K, V, R: R @ (q + soft(K @ q) @ V)),
)

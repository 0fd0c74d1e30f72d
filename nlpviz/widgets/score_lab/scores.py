"""The score functions of the figure, for its static picture, and what they cost."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from ...scratch import functional
from ...scratch.attention import additive, concat, dot, general


def linear(Q, K, w_q, w_k):
    """S_ij = q_i·w_q + k_j·w_k: one linear layer on [q; k], blind to q after the softmax."""
    def backward(dS):
        return dS.sum(axis=1, keepdims=True) * w_q, dS.sum(axis=0)[:, None] * w_k, \
            Q.T @ dS.sum(axis=1), K.T @ dS.sum(axis=0)

    return (Q @ w_q)[:, None] + K @ w_k, SimpleNamespace(backward=backward)


FUNCTIONS = {"dot": dot, "general": general, "additive": additive, "concat": concat,
             "linear": linear}


def score(name, q, K, w, scale=True):
    """The scores (m,) of one query q (d_q,) against K (m, d_k), with the weights w.

    scale: dot and general are divided by √d_k.
    """
    scaled = {"scale": scale} if name in ("dot", "general") else {}
    return FUNCTIONS[name](q[None], K, **w, **scaled)[0][0]


def softmax(S):
    """Shares of 1 that grow as eˢ."""
    return functional.softmax(np.asarray(S)[None])[0][0]


def cost(name, w, n, m, d_q, d_k):
    """Parameters, and multiply-adds for n queries and m keys (what depends on one alone, once)."""
    d_a = len(w["v"]) if "v" in w else 0
    adds = {
        "dot": n * m * d_k,
        "general": n * d_q * d_k + n * m * d_k,
        "additive": (n * d_q + m * d_k + n * m) * d_a,
        "concat": n * m * (d_q + d_k + 1) * d_a,
        "linear": n * d_q + m * d_k,
    }
    return sum(array.size for array in w.values()), adds[name]


def learnt(Q, K, looks, *, d_a=4, steps=200, rate=0.2, seed=0) -> dict:
    """The weights of all five scores, each learnt alone: query i is to look at key looks[i].

    Gradient descent on the cross-entropy of the weights, from small random numbers.
    """
    draw, (d_q, d_k) = np.random.default_rng(seed).normal, (Q.shape[1], K.shape[1])
    shapes = {"general": {"W": (d_q, d_k)},
              "additive": {"W_q": (d_q, d_a), "W_k": (d_k, d_a), "v": d_a},
              "concat": {"W": (d_q + d_k, d_a), "v": d_a}, "linear": {"w_q": d_q, "w_k": d_k}}
    found = {"dot": {}} if d_q == d_k else {}
    for name, parts in shapes.items():
        found[name] = {part: 0.5 * draw(size=size) for part, size in parts.items()}
        for _ in range(steps):
            S, trace = FUNCTIONS[name](Q, K, **found[name])
            dS = functional.softmax(S)[0] - np.eye(len(K))[looks]
            slopes = trace.backward(dS)[2:]
            found[name] = {part: w - rate * slope for (part, w), slope
                           in zip(found[name].items(), slopes, strict=True)}
    return found

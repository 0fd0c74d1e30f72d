"""The score functions of the figure, for its static picture, and what they cost."""

from __future__ import annotations

import numpy as np

from ...scratch import functional
from ...scratch.attention import additive, concat, dot, general


def linear(Q, K, w_q, w_k):
    """S_ij = q_i·w_q + k_j·w_k: one linear layer on [q; k], blind to q after the softmax."""
    return (Q @ w_q)[:, None] + K @ w_k, None


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

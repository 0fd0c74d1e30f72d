"""Golden numbers of ScoreLab: what nlpviz.scratch.attention says of the same arrays."""


import numpy as np

from nlpviz.scratch import additive, attend, concat, dot, general
from tools.golden import flat

TOLERANCE = {"scores": (1e-10, 0)}


def linear(Q, K, w_q, w_k):
    """One linear layer on [q; k]: as often drawn, and blind to q after the softmax."""
    return (Q @ w_q)[:, None] + K @ w_k, None


def score_lab():
    """Several sizes: weights, and each function's S, A and A V for every query."""
    rng, cases = np.random.default_rng(4), []
    sizes = (2, 3, 2, 2, 3), (3, 5, 4, 4, 8), (1, 12, 3, 2, 16), (2, 1, 2, 4, 1)
    for n, m, d_q, d_k, d_a in sizes:
        def draw(*shape):
            return rng.normal(size=shape).round(6)

        Q, K, V = draw(n, d_q), draw(m, d_k), draw(m, 2)
        scores = {
            "dot": (dot, {}),
            "general": (general, {"W": draw(d_q, d_k)}),
            "additive": (additive,
                         {"W_q": draw(d_q, d_a), "W_k": draw(d_k, d_a), "v": draw(d_a)}),
            "concat": (concat, {"W": draw(d_q + d_k, d_a), "v": draw(d_a)}),
            "linear": (linear, {"w_q": draw(d_q), "w_k": draw(d_k)}),
        }
        if d_q != d_k:
            del scores["dot"]
        out = {}
        for name, (f, w) in scores.items():
            S, _ = f(Q, K, *w.values())
            O, trace = attend(S, V)
            parts = {part: {"data": flat(a), "shape": list(a.shape)} for part, a in w.items()}
            out[name] = {"w": parts, "parameters": sum(a.size for a in w.values()),
                         "S": S.tolist(), "A": trace.A.tolist(), "O": O.tolist()}
            if f in (dot, general):
                out[name]["unscaled"] = f(Q, K, *w.values(), scale=False)[0].tolist()
        cases.append({"n": n, "m": m, "d_q": d_q, "d_k": d_k, "d_a": d_a, "Q": Q.tolist(),
                      "K": K.tolist(), "V": V.tolist(), "scores": out})
    return {"cases": cases}


def cases():
    return {"score_lab": score_lab()}

"""Golden numbers of DrawOrMix: what nlpviz.scratch says of one step, mixed and drawn."""

import numpy as np

from nlpviz.scratch import attention, cross_entropy, expected
from nlpviz.widgets.draw_or_mix import percents
from tools.golden import flat


def step(S, V, target, tau):
    """Shares, mixture and prices, by the functions of the chapter."""
    def f(O):
        return cross_entropy(O, np.array([target]))

    hard, trace = expected(S[None] / tau, V, f)
    o, _ = attention(np.array([[1 / tau]]), S[:, None], V)  # one key a score
    return {"percents": percents(trace.A[0]), "S": flat(S), "V": V.tolist(),
            "target": target, "tau": tau, "A": flat(trace.A), "o": flat(o),
            "f": flat(trace.losses), "soft": f(o)[0], "hard": hard}


def cases():
    rng = np.random.default_rng(7)
    settings = ((2, 2, 1.0), (3, 4, 0.5), (5, 6, 2.0), (12, 3, 0.1))
    return {"draw_or_mix": [
        step(2 * rng.normal(size=m).round(6), 3 * rng.normal(size=(m, n)).round(6), n - 1, tau)
        for m, n, tau in settings]}

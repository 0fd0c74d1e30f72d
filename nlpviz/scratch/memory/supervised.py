"""What a memory network with known supporting facts is trained by."""

from types import SimpleNamespace

import numpy as np

from .encoding import encode
from .four_parts import (
    margin_pairs,
    margin_ranking,
    pairwise,
    query,
    respond,
)


def supervised(question, story, ago, facts, answer, E_x, E_m, E_y, T,
               R_x, R_m, R_y, *, margin=0.1):
    """L: each fact against all other memories, and the answer against
    all other words (Weston et al. 2015, section 3.1 and 3.4).

    facts: the places in story of the supporting memories, in the
    order in which they are looked for; each is looked for as if those
    before it had been found. answer: a word number.
    """
    story, total, steps = np.asarray(story), 0.0, []
    Y, of_Y = encode(story, E_y)
    for k, right in enumerate(facts):
        known = list(facts[:k])
        q, of_q = query(question, story[known], E_x, E_m)
        ago_x = ago[known[-1]] if known else 0
        S, of_S = pairwise(q, Y, T, ago, ago_x)
        L, of_L = margin_pairs(S, right, margin)
        total += L
        steps.append((of_q, of_S, of_L))
    s, of_s = respond(question, story[list(facts)], R_x, R_m, R_y)
    L, of_R = margin_ranking(s, answer, margin)

    def backward(dL=1.0):
        dE_x, dE_m, dT = (np.zeros_like(x) for x in (E_x, E_m, T))
        dY = np.zeros_like(Y)
        for of_q, of_S, of_L in reversed(steps):
            dq, dY_k, dT_k = of_S.backward(of_L.backward(dL))
            dx, dm = of_q.backward(dq)
            dE_x, dE_m = dE_x + dx, dE_m + dm
            dY, dT = dY + dY_k, dT + dT_k
        return (dE_x, dE_m, of_Y.backward(dY), dT,
                *of_s.backward(of_R.backward(dL)))

    return total + L, SimpleNamespace(L=total + L, s=s,
                                      backward=backward)

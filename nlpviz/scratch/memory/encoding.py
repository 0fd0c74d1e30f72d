"""A sentence as one vector: its words' vectors, added up.

Word 0 is no word. It fills a short sentence up and counts for nothing.
"""

from types import SimpleNamespace

import numpy as np

from ...check import array, arrays, indices, like, one_of, sizes


def position_encoding(J, d, kind="paper"):
    """l (J, d): how much place j counts in dimension k of a sentence.

    kind "paper": l_jk = (1 − j/J) − (k/d)(1 − 2j/J), with j and k
    from 1 on (Sukhbaatar et al. 2015, section 4.1). "program": what
    the authors' program computes, l_jk = 1 + 4 (j − (J + 1)/2)
    (k − (d + 1)/2) / (J d). That is twice the former, with j and k
    moved by a half, so that all places together weigh 1 on average.
    """
    J, d = sizes(J=J, d=d)
    j, k = np.ogrid[1 : J + 1, 1 : d + 1]
    if one_of("kind", kind, ("paper", "program")) == "paper":
        return (1 - j / J) - (k / d) * (1 - 2 * j / J)
    return 1 + 4 * (j - (J + 1) / 2) * (k - (d + 1) / 2) / (J * d)


def encode(ids, E, l=None):
    """x_i = Σ_j l_j ∘ E[w_ij]: one vector for each sentence.

    ids (n, J), E (n_vocab, d), x (n, d). l (J, d), or with more rows
    than needed; None: all ones, a bag of words.
    """
    (E,) = arrays("E: n_vocab d", E)
    ids = indices("ids", ids, len(E))
    if ids.ndim != 2:
        raise ValueError(f"ids has shape {ids.shape}; it must have two "
                         "axes, a row for each sentence")
    J, d = ids.shape[1], E.shape[1]
    l = np.ones((J, d)) if l is None else array("l", l)
    if l.ndim != 2 or len(l) < J or l.shape[1] != d:
        raise ValueError(f"l has shape {l.shape}; it must have {J} "
                         f"rows or more, and {d} columns")
    L = l[:J] * (ids != 0)[..., None]       # (n, J, d)
    X = (L * E[ids]).sum(axis=1)

    def backward(dX):
        dX, dE = like("dX", dX, X), np.zeros_like(E)
        np.add.at(dE, ids, L * dX[:, None])
        return dE

    return X, SimpleNamespace(ids=ids, E=E, l=l, X=X, backward=backward)

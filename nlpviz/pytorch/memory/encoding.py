"""A sentence as one vector: the batched twin of scratch's.

Word 0 is no word. It fills a short sentence up and counts for nothing.
"""

from typing import NamedTuple

import torch
from torch.nn import functional as F

from ...check import one_of, sizes, tensors


class Places(NamedTuple):
    """l_jk = a_j + b_j κ_k: what place j counts in dimension k.

    a, b (J,), κ (d,). A bag of words has a = 1, b = 0.
    """

    a: torch.Tensor
    b: torch.Tensor
    kappa: torch.Tensor

    @property
    def table(self):
        """l (J, d)."""
        return self.a[:, None] + self.b[:, None] * self.kappa


def places(J, d, kind="paper"):
    """The Places of `scratch.position_encoding`, or of kind "bag".

    Both position encodings have two parts, one that is the same in
    all dimensions and one that grows from the first to the last.
    """
    J, d = sizes(J=J, d=d)
    one_of("kind", kind, ("paper", "program", "bag"))
    j, k = (torch.arange(1.0, n + 1, dtype=torch.float64)
            for n in (J, d))
    if kind == "paper":
        found = 1 - j / J, 2 * j / J - 1, k / d
    elif kind == "program":
        found = (1 + 0 * j, 4 * (j - (J + 1) / 2) / J,
                 (k - (d + 1) / 2) / d)
    else:
        found = 1 + 0 * j, 0 * j, 0 * k
    return Places(*(x.to(torch.get_default_dtype()) for x in found))


def position_encoding(J, d, kind="paper"):
    """l (J, d), as `scratch.position_encoding` has it."""
    return places(J, d, kind).table


def encode(ids, E, l=None):
    """x = Σ_j l_j ∘ E[w_j]: ids (…, J) -> x (…, d).

    l (J, d), or with more rows than needed; None: a bag of words.
    """
    tensors("E: n_vocab d", E)
    words = F.embedding(ids, E) * (ids != 0)[..., None]
    if l is None:
        return words.sum(-2)
    return (l[: ids.shape[-1]] * words).sum(-2)


def counts(ids, n_vocab, where):
    """The sentences ids (U, J) as two counts of words, (2, U, n_vocab).

    In the first each word counts a_j, in the second b_j. Then
    `encode_counts` needs two products of matrices, where `encode`
    fetches J rows for each sentence and adds into J rows on the way
    back: worth it for sentences that come again in every batch.
    """
    found = torch.zeros(2, len(ids), n_vocab, dtype=where.a.dtype)
    for row, at in zip(found, (where.a, where.b), strict=True):
        row.scatter_add_(1, ids, at[: ids.shape[1]].expand(ids.shape))
    found[:, :, 0] = 0
    return found


def encode_counts(found, E, where):
    """x = C_a E + κ ∘ C_b E, as `encode` with l has it; x (U, d)."""
    return found[0] @ E + where.kappa * (found[1] @ E)

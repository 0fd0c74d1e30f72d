"""Masks in batches: which keys a query may see. True: may be seen.

A mask is (B, m), (B, n, m) or (B, n_heads, n, m); where B is 1 it is
the same for all rows of the batch. Two of them are joined by &, as in
causal(n) & padding(ids)[:, None].
"""

import torch

from ...check import whole


def causal(n, m=None, device=None):
    """Row i sees the keys j ≤ i + m − n: none of the future.

    The n queries are the last of m positions; m is n if not given.
    -> (1, n, m) of bool.
    """
    n = whole("n", n)
    m = n if m is None else whole("m", m, least=n)
    i = torch.arange(n, device=device)[:, None]
    return (torch.arange(m, device=device) <= i + m - n)[None]


def padding(ids, pad=0):
    """Only words are seen, no filling: ids ≠ pad. (B, m) of bool.

    A row without a word is all False; it has no weights then.
    """
    return ids != pad


def of_heads(mask, B, n_heads, n, m):
    """The mask as (B, n_heads, n, m), with 1 where all is the same."""
    if mask.dtype != torch.bool:
        raise TypeError(f"mask is {mask.dtype}; it must be torch.bool, "
                        "True where a key may be seen")
    shape, last = tuple(mask.shape), ((m,), (n, m), (n_heads, n, m))
    if shape[1:] not in last or shape[0] not in (1, B):
        raise ValueError(f"mask has shape {shape} but must have "
                         f"{(B, m)}, {(B, n, m)} or "
                         f"{(B, n_heads, n, m)}")
    return mask.reshape(shape[0], *[1] * (4 - mask.ndim), *shape[1:])

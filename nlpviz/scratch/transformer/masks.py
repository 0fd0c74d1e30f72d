"""Masks: which keys a query may see. True: may be seen.

A mask is (m,), the same for all queries, or (n, m). Two of them are
joined by &: causal(n) & padding(ids). What may not be seen has the
score −∞, hence exactly no weight and no gradient.
"""

import numpy as np

from ...check import row, whole


def causal(n, m=None):
    """Row i sees the keys j ≤ i + m − n: none of the future.

    The n queries are the last of m positions; m is n if not given.
    -> (n, m) of bool.
    """
    n = whole("n", n)
    m = n if m is None else whole("m", m, least=n)
    i, j = np.arange(n)[:, None], np.arange(m)
    return j <= i + m - n


def padding(ids, pad=0):
    """Only words are seen, no filling: ids ≠ pad. -> (m,) of bool."""
    ids, pad = row("ids", ids), whole("pad", pad, 0)
    seen = ids != pad
    if not seen.any():
        raise ValueError(f"ids has no word beside the filling {pad}; "
                         "at least one is needed")
    return seen

"""Multi-head attention as a part of a model: with weights to train."""

import torch
from torch import nn
from torch.nn import functional as F

from ...check import sizes
from .feedforward import glorot, zeros
from .heads import join, per_head, split
from .positions import rotary


def divides(name, part, of, whole):
    """ValueError unless `part` divides `whole`."""
    if whole % part:
        raise ValueError(f"{name} is {part}; it must divide {of} = "
                         f"{whole}")


class MultiHead(nn.Module):
    """`multi_head` with weights to train; d_k = d_v = d / n_heads.

    n_kv_heads: heads of keys and values, n_heads if not given; fewer
    is grouped-query attention (see `grouped_query`). biases: whether
    there are b_Q, b_K, b_V, b_O (torch has them, the paper's formula
    has none). rotary: queries and keys are turned by their positions
    (see `positions.rotary`).
    """

    def __init__(self, d, n_heads, n_kv_heads=None, *, biases=True,
                 rotary=False):
        super().__init__()
        n_kv = n_heads if n_kv_heads is None else n_kv_heads
        d, n_heads, n_kv = sizes(d=d, n_heads=n_heads, n_kv_heads=n_kv)
        divides("n_heads", n_heads, "d", d)
        divides("n_kv_heads", n_kv, "n_heads", n_heads)
        if rotary and d // n_heads % 2:
            raise ValueError(f"n_heads is {n_heads}; with rotary "
                             f"positions d / n_heads = {d // n_heads} "
                             "must be even: pairs are turned")
        self.n_heads, self.n_kv_heads = n_heads, n_kv
        self.rotary = rotary
        few = d // n_heads * n_kv
        for i, wide in zip("QKVO", (d, few, few, d)):
            setattr(self, f"W_{i}", glorot(d, wide))
            self.register_parameter(f"b_{i}",
                                    zeros(wide) if biases else None)

    def extra_repr(self):
        return (f"n_heads={self.n_heads}, n_kv_heads={self.n_kv_heads},"
                f" rotary={self.rotary}")

    def keys(self, Y, start=0):
        """Y (B, m, d) -> K, V (B, m, n_kv_heads d_k): what a cache
        keeps. start: the position of Y's first row."""
        K = F.linear(Y, self.W_K.T, self.b_K)
        return (self.at(K, self.n_kv_heads, start),
                F.linear(Y, self.W_V.T, self.b_V))

    def look(self, X, K, V, mask=None, bias=None, *, start=0,
             causal=False, weights=False):
        """X (B, n, d) asks; K, V of `keys` -> out (B, n, d), and A
        (B, n_heads, n, m) or, without weights, None."""
        Q = F.linear(X, self.W_Q.T, self.b_Q)
        O = per_head(self.at(Q, self.n_heads, start), K, V,
                     self.n_heads, mask, bias, causal=causal,
                     weights=weights)
        O, A = O if weights else (O, None)
        return F.linear(O, self.W_O.T, self.b_O), A

    def at(self, X, n_heads, start):
        """The rows of X turned by their positions, or as they are."""
        if not self.rotary:
            return X
        p = torch.arange(start, start + X.shape[1], device=X.device)
        return join(rotary(split(X, n_heads), p))

    def forward(self, X, Y, mask=None, bias=None, *, causal=False,
                weights=False):
        """X (B, n, d), Y (B, m, d) -> out (B, n, d), and with
        weights=True A (B, n_heads, n, m); see `multi_head`."""
        out, A = self.look(X, *self.keys(Y), mask, bias, causal=causal,
                           weights=weights)
        return (out, A) if weights else out

    def advance(self, X, past=None, mask=None, bias=None, *,
                causal=False, weights=False):
        """Attention of X to itself and what came before it.

        past: a dict of the K and V of the rows before, or None.
        -> out, A or None, and past with X's own K and V at its end.
        """
        start = past["K"].shape[1] if past else 0
        K, V = self.keys(X, start)
        if start:
            K = torch.cat([past["K"], K], 1)
            V = torch.cat([past["V"], V], 1)
        out, A = self.look(X, K, V, mask, bias, start=start,
                           causal=causal, weights=weights)
        return out, A, {"K": K, "V": V}

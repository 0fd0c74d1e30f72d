"""From word numbers to inputs, and from outputs to logits."""

import torch
from torch import nn
from torch.nn import functional as F

from ...check import one_of, sizes
from .feedforward import glorot, zeros
from .positions import frequencies, sinusoidal
from .sublayers import dropping

POSITIONS = ("sinusoidal", "learned", "rotary", "alibi", None)


def in_blocks(positions):
    """What of the positions is the blocks' affair."""
    one_of("positions", positions, POSITIONS)
    return positions if positions in ("rotary", "alibi") else None


class Inputs(nn.Module):
    """X = c E[ids] + PE, the table E (n_vocab, d) being N(0, 1/d).

    positions: "sinusoidal", "learned" (a table PE of n_max rows), or
    what adds nothing here. scale: c = √d (True; Vaswani et al. 2017,
    section 3.4) or 1. dropout: of the sum (section 5.4). E may be
    another module's table.
    """

    def __init__(self, n_vocab, d, positions="sinusoidal", scale=True,
                 dropout=0.0, n_max=512, E=None):
        super().__init__()
        sizes(n_vocab=n_vocab, d=d, n_max=n_max)
        self.positions = one_of("positions", positions, POSITIONS)
        if positions == "sinusoidal":
            frequencies(d, 10000)       # d must be even
        self.c = d**0.5 if scale else 1.0
        self.E = table(n_vocab, d) if E is None else E
        self.PE = table(n_max, d) if positions == "learned" else None
        self.dropout = dropping(dropout)

    def extra_repr(self):
        return f"{self.positions}, c={self.c:g}"

    def forward(self, ids, start=0):
        """ids (B, n), whose first stands at position start -> X."""
        X = self.c * F.embedding(ids, self.E)       # (B, n, d)
        n, d = X.shape[1:]
        if self.positions == "sinusoidal":
            X = X + sinusoidal(n, d, start=start,
                               device=X.device).to(X)
        if self.positions == "learned":
            if start + n > len(self.PE):
                raise ValueError(
                    f"ids has {start + n} words but PE must have as "
                    f"many positions; it has {len(self.PE)} (n_max)")
            X = X + self.PE[start : start + n]
        return self.dropout(X)


class Output(nn.Module):
    """logits = X W_o + b_o, or X Eᵀ where E is given (tied)."""

    def __init__(self, d, n_vocab, E=None):
        super().__init__()
        self.E = E
        self.W_o = glorot(d, n_vocab) if E is None else None
        self.b_o = zeros(n_vocab) if E is None else None

    def forward(self, X):
        if self.E is not None:
            return F.linear(X, self.E)
        return F.linear(X, self.W_o.T, self.b_o)


def table(n, d):
    """(n, d) of N(0, 1/d) to train."""
    return nn.Parameter(torch.randn(n, d) / d**0.5)

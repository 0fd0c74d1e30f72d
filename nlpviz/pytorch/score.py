"""Attention as a part of a model: its scores have weights to train."""

import torch
from torch import nn

from .attention import additive, attend, concat, dot, general
from .check import at_least_one, one_of
from .local import local_m, local_p

SCORES = {"dot": dot, "general": general, "additive": additive,
          "concat": concat}


def uniform(*shape, d):
    """Uniform between ±1/√d."""
    return nn.Parameter((2 * torch.rand(*shape) - 1) / d**0.5)


class Attention(nn.Module):
    """Queries look at keys of the same width d_h.

    score: "dot", "general", "additive" or "concat" (d_a = d_h).
    local: None, "m" (monotonic window) or "p" (predicted), with the
    half-width D. forward(Q, K, V, mask, t) -> O, A; t: the number of
    the first row, which "m" alone asks for.
    """

    def __init__(self, d_h, score="dot", local=None, D=3):
        super().__init__()
        at_least_one(d_h=d_h, D=D)
        self.score = one_of("score", score, list(SCORES))
        self.local, self.D = one_of("local", local, [None, "m", "p"]), D
        square = {"general": ["W"], "additive": ["W_q", "W_k"]}
        self.weights = nn.ParameterDict(
            {name: uniform(d_h, d_h, d=d_h)
             for name in square.get(score, [])})
        if score == "concat":
            self.weights["W"] = uniform(2 * d_h, d_h, d=2 * d_h)
        if score in ("additive", "concat"):
            self.weights["v"] = uniform(d_h, d=d_h)
        if local == "p":
            self.W_p = uniform(d_h, d_h, d=d_h)
            self.v_p = uniform(d_h, d=d_h)

    def extra_repr(self):
        return f"{self.score}, local={self.local}, D={self.D}"

    def scores(self, Q, K):
        """S (B, n, m) of Q (B, n, d_h) and K (B, m, d_h)."""
        return SCORES[self.score](Q, K, **self.weights)

    def forward(self, Q, K, V, mask=None, t=0):
        S = self.scores(Q, K)
        if self.local == "m":
            return local_m(S, V, self.D, mask, t)
        if self.local == "p":
            return local_p(S, V, Q, self.W_p, self.v_p, self.D, mask)
        return attend(S, V, mask)

"""Attention as a part of a model: its scores have weights to train."""

import torch
from torch import nn

from ...check import one_of, sizes
from .local import local_m, local_p
from .scores import additive, concat, dot, factor, general
from .soft import attend

SCORES = {"dot": dot, "general": general, "additive": additive,
          "concat": concat}
PRODUCTS = ("dot", "general")


def uniform(*shape, d):
    """Uniform between ±1/√d."""
    return nn.Parameter((2 * torch.rand(*shape) - 1) / d**0.5)


class Attention(nn.Module):
    """Queries look at keys of the same width d_h.

    score: "dot", "general", "additive" or "concat" (d_a = d_h).
    scale: dot and general are divided by √d_h; Luong et al. (2015) do
    not (False). Which of the two it was goes into the state_dict; one
    that was saved before there was a division is read as False.
    local: None, "m" (monotonic window) or "p" (predicted), with the
    half-width D. forward(Q, K, V, mask, t) -> O, A; t: the number of
    the first row, which "m" alone asks for.
    """

    _version = 2    # of its state_dict; in 1 nothing was divided

    def __init__(self, d_h, score="dot", local=None, D=3, *,
                 scale=True):
        super().__init__()
        sizes(d_h=d_h, D=D)
        factor(d_h, scale)
        self.score = one_of("score", score, list(SCORES))
        self.scale = scale if score in PRODUCTS else None
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
        scale = "" if self.scale is None else f", scale={self.scale}"
        return f"{self.score}{scale}, local={self.local}, D={self.D}"

    def own(self):
        """Its weights by name, and scale as 1 or 0 for a product."""
        found = {name.split(".")[-1]: p
                 for name, p in self.named_parameters()}
        return found if self.scale is None else found | {
            "scale": torch.tensor(float(self.scale))}

    def get_extra_state(self):
        """What a state_dict holds besides the weights."""
        return torch.tensor(bool(self.scale))

    def set_extra_state(self, state):
        if self.scale is not None:
            self.scale = bool(state)

    def _load_from_state_dict(self, state, prefix, metadata, *rest):
        if self.scale is None or metadata.get("version", 2) < 2:
            state.setdefault(f"{prefix}_extra_state",
                             torch.tensor(False))
        super()._load_from_state_dict(state, prefix, metadata, *rest)

    def scores(self, Q, K):
        """S (B, n, m) of Q (B, n, d_h) and K (B, m, d_h)."""
        more = {} if self.scale is None else {"scale": self.scale}
        return SCORES[self.score](Q, K, **self.weights, **more)

    def forward(self, Q, K, V, mask=None, t=0):
        S = self.scores(Q, K)
        if self.local == "m":
            return local_m(S, V, self.D, mask, t)
        if self.local == "p":
            return local_p(S, V, Q, self.W_p, self.v_p, self.D, mask)
        return attend(S, V, mask)

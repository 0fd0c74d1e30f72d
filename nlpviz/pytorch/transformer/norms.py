"""Normalisation in batches: each row brought to the same scale."""

import torch
from torch import nn
from torch.nn import functional as F

from ...check import number, sizes


def layer_norm(X, gamma, beta, eps=1e-5):
    """Y = γ N + β, N = (X − mean) / √(variance + ε), row by row.

    (Ba, Kiros & Hinton 2016, eq. 4.) X (…, d), gamma, beta (d,).
    """
    return F.layer_norm(X, gamma.shape, gamma, beta, eps)


def rms_norm(X, gamma, eps=1e-5):
    """Y = γ X / √(mean of squares + ε), row by row.

    (Zhang & Sennrich 2019, eq. 4.) X (…, d), gamma (d,).
    """
    return F.rms_norm(X, gamma.shape, gamma, eps)


class LayerNorm(nn.Module):
    """`layer_norm` with γ = 1 and β = 0 to begin with."""

    def __init__(self, d, eps=1e-5):
        super().__init__()
        sizes(d=d)
        self.eps = number("eps", eps, above=0)
        self.gamma = nn.Parameter(torch.ones(d))
        self.beta = nn.Parameter(torch.zeros(d))

    def extra_repr(self):
        return f"{len(self.gamma)}, eps={self.eps}"

    def forward(self, X):
        return layer_norm(X, self.gamma, self.beta, self.eps)


class RMSNorm(nn.Module):
    """`rms_norm` with γ = 1 to begin with."""

    def __init__(self, d, eps=1e-5):
        super().__init__()
        sizes(d=d)
        self.eps = number("eps", eps, above=0)
        self.gamma = nn.Parameter(torch.ones(d))

    def extra_repr(self):
        return f"{len(self.gamma)}, eps={self.eps}"

    def forward(self, X):
        return rms_norm(X, self.gamma, self.eps)

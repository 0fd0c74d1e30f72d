"""The feed-forward half of a block: each word by itself."""

import torch
from torch import nn
from torch.nn import functional as F

from ...check import one_of, sizes, tensors

ACTIVATIONS = {"relu": F.relu, "gelu": F.gelu}


def glorot(n, m):
    """(n, m) of U(−a, a), a = √(6 / (n + m)) (Glorot & Bengio 2010)."""
    return nn.Parameter(nn.init.xavier_uniform_(torch.empty(n, m)))


def feed_forward(X, W_1, b_1, W_2, b_2, activation="relu"):
    """Y = f(X W_1 + b_1) W_2 + b_2   (Vaswani et al. 2017, eq. 2).

    Row by row; f is "relu" or "gelu" (exactly, no tanh in its place).
    X (B, n, d), W_1 (d, d_ff), b_1 (d_ff,), W_2 (d_ff, d), b_2 (d,).
    """
    tensors("X: B n d, W_1: d d_ff, b_1: d_ff, W_2: d_ff d, b_2: d",
            X, W_1, b_1, W_2, b_2)
    f = one_of("activation", activation, ACTIVATIONS)
    return F.linear(f(F.linear(X, W_1.T, b_1)), W_2.T, b_2)


def swiglu(X, W, V, W_2):
    """Y = (U σ(U) ⊙ G) W_2, U = X W, G = X V   (Shazeer 2020, eq. 6).

    X (B, n, d), W and V (d, d_ff), W_2 (d_ff, d); no biases.
    """
    tensors("X: B n d, W: d d_ff, V: d d_ff, W_2: d_ff d", X, W, V, W_2)
    return (F.silu(X @ W) * (X @ V)) @ W_2


class FeedForward(nn.Module):
    """`feed_forward` with weights to train."""

    def __init__(self, d, d_ff, activation="relu"):
        super().__init__()
        sizes(d=d, d_ff=d_ff)
        one_of("activation", activation, ACTIVATIONS)
        self.activation = activation
        self.W_1, self.b_1 = glorot(d, d_ff), zeros(d_ff)
        self.W_2, self.b_2 = glorot(d_ff, d), zeros(d)

    def extra_repr(self):
        return self.activation

    def forward(self, X):
        return feed_forward(X, self.W_1, self.b_1, self.W_2, self.b_2,
                            self.activation)


class SwiGLU(nn.Module):
    """`swiglu` with weights to train.

    At 2/3 of another's d_ff it has as many of them.
    """

    def __init__(self, d, d_ff):
        super().__init__()
        sizes(d=d, d_ff=d_ff)
        self.W, self.V = glorot(d, d_ff), glorot(d, d_ff)
        self.W_2 = glorot(d_ff, d)

    def forward(self, X):
        return swiglu(X, self.W, self.V, self.W_2)


def zeros(d):
    """d zeros to train."""
    return nn.Parameter(torch.zeros(d))


def feed_of(d, d_ff, activation):
    """The module: activation "relu", "gelu" or "swiglu"."""
    one_of("activation", activation, [*ACTIVATIONS, "swiglu"])
    if activation == "swiglu":
        return SwiGLU(d, d_ff)
    return FeedForward(d, d_ff, activation)

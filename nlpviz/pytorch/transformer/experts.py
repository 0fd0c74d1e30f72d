"""A mixture of experts: each word through few of many networks."""

import torch
from torch import nn

from ...check import one_of, sizes, tensors, whole
from .feedforward import ACTIVATIONS, glorot


def top_k(S, k):
    """True at the k greatest of each row; among equals, the first."""
    k = whole("k", k, most=S.shape[-1])
    best = S.argsort(dim=-1, descending=True, stable=True)[..., :k]
    return torch.zeros_like(S, dtype=torch.bool).scatter(-1, best, True)


def mixture_of_experts(X, W_g, W_1, b_1, W_2, b_2, k=2,
                       activation="relu", *, trace=False):
    """y_t = Σ_e G_te FFN_e(x_t), over the k experts that t chooses.

    G = softmax(X W_g), where all but the k greatest of each row are
    masked (Shazeer et al. 2017, eq. 1 to 5, without their noise);
    experts that are not chosen are not computed. X (B, T, d), W_g
    (d, n_experts), W_1 (n_experts, d, d_ff), b_1 (n_experts, d_ff),
    W_2 (n_experts, d_ff, d), b_2 (n_experts, d). With trace=True also
    a dict of S and G (B, T, n_experts), and load (n_experts,), each
    expert's share of the choices.
    """
    tensors("X: B T d, W_g: d n_experts, W_1: n_experts d d_ff, "
            "b_1: n_experts d_ff, W_2: n_experts d_ff d, "
            "b_2: n_experts d", X, W_g, W_1, b_1, W_2, b_2)
    f = one_of("activation", activation, ACTIVATIONS)
    S = X @ W_g                             # (B, T, n_experts)
    chosen = top_k(S, k)
    G = torch.softmax(S.masked_fill(~chosen, -torch.inf), -1)
    rows, Y = X.flatten(0, 1), torch.zeros_like(X).flatten(0, 1)
    for e, who in enumerate(chosen.flatten(0, 1).T):
        t = who.nonzero()[:, 0]             # who comes to expert e
        U = f(torch.addmm(b_1[e], rows[t], W_1[e]))
        out = torch.addmm(b_2[e], U, W_2[e])
        gate = G.flatten(0, 1)[t, e, None]
        Y.index_add_(0, t, gate * out)
    Y = Y.view_as(X)
    load = chosen.flatten(0, 1).sum(0) / chosen.sum()
    return (Y, {"S": S, "G": G, "load": load}) if trace else Y


def load_balance(S, k=1):
    """L = n_experts Σ_e f_e p_e: 1 for an even load, else mostly more.

    (Fedus, Zoph & Shazeer 2022, eq. 4 to 6.) f is the load, which has
    no gradient; p is the mean over words of softmax(S). S (B, T,
    n_experts), as in the trace of `mixture_of_experts`.
    """
    tensors("S: B T n_experts", S)
    chosen = top_k(S, k).flatten(0, 1)
    load = (chosen.sum(0) / chosen.sum()).to(S)
    p = torch.softmax(S, -1).flatten(0, 1).mean(0)
    return S.shape[-1] * load @ p


class Experts(nn.Module):
    """`mixture_of_experts` with weights to train.

    It stands in for a block's feed-forward part: block.feed = Experts(
    d, d_ff, 4).
    """

    def __init__(self, d, d_ff, n_experts, k=2, activation="relu"):
        super().__init__()
        sizes(d=d, d_ff=d_ff, n_experts=n_experts)
        one_of("activation", activation, ACTIVATIONS)
        self.k = whole("k", k, most=n_experts)
        self.activation = activation
        self.W_g = glorot(d, n_experts)
        for i, n, m in (("1", d, d_ff), ("2", d_ff, d)):
            many = [glorot(n, m) for _ in range(n_experts)]
            setattr(self, f"W_{i}", nn.Parameter(torch.stack(many)))
            setattr(self, f"b_{i}",
                    nn.Parameter(torch.zeros(n_experts, m)))

    def extra_repr(self):
        return f"k={self.k}, {self.activation}"

    def forward(self, X, trace=False):
        return mixture_of_experts(
            X, self.W_g, self.W_1, self.b_1, self.W_2, self.b_2, self.k,
            self.activation, trace=trace)

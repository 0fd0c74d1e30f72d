"""The other tying, batched: the same memory in every hop."""

import torch
from torch import nn
from torch.nn import functional as F

from .encoding import encode, places
from .end_to_end import hops, remember, table


class LayerWise(nn.Module):
    """Layer-wise tying: the same memory in every hop, H between them.

    As `scratch.layer_wise`: E_q, E_in, E_out (n_vocab, d), T_in, T_out
    (n_times + 1, d), H (d, d), W (d, n_vocab).
    """

    def __init__(self, n_vocab, n_times, J, d=20, n_hops=3,
                 kind="program"):
        super().__init__()
        self.n_hops = n_hops
        remember(self, places(J, d, kind))
        self.E_q, self.E_in, self.E_out = (
            table(n_vocab, d) for _ in range(3))
        self.T_in, self.T_out = (
            table(n_times + 1, d) for _ in range(2))
        self.H = nn.Parameter(torch.eye(d))
        self.W = nn.Parameter(0.1 * torch.randn(d, n_vocab))

    def forward(self, question, story, times, *, linear=False,
                weights=False):
        """Logits (B, n_vocab); weights=True: and P (B, n_hops, N)."""
        u, m, c = (encode(ids, E, self.l) for ids, E in (
            (question, self.E_q), (story, self.E_in),
            (story, self.E_out)))
        said = (times != 0)[..., None]
        m = m + said * F.embedding(times, self.T_in)
        c = c + said * F.embedding(times, self.T_out)
        u, P = hops(u, [m] * self.n_hops, [c] * self.n_hops, self.H,
                    linear=linear)
        logits = u @ self.W
        return (logits, P) if weights else logits

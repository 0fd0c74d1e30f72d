"""A language model that looks back at its own states."""

import torch
from torch.nn import functional as F

from ..recurrent.models import LanguageModel
from .layer import Attention, uniform


class AttendingLanguageModel(LanguageModel):
    """P(w_{t+1}) from h_t and a mixture of the states before it.

    A_t = softmax_{k<t}(h_t · h_k / √d_h), o_t = Σ_k A_tk h_k, and
    g_t = tanh([o_t; h_t] W_c + b_c) stands in for h_t. (Cheng et al.
    2016 is the nearest relative; the join is Luong's.) The first word
    sees nothing: o_1 = 0. scale=False: see `Attention`.
    """

    _version = 2    # of its state_dict; in 1 nothing was divided

    def __init__(self, cell, n_vocab, d, *, scale=True):
        super().__init__(cell, n_vocab, d)
        self.attention = Attention(cell.d_h, scale=scale)
        self.W_c = uniform(2 * cell.d_h, cell.d_h, d=2 * cell.d_h)
        self.b_c = torch.nn.Parameter(torch.zeros(cell.d_h))

    def forward(self, ids, state=None, trace=False):
        """ids (B, T) -> logits (B, T, n_vocab), the state of the cell;
        with trace=True also A (B, T, T). It looks back in ids alone."""
        H, state = self.cell(F.embedding(ids, self.E), state)
        B, T, _ = H.shape
        past = torch.ones(T, T, dtype=torch.bool, device=H.device)
        past = past.tril(-1).expand(B, T, T)
        O, A = self.attention(H, H, H, past)
        G = torch.tanh(torch.cat([O, H], -1) @ self.W_c + self.b_c)
        logits = G @ self.W_o + self.b_o
        return (logits, state, A) if trace else (logits, state)

    def _load_from_state_dict(self, state, prefix, metadata, *rest):
        if metadata.get("version", 2) < 2:
            state.setdefault(f"{prefix}attention._extra_state",
                             torch.tensor(False))
        super()._load_from_state_dict(state, prefix, metadata, *rest)

"""Language models with a split state (Daniluk et al. 2017), batched."""

import torch
from torch.nn import functional as F

from ...check import whole
from ..attention import additive, attend
from ..recurrent.models import LanguageModel, output_layer


def uniform(*shape):
    """A parameter between ±1/√(first size)."""
    return torch.nn.Parameter(
        (2 * torch.rand(shape) - 1) / shape[0]**0.5)


class KeyValuePredictLM(LanguageModel):
    """The twin of `scratch.key_value_predict` around a recurrent cell.

    parts 1: attention over the states; 2: key–value; 3:
    key–value–predict. window: how many states it looks back, None for
    all of ids. It looks back in ids alone, not in what came before.
    """

    def __init__(self, cell, n_vocab, d, parts=3, window=None):
        super().__init__(cell, n_vocab, d)
        whole("parts", parts, 1, 3)
        if cell.d_h % parts:
            raise ValueError(f"cell has {cell.d_h} states, which do "
                             f"not part into {parts} alike")
        self.parts, size = parts, cell.d_h // parts
        self.window = whole("window", window) if window else None
        self.W_q, self.W_k, self.W_r, self.W_p = (
            uniform(size, size) for _ in range(4))
        self.w = uniform(size)
        self.W_o, self.b_o = output_layer(size, n_vocab)

    def forward(self, ids, state=None, trace=False):
        """ids (B, T) -> logits (B, T, n_vocab), the state of the cell;
        with trace=True also A (B, T, T)."""
        H, state = self.cell(F.embedding(ids, self.E), state)
        G, A = self.look(H)
        logits = G @ self.W_o + self.b_o
        return (logits, state, A) if trace else (logits, state)

    def look(self, H):
        """G (B, T, d_h / parts) and A (B, T, T) from H (B, T, d_h)."""
        K, *_ = found = H.chunk(self.parts, -1)
        V, P = found[min(1, self.parts - 1)], found[-1]
        B, T, _ = H.shape
        t = torch.arange(T, device=H.device)
        ago = t[:, None] - t
        past = (ago > 0) & (ago <= (self.window or T))
        S = additive(K, K, self.W_q, self.W_k, self.w)
        R, A = attend(S, V, past.expand(B, T, T))
        return torch.tanh(R @ self.W_r + P @ self.W_p), A


class NGramRNN(LanguageModel):
    """The twin of `scratch.ngram`: no attention, late parts instead."""

    def __init__(self, cell, n_vocab, d, n=4):
        super().__init__(cell, n_vocab, d)
        self.parts = whole("n", n, 2) - 1
        if cell.d_h % self.parts:
            raise ValueError(f"cell has {cell.d_h} states, which do "
                             f"not part into n - 1 = {self.parts}")
        size = cell.d_h // self.parts
        self.W = uniform(cell.d_h, size)
        self.W_o, self.b_o = output_layer(size, n_vocab)

    def forward(self, ids, state=None):
        """ids (B, T) -> logits (B, T, n_vocab), the cell's state."""
        H, state = self.cell(F.embedding(ids, self.E), state)
        return self.late(H) @ self.W_o + self.b_o, state

    def late(self, H):
        """G (B, T, d_h / (n − 1)) from H (B, T, d_h)."""
        T = H.shape[1]
        found = [F.pad(part, (0, 0, i, 0))[:, :T]
                 for i, part in enumerate(H.chunk(self.parts, -1))]
        return torch.tanh(torch.cat(found, -1) @ self.W)

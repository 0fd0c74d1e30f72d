"""The half that reads: a state for every word, and one for all."""

import torch
from torch import nn
from torch.nn import functional as F

from ...check import one_of, sizes
from ..recurrent.cells import lstm
from ..recurrent.layers import GRU, LSTM

CELLS = {"gru": GRU, "lstm": LSTM}


def cell_of(kind, d, d_h):
    """A recurrent layer, "gru" or "lstm" (without peepholes)."""
    one_of("cell", kind, list(CELLS))
    more = {"peepholes": False} if kind == "lstm" else {}
    return CELLS[kind](d, d_h, **more)


def reverse_sequence(X, lengths):
    """Each row's first `lengths` entries in reverse, the rest as is."""
    t = torch.arange(X.shape[1], device=X.device)
    back = lengths[:, None] - 1 - t                 # (B, m)
    at = torch.where(back >= 0, back, t)
    return X.gather(1, at[..., None].expand_as(X))


class Encoder(nn.Module):
    """Source words -> H (B, m, d_h), and the state after the last one.

    bidirectional: a second layer reads from right to left, each with
    d_h / 2 units, and H = [→; ←] (Schuster & Paliwal 1997). Padding
    (id 0, at the end of a row) is seen by neither.
    """

    def __init__(self, n_vocab, d, d_h, cell="gru", bidirectional=True):
        super().__init__()
        sizes(n_vocab=n_vocab, d=d, d_h=d_h)
        if bidirectional and d_h % 2:
            raise ValueError(f"d_h is {d_h} but two directions need "
                             "an even number")
        self.E = nn.Parameter(torch.randn(n_vocab, d))
        size = d_h // 2 if bidirectional else d_h
        self.cells = nn.ModuleList(
            cell_of(cell, d, size) for _ in range(1 + bidirectional))

    def forward(self, source):
        """source (B, m) -> H, state: (h,) or (h, c), each (B, d_h)."""
        word = source != 0
        lengths, late = word.sum(1), word[:, 1:] & ~word[:, :-1]
        for wrong, what in ((lengths == 0, "holds no word"),
                            (late.any(1), "has a word behind a 0")):
            if wrong.any():
                row = int(wrong.nonzero()[0])
                raise ValueError(f"source[{row}] {what}")
        X, found = F.embedding(source, self.E), []  # (B, m, d)
        for back, cell in enumerate(self.cells):
            if back:
                X = reverse_sequence(X, lengths)
            H, *last = read(cell, X, lengths)
            if back:
                H = reverse_sequence(H, lengths)
            found.append((H, *last))
        H, *state = (torch.cat(s, -1) for s in zip(*found, strict=True))
        return H, tuple(state)


def read(cell, X, lengths):
    """All h, the h after the last word, and an LSTM's c there.

    Torch's kernel gives c after the padding only. So the padding has
    an input of its own that shuts i and opens f, and c stays.
    """
    rows = torch.arange(len(X), device=X.device)
    if cell.n_states == 1:
        H, _ = cell(X)
        return H, H[rows, lengths - 1]
    t = torch.arange(X.shape[1], device=X.device)
    blank = (t >= lengths[:, None]).to(X)[..., None]
    weights, zero = dict(cell.layers[0]), X.new_zeros(len(X), cell.d_h)
    keep = torch.tensor([-1e4, 1e4, 0, 0]).to(X)    # i, f, z, o
    weights["W_x"] = torch.vstack([
        weights["W_x"], keep.repeat_interleave(cell.d_h)])
    H, (_, c) = lstm(torch.cat([X, blank], -1), zero, zero, **weights)
    return H, H[rows, lengths - 1], c

"""Two models around a recurrent cell: what is read from its states."""

import torch
from torch import nn
from torch.nn import functional as F

from ...check import sizes
from .layers import to_numpy


def output_layer(d_h, d_out):
    """W_o and b_o, uniform between ±1/√d_h."""
    return (nn.Parameter((2 * torch.rand(d_h, d_out) - 1) / d_h**0.5),
            nn.Parameter((2 * torch.rand(d_out) - 1) / d_h**0.5))


class Regressor(nn.Module):
    """y = h_T W_o + b_o: one answer after the whole sequence.

    cell: an RNN, LSTM or GRU module. X (B, T, d) -> y (B,), or
    (B, d_out) for d_out > 1.
    """

    def __init__(self, cell, d_out=1):
        super().__init__()
        sizes(d_out=d_out)
        self.cell = cell
        self.W_o, self.b_o = output_layer(cell.d_h, d_out)

    def forward(self, X):
        H, _ = self.cell(X)
        y = H[:, -1] @ self.W_o + self.b_o          # (B, d_out)
        return y.squeeze(1) if y.shape[1] == 1 else y


class LanguageModel(nn.Module):
    """P(w_{t+1} | w_1 … w_t) = softmax(h_t W_o + b_o).

    cell: an RNN, LSTM or GRU module of d inputs. ids (B, T) ->
    logits (B, T, n_vocab) and the state, to go on from.
    """

    def __init__(self, cell, n_vocab, d):
        super().__init__()
        sizes(n_vocab=n_vocab, d=d)
        if d != cell.d:
            raise ValueError(f"d is {d} but the cell takes {cell.d}")
        self.cell = cell
        self.E = nn.Parameter(torch.randn(n_vocab, d))
        self.W_o, self.b_o = output_layer(cell.d_h, n_vocab)

    def forward(self, ids, state=None):
        X = F.embedding(ids, self.E)                # (B, T, d)
        H, state = self.cell(X, state)
        return H @ self.W_o + self.b_o, state


def arrays_of(model):
    """All weights as float64 arrays: W_o, b_o, E where there is one,
    and under "cell" those of the cell (see `to_numpy`)."""
    own = dict(model.named_parameters(recurse=False))
    return to_numpy(own) | {"cell": to_numpy(model.cell)}

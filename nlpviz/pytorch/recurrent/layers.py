"""Recurrent layers to be trained: RNN, LSTM, GRU as modules.

Their functions `rnn`, `lstm`, `gru`, the batched twins of those in
`scratch.recurrent`, stand in `cells` and can be had from here too.
"""

import torch
from torch import nn

from ...check import one_of, sizes
from .cells import gru, lstm, rnn

__all__ = ["GRU", "LSTM", "RNN", "gru", "lstm", "rnn", "to_numpy"]


def start(shapes, d_h):
    """Uniform between ±1/√d_h, as in torch; named as in `scratch`."""
    return nn.ParameterDict(
        {name: nn.Parameter((2 * torch.rand(*shape) - 1) / d_h**0.5)
         for name, shape in shapes.items()})


class Recurrent(nn.Module):
    """Layers of one cell; the states of one are the next one's inputs.

    A subclass says which weights a layer of d inputs has (`shapes`)
    and what it computes (`cell`: states as a tuple). A state is
    (n_layers, B, d_h); for the LSTM a pair of such, h and c.
    """

    n_states = 1

    def __init__(self, d, d_h, n_layers=1):
        super().__init__()
        sizes(d=d, d_h=d_h, n_layers=n_layers)
        self.d, self.d_h = d, d_h
        self.layers = nn.ModuleList(
            start(self.shapes(d if layer == 0 else d_h), d_h)
            for layer in range(n_layers))

    def forward(self, X, state=None, trace=False):
        """X (B, T, d) -> H (B, T, d_h), state.

        With trace=True also a list: the dict of each layer.
        """
        if state is None:
            zeros = X.new_zeros(len(self.layers), len(X), self.d_h)
            state = (zeros, zeros)[: self.n_states]
        elif self.n_states == 1:
            state = (state,)
        last, seen = [], []
        for weights, *s in zip(self.layers, *state, strict=True):
            X, s, *more = self.cell(X, *s, **weights, trace=trace)
            last.append(s if self.n_states == 2 else (s,))
            seen += more
        state = [torch.stack(s) for s in zip(*last, strict=True)]
        state = tuple(state) if self.n_states == 2 else state[0]
        return (X, state, seen) if trace else (X, state)


class RNN(Recurrent):
    """Elman layers; activation "tanh", "relu" or "linear".

    identity: begin with W_h = 1, b = 0 and W_x ~ N(0, 0.001²), meant
    for ReLU (Le, Jaitly & Hinton 2015).
    """

    def __init__(self, d, d_h, activation="tanh", n_layers=1,
                 identity=False):
        super().__init__(d, d_h, n_layers)
        self.activation = one_of("activation", activation,
                                 ["tanh", "relu", "linear"])
        for weights in self.layers if identity else ():
            nn.init.normal_(weights["W_x"], std=0.001)
            nn.init.eye_(weights["W_h"])
            nn.init.zeros_(weights["b"])

    def shapes(self, d):
        d_h = self.d_h
        return {"W_x": (d, d_h), "W_h": (d_h, d_h), "b": (d_h,)}

    def extra_repr(self):
        return self.activation

    def cell(self, X, h0, **more):
        return rnn(X, h0, **more, activation=self.activation)


class LSTM(Recurrent):
    """LSTM layers, with peepholes unless told otherwise.

    forget_bias is added to the forget gate's first bias: with 1 the
    cell begins by keeping (Gers, Schmidhuber & Cummins 2000;
    Jozefowicz, Zaremba & Sutskever 2015). Torch has 0.
    """

    n_states = 2

    def __init__(self, d, d_h, peepholes=True, n_layers=1,
                 forget_bias=1.0):
        self.peepholes = peepholes
        super().__init__(d, d_h, n_layers)
        for weights in self.layers:
            weights["b"].data[d_h : 2 * d_h] += forget_bias

    def shapes(self, d):
        d_h = self.d_h
        peepholes = dict.fromkeys(["p_i", "p_f", "p_o"], (d_h,))
        return {"W_x": (d, 4 * d_h), "W_h": (d_h, 4 * d_h),
                "b": (4 * d_h,)} | (peepholes if self.peepholes else {})

    def cell(self, X, h0, c0, **more):
        return lstm(X, h0, c0, **more)


class GRU(Recurrent):
    """GRU layers, the reset gate after the matrix, as in torch."""

    def shapes(self, d):
        d_h = self.d_h
        return {"W_x": (d, 3 * d_h), "W_h": (d_h, 3 * d_h),
                "b": (3 * d_h,), "b_n": (d_h,)}

    def cell(self, X, h0, **more):
        return gru(X, h0, **more)


def to_numpy(weights):
    """Parameters as float64 arrays, as the twins in `scratch` want.

    Takes a cell's module (a dict for one layer, otherwise a list of
    dicts): `scratch.recurrent.lstm(X, h0, c0, **to_numpy(cell))`.
    """
    if isinstance(weights, Recurrent):
        layers = [to_numpy(layer) for layer in weights.layers]
        return layers[0] if len(layers) == 1 else layers
    return {name: p.detach().cpu().double().numpy().copy()
            for name, p in weights.items()}

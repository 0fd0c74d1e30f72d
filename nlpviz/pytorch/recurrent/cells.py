"""The batched twins of the recurrent cells, as fast as can be.

Each takes the arguments of its twin in `scratch`, X as (B, T, d) and
states as (B, d_h), and returns H (B, T, d_h) and the last state; with
`trace=True` also a dict of everything on the way. What torch has as
a kernel runs there; what it has not runs in `peephole` and `steps`.
"""

import torch
from torch import _VF

from ...check import one_of, tensors
from . import steps
from .peephole import PeepholeLSTM


def kernel(run, X, state, W_x, W_h, b, b_h=None):
    """Torch's own layer: its weights stand on the left, and it has
    two biases, of which the second is needed by the GRU alone."""
    weights = [W_x.T, W_h.T, b, torch.zeros_like(b)
               if b_h is None else b_h]
    return run(X, state, weights, True, 1, 0.0, True, False, True)


def rnn(X, h0, W_x, W_h, b, activation="tanh", trace=False):
    """h_t = f(x_t W_x + h_{t−1} W_h + b)    (Elman 1990).

    Returns H, h_T, and with trace=True the dict of A and H.
    """
    tensors("X: B T d, h0: B d_h, W_x: d d_h, W_h: d_h d_h, b: d_h",
          X, h0, W_x, W_h, b)
    one_of("activation", activation, ["tanh", "relu", "linear"])
    if trace or activation == "linear":
        H, seen = steps.rnn(X, h0, W_x, W_h, b, activation)
        return (H, H[:, -1], seen) if trace else (H, H[:, -1])
    run = {"tanh": _VF.rnn_tanh, "relu": _VF.rnn_relu}[activation]
    H, h = kernel(run, X, h0[None], W_x, W_h, b)
    return H, h[0]


def lstm(X, h0, c0, W_x, W_h, b, p_i=None, p_f=None, p_o=None,
         trace=False):
    """The LSTM of `scratch.recurrent.lstm`, blocks i, f, z, o.

    Returns H, (h_T, c_T), and with trace=True the dict of i, f, z, o,
    C and H. Without peepholes it is torch's own LSTM.
    """
    none = [p is None for p in (p_i, p_f, p_o)]
    p_i, p_f, p_o = (torch.zeros_like(c0[0]) if p is None else p
                     for p in (p_i, p_f, p_o))
    arguments = X, h0, c0, W_x, W_h, b, p_i, p_f, p_o
    tensors("X: B T d, h0: B d_h, c0: B d_h, W_x: d 4d_h, "
          "W_h: d_h 4d_h, b: 4d_h, p_i: d_h, p_f: d_h, p_o: d_h",
          *arguments)
    if trace:
        H, seen = steps.lstm(*arguments)
        return H, (H[:, -1], seen["C"][:, -1]), seen
    if all(none):
        H, h, c = kernel(_VF.lstm, X, (h0[None], c0[None]),
                         W_x, W_h, b)
        return H, (h[0], c[0])
    H, c = PeepholeLSTM.apply(*arguments)
    return H, (H[:, -1], c)


def gru(X, h0, W_x, W_h, b, b_n, trace=False):
    """The GRU of `scratch.recurrent.gru`, blocks r, u, n.

    Returns H, h_T, and with trace=True the dict of r, u, n, m and H.
    """
    tensors("X: B T d, h0: B d_h, W_x: d 3d_h, W_h: d_h 3d_h, b: 3d_h, "
          "b_n: d_h", X, h0, W_x, W_h, b, b_n)
    if trace:
        H, seen = steps.gru(X, h0, W_x, W_h, b, b_n)
        return H, H[:, -1], seen
    b_h = torch.cat([b_n.new_zeros(2 * len(b_n)), b_n])
    H, h = kernel(_VF.gru, X, h0[None], W_x, W_h, b, b_h)
    return H, h[0]

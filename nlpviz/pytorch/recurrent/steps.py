"""The cells step by step, one autograd node for each operation.

The plainest way to write them, and the only one in which the gates
can be seen; `recurrent` computes the same faster. Each returns H
(B, T, d_h) and a dict of all intermediates, (B, T, …) each.
"""

import torch
from torch import sigmoid, tanh


def in_time(rows):
    """A list of dicts, one a step, as one dict of (B, T, …)."""
    return {name: torch.stack([row[name] for row in rows], dim=1)
            for name in rows[0]}


def rnn(X, h0, W_x, W_h, b, activation="tanh"):
    """h_t = f(x_t W_x + h_{t−1} W_h + b)."""
    f = {"tanh": tanh, "relu": torch.relu,
         "linear": lambda a: a}[activation]
    rows, h = [], h0
    for x in X.unbind(1):                       # (B, d)
        a = x @ W_x + h @ W_h + b
        h = f(a)
        rows.append({"A": a, "H": h})
    trace = in_time(rows)
    return trace["H"], trace


def lstm(X, h0, c0, W_x, W_h, b, p_i=0.0, p_f=0.0, p_o=0.0):
    """Gates i, f, z, o; c_t = i z + f c_{t−1}; h_t = o tanh(c_t)."""
    rows, h, c = [], h0, c0
    for x in X.unbind(1):                       # (B, d)
        a_i, a_f, a_z, a_o = (x @ W_x + h @ W_h + b).chunk(4, dim=1)
        i = sigmoid(a_i + p_i * c)              # c is still c_{t−1}
        f = sigmoid(a_f + p_f * c)
        z = tanh(a_z)
        c = i * z + f * c
        o = sigmoid(a_o + p_o * c)              # c is now c_t
        h = o * tanh(c)
        rows.append({"i": i, "f": f, "z": z, "o": o, "C": c, "H": h})
    trace = in_time(rows)
    return trace["H"], trace


def gru(X, h0, W_x, W_h, b, b_n):
    """n = tanh(x W_n + r (h W_hn + b_n)); h_t = (1 − u) n + u h."""
    rows, h = [], h0
    for x in X.unbind(1):                       # (B, d)
        x_r, x_u, x_n = (x @ W_x + b).chunk(3, dim=1)
        h_r, h_u, h_n = (h @ W_h).chunk(3, dim=1)
        r = sigmoid(x_r + h_r)
        u = sigmoid(x_u + h_u)
        m = h_n + b_n
        n = tanh(x_n + r * m)
        h = (1 - u) * n + u * h
        rows.append({"r": r, "u": u, "n": n, "m": m, "H": h})
    trace = in_time(rows)
    return trace["H"], trace

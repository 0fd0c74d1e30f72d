"""GloVe in batches: the twin of scratch.glove.

Pairs that met are rows: centers (B,) and contexts (B,), word numbers,
and counts (B,), how often. Those that never met are never asked for.
"""

import torch
from torch import nn

from ..check import number, sizes, tensors


def glove(centers, contexts, counts, W_in, W_out, b_in, b_out,
          x_max=100, power=0.75, trace=False):
    """L (B,) = f(x) (v_w·u_c + b_w + b'_c − log x)², x the counts.

    f(x) = min(1, x / x_max)^power (Pennington et al. 2014, equations
    8 and 9). Seen: scores v_w·u_c + b_w + b'_c, weights f(x), errors
    scores − log x, all (B,).
    """
    prepared(centers, contexts, counts, W_in, W_out, b_in, b_out)
    x_max, power = (number(name, x, above=0) for name, x in (
        ("x_max", x_max), ("power", power)))
    weights = (counts / x_max).clamp(max=1) ** power
    scores = (W_in[centers] * W_out[contexts]).sum(1)
    scores = scores + b_in[centers] + b_out[contexts]
    errors = scores - counts.log()
    L = weights * errors**2
    return (L, {"scores": scores, "weights": weights,
                "errors": errors}) if trace else L


def prepared(centers, contexts, counts, W_in, W_out, b_in, b_out):
    """Shapes that fit, words that there are, counts above 0."""
    for name, x in (("centers", centers), ("contexts", contexts)):
        if x.is_floating_point():
            raise TypeError(f"{name} is {x.dtype}; it must be whole "
                            "numbers")
    tensors("centers: B, contexts: B, counts: B, W_in: n_vocab d, "
            "W_out: n_vocab d, b_in: n_vocab, b_out: n_vocab", centers,
            contexts, counts, W_in, W_out, b_in, b_out)
    for name, x in (("centers", centers), ("contexts", contexts)):
        if x.min() < 0 or x.max() >= len(W_in):
            wrong = x[(x < 0) | (x >= len(W_in))][0]
            raise ValueError(f"{name} holds {wrong} but must lie in "
                             f"0 … {len(W_in) - 1}")
    if not (counts > 0).all():
        raise ValueError(f"counts holds {counts.min():g} but must be "
                         "above 0: only pairs that met are fitted")


class GloVe(nn.Module):
    """Two tables and two biases, and a loss (B,) of pairs that met.

    All start uniform between ±1/(2 d), as the program GloVe does.
    """

    def __init__(self, n_vocab, d, x_max=100, power=0.75):
        super().__init__()
        sizes(n_vocab=n_vocab, d=d)
        self.x_max = number("x_max", x_max, above=0)
        self.power = number("power", power, above=0)
        table, row = (n_vocab, d), (n_vocab,)
        for name, shape in (("W_in", table), ("W_out", table),
                            ("b_in", row), ("b_out", row)):
            start = (torch.rand(shape) - 0.5) / d
            setattr(self, name, nn.Parameter(start))

    def forward(self, centers, contexts, counts):
        return glove(centers, contexts, counts, self.W_in, self.W_out,
                     self.b_in, self.b_out, self.x_max, self.power)

"""Golden numbers of UnrolledRNN: values and gradients of the rnn of nlpviz.scratch."""

import numpy as np

from nlpviz.scratch.recurrent import rnn
from nlpviz.scratch.recurrent.initial import rnn_weights
from tools.golden import flat

TOLERANCE = {"due": (1e-10, 1e-13)}


def rnn_cases():
    """For each activation: weights, dH, and the values and gradients of scratch's rnn."""
    rng, cases = np.random.default_rng(8), []
    for activation, (T, d, n) in (("tanh", (8, 2, 3)), ("relu", (5, 4, 2)), ("linear", (1, 1, 1))):
        weights = rnn_weights(d, n, seed=2, radius=0.9)
        X, h0, dH = rng.normal(size=(T, d)), rng.normal(size=n), rng.normal(size=(T, n))
        H, trace = rnn(X, h0, **weights, activation=activation)
        grads = dict(zip(("dX", "dh0", "dW_x", "dW_h", "db"), trace.backward(dH), strict=True))
        arrays = {"X": X, "h0": h0, **weights, "dH": dH}
        cases.append({
            "T": T, "d": d, "n": n, "activation": activation,
            **{name: flat(value) for name, value in arrays.items()},
            "due": {name: flat(v) for name, v in ({"H": H, "A": trace.A} | grads).items()},
        })
    return {"cases": cases}


def cases():
    return {"unrolled_rnn": rnn_cases()}

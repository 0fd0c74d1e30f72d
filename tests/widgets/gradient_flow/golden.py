"""Golden numbers of GradientFlow: what nlpviz.scratch says of the weights that the page holds."""

import itertools

import numpy as np

from nlpviz.scratch import functional, recurrent
from nlpviz.scratch.recurrent import initial, jacobians
from nlpviz.widgets import GradientFlow
from nlpviz.widgets.core import encode
from tools.golden import wire

RADII = (0.3, 1.0, 1.5)
TOLERANCE = {"norms": (0, 1e-6), "theta": (1e-8, 0), "clipped": (1e-8, 0), "bound": (1e-8, 0)}


def worlds():
    """Name -> (X, weights): a small one with odd sizes and peepholes, the largest, and identity."""
    random = np.random.default_rng(5)
    sizes = {"small": (12, 3, 6, 5, 5, True), "large": (64, 8, 32, 16, 16, False)}
    for name, (T, d, rnn, lstm, gru, peepholes) in sizes.items():
        yield name, random.normal(size=(T, d)), {
            "rnn": initial.rnn_weights(d, rnn, 1),
            "lstm": initial.lstm_weights(d, lstm, 2, peepholes=peepholes),
            "gru": initial.gru_weights(d, gru, 3),
        }
    yield "identity", random.normal(size=(40, 2)), {
        "rnn": initial.identity_weights(2, 8),
        "lstm": initial.lstm_weights(2, 4),
        "gru": initial.gru_weights(2, 4),
    }


def settings(name):
    """The settings that a world is computed with."""
    radii = RADII if name == "small" else (0.2, 1.0, 2.0)
    for radius, activation in itertools.product(radii, ("tanh", "relu", "linear")):
        yield {"cell": "rnn", "activation": activation, "radius": radius, "forget_bias": 0.0}
    for radius, bias in itertools.product(radii, (-2.0, 0.0, 1.0, 5.0)):
        yield {"cell": "lstm", "activation": "tanh", "radius": radius, "forget_bias": bias}
    for radius in radii:
        yield {"cell": "gru", "activation": "tanh", "radius": radius, "forget_bias": 0.0}


def run(X, weights, cell, activation="tanh", radius=1.0, forget_bias=0.0):
    """Norms (T, T) and ‖∂L/∂θ‖ of L = Σ h_T, by the book's own functions, from a zero state."""
    weights = dict(weights[cell], W_h=radius * weights[cell]["W_h"])
    zero = np.zeros(len(weights["W_h"]))
    if cell == "lstm":
        bias = np.zeros_like(weights["b"])
        bias[len(zero) : 2 * len(zero)] = forget_bias
        weights["b"] = weights["b"] + bias
        H, trace = recurrent.lstm(X, zero, zero, **weights)
    else:
        extra = {"activation": activation} if cell == "rnn" else {}
        H, trace = getattr(recurrent, cell)(X, zero, **weights, **extra)
    dH = np.zeros_like(H)
    dH[-1] = 1
    gradients = trace.backward(dH)[3 if cell == "lstm" else 2 :]
    if cell == "lstm" and "p_i" not in weights:
        gradients = gradients[:3]
    clipped, norm = functional.clip_norm(list(gradients), 1.0)
    after = float(np.sqrt(sum((np.asarray(g) ** 2).sum() for g in clipped)))
    bound = jacobians.norm_bound(weights["W_h"], [1])[0] if cell == "rnn" else None
    norms = jacobians.gradient_norms(jacobians.state_jacobians(trace))
    return norms, float(norm), after, bound and float(bound)


def figure(X, weights):
    """The figure, and the weights and inputs that its page computes with."""
    start = run(X, weights, "rnn")[0]
    shown = GradientFlow(X, weights, start)
    state = shown.state()
    return state, encode.unpack(state["X"]), shown.decoded


def digits(x):
    with np.errstate(divide="ignore"):
        return [float(f"{v:.9g}") if np.isfinite(v) else None for v in np.log10(x)]


def gradient_flow():
    """Everything, ready for JSON; None is 10 to the power of minus infinity."""
    out = {}
    for name, X, weights in worlds():
        state, X, weights = figure(X, weights)
        cases = []
        for setting in settings(name):
            norms, norm, clipped, bound = run(X, weights, **setting)
            whole = norms[np.tril_indices(len(X))]
            cases.append(setting | {
                "norms": digits(whole if len(X) <= 12 else norms[-1]),
                "theta": norm, "clipped": clipped, "bound": bound,
            })
        out[name] = {"X": wire(state["X"]), "cases": cases, "weights": {
            cell: {k: wire(w) for k, w in parts.items()} for cell, parts in state["weights"].items()
        }}
    return out


def cases():
    return {"gradient_flow": gradient_flow()}

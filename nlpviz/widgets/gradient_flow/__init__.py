"""GradientFlow: how much of the gradient at step t still arrives at step k, cell by cell."""

from __future__ import annotations

import numpy as np

from ...check import number, one_of
from ..core import encode, svg
from ..core.figure import Figure
from ..core.trace import token_list
from .weights import GATES, packed

ACTIVATIONS = ("tanh", "relu", "linear")
STEPS = 64
TOP, SIDE = 34, 288  # pixels: the map in the picture
LOW, HIGH = -6, 2  # the colour scale: powers of ten, the same for every cell


class GradientFlow(Figure):
    """‖∂h_t/∂h_k‖₂ of an RNN, an LSTM and a GRU, computed in the page from their weights.

    The state h is, for the LSTM, h and c together.  ``X`` (T, d) are the inputs, T ≤ 64.
    ``weights`` holds "rnn", "lstm" and "gru", each a dict as from ``nlpviz.scratch``'s
    ``rnn_weights``, ``lstm_weights``, ``gru_weights``: W_x (d, g d_h), W_h (d_h, g d_h), b
    (g d_h,); the GRU's b_n (d_h,); the LSTM's p_i, p_f, p_o (d_h,) or None.  d_h ≤ 32 for the
    RNN, ≤ 16 for the others.  Every block of W_h has spectral radius 1: the page multiplies it
    by the chosen ``radius`` (0.2 to 2), and adds ``forget_bias`` (-2 to 5) to the LSTM's forget
    gate.  ``norms`` (T, T) are those of the starting ``cell``, as from ``gradient_norms``:
    they are what the picture shows where no script runs.  ``tokens``: T texts, one per step.

    The page starts from h = 0, takes L = Σ h_T, and clips ‖∂L/∂θ‖ over all parameters of the
    cell.  Raises TypeError and ValueError that name the argument.
    """

    name = "gradient_flow"
    remedy = "pass fewer inputs, as in X[:, :16]"

    def __init__(self, X, weights, norms, *, cell="rnn", activation="tanh", radius=1.0,
                 forget_bias=0.0, tokens=None):
        X = encode.checked("X", X)
        if X.ndim != 2 or not 2 <= X.shape[0] <= STEPS or X.shape[1] > 256:
            raise ValueError(
                f"X has shape {X.shape}; it must be (T, d) with 2 ≤ T ≤ {STEPS} and d ≤ 256: "
                f"pass a window of it, as in X[:{STEPS}]"
            )
        self.cell = one_of("cell", cell, tuple(GATES))
        self.activation = one_of("activation", activation, ACTIVATIONS)
        self.radius = number("radius", radius, 0.2, 2)
        self.forget_bias = number("forget_bias", forget_bias, -2, 5)
        self.norms = lower(norms, len(X))
        self.tokens = None if tokens is None else token_list(tokens, len(X))
        self._X = encode.pack(X, "float32", "X")
        self._weights = packed(weights, X.shape[1])

    @property
    def label(self):
        return self.says("label", n=len(self.norms))

    @property
    def decoded(self) -> dict:
        """The weights that the page computes with: cell -> name -> array."""
        return {c: {k: encode.unpack(w) for k, w in p.items()} for c, p in self._weights.items()}

    def state(self):
        return {
            "X": self._X, "weights": self._weights, "tokens": self.tokens, "cell": self.cell,
            "activation": self.activation, "radius": self.radius, "forget_bias": self.forget_bias,
            "length": len(self.norms), "threshold": 0.0, "guess": None, "revealed": False,
        }

    def table(self):
        header = [f"{self.says('back')} q", f"{self.says('plot')} ‖∂h_T/∂h_{{T−q}}‖"]
        return header, [[q, float(x)] for q, x in enumerate(self._lags())]

    def picture(self):
        left, wide, T, say = 110, 250, len(self.norms), self.says
        marks = {0: "all", -3: "thousandth", -6: "millionth"}
        rules = "".join(f"M{left} {svg.num(_y(v))}h{wide}" for v in marks)
        curve = log10(self._lags())
        gone = np.flatnonzero(curve < LOW)  # from here on below the picture
        inside = np.clip(curve[: gone[0] + 1 if len(gone) else T], LOW, HIGH)
        line = "M" + "L".join(
            f"{svg.num(left + wide * q / (T - 1))} {svg.num(_y(v))}" for q, v in enumerate(inside))
        under = {"y": TOP + SIDE + 20, "class_": "muted", "text_anchor": "middle"}
        return svg.svg(
            720, TOP + SIDE + 34,
            svg.text(left, 20, f"{say('plot')} ({self.cell.upper()})", limit=60),
            svg.tag("path", d=rules, class_="rule-line"),
            svg.tag("path", d=line, class_="gradients-line", stroke_width=2.5),
            *(svg.text(left - 8, _y(v) + 4, say(key), text_anchor="end")
              for v, key in marks.items()),
            svg.text(left + wide / 2, words=say("back") + " q", **under),
            *self._map(left + wide + 60, TOP), label=self.label)

    def _map(self, left, top):
        """The norms of all pairs of steps, with the names of its axes."""
        steps = np.rint(np.clip((log10(self.norms) - LOW) / (HIGH - LOW), 0, 1) * 16).astype(int)
        paths = [_cells(np.tril(steps == step), f"seq-{step}") for step in range(17)]
        place = f"translate({left} {top}) scale({SIDE / len(self.norms):.5g})"
        middle = f"translate({left - 10} {top + SIDE / 2:g}) rotate(-90)"
        names = {"class_": "muted", "text_anchor": "middle"}
        return (
            svg.tag("g", *paths, transform=place, shape_rendering="crispEdges"),
            svg.text(0, 0, f"← {self.says('starts')} t", transform=middle, limit=40, **names),
            svg.text(left + SIDE / 2, top + SIDE + 20, f"{self.says('arrives')} k →", limit=40,
                     **names))

    def _lags(self):
        return self.norms[-1, ::-1]


def _y(v):
    """The height of 10ᵛ in the picture."""
    return TOP + (HIGH - v) / (HIGH - LOW) * SIDE


def _cells(mask, colour):
    d = "".join(f"M{k} {t}h1v1h-1z" for t, k in np.argwhere(mask))
    return svg.tag("path", d=d, class_=colour) if d else ""


def log10(x):
    """log10 with 0 at the far end of the scale, not at infinity."""
    return np.log10(np.maximum(x, 1e-300))


def lower(norms, T):
    """``norms`` as a (T, T) lower triangle of norms with ones on its diagonal."""
    norms = encode.checked("norms", norms)
    if norms.shape != (T, T):
        raise ValueError(f"norms has shape {norms.shape} but X has {T} steps: it must be {(T, T)}")
    if (norms < 0).any() or np.triu(norms, 1).any() or not np.allclose(np.diag(norms), 1):
        raise ValueError("norms must be ≥ 0, 1 on the diagonal and 0 above it: norms[t, k], k ≤ t")
    return norms

"""GradientFlow: how much of the gradient at step t still arrives at step k, cell by cell."""

from __future__ import annotations

import numpy as np

from ...check import number, one_of
from ..core import encode, svg
from ..core.figure import Figure
from ..core.traces import token_list
from .weights import GATES, packed

ACTIVATIONS = ("tanh", "relu", "linear")
STEPS = 64
LOW, HIGH = -6, 2  # the colour scale: powers of ten, the same for every cell


class GradientFlow(Figure):
    """‖∂s_t/∂s_k‖₂ of an RNN, an LSTM and a GRU, computed in the page from their weights.

    The state s is h; for the LSTM h and c together.  ``X`` (T, d) are the inputs, T ≤ 64.
    ``weights`` holds "rnn", "lstm" and "gru", each a dict as from ``nlpviz.scratch``'s
    ``rnn_weights``, ``lstm_weights``, ``gru_weights``: W_x (d, g d_h), W_h (d_h, g d_h), b
    (g d_h,); the GRU's b_n (d_h,); the LSTM's p_i, p_f, p_o (d_h,) or None.  d_h ≤ 32 for the
    RNN, ≤ 16 for the others.  Every block of W_h has spectral radius 1: the page multiplies it
    by the chosen ``radius`` (0.2 to 2), and adds ``forget_bias`` (-2 to 5) to the LSTM's forget
    gate.  ``norms`` (T, T) are those of the starting ``cell``, as from ``gradient_norms``:
    they are what the picture shows where no script runs.  ``tokens``: T texts, one per step.

    The page starts from s = 0, takes L = Σ h_T, and clips ‖∂L/∂θ‖ over all parameters of the
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
        self.label = f"Gradient norms ‖∂s_t/∂s_k‖ of an RNN, an LSTM and a GRU, T = {len(X)}"

    @property
    def shown(self) -> dict:
        """The weights that the page computes with: cell -> name -> array."""
        return {c: {k: encode.unpack(w) for k, w in p.items()} for c, p in self._weights.items()}

    def state(self):
        return {
            "X": self._X, "weights": self._weights, "tokens": self.tokens, "cell": self.cell,
            "activation": self.activation, "radius": self.radius, "forget_bias": self.forget_bias,
        }

    def table(self):
        return ["q", "‖∂s_T/∂s_{T−q}‖"], [[q, float(x)] for q, x in enumerate(self._lags())]

    def picture(self):
        side, left, top, T = 288, 30, 34, len(self.norms)
        steps = np.rint(np.clip((log10(self.norms) - LOW) / (HIGH - LOW), 0, 1) * 16).astype(int)
        paths = [_cells(np.tril(steps == step), f"seq-{step}") for step in range(17)]
        place = f"translate({left} {top}) scale({side / T:.5g})"
        x, wide, y = left + side + 70, 270, lambda v: top + (HIGH - v) / (HIGH - LOW) * side
        marks = [(0, "1"), (-3, "10⁻³"), (-6, "10⁻⁶")]
        rules = "".join(f"M{x} {svg.num(y(v))}h{wide}" for v, _ in marks)
        curve = log10(self._lags())
        gone = np.flatnonzero(curve < LOW)  # from here on below the picture
        inside = np.clip(curve[: gone[0] + 1 if len(gone) else T], LOW, HIGH)
        line = "M" + "L".join(
            f"{svg.num(x + wide * q / (T - 1))} {svg.num(y(v))}" for q, v in enumerate(inside))
        return svg.svg(
            720, top + side + 34,
            svg.tag("g", *paths, transform=place, shape_rendering="crispEdges"),
            svg.text(left, 20, f"‖∂sₜ / ∂sₖ‖   {self.cell.upper()}"),
            svg.text(left - 12, top + side / 2, "t", class_="muted", text_anchor="middle"),
            svg.text(left + side / 2, top + side + 20, "k", class_="muted", text_anchor="middle"),
            svg.tag("path", d=rules, class_="rule-line"),
            svg.tag("path", d=line, class_="gradients-line", stroke_width=2.5),
            *(svg.text(x - 8, y(v) + 4, words, text_anchor="end") for v, words in marks),
            svg.text(x + wide / 2, top + side + 20, "q = t − k", class_="muted",
                     text_anchor="middle"),
            label=self.label)

    def _lags(self):
        return self.norms[-1, ::-1]


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

"""A recurrent network unrolled in time: forward and back, one operation at a time."""

import numpy as np

from ...check import Shapes, one_of
from ..core import svg, traces
from ..core.encode import pack
from ..core.figure import Figure

SHAPES = "X: T d, h0: d_h, W_x: d d_h, W_h: d_h d_h, b: d_h, A: T d_h, H: T d_h"
SENT = ("X", "h0", "W_x", "W_h", "b")
FUNCTIONS = {  # f, and f′ as a function of h = f(a)
    "tanh": (np.tanh, lambda h: 1 - h**2),
    "relu": (lambda a: np.maximum(a, 0), lambda h: (h > 0).astype(float)),
    "linear": (lambda a: a, np.ones_like),
}
NAMES = {"tanh": "tanh", "relu": "ReLU", "linear": "id"}
PITCH = 176


class UnrolledRNN(Figure):
    """Forward pass and backpropagation through time as a walk, one key press a step.

    tokens: T strings, T <= 8. trace: what `scratch.rnn` returned, or any
    object or mapping with X (T, d), h0 (d_h,), W_x (d, d_h), W_h (d_h, d_h),
    b (d_h,), A and H (T, d_h) and `activation` ("tanh", "relu", "linear");
    d_h <= 3, d <= 6. dH (T, d_h): the gradient of the loss with respect to
    each row of H.

    The page computes every number again from these weights (float32); the
    sums it ends with are those of `trace.backward(dH)`. `.widget()` shares
    position, the number of operations done (0 … 8 T). Raises ValueError or
    TypeError naming the argument.
    """

    name = "unrolled_rnn"
    remedy = "slice the sequence"

    def __init__(self, tokens, trace, dH):
        arrays, sizes = traces.read(trace, SHAPES)
        traces.at_most("the length of trace.X", sizes["T"], 8, "slice the sequence")
        traces.at_most("d_h, the width of trace.H,", sizes["d_h"], 3, "use a smaller network")
        traces.at_most("d, the width of trace.X,", sizes["d"], 6, "use smaller inputs")
        activation = traces.get(trace, "activation")
        self.activation = one_of("trace.activation", activation, list(FUNCTIONS))
        f, _ = FUNCTIONS[self.activation]
        before = np.vstack([arrays["h0"], arrays["H"][:-1]])  # (T, d_h)
        due = arrays["X"] @ arrays["W_x"] + before @ arrays["W_h"] + arrays["b"]
        traces.agree("A", arrays["A"], due, "X W_x + (H one step before) W_h + b")
        traces.agree("H", arrays["H"], f(arrays["A"]), f"{self.activation}(A)")
        arrays["dH"] = traces.fitted("dH", dH, "T d_h", Shapes(**sizes))
        self.tokens = traces.token_list(tokens, sizes["T"])
        self.arrays = arrays
        self.label = f"RNN unrolled in time: T = {sizes['T']}, d_h = {sizes['d_h']}"

    def state(self):
        packed = {name: pack(self.arrays[name], name=name) for name in (*SENT, "dH")}
        return packed | {"tokens": self.tokens, "activation": self.activation, "position": 0}

    def backward(self):
        """∂L/∂h_t, ∂L/∂a_t and ∂L/∂x_t of every step: dh, da (T, d_h) and dx (T, d)."""
        w, slope = self.arrays, FUNCTIONS[self.activation][1]
        dh, da, later = np.empty_like(w["H"]), np.empty_like(w["H"]), np.zeros_like(w["h0"])
        for t in reversed(range(len(dh))):
            dh[t] = w["dH"][t] + later
            da[t] = dh[t] * slope(w["H"][t])
            later = da[t] @ w["W_h"].T
        return dh, da, da @ w["W_x"].T

    def table(self):
        dh, da, dx = self.backward()
        columns = [self.arrays["A"], self.arrays["H"], dh, da, dx]
        rows = [[token, *(_vector(column[t]) for column in columns)]
                for t, token in enumerate(self.tokens)]
        return ["token", "a", "h", "dh", "da", "dx"], rows

    def picture(self):
        w, n, d = self.arrays, len(self.arrays["h0"]), self.arrays["X"].shape[1]
        (dh, da, dx), y = self.backward(), 60
        parts = _stack(34, y, w["h0"], "states", "h₀")
        below = y + 18 * n + 22  # where the gradients stand
        inputs = below + 18 * max(n, d) + 54
        for t, token in enumerate(self.tokens):
            plus, state = 34 + PITCH * (t + 0.5), 34 + PITCH * (t + 1)
            middle = y + 9 * n
            parts += _arrow(plus - 64, middle, plus - 13, middle, "states")
            parts += _arrow(plus + 13, middle, state - 23, middle, "states")
            parts += _arrow(plus, inputs, plus, middle + 13, "ink")
            parts.append(svg.text((plus + state) / 2 - 5, middle - 5, NAMES[self.activation],
                                  text_anchor="middle", font_size="12", class_="muted"))
            parts += [svg.tag("circle", cx=plus, cy=middle, r=12, class_="soft"),
                      svg.text(plus, middle + 5, "+", text_anchor="middle")]
            parts += _stack(state, y, w["H"][t], "states", "h" + traces.low(t + 1))
            parts += _stack(plus, inputs, w["X"][t], "ink", "")
            parts += _arrow(state, 8, state, y - 22, "gradients")
            parts += _stack(state, below, dh[t], "gradients", "dh" + traces.low(t + 1))
            parts += _stack(plus + 34, below, da[t], "gradients", "da" + traces.low(t + 1))
            parts += _stack(plus - 34, below + 18, dx[t], "gradients", "dx" + traces.low(t + 1))
            parts.append(svg.text(plus, inputs + 18 * d + 18, token, text_anchor="middle"))
        width = 34 + PITCH * len(self.tokens) + 40
        return svg.svg(width, inputs + 18 * d + 28, *parts, label=self.label)

    def plot(self, ax=None):
        """‖∂L/∂h_t‖ over the steps, forward states' norms beside it, on a matplotlib axes."""
        import matplotlib.pyplot as plt

        from ..core.palette import ROLES

        ax = ax or plt.figure(figsize=(6, 3)).gca()
        steps = np.arange(1, len(self.tokens) + 1)
        dh, _, _ = self.backward()
        ax.plot(steps, np.linalg.norm(self.arrays["H"], axis=1), "o-", color=ROLES["states"][0],
                label=r"$\|h_t\|$")
        ax.plot(steps, np.linalg.norm(dh, axis=1), "s--", color=ROLES["gradients"][0],
                label=r"$\|∂L/∂h_t\|$")
        ax.set_xticks(steps)
        ax.set_xlabel("$t$")
        ax.legend()
        return ax


def _vector(values):
    return "(" + "  ".join(f"{value:.3g}" for value in values) + ")"


def _stack(x, y, values, role, title):
    parts = [svg.text(x, y - 6, title, text_anchor="middle", class_=role)] if title else []
    for j, value in enumerate(values):
        parts.append(svg.tag("rect", x=x - 22, y=y + 18 * j, width=44, height=18, class_=role,
                             opacity=0.08 + 0.3 * min(abs(value), 1)))
        parts.append(svg.text(x, y + 18 * j + 13, traces.short(value),
                              text_anchor="middle", font_size="12"))
    return parts


def _arrow(x, y, x1, y1, role):
    """A straight arrow, level or upright, from (x, y) to (x1, y1)."""
    ux, uy = np.sign(x1 - x), np.sign(y1 - y)
    head = (f"M{x1:g} {y1:g}L{x1 - 8 * ux - 4 * uy:g} {y1 - 8 * uy - 4 * ux:g}"
            f"L{x1 - 8 * ux + 4 * uy:g} {y1 - 8 * uy + 4 * ux:g}z")
    line = svg.tag("path", d=f"M{x:g} {y:g}L{x1 - 6 * ux:g} {y1 - 6 * uy:g}",
                   class_=f"{role}-line", stroke_width=1.5)
    return [line, svg.tag("path", d=head, class_=role)]

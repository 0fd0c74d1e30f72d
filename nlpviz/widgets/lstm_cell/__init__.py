"""The inside of an LSTM along one sequence, and the gradient that reaches its first step."""

import numpy as np

from ...check import index
from ..core import svg, traces
from ..core.encode import pack
from ..core.figure import Figure

WEIGHTS = ("h0", "c0", "W_x", "W_h", "b", "p_i", "p_f", "p_o")
SHAPES = ("X: T d, h0: d_h, c0: d_h, W_x: d 4d_h, W_h: d_h 4d_h, b: 4d_h, p_i: d_h, p_f: d_h, "
          "p_o: d_h, i: T d_h, f: T d_h, z: T d_h, o: T d_h, C: T d_h, H: T d_h")
PEEPHOLES = ("p_i", "p_f", "p_o")
STRIPS = (  # row, role, lowest value of its scale
    ("i", "gates", 0), ("f", "gates", 0), ("z", "gates", -1), ("o", "gates", 0),
    ("C", "states", -1), ("H", "states", -1), ("dC", "gradients", 0), ("dH", "gradients", 0),
)


class LSTMCell(Figure):
    """Gates, cell and state of an LSTM along a sequence, to step through and to overrule.

    tokens: T strings, T <= 32. trace: what `scratch.lstm` returned, or any
    object or mapping with the arrays X (T, d), h0 c0 (d_h,), W_x (d, 4 d_h),
    W_h (d_h, 4 d_h), b (4 d_h,), i f z o C H (T, d_h) and, where there are
    peepholes, p_i p_f p_o (d_h,); d_h <= 8. unit: the unit that is shown first.

    In the page the cell runs again from these weights (float32). A gate that
    is dragged is a constant from then on, and both rows of gradients,
    ∂c_T/∂c_t and ∂h_T/∂h_t of the unit, are backpropagated anew.
    `.widget()` shares unit, step (1 … T), peepholes and overrides
    ({"f:2:0": 1.0} is f of unit 0 at the third token).
    Raises ValueError or TypeError naming the argument.
    """

    name = "lstm_cell"
    remedy = "slice the sequence"

    def __init__(self, tokens, trace, *, unit=0):
        arrays, sizes = traces.read(trace, SHAPES, optional=PEEPHOLES)
        traces.at_most("the length of trace.X", sizes["T"], 32, "slice the sequence")
        traces.at_most("d_h, the width of trace.H,", sizes["d_h"], 8, "use a smaller cell")
        traces.at_most("d, the width of trace.X,", sizes["d"], 512, "use smaller inputs")
        before = np.vstack([arrays["c0"], arrays["C"][:-1]])  # (T, d_h)
        cell = arrays["i"] * arrays["z"] + arrays["f"] * before
        traces.agree("C", arrays["C"], cell, "i * z + f * (C one step before)")
        traces.agree("H", arrays["H"], arrays["o"] * np.tanh(arrays["C"]), "o * tanh(C)")
        self.tokens = traces.token_list(tokens, sizes["T"])
        self.unit = index("unit", unit, sizes["d_h"])
        self.arrays = arrays
        self.label = f"LSTM: gates, cell and state; T = {sizes['T']}, d_h = {sizes['d_h']}"

    def state(self):
        packed = {name: pack(self.arrays[name], name=f"trace.{name}") for name in ("X", *WEIGHTS)}
        peepholes = any(self.arrays[name].any() for name in PEEPHOLES)
        return packed | {"tokens": self.tokens, "unit": self.unit, "step": 1,
                         "peepholes": peepholes, "overrides": {}}

    def strips(self):
        """row -> its T values for the unit; the gradients as dC, dH."""
        dC, dH = reach(self.arrays, self.unit)
        arrays = self.arrays | {"dC": dC, "dH": dH}
        return {row: arrays[row][:, self.unit] for row, _, _ in STRIPS}

    def table(self):
        rows = np.transpose(list(self.strips().values())).tolist()  # (T, 8)
        T = len(self.tokens)
        header = ["token", "i", "f", "z", "o", "c", "h", f"∂c_{T}/∂c_t", f"∂h_{T}/∂h_t"]
        return header, [[token, *row] for token, row in zip(self.tokens, rows, strict=True)]

    def picture(self):
        T, strips = len(self.tokens), self.strips()
        width = min(max(52, 640 / T), 88)
        parts = [svg.text(84 + (t + 0.5) * width, 16, token, limit=int(width / 7),
                          text_anchor="middle") for t, token in enumerate(self.tokens)]
        y = 28
        for row, role, low in STRIPS:
            letter = row[-1].lower()
            name = f"∂{letter}{traces.low(T)} / ∂{letter}ₜ" if role == "gradients" else f"{letter}ₜ"
            parts.append(svg.text(76, y + 22, name, text_anchor="end", class_=role))
            scale = max(1, np.abs(strips["C"]).max()) if row == "C" else 1
            for t, value in enumerate(strips[row]):
                x = 84 + t * width
                parts.append(_cell(x, y, width - 3, value, _span(row, value / scale, low), role))
            y += 42 if row in ("o", "H") else 36
        return svg.svg(94 + T * width, y, *parts, label=self.label)



def reach(w, unit):
    """∂c_T[unit]/∂c_t and ∂h_T[unit]/∂h_t for t = 1 … T, over all paths: two arrays (T, d_h)."""
    T, n = w["C"].shape
    before = np.vstack([w["c0"], w["C"][:-1]])
    slope = {g: w[g] * (1 - w[g]) for g in "ifo"} | {"z": 1 - w["z"] ** 2}
    tanh = np.tanh(w["C"])
    arrived = []
    for dh, dc in ((np.zeros(n), np.eye(n)[unit]), (np.eye(n)[unit], np.zeros(n))):
        dC, dH = np.empty((T, n)), np.empty((T, n))
        for t in reversed(range(T)):
            dH[t] = dh
            da_o = dh * tanh[t] * slope["o"][t]
            dC[t] = dc = dc + dh * w["o"][t] * (1 - tanh[t] ** 2) + w["p_o"] * da_o
            da_i = dc * w["z"][t] * slope["i"][t]
            da_f = dc * before[t] * slope["f"][t]
            da_z = dc * w["i"][t] * slope["z"][t]
            dc = dc * w["f"][t] + w["p_i"] * da_i + w["p_f"] * da_f
            dh = np.concatenate([da_i, da_f, da_z, da_o]) @ w["W_h"].T
        arrived.append(dH if arrived else dC)
    return tuple(arrived)


def _span(row, value, low):
    """The filled part of a cell, [bottom, top] in 0 … 1; gradients on a log scale from 1e-4."""
    if row in ("dC", "dH"):
        return 0, min(max(1 + np.log10(max(abs(value), 1e-12)) / 4, 0), 1)
    return (min(0.5, 0.5 + value / 2), max(0.5, 0.5 + value / 2)) if low else (0, value)


def _cell(x, y, width, value, span, role):
    bottom, top = span
    return (
        svg.tag("rect", x=x, y=y, width=width, height=32, class_="soft")
        + svg.tag("rect", x=x, y=y + 32 * (1 - top), width=width, height=32 * (top - bottom),
                  class_=role, opacity=0.32)
        + svg.text(x + width / 2, y + 21, traces.short(value), text_anchor="middle", font_size="12")
    )

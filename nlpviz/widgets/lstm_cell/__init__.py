"""The inside of an LSTM along one sequence, and the gradient that reaches its first step."""

from types import SimpleNamespace

import numpy as np

from ...check import Shapes, index, number
from ...scratch.functional import logistic
from ...scratch.recurrent import lstm, state_jacobians
from ..core import svg
from ..core.arrays import at_most, shaped
from ..core.encode import pack
from ..core.figure import Figure
from ..core.labels import texts
from ..core.trace import arrays_of, check_equal, token_list

WEIGHTS = ("h0", "c0", "W_x", "W_h", "b", "p_i", "p_f", "p_o")
SHAPES = ("X: T d, h0: d_h, c0: d_h, W_x: d 4d_h, W_h: d_h 4d_h, b: 4d_h, p_i: d_h, p_f: d_h, "
          "p_o: d_h, i: T d_h, f: T d_h, z: T d_h, o: T d_h, C: T d_h, H: T d_h")
PEEPHOLES = ("p_i", "p_f", "p_o")
STRIPS = (  # row, its word, role, lowest value of its scale
    ("i", "i", "gates", 0), ("f", "f", "gates", 0), ("z", "z", "gates", -1), ("o", "o", "gates", 0),
    ("C", "C", "states", -1), ("H", "H", "states", -1),
    ("dC", "cell", "gradients", 0), ("dH", "state", "gradients", 0),
)
LEFT = 212  # pixels of the picture for the names of its rows


class LSTMCell(Figure):
    """Gates, cell and state of an LSTM along a sequence, to step through and to overrule.

    tokens: T strings, T <= 32. trace: what `scratch.lstm` returned, or any
    object or mapping with the arrays X (T, d), h0 c0 (d_h,), W_x (d, 4 d_h),
    W_h (d_h, 4 d_h), b (4 d_h,), i f z o C H (T, d_h) and, where there are
    peepholes, p_i p_f p_o (d_h,); d_h <= 8. unit: the unit that is shown first.

    The verdict at the end is drawn where it is told: w (d_h,) and bias with
    P = σ(h_T w + bias), and answers, two texts: the one whose probability P
    is, the right one, and the other.

    In the page the cell runs again from these weights (float32). A gate that
    is dragged (in the circuit: of all units) is a constant from then on, and
    both rows of gradients, ∂c_T/∂c_t and ∂h_T/∂h_t of the unit, are
    backpropagated anew.  The page asks which gate, shut at a word, turns the
    verdict, where one gate alone does.
    `.widget()` shares unit, step (1 … T; 0: the word that is asked about),
    peepholes and overrides ({"f:2:0": 1.0} is f of unit 0 at the third token).
    Raises ValueError or TypeError naming the argument.
    """

    name = "lstm_cell"
    remedy = "slice the sequence"

    def __init__(self, tokens, trace, *, unit=0, w=None, bias=0.0, answers=None):
        arrays, sizes = arrays_of(trace, SHAPES, optional=PEEPHOLES)
        at_most("the length of trace.X", sizes["T"], 32, "slice the sequence")
        at_most("d_h, the width of trace.H,", sizes["d_h"], 8, "use a smaller cell")
        at_most("d, the width of trace.X,", sizes["d"], 512, "use smaller inputs")
        _agree(arrays)
        self.tokens = token_list(tokens, sizes["T"])
        self.unit = index("unit", unit, sizes["d_h"])
        self.w, self.answers = _verdict(w, answers, sizes)
        self.bias = number("bias", bias)
        self.arrays = arrays

    @property
    def label(self):
        return self.says("label", n=len(self.tokens))

    @property
    def P(self):
        """The probability of the first answer; None where no verdict is told."""
        return None if self.w is None else float(logistic(self.arrays["H"][-1] @ self.w
                                                          + self.bias))

    def state(self):
        packed = {name: pack(self.arrays[name], name=f"trace.{name}") for name in ("X", *WEIGHTS)}
        peepholes = any(self.arrays[name].any() for name in PEEPHOLES)
        if self.w is not None:
            packed |= {"readout": pack(self.w, name="w"), "bias": self.bias,
                       "answers": self.answers}
        return packed | {"tokens": self.tokens, "unit": self.unit, "step": 0,
                         "peepholes": peepholes, "overrides": {}, "guess": None,
                         "revealed": False}

    def strips(self):
        """row -> its T values for the unit; the gradients as dC, dH."""
        dC, dH = state_gradients(self.arrays, self.unit)
        arrays = self.arrays | {"dC": dC, "dH": dH}
        return {row: arrays[row][:, self.unit] for row, *_ in STRIPS}

    def symbol(self, row):
        """The symbol of a row: iₜ, or ∂c₅ / ∂cₜ."""
        letter, T = row[-1].lower(), svg.lowered(len(self.tokens))
        return f"∂{letter}{T} / ∂{letter}ₜ" if row.startswith("d") else f"{letter}ₜ"

    def table(self):
        rows = np.transpose(list(self.strips().values())).tolist()  # (T, 8)
        header = [f"{self.says(word)} {self.symbol(row)}" for row, word, *_ in STRIPS]
        return [self.says("word"), *header], [
            [token, *row] for token, row in zip(self.tokens, rows, strict=True)]

    def picture(self):
        T, strips = len(self.tokens), self.strips()
        width = min(max(52, 640 / T), 88)
        parts = [svg.text(LEFT + (t + 0.5) * width, 16, token, limit=int(width / 7),
                          text_anchor="middle") for t, token in enumerate(self.tokens)]
        y = 28
        for row, word, role, low in STRIPS:
            scale = max(1, np.abs(self.arrays["C"]).max()) if row == "C" else 1
            parts += [
                svg.text(LEFT - 62, y + 21, self.says(word), text_anchor="end", class_=role),
                svg.text(LEFT - 56, y + 21, self.symbol(row), class_="muted", font_size="12")]
            for t, value in enumerate(strips[row]):
                span = _span(value / scale, low)
                parts.append(_cell(LEFT + t * width, y, width - 3, value, span, role))
            end = "1" if scale == 1 else svg.short(scale)
            parts.append(svg.text(LEFT + T * width + 8, y + 21, class_="muted",
                                  words=f"{'−' + end if low else 0} … {end}"))
            y += 42 if row in ("o", "H") else 36
        parts.append(svg.text(LEFT + T * width + 8, 16, self.says("scale"), class_="muted"))
        return svg.svg(LEFT + 112 + T * width, y, *parts, label=self.label)


def state_gradients(w, unit):
    """∂c_T[unit]/∂c_t and ∂h_T[unit]/∂h_t for t = 1 … T, over all paths: two arrays (T, d_h).

    Products of the Jacobians of scratch, from the end; what arrives at h_t reaches c_t, too,
    through h = o tanh(c) and o's peephole.
    """
    J = state_jacobians(SimpleNamespace(**{**w, "cell": "lstm"}))
    T, n = w["C"].shape
    tanh, o = np.tanh(w["C"]), w["o"]
    to_h = o * (1 - tanh**2) + w["p_o"] * tanh * o * (1 - o)  # ∂h_t/∂c_t
    dC, dH, P = np.empty((T, n)), np.empty((T, n)), np.eye(2 * n)
    for t in reversed(range(T)):
        dH[t] = P[:n, unit]
        dC[t] = P[n:, n + unit] + P[:n, n + unit] * to_h[t]
        P = J[t] @ P
    return dC, dH


def _agree(arrays):
    """Refuse a trace that contradicts itself, or that these weights do not give."""
    before = np.vstack([arrays["c0"], arrays["C"][:-1]])  # (T, d_h)
    cell = arrays["i"] * arrays["z"] + arrays["f"] * before
    check_equal("C", arrays["C"], cell, "i * z + f * (C one step before)")
    check_equal("H", arrays["H"], arrays["o"] * np.tanh(arrays["C"]), "o * tanh(C)")
    again = lstm(*(arrays[name] for name in ("X", *WEIGHTS)))[1]
    for name in "ifzo":
        check_equal(name, arrays[name], getattr(again, name), "what these weights give")


def _verdict(w, answers, sizes):
    """w and the two texts; None twice where no verdict is told."""
    if (w is None) != (answers is None):
        missing, given = ("w", "answers") if w is None else ("answers", "w")
        raise ValueError(f"{missing} is missing, but {given} is given: a verdict needs both")
    if w is None:
        return None, None
    answers, w = texts("answers", answers), shaped("w", w, "d_h", Shapes(**sizes))
    if len(answers) != 2:
        raise ValueError(f"answers has {len(answers)} entries; it must have two: the right text "
                         "and the other")
    return w, answers


def _span(value, low):
    """The filled part of a cell, [bottom, top] in 0 … 1; of gradients their size."""
    return (min(0.5, 0.5 + value / 2), max(0.5, 0.5 + value / 2)) if low else (
        0, min(abs(value), 1))


def _cell(x, y, width, value, span, role):
    """A bar, and its number beside it, which its edge does not cross."""
    bottom, top = span
    return (
        svg.tag("rect", x=x, y=y, width=10, height=32, class_="soft")
        + svg.tag("rect", x=x, y=y + 32 * (1 - top), width=10, height=32 * (top - bottom),
                  class_=role, opacity=0.6)
        + svg.text(x + 5 + width / 2, y + 21, svg.short(value), text_anchor="middle",
                   font_size="12")
    )

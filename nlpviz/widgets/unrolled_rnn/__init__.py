"""A recurrent network unrolled in time: it reads, is wrong, and the blame goes back."""

from types import SimpleNamespace

import numpy as np

from ...check import Shapes, one_of
from ...language import term
from ...scratch import rnn
from ...scratch.functional import logistic
from ..core import svg
from ..core.arrays import at_most, shaped
from ..core.encode import pack
from ..core.figure import Figure
from ..core.labels import named, texts
from ..core.trace import arrays_of, check_equal, entry, token_list
from .picture import picture

SHAPES = "X: T d, h0: d_h, W_x: d d_h, W_h: d_h d_h, b: d_h, A: T d_h, H: T d_h"
SENT = ("X", "h0", "W_x", "W_h", "b")
NAMES = {"tanh": "tanh", "relu": "ReLU", "linear": "id"}


class UnrolledRNN(Figure):
    """Forward pass and backpropagation through time as a walk, a key press a word.

    tokens: T strings, T <= 8. trace: what `scratch.rnn` returned, or any
    object or mapping with X (T, d), h0 (d_h,), W_x (d, d_h), W_h (d_h, d_h),
    b (d_h,), A and H (T, d_h) and `activation` ("tanh", "relu", "linear");
    d_h <= 3, d <= 6. dH (T, d_h): the gradient of the loss with respect to
    each row of H.

    The verdict at the end is drawn where it is told: w (d_h,) with P = σ(h_T w),
    and answers, two texts: the right one, whose probability P is, and the other.
    dH is then that of L = -log P and may be left out. rows: d texts, what the
    numbers of an input say ("plural?"); they stand beside those of the first word.

    The page computes every number again from these weights (float32); the
    sums it ends with are those of `trace.backward(dH)`. `.widget()` shares
    position, the number of operations done (0 … 8 T); it starts at 4 T, where
    all is read and nothing is blamed yet. Raises ValueError or TypeError
    naming the argument.
    """

    name = "unrolled_rnn"
    remedy = "slice the sequence"

    def __init__(self, tokens, trace, dH=None, *, w=None, answers=None, rows=None):
        arrays, sizes = arrays_of(trace, SHAPES)
        at_most("the length of trace.X", sizes["T"], 8, "slice the sequence")
        at_most("d_h, the width of trace.H,", sizes["d_h"], 3, "use a smaller network")
        at_most("d, the width of trace.X,", sizes["d"], 6, "use smaller inputs")
        activation = entry(trace, "activation")
        self.activation = one_of("trace.activation", activation, list(NAMES))
        self.steps = _steps(arrays, activation)
        A, H = (np.vstack([getattr(step, name) for step in self.steps]) for name in "AH")
        check_equal("A", arrays["A"], A, "X W_x + (H one step before) W_h + b")
        check_equal("H", arrays["H"], H, f"{activation}(A)")
        self.answers, self.w, self.P = _verdict(w, answers, arrays["H"][-1], sizes)
        arrays["dH"] = self._loss(dH, arrays["H"], sizes)
        self.tokens = token_list(tokens, sizes["T"])
        self.rows = None if rows is None else named("rows", rows, sizes["d"], "a row of trace.X")
        self.arrays = arrays

    def _loss(self, dH, H, sizes):
        """dH as it is given; with a verdict, that of -log P, which a given one must be."""
        if self.w is None:
            return shaped("dH", dH, "T d_h", Shapes(**sizes))
        due = np.zeros_like(H)
        due[-1] = -(1 - self.P) * self.w
        if dH is not None:
            off = np.abs(shaped("dH", dH, "T d_h", Shapes(**sizes)) - due).max()
            if off > 1e-4:
                raise ValueError(f"dH is not the gradient of -log σ(h_T w) (off by {off:.2g}); "
                                 "with w leave dH out")
        return due

    @property
    def label(self):
        return self.says("label", n=len(self.tokens))

    def state(self):
        packed = {name: pack(self.arrays[name], name=name) for name in (*SENT, "dH")}
        packed |= {"tokens": self.tokens, "activation": self.activation,
                   "position": 4 * len(self.tokens), "guess": None, "revealed": False}
        if self.rows is not None:
            packed["rows"] = [term(row) for row in self.rows]
        if self.w is not None:
            packed |= {"readout": pack(self.w, name="w"), "answers": self.answers}
        return packed

    def backward(self):
        """∂L/∂h_t, ∂L/∂a_t and ∂L/∂x_t of every step: dh, da (T, d_h) and dx (T, d)."""
        dH = self.arrays["dH"]
        dh, da = np.empty_like(dH), np.empty_like(dH)
        dx, later = np.empty_like(self.arrays["X"]), np.zeros_like(self.arrays["h0"])
        for t in reversed(range(len(dh))):
            dh[t] = dH[t] + later
            dx[t], later, _, _, da[t] = self.steps[t].backward(dh[t:t + 1])  # one b: db is da
        return dh, da, dx

    def table(self):
        dh, da, dx = self.backward()
        say, w = self.says, self.arrays
        columns = {f"{say('sum')} a": w["A"], f"{say('state')} h": w["H"],
                   f"{say('blame state')} dh": dh, f"{say('blame sum')} da": da,
                   f"{say('blame input')} dx": dx}
        rows = [[token, *(_vector(column[t]) for column in columns.values())]
                for t, token in enumerate(self.tokens)]
        return [say("word"), *columns], rows

    def picture(self):
        dh, da, _ = self.backward()
        verdict = None
        if self.w is not None:
            verdict = list(zip(self.answers, (self.P, 1 - self.P), strict=True))
        return picture(SimpleNamespace(
            tokens=self.tokens, function=NAMES[self.activation], h0=self.arrays["h0"],
            H=self.arrays["H"], dh=dh, da=da, own=self.arrays["dH"], verdict=verdict,
            label=self.label, say=self.says))


def _steps(w, activation):
    """The trace of each step alone, from the state before it on."""
    before = [w["h0"], *w["H"][:-1]]
    return [rnn(w["X"][t:t + 1], h, w["W_x"], w["W_h"], w["b"], activation=activation)[1]
            for t, h in enumerate(before)]


def _verdict(w, answers, h, sizes):
    """The two texts, w and P = σ(h w); None thrice where no verdict is told."""
    if (w is None) != (answers is None):
        missing, given = ("w", "answers") if w is None else ("answers", "w")
        raise ValueError(f"{missing} is missing, but {given} is given: a verdict needs both")
    if w is None:
        return None, None, None
    answers, w = texts("answers", answers), shaped("w", w, "d_h", Shapes(**sizes))
    if len(answers) != 2:
        raise ValueError(f"answers has {len(answers)} entries; it must have two: the right text "
                         "and the other")
    return answers, w, float(logistic(h @ w))


def _vector(values):
    return "(" + ", ".join(svg.number(value) for value in values) + ")"

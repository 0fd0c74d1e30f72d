"""PositionLab: what a Transformer is told of where a word stands."""

from __future__ import annotations

import numpy as np

from ...check import whole
from ...scratch.transformer.positions import sinusoidal
from ..core import encode, svg
from ..core.arrays import moderate
from ..core.figure import Figure
from ..core.palette import STEPS

SHOWN = 25, 32  # rows and columns of the picture without scripts


class PositionLab(Figure):
    """Sinusoidal positions: T rows of d numbers, waves from fast to slow, and what they compare to.

    ``T`` positions, 16 to 512, are shown; ``d``, even, 4 to 1024, is the width of the model.
    ``learned`` (T, d), where given, is a trained table of positions, shown beside (one byte a
    number travels, with an error of at most 1/254 of the largest of its row).

    The reader looks at single waves, guesses whether two positions compare as two others that lie
    as far apart, and then sees all comparisons as a map, a shift as a turn of clocks, and what
    sinusoidal, learned, rotary positions and ALiBi add to a score as distance grows (scores are
    divided by √d; rotary: heads of 64 numbers, query and key all ones; ALiBi: 8 heads).

    Raises TypeError and ValueError that name the argument.
    """

    name = "position_lab"
    remedy = "pass fewer learned positions"

    def __init__(self, T=100, d=512, learned=None):
        self.T, self.d = whole("T", T, 16, 512), whole("d", d, 4, 1024)
        if self.d % 2:
            raise ValueError(f"d is {self.d}; it must be even: a sine and a cosine for each wave")
        self.learned = None
        if learned is not None:
            self.learned = moderate("learned", encode.checked("learned", learned))
            if self.learned.shape != (self.T, self.d):
                raise ValueError(f"learned has shape {self.learned.shape}; it must be (T, d) = "
                                 f"({self.T}, {self.d}): a row a position")

    @property
    def label(self):
        return self.says("label", T=self.T, d=self.d)

    def state(self):
        learned = None if self.learned is None else encode.pack(self.learned, "int8", "learned")
        first = self.T // 25  # of the question's first pair, as math.js has it
        return {
            "T": self.T, "d": self.d, "learned": learned, "row": self.T // 8,
            "column": 2 * (self.d // 16), "first": first, "second": first + self.T // 12,
            "shift": 8, "kind": "waves", "guess": None, "answered": False,
        }

    def table(self):
        """Eight waves, fast to slow, at the first positions."""
        PE, rows = sinusoidal(self.T, self.d), []
        for j in sorted({2 * int(i + 0.5) for i in np.linspace(0, self.d // 2 - 1, 8)}):
            long = 2 * np.pi * 10000 ** (j / self.d)
            rows.append([str(j), float(long), *PE[:8, j]])
        places = [self.says("place", p=p) for p in range(8)]
        return [self.says("number"), self.says("long"), *places], rows

    def picture(self):
        """The heat map, its rows and pairs of columns thinned out evenly."""
        says = self.says
        p = np.arange(min(SHOWN[0], self.T)) * self.T // min(SHOWN[0], self.T)
        n = min(SHOWN[1], self.d) // 2
        pair = 2 * (np.arange(n) * (self.d // 2) // n)
        PE = sinusoidal(self.T, self.d)[p][:, np.stack([pair, pair + 1], 1).ravel()]
        left, top, wide, high = 70, 34, 480, 300
        middle = {"text_anchor": "middle", "class_": "muted"}
        return svg.svg(
            580, top + high + 34,
            svg.text(left, 22, says("rest", d=self.d), limit=80, font_weight="600"),
            columns((PE + 1) / 2, left, top, wide, high),
            svg.text(left - 8, top + 12, "0", text_anchor="end", class_="muted"),
            svg.text(left - 8, top + high, str(self.T - 1), text_anchor="end", class_="muted"),
            svg.text(left - 8, top + high / 2, says("position"), text_anchor="end",
                     class_="muted"),
            svg.text(left + 60, top + high + 22, says("fast"), **middle),
            svg.text(left + wide - 60, top + high + 22, says("slow"), **middle),
            label=self.label)


def columns(values, x, y, width, height):
    """A heat map of values in 0 … 1, a box for each run of one colour down a column: slow waves
    take few."""
    steps, paths = np.rint(values * (STEPS - 1)).astype(int), {}
    n, m = steps.shape
    for j, column in enumerate(steps.T):
        starts = np.flatnonzero(np.diff(column, prepend=-1))
        for i, end in zip(starts, [*starts[1:], n], strict=True):
            paths.setdefault(column[i], []).append(f"M{j} {i}h1v{end - i}h-1z")
    place = f"translate({svg.num(x)} {svg.num(y)}) scale({width / m:.5g} {height / n:.5g})"
    drawn = [svg.tag("path", d="".join(d), class_=f"div-{step}") for step, d in paths.items()]
    return svg.tag("g", *drawn, transform=place, shape_rendering="crispEdges")

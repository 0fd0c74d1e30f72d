"""Bars: labelled numbers with their unit, a yardstick, and their spread over seeds."""

from __future__ import annotations

import numpy as np

from ...check import brief, one_of
from ...language import term
from ..core import encode, svg
from ..core.arrays import at_most
from ..core.axes import FILLS, line_of, names_of, over_seeds, text_of
from ..core.figure import Figure
from ..core.labels import as_given
from ..core.results import grid_of, is_missing, real, runs_of
from .picture import picture

MOST = 200  # rows
BETTER = ("higher", "lower")


class Bars(Figure):
    """A bar for each of ``values`` (n,), named by ``rows``; or (n, m): each row a group of m bars,
    named by ``columns``.

    ``spread`` ("range" or "sd") says that values are (seeds, n) or (seeds, n, m): a bar is as long
    as the mean, its whisker goes from the lowest to the highest seed, or one standard deviation
    (n - 1) to each side; the figure says which.  ``unit`` and ``better`` ("higher" or "lower") are
    at the axis; ``yardstick``, ``{"chance": 0.5}``, are lines with their names.  Bars begin at
    zero, may be negative, and lie where their names are too long to stand below them
    (``horizontal`` True or False decides otherwise).  None and NaN are missing: no bar, and "–" is
    read out.  ``predict``: the bars are shown once the reader has said which one is best (by
    ``better``; else the highest); there must be one bar a row, and at most 8.

        Bars([0.61, 0.95, 0.9], ["RNN", "GRU", "LSTM"], unit="accuracy", better="higher",
             yardstick={"chance": 0.5}, title="Depth 2")

    Numbers are shown with three digits.  Raises TypeError and ValueError that name the argument.
    """

    name = "bars"
    remedy = "pass fewer rows"

    def __init__(self, values, rows=None, columns=None, *, unit="", title="", better=None,
                 yardstick=None, spread=None, horizontal=None, predict=False):
        self.spread = None if spread is None else one_of("spread", spread, ("range", "sd"))
        grouped = columns is not None or hasattr(values, "columns")
        values, rows, columns = grid_of(values, rows, columns if grouped else [""])
        self.rows, self.columns = as_given("rows", rows), as_given("columns", columns)
        at_most("the number of rows", len(self.rows), MOST, self.remedy)
        at_most("the number of columns", len(self.columns), len(FILLS), "pass fewer columns")
        self._read(runs_of(values, len(self.rows), len(self.columns), self.spread))
        levels = {n: line_of([yardstick[n]], f"yardstick[{n!r}]")[0]
                  for n in names_of(yardstick, "yardstick")}
        self.yardstick = {svg.visible(term(n)): float(v) for n, v in levels.items()}
        if better is not None and (not isinstance(better, str) or better not in BETTER):
            raise ValueError(f"better is {brief(better)}; it must be one of {', '.join(BETTER)}")
        self.better = better
        for name, value in (("horizontal", horizontal), ("predict", predict)):
            if value is not None:
                one_of(name, value, (False, True))
        self.horizontal, self.predict = horizontal, bool(predict)
        if self.predict and not (len(self.columns) == 1 and 2 <= len(self.rows) <= 8):
            raise ValueError(f"predict asks for one bar of 2 to 8; there are {len(self.rows)} rows "
                             f"and {len(self.columns)} columns")
        if self.predict and not self.there.all():
            raise ValueError("predict asks for the best, and values has a missing one")
        self.title, self.unit = term(text_of(title, "title")), term(text_of(unit, "unit"))
        self.visible = [svg.visible(term(name)) for name in self.rows]
        self.groups = [svg.visible(term(n)) for n in self.columns] if grouped else [""]
        self.label = self._label()

    def _read(self, runs):
        """Means and edges of the whiskers (n, m); 0 where a run is missing."""
        missing = np.array([[[is_missing(v) for v in row] for row in run] for run in runs])
        runs = np.array([[[0.0 if is_missing(v) else real(v, "values") for v in row]
                          for row in run] for run in runs])
        self.there, self.seeds = ~missing.any(0), len(runs)
        if not self.there.any():
            raise ValueError("values are all missing; there must be a number")
        self.mean, self.low, self.high = (np.where(self.there, edge, 0)
                                          for edge in over_seeds(runs, self.spread or "range"))

    def span(self):
        """What the axis must show: zero, every bar with its whisker, the yardsticks."""
        levels = [0, *self.yardstick.values()]
        return float(min(self.low.min(), *levels)), float(max(self.high.max(), *levels))

    def axis(self):
        """What stands at the axis: the unit, and which way is good."""
        return " · ".join(filter(None, [self.unit, self.better and self.says[self.better]]))

    def note(self):
        """What the whiskers are; "" where there are none."""
        return self.says(self.spread, n=self.seeds) if self.spread else ""

    def _label(self):
        names = ", ".join(svg.shorten(name, 40) for name in self.visible[:12])
        names += ", …" if len(self.visible) > 12 else ""
        what = svg.shorten(self.unit, 60)
        what = self.says("lines", unit=what, names=names) if what else names
        return f"{svg.shorten(self.title, 80)}: {what}" if self.title else what

    def state(self):
        return {
            "mean": encode.pack(self.mean, "float32", "values"), "low": encode.pack(self.low),
            "high": encode.pack(self.high), "there": self.there.ravel().tolist(),
            "rows": self.visible, "groups": self.groups, "axis": self.axis(), "unit": self.unit,
            "headline": self.title, "note": self.note(), "spread": self.spread or "",
            "better": self.better or "", "yardsticks": list(self.yardstick),
            "levels": list(self.yardstick.values()), "lying": self.horizontal,
            "predict": self.predict, "guess": None, "revealed": False, "at": -1,
        }

    def picture(self):
        return picture(self)

    def table(self):
        header, columns = [""], []
        for j, name in enumerate(self.groups):
            header.append(name or self.unit)
            columns.append(self.mean[:, j])
            if self.spread:
                header += [self.says["low"], self.says["high"]]
                columns += [self.low[:, j], self.high[:, j]]
        per = len(columns) // len(self.groups)
        cells = [[v if self.there[i, k // per] else "–" for k, v in enumerate(row)]
                 for i, row in enumerate(zip(*columns, strict=True))]
        rows = [[name, *row] for name, row in zip(self.visible, cells, strict=True)]
        return header, rows + [[name, v, *[""] * (len(columns) - 1)]
                               for name, v in self.yardstick.items()]

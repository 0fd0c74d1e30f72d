"""One column of a Table: its cells as texts, which row is the best, and the order of the rows."""

from __future__ import annotations

import numpy as np

from ..core import svg
from ..core.axes import over_seeds
from ..core.results import MISSING, is_missing, real, value, written


class Column:
    """One column: name (as given, and as shown), unit, which way is good, the cells as texts,
    [mean, low, high] of each row that has a number, the row of the best, and the leading rows: the
    best and those that cannot be told apart from it."""

    def __init__(self, given, name, unit, better, runs, spread, digits, place, apart):
        self.given, self.spans, self.leading = given, {}, []
        self.name, self.unit, self.better, self.spread = name, unit, better, spread
        missing = np.array([[is_missing(v) for v in row] for row in runs]).any(0)
        self.there = [i for i in range(runs.shape[1]) if not missing[i]]
        kinds = {isinstance(runs[k, i], str) for k in range(len(runs)) for i in self.there}
        if len(kinds) > 1:
            raise TypeError(f"{place} has texts and numbers; a column has one of the two")
        self.numeric = kinds != {True}
        self.best, self.rounded, self.apart = None, False, apart
        self.keys = dict.fromkeys(self.there, 0.0)
        self.cells = [[MISSING] for _ in range(runs.shape[1])]
        if self.numeric and self.there:
            self._read(runs, place, digits)
        else:
            for i in self.there:
                if len(runs) > 1:
                    raise TypeError(f"{place} has texts; a text has no spread over seeds")
                self.keys[i], self.cells[i] = runs[0, i], [svg.visible(runs[0, i])]

    def _read(self, runs, place, digits):
        """Numbers as texts: the mean, and the edges of the range or the standard deviation."""
        values = np.array([[real(v, place) for v in row] for row in runs[:, self.there]])
        mean, low, high = over_seeds(values, self.spread if len(values) > 1 else "range")
        texts = written(mean, digits)
        more = [[]] * len(mean)
        if self.spread == "sd":
            more = [[svg.number(sd, 2)] for sd in high - mean]
        elif self.spread == "range":
            edges = written(np.concatenate([mean, low, high]), digits)
            texts, *more = np.split(np.array(edges, object), 3)
            more = [list(pair) for pair in zip(*more, strict=True)]
        self.rounded = any(value(t) != v for t, v in zip(texts, mean, strict=True))
        for i, text, rest, v in zip(self.there, texts, more, mean, strict=True):
            self.cells[i], self.keys[i] = [text, *rest], v
        self.spans = dict(zip(self.there, zip(mean, low, high, strict=True), strict=True))
        self.best = self._best(mean, low, high, texts)

    def _best(self, mean, low, high, texts):
        """The row that is better than all others by more than the spread; None if there is none."""
        rows = [k for k, i in enumerate(self.there) if not self.apart[i]]
        if self.better is None or len(rows) < 2:
            return None
        if self.spread is None:
            self.leading = [self.there[self._first(rows, mean)]]
            return None
        first = self._first(rows, mean)
        if self.spread == "exact":
            near = [k for k in rows if texts[k] == texts[first]]
        elif self.better == "higher":
            near = [k for k in rows if k == first or high[k] >= low[first]]
        else:
            near = [k for k in rows if k == first or low[k] <= high[first]]
        self.leading = [self.there[k] for k in near] if len(near) < len(rows) else []
        return self.there[first] if len(near) == 1 else None

    def _first(self, rows, mean):
        sign = -1 if self.better == "lower" else 1
        return max(rows, key=lambda k: sign * mean[k])

    def order(self):
        """The rows from the lowest to the highest: yardsticks and what is missing are left out."""
        rows = [i for i in self.there if not self.apart[i]]
        return sorted(rows, key=lambda i: self.keys[i])

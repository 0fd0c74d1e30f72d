"""The columns of a Table: what is given, how a number is written, which one is the best."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from numbers import Real

import numpy as np

from ..core import svg
from ..core.arrays import untied
from ..core.axes import over_seeds
from ..core.labels import as_given, brief, kind

MISSING = "–"


def grid_of(values, rows, columns):
    """values with the names of rows and columns; a data frame brings its own."""
    if hasattr(values, "columns") and hasattr(values, "to_numpy"):
        found = values.to_numpy()
        index = getattr(values, "index", range(1, len(found) + 1))
        rows = [str(name) for name in index] if rows is None else rows
        columns = [str(name) for name in values.columns] if columns is None else columns
        values = found
    if isinstance(values, Mapping):
        raise TypeError("values is a dict; it must be rows of values: pass list(values.values()) "
                        "with rows=list(values)")
    for name, given in (("rows", rows), ("columns", columns)):
        if given is None:
            raise TypeError(f"{name} is None; a table needs the names of its {name}")
    return values, rows, columns


def per_column(given, columns, name, default):
    """One value for each column: the same for all, or by name, or one by one."""
    if isinstance(given, Mapping):
        for key in given:
            if key not in columns:
                raise ValueError(f"{name}[{brief(key)}] has no column; the columns are "
                                 f"{brief(columns)}")
        return [given.get(column, default) for column in columns]
    if given is None or isinstance(given, str):
        return [given if given is not None else default] * len(columns)
    given = as_given(given, name)
    if len(given) != len(columns):
        raise ValueError(f"{name} has {len(given)} entries but there are {len(columns)} columns")
    return given


def runs_of(values, n, m, spread) -> np.ndarray:
    """values as an object array (seeds, n, m): one seed where there is no spread over seeds."""
    try:
        array = np.array(untied(values), dtype=object)
    except ValueError:
        array = np.empty(0)
    seeded = spread in ("range", "sd")
    due = "(seeds, rows, columns)" if seeded else "(rows, columns)"
    shape = array.shape
    if array.ndim == 1 + seeded and 1 in (n, m):
        array = array.reshape(*shape[:seeded], *((n, m) if n * m == shape[-1] else (0, 0)))
    if array.ndim == 3 and not seeded:
        raise ValueError(f"values has shape {shape} and spread is {spread!r}; where each cell has "
                         'several runs, spread must be "range" or "sd"')
    if array.shape[seeded:] != (n, m) or not array.size:
        raise ValueError(f"values has shape {shape}; it must be {due}, and there are {n} rows "
                         f"and {m} columns")
    if seeded and len(array) < 2:
        raise ValueError(f"values has shape {shape}: {len(array)} seed has no spread")
    return array if seeded else array[None]


class Column:
    """One column: name, unit, which way is good, the cells as texts, and the row of the best."""

    def __init__(self, name, unit, better, runs, spread, digits, place, apart):
        self.name, self.unit, self.better, self.spread = name, unit, better, spread
        missing = np.array([[_is_missing(v) for v in row] for row in runs]).any(0)
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
        values = np.array([[_real(v, place) for v in row] for row in runs[:, self.there]])
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
        self.best = self._best(mean, low, high, texts)

    def _best(self, mean, low, high, texts):
        """The row that is better than all others by more than the spread; None if there is none."""
        rows = [k for k, i in enumerate(self.there) if not self.apart[i]]
        if self.better is None or self.spread is None or len(rows) < 2:
            return None
        sign = 1 if self.better == "higher" else -1
        first = max(rows, key=lambda k: sign * mean[k])
        others = [k for k in rows if k != first]
        if self.spread == "exact":
            clear = all(texts[k] != texts[first] for k in others)
        elif sign > 0:
            clear = low[first] > max(high[k] for k in others)
        else:
            clear = high[first] < min(low[k] for k in others)
        return self.there[first] if clear else None

    def order(self):
        """The rows from the lowest to the highest: yardsticks and what is missing are left out."""
        rows = [i for i in self.there if not self.apart[i]]
        return sorted(rows, key=lambda i: self.keys[i])


def written(values, digits: int) -> list[str]:
    """Numbers of one column as ``svg.number`` writes them, with the same decimals for all.

    Where that would take more decimals than digits (0.001 beside 20), each keeps its own.
    """
    texts = [svg.number(v, digits) for v in values]
    decimals = max(len(text.partition(".")[2]) for text in texts)
    if any(text.strip("−0123456789.") for text in texts):  # a power of ten
        return texts
    return [_fixed(v, decimals) for v in values] if decimals <= digits else texts


def _fixed(v: float, decimals: int) -> str:
    rounded = Decimal(float(v)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{abs(rounded):f}" if not rounded else f"{rounded:f}".replace("-", "−")


RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def value(text: str) -> float:
    """The number that a text of ``svg.number`` is: 4.56·10⁻⁷ is 4.56e-7."""
    front, sign, power = text.replace("−", "-").partition("·10")
    if not sign and front.strip("-0123456789."):
        front, _, power = "1", "", front[2:]
    return float(f"{front}e{power.translate(RAISED)}" if power else front)


def _is_missing(v) -> bool:
    return v is None or isinstance(v, (float, np.floating)) and bool(np.isnan(v))


def _real(v, place: str) -> float:
    if not isinstance(v, Real):
        raise TypeError(f"{place} has {brief(v)}, a {kind(v)}; a cell is a number or a text")
    try:
        if np.isfinite(float(v)):
            return float(v)
    except OverflowError:
        pass
    raise ValueError(f"{place} has {brief(v)}; a number must be finite (NaN is shown as missing)")

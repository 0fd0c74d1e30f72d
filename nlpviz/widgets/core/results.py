"""Results as they are given: rows and columns with their names, runs over seeds, what is missing,
and how the numbers of a column are written."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from numbers import Real

import numpy as np

from ...check import brief, untied
from . import svg
from .labels import as_given, kind

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
    given = as_given(name, given)
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
    if array.ndim == 1 + seeded and 1 in (n, m) and n * m == shape[-1]:
        array = array.reshape(*shape[:seeded], n, m)
    if array.ndim == 3 and not seeded:
        raise ValueError(f"values has shape {shape} and spread is {spread!r}; where each cell has "
                         'several runs, spread must be "range" or "sd"')
    if array.shape[seeded:] != (n, m) or not array.size:
        raise ValueError(f"values has shape {shape}; it must be {due}, and there are {n} rows "
                         f"and {m} columns")
    if seeded and len(array) < 2:
        raise ValueError(f"values has shape {shape}: {len(array)} seed has no spread")
    return array if seeded else array[None]


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


def is_missing(v) -> bool:
    """None and NaN are."""
    return v is None or isinstance(v, (float, np.floating)) and bool(np.isnan(v))


def real(v, place: str) -> float:
    """A finite number, or an error that names its place."""
    if not isinstance(v, Real):
        raise TypeError(f"{place} has {brief(v)}, a {kind(v)}; a cell is a number or a text")
    try:
        if np.isfinite(float(v)):
            return float(v)
    except OverflowError:
        pass
    raise ValueError(f"{place} has {brief(v)}; a number must be finite (NaN is shown as missing)")

"""Dates, written in many ways, and the one way of ISO 8601.

    Tuesday, 3 March 1998  ->  1998-03-03
    平成10年3月3日          ->  1998-03-03

Years are 1950 to 2049. A tenth of all calendar days is held out: the
same tenth always, so that no model has seen them in any format.
"""

import datetime
from typing import NamedTuple

import numpy as np

from ..check import whole
from .date_formats import FORMATS

__all__ = ["CHARACTERS", "FORMATS", "DatePair", "dates", "lines", "pair"]

FIRST, LAST = datetime.date(1950, 1, 1), datetime.date(2049, 12, 31)
N_DAYS = (LAST - FIRST).days + 1
HELD = np.random.default_rng(1998).permutation(N_DAYS) < N_DAYS // 10
"""For each day from FIRST on, whether it is held out."""
SEPARATORS = ("; ", " ")
"""Between the dates of a line: in the source, in the target."""
CHARACTERS = tuple(
    " ,-./0123456789;ABCDEFGHIJLMNOPRSTUVWYabcdefghilmnoprstuvwxy"
    "〇一七三九二五令元八六十和四平年成日昭月０１２３４５６７８９")
"""The characters of all sources."""
TARGETS = tuple("0123456789- ")
"""The characters of all targets."""


class DatePair(NamedTuple):
    """A date or a line of dates, its ISO form, the formats used."""

    source: str
    target: str
    formats: tuple


def pair(date, name):
    """The DatePair of a datetime.date, written in the named format."""
    if name not in FORMATS:
        raise ValueError(f"name is {name!r}; the formats are {', '.join(FORMATS)}")
    if not isinstance(date, datetime.date) or not FIRST <= date <= LAST:
        raise ValueError(f"date is {date!r}; it must be a datetime.date, {FIRST} to {LAST}")
    return DatePair(FORMATS[name](date), date.isoformat(), (name,))


def dates(n, seed=0, formats=None, held=False):
    """n DatePairs, days and formats drawn evenly.

    formats: names out of FORMATS, None for all. held: only days of the
    held-out tenth; False: only the others.
    """
    return lines(n, 1, seed, formats, held)


def lines(n, n_dates, seed=0, formats=None, held=False):
    """n DatePairs of n_dates dates each: "3 Mar 1998; 2001/5/6".

    n_dates: a whole number, or a pair (least, greatest), each number
    equally frequent. See `dates`.
    """
    whole("n", n, 1)
    least, greatest = n_dates if isinstance(n_dates, tuple) else (n_dates, n_dates)
    whole("n_dates", least, 1)
    whole("n_dates", greatest, least)
    names = _names(formats)
    rng = np.random.default_rng(seed)
    counts = rng.integers(least, greatest + 1, n)
    days = rng.choice(np.flatnonzero(HELD == held), counts.sum()).tolist()
    picks = rng.integers(0, len(names), counts.sum()).tolist()
    found = (pair(FIRST + datetime.timedelta(days=day), names[k])
             for day, k in zip(days, picks, strict=True))
    return [_joined([next(found) for _ in range(count)]) for count in counts.tolist()]


def _joined(pairs):
    sources, targets, formats = zip(*pairs, strict=True)
    between, after = SEPARATORS
    return DatePair(between.join(sources), after.join(targets), sum(formats, ()))


def _names(formats):
    names = list(FORMATS) if formats is None else list(formats)
    unknown = [name for name in names if name not in FORMATS]
    if unknown or not names or isinstance(formats, str):
        raise ValueError(f"formats is {formats!r}; it must be a list of names out of "
                         f"{', '.join(FORMATS)}")
    return names

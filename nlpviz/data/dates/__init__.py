"""Dates as people write them -> dates as ISO 8601 writes them.

    the 3rd of March, 1998   ->   1998-03-03
    平成10年3月3日            ->   1998-03-03

The days from 1950 to 2049 in every way of FORMATS; the answer is known
exactly. A tenth of the days is held out: `held=True` draws from those
days alone, `held=False` never, so what is tested has been seen in no
format. Lines of several dates stretch the task to any length, and
`any_case` writes each date in a letter case of its own, as people do.
"""

from datetime import date, timedelta
from functools import cache
from typing import NamedTuple
from zlib import crc32

import numpy as np

from ...check import seed_of, span, whole
from .formats import FORMATS

__all__ = ["CHARACTERS", "DatePair", "FORMATS", "TARGET", "YEARS", "dates",
           "held_out", "lines"]

YEARS = (1950, 2049)
"""The first and the last year."""

_DAYS = [date(YEARS[0], 1, 1) + timedelta(i) for i in range(36_525)]

_TEXT = "; ".join(
    write(d) for write in FORMATS.values() for d in _DAYS[::97])
CHARACTERS = tuple(sorted(set(_TEXT + _TEXT.lower() + _TEXT.upper())))
"""Every character that a source can hold, in any case, sorted."""

TARGET = tuple(" -0123456789")
"""Every character that a target can hold, sorted."""


class DatePair(NamedTuple):
    """A date, or a line of them, as written and as in ISO 8601.

    format: the name of its format in FORMATS. In a line the sources
    and formats are joined by "; " and the targets by " ".
    """

    source: str
    target: str
    format: str


def held_out(day):
    """Whether a datetime.date is one of the tenth that is held out."""
    return crc32(day.isoformat().encode()) % 10 == 0


def dates(n, seed=0, formats=None, held=False, any_case=False):
    """n DatePairs, all sources different.

    formats: names of FORMATS; None for all of them.
    held: draw from the days that are held out; else from the others.
    any_case: each date is as its format has it, in small letters, in
        capitals, or changes from letter to letter, equally often.

    ValueError for an argument out of range, and if there are not n
    different sources of that kind.
    """
    n, seed = whole("n", n, 1), seed_of("seed", seed)
    names, days = _formats(formats), _days(bool(held))
    cells = np.random.default_rng(seed).permutation(len(names) * len(days))
    cased, found = _cased(any_case, seed), {}
    for cell in cells.tolist():
        pair = cased(_pair(days, names, cell))
        found.setdefault(pair.source, pair)
        if len(found) == n:
            return list(found.values())
    raise ValueError(
        f"n is {n}, but there are only {len(found)} different sources "
        "in these formats; ask for fewer or for more formats")


def lines(n, n_dates, seed=0, formats=None, held=False,
          any_case=False):
    """n DatePairs of several dates each, all sources different.

    n_dates: dates in a line, or a pair (least, greatest), from which
        each number is equally frequent. The rest is as for `dates`.
    """
    n, seed = whole("n", n, 1), seed_of("seed", seed)
    least, most = span("n_dates", n_dates, least=1)
    names, days = _formats(formats), _days(bool(held))
    rng, found = np.random.default_rng(seed), {}
    cased = _cased(any_case, seed)
    for _ in range(20):
        for k in rng.integers(least, most + 1, n).tolist():
            cells = rng.integers(0, len(names) * len(days), k).tolist()
            line = [cased(_pair(days, names, c)) for c in cells]
            joined = DatePair(*map(str.join, ("; ", " ", "; "),
                                   zip(*line, strict=True)))
            found.setdefault(joined.source, joined)
            if len(found) == n:
                return list(found.values())
    raise ValueError(
        f"n is {n}, but only {len(found)} different lines of {n_dates} "
        "dates were found; ask for fewer or for longer ones")


def _pair(days, names, cell):
    """The pair of one cell of the table of all days by all formats."""
    day, name = days[cell // len(names)], names[cell % len(names)]
    return DatePair(FORMATS[name](day), day.isoformat(), name)


def _cased(any_case, seed):
    """pair -> pair, its source in a letter case drawn for it.

    The case has random numbers of its own: days and formats are the
    same whether it changes or not.
    """
    if not any_case:
        return lambda pair: pair
    rng = np.random.default_rng(np.random.SeedSequence(seed).spawn(1)[0])

    def cased(pair):
        ways = (str, str.lower, str.upper, lambda text: _mixed(text, rng))
        return pair._replace(source=ways[rng.integers(4)](pair.source))
    return cased


def _mixed(text, rng):
    """oCtobeR: every letter small or a capital, as a coin falls."""
    return "".join(c.upper() if up else c.lower() for c, up
                   in zip(text, rng.random(len(text)) < 0.5, strict=True))


@cache
def _days(held):
    return [day for day in _DAYS if held_out(day) == held]


def _formats(formats):
    """The names as a list, each of them known."""
    names = list(FORMATS) if formats is None else formats
    if isinstance(names, str) or not len(names := list(names)):
        raise ValueError(
            f"formats is {formats!r}; it must be a list of names of "
            "FORMATS, or None for all")
    unknown = [name for name in names if name not in FORMATS]
    if unknown:
        raise ValueError(
            f"formats holds {unknown[0]!r}; the names are "
            + ", ".join(map(repr, FORMATS)))
    return list(dict.fromkeys(names))

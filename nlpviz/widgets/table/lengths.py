"""How long the bars behind the numbers of a table are: parts of a cell's width."""

from __future__ import annotations

MOST = 60  # rows that have bars
ALIKE = 4  # columns whose largest numbers follow each other by no more share a measure


def lengths(columns, named):
    """For each column a list, [mean, low, high] of each row as parts of 1 (None: no number); or
    None, where it has no bars: texts, numbers below 0, one number, or a name not in ``named``.

    Where all numbers are shares, of 1 at most, 1 is the whole width, so that bars of several
    columns can be compared; else columns of one unit that are about as large share a measure.
    """
    drawn = [column if _drawn(column, named) else None for column in columns]
    whole = _measures([column for column in drawn if column])
    return [column and [[round(float(v) / whole[column], 4) for v in column.spans[i]]
                        if i in column.spans else None for i in range(len(column.cells))]
            for column in drawn]


def _drawn(column, named):
    if not column.numeric or not 2 <= len(column.spans) <= MOST:
        return False
    if named is not None and column.given not in named:
        return False
    return min(low for _, low, _ in column.spans.values()) >= 0 < _top(column)


def _top(column):
    return max(high for *_, high in column.spans.values())


def _measures(columns):
    """{column: what the whole width is}."""
    found, chains = {}, {}
    for column in sorted(columns, key=_top):
        top, chain = _top(column), chains.setdefault((column.unit, column.better), [])
        if chain and top > ALIKE * _top(chain[-1]):
            chain.clear()
        chain.append(column)
        found |= dict.fromkeys(chain, top) if top > 1 else {column: 1.0}
    return found

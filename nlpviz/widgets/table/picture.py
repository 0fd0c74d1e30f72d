"""The picture of Table, for papers: its lines as texts."""

from __future__ import annotations

import re

import numpy as np

from ..core import svg
from ..core.axes import SIZE

LONG = re.compile(r"(?<![\d.,·])\d{4,}(?![\d,])")


def grouped(text: str) -> str:
    """Numbers with a comma before each three digits, as they are read: 13,754."""
    return LONG.sub(lambda found: f"{int(found[0]):,}", text)


def lines_of(table):
    """All lines as texts: the names of the columns, what stands under them, the rows."""
    header, rows = table.table()
    for j, column in enumerate(table.cols, 1):
        if column.best is not None:
            rows[column.best][j] = "★ " + rows[column.best][j]
    return [header, ["", *map(table.head, table.cols)], *rows]


def picture(table) -> str:
    """The whole SVG."""
    head, under, *rows = lines_of(table)
    numbers = [False, *(column.numeric for column in table.cols)]
    rows = [[grouped(text) if numbers[j] else text for j, text in enumerate(row)] for row in rows]
    lines = [head, under, *rows]
    wide = [max(svg.width(line[j], 40, SIZE) for line in lines) + 24 for j in range(len(head))]
    ends, top = np.cumsum(wide), 34 if table.title else 4
    parts = [svg.text(4, 20, table.title, limit=80, font_weight=650)] if table.title else []
    for k, line in enumerate(lines):
        y = top + 24 * k + 18
        parts += [svg.text(4 if j == 0 else ends[j], y, text, limit=40, **_look(table, k - 2, j))
                  for j, text in enumerate(line) if text]
        parts.append(svg.tag("path", d=f"M4 {y + 6}H{ends[-1]:.1f}", class_="rule-line"))
    for note in table.notes():
        y += 24
        parts.append(svg.text(4, y, note, limit=120, class_="muted"))
    return svg.svg(max(ends[-1], 400) + 8, y + 14, *parts, label=table.label, size=SIZE)


def _look(table, i, j):
    """How the text of a row (from -2, the head) and a column (0: the names) is drawn."""
    look = {"text_anchor": "end" if j else None, "class_": "muted" if i == -1 else None}
    leads = i >= 0 and j and i in table.cols[j - 1].leading
    return look | {"font_weight": 650 if leads or i == -2 else None}

"""Table: a labelled result, with its unit, which way is good, its yardstick and its spread."""

from __future__ import annotations

from html import escape

import numpy as np

from ...check import brief, one_of, whole
from ...language import term
from ..core import svg
from ..core.arrays import at_most
from ..core.axes import SIZE, text_of
from ..core.figure import Figure
from ..core.labels import as_given
from ..core.results import MISSING, grid_of, per_column, runs_of
from .column import Column

BETTER = ("higher", "lower")
MOST_ROWS, MOST_COLUMNS = 500, 30
LINE = 16  # letters of a row's name that stay on one line of a wide page


class Table(Figure):
    """``values`` (n, m) with the names of their n ``rows`` and m ``columns``.

    A value is a number or a text; None and NaN are missing, shown as "–"; infinities are refused.
    ``unit`` and ``better`` ("higher" or "lower": which way is good) hold for all columns, or are
    given by column, as ``{"loss": "lower"}``.  ``yardstick`` names the row (or rows) with which the
    others are compared: set apart, never best.

    ``spread``: "range" or "sd" says that values are (seeds, n, m); what is shown is the mean, with
    the lowest and highest, or with one standard deviation (n - 1).  "exact" says that values were
    counted or computed, and have none; without it they are one run each.  The best of a column is
    marked only if its spread overlaps with no other's (exact: if no other is equal as shown); the
    table says where there is no best.  A cell with a missing run is missing.

    Numbers are rounded to ``digits`` digits, and it is said where that changed one.  values may be
    a data frame (its index and columns are the names).

        Table([[0.91, 12], [0.97, 48]], rows=["RNN", "LSTM"], columns=["accuracy", "weights"],
              unit={"weights": "thousands"}, better="higher", spread="exact", title="Depth 2")

    Raises TypeError and ValueError that name the argument.
    """

    name = "table"
    remedy = "pass fewer rows"

    def __init__(self, values, rows=None, columns=None, *, unit="", title="", better=None,
                 yardstick=None, spread=None, digits=3):
        self.spread = None if spread is None else one_of(
            "spread", spread, ("range", "sd", "exact"))
        values, rows, columns = grid_of(values, rows, columns)
        self.rows, self.columns = as_given("rows", rows), as_given("columns", columns)
        at_most("the number of rows", len(self.rows), MOST_ROWS, self.remedy)
        at_most("the number of columns", len(self.columns), MOST_COLUMNS, "pass fewer")
        self.digits = whole("digits", digits, 1, 15)
        self.yardstick = self._rows_named(yardstick)
        runs = runs_of(values, len(self.rows), len(self.columns), self.spread)
        units = [text_of(u, "unit") for u in per_column(unit, self.columns, "unit", "")]
        ways = per_column(better, self.columns, "better", None)
        for way in ways:
            if way is not None and (not isinstance(way, str) or way not in BETTER):
                raise ValueError(f"better is {brief(way)}; it must be one of {', '.join(BETTER)}")
        self.title = term(text_of(title, "title"))
        self.shown_rows = [svg.visible(term(name)) for name in self.rows]
        self.cols = [
            Column(svg.visible(term(name)), term(units[j]), ways[j], runs[:, :, j], self.spread,
                   self.digits, f"values[…, {j}]", self.yardstick)
            for j, name in enumerate(self.columns)]
        self.seeds = len(runs)
        names = ", ".join(svg.shorten(column.name, 40) for column in self.cols[:8])
        self.label = self.says("label", title=svg.shorten(self.title or names, 80),
                               rows=len(self.rows), columns=len(self.columns))

    def _rows_named(self, names):
        """Whether each row is a yardstick."""
        names = [] if names is None else [names] if isinstance(names, str) else as_given(
            "yardstick", names)
        for name in names:
            if name not in self.rows:
                raise ValueError(f"yardstick is {brief(name)}; it must be one of rows: "
                                 f"{brief(self.rows)}")
        return [row in names for row in self.rows]

    def head(self, column):
        """What stands under a column's name: its unit and which way is good."""
        return " · ".join(filter(None, [column.unit, column.better and self.says[column.better]]))

    def notes(self):
        """What the numbers are, what the marks mean, and why there is no mark."""
        said = []
        if self.spread in ("range", "sd"):
            said.append(self.says(self.spread, n=self.seeds))
        judged = [column for column in self.cols if column.better and column.numeric]
        if any(column.best is not None for column in judged):
            said.append(self.says["best_exact" if self.spread == "exact" else "best"])
        without = [column.name for column in judged if column.best is None]
        if without and self.spread is None:
            said.append(self.says["one_run"])
        elif without:
            key = "equal" if self.spread == "exact" else "overlap"
            every = len(without) == len(self.cols)
            names = ", ".join(f"“{svg.shorten(name, 40)}”" for name in without)
            said.append(self.says["all_" + key] if every else self.says(key, columns=names))
        if any(column.rounded for column in self.cols):
            said.append(self.says["rounded"])
        if any(cell[0] == MISSING for column in self.cols for cell in column.cells):
            said.append(self.says["missing"])
        return said

    def state(self):
        return {
            "headline": self.title, "rows": self.shown_rows, "yardstick": self.yardstick,
            "columns": [column.name for column in self.cols],
            "heads": [self.head(column) for column in self.cols],
            "better": [column.better for column in self.cols],
            "numeric": [column.numeric for column in self.cols],
            "cells": [list(row) for row in zip(*(column.cells for column in self.cols),
                                               strict=True)],
            "best": [column.best for column in self.cols],
            "order": [column.order() for column in self.cols], "spread": self.spread or "",
            "notes": self.notes(), "at": [0, 0], "sorted": [-1, 0],
        }

    def table(self):
        texts = zip(*([self._text(cell) for cell in column.cells] for column in self.cols),
                    strict=True)
        return (["", *(column.name for column in self.cols)],
                [[row, *line] for row, line in zip(self.shown_rows, texts, strict=True)])

    def _text(self, cell):
        """A cell as one text: 0.93 ± 0.01."""
        if len(cell) == 1:
            return cell[0]
        return f"{cell[0]} ± {cell[1]}" if len(cell) == 2 else f"{cell[0]} ({cell[1]} … {cell[2]})"

    def picture(self):
        """The table as a drawing, for papers."""
        lines = self._lines()
        wide = [max(svg.width(line[j], 40, SIZE) for line in lines) + 24
                for j in range(len(lines[0]))]
        ends, top = np.cumsum(wide), 34 if self.title else 4
        parts = [svg.text(4, 20, self.title, limit=80, font_weight=650)] if self.title else []
        for k, line in enumerate(lines):
            y = top + 24 * k + 18
            parts += [svg.text(4 if j == 0 else ends[j], y, text, limit=40, **self._look(k - 2, j))
                      for j, text in enumerate(line) if text]
            parts.append(svg.tag("path", d=f"M4 {y + 6}H{ends[-1]:.1f}", class_="rule-line"))
        for note in self.notes():
            y += 24
            parts.append(svg.text(4, y, note, limit=120, class_="muted"))
        return svg.svg(max(ends[-1], 400) + 8, y + 14, *parts, label=self.label, size=SIZE)

    def _look(self, i, j):
        """How the text of a row (from -2, the head) and a column (0: the names) is drawn."""
        look = {"text_anchor": "end" if j else None, "class_": "muted" if i == -1 else None}
        best = i >= 0 and j and self.cols[j - 1].best == i
        return look | {"font_weight": 650 if best or i == -2 else None}

    def still(self):
        """The table itself: no picture of it could be read out, copied or searched."""
        head = "".join(f'<th scope="col">{escape(c.name)}' + (
            f"<br><small>{escape(self.head(c))}</small>" if self.head(c) else "") + "</th>"
            for c in self.cols)
        caption = f"<caption>{escape(self.title)}</caption>" if self.title else ""
        parts = [[i for i, apart in enumerate(self.yardstick) if apart == which]
                 for which in (False, True)]
        body = "".join(f"<tbody>{''.join(map(self._row, part))}</tbody>" for part in parts if part)
        notes = f"<p>{escape(' '.join(self.notes()))}</p>" if self.notes() else ""
        return (f'<div class="nlpviz-result"><div class="nlpviz-result-scroll"><table>{caption}'
                f"<thead><tr><td></td>{head}</tr></thead>{body}</table></div>{notes}</div>")

    def _row(self, i):
        name = escape(self.shown_rows[i])
        if self.yardstick[i]:
            name = f"<em>{name}</em> <small>{escape(self.says['yardstick'])}</small>"
        line = ' class="line"' if len(self.shown_rows[i]) <= LINE else ""
        cells = "".join(f"<td>{self._cell(column, i)}</td>" for column in self.cols)
        return f'<tr><th scope="row"{line}>{name}</th>{cells}</tr>'

    def _cell(self, column, i):
        first, *more = column.cells[i]
        text = escape(self._text(column.cells[i]))
        if more:
            text = text.replace(escape(first), "", 1)
            text = f"{escape(first)} <small>{text.strip()}</small>"
        return f"★ <strong>{text}</strong>" if column.best == i else text

    def beneath(self):
        return ""

    def __repr__(self):
        lines = self._lines()
        wide = [max(svg.width(line[j], 60, 5 / 3) for line in lines) for j in range(len(lines[0]))]
        texts = ["  ".join(svg.shorten(cell, 60) + " " * round(wide[j] - svg.width(cell, 60, 5 / 3))
                           for j, cell in enumerate(line)).rstrip() for line in lines]
        return "\n".join([f"Table: {self.label}", *texts, *self.notes()])

    def _lines(self):
        """All lines as texts: the names of the columns, what stands under them, the rows."""
        header, rows = self.table()
        for j, column in enumerate(self.cols, 1):
            if column.best is not None:
                rows[column.best][j] = "★ " + rows[column.best][j]
        return [header, ["", *map(self.head, self.cols)], *rows]

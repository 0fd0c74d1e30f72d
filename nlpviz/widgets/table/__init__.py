"""Table: a labelled result, with its unit, which way is good, its yardstick and its spread."""

from __future__ import annotations

from html import escape

from ...check import brief, one_of, whole
from ...language import term, words
from ..core import svg
from ..core.arrays import at_most
from ..core.axes import text_of
from ..core.figure import WIDGETS, Figure
from ..core.labels import as_given
from ..core.results import MISSING, grid_of, per_column, runs_of
from .column import Column
from .lengths import lengths
from .picture import grouped, lines_of, picture

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

    Leading numbers of a column (the best, or those that cannot be told apart from it) are bold.
    Behind the numbers of a column without negative ones are ``bars`` (a list of columns: of these
    alone; []: of none), over their range a line.  ``look`` is a sentence that says what to look
    for.  ``predict`` names a column: its numbers are seen once the reader has said which row is the
    best (by ``better``; else the highest); ``look`` is then the question.

    Numbers are rounded to ``digits`` digits, and it is said where that changed one.  values may be
    a data frame (its index and columns are the names).

        Table([[0.91, 12], [0.97, 48]], rows=["RNN", "LSTM"], columns=["accuracy", "weights"],
              unit={"weights": "thousands"}, better="higher", spread="exact", title="Depth 2")

    Raises TypeError and ValueError that name the argument.
    """

    name = "table"
    remedy = "pass fewer rows"

    def __init__(self, values, rows=None, columns=None, *, unit="", title="", better=None,
                 yardstick=None, spread=None, digits=3, look="", predict=None, bars=None):
        self.told = words(WIDGETS / "table" / "notes", self.language)  # what a page need not know
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
        self.title, self.look = term(text_of(title, "title")), term(text_of(look, "look"))
        self.shown_rows = [svg.visible(term(name)) for name in self.rows]
        self.cols = [
            Column(name, svg.visible(term(name)), term(units[j]), ways[j], runs[:, :, j],
                   self.spread, self.digits, f"values[…, {j}]", self.yardstick)
            for j, name in enumerate(self.columns)]
        self.seeds = len(runs)
        self.bars = lengths(self.cols, bars and self._columns_named(bars, "bars"))
        self.predict = None if predict is None else self._asked(predict)
        self.view = "alone" if predict is None else "view"
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

    def _columns_named(self, names, argument):
        """The names, each of which has a column."""
        for name in as_given(argument, names):
            if name not in self.columns:
                raise ValueError(f"{argument} has {brief(name)}; it must be one of columns: "
                                 f"{brief(self.columns)}")
        return names

    def _asked(self, name):
        """What is asked: the column, the rows that can be chosen, and which of these are right."""
        self._columns_named([name], "predict")
        j = self.columns.index(name)
        column, rows = self.cols[j], [i for i, apart in enumerate(self.yardstick) if not apart]
        if not column.numeric or not {*rows} <= {*column.there} or not 2 <= len(rows) <= 8:
            raise ValueError(f"predict is {brief(name)}; it must be a column of numbers, of 2 to 8 "
                             "rows, none of which is missing")
        due = column.leading if column.better else [column.order()[-1]]
        return {"column": j, "rows": rows, "due": due or rows}

    def head(self, column):
        """What stands under a column's name: its unit and which way is good."""
        return " · ".join(filter(None, [column.unit, column.better and self.told[column.better]]))

    def notes(self):
        """What the numbers are, what the marks mean, and why there is no mark."""
        said = []
        if self.spread in ("range", "sd"):
            said.append(self.told(self.spread, n=self.seeds))
        judged = [column for column in self.cols if column.better and column.numeric]
        if any(column.best is not None for column in judged):
            said.append(self.told["best_exact" if self.spread == "exact" else "best"])
        without = [column.name for column in judged if column.best is None]
        if without and self.spread is None:
            said.append(self.told["one_run"])
        elif without:
            key = "equal" if self.spread == "exact" else "overlap"
            every = len(without) == len(self.cols)
            names = ", ".join(f"“{svg.shorten(name, 40)}”" for name in without)
            said.append(self.told["all_" + key] if every else self.told(key, columns=names))
        if any(column.rounded for column in self.cols):
            said.append(self.told["rounded"])
        if any(cell[0] == MISSING for column in self.cols for cell in column.cells):
            said.append(self.told["missing"])
        return said

    def way(self):
        """Which way is good, where that is the same for all numbers; "" where it is not."""
        ways = {column.better for column in self.cols if column.numeric}
        return self.told[ways.pop()] if len(ways) == 1 and None not in ways else ""

    def under(self, column):
        """What stands under a column's name on a page: its unit, and which way is good, where that
        is not said above."""
        return column.unit if self.way() else self.head(column)

    def remarks(self):
        """The notes as a page says them: bars show the spread, leading numbers are bold."""
        judged = [column for column in self.cols if column.better and column.numeric]
        bold = [column for column in judged if column.leading and column.best is None]
        marked = len(bold) or any(column.best is not None for column in judged)
        seeded = self.spread in ("range", "sd")
        due = {self.spread: seeded and not any(self.bars),
               f"{self.spread}_line": seeded and any(self.bars),
               "star": any(column.best is not None for column in judged),
               "near": bold and self.spread, "ahead": bold and not self.spread,
               "all_equal" if self.spread == "exact" else "all_overlap": judged and not marked,
               "missing": any(cell[0] == MISSING for column in self.cols for cell in column.cells)}
        return [self.told(key, n=self.seeds) for key, is_so in due.items() if is_so]

    def state(self):
        return {
            "headline": self.title, "look": self.look, "way": self.way(), "bars": self.bars,
            "under": [self.under(column) for column in self.cols],
            "leading": [column.leading for column in self.cols], "ask": self.predict,
            "guess": None, "revealed": False,
            "rows": self.shown_rows, "yardstick": self.yardstick,
            "columns": [column.name for column in self.cols],
            "heads": [self.head(column) for column in self.cols],
            "better": [column.better for column in self.cols],
            "numeric": [column.numeric for column in self.cols],
            "cells": [list(row) for row in zip(*(c.cells for c in self.cols), strict=True)],
            "best": [column.best for column in self.cols],
            "order": [column.order() for column in self.cols], "spread": self.spread or "",
            "notes": self.remarks(), "at": [0, 0], "sorted": [-1, 0],
        }

    def table(self):
        texts = zip(*([self._text(cell) for cell in c.cells] for c in self.cols), strict=True)
        return (["", *(column.name for column in self.cols)],
                [[row, *line] for row, line in zip(self.shown_rows, texts, strict=True)])

    def _text(self, cell):
        """A cell as one text: 0.93 ± 0.01."""
        if len(cell) == 1:
            return cell[0]
        return f"{cell[0]} ± {cell[1]}" if len(cell) == 2 else f"{cell[0]} ({cell[1]} … {cell[2]})"

    def picture(self):
        return picture(self)

    def still(self):
        """The table itself: no picture of it could be read out, copied or searched."""
        head = "".join(f'<th scope="col">{escape(c.name)}' + (
            f"<br><small>{escape(self.under(c))}</small>" if self.under(c) else "") + "</th>"
            for c in self.cols)
        caption = f"<caption>{escape(self.title)}</caption>" if self.title else ""
        above = "".join(f"<p>{escape(text)}</p>" for text in (self.look, self.way()) if text)
        parts = [[i for i, apart in enumerate(self.yardstick) if apart == which]
                 for which in (False, True)]
        body = "".join(f"<tbody>{''.join(map(self._row, part))}</tbody>" for part in parts if part)
        notes = f"<p>{escape(' '.join(self.remarks()))}</p>" if self.remarks() else ""
        kind = " barred" if any(self.bars) else ""
        return (f'<div class="nlpviz-result{kind}" style="--n:{len(self.cols)}">'
                f'{above}<div class="nlpviz-result-scroll"><table>{caption}'
                f"<thead><tr><td></td>{head}</tr></thead>{body}</table></div>{notes}"
                "</div>")

    def _row(self, i):
        name = escape(self.shown_rows[i])
        if self.yardstick[i]:
            name = f"<em>{name}</em> <small>{escape(self.says['yardstick'])}</small>"
        line = ' class="line"' if len(self.shown_rows[i]) <= LINE else ""
        cells = "".join(f"<td>{self._bar(j, i)}{self._cell(column, i)}</td>"
                        for j, column in enumerate(self.cols))
        return f'<tr><th scope="row"{line}>{name}</th>{cells}</tr>'

    def _cell(self, column, i):
        first, *more = column.cells[i]
        text = escape(self._text(column.cells[i]))
        if more:
            text = text.replace(escape(first), "", 1)
            text = f"{escape(first)} <small>{text.strip()}</small>"
        text = grouped(text) if column.numeric else text
        text = f"<strong>{text}</strong>" if i in column.leading else text
        return f"★ {text}" if column.best == i else text

    def _bar(self, j, i):
        """The bar behind a number, and over its range a line."""
        if not self.bars[j] or not self.bars[j][i]:
            return ""
        mean, low, high = self.bars[j][i]
        ends = f";--a:{low:g};--b:{high:g}" if high > low else ""
        return f'<i class="bar" style="--p:{mean:g}{ends}"></i>'

    def beneath(self):
        return ""

    def __repr__(self):
        lines = lines_of(self)
        wide = [max(svg.width(line[j], 60, 5 / 3) for line in lines) for j in range(len(lines[0]))]
        texts = ["  ".join(svg.shorten(cell, 60) + " " * round(wide[j] - svg.width(cell, 60, 5 / 3))
                           for j, cell in enumerate(line)).rstrip() for line in lines]
        return "\n".join([f"Table: {self.label}", *texts, *self.notes()])

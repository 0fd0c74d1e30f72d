"""An array whose rows and columns have names: for what is computed by hand, with no controls."""

from __future__ import annotations

from html import escape

from ...check import whole
from ...language import term
from . import svg
from .axes import text_of
from .labels import as_given
from .results import MISSING, grid_of, is_missing, real, runs_of, written


class Matrix:
    """``values`` (n, m) as a plain table: the names of n ``rows`` and m ``columns`` around it.

    A value is a number or a text; None and NaN are missing, shown as "–".  Numbers are rounded to
    ``digits`` digits.  ``title`` says what they are.  A result that is claimed stands in a
    ``Table``, which knows its unit, its yardstick and its spread; this one carries no script.

        Matrix([[0.9, 0.1]], ["sister"], ["letters", "from"], title="weight")

    Raises TypeError and ValueError that name the argument.
    """

    def __init__(self, values, rows=None, columns=None, *, title="", digits=3):
        values, rows, columns = grid_of(values, rows, columns)
        self.rows, self.columns = as_given("rows", rows), as_given("columns", columns)
        self.title, digits = text_of(title, "title"), whole("digits", digits, 1, 15)
        (cells,) = runs_of(values, len(self.rows), len(self.columns), "exact")
        by_column = [_texts(column, digits, f"values[:, {j}]") for j, column in enumerate(cells.T)]
        self.cells = [list(row) for row in zip(*by_column, strict=True)]

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {"text/html": self.html(), "text/plain": repr(self)}

    def html(self) -> str:
        """A ``<table>``, styled as any other of the page."""
        head = "".join(f'<th scope="col">{_shown(name)}</th>' for name in self.columns)
        rows = "\n".join(
            f'<tr><th scope="row">{_shown(name)}</th>'
            + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
            for name, row in zip(self.rows, self.cells, strict=True))
        caption = f"<caption>{_shown(self.title)}</caption>" if self.title else ""
        return (f'<table class="dataframe">{caption}\n<thead><tr><td></td>{head}</tr></thead>\n'
                f"<tbody>\n{rows}\n</tbody></table>")

    def __repr__(self) -> str:
        names = [str(term(name)) for name in self.rows]
        lines = zip(*[_padded(["", *names], str.ljust), *(
            _padded([str(term(name)), *column], str.rjust)
            for name, column in zip(self.columns, zip(*self.cells, strict=True), strict=True))],
            strict=True)
        return "\n".join([*filter(None, [term(self.title)]), *("  ".join(line) for line in lines)])


def _texts(column, digits, place):
    """The cells of one column: numbers with the same decimals, texts as they are."""
    there = [v for v in column if not is_missing(v)]
    if any(isinstance(v, str) for v in there):
        return [MISSING if is_missing(v) else svg.visible(str(v)) for v in column]
    texts = iter(written([real(v, place) for v in there], digits) if there else [])
    return [MISSING if is_missing(v) else next(texts) for v in column]


def _padded(texts, side):
    width = max(map(len, texts))
    return [side(text, width) for text in texts]


def _shown(name) -> str:
    return escape(svg.visible(str(term(name))))

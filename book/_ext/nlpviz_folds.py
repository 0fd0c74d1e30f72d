"""Code that most readers pass over waits behind one line that says what it is.

Folded are the set-up, what a figure is called with (the figure comes first, the code below it),
what prepares a figure of a Play section, listings of the package, and checks.  What is computed by
hand stays open: it is there to be read.  Without scripts, and on paper, all is open (book.css).
"""

import re
from html import escape

from docutils.nodes import container, raw
from nlpviz_detours import cells_of
from nlpviz_editions import words

from tools.site import outline

CHECK = re.compile(r"(^|-)(agree|assert|check)(-|$)")
LISTING = re.compile(r"show\((.+)\)\s*$", re.S)
BY_HAND = re.compile(r"by-hand(-|$)")


def n_lines(text: str) -> int:
    return len([line for line in text.splitlines() if line.strip()])


def listing(cell) -> str | None:
    """The names that a cell shows the source of; None if it does something else."""
    found = LISTING.match(outline.source(cell).strip())
    return " ".join(found[1].split()) if found else None


def listed(cell) -> int:
    """How many lines of the package a listing shows."""
    shown = ("".join(output.get("data", {}).get("text/markdown", "")) for output in cell["outputs"])
    return sum(len(text.strip().splitlines()) - 2 for text in shown if text.strip())


def prepares(cells, at: int) -> bool:
    """Whether a cell of a Play section says nothing itself and a figure of the section follows."""
    if cells[at]["outputs"] or not cells[at]["id"].startswith("play"):
        return False
    for cell in cells[at + 1:]:
        if outline.heading(cell):
            return False
        if outline.is_figure(cell):
            return True
    return False


def kind(cells, at: int) -> str | None:
    """Why the code of a cell is folded, as page.json names it; None if it stays open."""
    cell = cells[at]
    if cell["cell_type"] != "code" or BY_HAND.match(cell["id"]):
        return None
    if cell["id"] == "setup":
        return "setup"
    if outline.is_figure(cell):
        return "figure"
    if listing(cell):
        return "listing"
    if CHECK.search(cell["id"]):
        return "agree" if "agree" in cell["id"].split("-") else "check"
    return "prepare" if prepares(cells, at) else None


def summary(cell, why: str, say) -> str:
    """The one line that stands for the code, as HTML."""
    n = listed(cell) if why == "listing" else n_lines(outline.source(cell))
    text = escape(say["folds"][why].format(names=listing(cell)))
    if why == "listing":
        text = text.replace(names := escape(listing(cell)), f"<code>{names}</code>", 1)
    lines = say["holds"]["line" if n == 1 else "lines"].format(n=n)
    return f'{text} <span class="fold-size">{lines}</span>'


def fold(app, doctree) -> None:
    cells = cells_of(app, app.env.docname) or []
    for node in list(doctree.findall(container)):
        index = node.get("cell_index")
        if node.get("nb_element") != "cell_code" or index is None or index >= len(cells):
            continue
        why = kind(cells, index)
        if why is None:
            continue
        away = [part for part in node
                if why == "listing" or "cell_input" in part.get("classes", [])]
        rest = [part for part in node if part not in away]
        line = summary(cells[index], why, words(app))
        start = raw("", f'<details class="fold"><summary>{line}</summary>', format="html")
        node.children = []
        node.extend([*rest, start, *away, raw("", "</details>", format="html")])


def setup(app):
    app.connect("doctree-read", fold)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

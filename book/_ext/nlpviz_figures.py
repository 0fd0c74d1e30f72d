"""Figures on a chapter's page: numbers, captions, and room for those that one plays with.

Numbers and captions are made by tools/site/captions.py, for page and deck alike.
The figure of a Play section and the chapter's main figure are as wide as the window has room for,
up to a limit of the style sheet; what they are called with stays as narrow as all code.
"""

import re

from docutils.nodes import Text, container, raw
from nlpviz_detours import cells_of
from nlpviz_editions import words

from tools.site import captions, outline

PLAYED = re.compile(r"(hero|play)(-|$)")


def shown(doctree, cells):
    """(place of its cell, node) of each cell of the page that displays a figure."""
    for node in doctree.findall(container):
        at = node.get("cell_index")
        if node.get("nb_element") == "cell_code" and at is not None and at < len(cells) \
                and outline.is_figure(cells[at]):
            yield at, node


def give_room(app, doctree) -> None:
    cells = cells_of(app, app.env.docname) or []
    for at, node in shown(doctree, cells):
        if PLAYED.match(cells[at]["id"]):
            node["classes"].append("room")


def number(app, doctree) -> None:
    cells = cells_of(app, app.env.docname)
    if cells is None:
        return
    said = captions.of(cells, words(app)["caption"], app.config.language)
    for at, node in shown(doctree, cells):
        figures = [each for each in node.findall(raw) if captions.FIGURE.search(each.astext())]
        for figure, one in zip(figures, said[at], strict=True):
            figure.rawsource = captions.put(figure.astext(), one)
            figure.children = []
            figure += Text(figure.rawsource)


def setup(app):
    app.connect("doctree-read", give_room)
    app.connect("doctree-read", number)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

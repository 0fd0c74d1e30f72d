"""Figures on a chapter's page: those that one plays with have more room than the text.

The figure of a Play section and the chapter's main figure are as wide as the window has room for,
up to a limit of the style sheet; what they are called with stays as narrow as all code.
"""

import re

from docutils.nodes import container
from nlpviz_detours import cells_of

from tools.site import outline

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


def setup(app):
    app.connect("doctree-read", give_room)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

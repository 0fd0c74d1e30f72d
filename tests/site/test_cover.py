"""The cover's figure is the chapter's own, taken from it while the book is built; a cell that does
not display one figure is named, and a chapter that the edition lacks is the English one."""

import json
import re
from types import SimpleNamespace

import nlpviz_cover as cover
import numpy as np
import pytest
from docutils.core import publish_doctree
from docutils.parsers.rst import directives

from nlpviz import scratch, widgets
from tests import ROOT

BOOK = ROOT / "book"
FRONT = sorted(BOOK.glob("*/index.md"))


def asked(page):
    """(chapter, cell) of each figure that a front page takes from a chapter."""
    return re.findall(r"^```\{stored\} (\S+) (\S+)$", page.read_text(encoding="utf-8"), re.M)


def cells_of(chapter):
    return json.loads(chapter.read_text(encoding="utf-8"))["cells"]


def notebook(path, **outputs):
    """A notebook with cells of these ids, and the HTML that each displays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = [{"id": id, "outputs": [{"data": {"text/html": [*html]}} for html in shown]}
             for id, shown in outputs.items()]
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return path


@pytest.mark.parametrize("page", FRONT, ids=lambda page: page.parent.name)
def test_every_front_page_shows_one_figure_of_a_chapter(page):
    (name, cell), = asked(page)
    html = cover.stored(cover.chapter_of(page.parent, name), cell)
    assert html.count("<figure") == 1 and "<script" in html


def test_the_cell_run_now_displays_what_is_stored():
    for page in FRONT:
        for name, cell in asked(page):
            chapter = cover.chapter_of(page.parent, name)
            [source] = ["".join(c["source"]) for c in cells_of(chapter) if c["id"] == cell]
            *statements, last = source.rsplit("\n", 1)
            names = {"np": np, "scratch": scratch, "widgets": widgets}
            exec("\n".join(statements), names)
            assert eval(last, names).html() == cover.stored(chapter, cell)


def test_an_edition_without_the_chapter_shows_the_english_one(tmp_path):
    english = notebook(tmp_path / "en" / "03_a.ipynb", hero=["en"])
    assert cover.chapter_of(tmp_path / "xx", "03_a") == english
    own = notebook(tmp_path / "xx" / "03_a.ipynb", hero=["xx"])
    assert cover.chapter_of(tmp_path / "xx", "03_a") == own


@pytest.mark.parametrize("outputs", [{}, {"hero": []}, {"hero": ["a", "b"]}, {"other": ["a"]}])
def test_a_cell_that_does_not_display_one_figure_is_named(tmp_path, outputs):
    with pytest.raises(ValueError, match="cell is 'hero'; 03_a.ipynb must have one cell"):
        cover.stored(notebook(tmp_path / "03_a.ipynb", **outputs), "hero")


def test_the_page_holds_the_html_as_it_is_and_is_built_again_when_the_chapter_changes(tmp_path):
    chapter, noted = notebook(tmp_path / "en" / "03_a.ipynb", hero=["<b>"]), []
    directives.register_directive("stored", cover.Stored)
    tree = publish_doctree(".. stored:: 03_a hero\n", settings_overrides={
        "env": SimpleNamespace(srcdir=chapter.parent, note_dependency=noted.append)})
    assert tree[0].astext() == "<b>" and tree[0]["format"] == "html" and noted == [str(chapter)]

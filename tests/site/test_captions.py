"""Each figure of a chapter has a number and words, made of what it says of itself; a table has not.

Page and decks count alike, whatever a deck leaves out.
"""

import json
import re

import nbformat
import numpy as np
import pytest

from nlpviz.language import speaking
from nlpviz.widgets import AttentionMap, Bars, Curves, Drawing, Table
from tests import ROOT
from tests.site import tiny
from tests.site.visits import CHAPTERS
from tools.site import captions, outline, slides

SAY = {code: json.loads((ROOT / f"book/{code}/page.json").read_text(encoding="utf-8"))["caption"]
       for code in ("en", "ja")}
LINES = Curves([1, 2], {"a": [1, 2], "b_f": [2, 1]}, "q", "L_{T−q}")


def shows(name, *figures):
    outputs = [nbformat.v4.new_output("display_data", {"text/html": figure.html()})
               for figure in figures]
    return nbformat.v4.new_code_cell("", id=name, outputs=outputs)


def said(*cells, language="en"):
    """The captions of these cells as text, in their order."""
    found = captions.of(list(cells), SAY[language], language)
    return [re.sub("<[^>]*>", "", one) for some in found.values() for one in some]


def test_a_drawing_is_called_as_its_section_and_a_chart_has_its_lines_after_the_title():
    cells = [tiny.text("idea", "## The idea: a state"), shows("one", Drawing("03_unrolled")),
             tiny.text("two", "### What *is* left?"), shows("three", LINES)]
    assert said(*cells) == ["Figure 1. A state", "Figure 2. What is left? LT−q (a, bf) over q"]


def test_the_number_counts_through_the_chapter_and_a_table_has_none():
    table = Table([[1.0]], ["a"], ["b"], title="T")
    cells = [tiny.text("a", "## A"), shows("b", table, LINES), shows("c", table),
             shows("d", Bars([1.0], ["x"]))]
    found = captions.of(cells, SAY["en"], "en")
    assert [bool(one) for one in found[1]] == [False, True] and found[2] == [""]
    assert "<b>Figure 1</b>" in found[1][1] and "<b>Figure 2</b>" in found[3][0]


def test_a_headline_that_the_chart_shows_is_not_said_again():
    titled = Curves([1, 2], {"a": [1, 2]}, "q", "loss", title="How it falls")
    assert said(tiny.text("a", "## A"), shows("b", titled)) == ["Figure 1. Loss (a) over q"]


def test_a_caption_is_in_the_language_of_the_page_or_of_its_figure():
    english = AttentionMap(np.eye(2), ["a", "b"], ["a", "b"])
    with speaking("ja"):
        japanese = Curves([1, 2], {"a": [1, 2]}, "q", "損失")
        other = AttentionMap(np.eye(2), ["a", "b"], ["a", "b"])
    head = tiny.text("a", "## 考え方：状態")
    assert other.label != english.label
    assert said(head, shows("b", japanese), shows("c", english), language="ja") == [
        "図 1　状態：qに対する損失（a）", f"図 2　{other.label}"]
    assert said(shows("c", english)) == [f"Figure 1. {english.label}"]


def test_words_are_text_and_a_name_with_a_low_line_is_no_symbol():
    evil = Curves([1, 2], {"<b>_no": [1, 2]}, "words_back", "y")
    [[found]] = captions.of([shows("a", evil)], SAY["en"], "en").values()
    assert "<b>_no" not in found and "&lt;b&gt;_no" in found and "words_back" in found


def numbers(html):
    """{number: words} of the captions of a page."""
    return dict(re.findall(r"<figcaption><b>\D*(\d+)</b>(.*?)</figcaption>", html, re.S))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_decks_number_as_the_chapter_does(chapter):
    file = ROOT / "book" / "en" / f"{chapter}.ipynb"
    cells = nbformat.read(file, as_version=4).cells
    all_ = numbers("".join(one for some in captions.of(cells, SAY["en"], "en").values()
                           for one in some))
    assert list(all_) == [str(k + 1) for k in range(len(all_))] and all_
    for k, _ in enumerate(outline.deck_names(chapter, cells), 1):
        shown = numbers(slides.deck(file, "en", k))
        assert shown.items() <= all_.items() and shown


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_caption_of_the_book_has_words_and_no_two_are_alike(chapter):
    cells = nbformat.read(ROOT / f"book/en/{chapter}.ipynb", as_version=4).cells
    texts = [one for one in said(*cells) if one]
    assert all(re.fullmatch(r"Figure \d+\. [^.].+", one) for one in texts)
    assert len({one.split(". ", 1)[1] for one in texts}) == len(texts)
    assert not re.search(r"[$*`_{}]", "".join(texts))

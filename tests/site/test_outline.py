"""The outline of a chapter: a detour is a section, a session begins once, times are reckoned.

What the title cells of the book state is what the outline reckons, so that page, deck and notebook
say the same.
"""

import json

import pytest

from tests import ROOT
from tests.site import tiny
from tests.site.tiny import code, text
from tools.site import outline

CHAPTERS = sorted(ROOT.glob("book/*/[0-9][0-9]_*.ipynb"))


def test_a_section_goes_on_to_the_next_heading_of_the_same_or_a_higher_level():
    cells = [text("a", "## A"), text("b", "### B"), code("c", "# no heading"), text("d", "#### D"),
             text("e", "no\n\n```\n# heading\n```"), text("f", "### F"), text("g", "## G")]
    assert [outline.section_end(cells, at) for at in (0, 1, 3, 5, 6)] == [6, 5, 5, 6, 7]


def test_a_detour_is_the_section_of_its_heading_with_what_is_below_it():
    [detour] = outline.detours(tiny.cells())
    assert (detour.start, detour.end, detour.level, detour.title) == (4, 7, 3, "By the way")


def test_files_and_nbformat_are_read_alike(tmp_path):
    path = tiny.write(tmp_path, tiny.cells())
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert outline.detours(cells) == outline.detours(tiny.cells())
    assert outline.reading_times(cells) == outline.reading_times(tiny.cells())


@pytest.mark.parametrize("cells, told", [
    ([text("a", "No heading", "slide", "detour")], "`a` is tagged .* does not begin with"),
    ([text("a", "## A", "slide", "detour"), text("b", "### B", "slide", "detour")], "`b` begins a"),
    ([text("a", "### A", "slide", "detour"), text("b", "Text\n\n## B")], "`b` holds the end of"),
    ([text("a", "### A\n\n## B", "slide", "detour")], "`a` holds the end of"),
    ([text("a", "# A"), text("b", "## B", "slide", "deck-3")], "`b` .* would be deck-2"),
    ([text("a", "## A", "slide", "detour"), text("b", "### B", "slide", "deck-2")],
     "`b` begins a session within"),
    ([code("a", "1"), text("b", "plain", "slide", "deck-2")], "`b` is tagged"),
])
def test_a_tag_out_of_place_is_named(cells, told):
    with pytest.raises(ValueError, match=told):
        outline.detours(cells)
        outline.sessions(cells)


def test_a_chapter_is_one_session_unless_a_second_deck_begins():
    assert outline.sessions(tiny.cells()) == [(0, 14)]
    assert outline.sessions(tiny.cells("deck-2")) == [(0, 7), (7, 14)]


def test_words_are_those_of_the_prose():
    prose = "## A title\n\n*Two* [words](http://no.net) $x$ $$y$$ <b>bold</b>\n\n```\ncode\n```"
    assert outline.words(prose) == (5, 0)
    assert outline.words("手紙は *two* 届いた。") == (1, 6)


def test_the_time_is_that_of_the_parts_at_the_stated_pace():
    figure = code("b", "f(1)\n\ng(2)")
    figure.outputs = [{"data": {"text/html": '<figure class="nlpviz">'}}]
    cells = [text("a", " ".join(["word"] * 400) + " $x$ $y$ $$z$$"), figure,
             text("exercises-a", "not counted"), code("setup", "import this")]
    assert outline.minutes(cells) == pytest.approx(2 + (2 * 3 + 20 + 2 * 4 + 120) / 60)
    assert outline.minutes([text("a", "字" * 900)]) == pytest.approx(2)


def test_the_main_line_takes_what_is_left_without_the_detours():
    cells = tiny.cells()
    cells[5].source = "word " * 2000
    assert outline.reading_times(cells) == (5, 10)
    assert [outline.in_fives(m) for m in (0, 7.4, 7.6, 61)] == [5, 5, 10, 60]


@pytest.mark.parametrize("line, times", [
    ("5 minutes to read, 10 with the detour, 1 to run.", (5, 10, 1)),
    ("75 minutes to read, 2 to run.", (75, 75, 2)), ("読む 5 分、実行 1 分。", (5, 5, 1)),
    ("No time.", None), ("1, 2, 3, 4", None)])
def test_the_title_cell_states_two_times_to_read_and_one_to_run(line, times):
    cells = [text("title", f"# 2 words\n\nWhat 1 says.\n{line}" if times else f"# A\n\n{line}")]
    assert outline.stated_times(cells) == times


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_chapter_states_the_times_that_are_reckoned(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    name, stated = f"{path.parent.name}/{path.stem}", outline.stated_times(cells)
    assert stated, f"{name}: the title cell must state the minutes to read and to run"
    reckoned = outline.reading_times(cells)
    assert stated[:2] == reckoned, f"{name}: the title cell says {stated[:2]}, it is {reckoned}"

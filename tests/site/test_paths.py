"""What is folded on which path follows from the cells' ids and tags alone, and nothing is lost.

A path takes as long as what is left to read on it; the line that stands for what is folded counts
what is in it.  Which code waits behind a line follows from the same ids.
"""

import json
import re

import nlpviz_folds
import nlpviz_paths
import pytest

from tests import ROOT
from tests.site import tiny
from tests.site.tiny import code, text
from tools.site import outline, paths

CHAPTERS = sorted(ROOT.glob("book/*/[0-9][0-9]_*.ipynb"))
LONG = "word " * 400  # two minutes
PAGE = json.loads((ROOT / "book/en/page.json").read_text(encoding="utf-8"))


def figure(name, source="f()"):
    cell = code(name, source)
    cell.outputs = [{"data": {"text/html": '<figure class="nlpviz">'}}]
    return cell


def folded(cells):
    """{id of the first cell: paths} of all that folds by itself."""
    return {cells[f.start]["id"]: sorted(f.off) for f in paths.Chapter(cells).folds}


def test_a_detour_is_folded_on_both_shorter_paths_and_what_is_for_later_on_the_shortest():
    assert folded(tiny.cells()) == {
        "aside": ["main", "short"], "more": ["short"], "exercises": ["short"],
        "discuss": ["short"], "sources": ["short"]}


@pytest.mark.parametrize("name, thread", [
    ("problem", True), ("idea-gates", True), ("play", True), ("limits", True), ("today", True),
    ("summary", True), ("by-hand-gates", False), ("formula", False), ("gradient-rnn", False),
    ("pytorch-lags", False), ("real-pairs", False), ("ideals", False)])
def test_the_first_word_of_a_headings_id_says_whether_its_section_is_on_the_thread(name, thread):
    cells = [text("title", "# A"), text(name, "## B")]
    assert folded(cells) == ({} if thread else {name: ["short"]})


def test_a_section_folds_along_with_the_one_around_it_unless_its_paths_are_others():
    cells = [text("title", "# A"), text("formula", "## B"), text("formula-more", "### C"),
             text("play", "### D"), text("real", "### E", "slide", "detour"),
             text("play-deep", "#### F")]
    chapter = paths.Chapter(cells)
    assert folded(cells) == {"formula": ["short"], "real": ["main", "short"]}
    assert {cells[s.start]["id"]: sorted(s.stays) for s in chapter.sections if s.stays} == {
        "play": ["short"]}
    held = {cells[f.start]["id"]: [c["id"] for c in chapter.held(f)] for f in chapter.folds}
    assert held == {"formula": ["formula", "formula-more"], "real": ["real", "play-deep"]}


def test_cells_of_another_kind_fold_where_they_stand_if_they_take_a_minute():
    cells = [text("title", "# A"), text("idea", "## B"), text("by-hand-1", LONG),
             code("agree", "1"), text("idea-notes", LONG), code("source", "1"),
             text("play", "## C"), text("real", LONG)]
    assert [(f.start, f.end) for f in paths.Chapter(cells).runs] == [(2, 4), (7, 8)]


def test_a_path_takes_as_long_as_what_is_not_folded_on_it():
    cells = [text("title", "# A"), text("problem", f"## B\n\n{LONG * 5}"),
             text("by-hand", LONG * 5), text("formula", f"## C\n\n{LONG * 5}"),
             text("real", f"### D\n\n{LONG * 5}", "slide", "detour")]
    assert paths.Chapter(cells).minutes() == {"short": 10, "main": 30, "all": 40}
    assert paths.Chapter(cells[:-1]).minutes() == {"short": 10, "all": 30}
    section = paths.Chapter(cells).sections[2]
    assert paths.Chapter(cells).own_minutes(section) == pytest.approx(10, abs=0.02)


def test_what_is_folded_is_counted():
    cells = [text("real", f"## A\n\n{LONG}\n\n$$x$$"), figure("real-f"), code("real-c", "1"),
             text("exercises-a", "### 1"), code("exercises-a-try", "1")]
    assert paths.holds(cells) == {"minute": 4, "exercise": 1, "figure": 1, "formula": 1, "cell": 1}
    assert paths.holds([text("sources", "## S\n\n$$x$$")]) == {}
    assert paths.holds([text("real", "## A")]) == {"minute": 1}


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_chapter_s_paths_grow_and_each_cell_is_folded_at_most_once(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    chapter = paths.Chapter(cells)
    times = list(chapter.minutes().values())
    assert times == sorted(set(times)) and 15 <= times[0] <= 35
    held = [cell["id"] for fold in chapter.folds for cell in chapter.held(fold)]
    assert len(held) == len(set(held))
    assert not {"title", "setup", "hero", "summary", "limits"} & set(held)
    away = {cell["id"] for d in outline.detours(cells) for cell in cells[d.start:d.end]}
    assert away <= {cell["id"] for fold in chapter.folds if paths.MAIN in fold.off
                    for cell in chapter.held(fold)}


def checked(name):
    return code(name, "assert f() == 1")


@pytest.mark.parametrize("cells, why", [
    ([code("setup", "import x")], "setup"), ([figure("hero")], "figure"),
    ([figure("real-table")], "figure"), ([figure("by-hand-depth")], None),
    ([code("source-rnn", "show(scratch.rnn)")], "listing"),
    ([code("pytorch-twin", "show(a, b)\n")], "listing"),
    ([checked("agree-rnn")], "agree"), ([checked("gradient-rnn-agree")], "agree"),
    ([checked("play-words-assert")], "check"), ([checked("by-hand-order-check")], None),
    ([code("play-a", "x = 1"), figure("play-b")], "prepare"),
    ([code("play-a", "x = 1"), text("more", "## B"), figure("play-b")], None),
    ([code("play-a", "x = 1")], None), ([code("pytorch-train", "x = 1"), figure("p")], None),
    ([code("by-hand-rnn", "1 + 1")], None), ([text("source", "show(x)")], None)])
def test_which_code_waits_behind_a_line(cells, why):
    assert nlpviz_folds.kind(cells, 0) == why


def test_the_line_says_what_is_inside_and_how_much():
    cell = code("source", "show(scratch.a,\n     tf.b)")
    cell.outputs = [{"data": {"text/markdown": "```python\ndef f():\n\n    return 1\n```\n"}}]
    assert nlpviz_folds.summary(cell, "listing", PAGE) == (
        'In the package: <code>scratch.a, tf.b</code> <span class="fold-size">3 lines</span>')
    assert nlpviz_folds.summary(code("setup", "a\n\n"), "setup", PAGE).endswith(">1 line</span>")
    chapter = paths.Chapter([text("title", "# A"), text("real", '## B & "C"', "slide", "detour")])
    line = nlpviz_paths.line(chapter.folds[0], chapter, PAGE)
    assert 'aria-label="B &amp; &quot;C&quot;: Detour · 1 min">Detour · 1 min<' in line


def test_the_bar_names_each_path_with_its_minutes_and_two_if_there_is_no_detour():
    cells = tiny.cells()
    cells[5].source = "word " * 2000
    line = nlpviz_paths.bar(paths.Chapter(cells), PAGE)
    assert re.findall(r'value="(\w+)".*?<b>(.*?)</b>', line) == [
        ("short", "5 min"), ("main", "5 min"), ("all", "10 min")]
    assert re.findall('value="(.*?)"', nlpviz_paths.bar(paths.Chapter(cells[:4]), PAGE)) == [
        "short", "all"]


def test_minutes_stand_in_the_heading_of_the_right_section():
    body = ('<section id="a">\n<h2>A<a class="headerlink"></h2><section class="x" id="b">\n'
            '<span id="c"></span><h2>B <i>b</i><a class="headerlink"></h2>')
    assert nlpviz_paths.timed(body, "b", "3 <min>") == body.replace(
        'b</i>', 'b</i> <span class="minutes">3 &lt;min&gt;</span>')

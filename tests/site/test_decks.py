"""A deck is laid out as a talk is held: the main line to the right, detours below, a frame around.

Nothing in the frame is a second text: every word of it stands in the chapter, in the front page's
table, in the next chapter's title cell, or in page.json.
"""

import json
import re
from types import SimpleNamespace

import docutils.utils
import nlpviz_detours
import pytest
from bs4 import BeautifulSoup
from docutils import nodes

from tests import ROOT
from tests.site import tiny
from tests.site.tiny import code, text
from tools.site import deck_cells, deck_frame, outline, slides

PAGE = json.loads((ROOT / "book/en/page.json").read_text(encoding="utf-8"))
WORDS = deck_frame.words_of("en")
CHAPTERS = sorted((ROOT / "book" / "en").glob("[0-9][0-9]_*.ipynb"))


def parsed(path, number=1, spoken="en"):
    return BeautifulSoup(slides.deck(path, spoken, number), "html.parser")


def stacks(page) -> list[list[str]]:
    """The heading of each slide, one list for each place on the main line."""
    def heading(slide):
        return slide.select_one("h1, h2, h3, .running").get_text(" ", strip=True)
    return [[heading(slide) for slide in stack.find_all("section", recursive=False)]
            for stack in page.select(".slides > section")]


def said(slide) -> str:
    return " ".join(" ".join(note.stripped_strings) for note in slide.select("aside.notes"))


def shape(cells) -> list[tuple[str, str]]:
    order, _ = deck_cells.lay_out(cells, outline.detours(cells))
    return [(cell.id, outline.slide_type(cell)) for cell in order]


def test_the_main_line_goes_to_the_right_and_a_detour_hangs_below_its_slide(tmp_path):
    page = parsed(tiny.write(tmp_path, tiny.cells()))
    assert stacks(page) == [
        ["Tiny"], ["Where this chapter stands"], ["The problem"],
        ["The problem", "By the way", "By the way"], ["A second step"], ["In one minute"],
        ["To discuss"], ["To discuss"], ["Exercises Until next time"], ["Next: More"]]
    parent, first, second = page.select(".slides > section")[3].select("section")
    assert parent.select_one(".detour-hint").get_text() == "Detour: By the way"
    assert [bool(s.select(".detour-label")) for s in (parent, first, second)] == [False, True, True]
    assert said(first) == "Said of the detour." and not said(parent) + said(second)
    assert len(page.select(".detour-hint")) == 1


def test_what_the_main_line_says_after_a_detour_belongs_to_the_slide_above_it():
    cells = [text("a", "## A"), text("b", "### B", "slide", "detour"), text("c", "## C", "notes"),
             code("d", "1", "fragment"), text("e", "## E")]
    assert shape(cells) == [("a", "slide"), ("c", "notes"), ("d", "fragment"), ("b", "subslide"),
                            ("e", "slide")]


def test_a_detour_begins_a_slide_even_if_its_heading_is_said_and_not_shown():
    cells = [text("a", "## A"), text("b", "### B", "notes", "detour"), code("c", "1"),
             text("d", "## D")]
    assert shape(cells) == [("a", "slide"), ("c", "subslide"), ("b", "notes"), ("d", "slide")]


def test_a_detour_that_is_on_the_page_alone_is_in_the_notes_of_the_slide_above():
    cells = [text("a", "## A"), text("b", "### B", "slide", "detour"),
             text("c", "### C", "notes", "detour"), code("d", "1", "skip"), text("e", "## E")]
    order, titles = deck_cells.lay_out(cells, outline.detours(cells))
    assert [cell.id for cell in order] == ["a", "c", "d", "b", "e"] and titles == [["B"]]


def test_two_detours_in_a_row_hang_below_one_slide_which_names_both(tmp_path):
    cells = tiny.cells()
    cells.insert(7, text("other", "### Another & more", "slide", "detour"))
    page = parsed(tiny.write(tmp_path, cells))
    assert stacks(page)[3] == ["The problem", "By the way", "By the way", "Another & more"]
    [hint] = page.select(".detour-hint")
    assert hint.get_text() == "Detour: By the way · Another & more"


def test_a_detour_before_the_first_slide_is_refused():
    cells = [text("b", "### B", "slide", "detour"), text("a", "## A")]
    with pytest.raises(ValueError, match="`b` begins a detour before the first slide"):
        deck_cells.lay_out(cells, outline.detours(cells))


def test_a_deck_opens_with_the_title_cell_and_the_place_in_the_book(tmp_path):
    page = parsed(tiny.write(tmp_path, tiny.cells()))
    title, place = [stack.section for stack in page.select(".slides > section")[:2]]
    assert title.get_text(" ", strip=True) == "Tiny One step is enough. You will take one step."
    assert [item.get_text() for item in place.select("li")] == [
        "Basic vocabulary", "Tiny", "More", "Memory networks"]
    assert place.select_one("[aria-current=true]").get_text() == "Tiny"
    assert [p.get_text() for p in place.select("p")] == [
        "You should know how to walk.", "5 minutes to read, 10 with the detour, 1 to run.",
        "10 slides on the main line, about 20 minutes. "
        "2 more in detours below them: ↓ enters, ↑ comes back."]


def test_a_deck_closes_with_questions_exercises_and_the_next_chapter(tmp_path):
    page = parsed(tiny.write(tmp_path, tiny.cells()))
    first, second, exercises, following = [s.section for s in page.select(".slides > section")[-4:]]
    assert [item.get_text() for item in first.ol("li")] == ["Is it one (or more)?", "Why?"]
    assert "A good answer counts; see (1)." in said(first)
    assert second.ol["start"] == "3" and "Touches" not in second.ol.get_text()
    assert "Touches: words." in said(second)
    assert [item.get_text() for item in exercises.ol("li")] == ["One step", "Back"]
    assert said(exercises) == "Do them."
    assert following.p.get_text() == "More is not less."


def test_what_a_chapter_says_to_its_questions_is_in_the_notes_of_their_last_slide():
    cells = [text("discuss", "## To discuss\n\n1. Why?"), text("discuss-notes", "So.", "notes")]
    assert [(outline.slide_type(c), c.source) for c in deck_frame.discussion(cells)] == [
        ("slide", "## To discuss\n\n1. Why?"), ("notes", "1. Why?"), ("notes", "So.")]


def test_a_planned_chapter_is_named_and_after_the_last_there_is_nothing(tmp_path):
    tiny.write(tmp_path, tiny.cells())
    [planned] = deck_frame.following(tmp_path / "04_more.ipynb", WORDS)
    assert planned.source == "## Next: Memory networks"
    assert deck_frame.following(tmp_path / "05_memory.ipynb", WORDS) == []


@pytest.mark.parametrize("item, asked", [
    ("Why? (Because.)", "Why?"), ("Is $f(x)$ one? (No (or (yes)).)", "Is $f(x)$ one?"),
    ("Is it (one)?", "Is it (one)?"), ("f(x)", "f"), ("(All)", "(All)")])
def test_a_question_is_what_stands_before_the_brackets_at_its_end(item, asked):
    assert deck_frame.question(item) == asked


def test_a_second_deck_has_a_title_and_an_end_of_its_own_and_both_lead_to_each_other(tmp_path):
    path = tiny.write(tmp_path, tiny.cells("deck-2"))
    pages = [parsed(path, number) for number in (1, 2)]
    assert outline.deck_names(path.stem, tiny.cells("deck-2")) == ["03_tiny", "03_tiny_2"]
    assert [place[0] for place in stacks(pages[0])] == [
        "Tiny", "Where this chapter stands", "The problem", "The problem", "Next: session 2"]
    assert [place[0] for place in stacks(pages[1])] == [
        "Tiny", "Where this chapter stands", "A second step", "In one minute", "To discuss",
        "To discuss", "Exercises Until next time", "Next: More"]
    assert "Session 2 of 2" in pages[1].select_one(".slides > section").get_text()
    last = pages[0].select(".slides > section")[-1]
    assert [e.get_text() for e in last(["strong", "li"])] == ["A second step", "In one minute"]
    links = [[a["href"] for a in page.select(".deck-foot a")] for page in pages]
    assert links == [["../03_tiny.html", "03_tiny_2.html"], ["../03_tiny.html", "03_tiny.html"]]


def test_a_notebook_without_a_title_cell_has_no_frame(tmp_path):
    cells = [text("one", "# Maps"), text("two", "## A map")]
    page = parsed(tiny.write(tmp_path, cells))
    assert stacks(page) == [["Maps"], ["A map"]]


def test_the_page_links_to_each_deck_and_says_both_times():
    one, two = (tiny.cells(*tags) for tags in ((), ("deck-2",)))
    assert nlpviz_detours.decks(one, "03_tiny", PAGE) == [("slides/03_tiny.html", "Slides")]
    assert nlpviz_detours.decks(two, "03_tiny", PAGE) == [
        ("slides/03_tiny.html", "Slides 1"), ("slides/03_tiny_2.html", "Slides 2")]
    assert nlpviz_detours.times(one, PAGE) == "5 min to read, 5 with detours, 1 to run"
    one[0].source = "# Tiny\n\nNo time."
    with pytest.raises(ValueError, match="must state the minutes"):
        nlpviz_detours.times(one, PAGE)


@pytest.fixture
def doctree(tmp_path):
    """The page of the chapter in two sessions as MyST-NB hands it on, and what Sphinx would say."""
    path = tiny.write(tmp_path, tiny.cells("deck-2"))
    tree = docutils.utils.new_document("03_tiny")
    chapter = add(tree, "tiny", "Tiny", 0)
    aside = add(add(chapter, "problem", "The problem", 2), "aside", "By the way", 4)
    add(aside, "deeper", "Deeper", 5)
    add(chapter, "more", "A <second> step", 7)
    (tmp_path / "page.json").write_text(json.dumps(PAGE), encoding="utf-8")
    env = SimpleNamespace(docname="03_tiny", doc2path=lambda name: str(path))
    return SimpleNamespace(env=env, srcdir=tmp_path), tree


def add(parent, anchor, title, cell):
    node = nodes.section("", nodes.title("", title), nodes.paragraph("", "Text."), ids=[anchor])
    node.line = (cell + 1) * 10_000 + 1
    parent += node
    return node


def test_on_the_page_a_detour_is_labelled_and_leads_to_the_section_after_it(doctree):
    app, tree = doctree
    nlpviz_detours.set_apart(app, tree)
    marked = [node for node in tree.findall(nodes.section) if "detour" in node["classes"]]
    assert [node["ids"] for node in marked] == [["aside"]]
    line = BeautifulSoup(marked[0][1].astext(), "html.parser")
    assert line.get_text() == "Detour about 1 min Skip this detour, on to “A <second> step”"
    assert line.a["href"] == "#more"


def test_on_the_page_a_detour_at_the_very_end_leads_nowhere(doctree):
    app, tree = doctree
    tree[0].remove(tree[0][-1])
    tiny.write(app.srcdir, tiny.cells()[:7])
    nlpviz_detours.set_apart(app, tree)
    [line] = [node.astext() for node in tree.findall(nodes.raw)]
    assert "detour-line" in line and "<a" not in line


def test_on_the_page_the_second_session_is_announced_with_its_deck(doctree):
    app, tree = doctree
    nlpviz_detours.set_apart(app, tree)
    line = BeautifulSoup(tree[0][-1][1].astext(), "html.parser")
    assert line.get_text() == "Session 2 begins here: Slides"
    assert line.a["href"] == "slides/03_tiny_2.html"


def test_the_list_of_sections_calls_a_detour_one_in_words_and_nothing_else(doctree):
    app, tree = doctree
    nlpviz_detours.set_apart(app, tree)
    context = {"toc": '<a class="x" href="#aside">By the way</a> <a href="#aside-2">No</a>'}
    nlpviz_detours.mark(app, "03_tiny", "page.html", context, tree)
    found = BeautifulSoup(context["toc"], "html.parser")("a")
    assert [a.get_text() for a in found] == ["By the way Detour", "No"]


def test_the_deck_speaks_the_language_of_its_edition(tmp_path):
    page = parsed(tiny.write(tmp_path, tiny.cells()), spoken="ja")
    assert (page.html["lang"], page.html["dir"]) == ("ja", "ltr")
    assert page.select_one(".detour-hint").get_text() == "寄り道：By the way"
    assert page.select_one(".deck-foot a").get_text() == "第 3 章"


def test_between_japanese_lines_a_deck_has_no_blank_and_an_english_chapter_is_found(tmp_path):
    cells = tiny.cells()
    cells[2].source = "## 題\n\n手紙です。\n次に、\n**姉**と *a*。\n[前](../en/02_a.ipynb)"
    html = slides.deck(tiny.write(tmp_path, cells), "ja", 1)
    assert "手紙です。次に、<strong>姉</strong>と" in html
    assert 'href="../../slides/02_a.html"' in html


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_the_slides_of_the_main_line_are_counted(path, capsys):
    """No bar yet: what is printed is the aim of each chapter's retelling, 25 for a session."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for number, name in enumerate(outline.deck_names(path.stem, cells), 1):
        page = parsed(path, number)
        main, below = (len(page.select(css)) for css in (
            ".slides > section", ".slides > section > section[data-kind=detour]"))
        with capsys.disabled():
            print(f"\n{name}: {main} slides on the main line, {below} in detours")
        told = page.select_one("section[data-kind=place] section").get_text()
        assert re.search(r"(\d+) slides", told)[1] == str(main)
        assert (f"{below} more" in told) == (below > 0)

"""An edition of the book: its contents, its anchors, its words without blanks between them."""

import json
import re
import shutil
from itertools import zip_longest
from types import SimpleNamespace

import nlpviz_editions as ext
import pytest
from docutils import nodes
from docutils.utils import new_document
from sphinx import addnodes

from tests import ROOT
from tools.site import assets, book, editions

EDITIONS = assets.editions()


def test_english_comes_first_and_an_edition_is_a_folder_with_a_front_page(tmp_path):
    for path in ("ja/index.md", "en/index.md", "en/01_a.ipynb", "models/a.md"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).touch()
    assert list(assets.editions(tmp_path)) == ["en", "ja"]
    assert list(assets.editions(tmp_path, chapters=True)) == ["en"]


@pytest.mark.parametrize("code", EDITIONS)
def test_the_contents_of_an_edition_are_what_it_has(code):
    listed = book.pages_of(EDITIONS[code])
    there = {f.stem for f in EDITIONS[code].glob("*.*") if f.suffix in (".md", ".ipynb")}
    assert set(listed) == there | {"search", "genindex"}


@pytest.fixture
def small(tmp_path):
    """A Japanese edition of nothing, beside an English one."""
    for code in ("en", "ja"):
        (tmp_path / code).mkdir()
        shutil.copy(EDITIONS[code] / "page.json", tmp_path / code)
    return tmp_path / "ja"


def test_a_part_without_pages_is_left_out_and_titles_are_translated(small):
    assert "parts" not in book.contents(small)
    assert book.pages_of(small) == ["index", "search", "genindex"]
    (small / "glossary.md").touch()
    assert book.contents(small)["parts"] == [
        {"caption": "輪読会のために", "chapters": [{"file": "glossary"}]}]


def test_words_of_the_frame_that_are_missing_are_named(small):
    said = json.loads((small / "page.json").read_text(encoding="utf-8"))
    del said["source"], said["theme"]["Search"]
    said["deck"] = "スライド"
    (small / "page.json").write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(SystemExit, match="book/ja/page.json lacks .*; translate") as refusal:
        assets.words(small)
    assert {"source", "theme/Search", "deck"} == set(
        str(refusal.value).partition(" lacks ")[2].partition(";")[0].split(", "))


def test_what_differs_between_editions_is_their_language_and_their_words():
    english, japanese = (book.settings(code, EDITIONS[code]) for code in ("en", "ja"))
    for one, code in ((english, "en"), (japanese, "ja")):
        ours = one["sphinx"]["config"]
        assert ours.pop("language") == code
        assert one["repository"].pop("path_to_book") == f"book/{code}"
        assert set(ours.pop("html_theme_options")) >= {"toc_title", "search_bar_text"}
        assert ("nlpviz_english" in ours) == (code != "en")
        ours.pop("nlpviz_english", None)
    assert english == japanese
    assert [each["code"] for each in english["sphinx"]["config"]["nlpviz_editions"]] == [*EDITIONS]


@pytest.mark.parametrize("text, joined", [
    ("です。\n次に", "です。次に"), ("手\n紙", "手紙"), ("です。\nThe letters\n手紙", None),
    ("one\ntwo", None), ("（a）\n「手紙」", "（a）「手紙」")])
def test_lines_are_joined_where_wide_characters_meet_and_only_there(text, joined):
    document = new_document("a")
    document += nodes.paragraph("", text)
    ext.join_lines(None, document)
    assert document.astext() == (joined or text)


def test_lines_are_joined_beside_what_is_set_off_and_not_in_code():
    document = new_document("a")
    document += nodes.paragraph("", "", nodes.strong("", "会の前に。"), nodes.Text("\n"),
                                nodes.Text("まず"), nodes.Text("\n"), nodes.literal("", "S"),
                                nodes.Text("\n"), nodes.Text("を"))
    document += nodes.literal_block("", "手\n紙")
    ext.join_lines(None, document)
    assert [child.astext() for child in document] == ["会の前に。まず\nS\nを", "手\n紙"]


@pytest.mark.parametrize("target, found", [
    ("02_a.ipynb", "../02_a.html"), ("../en/02_a", "../02_a.html"), ("03_b.ipynb", None),
    ("02_a", None)])
def test_a_link_to_a_chapter_that_is_only_in_english_leads_there_and_says_so(
        small, target, found):
    (small / "02_a.html").touch()
    document = new_document("a")
    document += nodes.paragraph("", "", addnodes.pending_xref(
        "", nodes.Text("章"), reftype="myst", reftarget=target))
    ext.lead_to_english(SimpleNamespace(
        srcdir=small, config=SimpleNamespace(nlpviz_english=small)), document)
    assert document.astext() == ("章（英語）" if found else "章")
    assert [link["refuri"] for link in document.findall(nodes.reference)] == [found] * bool(found)


def test_words_without_blanks_are_found_by_letters_and_pairs_of_letters():
    split = ext.Japanese({}).split
    assert split("勾配消失 (gradient)、窓") == [
        "勾", "配", "消", "失", "勾配", "配消", "消失", "gradient", "窓"]


def chapter(path, *texts, translated=()):
    """A notebook of text cells a, b, … that carry marks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = [{"id": "abc"[k], "cell_type": "markdown", "source": [text],
             "metadata": {"nlpviz": {"translated": mark}} if mark else {}}
            for k, (text, mark) in enumerate(zip_longest(texts, translated))]
    path.write_text(json.dumps({"cells": made}), encoding="utf-8")
    return path


def test_a_cell_whose_english_has_changed_since_it_was_translated_is_named_until_it_is_mended(
        tmp_path):
    english = chapter(tmp_path / "en" / "01_a.ipynb", "One.", "Two.", "Three.")
    now = editions.marks(english)
    ours = chapter(tmp_path / "ja" / "01_a.ipynb", "一。", "二。", "三。",
                   translated=(now["a"], now["b"], ""))
    assert editions.outdated(english, ours) == ["c"]
    chapter(english, "One.", "Two, changed.", "Three.")
    assert editions.outdated(english, ours) == ["b", "c"]
    editions.set_marks(english, ours, ["b", "c"])
    assert editions.outdated(english, ours) == []
    with pytest.raises(SystemExit, match="no text cell d"):
        editions.set_marks(english, ours, ["d"])


@pytest.mark.parametrize("late, said", [
    (0, []), (2, ["この版は、英語版の改訂（2 か所）にまだ追いついていません。"])])
def test_a_page_says_how_much_of_it_is_behind_and_nothing_if_nothing_is(small, late, said):
    english = chapter(small.parent / "en" / "01_a.ipynb", "One.", "Two.", "Three.")
    marks = list(editions.marks(english).values())
    chapter(small / "01_a.ipynb", "一。", "二。", "三。",
            translated=[*marks[:3 - late], *["0" * 12] * late])
    document = new_document("a")
    document += nodes.section("", nodes.title("", "題"), nodes.paragraph("", "一。"))
    app = SimpleNamespace(srcdir=small, env=SimpleNamespace(docname="01_a"),
                          config=SimpleNamespace(nlpviz_english=small))
    ext.tell_what_is_behind(app, document)
    assert [p.astext() for p in document[0][1:]] == [*said, "一。"]


@pytest.mark.parametrize("path", sorted(ROOT.glob("book/*/[0-9][0-9]_*.ipynb")),
                         ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_each_text_cell_of_a_translation_says_which_english_text_it_was_made_from(path):
    found = [cell for cell in editions.cells(path) if "nlpviz" in cell["metadata"]]
    texts = [cell for cell in editions.cells(path) if cell["cell_type"] == "markdown"]
    assert found == ([] if path.parent.name == "en" else texts)
    assert all(re.fullmatch("[0-9a-f]{12}", c["metadata"]["nlpviz"]["translated"]) for c in found)


@pytest.mark.parametrize("path", sorted(ROOT.glob("book/*/[0-9][0-9]_*.ipynb")),
                         ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_translation_has_the_formulas_of_its_english(path):
    """But for the words in them."""
    def formulas(cell):
        shown = re.findall(r"\$\$.*?\$\$", "".join(cell["source"]), re.S)
        return [re.sub(r"\\text\{.*?\}", "", formula) for formula in shown]

    english = editions.cells(ROOT / "book" / "en" / path.name)
    assert [c["id"] for c, e in zip(editions.cells(path), english, strict=True)
            if formulas(c) != formulas(e)] == []

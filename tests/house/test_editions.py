"""An edition of the book: its contents, its anchors, its words without blanks between them."""

import json
import shutil

import nlpviz_editions as ext
import pytest
from docutils import nodes
from docutils.utils import new_document

from tools.site import assets, book

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


def test_words_without_blanks_are_found_by_letters_and_pairs_of_letters():
    split = ext.Japanese({}).split
    assert split("勾配消失 (gradient)、窓") == [
        "勾", "配", "消", "失", "勾配", "配消", "消失", "gradient", "窓"]

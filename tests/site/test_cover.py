"""A front page's figure is made of a stored model while the book is built, its cards of the
chapters as they are stored; what is not there is named, and a chapter that the edition lacks is
the English one."""

import json
import re
from types import SimpleNamespace

import nlpviz_cover as cover
import pytest
from docutils import nodes
from docutils.core import publish_doctree
from docutils.parsers.rst import directives, roles

from tests import ROOT
from tests.widgets.core.parsed import state_of
from tests.widgets.gradient_reach.examples import on_the_cover

BOOK = ROOT / "book"
FRONT = sorted(BOOK.glob("*/index.md"))
TABLE = ["| 1 | Basics | planned |", "| 2 | [Words](02_a.ipynb) | **ready** |",
         "| 5 | Memory <b> | planned |", "| 3 | [States](03_a.ipynb) | **ready** |"]
FIGURE = '<img class="nlpviz-picture" role="img" src="data:{}"><script>1</script>'


def asked(page, name):
    """What a front page gives to its directive of this name: the arguments and the content."""
    [found] = re.findall(rf"^```\{{{name}\}} ?(.*)\n((?:.*\n)*?)```$",
                         page.read_text(encoding="utf-8"), re.M)
    return found[0].split(), found[1].splitlines()


def notebook(path, **outputs):
    """A chapter with cells of these ids, and the HTML that each displays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = [{"id": "title", "source": [f"# {path.stem}\n", "\n", "**It *is* <so>.**"]}]
    cells += [{"id": id, "outputs": [{"data": {"text/html": [*html]}} for html in shown]}
              for id, shown in outputs.items()]
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return path


@pytest.fixture
def book(tmp_path):
    """An edition with one of the two chapters that English has."""
    notebook(tmp_path / "en" / "02_a.ipynb", hero=[FIGURE.format("en2")])
    notebook(tmp_path / "en" / "03_a.ipynb", hero=[FIGURE.format("en3")])
    notebook(tmp_path / "xx" / "02_a.ipynb", hero=[FIGURE.format("xx2")])
    return tmp_path


def link(name, rawtext, text, lineno, inliner, options=None, content=()):
    """A Markdown link as MyST leaves it, for a page that is no Markdown."""
    title, target = re.fullmatch(r"(.+?) <(.+)>", text).groups()
    node = nodes.reference("", "", nodes.inline("", title), reftarget=target)
    return [node], []


def made(folder, text, monkeypatch, language="en"):
    """The document of a page of words, and the files that it was made of."""
    noted, parse = [], cover.Chapters.card
    monkeypatch.setattr(cover.Chapters, "card", lambda self, number, title, name: parse(
        self, number, re.sub(r"\[(.+)\]\((.+)\)", r":link:`\1 <\2>`", title), name))
    roles.register_local_role("link", link)
    for name, directive in (("chapters", cover.Chapters), ("gradient-reach", cover.Reach)):
        directives.register_directive(name, directive)
    env = SimpleNamespace(srcdir=folder, note_dependency=noted.append,
                          config=SimpleNamespace(language=language))
    return publish_doctree(text, settings_overrides={"env": env, "report_level": 5}), noted


def block(name, arguments, lines):
    return f".. {name}:: {arguments}\n\n" + "\n".join(f"   {line}" for line in lines) + "\n"


@pytest.mark.parametrize("page", FRONT, ids=lambda page: page.parent.name)
def test_every_front_page_shows_the_one_figure_that_python_makes(page):
    arguments, [sentence] = asked(page, "gradient-reach")
    html = cover.reach(*arguments, sentence.split(), "en")
    assert html == on_the_cover().html()
    assert html.count("<figure") == 1 and html.count("<script") == 2


@pytest.mark.parametrize("page", FRONT, ids=lambda page: page.parent.name)
def test_every_front_page_has_a_card_for_each_chapter_that_there_is(page):
    names = [cover.LINK.fullmatch(title) for _, title, _ in cover.rows(asked(page, "chapters")[1])]
    written = sorted(f.stem for f in (BOOK / "en").glob("[0-9][0-9]_*.ipynb"))
    assert [name[2] for name in names if name] == written and len(names) == 9
    for name in written:
        chapter = cover.chapter_of(page.parent, name)
        picture, claim = cover.main_figure(chapter)
        assert picture.startswith("data:image/svg+xml,") and claim.endswith((".", "。"))


def test_the_figure_speaks_the_language_of_the_edition_or_english():
    given = ("03_agreement", "are", "is", ["<s>", "the", "letters"])
    assert ' lang="ja"' in cover.reach(*given, "ja").partition(">")[0]
    assert cover.reach(*given, "ckb") == cover.reach(*given, "en")
    assert state_of(cover.reach(*given, "en"))["tokens"] == ["the", "letters"]


def test_the_page_holds_the_figure_as_it_is_and_is_built_again_when_its_sources_change(
        book, monkeypatch):
    text = block("gradient-reach", "03_agreement are is", ["<s> the letters"])
    tree, noted = made(book / "en", text, monkeypatch)
    due = cover.reach("03_agreement", "are", "is", ["<s>", "the", "letters"], "en")
    assert tree[0].astext() == due and tree[0]["format"] == "html"
    assert {"03_agreement.npz", "view.js", "words.json"} <= {f.rpartition("/")[2] for f in noted}


@pytest.mark.parametrize("arguments, line, says", [
    ("03_none are is", "<s> the", "no file 03_none.npz in book/models"),
    ("03_agreement are be", "<s> the letters", "answers has 'be', which is not in vocabulary"),
    ("03_agreement are is", "<s> the cats", "tokens has 'cats', which is not in vocabulary")])
def test_a_model_or_a_word_that_there_is_not_is_named(book, monkeypatch, arguments, line, says):
    tree, _ = made(book / "en", block("gradient-reach", arguments, [line]), monkeypatch)
    assert says in tree.astext() and not list(tree.findall(nodes.raw))


def test_a_card_has_the_picture_the_number_the_title_and_the_claim(book, monkeypatch):
    tree, noted = made(book / "en", block("chapters", "", TABLE), monkeypatch)
    first, second = tree.findall(nodes.list_item)
    [reference] = first.findall(nodes.reference)
    assert reference.astext() == ('<img class="dark-light" src="data:en2" alt=""><b>2</b> Words'
                                  '<span class="claim">It <i>is</i> &lt;so&gt;.</span>')
    assert reference["reftarget"] == "02_a.ipynb" and "data:en3" in second.astext()
    assert [f.rpartition("/")[2] for f in noted] == ["02_a.ipynb", "03_a.ipynb"]


def test_what_is_planned_stands_below_the_cards(book, monkeypatch):
    tree, _ = made(book / "en", block("chapters", "", TABLE), monkeypatch)
    assert tree[-1]["classes"] == ["chapters-planned"]
    assert tree[-1].astext() == "Planned 1\u00a0Basics · 5\u00a0Memory <b>"
    ready, _ = made(book / "en", block("chapters", "", TABLE[1::2]), monkeypatch)
    assert len(ready) == 1


def test_an_edition_without_a_chapter_has_the_english_picture_and_no_english_words(
        book, monkeypatch):
    tree, _ = made(book / "xx", block("chapters", "", TABLE), monkeypatch)
    own, english = (item.astext() for item in tree.findall(nodes.list_item))
    assert "data:xx2" in own and "claim" in own
    assert "data:en3" in english and "claim" not in english
    assert cover.chapter_of(book / "xx", "03_a") == book / "en" / "03_a.ipynb"


@pytest.mark.parametrize("outputs", [{}, {"hero": []}, {"hero": ["a", "b"]}, {"other": ["a"]}])
def test_a_chapter_that_does_not_display_one_main_figure_is_named(tmp_path, outputs):
    with pytest.raises(ValueError, match="cell is 'hero'; 03_a.ipynb must have one cell"):
        cover.main_figure(notebook(tmp_path / "03_a.ipynb", **outputs))


def test_a_main_figure_without_a_picture_or_a_chapter_without_a_claim_is_named(tmp_path):
    chapter = notebook(tmp_path / "03_a.ipynb", hero=["<b>"])
    with pytest.raises(ValueError, match="03_a.ipynb has no picture in its cell 'hero'"):
        cover.main_figure(chapter)
    chapter = notebook(tmp_path / "03_a.ipynb", hero=[FIGURE.format(1)])
    chapter.write_text(chapter.read_text("utf-8").replace("**", ""), encoding="utf-8")
    with pytest.raises(ValueError, match="03_a.ipynb has no claim in bold in its first cell"):
        cover.main_figure(chapter)


def test_a_chapter_that_is_not_there_is_named(book, monkeypatch):
    tree, _ = made(book / "en", block("chapters", "", ["| 4 | [No](04_no.ipynb) | x |"]),
                   monkeypatch)
    assert "04_no.ipynb" in tree.astext() and not list(tree.findall(nodes.list_item))

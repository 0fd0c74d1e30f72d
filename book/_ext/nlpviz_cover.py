"""What a front page shows: a figure that is made while the book is built, and the chapters.

``{gradient-reach} 03_agreement are is`` with a sentence is that figure of the networks of a stored
model, in the words of the edition.  ``{chapters}`` with a table of the chapters is a card for each
one that is ready: the picture of its main figure as it is stored, its title and its claim, so that
no copy of them can grow stale.  An edition that has not got a chapter shows the picture of the
English one.
"""

import json
import re
from html import escape
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.statemachine import StringList

from nlpviz import book, language, stored, widgets

CELLS = ("rnn", "lstm")
ROW = re.compile(r"\| *(\d+) *\| *(.+?) *\| *(.+?) *\|")
LINK = re.compile(r"\[(.+?)\]\((\w+)\.ipynb\)")
PICTURE = re.compile(r'<img class="nlpviz-picture"[^>]* src="([^"]*)"')
ITALIC = re.compile(r"\*(.+?)\*")
CLAIM = re.compile(r"^\*\*(.+?)\*\*$", re.M)
FIGURE = Path(widgets.__file__).parent / "gradient_reach"


def reach(model: str, right: str, other: str, sentence: list[str], code: str) -> str:
    """The HTML of the figure: two networks of a stored model after the sentence, whose first word
    is what they read before it."""
    saved = stored.load(model)
    with language.speaking(code if code in language.known() else language.DEFAULT):
        return widgets.GradientReach(
            sentence[1:], {cell: saved[cell] for cell in CELLS}, saved["words"], (right, other),
            start=sentence[0]).html()


def displayed(cells: list, name: str, chapter: str) -> str:
    """The HTML that a cell of a chapter displays."""
    shown = [output["data"]["text/html"] for cell in cells if cell.get("id") == name
             for output in cell["outputs"] if "text/html" in output.get("data", {})]
    if len(shown) != 1:
        raise ValueError(f"cell is {name!r}; {chapter} must have one cell of this id that "
                         f"displays one figure, and has {len(shown)}")
    return "".join(shown[0])


def main_figure(chapter: Path) -> tuple[str, str]:
    """The picture of a chapter's main figure, as an address, and the chapter's claim."""
    cells = json.loads(chapter.read_text(encoding="utf-8"))["cells"]
    picture = PICTURE.search(displayed(cells, "hero", chapter.name))
    claim = CLAIM.search("".join(cells[0]["source"]))
    if not picture or not claim:
        lacks = "claim in bold in its first cell" if picture else "picture in its cell 'hero'"
        raise ValueError(f"{chapter.name} has no {lacks}: the front page shows it")
    return picture[1], claim[1]


def chapter_of(folder: Path, name: str) -> Path:
    """The chapter in this edition, or else in English."""
    own = folder / f"{name}.ipynb"
    return own if own.is_file() else folder.parent / "en" / own.name


def rows(table: list[str]) -> list[tuple[str, str, str]]:
    """(number, title, what is said of it) of each chapter in a table."""
    found = [ROW.fullmatch(line.strip()) for line in table]
    return [match.groups() for match in found if match]


class Reach(Directive):
    """The figure, from the model and the figure's own files."""

    required_arguments = 3
    has_content = True

    def run(self):
        env = self.state.document.settings.env
        try:
            model = book.find("models", f"{self.arguments[0]}.npz")
            for file in (model, *FIGURE.iterdir()):
                env.note_dependency(str(file))
            html = reach(*self.arguments, " ".join(self.content).split(), env.config.language)
        except ValueError as error:
            raise self.error(str(error)) from None
        return [nodes.raw("", html, format="html")]


class Chapters(Directive):
    """Cards, and below them in small letters what is planned."""

    has_content = True

    def run(self):
        cards, planned = nodes.bullet_list(classes=["chapter-cards"]), []
        for number, title, said in rows(self.content):
            link = LINK.fullmatch(title)
            if link:
                cards += self.card(number, title, link[2])
            else:
                planned.append((said, f"{number}\u00a0{title}"))
        if not planned:
            return [cards]
        names = " · ".join(name for _, name in planned)
        said = nodes.strong("", planned[0][0].capitalize())
        return [cards, nodes.paragraph("", "", said, nodes.Text(f" {names}"),
                                       classes=["chapters-planned"])]

    def card(self, number, title, name):
        """A chapter as an item of the list: the whole of it is the link."""
        env = self.state.document.settings.env
        chapter = chapter_of(Path(env.srcdir), name)
        env.note_dependency(str(chapter))
        try:
            picture, claim = main_figure(chapter)
        except (OSError, ValueError) as error:
            raise self.error(str(error)) from None
        item = nodes.list_item()
        self.state.nested_parse(StringList([title], source=""), 0, item)
        [link] = [node for node in item.findall() if "reftarget" in getattr(node, "attributes", {})]
        link[0].insert(0, html(f'<img class="dark-light" src="{picture}" alt="">'
                            f"<b>{number}</b> "))
        if chapter.parent == Path(env.srcdir):  # else it is in another language
            said = ITALIC.sub(r"<i>\1</i>", escape(claim))
            link[0].append(html(f'<span class="claim">{said}</span>'))
        return item


def html(text):
    return nodes.raw("", text, format="html")


def setup(app):
    app.add_directive("gradient-reach", Reach)
    app.add_directive("chapters", Chapters)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

"""``{stored} 03_recurrent hero``: on a page of words, what a cell of a chapter displays.

It is taken from the chapter as it is stored, while the book is built, so that no copy of it can
grow stale.  An edition that has not got the chapter shows the English one's figure, whose words
follow the page.
"""

import json
from pathlib import Path

from docutils.nodes import raw
from docutils.parsers.rst import Directive


def stored(chapter: Path, cell: str) -> str:
    """The HTML that a cell of a chapter displays."""
    cells = json.loads(chapter.read_text(encoding="utf-8"))["cells"]
    shown = [output["data"]["text/html"] for found in cells if found.get("id") == cell
             for output in found["outputs"] if "text/html" in output.get("data", {})]
    if len(shown) != 1:
        raise ValueError(f"cell is {cell!r}; {chapter.name} must have one cell of this id that "
                         f"displays one figure, and has {len(shown)}")
    return "".join(shown[0])


def chapter_of(folder: Path, name: str) -> Path:
    """The chapter in this edition, or else in English."""
    own = folder / f"{name}.ipynb"
    return own if own.is_file() else folder.parent / "en" / own.name


class Stored(Directive):
    required_arguments = 2

    def run(self):
        env, (name, cell) = self.state.document.settings.env, self.arguments
        chapter = chapter_of(Path(env.srcdir), name)
        env.note_dependency(str(chapter))
        try:
            return [raw("", stored(chapter, cell), format="html")]
        except (OSError, ValueError) as error:
            raise self.error(str(error)) from None


def setup(app):
    app.add_directive("stored", Stored)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

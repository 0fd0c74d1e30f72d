"""What book and decks share in the built site: where it stands, and its colours."""

import json
import runpy
from pathlib import Path

from tools import ROOT

SITE = ROOT / "_build" / "html"


def editions(book: Path = ROOT / "book", chapters: bool = False) -> dict[str, Path]:
    """The folder of each language's edition, English first: book/xx with a front page.

    chapters: only those that have a chapter.
    """
    found = [page.parent for page in sorted(book.glob("*/index.md"))
             if not chapters or any(page.parent.glob("[0-9][0-9]_*.ipynb"))]
    return {folder.name: folder for folder in sorted(found, key=lambda f: f.name != "en")}


def place(language: str) -> Path:
    """Where an edition stands in the site."""
    return SITE if language == "en" else SITE / language


def words(folder: Path) -> dict:
    """What the frame of an edition's pages says."""
    return json.loads((folder / "page.json").read_text(encoding="utf-8"))


def palette(path: Path) -> None:
    """The roles' colours as CSS variables on the whole page, from the figures' own palette."""
    names = runpy.run_path(str(ROOT / "nlpviz" / "widgets" / "core" / "palette.py"))["ROLES"]
    lines = [f"  --nv-{name}: light-dark({a}, {b});" for name, (a, b) in names.items()]
    path.write_text(":root {\n" + "\n".join(lines) + "\n}\n", encoding="utf-8")

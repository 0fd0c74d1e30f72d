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
    """What the frame of an edition's pages says; SystemExit names what it does not say."""
    english, said = (json.loads((edition / "page.json").read_text(encoding="utf-8"))
                     for edition in (folder.parent / "en", folder))
    missing = lacking(english, said)
    if missing:
        raise SystemExit(f"book/{folder.name}/page.json lacks {', '.join(missing)}; "
                         "translate them from book/en/page.json")
    return said


def lacking(english: dict, said: dict) -> list[str]:
    """The keys that one table has and the other has not: toc, theme/next, …"""
    found = [key for key in english if type(said.get(key)) is not type(english[key])]
    return found + [f"{key}/{inner}" for key in english.keys() - set(found)
                    if isinstance(english[key], dict) for inner in lacking(english[key], said[key])]


def palette(path: Path) -> None:
    """The roles' colours as CSS variables on the whole page, from the figures' own palette."""
    names = runpy.run_path(str(ROOT / "nlpviz" / "widgets" / "core" / "palette.py"))["ROLES"]
    lines = [f"  --nv-{name}: light-dark({a}, {b});" for name, (a, b) in names.items()]
    path.write_text(":root {\n" + "\n".join(lines) + "\n}\n", encoding="utf-8")

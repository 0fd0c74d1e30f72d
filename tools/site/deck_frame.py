"""The slides that open and close a deck, made of what stands elsewhere: no second text.

First the title, then where the chapter stands in the book (the table of book/xx/index.md), what one
should know before and how long it takes (the title cell's lines).  Last the questions to discuss
(what a good answer touches is in the notes), the exercises until next time, and the next chapter's
title and claim.
"""

import json
import re
from pathlib import Path

import nbformat

from tools import ROOT
from tools.site import deck_cells, outline

BOOK = ROOT / "book"
MINUTES = 2  # for a slide of the main line
ON_A_SLIDE = 40  # words
ROW = re.compile(r"^\| *(\d+) *\| *(?:\[(.+?)\]\(([^)]+)\)|(.+?)) *\|", re.M)
CLAIM = re.compile(r"^\*\*(.+?)\*\*\s*$", re.M)
ITEM = re.compile(r"^(\d+)\. +(.+(?:\n(?!\d+\. |\n).+)*)", re.M)


class Words(dict):
    """What a deck says in one language, by key; called, it fills the blanks."""

    def __call__(self, key: str, **values) -> str:
        return self[key].format(**values)


def words_of(language: str) -> Words:
    """The words of an edition's decks, from its page.json."""
    page = json.loads((BOOK / language / "page.json").read_text(encoding="utf-8"))
    return Words(page["deck"], chapter=page["chapter"], caption=page["caption"],
                 detour=page["detours"]["name"])


def slide(source: str, kind: str, slide_type: str = "slide"):
    cell = nbformat.v4.new_markdown_cell(source, metadata={})
    deck_cells.set_type(cell, slide_type)
    if slide_type == "slide":
        deck_cells.set_data(cell, kind=kind)
    return cell


def notes(source: str):
    return slide(source, "", "notes")


def titles(folder: Path) -> dict[int, str]:
    """The book's chapters by number, planned ones too, from the front page's table."""
    page = folder / "index.md"
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    return {int(m[1]): m[2] or m[4] for m in ROW.finditer(text)}


def title_and_claim(cells) -> tuple[str, str]:
    """Of a chapter, from its title cell."""
    text = outline.source(cells[0])
    found, claim = outline.heading(cells[0]), CLAIM.search(text)
    return found[1] if found else "", claim[1] if claim else ""


def first_lines(cell) -> tuple[str, list[str]]:
    """The title cell's text for the title's slide, and its lines for the next: before, times."""
    times = outline.times_line([cell])
    before = tuple(words_of(page.parent.name)["before"] for page in BOOK.glob("*/page.json"))
    aside = [line for line in outline.source(cell).splitlines()
             if line.startswith(before) or line and line == times]
    kept = [line for line in outline.source(cell).splitlines() if line not in aside]
    return "\n".join(kept).strip(), aside


def opening(chapter: Path, cells, session: tuple[int, int], slides: tuple[int, int], words) -> list:
    """The title, and where the chapter stands."""
    text, aside = first_lines(cells[0])
    title, claim = title_and_claim(cells)
    number, of = session
    if of > 1:
        named = words("session", n=number, all=of)
        start = outline.sessions(cells)[number - 1][0]
        about = claim if number == 1 else outline.heading(cells[start])[1]
        text = f"# {title}\n\n**{about}**\n\n{named}"
    main, away = slides
    pace = words("pace", slides=main, minutes=outline.in_fives(MINUTES * main))
    if away:
        pace += " " + words("below", n=away)
    path = chapters(titles(chapter.parent), int(chapter.name[:2]))
    place = "\n\n".join([f"## {words['place']}", path, *aside, pace])
    return [slide(text, "title"), slide(place, "place")]


def chapters(book: dict[int, str], here: int) -> str:
    """The chapters as a list, the present one marked."""
    return "\n".join(f"{n}. " + (f'<b aria-current="true">{title}</b>' if n == here else title)
                     for n, title in sorted(book.items()))


def question(item: str) -> str:
    """An item of the questions without the brackets at its end, which say what to listen for."""
    item = " ".join(item.split())
    if not item.endswith(")"):
        return item
    depth = 0
    for at in range(len(item) - 1, 0, -1):
        depth += (item[at] == ")") - (item[at] == "(")
        if not depth:
            return item[:at].strip() or item
    return item


def portions(items: list[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    """The questions in portions with at most as many words as a slide may have."""
    found, full = [], ON_A_SLIDE
    for item in items:
        spaced, unspaced = outline.words(question(item[1]))
        size = spaced + unspaced // 2  # two signs are about a word
        if full + size > ON_A_SLIDE:
            found.append([])
            full = 0
        full += size
        found[-1].append(item)
    return found


def discussed(cells) -> list:
    """The cells of the questions to discuss."""
    return [cell for cell in cells if re.match(r"discuss(-|$)", cell["id"])]


def discussion(cells) -> list:
    """The questions on slides, each whole item in the notes, and what the chapter says to them."""
    made = []
    for cell in discussed(cells):
        if outline.slide_type(cell) == "notes" and not outline.heading(cell):
            made.append(notes(outline.source(cell)))
            continue
        head = (outline.heading(cell) or (2, ""))[1]
        items = [(int(m[1]), m[2]) for m in ITEM.finditer(outline.source(cell))]
        for portion in portions(items):
            asked = "\n".join(f"{n}. {question(item)}" for n, item in portion)
            told = "\n".join(f"{n}. {' '.join(item.split())}" for n, item in portion)
            made += [slide(f"## {head}\n\n{asked}", "discuss"), notes(told)]
    return made


def exercises(cells, words) -> list:
    """The exercises' headings; how they work is in the notes."""
    found = [c for c in cells if c["id"].startswith("exercises") and outline.heading(c)]
    if not found:
        return []
    head, named = found[0], [outline.heading(c)[1] for c in found[1:]]
    listed = "\n".join(f"{k}. {re.sub(r'^[0-9]+[.] *', '', name)}"
                       for k, name in enumerate(named, 1))
    prose = re.sub(r"^#.*\n+", "", outline.source(head))
    title = f"## {outline.heading(head)[1]} <small>{words['until']}</small>"
    return [slide(f"{title}\n\n{listed}", "exercises"), *([notes(prose)] if prose else [])]


def following(chapter: Path, words) -> list:
    """The next chapter: its title and claim, or what is planned, or nothing."""
    number = int(chapter.name[:2]) + 1
    written = sorted(chapter.parent.glob(f"{number:02}_*.ipynb"))
    if written:
        title, claim = title_and_claim(nbformat.read(written[0], as_version=4).cells)
    else:
        title, claim = titles(chapter.parent).get(number, ""), ""
    if not title:
        return []
    return [slide(f"## {words('next', title=title)}\n\n{claim}".strip(), "next")]


def next_session(cells, number: int, words) -> list:
    """What the next session of the same chapter is about: its heading and those beside it."""
    start, end = outline.sessions(cells)[number]
    level, title = outline.heading(cells[start])
    away = {k for d in outline.detours(cells) for k in range(d.start, d.end)}
    parts = [outline.heading(cells[k])[1] for k in range(start + 1, end)
             if k not in away and (outline.heading(cells[k]) or (9,))[0] == level
             and not outline.ASIDE.match(cells[k]["id"])]
    named = "\n".join(f"- {part}" for part in parts)
    head = f"## {words('next_session', n=number + 1)}\n\n**{title}**"
    return [slide(f"{head}\n\n{named}".strip(), "session")]


def closing(chapter: Path, cells, session: tuple[int, int], words) -> list:
    number, of = session
    if number < of:
        return next_session(cells, number, words)
    return [*discussion(cells), *exercises(cells, words), *following(chapter, words)]

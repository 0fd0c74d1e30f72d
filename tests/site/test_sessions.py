"""The plan of the sessions fits the chapters: as many slides and minutes, and titles that exist."""

import json
import re

import nbformat
import pytest

from tools import season
from tools.site import deck_frame, outline, slides
from tools.site.assets import editions

HOUR = 60
CHAPTERS = sorted(editions()["en"].glob("[0-9][0-9]_*.ipynb"))
DECKS = [(path, k + 1) for path in CHAPTERS for k in range(len(outline.sessions(
    json.loads(path.read_text(encoding="utf-8"))["cells"])))]
PAGES = [folder / "sessions.md" for folder in editions().values()]


def n_slides(chapter, number):
    """The slides of a deck's main line, as the deck counts them."""
    book = nbformat.read(chapter, as_version=4)
    order, _ = slides.arrange(chapter, book, number, deck_frame.words_of("en"))
    return sum(outline.slide_type(cell) == "slide" for cell in order)


def plans(page):
    """[(minutes, first slide, last slide), …] of each session of a page."""
    found = []
    for part in re.split(r"^### ", page.read_text(encoding="utf-8"), flags=re.M)[1:]:
        rows = re.findall(r"^\| (\d+) \| (\d+)(?:–(\d+))? \|", part, re.M)
        found.append([(int(m), int(a), int(b or a)) for m, a, b in rows])
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_the_hours_of_the_sessions_are_hours_and_hold_every_slide(page):
    there = plans(page)
    assert len(there) == len(DECKS)
    for plan, deck in zip(there, DECKS, strict=True):
        assert sum(minutes for minutes, _, _ in plan) == HOUR, (page, deck)
        assert [a for _, a, _ in plan] == [1, *(b + 1 for _, _, b in plan[:-1])], (page, deck)
        assert plan[-1][2] == n_slides(*deck), (page, deck)


@pytest.mark.parametrize("deck", DECKS, ids=str)
def test_a_main_line_has_at_most_25_slides(deck):
    assert n_slides(*deck) <= 25


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_the_times_to_read_are_those_of_the_chapters(page):
    text = page.read_text(encoding="utf-8")
    rows = re.findall(r"^\| \d \| \[.*\| (\d+) (?:minutes|分) \|", text, re.M)
    assert [int(n) for n in rows] == [s.minutes for s in season.sessions(editions()["en"])]


def detours(chapters):
    """The titles of the detours of chapters."""
    return {d.title for path in chapters for d in outline.detours(
        json.loads(path.read_text(encoding="utf-8"))["cells"])}


def lacking(named, known):
    return [name for name in named if not any(title.startswith(name) for title in known)]


def test_the_detours_that_a_plan_names_are_there():
    text = PAGES[0].read_text(encoding="utf-8")
    named = [name for line in re.findall(r"^\*Detours\.\* (.*)$", text, re.M)
             for name in re.findall(r"\*([^*]+)\*", line)]
    assert named and not lacking(named, detours(CHAPTERS))


def test_a_japanese_plan_names_detours_of_its_edition_and_in_english_what_is_not_translated():
    folder = editions()["ja"]
    ours = sorted(folder.glob("[0-9][0-9]_*.ipynb"))
    there = {path.name for path in ours}
    lines = re.findall(r"^\*\*寄り道。\*\* (.*)$",
                       (folder / "sessions.md").read_text(encoding="utf-8"), re.M)
    quoted = [name for line in lines for name in re.findall("「([^」]+)」", line)]
    english = [name for line in lines for name in re.findall(r"\*([^*]+)\*", line)]
    assert quoted and not lacking(quoted, detours(ours))
    straight = [name.replace("’", "'") for name in english]
    assert not lacking(straight, detours(path for path in CHAPTERS if path.name not in there))

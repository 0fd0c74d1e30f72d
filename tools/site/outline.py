"""The outline of a chapter, read from its cells: sections, detours, sessions, reading times.

A heading cell is a text cell that begins with a heading.  Its section goes on to the next heading
of the same or of a higher level.  The tag `detour` on a heading cell makes that section a detour;
the tag `deck-2` begins the second session, with a deck of its own.  Page, deck and tests all ask
here, so that they agree.

How long a chapter takes is reckoned from what there is to read and to touch, at the pace below, and
rounded to five minutes.  Exercises, sources, the questions for a group and the set-up are not in
it: they are for later, or for the room.
"""

import re
from dataclasses import dataclass

WORDS_PER_MINUTE = 200  # adults read plain non-fiction at about 240 (Brysbaert 2019)
LETTERS_PER_MINUTE = 450  # of scripts without spaces between words, Japanese
SECONDS = {"formula": 3, "display": 20, "line": 4, "figure": 120}  # of maths, of code, of play
ASIDE = re.compile(r"(setup|exercises|discuss|sources)(-|$)")  # the cells that no time is given to

DETOUR = "detour"
SESSION = re.compile(r"deck-(\d+)")
HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t#]*$", re.M)
FENCE = re.compile(r"^(`{3,}|~{3,}).*?(^\1|\Z)", re.S | re.M)
DISPLAY = re.compile(r"\$\$.*?\$\$", re.S)
INLINE = re.compile(r"\$[^$\n]+\$")
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True)
class Detour:
    """cells[start:end] of a chapter; its heading's level and title."""

    start: int
    end: int
    level: int
    title: str


def source(cell) -> str:
    """The cell's text, as a notebook's file has it (lines) or as nbformat reads it."""
    return "".join(cell["source"])


def tags(cell) -> list:
    return cell["metadata"].get("tags", [])


def slide_type(cell) -> str:
    return cell["metadata"].get("slideshow", {}).get("slide_type", "-")


def heading(cell) -> tuple[int, str] | None:
    """Level and title of a heading cell; None of any other."""
    found = HEADING.match(source(cell)) if cell["cell_type"] == "markdown" else None
    return (len(found[1]), found[2]) if found else None


def levels(cell) -> list[int]:
    """The levels of all headings of a cell, in order."""
    if cell["cell_type"] != "markdown":
        return []
    return [len(found[1]) for found in HEADING.finditer(FENCE.sub("", source(cell)))]


def section_end(cells, start: int) -> int:
    """Where the section of a heading cell ends: at the next heading that is not below it.

    ValueError if that heading stands inside of a cell, so that the cell is half in, half out.
    """
    level, title = _heading(cells[start])
    for end in range(start, len(cells)):
        found = levels(cells[end])[end == start:]
        if end > start and found and found[0] <= level and heading(cells[end]):
            return end
        if any(other <= level for other in found):
            raise ValueError(f"cell `{cells[end]['id']}` holds the end of the section {title!r}: "
                             "give the heading that ends it a cell of its own")
    return len(cells)


def _heading(cell) -> tuple[int, str]:
    found = heading(cell)
    if found is None:
        raise ValueError(f"cell `{cell['id']}` is tagged {tags(cell)} and does not begin with a "
                         "heading: the tag stands on the cell with the heading of the section")
    return found


def detours(cells) -> list[Detour]:
    """The detours of a chapter; ValueError names a tag that is out of place."""
    found = []
    for start, cell in enumerate(cells):
        if DETOUR not in tags(cell):
            continue
        level, title = _heading(cell)
        if found and start < found[-1].end:
            raise ValueError(f"cell `{cell['id']}` begins a detour within the detour "
                             f"{found[-1].title!r}: one of the two tags is enough")
        found.append(Detour(start, section_end(cells, start), level, title))
    return found


def sessions(cells) -> list[tuple[int, int]]:
    """[(start, end)] of each session; one, if no heading is tagged `deck-2`."""
    starts, away = [0], detours(cells)
    for at, cell in enumerate(cells):
        for number in [found[1] for tag in tags(cell) if (found := SESSION.fullmatch(tag))]:
            _heading(cell)
            if int(number) != len(starts) + 1:
                raise ValueError(f"cell `{cell['id']}` is tagged deck-{number}; the next session "
                                 f"of this chapter would be deck-{len(starts) + 1}")
            if any(d.start <= at < d.end for d in away):
                raise ValueError(f"cell `{cell['id']}` begins a session within a detour")
            starts.append(at)
    return list(zip(starts, [*starts[1:], len(cells)], strict=True))


def deck_names(slug: str, cells) -> list[str]:
    """The names of a chapter's decks: NN_slug, and NN_slug_2 where there is a second session."""
    return [slug if k == 0 else f"{slug}_{k + 1}" for k in range(len(sessions(cells)))]


def words(text: str) -> tuple[int, int]:
    """(words, letters of scripts that have no spaces) of a text, without what is not prose."""
    text = INLINE.sub(" ", DISPLAY.sub(" ", FENCE.sub(" ", text)))
    text = re.sub(r"<[^>]*>|\]\([^)]*\)", " ", text)
    return len(re.findall(r"\w[\w’'.-]*", UNSPACED.sub(" ", text))), len(UNSPACED.findall(text))


def is_figure(cell) -> bool:
    return any("nlpviz" in "".join(output.get("data", {}).get("text/html", ""))
               for output in cell.get("outputs", []))


def minutes(cells) -> float:
    """How long these cells take: prose, maths and code to read, figures to play with."""
    total = 0.0
    for cell in cells:
        text = source(cell)
        if ASIDE.match(cell["id"]):
            continue
        if cell["cell_type"] == "code":
            total += SECONDS["line"] * len([x for x in text.splitlines() if x.strip()]) / 60
            total += SECONDS["figure"] * is_figure(cell) / 60
        elif cell["cell_type"] == "markdown":
            spaced, unspaced = words(text)
            total += spaced / WORDS_PER_MINUTE + unspaced / LETTERS_PER_MINUTE
            shown = DISPLAY.findall(text)
            total += SECONDS["display"] * len(shown) / 60
            total += SECONDS["formula"] * len(INLINE.findall(DISPLAY.sub(" ", text))) / 60
    return total


def in_fives(time: float) -> int:
    """Minutes, rounded to five."""
    return 5 * max(1, round(time / 5))


def reading_times(cells) -> tuple[int, int]:
    """(minutes of the main line, minutes of all), in fives."""
    aside = [cell for d in detours(cells) for cell in cells[d.start:d.end]]
    whole = minutes(cells)
    return in_fives(whole - minutes(aside)), in_fives(whole)


def times_line(cells) -> str:
    """The line of the title cell that states the times: the last one with a number."""
    lines = [line for line in source(cells[0]).splitlines()
             if re.search(r"\d", line) and not line.startswith("#")]
    return lines[-1] if lines else ""


def stated_times(cells) -> tuple[int, int, int] | None:
    """(main line, all, running) in minutes, as the title cell states them.

    "60 minutes to read, 70 with the detours, 1 to run."; a chapter without detours has two numbers.
    """
    found = [int(n) for n in re.findall(r"\d+", times_line(cells))]
    if len(found) not in (2, 3):
        return None
    return found[0], found[-2], found[-1]

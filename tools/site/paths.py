"""Three paths through a chapter: its thread, its main line, all of it.

The thread is what somebody with half an hour reads: the question, the ideas, the figures to play
with, what the chapter cannot do and what became of it.  The main line leaves the detours out.  What
is not on a path is folded there.  The first word of a cell's id says its kind, so that nothing is
marked in a notebook for it: a section goes by the kind of its heading cell, and cells of another
kind inside a section of the thread fold where they stand, unless they take less than a minute.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from tools.site import outline

THREAD = re.compile(r"(title|setup|hero|problem|idea|play|limits|today|summary)(-|$)")
SHORT, MAIN, ALL = "short", "main", "all"
WORTH = 0.75  # minutes; what is shorter is read in the time that a fold takes to understand


@dataclass(frozen=True)
class Fold:
    """cells[start:end], folded on the paths `off`; level and title of its heading, if it has one.

    `stays`: the paths on which it is read although what is around it is folded.
    """

    start: int
    end: int
    off: frozenset
    level: int = 0
    title: str = ""
    stays: frozenset = frozenset()


class Chapter:
    """The sections of a chapter's cells, and what is folded on which path."""

    def __init__(self, cells):
        self.cells = cells

    @cached_property
    def sections(self) -> list[Fold]:
        """All sections, also those that are folded nowhere, in the order of the page."""
        away, found = outline.detours(self.cells), []
        for start, cell in enumerate(self.cells):
            if heading := outline.heading(cell):
                off = set() if THREAD.match(cell["id"]) else {SHORT}
                if any(d.start <= start < d.end for d in away):
                    off = {SHORT, MAIN}
                end = outline.section_end(self.cells, start)
                around = [s.off for s in found if s.end > start]
                stays = frozenset().union(*around) - off
                found.append(Fold(start, end, frozenset(off), *heading, stays))
        return found

    @cached_property
    def innermost(self) -> list[Fold | None]:
        """For each cell the smallest section that holds it."""
        found = [None] * len(self.cells)
        for section in self.sections:
            found[section.start:section.end] = [section] * (section.end - section.start)
        return found

    @cached_property
    def runs(self) -> list[Fold]:
        """Cells in a row that are not of the thread, within a section that is."""
        found, start = [], None
        for k, cell in enumerate([*self.cells, None]):
            inside = start is not None and k < len(self.cells) \
                and self.innermost[k] is self.innermost[start]
            away = cell is not None and not THREAD.match(cell["id"]) \
                and self.innermost[k] is not None and SHORT not in self.innermost[k].off
            if start is not None and not (inside and away):
                if outline.minutes(self.cells[start:k]) >= WORTH:
                    found.append(Fold(start, k, frozenset({SHORT})))
                start = None
            if away and start is None:
                start = k
        return found

    @cached_property
    def folds(self) -> list[Fold]:
        """What folds by itself: a section that is folded along with the one around it does not."""
        own = [s for s in self.sections if s.off and s.off != self._around(s)]
        return sorted([*own, *self.runs], key=lambda fold: fold.start)

    def _around(self, section: Fold) -> frozenset:
        outer = [s for s in self.sections if s.start < section.start < s.end]
        return outer[-1].off if outer else frozenset()

    def held(self, fold: Fold) -> list:
        """The cells that a fold shows when it is opened: without what folds within it, or stays."""
        apart = [s for s in self.sections if fold.start < s.start < fold.end and s.off != fold.off]
        return [self.cells[k] for k in range(fold.start, fold.end)
                if not any(s.start <= k < s.end for s in apart)]

    def minutes(self) -> dict[str, int]:
        """How long each path takes, in fives.  Without detours the main line is all there is."""
        main, whole = outline.reading_times(self.cells)
        away = {k for run in self.runs for k in range(run.start, run.end)}
        thread = [cell for k, (cell, section) in enumerate(
            zip(self.cells, self.innermost, strict=True))
            if k not in away and (section is None or SHORT not in section.off)]
        found = {SHORT: outline.in_fives(outline.minutes(thread)), MAIN: main, ALL: whole}
        return found if outline.detours(self.cells) else {k: found[k] for k in (SHORT, ALL)}

    def own_minutes(self, section: Fold) -> float:
        """How long a section takes without the detours in it."""
        aside = [d for d in outline.detours(self.cells) if section.start < d.start < section.end]
        return outline.minutes(self.cells[section.start:section.end]) - sum(
            outline.minutes(self.cells[d.start:d.end]) for d in aside)


def holds(cells) -> dict[str, int]:
    """What there is in some cells: minutes, exercises, figures, formulas, cells of code.

    What there is none of is left out; a minute is the least that is said of what takes time.
    """
    time = outline.minutes(cells)
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    found = {
        "minute": max(1, round(time)) if time else 0,
        "exercise": sum(cell["id"].startswith("exercises-") and bool(outline.heading(cell))
                        for cell in cells),
        "figure": sum(map(outline.is_figure, code)),
        "formula": sum(len(outline.DISPLAY.findall(outline.source(cell))) for cell in cells
                       if cell["cell_type"] == "markdown" and not outline.ASIDE.match(cell["id"])),
        "cell": sum(not outline.is_figure(cell) and not outline.ASIDE.match(cell["id"])
                    for cell in code),
    }
    return {kind: n for kind, n in found.items() if n}

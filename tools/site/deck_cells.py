"""Which cells stand on which slide: → walks the main line, detours hang below it.

The decks' library knows slides that follow each other to the right, and slides below a slide.  In a
chapter a `subslide` is simply the next slide, so on the main line it becomes one; only the slides
of a detour are put below the slide before it.
"""

from tools.site import outline

STARTS = ("slide", "subslide")
SIDE = ("notes", "skip")


def set_type(cell, kind: str) -> None:
    cell.metadata["slideshow"] = {**cell.metadata.get("slideshow", {}), "slide_type": kind}


def set_data(cell, **data) -> None:
    """Attributes data-… of the slide that begins with this cell."""
    slideshow = cell.metadata.setdefault("slideshow", {})
    slideshow["data"] = {**slideshow.get("data", {}), **data}


def is_shown(cell) -> bool:
    return outline.slide_type(cell) not in SIDE


def lay_out(cells: list, away: list[outline.Detour]) -> tuple[list, list[list[str]]]:
    """The cells in the order of the deck, and for each stack of detours their titles.

    What the main line says after a detour, and before its next slide, belongs to the slide above.
    """
    begin = {d.start: d for d in away}
    order, below, stacks, at = [], [], [], 0
    while at < len(cells):
        if at in begin:
            below.append((begin[at].title, hang(cells[at:begin[at].end])))
            at = begin[at].end
            continue
        if outline.slide_type(cells[at]) in STARTS:
            flush(order, below, stacks)
            set_type(cells[at], "slide")
        order.append(cells[at])
        at += 1
    flush(order, below, stacks)
    return order, stacks


def flush(order: list, below: list, stacks: list) -> None:
    """Put the detours that wait below the last slide of the main line."""
    for _, cells in below:
        if any(is_shown(cell) for cell in cells) and not any(is_shown(cell) for cell in order):
            raise ValueError(f"cell `{cells[0]['id']}` begins a detour before the first slide: "
                             "there is none that it could hang below")
    shown = [(title, cells) for title, cells in below if any(map(is_shown, cells))]
    if shown:
        set_data(next(cell for cell in shown[0][1] if is_shown(cell)), stack=str(len(stacks)))
        stacks.append([title for title, _ in shown])
    for _, cells in sorted(below, key=lambda each: any(map(is_shown, each[1]))):
        order.extend(cells)
    below.clear()


def hang(cells: list) -> list:
    """A detour's cells: its first shown cell begins a slide, and all its slides go downwards."""
    first = next((k for k, cell in enumerate(cells) if is_shown(cell)), None)
    if first is None:
        return cells
    cells = [cells[first], *cells[:first], *cells[first + 1:]]
    set_type(cells[0], "subslide")
    for cell in cells:
        if outline.slide_type(cell) in STARTS:
            set_type(cell, "subslide")
            set_data(cell, kind="detour")
            cell.metadata["detour"] = True
    return cells


def count(cells: list) -> tuple[int, int]:
    """(slides of the main line, slides of detours)"""
    kinds = [outline.slide_type(cell) for cell in cells]
    return kinds.count("slide"), kinds.count("subslide")


def run_headings(cells: list) -> None:
    """A slide that begins without a heading repeats the last one, small."""
    last = ""
    for cell in cells:
        found = next(iter(outline.HEADING.finditer(outline.source(cell))), None)
        is_text = cell.cell_type == "markdown"
        if found and is_text and len(found[1]) <= 3 and is_shown(cell):
            last = found[2]
        elif outline.slide_type(cell) in STARTS:
            cell.metadata["running"] = last

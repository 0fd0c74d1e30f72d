"""What a chapter's page offers to who has little time: a bar of paths, a promise, minutes, a way
back to the first figure.

Which parts are folded on which path is said by tools/site/paths.py; here they get their classes and
the one line that stands for them, so that the style sheet can fold them before the page is drawn,
and book.js opens and remembers.  The words stand in the edition's page.json.
"""

import re
from html import escape

from docutils.nodes import container, paragraph, raw, section
from nlpviz_detours import LINES_PER_CELL, cells_of, html, sections
from nlpviz_editions import words

from tools.site import paths

PART, END = '<div class="part">', "</div>"


# Which nodes of the page are which cells

def places(node) -> list[int]:
    """The cell of each child of a section; what has no line belongs to what is before it."""
    found, last = [], node.line // LINES_PER_CELL - 1
    for child in node:
        if isinstance(child, container) and child.get("cell_index") is not None:
            last = child["cell_index"]
        elif line := next((each.line for each in child.findall() if each.line), None):
            last = line // LINES_PER_CELL - 1
        found.append(last)
    return found


def by_cell(doctree) -> dict[int, section]:
    """The section that begins with a cell."""
    found = {}
    for at, node in sections(doctree):
        found.setdefault(at, node)
    return found


# What is folded

def counted(found: dict[str, int], say) -> list[str]:
    """{"figure": 2} in words."""
    return [say["holds"][kind if n == 1 else f"{kind}s"].format(n=n) for kind, n in found.items()]


def line(fold, chapter, say) -> str:
    """The one line that stands for what is folded."""
    parts = counted(paths.holds(chapter.held(fold)), say) or [say["holds"]["text"]]
    if not fold.title or paths.MAIN in fold.off:
        parts.insert(0, say["detours"]["name"] if fold.title else say["path"]["details"])
    text = escape(" · ".join(parts))
    label = f' aria-label="{escape(fold.title)}: {text}"' if fold.title else ""
    return (f'<p class="path-line"><button type="button" aria-expanded="false"{label}>{text}'
            "</button></p>")


def off(fold) -> list[str]:
    return [f"off-{path}" for path in sorted(fold.off)]


def fold_section(node, fold, staying, chapter, say) -> None:
    """Below the heading: the line, then all but the sections that stay, in a part of its own."""
    node["classes"] += off(fold)
    inside, children = False, [node[0], html(line(fold, chapter, say))]
    for child in node[1:]:
        if inside == (child in staying):
            children.append(html(END if inside else PART))
            inside = not inside
        children.append(child)
    if inside:
        children.append(html(END))
    node.children = []
    node.extend(children)


def fold_run(node, fold, chapter, say) -> None:
    """Cells in a row within a section, where they stand."""
    which = [k for k, at in enumerate(places(node)) if k and fold.start <= at < fold.end]
    first, last = which[0], which[-1] + 1
    start = f'<div class="run {" ".join(off(fold))}">{line(fold, chapter, say)}{PART}'
    children = [*node[:first], html(start), *node[first:last], html(END * 2), *node[last:]]
    node.children = []
    node.extend(children)


def fold_all(doctree, chapter, say) -> None:
    there = by_cell(doctree)
    staying = [there[s.start] for s in chapter.sections if s.stays]
    for node in staying:
        node["classes"].append("stays")
    for fold in chapter.folds:
        if fold.level:
            fold_section(there[fold.start], fold, staying, chapter, say)
        else:
            fold_run(there[chapter.innermost[fold.start].start], fold, chapter, say)


# What stands on top

def bar(chapter, say) -> str:
    """How much time do you have?"""
    choices, notes = [], []
    for path, n in chapter.minutes().items():
        time = escape(say["holds"]["minutes"].format(n=n))
        check = " checked" if path == paths.ALL else ""
        choices.append(
            f'<label data-for="{path}"><input type="radio" name="path" value="{path}" '
            f'autocomplete="off"{check}><b>{time}</b> <span>{escape(say["path"][path])}</span>'
            "</label>")
        if path != paths.ALL:
            notes.append(f'<span data-for="{path}">{escape(say["path"][f"note_{path}"])}</span>')
    return (f'<fieldset class="path" data-folded="{escape(say["path"]["folded"])}">'
            f'<legend>{escape(say["path"]["ask"])}</legend>{"".join(choices)}</fieldset>'
            f'<p class="path-note" role="status">{"".join(notes)}</p>')


def promise(node, say) -> list:
    """The summary's words, said at the beginning."""
    name = escape(say["path"]["promise"])
    body = [child.deepcopy() for child in node[1:] if isinstance(child, paragraph)]
    return [html(f'<div class="promise" role="note"><p class="promise-name">{name}</p>'), *body,
            html("</div>")]


def summary_at(cells) -> int | None:
    return next((k for k, cell in enumerate(cells) if cell["id"] == "summary"), None)


def on_top(doctree, chapter, say) -> None:
    """After the words of the title cell: the promise and the bar."""
    there = by_cell(doctree)
    title, at = there[0], summary_at(chapter.cells)
    after = next((k for k, cell in enumerate(places(title)) if cell > 0), len(title))
    said = promise(there[at], say) if at in there else []
    title[after:after] = [*said, html(bar(chapter, say))]


# The way back

def hero(doctree, cells) -> str | None:
    """The anchor of the section of the chapter's main figure."""
    at = next((k for k, cell in enumerate(cells) if cell["id"] == "hero"), None)
    found = [node for start, node in sections(doctree) if at is not None and 0 < start <= at]
    return found[-1]["ids"][0] if found else None


def lead_back(doctree, cells, say) -> None:
    """Where the text speaks of the first figure from afar, a link leads there."""
    anchor, said = hero(doctree, cells), re.compile(say["back"]["said"])
    if anchor is None:
        return
    link = (f' <a class="back" href="#{anchor}"><i class="fa-solid fa-arrow-up" aria-hidden="true">'
            f'</i>{escape(say["back"]["link"])}</a>')
    for node in doctree.findall(paragraph):
        at = node.line // LINES_PER_CELL - 1 if node.line else 0
        if 0 < at < len(cells) and not re.match("title|hero", cells[at]["id"]) \
                and said.search(node.astext()):
            node += raw("", link, format="html")


def offer(app, doctree) -> None:
    cells = cells_of(app, app.env.docname)
    if cells is None:
        return
    chapter, say = paths.Chapter(cells), words(app)
    lead_back(doctree, cells, say)
    on_top(doctree, chapter, say)
    fold_all(doctree, chapter, say)


# What the finished page gets

def timed(body: str, anchor: str, text: str) -> str:
    """The page with the minutes at the end of the heading of a section."""
    heading = (rf'(<section\b[^>]*\bid="{re.escape(anchor)}">\s*(?:<span id="[^"]*"></span>\s*)*'
               r'<h2>.*?)(<a class="headerlink")')
    return re.sub(heading, lambda m: f'{m[1]} <span class="minutes">{escape(text)}</span>{m[2]}',
                  body, count=1, flags=re.S)


def finish(app, pagename, templatename, context, doctree) -> None:
    cells = cells_of(app, pagename) if doctree else None
    if cells is None:
        return
    chapter, say, there = paths.Chapter(cells), words(app), by_cell(doctree)
    for part in chapter.sections:
        time = chapter.own_minutes(part)
        if part.level == 2 and time and paths.MAIN not in part.off and part.start in there:
            [text] = counted({"minute": max(1, round(time))}, say)
            context["body"] = timed(context["body"], there[part.start]["ids"][0], text)
    context["hero"] = hero(doctree, cells)
    if (at := summary_at(cells)) in there:
        line = f'<div class="read" data-until="{there[at]["ids"][0]}"></div>'
        context["body"] = line + context["body"]


def setup(app):
    app.connect("doctree-read", offer, priority=600)  # when detours and code have their lines
    app.connect("html-page-context", finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

"""Detours on a chapter's page: set apart, jumped over by a link, marked in the list of sections.

What is a detour, and how long one takes, is said by tools/site/outline.py, for page and deck alike.
The words stand in the edition's page.json.
"""

import json
import re
import sys
from html import escape
from pathlib import Path

from docutils.nodes import raw, section
from nlpviz_editions import words

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
from tools.site import outline  # noqa: E402

LINES_PER_CELL = 10_000  # MyST-NB numbers a cell's lines from here times one more than its place


def cells_of(app, pagename: str) -> list | None:
    """The cells behind a page, if the page is a chapter."""
    source = Path(app.env.doc2path(pagename))
    if not re.fullmatch(r"\d\d_\w+", pagename) or source.suffix != ".ipynb":
        return None
    return json.loads(source.read_text(encoding="utf-8"))["cells"]


def sections(doctree) -> list[tuple[int, section]]:
    """(place of its heading cell, section), in the order of the page."""
    return [(node.line // LINES_PER_CELL - 1, node) for node in doctree.findall(section)
            if node.line]


def html(text: str) -> raw:
    return raw("", text, format="html")


def set_apart(app, doctree) -> None:
    """Each detour's section gets its class and, below its heading, a label and a way past it."""
    cells = cells_of(app, app.env.docname)
    if cells is None:
        return
    say, there = words(app)["detours"], sections(doctree)
    detours = outline.detours(cells)
    main = [(at, node) for at, node in there if not any(d.start <= at < d.end for d in detours)]
    for detour in detours:
        node = next(node for at, node in there if at == detour.start)
        after = next((other for at, other in main if at >= detour.end), None)
        time = max(1, round(outline.minutes(cells[detour.start:detour.end])))
        parts = [f"<strong>{say['name']}</strong>",
                 f"<span>{say['minutes'].format(n=time)}</span>"]
        if after is not None:
            text = escape(say["skip"].format(title=after[0].astext()))
            parts.append(f'<a href="#{after["ids"][0]}">{text}</a>')
        node["classes"].append("detour")
        node.insert(1, html(f'<p class="detour-line">{" ".join(parts)}</p>'))
    announce(cells, there, app.env.docname, words(app))


def announce(cells, there, pagename: str, say) -> None:
    """Where the second session begins, its deck."""
    for number, (start, _) in enumerate(outline.sessions(cells)[1:], 2):
        node = next(node for at, node in there if at == start)
        link = f'<a href="slides/{pagename}_{number}.html">{say["slides"]}</a>'
        here = say["deck"]["here"].format(n=number)
        node.insert(1, html(f'<p class="session-line">{here} {link}</p>'))


def decks(cells, pagename: str, say) -> list[tuple[str, str]]:
    """(address, words) of the link to each deck."""
    names = outline.deck_names(pagename, cells)
    if len(names) == 1:
        return [(f"slides/{pagename}.html", say["slides"])]
    return [(f"slides/{name}.html", say["deck"]["slides"].format(n=k))
            for k, name in enumerate(names, 1)]


def times(cells, say) -> str:
    """How long the chapter takes: read on its main line, read whole, run."""
    main, whole = outline.reading_times(cells)
    stated = outline.stated_times(cells)
    if stated is None:
        raise ValueError("the last line with a number in the title cell must state the minutes to "
                         f"read and to run; it is {outline.times_line(cells)!r}")
    key = "times" if outline.detours(cells) else "time"
    return say[key].format(main=main, all=whole, read=whole, run=stated[-1])


def mark(app, pagename, templatename, context, doctree) -> None:
    """In the list of sections a detour is called one, in words."""
    cells = cells_of(app, pagename) if doctree else None
    if cells is None or "toc" not in context:
        return
    label = f' <span class="toc-detour">{words(app)["detours"]["name"]}</span>'
    for _, node in sections(doctree):
        if "detour" in node["classes"]:
            anchor = re.escape(escape(f'#{node["ids"][0]}'))
            context["toc"] = re.sub(rf'(<a [^>]*href="{anchor}"[^>]*>.*?)(</a>)',
                                    rf"\g<1>{label}\g<2>", context["toc"], flags=re.S)


def setup(app):
    app.connect("doctree-read", set_apart)
    app.connect("html-page-context", mark)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

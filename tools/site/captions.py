"""The numbers and the captions of a chapter's figures, made of what each figure says of itself.

A figure is numbered by its place in the chapter, so that page and decks agree whatever a deck
leaves out.  Its caption is its own label, the sentence for those who do not see it.  Of curves and
bars the label names axes and lines alone, so the title of the section goes before it; of a drawing
the label is a formula, which the reader is yet to meet, so the title stands for it.  A headline
that a chart shows is not said again.

A table has no number: it is no figure, and only some of them have a title.
"""

import json
import re
from html import escape, unescape

from tools.site.paths import Chapter

FIGURE = re.compile(r'<figure class="nlpviz nlpviz-([\w-]+)[^>]*? aria-label="([^"]*)"')
PAYLOAD = re.compile(r'<script type="application/json">(.*?)</script>', re.S)
TABLE, DRAWING, CHARTS = "table", "drawing", ("curves", "bars")
MARKS = [(re.compile(r"\*(.+?)\*"), r"<i>\1</i>"), (re.compile(r"`(.+?)`"), r"<code>\1</code>"),
         (re.compile(r"\$(.+?)\$"), r'<span class="math">\\(\1\\)</span>')]
BELOW = re.compile(r"_(?:\{(.+?)\}|(\w)(?!\w))")


def displays(cell) -> list[str]:
    """What a cell displays as figures, in their order."""
    shown = ("".join(output.get("data", {}).get("text/html", ""))
             for output in cell.get("outputs", []))
    return [html for html in shown if FIGURE.search(html)]


def label(html: str, language: str) -> tuple[str, str]:
    """(a figure's label in a language that it knows, the headline that it shows)"""
    found = PAYLOAD.search(html)
    told = json.loads(found[1]) if found else {}
    own = unescape(FIGURE.search(html)[2])
    return told.get("labels", {}).get(language, own), told.get("state", {}).get("headline", "")


def marked(title: str) -> str:
    """The end of a section's title, after "Play:" or "The idea:", as HTML."""
    html = escape(re.split(r"[:：]\s*", title, maxsplit=1)[-1], quote=False)
    for mark, tag in MARKS:
        html = mark.sub(tag, html)
    return html


def words(html: str, section: str, say: dict, language: str) -> str:
    """What the caption of a figure says, as HTML; `section` is the title of its section."""
    kind = FIGURE.search(html)[1]
    if kind == DRAWING:
        return marked(section)
    text, headline = label(html, language)
    if kind not in CHARTS:
        return escape(text, quote=False)
    text = BELOW.sub(lambda m: f"<sub>{m[1] or m[2]}</sub>",
                     escape(text.removeprefix(f"{headline}: "), quote=False))
    if headline or not section:
        return text
    if section.endswith(("?", "？")):
        return f"{marked(section)} {begun(text)}"
    return say["chart"].format(title=marked(section), said=text)


def begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def caption(n: int, text: str, say: dict) -> str:
    return (f"<figcaption><b>{say['number'].format(n=n)}</b>"
            f"<span>{say['words'].format(said=begun(text))}</span></figcaption>")


def of(cells, say: dict, language: str) -> dict[int, list[str]]:
    """Of each cell that displays figures, the captions in order, "" for a table.

    `say` is what page.json has for captions: the number, the words after it, the words of a chart.
    """
    found, n, sections = {}, 0, Chapter(cells).innermost
    for at, cell in enumerate(cells):
        for html in displays(cell):
            title = sections[at].title if sections[at] else ""
            numbered = FIGURE.search(html)[1] != TABLE
            n += numbered
            said = caption(n, words(html, title, say, language), say)
            found.setdefault(at, []).append(said if numbered else "")
    return found


def put(html: str, said: str) -> str:
    """The figure with its caption inside, below all else."""
    start, end = html.rsplit("</figure>", 1)
    return f"{start}{said}\n</figure>{end}" if said else html


def write(cells, say: dict, language: str) -> None:
    """Put the captions into the outputs of these cells, as nbformat reads them."""
    found = of(cells, say, language)
    for at, said in found.items():
        shown = [output for output in cells[at].outputs
                 if FIGURE.search(output.get("data", {}).get("text/html", ""))]
        for output, one in zip(shown, said, strict=True):
            output.data["text/html"] = put(output.data["text/html"], one)

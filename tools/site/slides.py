"""Build the decks: each chapter's slides into _build/html/slides/NN_slug.html.

    python -m tools.site.slides             the decks and their PDF hand-outs (needs a browser)
    python -m tools.site.slides --no-pdf    the decks alone

A deck is the chapter's own cells, whose slide_type is slide, subslide, fragment, notes or skip.  A
section tagged detour hangs below its slide; a heading tagged deck-2 begins a second deck,
NN_slug_2.html.
"""

import argparse
import re
import shutil
import subprocess
import tempfile
from dataclasses import replace
from html import escape
from pathlib import Path

import nbformat
from jinja2 import pass_context
from nbconvert.exporters import SlidesExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets.config import Config

from nlpviz.language import direction
from tools.env import browser
from tools.site import (
    assets,
    captions,
    deck_cells,
    deck_frame,
    editions,
    figures,
    fonts,
    maths,
    outline,
    slim,
)

ROOT = assets.ROOT
LOOK = ROOT / "book" / "slides"
CONFIG = Config({"NbConvertBase": {"display_data_priority": [
    "text/html", "text/markdown", "image/svg+xml", "image/png", "text/plain"]}})


class Renderer(IPythonRenderer):
    """Markdown whose formulas are marked for tools/site/maths.py."""

    def block_math(self, body):
        return f'<div class="math">\\[{self.escape_html(body)}\\]</div>'

    def inline_math(self, body):
        return f'<span class="math">\\({self.escape_html(body)}\\)</span>'

    def table_cell(self, text, align=None, head=False):
        """A corner without words is no heading."""
        tag = "th" if head and text else "td"
        style = f' style="text-align:{align}"' if align else ""
        return f"<{tag}{style}>{text}</{tag}>\n"

    def latex_environment(self, name, body):
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")


class Deck(SlidesExporter):
    @pass_context
    def markdown2html(self, context, source):
        renderer = Renderer(escape=False, exclude_anchor_links=True)
        html = MarkdownWithMath(renderer=renderer).render(source)
        return re.sub(r'<p>(<div class="math">.*?</div>)</p>', r"\1", html, flags=re.S)


def arrange(notebook: Path, book, number: int, words) -> tuple[list, list[list[str]]]:
    """The cells of one session's deck in order, and the titles of the detours in each stack."""
    cells, parts = book.cells, outline.sessions(book.cells)
    start, end = parts[number - 1]
    framed = cells[0].id == "title"
    last = deck_frame.closing(notebook, cells, (number, len(parts)), words) if framed else []
    away = [replace(d, start=d.start - start, end=d.end - start)
            for d in outline.detours(cells) if start <= d.start < end]
    for cell in deck_frame.discussed(cells) if last else []:
        deck_cells.set_type(cell, "skip")
    order, stacks = deck_cells.lay_out(cells[start:end], away)
    deck_cells.run_headings(order)
    if framed:
        order = order[1:] if number == 1 else order
        main, below = deck_cells.count([*order, *last])
        first = deck_frame.opening(
            notebook, cells, (number, len(parts)), (main + 2, below), words)
        order = [*first, *order, *last]
    return order, stacks


def hints(html: str, stacks: list[list[str]], words) -> str:
    """At the foot of a slide: which detours hang below it."""
    def hint(match: re.Match) -> str:
        named = " · ".join(escape(title) for title in stacks[int(match[2])])
        return f'<p class="detour-hint">{words("hint", title=named)}</p>\n{match[0]}'

    return re.sub(r'</section>\s*(<section[^>]*data-stack="(\d+)")', hint, html)


def deck(notebook: Path, language: str = "en", number: int = 1) -> str:
    """The deck of a chapter's session as HTML, formulas still in TeX."""
    book, words = nbformat.read(notebook, as_version=4), deck_frame.words_of(language)
    heading, decks = outline.heading(book.cells[0]), outline.deck_names(notebook.stem, book.cells)
    others = [(f"{name}.html", words("other", n=k)) for k, name in enumerate(decks, 1)
              if k != number]
    captions.write(book.cells, words["caption"], language)
    book.cells, stacks = arrange(notebook, book, number, words)
    for cell in book.cells:
        if cell.cell_type == "markdown":
            cell.source = editions.joined(cell.source)
    exporter = Deck(
        config=CONFIG, template_name="slides", extra_template_basedirs=[str(LOOK.parent)])
    html, _ = exporter.from_notebook_node(book, resources={
        "words": words,
        "deck": {"language": language, "direction": direction(language), "slug": notebook.stem,
                 "title": heading[1] if heading else notebook.stem,
                 "back": words("chapter", number=int(notebook.name[:2])), "others": others},
    })
    code = (ROOT / "book/_static/code.css").read_text(encoding="utf-8")
    html = figures.lighten(slim.highlights(html, code))
    html = re.sub(r'href="(\d\d_\w+)\.ipynb', r'href="\1.html', hints(html, stacks, words))
    html = re.sub(r'href="\.\./en/(\w+)\.ipynb', r'href="../../slides/\1.html', html)
    return re.sub(r'href="(\w+)\.md', r'href="../\1.html', html)


def furnish(folder: Path) -> None:
    """reveal.js, colours and our theme, beside the decks."""
    reveal = ROOT / "node_modules" / "reveal.js"
    if not reveal.is_dir():
        raise SystemExit(f"reveal.js is missing in {reveal}: run `make setup`")
    folder.mkdir(parents=True, exist_ok=True)
    for file in (
        reveal / "dist" / "reveal.js",
        reveal / "plugin" / "notes" / "notes.js", LOOK / "deck.css", LOOK / "deck.js",
        ROOT / "book" / "_static" / "code.css", ROOT / "book" / "_static" / "favicon.svg",
    ):
        shutil.copy(file, folder)
    style = (reveal / "dist" / "reveal.css").read_text(encoding="utf-8")
    style = re.sub(r"@media print\{html:not\(\.print-pdf\).*", "", style, flags=re.S)
    (folder / "reveal.css").write_text(style, encoding="utf-8")  # paper is deck.css's business
    assets.palette(folder / "palette.css")


def handout(page: Path) -> Path:
    """The deck on paper: each slide with its notes below, as the page is without scripts."""
    pdf, paper = page.with_suffix(".pdf"), page.with_suffix(".paper.html")
    text = page.read_text(encoding="utf-8")
    paper.write_text(re.sub(r"<script\b.*?</script>", "", text, flags=re.S), encoding="utf-8")
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run([
            browser.ensure(), *browser.FLAGS, f"--user-data-dir={profile}",
            "--no-pdf-header-footer", f"--print-to-pdf={pdf}", paper.as_uri(),
        ], capture_output=True, encoding="utf-8", errors="replace", timeout=180)
    paper.unlink()
    if not pdf.is_file():
        raise SystemExit(f"no hand-out was printed:\n{done.stderr.strip()}")
    return pdf


def edition(language: str) -> list[Path]:
    """All decks of one language, with what they need beside them."""
    decks = assets.place(language) / "slides"
    shutil.rmtree(decks, ignore_errors=True)
    furnish(decks / "assets")
    pages = []
    for notebook in sorted((ROOT / "book" / language).glob("[0-9][0-9]_*.ipynb")):
        cells = nbformat.read(notebook, as_version=4).cells
        for number, name in enumerate(outline.deck_names(notebook.stem, cells), 1):
            page = decks / f"{name}.html"
            page.write_text(deck(notebook, language, number), encoding="utf-8")
            pages.append(page)
    maths.set_pages(pages, decks / "assets" / "maths.css")
    fonts.write(decks / "assets", pages)
    return pages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--no-pdf", action="store_true", help="leave out the hand-outs")
    wanted = parser.parse_args()
    for language in assets.editions(chapters=True):
        for page in edition(language):
            print(page.relative_to(ROOT), flush=True)
            if not wanted.no_pdf:
                print(handout(page).relative_to(ROOT), flush=True)


if __name__ == "__main__":
    main()

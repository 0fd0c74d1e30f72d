"""Build the decks: each chapter's slides into _build/html/slides/NN_slug.html.

    python -m tools.site.slides             the decks and their PDF hand-outs (needs a browser)
    python -m tools.site.slides --no-pdf    the decks alone

A deck is the chapter's own cells, tagged slide, subslide, fragment, notes or skip.
"""

import argparse
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import nbformat
from jinja2 import pass_context
from nbconvert.exporters import SlidesExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets.config import Config

from tools.env import browser
from tools.site import assets, fonts, maths, slim

ROOT = assets.ROOT
LOOK = ROOT / "book" / "slides"
BACK = {"en": "Chapter {}", "ja": "第{}章"}
CONFIG = Config({"NbConvertBase": {"display_data_priority": [
    "text/html", "text/markdown", "image/svg+xml", "image/png", "text/plain"]}})


class Renderer(IPythonRenderer):
    """Markdown whose formulas are marked for tools/site/maths.py."""

    def block_math(self, body):
        return f'<div class="math">\\[{self.escape_html(body)}\\]</div>'

    def inline_math(self, body):
        return f'<span class="math">\\({self.escape_html(body)}\\)</span>'

    def latex_environment(self, name, body):
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")


class Deck(SlidesExporter):
    @pass_context
    def markdown2html(self, context, source):
        renderer = Renderer(escape=False, exclude_anchor_links=True)
        html = MarkdownWithMath(renderer=renderer).render(source)
        return re.sub(r'<p>(<div class="math">.*?</div>)</p>', r"\1", html, flags=re.S)


def run_headings(cells) -> None:
    """A slide that begins without a heading repeats the last one, small."""
    last = ""
    for cell in cells:
        kind = cell.metadata.get("slideshow", {}).get("slide_type", "-")
        found = re.search(r"^#{1,3} (.+)$", cell.source, re.M)
        if found and cell.cell_type == "markdown" and kind not in ("notes", "skip"):
            last = found[1]
        elif kind in ("slide", "subslide"):
            cell.metadata["running"] = last


def deck(notebook: Path, language: str = "en") -> str:
    """One chapter's deck as HTML, formulas still in TeX."""
    book = nbformat.read(notebook, as_version=4)
    run_headings(book.cells)
    heading = re.search(r"^# (.+)$", book.cells[0].source, re.M)
    number = int(notebook.name[:2])
    exporter = Deck(
        config=CONFIG, template_name="slides", extra_template_basedirs=[str(LOOK.parent)])
    html, _ = exporter.from_notebook_node(book, resources={
        "language_code": language,
        "deck": {"slug": notebook.stem, "title": heading[1] if heading else notebook.stem,
                 "back": BACK[language].format(number)},
    })
    html = slim.highlights(html, (ROOT / "book/_static/code.css").read_text(encoding="utf-8"))
    html = re.sub(r'href="(\d\d_\w+)\.ipynb', r'href="\1.html', html)
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
        page = decks / f"{notebook.stem}.html"
        page.write_text(deck(notebook, language), encoding="utf-8")
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

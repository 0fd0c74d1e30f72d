"""Build the book into _build/html: Jupyter Book with warnings as errors, then what it lacks.

    python tools/book.py

Sphinx works in _build/sphinx; the finished site is copied from there, so that it holds no page
that was taken out.  Decks (slides/) stay.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import assets
import maths
import slim

ROOT = assets.ROOT
WORK, SITE = ROOT / "_build" / "sphinx", ROOT / "_build" / "html"
STRIP = [  # what the theme adds and no page needs
    (re.compile(r'<html([^>]*?) data-theme="auto"'), r"<html\1"),  # light where scripts are off
    (re.compile(r'\s*<link rel="preload"[^>]*>'), ""),
    (re.compile(r"(<(?:link|script)[^>]*?)\?(?:digest|v)=\w+"), r"\1"),
    (re.compile(r"""console\.log\((["'`])\[PST\].*?\1\);?"""), ""),  # a page logs nothing
    (re.compile(r'\s*<script src="[^"]*(?:togglebutton|thebe|tabs)[^"]*"></script>'), ""),
]


def sphinx() -> Path:
    """Run Jupyter Book; a warning is an error, and all of them are shown."""
    done = subprocess.run([
        sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", "book/en",
        "--config", "_config.yml", "--toc", str(ROOT / "_toc.yml"), "--path-output", str(WORK),
        "--all", "-W", "-n", "--keep-going", "--quiet"], cwd=ROOT)
    if done.returncode:
        raise SystemExit("the book was not built: its warnings stand above")
    return WORK / "_build" / "html"


def publish(built: Path) -> list[Path]:
    """Copy the built pages to the site, keeping the decks; return the pages."""
    SITE.mkdir(parents=True, exist_ok=True)
    for old in SITE.iterdir():
        if old.name not in ("slides", "ja"):
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    shutil.copytree(built, SITE, dirs_exist_ok=True,
                    ignore=shutil.ignore_patterns(
                        ".buildinfo*", "fontawesome", "*.map", "*webpack-macros.html", "locales"))
    sources = SITE / "_sources"
    sources.mkdir(exist_ok=True)
    for notebook in sorted((ROOT / "book" / "en").glob("[0-9][0-9]_*.ipynb")):
        shutil.copy(notebook, sources)
    return sorted(SITE.glob("*.html"))


def finish(pages: list[Path]) -> None:
    """Strip what is not needed, set the maths, write the style sheets that are made."""
    static = SITE / "_static"
    code = (static / "code.css").read_text(encoding="utf-8")
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for pattern, new in STRIP:
            text = pattern.sub(new, text)
        page.write_text(slim.highlights(text, code), encoding="utf-8")
    maths.set_pages(pages, static / "maths.css")
    assets.fonts(static)
    assets.palette(static / "palette.css")
    shutil.copy(static / "code.css", static / "pygments.css")
    theme = static / "scripts" / "pydata-sphinx-theme.js"
    theme.write_text(theme.read_text().replace("console.log(", "void ("))
    options = static / "documentation_options.js"
    options.write_text(options.read_text().replace(  # excerpts are fetched: not from file://
        "SHOW_SEARCH_SUMMARY: true", 'SHOW_SEARCH_SUMMARY: location.protocol !== "file:"'))
    used = slim.words([*pages, *static.rglob("*.js")])
    for sheet in [*static.glob("styles/*.css"), *static.glob("mystnb*.css")]:
        sheet.write_text(slim.prune(sheet.read_text(encoding="utf-8"), used), encoding="utf-8")


def main() -> None:
    pages = publish(sphinx())
    finish(pages)
    print(f"{len(pages)} pages in {SITE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

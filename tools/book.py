"""Build the book into _build/html: Jupyter Book with warnings as errors, then what it lacks.

    python tools/book.py

The English pages (book/en, _config.yml) lie at the root of the site; another edition is a folder
of pages and a configuration (book/ja, _config.ja.yml) and lies below its language's name.

Sphinx works in _build/sphinx; the finished site is copied from there, so that it holds no page
that was taken out.  Decks (slides/) stay.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import assets
import fonts
import maths
import slim

ROOT, SITE = assets.ROOT, assets.SITE
STRIP = [  # what the theme adds and no page needs
    (re.compile(r'<html([^>]*?) data-theme="auto"'), r"<html\1"),  # light where scripts are off
    (re.compile(r'\s*<link rel="preload"[^>]*>'), ""),
    (re.compile(r"(<(?:link|script)[^>]*?)\?(?:digest|v)=\w+"), r"\1"),
    (re.compile(r"""console\.log\((["'`])\[PST\].*?\1\);?"""), ""),  # a page logs nothing
    (re.compile(r'\s*<script src="[^"]*(?:togglebutton|thebe|tabs)[^"]*"></script>'), ""),
]


def sphinx(language: str, config: Path) -> Path:
    """Run Jupyter Book; a warning is an error, and all of them are shown."""
    work = ROOT / "_build" / "sphinx" / language
    done = subprocess.run([
        sys.executable, "-c", "from jupyter_book.cli.main import main; main()",
        "build", f"book/{language}", "--config", str(config), "--toc", str(ROOT / "_toc.yml"),
        "--path-output", str(work), "--all", "-W", "-n", "--keep-going", "--quiet"], cwd=ROOT)
    if done.returncode:
        raise SystemExit("the book was not built: its warnings stand above")
    return work / "_build" / "html"


def publish(built: Path, site: Path, language: str) -> list[Path]:
    """Copy the built pages to the site, keeping decks and other editions; return the pages."""
    site.mkdir(parents=True, exist_ok=True)
    for old in site.iterdir():
        if old.name != "slides" and old.name not in assets.editions():
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    shutil.copytree(built, site, dirs_exist_ok=True,
                    ignore=shutil.ignore_patterns(
                        ".buildinfo*", "fontawesome", "*.map", "*webpack-macros.html", "locales"))
    sources = site / "_sources"
    sources.mkdir(exist_ok=True)
    for notebook in sorted((ROOT / "book" / language).glob("[0-9][0-9]_*.ipynb")):
        shutil.copy(notebook, sources)
    return sorted(site.glob("*.html"))


def finish(pages: list[Path], static: Path) -> None:
    """Strip what is not needed, set the maths, write the style sheets that are made."""
    code = (static / "code.css").read_text(encoding="utf-8")
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for pattern, new in STRIP:
            text = pattern.sub(new, text)
        page.write_text(slim.highlights(text, code), encoding="utf-8")
    maths.set_pages(pages, static / "maths.css")
    fonts.write(static, pages)
    assets.palette(static / "palette.css")
    shutil.copy(static / "code.css", static / "pygments.css")
    theme = static / "scripts" / "pydata-sphinx-theme.js"
    script = theme.read_text(encoding="utf-8")
    theme.write_text(script.replace("console.log(", "void ("), encoding="utf-8")
    options = static / "documentation_options.js"
    script = options.read_text(encoding="utf-8")  # excerpts are fetched: not from file://
    options.write_text(script.replace(
        "SHOW_SEARCH_SUMMARY: true", 'SHOW_SEARCH_SUMMARY: location.protocol !== "file:"'),
        encoding="utf-8")
    used = slim.words([*pages, *static.rglob("*.js")])
    for sheet in [*static.glob("styles/*.css"), *static.glob("mystnb*.css")]:
        sheet.write_text(slim.prune(sheet.read_text(encoding="utf-8"), used), encoding="utf-8")


def main() -> None:
    for language, config in assets.editions().items():
        site = assets.place(language)
        pages = publish(sphinx(language, config), site, language)
        finish(pages, site / "_static")
        print(f"{len(pages)} pages in {site.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

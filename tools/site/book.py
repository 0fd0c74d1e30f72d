"""Build the book into _build/html: Jupyter Book with warnings as errors, then what it lacks.

    python -m tools.site.book

The English pages (book/en) lie at the root of the site; another edition is a folder of pages
(book/ja) and lies below its language's name.  Both are built with _config.yml and _toc.yml, to
which is added what the edition says itself (page.json) and taken away what it has not got yet.

Sphinx works in _build/sphinx; the finished site is copied from there, so that it holds no page
that was taken out.  Decks (slides/) stay.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from nlpviz.language import direction
from tools.site import assets, figures, fonts, maths, slim

ROOT, SITE = assets.ROOT, assets.SITE
STRIP = [  # what the theme adds and no page needs
    (re.compile(r'<html([^>]*?) data-theme="auto"'), r"<html\1"),  # light where scripts are off
    (re.compile(r'\s*<link rel="preload"[^>]*>'), ""),
    (re.compile(r"(<(?:link|script)[^>]*?)\?(?:digest|v)=\w+"), r"\1"),
    (re.compile(r"""console\.log\((["'`])\[PST\].*?\1\);?"""), ""),  # a page logs nothing
    (re.compile(r'\s*<script src="[^"]*(?:togglebutton|thebe|tabs)[^"]*"></script>'), ""),
    (re.compile(r'<th class="head"><p></p></th>'), "<td></td>"),  # it heads nothing
]
COMMA = re.compile(r"(<mjx-container\b(?:(?!</mjx-container>).)*</mjx-container>[、。；：）」]+)",
                   re.S)
LABEL = re.compile(r'(\b(?:aria-label|title)=")([^"]*)(")')


def contents(folder: Path) -> dict:
    """The table of contents of an edition: of _toc.yml what exists, in its own words."""
    toc, say = read(ROOT / "_toc.yml"), assets.words(folder)["toc"]
    parts = []
    for part in toc["parts"]:
        chapters = [{key: say[text] if key == "title" else text for key, text in chapter.items()}
                    for chapter in part["chapters"] if any(folder.glob(f"{chapter['file']}.*"))]
        if chapters:
            parts.append({"caption": say[part["caption"]], "chapters": chapters})
    del toc["parts"]
    return {**toc, "parts": parts} if parts else toc


def pages_of(folder: Path) -> list[str]:
    """The names of an edition's pages."""
    parts = contents(folder).get("parts", ())
    found = [chapter["file"] for part in parts for chapter in part["chapters"]]
    return ["index", *found, "search", "genindex"]


def settings(language: str, folder: Path) -> dict:
    """_config.yml and what differs between editions."""
    config, say = read(ROOT / "_config.yml"), assets.words(folder)
    config["repository"]["path_to_book"] = f"book/{language}"
    extensions = config["sphinx"]["local_extensions"]
    extensions |= {name: str(ROOT / path) for name, path in extensions.items()}
    ours = config["sphinx"]["config"]
    ours["language"] = language
    ours["html_theme_options"] |= {"search_bar_text": say["search"], "toc_title": say["contents"]}
    if language != "en":
        ours["nlpviz_english"] = str(work("en") / "_build" / "html")
    ours["nlpviz_editions"] = [
        {"code": code, "name": assets.words(other)["language"], "pages": pages_of(other),
         "direction": direction(code)}
        for code, other in assets.editions().items()]
    return config


def read(file: Path) -> dict:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def write(file: Path, value: dict) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(value, allow_unicode=True), encoding="utf-8")
    return file


def work(language: str) -> Path:
    """Where Sphinx works on an edition."""
    return ROOT / "_build" / "sphinx" / language


def sphinx(language: str, folder: Path) -> Path:
    """Run Jupyter Book; a warning is an error, and all of them are shown."""
    at = work(language)
    config = write(at / "_config.yml", settings(language, folder))
    toc = write(at / "_toc.yml", contents(folder))
    done = subprocess.run([
        sys.executable, "-c", "from jupyter_book.cli.main import main; main()",
        "build", f"book/{language}", "--config", str(config), "--toc", str(toc),
        "--path-output", str(at), "--all", "-W", "-n", "--keep-going", "--quiet"], cwd=ROOT)
    if done.returncode:
        raise SystemExit("the book was not built: its warnings stand above")
    return at / "_build" / "html"


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


def labelled(text: str, words: dict[str, str]) -> str:
    """A page whose labels, where the theme has them in English alone, are in its language."""
    return LABEL.sub(lambda m: f"{m[1]}{words.get(m[2], m[2])}{m[3]}", text)


def finish(pages: list[Path], static: Path, language: str) -> None:
    """Strip what is not needed, set the maths, write the style sheets that are made."""
    code = (static / "code.css").read_text(encoding="utf-8")
    words = assets.words(assets.editions()[language])["theme"]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for pattern, new in STRIP:
            text = pattern.sub(new, text)
        text = labelled(text, words)
        text = text.replace("<html ", f'<html dir="{direction(language)}" ', 1)
        page.write_text(figures.lighten(slim.highlights(text, code)), encoding="utf-8")
    maths.set_pages(pages, static / "maths.css")
    for page in pages:  # a browser may break a line after a formula, even before a comma
        text = page.read_text(encoding="utf-8")
        page.write_text(COMMA.sub(r'<span class="unbroken">\1</span>', text), encoding="utf-8")
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
    for language, folder in assets.editions().items():
        site = assets.place(language)
        pages = publish(sphinx(language, folder), site, language)
        finish(pages, site / "_static", language)
        print(f"{len(pages)} pages in {site.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

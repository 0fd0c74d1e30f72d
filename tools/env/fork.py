"""Point the book to your copy: ``make fork URL=https://github.com/group/book``.

The address stands in _config.yml.  Notebooks cannot read that file in Colab, so each has the
address in its setup cell, and pages link to it: all of these change together, or none does.
Whom to cite and the licences stay as they are.
"""

import re
import sys
from pathlib import Path

from nlpviz.files import replace_file, try_out
from tools import ROOT

CONFIG = "_config.yml"
# The last one is the place where the others are read from.
FILES = ("README.md", "CONTRIBUTING.md", "pyproject.toml", ".devcontainer/*", ".github/*/*.yml",
         "book/*/*.ipynb", "book/*/*.md", "book/*/*.html", CONFIG)
ADDRESS = re.compile(r"https://github\.com/([^/]+)/([^/]+?)(?:\.git)?/?")
# What GitHub allows: a group of letters, digits and single hyphens between them; a repository that
# is no step in a path and no ending that git itself gives to a folder.
GROUP = re.compile(r"[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}")
BOOK = re.compile(r"(?!\.{1,2}$)(?!.*\.(?:git|wiki)$)[A-Za-z0-9._-]{1,100}", re.I)
HOSTS = r"github\.com|colab\.research\.google\.com/github|mybinder\.org/v2/gh|codespaces\.new"
# After a name: no letter that would make it a longer one (but book.git is book).
ENDS = r"(?![\w-]|\.(?!git\b)\w)"


def parts(url: str) -> tuple[str, str]:
    """(group, book) of an address; ValueError if it is no address of a repository on GitHub."""
    url = url.strip()
    found, said = ADDRESS.fullmatch(url), f"URL is {url[:80]!r}"
    if not found:
        raise ValueError(f"{said}, and must look like "
                         "https://github.com/group/book (Colab opens notebooks from GitHub)")
    for what, name, allowed in (("group", found[1], GROUP), ("repository", found[2], BOOK)):
        if not allowed.fullmatch(name) or len(name) > 39 and what == "group":
            raise ValueError(f"{said}, and GitHub has no {what} called {name[:80]!r}; it must "
                             "look like https://github.com/group/book")
    return found[1], found[2]


def home(root: Path = ROOT) -> str:
    """The address in _config.yml."""
    text = (root / CONFIG).read_text(encoding="utf-8")
    found = re.search(r"^repository:\s*\n\s+url:\s*[\"']?([^\s\"']+)", text, re.M)
    if not found:
        raise ValueError(f"{CONFIG} has no repository with a url")
    return found[1]


def pages(group: str, book: str) -> str:
    """Where GitHub publishes the repository; the one that is named for it is the group's own."""
    own = f"{group}.github.io".lower()
    return own if book.lower() == own else f"{own}/{book}"


def moved(text: str, old: tuple[str, str], new: tuple[str, str]) -> str:
    """The text with every address of the old copy changed to the new one."""
    group, book = map(re.escape, old)
    text = re.sub(rf"({HOSTS})/{group}/{book}{ENDS}", rf"\g<1>/{new[0]}/{new[1]}", text)
    return re.sub(rf"(?<![\w.-]){re.escape(pages(*old))}{ENDS}", pages(*new), text, flags=re.I)


def fork(url: str, root: Path = ROOT) -> list[str]:
    """Change all files; returns the names of those that did change.

    Stopped by an error or Ctrl-C, all are as they were; after worse, the same command goes on.
    """
    new, old = parts(url), parts(home(root))
    paths = [p for pattern in FILES for p in sorted(root.glob(pattern)) if p.is_file()]
    texts = {p: p.read_bytes().decode("utf-8") for p in paths}
    changed = {p: m for p, text in texts.items() if (m := moved(text, old, new)) != text}
    for path in changed:
        try_out(str(path.relative_to(root)), path)
    try:
        for path, text in changed.items():
            replace_file(path, text.encode("utf-8"))
    except BaseException:
        for path in changed:
            replace_file(path, texts[path].encode("utf-8"))
        raise
    return [str(p.relative_to(root)) for p in changed]


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1]:
        sys.exit("usage: make fork URL=https://github.com/group/book")
    try:
        files = fork(sys.argv[1])
    except ValueError as error:
        sys.exit(f"{error}; nothing was changed")
    print("\n".join(f"  {name}" for name in files) or "  nothing to change: this is that copy")

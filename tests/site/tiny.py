"""A made-up chapter, small enough to reckon by hand, for the tests of outline and decks."""

from pathlib import Path

import nbformat

FRONT = """# A book

| | | |
|---|---|---|
| 1 | Basic vocabulary | planned |
| 3 | [Tiny](03_tiny.ipynb) | **ready** |
| 4 | [More](04_more.ipynb) | **ready** |
| 5 | Memory networks | planned |
"""
TITLE = """# Tiny

**One step is enough.**

You will take one step.
You should know how to walk.
5 minutes to read, 10 with the detour, 1 to run."""
DISCUSS = """## To discuss

1. Is it one (or more)? (A good answer counts; see (1).)
2. Why?
3. """ + " ".join(["word"] * 39) + "? (Touches: words.)"


def text(name, source, kind="slide", *tags):
    """A text cell with its place in the deck and its tags."""
    metadata = {"slideshow": {"slide_type": kind}}
    if tags:
        metadata["tags"] = list(tags)
    return nbformat.v4.new_markdown_cell(source, id=name, metadata=metadata)


def code(name, source, kind="-"):
    return nbformat.v4.new_code_cell(source, id=name, metadata={"slideshow": {"slide_type": kind}})


def cells(*tags_of_more) -> list:
    """Title, a section with a detour below it, and a second section, tagged as asked."""
    return [
        text("title", TITLE), code("setup", "import numpy", "skip"),
        text("problem", "## The problem\n\nOne step."), code("problem-more", "1 + 1", "subslide"),
        text("aside", "### By the way\n\nA detour.", "slide", "detour"),
        text("aside-notes", "Said of the detour.", "notes"), code("aside-code", "2", "subslide"),
        text("more", "## A second step\n\nAnother step.", "slide", *tags_of_more),
        text("summary", "## In one minute\n\nTwo steps."),
        text("exercises", "## Exercises\n\nDo them.", "skip"),
        text("exercises-one", "### 1. One step\n\nTake it.", "skip"),
        text("exercises-two", "### 2. Back\n\nGo back.", "skip"),
        text("discuss", DISCUSS, "notes"), text("sources", "## Sources\n\nNone.", "skip")]


def write(folder: Path, some) -> Path:
    """book/en with a front page, this chapter, and the one after it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.md").write_text(FRONT, encoding="utf-8")
    following = nbformat.v4.new_notebook(cells=[text("title", "# More\n\n**More is not less.**")])
    nbformat.write(following, folder / "04_more.ipynb")
    nbformat.write(nbformat.v4.new_notebook(cells=some), folder / "03_tiny.ipynb")
    return folder / "03_tiny.ipynb"

"""What the book adds to Jupyter Book: the line above each chapter, and maths.

Maths leaves Sphinx as ``<span class="math">\\(…\\)</span>`` and is set by tools/maths.py after
the build, so that a page needs no script to show an equation.
"""

import json
import re
from html import escape
from pathlib import Path

from docutils.nodes import SkipNode

CHAPTER = re.compile(r"(\d\d)_\w+")
MINUTES = re.compile(r"(\d+) minutes?[^.\d]*?(\d+) to run")


def visit_inline(self, node):
    self.body.append(f'<span class="math">\\({self.encode(node.astext())}\\)</span>')
    raise SkipNode


def visit_block(self, node):
    self.body.append(f'<div class="math">\\[{self.encode(node.astext())}\\]</div>\n')
    raise SkipNode


def chapter_line(app, pagename, templatename, context, doctree):
    """Above the title of a chapter: its number, its time, its deck, Colab and the file itself."""
    found = CHAPTER.fullmatch(pagename)
    source = Path(app.env.doc2path(pagename)) if doctree else Path()
    if not found or source.suffix != ".ipynb":
        return
    options = app.config.html_theme_options
    owner = options["repository_url"].removeprefix("https://github.com/")
    path = f"{options['path_to_docs']}/{source.name}"
    colab = f"https://colab.research.google.com/github/{owner}/blob/{options['repository_branch']}"
    first = "".join(json.loads(source.read_text(encoding="utf-8"))["cells"][0]["source"])
    minutes = MINUTES.search(first)
    parts = [f"<span>Chapter {int(found[1])}</span>"]
    if minutes:
        parts.append(f"<span>{minutes[1]} min to read, {minutes[2]} to run</span>")
    parts += [
        f'<a href="slides/{pagename}.html">Slides</a>',
        f'<a href="{escape(colab)}/{path}">Open in Colab</a>',
        f'<a href="_sources/{source.name}" download>Notebook</a>',
    ]
    line = f'<nav class="chapter-line" aria-label="Chapter">{" ".join(parts)}</nav>'
    context["body"] = line + context["body"]


def setup(app):
    app.add_config_value("comments_config", {}, "html")  # Jupyter Book sets it in any case
    app.add_html_math_renderer("at_build", (visit_inline, None), (visit_block, None))
    app.connect("html-page-context", chapter_line)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

"""What the book adds to Jupyter Book: the line above a chapter, maths, and the parts beside this.

Maths leaves Sphinx as ``<span class="math">\\(…\\)</span>`` and is set by tools/site/maths.py after
the build, so that a page needs no script to show an equation.
"""

import json
import re
from html import escape
from pathlib import Path

import nlpviz_detours
from docutils.nodes import SkipNode
from nlpviz_editions import words

CHAPTER = re.compile(r"(\d\d)_\w+")


def notebook(app, pagename) -> dict | None:
    """The cells behind a page, if the page is a chapter."""
    source = Path(app.env.doc2path(pagename))
    if not CHAPTER.fullmatch(pagename) or source.suffix != ".ipynb":
        return None
    return json.loads(source.read_text(encoding="utf-8"))["cells"]


def visit_inline(self, node):
    self.body.append(f'<span class="math">\\({self.encode(node.astext())}\\)</span>')
    raise SkipNode


def visit_block(self, node):
    self.body.append(f'<div class="math">\\[{self.encode(node.astext())}\\]</div>\n')
    raise SkipNode


def chapter_line(app, pagename, templatename, context, doctree):
    """Above the title of a chapter: its number, its time, its deck, Colab and the file itself."""
    cells = notebook(app, pagename) if doctree else None
    if cells is None:
        return
    say, options = words(app), app.config.html_theme_options
    owner = options["repository_url"].removeprefix("https://github.com/")
    path = f"{options['repository_branch']}/{options['path_to_docs']}/{pagename}.ipynb"
    colab = f"https://colab.research.google.com/github/{owner}/blob/{path}"
    name = say["chapter"].format(number=int(pagename[:2]))
    parts = [f"<span>{name}</span>", f"<span>{nlpviz_detours.times(cells, say)}</span>"]
    for address, text in (*nlpviz_detours.decks(cells, pagename, say), (colab, say["colab"]),
                          (f"_sources/{pagename}.ipynb", say["file"])):
        parts.append(f'<a href="{escape(address)}">{text}</a>')
    line = f'<nav class="chapter-line" aria-label="{name}">{" ".join(parts)}</nav>'
    context["body"] = line + context["body"]


def setup(app):
    app.add_config_value("comments_config", {}, "html")  # Jupyter Book sets it in any case
    app.add_html_math_renderer("at_build", (visit_inline, None), (visit_block, None))
    app.setup_extension("nlpviz_detours")
    for part in ("nlpviz_cover", "nlpviz_figures", "nlpviz_folds", "nlpviz_paths"):
        app.setup_extension(part)
    app.connect("html-page-context", chapter_line)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

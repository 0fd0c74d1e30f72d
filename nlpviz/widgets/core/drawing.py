"""Wordless drawings of ``book/figures``, shown in the book's colours, light and dark."""

import re
from html import escape

from ...book import find
from .bundle import source_of
from .palette import ROLES


class Drawing:
    """One SVG file as a display: symbols and lines, no controls."""

    def __init__(self, name: str):
        self.name = name
        self.svg = find("figures", f"{name}.svg").read_text(encoding="utf-8").strip()
        self.label = re.search(r'aria-label="([^"]*)"', self.svg)[1]

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {"text/html": self.html(), "text/plain": repr(self)}

    def html(self) -> str:
        """A ``<figure>`` with the drawing inside; roles follow the page's colour scheme."""
        used = [role for role in ROLES if f"--nv-{role}" in self.svg]
        roles = ";".join(f"--nv-{r}:light-dark({ROLES[r][0]},{ROLES[r][1]})" for r in used)
        return (
            f'<figure class="nlpviz nlpviz-drawing" aria-label="{self.label}" '
            f'style="{escape(roles)}">\n<style>{source_of("core/figure.css")}</style>\n'
            f"{self.svg}\n</figure>"
        )

    def __repr__(self) -> str:
        return f"drawing {self.name}"

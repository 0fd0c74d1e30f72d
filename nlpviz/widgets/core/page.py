"""A whole HTML page around figures, for one that is saved on its own."""

from html import escape

from ...language import direction
from .bundle import source_of
from .svg import visible


def page(title: str, inside: str, language: str) -> str:
    """The page; title: plain text, inside: HTML, language: the one that both speak."""
    before, after = source_of("core/page.html").split("{figure}")
    before = before.replace("{lang}", language).replace("{dir}", direction(language))
    return before.replace("{title}", escape(visible(title))) + inside + after

"""What the matplotlib versions share: texts of the reader's are drawn as they are.

matplotlib takes what stands between two dollars for mathematics.
"""

from __future__ import annotations

from .svg import shorten, visible

PLAIN = {"parse_math": False, "usetex": False}
LIMIT = 40  # letters


def plain(text: str) -> str:
    """A text as it is drawn: what has no picture is made visible, what is long is cut."""
    return shorten(visible(text), LIMIT)


def ticks(axis, texts, **options) -> None:
    """One tick for each text, from 0."""
    axis.set_ticks(range(len(texts)), [plain(text) for text in texts], **PLAIN, **options)

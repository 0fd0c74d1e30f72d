"""What the matplotlib versions share: texts of the reader's are drawn as they are.

matplotlib takes what stands between two dollars for mathematics, and leaves out of a legend what
begins with an underscore.
"""

from __future__ import annotations

from .svg import shorten, visible

PLAIN = {"parse_math": False, "usetex": False}
LIMIT = 40  # letters


def plain(text: str) -> str:
    """A text as it is drawn: what has no picture is made visible, what is long is cut."""
    return shorten(visible(text), LIMIT)


def label(ax, **texts) -> None:
    """Title and names of the axes, as in label(ax, title="a", x="b", y="c"); "" is none."""
    for place, text in texts.items():
        write = ax.set_title if place == "title" else getattr(ax, f"set_{place}label")
        write(plain(text) if text else "", **PLAIN)


def ticks(axis, texts, **options) -> None:
    """One tick for each text, from 0."""
    axis.set_ticks(range(len(texts)), [plain(text) for text in texts], **PLAIN, **options)


def legend(ax, lines, names, **options):
    """A legend that has every line with its name, after what is drawn there already."""
    others = [pair for pair in zip(*ax.get_legend_handles_labels(), strict=True)
              if pair[0] not in lines]
    entries = others + [(line, f"line {i}") for i, line in enumerate(lines)]
    box = ax.legend(*zip(*entries, strict=True), **options)
    for text, name in zip(box.get_texts()[len(others):], names, strict=True):
        text.set(text=plain(name), **PLAIN)
    return box

"""The checkers' sentences, looked up by key.

A sentence is Markdown with blanks in braces.  A chapter's own stand in
its folder, one file per language (en.json, ja.json), and what any
checker may say stands here; no key stands in both.
"""

from functools import reduce
from pathlib import Path
from typing import NamedTuple

from ...language import Words, words

GENERAL = Path(__file__).parent


class Said(NamedTuple):
    """The key of a sentence, and what fills its blanks; this may be another."""

    key: str
    blanks: dict


def spoken(said, folder):
    """What is said, in the language in use; folder: the chapter's."""
    texts = Words({**words(folder), **words(GENERAL)})
    sentences = (_filled(texts, *one) for one in said)
    return reduce(lambda before, after: texts("join", before=before, after=after), sentences)


def _filled(texts, key, blanks):
    return texts(key, **{name: _filled(texts, *value) if isinstance(value, Said) else value
                         for name, value in blanks.items()})

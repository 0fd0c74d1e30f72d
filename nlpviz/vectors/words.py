"""Which words a file of vectors can hold, and what to do with broken ones."""

import re
from pathlib import Path

from ..language import DEFAULT, words

WORD = 10_000
"""The most bytes of a word that are read, less one."""
ERRORS = ("strict", "replace", "ignore", "skip")
UNFIT = re.compile(r"[\0-\x20]")
LONG_WORD = "long", {"n": WORD}
HERE = Path(__file__).parent
SIGNS = {" ": "blank", "\t": "tab", "\n": "line end", "\r": "line end"}
CONTROL = re.compile(rb"[\0-\x08\x0e-\x1f]")


def fault(word):
    """Why a file cannot hold the word: what `reason` says in words; None if it can.

    Blanks and line ends part words and values, other control
    characters mark a file that is read with the wrong width.
    """
    if not word:
        return "empty", {}
    if too_long(word):
        return LONG_WORD
    if bad := UNFIT.search(word):
        return SIGNS.get(bad[0], "control"), {"sign": repr(bad[0])}
    if not word.isascii() and word.encode("utf-8", "replace").decode() != word:
        return "broken", {}
    return None


def reason(why, language):
    """A fault in words."""
    key, values = why
    return words(HERE, language)(key, **values)


def unfit(word):
    """Why a file cannot hold the word, as an error says it, or None if it can."""
    why = fault(word)
    return why and reason(why, DEFAULT)


def too_long(word):
    """Whether the word has more bytes than are read again."""
    return len(word) >= WORD or (4 * len(word) >= WORD
                                 and len(word.encode("utf-8", "replace")) >= WORD)


def decoded(place, word, errors):
    """The word (bytes) as text, or None if it is to be left out.

    errors: "strict" refuses what is not UTF-8 and what is empty; "skip"
    leaves it out; "replace" has U+FFFD for broken bytes and "ignore"
    nothing (an empty word is left out).
    """
    try:
        text = word.decode("utf-8", "strict" if errors == "skip" else errors)
    except UnicodeDecodeError:
        if errors == "skip":
            return None
        raise ValueError(f"{place}: the word {ascii(word[:40])} is not UTF-8; errors=\"replace\" "
                         'reads it with U+FFFD, errors="skip" leaves it out') from None
    if not text and errors == "strict":
        raise ValueError(f'{place}: there is no word before the values; errors="skip" leaves '
                         "it out")
    return text or None

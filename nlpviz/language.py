"""The language in which figures, checkers and commands speak.

Two editions of a chapter differ in their prose and in one line of their
set-up cell:

    nlpviz.language.use("ja")

English is the default and needs no line.  A command is asked through
its environment:

    NLPVIZ_LANGUAGE=ja python -m nlpviz.translate --help

A language exists as soon as something is written in it: a folder
``book/xx``, an entry ``"xx"`` in the ``words.json`` of a figure or a
command, or a chapter's messages in ``exercises/slug/xx.json``.  There is
no list to be kept.
"""

import contextlib
import json
import os
import re
from functools import cache
from pathlib import Path
from string import Formatter

from .book import PLACES

HERE = Path(__file__).parent
DEFAULT = "en"
CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")  # as in <html lang>: ja, pt-BR
FROM_RIGHT = {"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}
_used = []  # the languages in use, the present one last


class Words(dict):
    """Texts by key, in one language; called, it fills the blanks of one."""

    def __call__(self, key, /, **values):
        """The text of `key`, with {n} replaced by the value of n, and so on."""
        return self[key].format(**values)


def use(language):
    """Speak this language from now on.

    ValueError names the languages that there are.
    """
    _used[:] = [_checked("language", language)]


def current():
    """The language in use; before use(), that of the environment's
    NLPVIZ_LANGUAGE, else "en"."""
    if _used:
        return _used[-1]
    asked = os.environ.get("NLPVIZ_LANGUAGE")
    return _checked("NLPVIZ_LANGUAGE", asked) if asked else DEFAULT


@contextlib.contextmanager
def speaking(language):
    """While this lasts, speak another language."""
    _used.append(_checked("language", language))
    depth = len(_used)
    try:
        yield
    finally:
        del _used[depth - 1:]


def direction(language):
    """ "rtl" if a language is written from right to left, else "ltr"."""
    return "rtl" if language.partition("-")[0] in FROM_RIGHT else "ltr"


@cache
def known():
    """The languages in which something is written, English first."""
    found = set()
    for file in word_files():
        found |= set(_read(file)) if file.name == "words.json" else {file.stem}
    for place in PLACES:
        found |= {folder.name for folder in place.glob("*") if _edition(folder)}
    return DEFAULT, *sorted(found - {DEFAULT})


def word_files(package=HERE):
    """All files of words: words.json of a figure or a command, xx.json of a checker."""
    return sorted(file for file in package.rglob("*.json")
                  if file.name == "words.json" or _is_messages(file.relative_to(package)))


def words(folder, language=None, fallback=False):
    """The words of a folder in a language (that in use, if none is named).

    folder: holds one words.json, {"en": {key: text}, "ja": {…}}, or a
    file xx.json, {key: text}, for each language.  A folder that does not
    speak the language answers in the nearest().  What speaks it speaks it
    whole, as a test demands; with fallback=True a single key that is
    missing is said in English instead.
    """
    language = current() if language is None else _checked("language", language)
    texts = in_all_languages(folder)
    if DEFAULT not in texts:
        raise ValueError(f"folder is {str(folder)!r}; it must hold words.json with "
                         f'"{DEFAULT}", or {DEFAULT}.json')
    spoken = texts[nearest(language, texts)]
    return Words({**texts[DEFAULT], **spoken} if fallback else spoken)


def nearest(language, offered):
    """The code among `offered` that serves a language: itself, else its
    primary subtag (pt for pt-BR), else English.  Letter case does not count."""
    codes = {code.lower(): code for code in offered}
    tag = language.lower()
    return codes.get(tag) or codes.get(tag.partition("-")[0]) or DEFAULT


def speaker(file):
    """What fills the texts beside a module: phrase = speaker(__file__); phrase("key", n=3).

    It looks anew each time, so that it speaks the language in use then.
    """
    folder = Path(file).parent
    return lambda key, /, **values: words(folder)(key, **values)


def in_all_languages(folder):
    """{language: {key: text}} of a folder of words."""
    folder = Path(folder)
    if (folder / "words.json").is_file():
        return _read(folder / "words.json")
    return {file.stem: _read(file) for file in sorted(folder.glob("*.json"))
            if CODE.fullmatch(file.stem)}


def blanks(text):
    """The blanks of a text, with how they are written: {"n:,", "name"} of "{n:,} of {name}"."""
    return {f"{name}:{form}" if form else name
            for _, name, form, _ in Formatter().parse(text) if name is not None}


def term(text, language=None):
    """What is shown for a term, the English name of an axis, a row or a column in a cell.

    It stands in the edition's book/xx/terms.json; a text that does not is shown as it is.  A term
    may have blanks: "step {}" also says what "step 3" is.
    """
    language = current() if language is None else _checked("language", language)
    table = terms(language)
    if not isinstance(text, str) or text in table:
        return table.get(text, text)
    fits = ((shown, pattern(name).fullmatch(text)) for name, shown in table.items() if "{}" in name)
    return next((shown.format(*(table.get(part, part) for part in found.groups()))
                 for shown, found in fits if found), text)


@cache
def pattern(term):
    """What finds a term in a text; each blank {} is a group."""
    return re.compile("(.+?)".join(map(re.escape, term.split("{}"))))


def terms(language):
    """{English: shown} of an edition; empty for English, and where there is no such file."""
    for place in PLACES:
        if (place / language / "terms.json").is_file():
            return _read(place / language / "terms.json")
    return {}


@cache
def _read(file):
    return json.loads(file.read_text(encoding="utf-8"))


def _is_messages(file):
    """Whether a path in the package is that of a checker's messages, …/exercises/…/xx.json."""
    return "exercises" in file.parts and CODE.fullmatch(file.stem) is not None


def _edition(folder):
    """Whether a folder of the book is an edition (or the part of one that travels)."""
    return bool(CODE.fullmatch(folder.name)) and any(
        (folder / file).is_file() for file in ("index.md", "terms.json"))


def _checked(name, language):
    """The language, if something is written in it."""
    if language not in known():
        *others, last = map(repr, known())
        either = f"{', '.join(others)} or {last}" if others else last
        raise ValueError(f"{name} is {language!r:.80}; it must be {either}")
    return language

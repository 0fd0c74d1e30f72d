"""The checkers' sentences, looked up by key in one table per language.

A sentence is Markdown with blanks in braces.  The language is the
environment variable NLPVIZ_LANGUAGE, else English; what a language
lacks is said in English.  A new language is a file like `english.py`
and a line in LANGUAGES.
"""

import os

from . import english

LANGUAGES = {"en": english}


def table():
    """The table of the language asked for."""
    return LANGUAGES.get(os.environ.get("NLPVIZ_LANGUAGE", "en"), english)


def message(key, **values):
    """The sentence of `key`, its blanks filled."""
    sentence = table().MESSAGES.get(key, english.MESSAGES[key])
    return sentence.format(**values)


def head(kind, name):
    """The first words of a result: right, empty or wrong."""
    return table().HEADS[kind].format(name=name)

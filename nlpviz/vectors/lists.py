"""Readers of the public lists: analogies, and word pairs with scores."""

import csv
import math

from ..check import brief, is_whole
from ..data.files import from_file
from ..text import is_blank


def read_analogies(path, lower=False, encoding="utf-8"):
    """[(section, a, b, c, d)] of a file like questions-words.txt.

    A line ": capital-common-countries" begins a section; every other
    line has four words: a is to b as c is to d. lower: in lower case,
    for vectors of lower-case text. ValueError with path and line for
    anything else; errors of reading are those of `from_file`.
    """
    questions, section = [], None
    for place, line in _lines(path, lower, encoding):
        if line.startswith(":"):
            section = line[1:].strip()
        elif section is None:
            raise ValueError(f"{place}: {brief(line)} comes before the first section; a line like "
                             '": capitals" must be first')
        elif len(line.split()) != 4:
            raise ValueError(f"{place}: {brief(line)} has {len(line.split())} words; a question "
                             "has four: a is to b as c is to d")
        else:
            questions.append((section, *line.split()))
    if not questions:
        raise ValueError(f"{path} holds no question; a line has four words")
    return questions


def read_pairs(path, columns=(0, 1, 2), lower=False, encoding="utf-8"):
    """[(word1, word2, score)] of a table of judged word pairs.

    The columns are parted by tabs, commas, semicolons or spaces,
    whichever the first line has. columns: where the words and the
    score stand ((0, 1, 3) for SimLex-999). A first line without a score
    is a heading; lines that begin with # are left out. ValueError with
    path and line for anything else.
    """
    if len(columns) != 3 or not all(is_whole(c) and c >= 0 for c in columns):
        raise ValueError(f"columns is {columns!r}; it must be three whole numbers from 0 on: those "
                         "of the two words and of the score")
    lines = [(place, line) for place, line in _lines(path, lower, encoding) if line[0] != "#"]
    if not lines:
        raise ValueError(f"{path} holds nothing but comments")
    separator = next((c for c in "\t,;" if c in lines[0][1]), " ")
    rows = [(place, _row(place, line, separator, columns)) for place, line in lines]
    if _number(rows[0][1][2]) is None:
        del rows[0]
    if not rows:
        raise ValueError(f"{path} holds no pair; a line has two words and a score")
    return [(a, b, _score(place, score)) for place, (a, b, score) in rows]


def _lines(path, lower, encoding):
    """(place, line) of each line on which something is to be seen."""
    text = from_file(path, encoding)
    for number, line in enumerate((text.lower() if lower else text).split("\n"), 1):
        if not is_blank(line):
            yield f"{path}, line {number}", line.strip()


def _row(place, line, separator, columns):
    try:
        fields = line.split() if separator == " " else next(csv.reader([line], delimiter=separator))
    except csv.Error as error:
        raise ValueError(f"{place}: {brief(line)} is no row of a table: {error}") from None
    if len(fields) <= max(columns):
        sign = {"\t": "tab", " ": "space"}.get(separator, separator)
        raise ValueError(f"{place}: {brief(line)} has {len(fields)} columns, parted by {sign!r}; "
                         f"column {max(columns)} (counted from 0) is needed")
    a, b, score = (fields[c].strip() for c in columns)
    if not a or not b:
        raise ValueError(f"{place}: {brief(line)} lacks a word")
    return a, b, score


def _number(text):
    try:
        return float(text)
    except ValueError:
        return None


def _score(place, text):
    score = _number(text)
    if score is None or not math.isfinite(score):
        raise ValueError(f"{place}: the score is {brief(text)}; it must be a number")
    return score

"""A small world in which analogies are true: kinship, capitals, verb forms, comparatives.

    near the throne the king mentions his crown
    in the palace the queen loves her kingdom
    the mayor of paris praises french cheese behind the forests

king and queen share their contexts but for the words that say who is
meant, and so do prince and princess: king - queen = prince - princess
is true of what stands around them. But no two forms of an item stand in
one sentence, nor in two that follow each other: what a model knows of
the pair it has inferred. That holds when frequent words are left out,
too, as long as no window goes beyond its sentence.

    from nlpviz.word2vec import train
    result = train(sentences(40_000), d=50, window=WINDOW)
"""

from functools import cache

import numpy as np

from ...check import seed_of, whole
from ..draws import uniform
from .phrases import FORMS, FREE, GROUPS, ITEMS, PATTERNS, SECTIONS, THINGS

WINDOW = 5
"""Words to each side within which no two forms of an item occur, in one
sentence or in the running text: a sentence has more words than that."""


def sentences(n, seed=0):
    """n sentences, lists of lower-case words without punctuation.

    One in four is about things only; of the others, every form of
    every item has the same number, on average.
    """
    n, seed = whole("n", n, 1), seed_of("seed", seed)
    draw = uniform(np.random.default_rng(seed)).__next__
    last, made = None, []
    while len(made) < n:
        sort, form, item = _pick(draw, _forms())
        if draw() < 0.25:
            made.append(_about_things(draw))
            last = None
        elif item is not last:
            made.append(_about_item(draw, sort, form, item))
            last = item
    return made


def analogies():
    """[(section, a, b, c, d)]: a is to b as c is to d, for all pairs of a section."""
    questions = []
    for section, (sort, one, other) in SECTIONS.items():
        pairs = [(item.words[one], item.words[other]) for item in ITEMS[sort]]
        questions += [(section, *p, *q) for p in pairs for q in pairs if p != q]
    return questions


def neighbours():
    """{word: the words expected among its nearest}.

    The other forms of its item, and the same form of its group: for
    king that is queen; and prince, duke and emperor.
    """
    near = {}
    for items in ITEMS.values():
        for item in items:
            for form, word in enumerate(item.words):
                group = {other.words[form] for other in items if other.group == item.group}
                near[word] = (group | set(item.words)) - {word}
    return near


@cache
def _forms():
    """(sort, form, item) of every word whose meaning is to be found."""
    return [(sort, form, item) for sort, items in ITEMS.items()
            for item in items for form in range(len(item.words))]


def _pick(draw, choices):
    return choices[int(draw() * len(choices))]


def _about_item(draw, sort, form, item):
    """The words of one pattern, filled."""
    own, other = _own(draw, sort, item)
    said = {"{word}": item.words[form], "{own}": own, "{other}": other}
    words = []
    for piece in _pick(draw, PATTERNS[sort]).split():
        words += (said.get(piece) or _pick(draw, _choices(sort, form, item.group, piece))).split()
    return words


def _about_things(draw):
    said = {"{own}": _pick(draw, _things()), "{other}": _pick(draw, _things())}
    return [said.get(piece, piece) for piece in _pick(draw, THINGS).split()]


@cache
def _things():
    """The nouns among the contexts: neither french nor the like."""
    return [part.split()[-1] for sort, items in ITEMS.items()
            for item in items for part in item.own[sort == "capitals":]]


def _own(draw, sort, item):
    """Two contexts of an item, in their order: french comes before cheese."""
    first, *rest = item.own
    if sort == "capitals":
        return first, _pick(draw, rest)
    i = int(draw() * 3)
    return tuple(part for k, part in enumerate(item.own) if k != i)


@cache
def _choices(sort, form, group, piece):
    """What a piece of a pattern may become: itself, if it is no slot."""
    if piece[0] != "{":
        return (piece,)
    slot = piece.strip("{}")
    if slot == "near":
        said = GROUPS[group]
    else:
        said = FORMS[sort][slot][form] if slot in FORMS[sort] else FREE[slot]
    return said.split("/" if "/" in said else " ")

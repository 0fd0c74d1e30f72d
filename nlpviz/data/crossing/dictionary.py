"""Every word of the crossing grammar with all its translations."""

from . import words as w


def _entries():
    """(English, Japanese, …): the words, not the particles with them."""
    for rows in w.NOUNS.values():
        yield from ((e, j) for *es, j in rows for e in es if e)
    yield from ((e, w.YOURS[j]) for e, _, j in w.NOUNS["kin"])
    for rows in (*w.DETERMINERS.values(), *w.PREPOSITIONS.values()):
        yield from ((e, *j[:1]) for e, j, *_ in rows)
    for rows in (*w.ADJECTIVES.values(), w.ADVERBS, w.DAYS,
                 w.CONJUNCTIONS, w.RELATIONS):
        yield from ((e, j) for e, j, *_ in rows)
    for verb in (*w.VERBS, *w.PLACED):
        for e, j in zip(verb.english, verb.japanese, strict=True):
            yield e, j, w.ATTRIBUTIVE.get(j, j)
    yield "in", "に", "で", "の"
    yield "to", "に"
    yield "who",
    yield "that",


def _dictionary():
    found = {}
    for english, *japanese in _entries():
        found.setdefault(english, set()).update(japanese)
    return {e: tuple(sorted(found[e])) for e in sorted(found)}


DICTIONARY = _dictionary()
"""English word -> its translations; () for the, who, that."""

VOCABULARY_EN = tuple(DICTIONARY)
VOCABULARY_JA = tuple(sorted(
    {j for js in DICTIONARY.values() for j in js} | set("はがをにでの")))
"""Every word that a sentence can hold, sorted."""

PARTICLES = {"は": "topic", "が": "subject", "を": "object", "の": "of",
             "に": "in", "で": "at"}


def _glosses():
    """The shortest of a word's English words; particles by what they
    mark."""
    found = {}
    for english, japanese in DICTIONARY.items():
        for word in japanese:
            found.setdefault(word, []).append(english)
    return {word: min(es, key=lambda e: (len(e), e))
            for word, es in found.items()} | PARTICLES


GLOSSES = _glosses()
"""Japanese word -> one English word to write beneath it."""

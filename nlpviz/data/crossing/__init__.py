"""English sentences and their Japanese, whose word orders cross.

    my sister reads the letter from the teacher
    姉 は 先生 から の 手紙 を 読む

The verb goes to the end, prepositions go behind their noun, and what
describes a noun goes before it: a whole relative clause moves. A
subordinate clause moves before the main one. The grammar is our own;
an English sentence has one Japanese sentence, and for every Japanese
word it is known which English word it translates (links).

Links: nouns, verbs, adjectives, adverbs, 私, この and the like, and
what stands for a preposition or a conjunction (から ↔ from, に ↔ to,
ので ↔ because). Not linked is what English says by word order or not
at all: は, が, を, the に and で of a verb that has no preposition of
its own to translate, and the の that ties two nouns. Not translated:
the, who, that, and the my of one's own family.
"""

from typing import NamedTuple

import numpy as np

from ...check import seed_of, span, whole
from ..draws import said_before, uniform
from . import phrases
from . import words as lexicon
from .dictionary import GLOSSES, VOCABULARY_EN, VOCABULARY_JA

__all__ = ["GLOSSES", "Pair", "VOCABULARY_EN", "VOCABULARY_JA", "pairs"]
TRIES = 1000  # to find one sentence that is new


class Pair(NamedTuple):
    """source, target: words; links: (i, j), target[i] ↔ source[j]."""

    source: tuple
    target: tuple
    links: tuple

    def __str__(self):
        return f"{' '.join(self.source)} -> {' '.join(self.target)}"


def pairs(n, depth=2, seed=0, without=()):
    """n Pairs, all sources different.

    depth: the greatest number of clauses besides the main one (each
        from 0 on is equally frequent), or a pair (least, greatest).
    without: Pairs whose source must not come again (a training set).

    ValueError for an argument out of range, and if the grammar has not
    enough different sentences.
    """
    n, seed = whole("n", n, 1), seed_of("seed", seed)
    least, greatest = span("depth", depth, 0, most=100)
    rng = np.random.default_rng(seed)
    draw = uniform(rng).__next__
    seen = said_before("source", without)
    return [_new(draw, d, seen)
            for d in rng.integers(least, greatest + 1, n).tolist()]


def _new(draw, depth, seen):
    for _ in range(TRIES):
        pair = _sentence(draw, depth)
        if pair.source not in seen:
            seen.add(pair.source)
            return pair
    raise ValueError(
        f"found no further sentence of depth {depth} in {TRIES} tries; "
        "ask for fewer or deeper ones")


class _Draft:
    """The English so far; Japanese comes back as [(word, link), …]."""

    def __init__(self, draw):
        self.draw, self.words = draw, []

    def pick(self, choices):
        return choices[int(self.draw() * len(choices))]

    def chance(self, p):
        return self.draw() < p

    def split(self, depth):
        """A part of depth, more often a small one."""
        return int(self.draw() ** 2 * (depth + 1))

    def say(self, english, *japanese):
        """Append the word; the first Japanese word is linked to it."""
        self.words.append(english)
        links = [len(self.words) - 1] + [None] * len(japanese)
        return list(zip(japanese, links, strict=False))


def _sentence(draw, depth):
    """A Pair of that depth."""
    d, past, when, why = _Draft(draw), None, [], []
    if d.chance(0.2):
        day, japanese = d.pick(lexicon.DAYS)
        when, past = d.say(day, japanese), day == "yesterday"
    if depth and d.chance(0.2):
        inner = d.split(depth - 1)
        main = _clause(d, depth - 1 - inner, past, "は")
        word = d.say(*d.pick(lexicon.CONJUNCTIONS))
        why = _clause(d, inner, None, "が") + word
    else:
        main = _clause(d, depth, past, "は")
    target = why + when + main
    links = tuple((i, j) for i, (_, j) in enumerate(target)
                  if j is not None)
    return Pair(tuple(d.words), tuple(word for word, _ in target), links)


def _clause(d, depth, past, particle):
    """Subject and predicate; は in the main clause and が in others."""
    sort = d.pick((*lexicon.PEOPLE, *lexicon.PEOPLE, "animal",
                   d.pick(lexicon.THINGS)))
    inner = d.split(depth)
    subject = phrases.noun_phrase(d, sort, inner, subject=True)
    return subject + [(particle, None)] + phrases.predicate(
        d, sort, depth - inner, past, before_noun=particle == "が")

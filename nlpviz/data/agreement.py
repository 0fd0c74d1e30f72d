"""Sentences whose verb must agree with a noun far away.

*the letters from my sister are still unopened .*: `are` agrees with
`letters`, five words earlier, and not with the nearer `sister`. The
idea of the probe is Linzen, Dupoux & Goldberg (2016): a language model
knows the number of the subject if it finds the right form of the verb
more probable than the other form. The grammar is our own. Its relative
clauses nest, and every clause has an agreement of its own:

    the letters that the sister who writes every week sends are lost .

    sentence   = NP, verb, [adverb], adjective, "."
    NP(0)      = determiner, noun, [place], [preposition, NP(0)]
    NP(d)      = determiner, noun, [place], preposition, NP(d)
               | determiner, noun, [preposition, determiner, noun], RC(d)
    RC(d)      = who|that, NP(d-1), verb            the object's clause
               | who|that, verb, NP(d-1)            the subject's clause
    RC(1)      = who|that, verb, "every week"

`who` belongs to people and `that` to things, so a clause is never in
doubt about its noun. Sentences are lower case and end in a full stop.
"""

from typing import NamedTuple

import numpy as np

from . import lexicon
from .lexicon import OTHER_FORM, VERBS, VOCABULARY

__all__ = ["LETTERS", "OTHER_FORM", "Sentence", "VERBS", "VOCABULARY", "sentences"]


class Sentence(NamedTuple):
    """A sentence and what the grammar knows about it.

    subject, verb: positions of the main noun and of its verb;
    number: "sg" or "pl", of both; distance: verb - subject, in words;
    distractors: nouns of the other number between the two;
    depth: relative clauses inside one another before the verb;
    pairs: (subject, verb) of every clause, the main clause first.
    """

    words: tuple
    subject: int
    verb: int
    number: str
    distance: int
    distractors: int
    depth: int
    pairs: tuple

    def __str__(self):
        return " ".join(self.words)


LETTERS = Sentence(
    tuple("the letters from my sister are still unopened .".split()),
    subject=1, verb=5, number="pl", distance=4, distractors=1, depth=0,
    pairs=((1, 5),))
"""The sentence of the book."""


def sentences(n, depth=2, seed=0, distractors=None, distance=None,
              without=()):
    """n different sentences; half of them singular, half plural.

    depth: the greatest depth (each from 0 on is equally frequent), or
        a pair (least, greatest); (3, 3) asks for depth 3 alone.
    distractors, distance: None for any, a number for exactly that
        many, or a pair (least, greatest).
    without: sentences that must not come again (a training set).

    ValueError for an argument out of range, and if the grammar has not
    enough different sentences of that kind.
    """
    least, greatest = _range("depth", depth, exact=False)
    wanted = [_range("distractors", distractors),
              _range("distance", distance)]
    if not isinstance(n, (int, np.integer)) or n < 1:
        raise ValueError(f"n is {n!r}; it must be a whole number >= 1")
    rng = np.random.default_rng(seed)
    depths = rng.integers(least, greatest + 1, n).tolist()
    plural = rng.permutation(np.arange(n) % 2).tolist()
    draw = _uniform(rng).__next__
    seen = {s.words for s in without}
    return [_new(draw, d, p, wanted, seen)
            for d, p in zip(depths, plural, strict=True)]


def _new(draw, depth, plural, wanted, seen, tries=20_000):
    """A sentence that is wanted and not seen; it is seen from now on."""
    (least_d, most_d), (least, most) = wanted
    for _ in range(tries):
        s = _sentence(draw, depth, plural)
        if (least_d <= s.distractors <= most_d
                and least <= s.distance <= most
                and s.words not in seen):
            seen.add(s.words)
            return s
    raise ValueError(
        f"found no further sentence with depth {depth}, distractors "
        f"{least_d} to {most_d}, distance {least} to {most} in {tries} "
        "tries; ask for fewer sentences or for wider ranges")


def _sentence(draw, depth, plural):
    draft = _Draft(draw)
    kind = draft.pick(("thing", "thing", "person"))
    subject, number = _noun_phrase(draft, depth, kind, plural)
    verb = draft.verb(lexicon.BE, subject, number)
    if draw() < 0.5:
        draft.words.append(draft.pick(lexicon.ADVERBS))
    draft.words += draft.pick(lexicon.ADJECTIVES[kind]), "."
    between = sum(p != number for i, p in draft.nouns if i > subject)
    return Sentence(
        tuple(draft.words), subject, verb, "pl" if plural else "sg",
        verb - subject, between, depth, tuple(sorted(draft.pairs)))


def _noun_phrase(draft, depth, kind, plural=None):
    """Append NP(depth); returns the position and number of its noun."""
    draw = draft.draw
    noun, plural = draft.noun(kind, plural)
    if draw() < 0.15:
        draft.words += draft.pick(lexicon.PLACES)
    if draw() < (0.3 if depth else 0.45):
        preposition, other = draft.pick(lexicon.PREPOSITIONS[kind])
        draft.words.append(preposition)
        _noun_phrase(draft, depth, other)
    elif depth:
        if kind == "thing" and draw() < 0.3:
            draft.words.append(draft.pick(("from", "to", "about")))
            draft.noun("person", None)
        _relative_clause(draft, depth, kind, noun, plural)
    return noun, plural


def _relative_clause(draft, depth, kind, noun, plural):
    """Append RC(depth) about the noun at that position."""
    draft.words.append("who" if kind == "person" else "that")
    if draft.draw() < 0.7:
        inner, number = _noun_phrase(draft, depth - 1, "person")
        draft.verb(lexicon.TAKES["person", kind], inner, number)
    elif depth == 1 and draft.draw() < 0.5:
        draft.verb(lexicon.TAKES[kind, None], noun, plural)
        draft.words += draft.pick(lexicon.TIMES)
    else:
        object_ = draft.pick(("person", "thing"))
        draft.verb(lexicon.TAKES[kind, object_], noun, plural)
        _noun_phrase(draft, depth - 1, object_)


class _Draft:
    """A sentence in the making: words, nouns and pairs so far."""

    def __init__(self, draw):
        self.draw, self.words, self.nouns, self.pairs = draw, [], [], []

    def pick(self, choices):
        return choices[int(self.draw() * len(choices))]

    def noun(self, kind, plural):
        """Append a determiner and a noun; any number if None."""
        plural = self.draw() < 0.5 if plural is None else plural
        self.words.append(self.pick(lexicon.DETERMINERS))
        self.nouns.append((len(self.words), plural))
        self.words.append(self.pick(lexicon.NOUNS[kind])[plural])
        return self.nouns[-1]

    def verb(self, verbs, subject, plural):
        """Append the form that agrees; returns its position."""
        self.pairs.append((subject, len(self.words)))
        self.words.append(self.pick(verbs)[plural])
        return self.pairs[-1][1]


def _uniform(rng):
    """Numbers in [0, 1), drawn in blocks: far faster than one by one."""
    while True:
        yield from rng.random(4096).tolist()


def _range(name, value, exact=True):
    if value is None:
        return 0, 10 ** 9
    pair = value if isinstance(value, (tuple, list)) else (
        value if exact else 0, value)
    if (len(pair) != 2
            or not all(isinstance(v, (int, np.integer)) for v in pair)
            or not 0 <= pair[0] <= pair[1] <= 100):
        raise ValueError(
            f"{name} is {value!r}; it must be a whole number, 0 to 100, "
            "or a pair (least, greatest)")
    return pair

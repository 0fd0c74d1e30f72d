"""Sentences whose verb must agree with a noun far away.

*the letters from my sister are still unopened .*: `are` agrees with
`letters`, four words earlier, and not with the nearer `sister`. The
idea of the probe is Linzen, Dupoux & Goldberg (2016): a language model
knows the number of the subject if it finds the right form of the verb
more probable than the other form. The grammar is our own. Its relative
clauses nest, and every clause has an agreement of its own:

    the letters that the sister who writes every week sends are lost .

Sentences are lower case and end in a full stop.
"""

import math
from typing import NamedTuple

import numpy as np

from ...check import seed_of, span, whole
from ..draws import said_before, uniform
from .grammar import draft_sentence
from .lexicon import OTHER_FORM, VERBS, VOCABULARY

__all__ = ["LETTERS", "OTHER_FORM", "Sentence", "VERBS", "VOCABULARY", "sentences"]
TRIES = 20_000  # to find one sentence that is wanted and new


class Sentence(NamedTuple):
    """A sentence and what the grammar knows about it.

    subject, verb: positions of the main noun and of its verb;
    number: "sg" or "pl", of both; distance: verb - subject, in words;
    distractors: nouns of the other number between the two;
    depth: relative clauses inside one another before the verb;
    pairs: (subject, verb) of every clause, the main clause first.

    A clause may agree with the main noun as well (letters that mention
    my uncle are ...): then more than one pair begins with subject.
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
    n, seed = whole("n", n, 1), seed_of("seed", seed)
    least, greatest = span("depth", depth, 0, most=100)
    wanted = [(0, math.inf) if value is None else span(name, value, most=100)
              for name, value in (("distractors", distractors),
                                  ("distance", distance))]
    rng = np.random.default_rng(seed)
    depths = rng.integers(least, greatest + 1, n).tolist()
    plural = rng.permutation(np.arange(n) % 2).tolist()
    draw = uniform(rng).__next__
    seen = said_before("words", without)
    return [_new(draw, d, p, wanted, seen)
            for d, p in zip(depths, plural, strict=True)]


def _new(draw, depth, plural, wanted, seen):
    """A sentence that is wanted and not seen; it is seen from now on."""
    (least_d, most_d), (least, most) = wanted
    for _ in range(TRIES):
        s = _sentence(draft_sentence(draw, depth, plural), depth)
        if (least_d <= s.distractors <= most_d
                and least <= s.distance <= most
                and s.words not in seen):
            seen.add(s.words)
            return s
    raise ValueError(
        f"found no further sentence with depth {depth}, distractors "
        f"{least_d} to {most_d}, distance {least} to {most} in {TRIES} "
        "tries; ask for fewer sentences or for wider ranges")


def _sentence(draft, depth):
    """The draft with its gold labels."""
    *inner, main = draft.pairs
    subject, verb = main
    plural = dict(draft.nouns)[subject]
    between = sum(subject < i < verb and other != plural
                  for i, other in draft.nouns)
    return Sentence(
        tuple(draft.words), subject, verb, "pl" if plural else "sg",
        verb - subject, between, depth, (main, *sorted(inner)))

"""The grammar of the agreement probe: sentences drawn by chance.

    sentence   = [preposition, determiner, noun], NP(d), predicate, "."
    predicate  = is|are, [adverb], adjective
               | verb, determiner, noun  |  verb, "every week"
    NP(0)      = determiner, noun, [place], [preposition, NP(0)]
    NP(d)      = determiner, noun, [place], preposition, NP(d)
               | determiner, noun, [preposition, determiner, noun], RC(d)
    RC(d)      = who|that, NP(d-1), verb            the object's clause
               | who|that, verb, NP(d-1)            the subject's clause
    RC(1)      = who|that, predicate

`who` belongs to people and `that` to things, so a clause is never in
doubt about its noun: the nearest of that kind. Neither the place of the
main noun nor the kind of its verb gives the main clause away: both
occur in the other clauses too.
"""

from . import lexicon


class Draft:
    """A sentence in the making.

    words; nouns: their (position, plural) in order; pairs: (position of
    a noun, position of its verb), the main clause last. draw() is a
    random number in [0, 1).
    """

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

    def verb(self, verbs, noun, plural):
        """Append the form that agrees with that noun."""
        self.pairs.append((noun, len(self.words)))
        self.words.append(self.pick(verbs)[plural])


def draft_sentence(draw, depth, plural):
    """A Draft of that depth; its main noun is plural or not."""
    draft = Draft(draw)
    kind = draft.pick(("thing", "thing", "person"))
    if draw() < 0.25:
        draft.words.append(draft.pick(lexicon.OPENINGS))
        draft.noun(draft.pick(lexicon.KINDS), None)
    noun, plural = _noun_phrase(draft, depth, kind, plural)
    _predicate(draft, kind, noun, plural)
    draft.words.append(".")
    return draft


def _predicate(draft, kind, noun, plural):
    """Append what is said about the noun at that position."""
    chance = draft.draw()
    if chance < 0.6:
        draft.verb(lexicon.BE, noun, plural)
        if draft.draw() < 0.5:
            draft.words.append(draft.pick(lexicon.ADVERBS))
        draft.words.append(draft.pick(lexicon.ADJECTIVES[kind]))
    elif chance < 0.8:
        draft.verb(lexicon.TAKES[kind, None], noun, plural)
        draft.words += draft.pick(lexicon.TIMES)
    else:
        other = draft.pick(lexicon.KINDS)
        draft.verb(lexicon.TAKES[kind, other], noun, plural)
        draft.noun(other, None)


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
        _predicate(draft, kind, noun, plural)
    else:
        other = draft.pick(lexicon.KINDS)
        draft.verb(lexicon.TAKES[kind, other], noun, plural)
        _noun_phrase(draft, depth - 1, other)

"""The phrases of the crossing grammar, in both languages at once.

Each function says its English, word by word, and returns the Japanese
as a list of (word, position of the English word or None): the order in
which the parts are said is English, that in which they are added up is
Japanese. d is the draft, depth the number of clauses inside.

    noun phrase = determiner, [adjective], noun, [clause | phrase]
    clause      = who|that, predicate  |  who|that, noun phrase, verb
    predicate   = verb, noun phrase, [to, noun phrase]  |  verb, place
    verb        = [adverb], verb

What follows a noun belongs to it, never to a noun before it, and `to`
belongs to `sends` and `shows`: no sentence has two readings.
"""

from functools import cache

from . import words as lexicon


def noun_phrase(d, sort, depth, subject=False):
    """A noun and what describes it; a subject is singular."""
    phrase = sort not in ("kin", *lexicon.BARE) and d.chance(0.2)
    clause = depth and not (phrase and sort != "place")
    noun = _noun(d, sort, subject or depth, phrase or clause)
    if clause:
        return _relative(d, sort, depth - 1) + noun
    return _phrase(d, sort, depth) + noun if phrase else noun


def predicate(d, sort, depth, past, before_noun):
    """What a noun of that sort does: a verb with its object or place."""
    if sort not in lexicon.ANIMATE or d.chance(0.3):
        verb = d.pick(_placed(sort))
        word = _verb(d, verb, past, before_noun)
        return _place(d, depth, verb.particle) + word
    verb, other = d.pick(_uses(sort, depth > 0))
    word = _verb(d, verb, past, before_noun)
    if verb.to:
        what = _noun(d, other)
        return _to(d, depth) + what + [("を", None)] + word
    what = noun_phrase(d, other, depth)
    return what + [(verb.particle, None)] + word


def _relative(d, sort, depth):
    """The clause about a noun, which is its subject or its object."""
    d.say("who" if sort in lexicon.PEOPLE else "that")
    if _placed(sort) and d.chance(0.5):
        return predicate(d, sort, depth, None, True)
    verb = d.pick(_taking(sort))
    inner = d.split(depth) if verb.to else depth
    subject = noun_phrase(d, d.pick(verb.subjects), inner, subject=True)
    word = _verb(d, verb, None, True)
    to = _to(d, depth - inner) if verb.to else []
    return subject + [("が", None)] + to + word


def _noun(d, sort, singular=False, described=False):
    """Determiner, adjective and noun: the same order in both.

    described: more follows (then no my or your, except of the family).
    """
    one, many, japanese = d.pick(lexicon.NOUNS[sort])
    if sort in lexicon.BARE:
        return d.say(one, japanese)
    kind = ("kin" if sort == "kin" else
            "described" if described else "other")
    word, theirs = d.pick(lexicon.DETERMINERS[kind])
    before = d.say(word, *theirs)
    if kind == "kin":
        return before + d.say(
            one, lexicon.YOURS[japanese] if word == "your" else japanese)
    if d.chance(0.25):
        kind = "animate" if sort in lexicon.ANIMATE else "thing"
        before += d.say(*d.pick(lexicon.ADJECTIVES[kind]))
    plural = not singular and word != "this" and d.chance(0.3)
    return before + d.say(many if plural else one, japanese)


def _phrase(d, sort, depth):
    """A preposition and its noun, about a noun of that sort."""
    if sort not in lexicon.PREPOSITIONS or d.chance(0.2):
        return _place(d, depth, "の")
    english, japanese, sorts = d.pick(
        [p for p in lexicon.PREPOSITIONS[sort]
         if not depth or p[2] != ("city",)])
    word = d.say(english, *japanese)
    return noun_phrase(d, d.pick(sorts), depth) + word


def _place(d, depth, particle):
    """in the garden: 庭 に; under the tree: 木 の 下 に."""
    if d.chance(0.5):
        word = d.say("in", particle)
        sort = "place" if depth else d.pick(("place", "city"))
        return noun_phrase(d, sort, depth) + word
    english, japanese, sorts = d.pick(lexicon.RELATIONS)
    word = d.say(english, japanese)
    noun = noun_phrase(d, d.pick(sorts), depth)
    return noun + [("の", None)] + word + [(particle, None)]


def _to(d, depth):
    """to the teacher: 先生 に."""
    word = d.say("to", "に")
    return noun_phrase(d, d.pick(lexicon.PEOPLE), depth) + word


def _verb(d, verb, past, before_noun):
    """[adverb], verb; past, present, or by chance if past is None."""
    state = verb.japanese[0].endswith(("いる", "だ"))
    often = not state and d.chance(0.15)
    adverb = d.say(*d.pick(lexicon.ADVERBS)) if often else []
    past = d.chance(0.5) if past is None else past
    japanese = verb.japanese[past]
    if before_noun:
        japanese = lexicon.ATTRIBUTIVE.get(japanese, japanese)
    return adverb + d.say(verb.english[past], japanese)


@cache
def _uses(sort, deep):
    """(verb, sort of object) for a subject; a deep object is not bare."""
    return [(v, other) for v in lexicon.VERBS if sort in v.subjects
            for other in v.objects if not deep or other not in lexicon.BARE]


@cache
def _placed(sort):
    return [v for v in lexicon.PLACED if sort in v.subjects]


@cache
def _taking(sort):
    return [v for v in lexicon.VERBS if sort in v.objects]

"""Sentences of the agreement grammar, and the same in Japanese.

    the letters from my sister are still unopened .
    姉 から の 手紙 は まだ 開け られ て い ない 。

The English is read by the rules of `agreement.grammar`, and each part is said in
Japanese: what describes a noun goes before it, the verb goes to the
end. Number is lost on the way: a Japanese verb has none, nor has a
noun, and so the other form of the verb has the same translation.
"""

from typing import NamedTuple

from ...check import tokens
from .. import agreement
from ..agreement import lexicon
from . import words

__all__ = ["Translation", "japanese", "translations"]

KIND = {form: kind for kind, nouns in lexicon.NOUNS.items()
        for pair in nouns for form in pair}
SINGULAR = {form: pair[0] for pairs in (*lexicon.NOUNS.values(), lexicon.VERBS)
            for pair in pairs for form in pair}
BE = {form for pair in lexicon.BE for form in pair}


class Translation(NamedTuple):
    """source: English words, target: Japanese ones."""

    source: tuple
    target: tuple


def translations(n, depth=2, seed=0, **more):
    """n sentences of `agreement.sentences`, each with its Japanese."""
    return [Translation(s.words, japanese(s.words))
            for s in agreement.sentences(n, depth, seed, **more)]


def japanese(sentence):
    """A sentence of the agreement grammar -> its Japanese tokens.

    sentence: a list or tuple of words, the full stop among them.
    ValueError names the word at which the grammar was left, TypeError
    what is no token.
    """
    reader = _Reader(tuple(tokens("sentence", sentence)))
    said = reader.sentence()
    return tuple(" ".join(said).split())


class _Reader:
    """A cursor over the words; each method reads one part and says it."""

    def __init__(self, given):
        self.given, self.at = given, 0

    def next(self):
        return self.given[self.at] if self.at < len(self.given) else None

    def take(self, known):
        """The word here, which must be one of the known."""
        word = self.next()
        if word not in known:
            raise ValueError(f"word {self.at} is {word!r}; the grammar wants one of "
                             f"{', '.join(sorted(known))}")
        self.at += 1
        return word

    def sentence(self):
        opening = []
        if self.next() in words.OPENINGS:
            preposition = self.take(words.OPENINGS)
            opening = [*self.noun()[0], words.OPENINGS[preposition], "、"]
        subject, kind = self.noun_phrase()
        said = [*opening, *subject, "は", *self.predicate(kind)]
        self.take({"."})
        if self.next() is not None:
            raise ValueError(f"word {self.at} is {self.next()!r}; the sentence is over")
        return [*said, "。"]

    def noun(self):
        """Determiner and noun -> what is said, kind."""
        owner = self.take({"the", "my"})
        word = self.take(KIND)
        said = [words.NOUNS[SINGULAR[word]]]
        mine = owner == "my" and SINGULAR[word] not in words.OWN
        return ["私 の", *said] if mine else said, KIND[word]

    def noun_phrase(self):
        """A noun with all that describes it, the nearest last."""
        said, kind = self.noun()
        if self.next() in ("in", "at"):
            self.take({"in", "at"})
            place = words.PLACES[self.take(words.PLACES)]
            said = [place.format(be="いる" if kind == "person" else "ある"), *said]
        if self.next() in words.PREPOSITIONS:
            preposition = self.take(words.PREPOSITIONS)
            said = [*self.noun_phrase()[0], words.PREPOSITIONS[preposition], *said]
        if self.next() == ("who" if kind == "person" else "that"):
            said = [*self.relative_clause(kind), *said]
        return said, kind

    def relative_clause(self, kind):
        self.at += 1
        if self.next() in ("the", "my"):
            subject, _ = self.noun_phrase()
            _, verb = words.VERBS[SINGULAR[self.take(words_of(words.VERBS))]]
            return [*subject, "が", words.BEFORE_NOUN.get(verb, verb)]
        *said, last = self.predicate(kind)
        return [*said, words.BEFORE_NOUN.get(last, last)]

    def predicate(self, kind):
        if self.next() in BE:
            return self.quality(kind, self.take(BE))
        particle, verb = words.VERBS[SINGULAR[self.take(words_of(words.VERBS))]]
        if self.next() in ("every", "too"):
            self.take({"every", "too"})
            return [words.TIMES[self.take(words.TIMES)], verb]
        thing, _ = self.noun_phrase()
        return [*thing, particle or "を", verb]

    def quality(self, kind, be):
        """is | was | seems, an adverb, an adjective."""
        adverb = self.next() if self.next() in words.ADVERBS else None
        self.at += adverb is not None
        word = self.take(lexicon.ADJECTIVES[kind])
        forms = words.ADJECTIVES.get(word) or words.ADJECTIVES[word, kind]
        past = be in ("was", "were")
        said = forms[past + 2 * (adverb == "never")]
        adverbs = [words.ADVERBS[adverb]] if adverb else []
        if SINGULAR[be] == "seems":
            said = said.removesuffix(" だ") + " らしい"
        return [*adverbs, said]


def words_of(verbs):
    """Both forms of the verbs of a table."""
    return {form for form, one in SINGULAR.items() if one in verbs}

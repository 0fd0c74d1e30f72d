"""Sentences of agreement are derived by the grammar, labelled truly, the same for the same seed."""

from collections import Counter

import numpy as np
import pytest

from nlpviz.data import agreement
from nlpviz.data.agreement import LETTERS, OTHER_FORM, VOCABULARY, grammar, lexicon, sentences

DEEP = sentences(2000, depth=(0, 4), seed=7)
PLURAL = {f: i for p in lexicon.NOUNS.values() for n in p for i, f in enumerate(n)}
VERB_PLURAL = {f: i for pair in lexicon.VERBS for i, f in enumerate(pair)}


def scripted(*choices):
    """draw() that makes the grammar take the choices in turn."""
    return iter(choices).__next__


def nth(choices, *wanted):
    """The draw that picks a choice from a list."""
    return [(i + 0.5) / len(choices) for i, c in enumerate(choices) if wanted[0] in c][0]


def the(kind, noun, number=None, determiner="the"):
    """The draws of a determiner and a noun (and of its number)."""
    draws = [] if number is None else [0.1 if number == "pl" else 0.9]
    return [*draws, nth(lexicon.DETERMINERS, determiner), nth(lexicon.NOUNS[kind], noun)]


def test_the_sentence_of_the_book_is_derived():
    draws = [
        0.1,  # a thing
        0.9,  # no opening
        *the("thing", "letters"),
        0.9,  # no place
        0.1,  # a preposition
        nth(lexicon.PREPOSITIONS["thing"], "from"),
        *the("person", "sister", "sg", "my"),
        0.9,  # no place
        0.9,  # no preposition
        0.1,  # is or are
        nth(lexicon.BE, "are"),
        0.1,  # an adverb
        nth(lexicon.ADVERBS, "still"),
        nth(lexicon.ADJECTIVES["thing"], "unopened"),
    ]
    draft = grammar.draft_sentence(scripted(*draws), 0, True)
    assert agreement._sentence(draft, 0) == LETTERS
    assert str(LETTERS) == "the letters from my sister are still unopened ."


def test_a_clause_in_a_clause_is_derived():
    draws = [
        0.1,  # a thing
        0.9,  # no opening
        *the("thing", "letters"),
        *[0.9, 0.9],  # no place, no preposition
        0.9,  # no noun before the clause
        0.1,  # its object's clause
        *the("person", "sister", "sg"),
        *[0.9, 0.9],  # no place, no preposition
        0.9,  # its subject's clause
        0.1,  # with a predicate
        0.7,  # without an object
        nth(lexicon.TAKES["person", None], "writes"),
        nth(lexicon.TIMES, "week"),
        nth(lexicon.TAKES["person", "thing"], "sends"),
        0.1,  # is or are
        nth(lexicon.BE, "are"),
        0.9,  # no adverb
        nth(lexicon.ADJECTIVES["thing"], "lost"),
    ]
    s = agreement._sentence(grammar.draft_sentence(scripted(*draws), 2, True), 2)
    assert str(s) == "the letters that the sister who writes every week sends are lost ."
    assert s.pairs == ((1, 10), (4, 6), (4, 9))
    assert (s.number, s.distance, s.distractors, s.depth) == ("pl", 9, 1, 2)


def test_every_verb_has_the_number_of_its_noun():
    for s in DEEP:
        for noun, verb in s.pairs:
            assert PLURAL[s.words[noun]] == VERB_PLURAL[s.words[verb]], str(s)


def test_every_verb_belongs_to_exactly_one_pair():
    for s in DEEP:
        verbs = [i for i, w in enumerate(s.words) if w in VERB_PLURAL]
        assert verbs == sorted(verb for _, verb in s.pairs)


def test_labels_are_those_of_a_recount():
    for s in DEEP:
        plural = PLURAL[s.words[s.subject]]
        between = s.words[s.subject + 1:s.verb]
        assert s.number == ("sg", "pl")[plural]
        assert s.distance == s.verb - s.subject == len(between) + 1
        assert s.distractors == sum(PLURAL.get(w) == 1 - plural for w in between)
        assert s.pairs[0] == (s.subject, s.verb)


def test_depth_is_the_number_of_clauses_that_nest():
    for s in DEEP:
        assert sum(w in ("who", "that") for w in s.words) == s.depth
        # A verb for every clause and one for the sentence.
        assert len(s.pairs) == s.depth + 1


def test_a_clause_belongs_to_the_nearest_noun_of_its_kind():
    kind = {f: k for k, nouns in lexicon.NOUNS.items() for n in nouns for f in n}
    for s in DEEP:
        for i, word in enumerate(s.words):
            if word in ("who", "that") and s.words[i + 1] in VERB_PLURAL:
                noun, _ = next(p for p in s.pairs if p[1] == i + 1)
                wanted = "person" if word == "who" else "thing"
                near = [j for j in range(i) if kind.get(s.words[j]) == wanted]
                assert noun == near[-1]


def test_the_first_noun_and_the_nearest_noun_are_bad_guesses():
    first = nearest = 0
    for s in sentences(4000, depth=(2, 2), seed=3):
        nouns = [(i, PLURAL[w]) for i, w in enumerate(s.words) if w in PLURAL]
        number = s.number == "pl"
        first += nouns[0][1] == number
        nearest += [n for i, n in nouns if i < s.verb][-1] == number
    assert first < 0.92 * 4000
    assert nearest < 0.75 * 4000


def test_the_noun_after_the_subject_has_a_number_of_its_own():
    same = []
    for s in sentences(4000, depth=(1, 3), seed=3):
        number, *others = [PLURAL[w] for w in s.words[s.subject:] if w in PLURAL]
        same += [other == number for other in others[:1]]
    assert abs(np.mean(same) - 0.5) < 5 * 0.5 / len(same) ** 0.5


def test_singular_and_plural_are_balanced_and_depths_even():
    many = sentences(3000, depth=2, seed=1)
    assert Counter(s.number for s in many) == {"sg": 1500, "pl": 1500}
    counts = Counter(s.depth for s in many)
    assert set(counts) == {0, 1, 2}
    assert all(abs(c - 1000) < 5 * 26 for c in counts.values())


def test_sentences_are_distinct_and_the_same_for_the_same_seed():
    many = sentences(3000, seed=5)
    assert len({s.words for s in many}) == 3000
    assert many == sentences(3000, seed=5)
    assert many != sentences(3000, seed=6)


def test_a_test_set_shares_no_sentence_with_the_training_set():
    train = sentences(2000, depth=0, seed=0)
    test = sentences(500, depth=0, seed=1, without=train)
    assert not {s.words for s in train} & {s.words for s in test}


def test_depth_distractors_and_distance_can_be_asked_for():
    for s in sentences(50, depth=(3, 3), distractors=2, distance=(10, 20)):
        assert (s.depth, s.distractors) == (3, 2)
        assert 10 <= s.distance <= 20


def test_the_vocabulary_is_small_and_complete():
    used = {w for s in sentences(3000, depth=3) for w in s.words}
    assert used == set(VOCABULARY)
    assert 60 <= len(VOCABULARY) <= 100


def test_no_word_is_a_verb_and_a_noun_and_forms_are_never_alike():
    assert not PLURAL.keys() & VERB_PLURAL.keys()
    assert all(a != b and OTHER_FORM[OTHER_FORM[a]] == a for a, b in OTHER_FORM.items())


@pytest.mark.parametrize("arguments, names", [
    ({"n": 0}, "n is 0"), ({"n": 1.5}, "n is 1.5"),
    ({"n": 1, "depth": -1}, "depth is -1"), ({"n": 1, "depth": (3, 1)}, r"depth is \(3, 1\)"),
    ({"n": 1, "depth": None}, "depth is None"), ({"n": 1, "depth": 101}, "depth is 101"),
    ({"n": 1, "distractors": "two"}, "distractors is 'two'"),
    ({"n": 1, "distance": 0.5}, "distance is 0.5"),
    ({"n": 1, "depth": (0, 0), "distance": 2, "distractors": 1}, "found no further sentence"),
])
def test_wrong_arguments_are_named(arguments, names):
    with pytest.raises(ValueError, match=names):
        sentences(**arguments)

"""The small world makes its analogies true by shared contexts alone: no two forms of an item ever
meet, and yet word vectors find the gold lists."""

from collections import Counter
from itertools import product

import numpy as np
import pytest

from nlpviz.data import analogies as world
from nlpviz.data.analogies.phrases import FORMS, FREE, GROUPS, ITEMS, PATTERNS, SECTIONS, THINGS
from nlpviz.vectors import Vectors, accuracy, recall

MANY = world.sentences(60_000, seed=1)
QUESTIONS, NEAR = world.analogies(), world.neighbours()
ALL = [(sort, item) for sort, items in ITEMS.items() for item in items]
GOLD = {word: item for _, item in ALL for word in item.words}
SAYS_FORM = {word for slots in FORMS.values() for said in slots.values() for choices in said
             for word in choices.replace("/", " ").split()}


def right(vectors):
    """The part of the gold analogies that is answered."""
    counts = accuracy(vectors, QUESTIONS).values()
    assert sum(n for _, n in counts) == len(QUESTIONS)
    return sum(r for r, _ in counts) / len(QUESTIONS)


# --- no pair meets

def test_nothing_that_surrounds_a_form_is_a_form():
    assert len(GOLD) == sum(len(item.words) for _, item in ALL)
    texts = [*GROUPS.values(), *FREE.values(), *THINGS]
    texts += [pattern for patterns in PATTERNS.values() for pattern in patterns]
    texts += [part for _, item in ALL for part in item.own]
    said = {word for text in texts for word in text.replace("/", " ").split()} | SAYS_FORM
    assert not said & set(GOLD)
    for patterns in PATTERNS.values():
        assert all(pattern.split().count("{word}") == 1 for pattern in patterns)
    assert not any("{word}" in pattern for pattern in THINGS)


def test_a_sentence_has_one_form_and_the_next_is_about_another_item():
    items = []
    for sentence in MANY:
        found = [GOLD[word] for word in sentence if word in GOLD]
        assert len(found) <= 1, sentence
        items.append(found[0] if found else None)
    assert all(a is not b for a, b in zip(items, items[1:]) if a)
    assert 0.7 < sum(item is not None for item in items) / len(items) < 0.8


def test_no_two_forms_of_an_item_are_in_one_window_even_of_the_running_text():
    assert min(map(len, MANY)) > world.WINDOW  # a window meets two sentences at most
    running = [(GOLD.get(word), word) for sentence in MANY for word in sentence]
    for distance in range(1, world.WINDOW + 1):
        for (item, a), (other, b) in zip(running, running[distance:]):
            assert item is None or item is not other, (a, b)
    assert all(len({GOLD[a], GOLD[b]}) == len({GOLD[c], GOLD[d]}) == 1
               for _, a, b, c, d in QUESTIONS)


# --- the contexts

def test_the_forms_of_an_item_differ_in_nothing_but_the_words_that_say_the_form():
    around = {word: Counter() for word in GOLD}
    for sentence in MANY:
        for word in set(sentence) & set(GOLD):
            around[word].update(set(sentence) - {word} - SAYS_FORM)
    for _, item in ALL:
        for a, b in product(item.words, repeat=2):
            n, m = around[a].total(), around[b].total()
            for word in around[a] | around[b]:
                x, y = around[a][word], around[b][word]
                p = (x + y) / (n + m)
                spread = np.sqrt(p * (1 - p) * (1 / n + 1 / m))
                assert abs(x / n - y / m) <= 5 * spread + 1e-12, (a, b, word)


def test_every_form_is_as_frequent_as_every_other():
    counts = Counter(word for sentence in MANY for word in sentence if word in GOLD)
    mean = counts.total() / len(GOLD)
    assert set(counts) == set(GOLD)
    assert all(abs(n - mean) < 5 * np.sqrt(mean) for n in counts.values())


def test_sentences_are_readable():
    first = [" ".join(words) for words in world.sentences(2000)]
    assert len(set(first)) > 1800
    assert any(text.startswith("near the throne nobody") for text in first)
    assert not any(sign in text for text in first for sign in "{}/|.,")
    assert all(text == text.lower() and 6 <= len(text.split()) <= 18 for text in first)


# --- the gold lists

def test_analogies_are_all_pairs_of_pairs_in_each_section():
    sections = Counter(section for section, *_ in QUESTIONS)
    assert set(sections) == set(SECTIONS)
    for section, (sort, *_) in SECTIONS.items():
        n = len(ITEMS[sort])
        assert sections[section] == n * (n - 1)
    assert len(set(QUESTIONS)) == len(QUESTIONS) >= 500
    assert all(len(set(four)) == 4 for _, *four in QUESTIONS)


@pytest.mark.parametrize("question", [
    ("kinship", "man", "woman", "king", "queen"), ("kinship", "uncle", "aunt", "boy", "girl"),
    ("capitals", "japan", "tokyo", "france", "paris"),
    ("past tense", "walk", "walked", "sing", "sang"),
    ("participle", "walk", "walking", "swim", "swimming"),
    ("comparative", "big", "bigger", "good", "better"),
    ("superlative", "big", "biggest", "good", "best"),
])
def test_what_everybody_knows_is_among_the_analogies(question):
    assert question in QUESTIONS


def test_neighbours_are_the_other_forms_and_the_same_form_of_the_group():
    assert NEAR["king"] == {"queen", "prince", "duke", "emperor"}
    assert NEAR["walked"] == {"walk", "walking", "swam", "rode", "drove"}
    assert NEAR.keys() == GOLD.keys()
    assert all(word in NEAR[other] and word != other for word in NEAR for other in NEAR[word])


# --- found

@pytest.fixture(scope="module")
def counted(d=100):
    """Vectors from counts alone: PPMI of the words in a window, truncated SVD."""
    words = sorted({word for sentence in MANY for word in sentence})
    ids = {word: i for i, word in enumerate(words)}
    C = np.zeros((len(words), len(words)))
    for sentence in MANY[:40_000]:
        row = [ids[word] for word in sentence]
        for distance in range(1, world.WINDOW + 1):
            np.add.at(C, (row[:-distance], row[distance:]), 1)
    C += C.T
    n = C.sum(axis=1)
    with np.errstate(divide="ignore"):
        M = np.maximum(np.log(C * C.sum() / np.outer(n, n)), 0)
    U, S, _ = np.linalg.svd(M)
    return Vectors(words, U[:, :d] * np.sqrt(S[:d]))


def test_counting_is_enough_to_find_analogies_and_neighbours(counted):
    assert right(counted) >= 0.95
    assert recall(counted, NEAR) >= 0.95


def test_the_answer_is_not_the_nearest_word_of_the_question(counted):
    near = {word: [other for other, _ in counted.neighbours(word, 3)] for word in GOLD}
    for part in (1, 2):  # of b, of c
        first = [next(w for w in near[q[1 + part]] if w not in q[1:4]) for q in QUESTIONS]
        assert np.mean([w == q[4] for w, q in zip(first, QUESTIONS)]) < 0.3


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_word2vec_finds_analogies_and_neighbours(seed):
    from nlpviz.word2vec import train
    result = train(world.sentences(40_000, seed=seed), d=50, window=world.WINDOW, seed=seed)
    vectors = Vectors(result.words, result.W_in)
    assert right(vectors) >= 0.95
    assert recall(vectors, NEAR) >= 0.95


# --- the call

def test_the_same_seed_gives_the_same_sentences_and_more_are_a_continuation():
    assert world.sentences(300, seed=5) == world.sentences(900, seed=5)[:300]
    assert world.sentences(300, seed=5) != world.sentences(300, seed=6)
    assert world.sentences(3) == world.sentences(3, seed=0)


@pytest.mark.parametrize("n", [0, 1.5, "3", None])
def test_a_number_of_sentences_that_is_none_is_named(n):
    with pytest.raises(ValueError, match="n is "):
        world.sentences(n)

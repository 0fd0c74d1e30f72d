"""An English sentence has one Japanese sentence, each link joins a word and its translation, and
the word orders cross."""

from collections import Counter

import pytest

from nlpviz.data import crossing
from nlpviz.data.crossing import VOCABULARY_EN, VOCABULARY_JA, Pair, pairs
from nlpviz.data.crossing import words as lexicon
from nlpviz.data.crossing.dictionary import DICTIONARY

MANY = pairs(4000, depth=2, seed=1)
DEEP = pairs(500, depth=(3, 5), seed=2)
ENDS = {form for verb in (*lexicon.VERBS, *lexicon.PLACED) for form in verb.japanese}
NOT_TRANSLATED = {"the", "who", "that", "my"}
NOT_LINKED = set("はがをにでの")
SINGULAR = {word for rows in lexicon.NOUNS.values() for word, _, _ in rows}
PLURAL = {word for rows in lexicon.NOUNS.values() for _, word, _ in rows if word}


def test_a_source_has_one_target_whatever_the_seed():
    meaning = {}
    for seed in range(12):
        for pair in pairs(1500, depth=(0, 1), seed=seed):
            known = meaning.setdefault(pair.source, pair)
            assert known == pair, f"{known} | {pair}"
    assert len(meaning) < 12 * 1500  # some came again


def test_each_link_joins_a_word_and_its_translation_in_the_dictionary():
    for pair in MANY + DEEP:
        for i, j in pair.links:
            assert pair.target[i] in DICTIONARY[pair.source[j]], f"{pair}: {i} {j}"


def test_no_word_is_linked_twice_and_what_is_not_linked_has_no_counterpart():
    for pair in MANY + DEEP:
        rows, columns = map(Counter, zip(*pair.links, strict=True))
        assert max(rows.values()) == max(columns.values()) == 1
        assert {w for i, w in enumerate(pair.target) if i not in rows} <= NOT_LINKED
        assert {w for j, w in enumerate(pair.source) if j not in columns} <= NOT_TRANSLATED
        assert pair.links == tuple(sorted(pair.links))


def test_links_are_no_diagonal_most_sentences_cross():
    crossed = [sum(a > b for k, (_, a) in enumerate(p.links) for _, b in p.links[k + 1:])
               for p in MANY]
    assert sum(c > 0 for c in crossed) > 0.95 * len(MANY)
    assert sum(c >= 3 for c in crossed) > 0.7 * len(MANY)
    straight = [sum(i == j for i, j in p.links) / len(p.links) for p in MANY]
    assert sum(straight) / len(MANY) < 0.3


def test_the_verb_goes_to_the_end_and_the_topic_is_marked_once():
    for pair in MANY + DEEP:
        assert pair.target[-1] in ENDS
        assert pair.target.count("は") == 1
        assert pair.target.count("ので") + pair.target.count("のに") == sum(
            word in ("because", "although") for word in pair.source)


def test_the_depth_is_the_number_of_clauses_besides_the_main_one():
    inner = {"who", "that", "because", "although"}
    for depth in range(4):
        for pair in pairs(200, depth=(depth, depth), seed=depth):
            assert sum(word in inner for word in pair.source) == depth
    counts = Counter(sum(w in inner for w in pair.source) for pair in MANY)
    assert set(counts) == {0, 1, 2}
    assert all(abs(c - 4000 / 3) < 5 * 30 for c in counts.values())


def test_a_word_may_need_its_neighbour_to_be_translated():
    said = {}
    for pair in MANY:
        for i, j in pair.links:
            said.setdefault(pair.source[j], set()).add(pair.target[i])
    assert said["plays"] >= {"弾く", "吹く", "する", "遊ぶ"}
    assert said["old"] == {"古い", "年老いた"}
    assert sum(len(words) > 1 for words in said.values()) >= 8


def test_nothing_in_the_dictionary_is_superfluous_and_nothing_is_missing():
    both = pairs(12_000, depth=(0, 3), seed=3)
    english = {word for pair in both for word in pair.source}
    japanese = {word for pair in both for word in pair.target}
    assert english == set(VOCABULARY_EN) == set(DICTIONARY)
    assert japanese == set(VOCABULARY_JA)
    assert not SINGULAR & PLURAL
    assert list(VOCABULARY_EN) == sorted(english) and list(VOCABULARY_JA) == sorted(japanese)


def test_sources_are_distinct_and_the_same_for_the_same_seed():
    assert len({pair.source for pair in MANY}) == len(MANY)
    assert pairs(300, seed=5) == pairs(300, seed=5) != pairs(300, seed=6)
    assert pairs(3) == pairs(3, depth=2, seed=0) == pairs(3, depth=(0, 2))


def test_a_test_set_shares_no_sentence_with_the_training_set():
    train = pairs(1500, depth=0, seed=0)
    again = pairs(1500, depth=0, seed=1)
    apart = pairs(1500, depth=0, seed=1, without=train)
    known = {pair.source for pair in train}
    assert known & {pair.source for pair in again}
    assert not known & {pair.source for pair in apart}


def test_a_pair_is_printed_as_two_sentences():
    pair = Pair(("dogs", "bark"), ("犬", "が", "吠える"), ((0, 0), (2, 1)))
    assert str(pair) == "dogs bark -> 犬 が 吠える"


@pytest.mark.parametrize("arguments, names", [
    ({"n": 0}, "n is 0"), ({"n": 1.5}, "n is 1.5"),
    ({"n": 1, "depth": -1}, "depth is -1"), ({"n": 1, "depth": (3, 1)}, r"depth is \(3, 1\)"),
    ({"n": 1, "depth": None}, "depth is None"), ({"n": 1, "depth": 101}, "depth is 101"),
])
def test_wrong_arguments_are_named(arguments, names):
    with pytest.raises(ValueError, match=names):
        pairs(**arguments)


def test_more_sentences_than_there_are_is_refused(monkeypatch):
    monkeypatch.setattr(crossing, "_sentence", lambda draw, depth: MANY[0])
    assert pairs(1, depth=0) == MANY[:1]
    with pytest.raises(ValueError, match="found no further sentence of depth 0"):
        pairs(2, depth=0)

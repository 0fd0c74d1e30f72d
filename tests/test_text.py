"""Text goes to numbers and back without loss; batches hold every token
in its order."""

import numpy as np
import pytest

from nlpviz.data.stdlib import stdlib_text
from nlpviz.text import Vocabulary, characters, pad, windows, words

TEXTS = [
    "", " ", "The letters from my sister are still unopened.",
    "don't — 'quote' it’s 3.14 snake_case\t\n\n  end ",
    "姉からの手紙はまだ開けられていない。", "\u202eשלום\u202c 🧑‍💻 e\u0301 \x00\ud800",
    "<script>alert('x')</script>\r\n",
]


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
@pytest.mark.parametrize("split", [words, characters])
def test_the_pieces_make_the_text_again(split, text):
    assert "".join(split(text)) == text


@pytest.mark.parametrize("split", [words, characters])
def test_a_known_text_comes_back_from_its_ids(split):
    text = stdlib_text()[:200_000]
    vocabulary = Vocabulary(split(text))
    assert "".join(vocabulary.decode(vocabulary.encode(split(text)))) == text


def test_words_stay_whole_and_signs_stand_alone():
    assert words("Don't stop, it's 3!", spaces=False) == ["Don't", "stop", ",", "it's", "3", "!"]
    assert words("a  b_c\n") == ["a", "  ", "b", "_", "c", "\n"]


def test_numbers_go_by_falling_count_then_by_the_alphabet():
    v = Vocabulary("b b c a c b d".split())
    assert v.tokens == ("<unk>", "b", "c", "a", "d")
    assert v.counts.tolist() == [0, 3, 2, 1, 1]
    assert len(v) == 5 and v.ids["c"] == 2


def test_the_order_of_the_text_does_not_change_the_numbers():
    tokens = words(stdlib_text()[:50_000])
    assert Vocabulary(tokens).tokens == Vocabulary(tokens[::-1]).tokens


def test_rare_tokens_become_unknown():
    v = Vocabulary("b b c a c b d".split(), min_count=2)
    assert v.tokens == ("<unk>", "b", "c") and v.n_cut == 2
    assert v.decode(v.encode("a b c e".split())) == ["<unk>", "b", "c", "<unk>"]


def test_the_greatest_length_counts_the_specials():
    v = Vocabulary("b b c a c b d".split(), max_size=4, specials=("<pad>", "<unk>"))
    assert v.tokens == ("<pad>", "<unk>", "b", "c")
    assert v.encode(["a", "<pad>"]).tolist() == [1, 0]


def test_a_cut_by_count_and_one_by_length_work_together():
    v = Vocabulary("a a a b b b c c d".split(), min_count=2, max_size=3)
    assert v.tokens == ("<unk>", "a", "b") and v.n_cut == 3
    v = Vocabulary("a a a b b b c c d".split(), min_count=3, max_size=9)
    assert v.tokens == ("<unk>", "a", "b") and v.n_cut == 3


def test_specials_that_occur_in_the_text_are_counted_once():
    v = Vocabulary(["<unk>", "a"])
    assert v.tokens == ("<unk>", "a") and v.counts.tolist() == [1, 1]


def test_counts_can_be_given_instead_of_tokens():
    v = Vocabulary({"a": 1, "b": 5})
    assert v.tokens == ("<unk>", "b", "a")


def test_without_unk_an_unknown_token_is_refused():
    v = Vocabulary(["a", "b"], specials=())
    assert v.encode(["b", "a"]).tolist() == [1, 0]
    with pytest.raises(ValueError, match="'c' is not in the vocabulary"):
        v.encode(["a", "c"])


@pytest.mark.parametrize("ids, message", [
    ([0, 3], "ids holds 3; .* ends at 2"), ([-1], "ids holds -1"),
    ([[0]], r"shape \(1, 1\)"), ([0.5], "whole numbers"),
])
def test_ids_that_mean_nothing_are_refused(ids, message):
    with pytest.raises(ValueError, match=message):
        Vocabulary(["a", "b"]).decode(ids)


def test_nothing_is_encoded_as_nothing():
    v = Vocabulary(["a"])
    assert v.encode([]).shape == (0,) and v.decode([]) == []


def test_a_string_is_not_a_list_of_tokens():
    for wrong in ("the letters", b"the letters", None):
        with pytest.raises(TypeError, match=r"pass a list of tokens: words\(text\)"):
            Vocabulary(wrong)
    with pytest.raises(TypeError, match=r"specials is one string; .*'<unk>',\)"):
        Vocabulary(["a"], specials="<unk>")
    for split in (words, characters):
        with pytest.raises(TypeError, match="string"):
            split(b"bytes")


@pytest.mark.parametrize("arguments, name", [
    ({"min_count": 0}, "min_count is 0"), ({"max_size": 0}, "max_size is 0"),
    ({"specials": ("<unk>", "<unk>")}, "specials repeat"),
])
def test_wrong_settings_are_named(arguments, name):
    with pytest.raises(ValueError, match=name):
        Vocabulary(["a"], **arguments)


def test_padding_keeps_every_row_and_its_length():
    ids, lengths = pad([[5, 6, 7], [], [8]], value=-1)
    assert ids.tolist() == [[5, 6, 7], [-1, -1, -1], [8, -1, -1]]
    assert lengths.tolist() == [3, 0, 1]
    with pytest.raises(ValueError, match="sequences is empty"):
        pad([])


def test_padding_rows_that_are_all_empty_gives_no_columns():
    ids, lengths = pad([[], []])
    assert ids.shape == (2, 0) and lengths.tolist() == [0, 0]


@pytest.mark.parametrize("wrong", [[0.5, 1.7], [[1, 2]], 3, "12", ["a"], [None]], ids=repr)
def test_what_is_no_row_of_whole_numbers_is_refused_by_its_place(wrong):
    with pytest.raises(ValueError, match=r"sequences\[1\] has shape .* row of whole numbers"):
        pad([[1], wrong])
    with pytest.raises(ValueError, match="ids has shape"):
        windows(wrong, B=1, T=1)


def test_windows_follow_each_other_and_targets_are_one_ahead():
    batches = windows(np.arange(100), B=3, T=5)
    assert batches.n_steps == 6
    steps = [batches(s) for s in range(batches.n_steps)]
    assert all(x.shape == y.shape == (3, 5) for x, y in steps)
    inputs = np.concatenate([x for x, _ in steps], axis=1)
    assert inputs.tolist() == np.arange(90).reshape(3, 30).tolist()
    assert all((y == x + 1).all() for x, y in steps)
    assert np.array_equal(batches(6)[0], batches(0)[0])


def test_windows_use_the_last_token_as_a_target_only():
    batches = windows(np.arange(7), B=2, T=3)
    assert batches(0)[1].tolist() == [[1, 2, 3], [4, 5, 6]]
    with pytest.raises(ValueError, match="ids has 6 tokens.* at least 7"):
        windows(np.arange(6), B=2, T=3)
    with pytest.raises(ValueError, match="T is 0"):
        windows(np.arange(7), B=2, T=0)


@pytest.mark.parametrize("word", ["cafe\u0301", "हिन्दी", "ภาษาไทย", "עִבְרִית", "naïve", "don't"])
def test_a_word_keeps_the_marks_on_its_letters(word):
    assert words(f"a {word}, b") == ["a", " ", word, ",", " ", "b"]

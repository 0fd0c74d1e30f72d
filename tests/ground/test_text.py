"""Text goes to numbers and back without loss; batches hold every token
in its order."""

import unicodedata
from collections import Counter
from types import MappingProxyType

import numpy as np
import pytest

from nlpviz.data.stdlib import stdlib_text
from nlpviz.text import Vocabulary, characters, is_blank, pad, streams, words

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
    for wrong in (None, 5, np.array(5)):
        with pytest.raises(TypeError, match="sequences is .* list of rows"):
            pad(wrong)


def test_padding_rows_that_are_all_empty_gives_no_columns():
    ids, lengths = pad([[], []])
    assert ids.shape == (2, 0) and lengths.tolist() == [0, 0]


@pytest.mark.parametrize("wrong", [[0.5, 1.7], [[1, 2]], 3, "12", ["a"], [None]], ids=repr)
def test_what_is_no_row_of_whole_numbers_is_refused_by_its_place(wrong):
    with pytest.raises(ValueError, match=r"sequences\[1\] has shape .* row of whole numbers"):
        pad([[1], wrong])
    with pytest.raises(ValueError, match="ids has shape"):
        streams(wrong, B=1, T=1)


def test_windows_follow_each_other_and_targets_are_one_ahead():
    batches = streams(np.arange(100), B=3, T=5)
    assert batches.n_steps == 6
    steps = [batches(s) for s in range(batches.n_steps)]
    assert all(x.shape == y.shape == (3, 5) for x, y in steps)
    inputs = np.concatenate([x for x, _ in steps], axis=1)
    assert inputs.tolist() == np.arange(90).reshape(3, 30).tolist()
    assert all((y == x + 1).all() for x, y in steps)
    assert np.array_equal(batches(6)[0], batches(0)[0])


def test_windows_use_the_last_token_as_a_target_only():
    batches = streams(np.arange(7), B=2, T=3)
    assert batches(0)[1].tolist() == [[1, 2, 3], [4, 5, 6]]
    with pytest.raises(ValueError, match="ids has 6 tokens.* at least 7"):
        streams(np.arange(6), B=2, T=3)
    with pytest.raises(ValueError, match="T is 0"):
        streams(np.arange(7), B=2, T=0)


@pytest.mark.parametrize("word", ["cafe\u0301", "हिन्दी", "ภาษาไทย", "עִבְרִית", "naïve", "don't"])
def test_a_word_keeps_the_marks_on_its_letters(word):
    assert words(f"a {word}, b") == ["a", " ", word, ",", " ", "b"]


@pytest.mark.parametrize("word", [
    "𞤆𞤵𞤤𞤢𞥄𞤪", "\U00011013\U0001103c", "hy\u00adphen", "a\u200bb", "word\u2060joiner", "a\ufeffb",
    "a\u202ab", "می\u200cخواهم", "क\u094d\u200dष", "क\u094d\u200d", "e\u0301\u00ad\u0301x",
    "वि\u200cद्या", "ການ", "ខ្មែរ", "မြန်မာ", "עַל", "1\ufe0f\u20e3", "ﷺ",
    "naïve’s\u00adx",
], ids=ascii)
def test_marks_of_all_planes_and_format_characters_inside_do_not_split_a_word(word):
    assert words(f"a {word}, b") == ["a", " ", word, ",", " ", "b"]
    assert words(f"{word} {word}", spaces=False) == [word, word]


def test_every_mark_and_every_format_character_is_joined():
    every = map(chr, range(0x110000))
    marks = [c for c in every if unicodedata.category(c)[0] == "M"]
    formats = [c for c in map(chr, range(0x110000)) if unicodedata.category(c) == "Cf"]
    assert len(marks) > 2000 and len(formats) > 150
    assert [c for c in marks if words(f"a{c}") != [f"a{c}"]] == []
    assert [c for c in marks if words(f"!{c}") != [f"!{c}"]] == []
    assert [c for c in marks + formats if words(f"a{c}b") != [f"a{c}b"]] == []
    assert [c for c in formats if words(f" {c} ", spaces=False)] == []


@pytest.mark.parametrize("sign", [
    "👨‍👩‍👧‍👦", "👩🏽‍💻", "❤️‍🔥", "🇯🇵", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👍🏿", "!\u0301", "☎️"],
    ids=ascii)
def test_a_sign_that_is_drawn_as_one_is_one(sign):
    assert words(f"a{sign}b {sign}{sign}") == ["a", sign, "b", " ", sign, sign]


def test_format_characters_outside_of_words_are_pieces_that_can_be_left_out():
    text = "\u200b \u202eשלום\u202c!\u200b"
    assert words(text) == ["\u200b", " ", "\u202e", "שלום", "\u202c", "!", "\u200b"]
    assert words(text, spaces=False) == ["שלום", "!"]


@pytest.mark.parametrize("text, blank", [
    ("", True), (" \n\u3000\x0b", True), ("\u200b", True), ("\ufeff \u00ad", True), ("a", False),
    ("\u200b.", False), ("\u0301", False)], ids=ascii)
def test_nothing_is_to_be_seen_in_white_space_and_format_characters(text, blank):
    assert is_blank(text) is blank
    assert blank is not bool(words(text, spaces=False))


def test_long_runs_of_marks_joiners_and_apostrophes_are_cut_without_loss():
    for run in ("a" + "\u00ad" * 50_000, "a" + "\u0301" * 50_000, "a\u0301" * 50_000,
                "👩" + "\u200d" * 50_000, "a'" * 50_000, "a\u00ad" * 50_000 + "!"):
        assert "".join(words(run)) == run


class Series:
    """What counts and columns look like in pandas: no Mapping, but with items."""

    def __init__(self, values, index=None):
        self.values, self.index = list(values), list(index or range(len(values)))

    def __iter__(self):
        return iter(self.values)

    def __len__(self):
        return len(self.values)

    def items(self):
        return zip(self.index, self.values, strict=True)


@pytest.mark.parametrize("counts", [
    {"a": 1, "b": 5}, Counter("bbbbba"), MappingProxyType({"a": 1, "b": np.int64(5)}),
    Series([5, 1], ["b", "a"]), Series([np.int64(2), 1, 3], ["b", "a", "b"]),
    {"b": 5, "a": 1, "c": 0}], ids=lambda counts: type(counts).__name__)
def test_counts_are_taken_as_counts(counts):
    v = Vocabulary(counts)
    assert v.tokens == ("<unk>", "b", "a") and v.counts.tolist() == [0, 5, 1]


@pytest.mark.parametrize("tokens", [
    np.array(["b", "a", "b"]), np.array(["b", "a", "b"], object), iter("bab"), Series("bab"),
    (t for t in "bab"), {"b": 2, "a": 1}.keys() | {"b"}, [np.str_("b"), "a", "b"],
    np.array(list("bab"))[::-1]], ids=lambda t: type(t).__name__)
def test_any_container_of_strings_gives_pythons_strings(tokens):
    v = Vocabulary(tokens)
    assert set(v.tokens) == {"<unk>", "a", "b"}
    assert {type(t) for t in v.tokens} == {str}


NAN = float("nan")


@pytest.mark.parametrize("tokens, says", [
    ([["a"], ["b"]], r"tokens\[0\] is list \['a'\]; .* \[t for s in tokens for t in s\]"),
    (["a", ("b", "c")], r"tokens\[1\] is tuple \('b', 'c'\)"),
    (np.array([["a"], ["b"]]), r"tokens\[0\] is ndarray"),
    (["a", None, "b"], r"tokens\[1\] is NoneType None; .*leave out what is missing"),
    (["a", "b", NAN], r"tokens\[2\] is float nan; .*leave out what is missing"),
    (np.array(["a", np.nan], object), r"tokens\[1\] is float nan; .*missing"),
    (np.ma.array(["a", "b"], mask=[0, 1]), r"tokens\[1\] is MaskedConstant masked; .*missing"),
    (["a", b"b"], r"tokens\[1\] is bytes b'b'; .*token.decode\(\)"),
    (np.array([b"a"]), r"tokens\[0\] is bytes_ .*decode"),
    (["a", 3], r"tokens\[1\] is int 3; .*str\(token\)"),
    ([True], r"tokens\[0\] is bool True"), (5, "tokens is int 5; pass a list of tokens"),
    (np.array("a"), "tokens is ndarray .*; pass a list of tokens"),
    ({None: 2}, r"tokens\[0\] is NoneType"), ({1: 2}, r"tokens\[0\] is int 1"),
    (Series(["a", NAN]), "tokens"), (["a", ["the letters " * 99]], r"tokens\[1\] is list .{80};"),
])
def test_what_is_no_token_is_named_with_its_place_and_the_remedy(tokens, says):
    with pytest.raises(TypeError, match=says):
        Vocabulary(tokens)


@pytest.mark.parametrize("counts", [{"a": 0.25}, {"a": -1}, {"a": True}, {"a": "b"}, {"a": NAN}])
def test_counts_are_whole_numbers(counts):
    with pytest.raises(ValueError, match=r"tokens\['a'\] is .* whole number >= 0"):
        Vocabulary(counts)


@pytest.mark.parametrize("tokens, says", [
    ("the cat", "tokens is str 'the cat'; pass a list of tokens"), (b"the", "tokens is bytes"),
    ({"the", "cat"}, "tokens is set .* no order"), ({"the": 1}, "tokens is dict .* no order"),
    ([["the", "cat"]], r"tokens\[0\] is list \['the', 'cat'\]; .*one sentence at a time"),
    (["the", None], r"tokens\[1\] is NoneType None"), ([0, 1], r"tokens\[0\] is int 0"),
    (None, "tokens is NoneType"), ([["the"], 3], r"tokens\[0\] is list"),
])
@pytest.mark.parametrize("specials", [("<unk>",), ()])
def test_what_cannot_be_encoded_is_named(tokens, says, specials):
    with pytest.raises(TypeError, match=says):
        Vocabulary(["the", "cat"], specials=specials).encode(tokens)


def test_a_text_is_encoded_as_it_is_where_all_tokens_are_characters():
    v = Vocabulary(characters("the cat"))
    assert v.encode("cat").tolist() == v.encode(["c", "a", "t"]).tolist()
    assert Vocabulary(["cat"]).encode(np.array(["cat", "dog"])).tolist() == [1, 0]
    assert Vocabulary(["cat"]).encode(t for t in ["cat"]).tolist() == [1]


@pytest.mark.parametrize("specials, says", [
    ({"<pad>", "<unk>"}, "specials is set .* no order"), ({"<pad>": 0}, "specials is dict"),
    (None, "specials is NoneType"), ([0], r"specials\[0\] is int 0"),
    (["<pad>", b"<unk>"], r"specials\[1\] is bytes"), (frozenset(), "no order"),
])
def test_specials_have_an_order_and_are_strings(specials, says):
    with pytest.raises(TypeError, match=says):
        Vocabulary(["a"], specials=specials)


def test_numpys_numbers_are_numbers_and_a_bool_is_none():
    v = Vocabulary("b b c a c b d".split(), min_count=np.int64(2), max_size=np.int32(3))
    assert v.tokens == ("<unk>", "b", "c")
    for wrong in ({"min_count": True}, {"max_size": True}, {"min_count": 1.0}):
        with pytest.raises(ValueError, match=f"{next(iter(wrong))} is "):
            Vocabulary(["a"], **wrong)
    batches = streams(np.arange(7), B=np.int64(2), T=np.int8(3))
    assert batches(np.int64(0))[0].tolist() == [[0, 1, 2], [3, 4, 5]]
    for step in (True, 0.0, -1, None):
        with pytest.raises(ValueError, match="step is "):
            batches(step)
    assert pad([[1], []], value=np.int64(7))[0].tolist() == [[1], [7]]
    for value in (0.5, None, True, "0"):
        with pytest.raises(ValueError, match="value is .* whole number"):
            pad([[1]], value=value)


def test_odd_arrays_of_ids_are_taken_or_refused():
    v, X = Vocabulary(["a", "b", "c"]), np.array([[1, 2, 3]])[:, ::-1]
    assert v.decode(X[0]) == ["c", "b", "a"] and v.decode(i for i in (1, 2)) == ["a", "b"]
    assert pad(X)[0].tolist() == [[3, 2, 1]]
    for wrong in (np.array(1), np.array([1, None], object), np.array([True]), "ab", X):
        with pytest.raises(ValueError, match="ids has shape"):
            v.decode(wrong)
    with pytest.raises(ValueError, match="ids is a masked array; .*compressed"):
        v.decode(np.ma.array([1, 2], mask=[0, 1]))
    with pytest.raises(ValueError, match="ids is list .* same length"):
        v.decode([[1], [2, 3]])

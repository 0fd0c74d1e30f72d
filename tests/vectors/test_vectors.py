"""Neighbours and analogies are what their formulas say, files go round with gensim, and whatever
is malformed is refused by name."""

import bz2
import gzip
import lzma
import os
import pickle
import signal
import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import torch
from gensim.models import KeyedVectors

from nlpviz.metrics import spearman
from nlpviz.vectors import (
    Vectors,
    accuracy,
    read,
    read_analogies,
    read_pairs,
    recall,
    similarity,
    write_binary,
    write_text,
)
from tests import ROOT

RNG = np.random.default_rng(0)
WORDS = ["the", "naïve", "手紙", "don't", "a_b", "\u00a0x", "1", "…", "e\u0301"]
SOME = Vectors(WORDS, RNG.normal(size=(9, 5)).astype(np.float32))
CITIES = Vectors(["man", "woman", "king", "queen", "apple"],
                 [[1, 0, 0], [0, 1, 0], [1, 0, 2], [0, 1, 2], [1, 1, -1]])
WRITERS = pytest.mark.parametrize("write", [write_text, write_binary])


@pytest.fixture
def file(tmp_path):
    def write(data, name="v.txt"):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path
    return write


# --- the table

def test_tensors_of_any_kind_are_tables_and_masked_or_ragged_ones_are_named():
    W = torch.tensor([[1.0, 2], [3, 4]], requires_grad=True)
    for value in (W, W.to(torch.bfloat16), list(W), torch.nn.Parameter(W), W.double()):
        assert np.array_equal(Vectors(["a", "b"], value).W, [[1, 2], [3, 4]])
    assert Vectors(["a", "b"], W).W.dtype == np.float32
    assert Vectors(["a", "b"], W).neighbours(W[0])[0][0] == "a"
    for value, says in ((np.ma.array(np.eye(2), mask=np.eye(2)), "W is a masked array"),
                        ([[1, 2], [3]], "W is list .* same length")):
        with pytest.raises(ValueError, match=says):
            Vectors(["a", "b"], value)


def test_a_word_gives_its_row_and_an_unknown_one_is_named():
    assert len(SOME) == 9 and "手紙" in SOME and "x" not in SOME and 3 not in SOME
    assert np.array_equal(SOME["手紙"], SOME.W[2])
    with pytest.raises(KeyError, match="there is no vector for 'x'"):
        SOME["x"]
    with pytest.raises(ValueError, match="read-only"):
        SOME.W[0] = 0


def test_neighbours_are_sorted_by_cosine_as_computed_plainly():
    for i, word in enumerate(WORDS):
        cosines = [W @ SOME.W[i] / np.linalg.norm(W) / np.linalg.norm(SOME.W[i]) for W in SOME.W]
        order = sorted((j for j in range(9) if j != i), key=lambda j: -cosines[j])
        found = SOME.neighbours(word, n=4)
        assert [w for w, _ in found] == [WORDS[j] for j in order[:4]]
        assert np.allclose([c for _, c in found], [cosines[j] for j in order[:4]], atol=1e-6)
    assert len(SOME.neighbours("the", n=99)) == 8


def test_a_vector_may_be_asked_for_and_is_then_no_word_to_leave_out():
    (word, cosine), *_ = SOME.neighbours(3 * SOME["naïve"])
    assert word == "naïve" and cosine == pytest.approx(1)


def test_king_minus_man_plus_woman_is_queen():
    assert CITIES.analogy("man", "woman", "king")[0][0] == "queen"
    assert CITIES.analogy("man", "woman", "king", method="mul")[0][0] == "queen"
    assert {w for w, _ in CITIES.analogy("man", "woman", "king")} == {"queen", "apple"}
    assert len(CITIES.analogy("man", "woman", "king", exclude=False)) == 5


def test_scores_of_analogies_are_the_formulas():
    cos = {(a, b): CITIES[a] @ CITIES[b] / np.linalg.norm(CITIES[a]) / np.linalg.norm(CITIES[b])
           for a in CITIES.words for b in CITIES.words}
    a, b, c = "man", "king", "woman"
    target = CITIES.unit[2] - CITIES.unit[0] + CITIES.unit[1]
    for word, score in CITIES.analogy(a, b, c, exclude=False):
        plain = cos[word, b] - cos[word, a] + cos[word, c]
        assert score == pytest.approx(plain / np.linalg.norm(target))
    half = {pair: (1 + value) / 2 for pair, value in cos.items()}
    for word, score in CITIES.analogy(a, b, c, exclude=False, method="mul"):
        assert score == pytest.approx(half[word, b] * half[word, c] / (half[word, a] + 0.001))


def test_length_does_not_matter_zero_is_near_nothing_and_no_square_overflows():
    scaled = Vectors(CITIES.words, CITIES.W * np.array([1, 9, 1e-200, 1e200, 2])[:, None])
    for word in CITIES.words:
        assert [w for w, _ in scaled.neighbours(word)] == [w for w, _ in CITIES.neighbours(word)]
    lone = Vectors(["o", "a", "b"], [[0, 0], [1, 0], [0, 1]])
    assert lone.neighbours("o") == [("a", 0.0), ("b", 0.0)]
    assert np.isfinite(lone.unit).all()


@pytest.mark.parametrize("words, W, error, names", [
    ("ab", np.eye(2), TypeError, "words is one string"),
    ({"a", "b"}, np.eye(2), TypeError, "words is a set, which has no order"),
    (["a", "a"], np.eye(2), ValueError, "'a' as number 0 and 1"),
    (["a", ""], np.eye(2), TypeError, r"words\[1\] is ''"),
    (["a", 3], np.eye(2), TypeError, r"words\[1\] is 3"),
    (["a"], np.eye(2), ValueError, r"W has shape \(2, 2\) but there are 1"),
    ([], np.zeros((0, 2)), ValueError, "not empty"),
    (KeyedVectors(2), np.eye(2), TypeError, "words is a KeyedVectors; pass its index_to_key"),
    (["a"], np.array([["1"]]), TypeError, "W holds <U1"),
    (["a", "b"], np.array([[1], [np.nan]]), ValueError, r"W\[1\] holds NaN"),
])
def test_what_is_no_table_is_refused(words, W, error, names):
    with pytest.raises(error, match=names):
        Vectors(words, W)


@pytest.mark.parametrize("call, names", [
    (lambda: SOME.neighbours("the", n=0), "n is 0"),
    (lambda: SOME.neighbours(np.ones(4)), r"shape \(4,\)"),
    (lambda: SOME.neighbours(np.full(5, np.inf)), "finite"),
    (lambda: SOME.analogy("the", "1", "…", method="sum"), "method is 'sum'"),
    (lambda: accuracy(SOME, [], method="sum"), "method is 'sum'"),
])
def test_wrong_arguments_are_named(call, names):
    with pytest.raises(ValueError, match=names):
        call()


# --- files

@WRITERS
def test_what_was_written_is_read_bit_by_bit(write, tmp_path):
    path = tmp_path / "v"
    write(SOME, path)
    again = read(path)
    assert again.words == SOME.words and again.W.dtype == np.float32
    assert np.array_equal(again.W, SOME.W)
    assert read(path, limit=3).words == SOME.words[:3]
    assert read(path, limit=99).words == SOME.words
    assert np.array_equal(read(path, binary=write is write_binary).W, SOME.W)


def test_files_as_the_c_program_and_gensim_write_them_are_read(file):
    rows = np.array([[1, -2.5], [0.5, 3e-7]], "<f4")
    text = "2 2\nthe 1.000000 -2.500000 \n</s> 0.5 3e-07 \n"
    packed = b"the " + rows[0].tobytes() + b"%b</s> " + rows[1].tobytes() + b"%b"
    for data in (text, text.rstrip(), text.replace("\n", "\r\n"), b"2 2\n" + packed % (b"", b""),
                 b"2 2\n" + packed % (b"\n", b"\n")):
        vectors = read(file(data))
        assert vectors.words == ("the", "</s>") and np.array_equal(vectors.W, rows)


@WRITERS
def test_gensim_reads_what_we_write(write, tmp_path):
    write(SOME, tmp_path / "v")
    theirs = KeyedVectors.load_word2vec_format(
        str(tmp_path / "v"), binary=write is write_binary)
    assert theirs.index_to_key == list(SOME.words)
    assert np.abs(theirs.vectors - SOME.W).max() < 1e-6


@pytest.mark.parametrize("binary", [False, True])
def test_we_read_what_gensim_writes_and_find_what_it_finds(binary, tmp_path):
    theirs = KeyedVectors(5)
    theirs.add_vectors(WORDS, SOME.W)
    theirs.save_word2vec_format(str(tmp_path / "v"), binary=binary)
    ours = read(tmp_path / "v")
    assert ours.words == SOME.words and np.abs(ours.W - SOME.W).max() < 1e-6
    for mine, other in ((ours.neighbours("1", n=8), theirs.most_similar("1")),
                        (ours.analogy("1", "the", "…"), theirs.most_similar(["the", "…"], ["1"]))):
        assert [w for w, _ in mine] == [w for w, _ in other]
        assert np.allclose([s for _, s in mine], [s for _, s in other], atol=1e-6)


def binary(*records, header=b"2 2\n"):
    return header + b"".join(w + b" " + np.array(v, "<f4").tobytes() for w, v in records)


@pytest.mark.parametrize("data, names", [
    ("", "v.txt is empty"),
    ("the cat\na 1 2\n", "v.txt, line 1: 'the cat' is no header"),
    ("the 1\na 1 2\nb 1 2\n", "line 1: 'the 1' is no header"),
    ("2 2 2\na 1 2 3\nb 1 2 3\n", "line 1: '2 2 2' is no header"),
    ("the 1 2\na 1\nb 1 2\n", "line 2: there are 1 values after the word; the other lines have 2"),
    ("the 1 2\na 1 x\nb 1 2\n", "line 2: 'x' is no number; the other lines have 2"),
    ("the 1 2\n\nb 1 2\n", "line 2: there are 0 values"),
    ("0 2\n", "line 1: '0 2' is no header"),
    ("-2 2\na 1 2\n", "line 1: '-2 2' is no header"),
    ("3" * 500, "line 1: '3333.*'… is no header"),
    (b"\x1f\x8b\x08\0\n", "unpack it first, as gunzip does"),
    (gzip.compress(b"1 2\na 1 2\n", mtime=0), "unpack it first, as gunzip does"),
    (bz2.compress(b"1 2\na 1 2\n"), "unpack it first, as bunzip2 does"),
    (lzma.compress(b"1 2\na 1 2\n"), "unpack it first, as unxz does"),
    (b"PK\x03\x04", "a zip archive"),
    (pickle.dumps({"a": 1}), "call wv.save_word2vec_format"),
    (b"\xba\x16\x4f\x2f\x0c\0\0\0", "read the .vec file"),
    ("1 2\na 1 2\n".encode("utf-16"), "the file is UTF-16: write it again in UTF-8"),
    ("1000000000000 100\na 1\n", "line 1: the header promises 1,000,000,000,000 words of 100"),
    ("1 1000000000000\na 1\n", "line 1: the header promises 1 words of 1,000,000,000,000"),
    ("1 1000001\na 1\n", "more than 1,000,000 values are not read"),
    (b"1000000000000 2\n" + b"\0" * 99, "line 1: .* but only 99 follow"),
    ("3 1\na 0.25\nb 0.50\n", "line 4: the file ends, after 2 words; the header promises 3"),
    ("1 2\na 1 2\nb 1 2\n", "line 3: a word too many; the header promises 1"),
    ("1 2\na 1 2\n" + "\n" * 99 + "b 1 2\n", "line 3: a word too many"),
    ("2 2\na 0.1 2\nb 1\n", "line 3: there are 1 values after the word; the header promises 2"),
    ("2 2\na 1\nb 1 2 3\n", "line 2: there are 1 values"),
    ("2 2\na 1 2 3\nb 1 2 3\n", "promises 2 values a word, but the lines have 3"),
    ("2 2\na 1 2\n\nb 1 2\n", "line 3: there are 0 values"),
    ("2 2\na 1 2\nnew york 1\n", "line 3: 'york' is no number; the header promises 2"),
    ("2 2\na 1 2\nb 1 x2\n", "line 3: 'x2' is no number"),
    ("2 2\na 1 2\nb 1 1_0\n", "line 3: '1_0' is no number"),
    ("2 2\na 1 nan\nb 1 2\n", "line 2: the vector of 'a' holds NaN"),
    ("2 2\na 1 2\nb 1 -inf\n", "line 3: the vector of 'b' holds NaN"),
    ("2 2\na 1 2\nb 1 1e39\n", "line 3: .*too large for float32"),
    ("3 2\na 1 2\nb 1 2\na 3 4\n", "line 4: 'a' came before, as word 1;.*duplicates=\"first\""),
    ("2 2\na 1 2\n 1 2\n", "line 3: there is no word before the values; errors=\"skip\""),
    (b"2 2\na 1 2\n\xe9t\xe9 1 2\n",
     r"line 3: the word b'\\xe9t\\xe9' is not UTF-8; errors=\"replace\""),
    ("2 2\na 1 2\n" + "b" * 20_000 + " 1 2\n", "line 3: there are 0 values"),
    (binary((b"a b", [2, 2]), (b"c", [1, 2])), "byte 14: the word .* has control characters"),
    (binary((b"a", [1, 2]), (b"b", [1, 2]))[:-1], "byte 14: word 2 of 2 has 7 bytes of values"),
    (binary((b"a", [1, 2]), (b"bcdefghijk", [])), "byte 14: word 2 of 2 has 0 bytes"),
    (binary((b"a", [1, 2]), header=b"1 2\n") + b"b", "byte 14: 1 bytes too many"),
    (binary((b"a", [1, 2]), (b"b", [1, 2]), header=b"1 2\n"), "byte 14: 10 bytes too many"),
    (binary((b"a", [1, 2])) + b"b" * 10, "byte 14: word 2 does not end"),
    (binary((b"a", [1, 2]), (b"b", [1, np.nan])), "byte 14: the vector of 'b' holds NaN"),
    (binary((b"a", [np.inf, 2]), (b"b", [1, 2])), "byte 4: the vector of 'a' holds"),
    (binary((b"a", [1, 2]), (b"a", [1, 2])), "byte 14: 'a' came before, as word 1;"),
    (binary((b"a", [1, 2]), (b"", [1, 2])) + b"\n", "byte 14: there is no word"),
    (binary((b"a", [1, 2]), (b"\xff", [1, 2])), "byte 14: the word .* is not UTF-8"),
])
def test_a_malformed_file_is_refused_with_its_place(data, names, file):
    with pytest.raises(ValueError, match=names) as caught:
        read(file(data))
    assert "v.txt" in str(caught.value)


def test_every_cut_of_a_file_is_refused_or_is_a_shorter_last_number(tmp_path):
    for write in (write_text, write_binary):
        write(SOME, tmp_path / "whole")
        data = (tmp_path / "whole").read_bytes()
        for end in range(len(data) - 1):
            (tmp_path / "cut").write_bytes(data[:end])
            try:
                W = read(tmp_path / "cut").W
            except ValueError as error:
                assert "cut" in str(error)
            else:  # text has no mark at the end of a number
                assert write is write_text and end > data.rindex(b" ")
                assert np.array_equal(W.ravel()[:-1], SOME.W.ravel()[:-1])


@pytest.mark.parametrize("body", [b"a 1 2\n", b"\0" * 4096, b" " * 4096, b"a" * 4096])
def test_a_header_of_a_million_million_words_costs_no_memory(body, file):
    paths = [file(head + body, f"v{i}.txt") for i, head in enumerate(
        (b"1000000000000 2\n", b"2 1000000000000\n", b"9999999999999999999 99999999999999999\n"))]
    for path in paths:
        if body[0] == 0:  # four gigabytes, none of them on the disk
            os.truncate(path, 2**32)
    tracemalloc.start()
    for path in paths:
        for binary in (None, False, True):
            with pytest.raises(ValueError, match="line 1: the header promises"):
                read(path, binary=binary)
            with pytest.raises(ValueError, match="line 1: the header promises"):
                read(path, limit=1, binary=binary)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_a_line_of_millions_of_spaces_costs_no_more_than_itself(file):
    path = file(b"1 100000\na" + b" " * 6_000_000 + b"1\n")
    tracemalloc.start()
    for binary in (None, False):
        with pytest.raises(ValueError, match="line 2: there are 1 values after the word"):
            read(path, binary=binary)
    assert tracemalloc.get_traced_memory()[1] < 30_000_000
    tracemalloc.stop()


def test_a_missing_file_and_a_wrong_limit_are_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="nothing.txt"):
        read(tmp_path / "nothing.txt")
    with pytest.raises(ValueError, match="limit is 0"):
        read(tmp_path / "nothing.txt", limit=0)


@WRITERS
@pytest.mark.parametrize("word", ["new york", "a\nb", "a\tb", "\x07", "\0", "\ud800"])
def test_a_word_that_a_file_cannot_hold_is_refused_before_the_file_is_touched(
        write, word, tmp_path):
    (tmp_path / "v").write_text("before", encoding="utf-8")
    with pytest.raises(ValueError, match="which a file cannot hold: it has"):
        write(Vectors(["a", word], np.eye(2)), tmp_path / "v")
    with pytest.raises(ValueError, match="too large for float32"):
        write(Vectors(["a"], [[1e300]]), tmp_path / "v")
    assert (tmp_path / "v").read_text(encoding="utf-8") == "before"


@WRITERS
def test_a_word_too_long_to_be_read_again_is_not_written(write, tmp_path):
    write(Vectors(["a", "é" * 4999], np.eye(2)), tmp_path / "v")
    assert read(tmp_path / "v").words == ("a", "é" * 4999)
    with pytest.raises(ValueError, match="the word 'é{78}…, which .* 10,000 bytes or more;"):
        write(Vectors(["a", "é" * 5000], np.eye(2)), tmp_path / "v")


# --- other people's files

GLOVE = ["the", ". . .", "at name@domain.com", "windows 95", "• name@domain.com", "new\tyork", "-",
         "\u00a0", "a\u3000b", "nan"]
"""Words as they stand in GloVe's 840B, and some that are worse."""


def lines(words, W, ends="\n", between=" "):
    return "".join(between.join([word, *map(str, row)]) + ends
                   for word, row in zip(words, W.tolist(), strict=True))


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("ends", ["\n", " \n", "\r\n", " \t\r\n", "\r"])
@pytest.mark.parametrize("between", [" ", "\t", "  "])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_the_last_d_fields_of_a_line_are_the_values(header, ends, between, start, file):
    W = RNG.normal(size=(len(GLOVE), 4)).astype(np.float32)
    text = lines(GLOVE, W, ends, between)
    head = f"{len(GLOVE)} 4{ends}" if header else ""
    vectors = read(file(start + head + text))
    assert vectors.words == tuple(GLOVE) and np.array_equal(vectors.W, W)
    assert read(file(start + head + text.rstrip()), limit=3).words == tuple(GLOVE[:3])
    assert np.array_equal(read(file(start + head + text.rstrip())).W, W)


def test_a_lone_carriage_return_ends_no_line_in_a_file_with_line_feeds(file):
    assert read(file("2 2\na\rb 1 2\nc 3\r4\n")).words == ("a\rb", "c")


def test_a_blank_before_a_word_belongs_to_it(file):
    assert read(file("2 2\n a 1 2\n b c 1 2\n")).words == (" a", " b c")
    assert read(file("1 2\narea 51 1 2\n")).words == ("area 51",)


def test_a_headless_file_of_any_width_is_read(file):
    for d in (2, 3, 300):
        W = RNG.normal(size=(200, d)).astype(np.float32)
        words = [f"{i}" for i in range(200)]  # numbers, as GloVe has them
        vectors = read(file(lines(words, W) + "\n \n"))
        assert vectors.words == tuple(words) and np.array_equal(vectors.W, W)


GENSIM = Path(__import__("gensim").__path__[0], "test", "test_data")


@pytest.mark.parametrize("name", ["lee_fasttext.vec", "crime-and-punishment.vec",
                                  "pang_lee_polarity_fasttext.vec", "toy-model.vec",
                                  "word2vec_pre_kv_c", "test_glove.txt", "euclidean_vectors.bin"])
def test_the_files_that_gensim_tests_with_are_read_as_gensim_reads_them(name):
    packed = name.endswith(".bin")
    theirs = KeyedVectors.load_word2vec_format(
        str(GENSIM / name), binary=packed, no_header=name == "test_glove.txt",
        unicode_errors="replace")
    ours = read(GENSIM / name, errors="replace")
    assert list(ours.words) == theirs.index_to_key
    assert np.array_equal(ours.W, theirs.vectors)


def test_words_with_blanks_that_gensim_writes_are_read_from_text_and_refused_in_binary(tmp_path):
    words = ["the", "new york", "a b c", "</s>"]
    theirs = KeyedVectors(50)
    theirs.add_vectors(words, RNG.normal(size=(4, 50)).astype(np.float32))
    theirs.save_word2vec_format(str(tmp_path / "v.txt"))
    theirs.save_word2vec_format(str(tmp_path / "v.bin"), binary=True)
    ours = read(tmp_path / "v.txt")
    assert list(ours.words) == words and np.array_equal(ours.W, theirs.vectors)
    with pytest.raises(ValueError, match="control characters|not UTF-8|does not end"):
        read(tmp_path / "v.bin")


BROKEN = [(b"a", [1, 2]), (b"\xe9t\xe9", [3, 4]), (b"", [5, 6]), (b"b", [7, 8])]


def as_text(records):
    return b"%d 2\n" % len(records) + b"".join(b"%b %d %d\n" % (w, *v) for w, v in records)


def as_binary(records):
    return binary(*records, header=b"%d 2\n" % len(records))


@pytest.mark.parametrize("made", [as_text, as_binary])
@pytest.mark.parametrize("errors, words, first", [
    ("replace", ("a", "\ufffdt\ufffd", "b"), [1, 3, 7]), ("ignore", ("a", "t", "b"), [1, 3, 7]),
    ("skip", ("a", "b"), [1, 7])])
def test_errors_says_what_becomes_of_broken_words(made, errors, words, first, file):
    vectors = read(file(made(BROKEN)), errors=errors)
    assert vectors.words == words and vectors.W[:, 0].tolist() == first
    with pytest.raises(ValueError, match='is not UTF-8; errors="replace"'):
        read(file(made(BROKEN)))
    with pytest.raises(ValueError, match='no word before the values; errors="skip"'):
        read(file(made(BROKEN[::2])))
    with pytest.raises(ValueError, match="none is left"):
        read(file(made(BROKEN[1:3])), errors="skip")


@pytest.mark.parametrize("made", [as_text, as_binary])
def test_duplicates_says_which_vector_a_word_that_comes_twice_has(made, file):
    path = file(made([(b"a", [1, 2]), (b"b", [3, 4]), (b"a", [5, 6]), (b"c", [7, 8])]))
    for which, value in (("first", 1), ("last", 5)):
        vectors = read(path, duplicates=which)
        assert vectors.words == ("a", "b", "c") and vectors.W[:, 0].tolist() == [value, 3, 7]
    with pytest.raises(ValueError, match="'a' came before, as word 1"):
        read(path)
    for wrong in ({"errors": "drop"}, {"duplicates": "all"}):
        with pytest.raises(ValueError, match=f"{list(wrong)[0]} is '{list(wrong.values())[0]}'"):
            read(path, **wrong)


# --- what stood there stays until all is written

WRITER = """
import sys
import numpy as np
from nlpviz.vectors import Vectors, write_binary, write_text
made = Vectors([f"new{i}" for i in range(20000)], np.full((20000, 20), 2.5, np.float32))
print("now", flush=True)
(write_binary if sys.argv[2] == "binary" else write_text)(made, sys.argv[1])
"""


@pytest.mark.parametrize("how", ["text", "binary"])
def test_a_writer_killed_at_any_moment_leaves_the_old_file_or_the_new_one(how, tmp_path):
    path, rng, ends = tmp_path / "v", np.random.default_rng(0), []
    for _ in range(6):
        write_text(SOME, path)
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(path), how],
                                   stdout=subprocess.PIPE, cwd=ROOT)
        process.stdout.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(rng.uniform(0, .03))
        process.send_signal(signal.SIGKILL)
        process.wait()
        ends.append(len(read(path)))
        process.stdout.close()
    assert set(ends) <= {9, 20_000}


@WRITERS
def test_a_write_that_fails_leaves_the_old_file(write, tmp_path, monkeypatch):
    path = tmp_path / "v"
    write(SOME, path)
    before = path.read_bytes()

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write(CITIES, path)
    assert path.read_bytes() == before and os.listdir(tmp_path) == ["v"]


@WRITERS
def test_paths_are_text_or_paths_and_a_link_stays_a_link(write, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    write(SOME, "~/v")
    (tmp_path / "link").symlink_to("v")
    write(CITIES, tmp_path / "link")
    assert (tmp_path / "link").is_symlink() and read("~/v").words == CITIES.words
    with pytest.raises(TypeError, match="vectors is a KeyedVectors; it must be Vectors"):
        write(KeyedVectors(2), tmp_path / "v")
    for wrong, names in ((True, "path is True"), (b"v", "path is b'v'"), (1, "path is 1")):
        with pytest.raises(TypeError, match=names):
            write(SOME, wrong)
        with pytest.raises(TypeError, match=names):
            read(wrong)
    with pytest.raises(ValueError, match="path is a folder"):
        write(SOME, tmp_path)
    with pytest.raises(ValueError, match="a device or a pipe"):
        write(SOME, os.devnull)


# --- evaluation

QUESTIONS = """: capital-common-countries
Athens Greece Baghdad Iraq
Athens Greece Bangkok Thailand

: gram5
walk walking go going
"""


def test_questions_are_read_by_section(file):
    assert read_analogies(file(QUESTIONS + "\u200b\n \ufeff\n")) == read_analogies(file(QUESTIONS))
    found = read_analogies(file(QUESTIONS.replace("\n", "\r\n")))
    assert found == [("capital-common-countries", "Athens", "Greece", "Baghdad", "Iraq"),
                     ("capital-common-countries", "Athens", "Greece", "Bangkok", "Thailand"),
                     ("gram5", "walk", "walking", "go", "going")]
    assert read_analogies(file(QUESTIONS), lower=True)[0][1:3] == ("athens", "greece")


@pytest.mark.parametrize("text, names", [
    ("a b c d\n", "v.txt, line 1: 'a b c d' comes before the first section"),
    (": x\na b c d\n\na b c\n", "v.txt, line 4: 'a b c' has 3 words"),
    (": x\na b c d e\n", "line 2: 'a b c d e' has 5 words"),
    (": x\n", "v.txt holds no question"),
    ("\n\n", "v.txt holds no text"),
])
def test_what_is_no_list_of_questions_is_named(text, names, file):
    with pytest.raises(ValueError, match=names):
        read_analogies(file(text))


@pytest.mark.parametrize("text, columns", [
    ("tiger\tcat\t7.35\nBook\tpaper\t7.46\n", (0, 1, 2)),
    ("Word 1,Word 2,Human (mean)\ntiger,cat,7.35\nBook,\"paper\",7.46\n", (0, 1, 2)),
    ("# judged\n\ntiger cat 7.35\nBook  paper 7.46", (0, 1, 2)),
    ("tiger;cat;7.35\r\nBook;paper;7.46\r\n", (0, 1, 2)),
    ("word1\tword2\tPOS\tSimLex999\ntiger\tcat\tN\t7.35\nBook\tpaper\tN\t7.46", (0, 1, 3)),
])
def test_pairs_are_read_whatever_parts_their_columns(text, columns, file):
    pairs = [("tiger", "cat", 7.35), ("Book", "paper", 7.46)]
    assert read_pairs(file(text), columns) == pairs
    assert read_pairs(file(text), columns, lower=True)[1] == ("book", "paper", 7.46)


@pytest.mark.parametrize("text, names", [
    ("a,b,1\nc,d\n", "v.txt, line 2: 'c,d' has 2 columns, parted by ','; column 2"),
    ("a\tb\t1\nc d 2\n", "line 2: 'c d 2' has 1 columns, parted by 'tab'"),
    ("a,b,1\nc,d,high\n", "line 2: the score is 'high'"),
    ("a,b,1\nc,d,nan\n", "line 2: the score is 'nan'"),
    ("a,b,1\n,d,2\n", "line 2: ',d,2' lacks a word"),
    ("a,b,score\n", "v.txt holds no pair"),
    ("# a\n", "v.txt holds nothing but comments"),
    ("a,b,1\nc,d," + "1" * 200_000, "v.txt, line 2: 'c,d,1.* is no row of a table"),
])
def test_what_is_no_list_of_pairs_is_named(text, names, file):
    with pytest.raises(ValueError, match=names):
        read_pairs(file(text))


def test_columns_that_are_none_are_named(file):
    with pytest.raises(ValueError, match=r"columns is \(0, 1\)"):
        read_pairs(file("a b 1"), columns=(0, 1))


def test_accuracy_counts_by_section_what_analogy_finds_and_leaves_out_unknown_words(monkeypatch):
    vectors = Vectors([f"w{i}" for i in range(30)], RNG.normal(size=(30, 4)))
    questions = [(f"s{k % 3}", *(f"w{i}" for i in RNG.choice(30, 4, replace=False)))
                 for k in range(400)] + [("s1", "w1", "w2", "w3", "unknown"), ("s9", *"abcd")]
    for n in (2**22, 100):  # in one go, and three questions at a time
        monkeypatch.setattr("nlpviz.vectors.evaluate.ROOM", n)
        for method in ("add", "mul"):
            for exclude in (True, False):
                plain = {f"s{k}": [0, 0] for k in (0, 1, 2, 9)}
                for section, a, b, c, d in questions[:400]:
                    (answer, _), *_ = vectors.analogy(a, b, c, 1, method, exclude)
                    plain[section][0] += answer == d
                    plain[section][1] += 1
                found = accuracy(vectors, questions, exclude, method)
                assert found == {k: tuple(v) for k, v in plain.items()}
    assert sum(n for _, n in found.values()) == 400


def test_a_question_that_is_none_is_named():
    with pytest.raises(ValueError, match=r"questions holds \('a', 'b', 'c', 'd'\)"):
        accuracy(SOME, [tuple("abcd")])


def test_similarity_is_the_rank_correlation_of_cosines_and_scores():
    pairs = [(a, b, RNG.normal()) for a in WORDS for b in WORDS if a < b]
    cosines = [SOME.unit[WORDS.index(a)] @ SOME.unit[WORDS.index(b)] for a, b, _ in pairs]
    expected = spearman(cosines, [score for *_, score in pairs])
    rho, n = similarity(SOME, [*pairs, ("the", "unknown", 3.0)])
    assert rho == pytest.approx(expected) and n == 36
    assert similarity(SOME, [(a, b, c) for (a, b, _), c in zip(pairs, cosines)])[0] == \
        pytest.approx(1)
    with pytest.raises(ValueError, match="pairs has 1 of 2 pairs"):
        similarity(SOME, [("the", "1", 1), ("The", "1", 2)])
    for scores in ((2, 2), (1, np.nan), (1, np.inf)):
        with pytest.raises(ValueError, match="^pairs has scores from"):
            similarity(SOME, [("the", "1", scores[0]), ("the", "…", scores[1])])


def test_recall_is_the_part_of_the_expected_words_that_is_near():
    expected = {"king": {"queen", "man"}, "man": {"king", "woman"}, "unknown": {"man"},
                "apple": {"unknown"}}
    near = {word: [w for w, _ in CITIES.neighbours(word, 1)] for word in ("king", "man")}
    hits = sum(w in expected[word] for word, (w,) in near.items())
    assert hits and recall(CITIES, expected, n=1) == hits / 4
    assert recall(CITIES, expected, n=4) == 1
    with pytest.raises(ValueError, match="expected has 1 words, none with a vector"):
        recall(CITIES, {"King": {"queen"}})


def test_what_is_no_file_of_vectors_is_named(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", "/dev/zero"):
        with pytest.raises(ValueError, match="a device or a pipe; word vectors are read from"):
            read(path)
    with pytest.raises(IsADirectoryError, match="is a folder; give the path of one file"):
        read(tmp_path)
    with pytest.raises(FileNotFoundError, match="there is no file .*none.txt"):
        read(tmp_path / "none.txt")
    with pytest.raises(ValueError, match="path is .*a text; it must be the path") as refused:
        read("2 3\nthe 1 2 3\nletters 4 5 6\n" * 1000)
    assert len(str(refused.value)) < 250

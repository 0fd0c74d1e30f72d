"""A corpus as pieces of text of bounded size, read again in every epoch."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from itertools import chain

from ..check import brief
from ..data import files
from ..files import path_of
from ..vectors.words import WORD, too_long, unfit

END = "\0"         # stands between two lines
LONG = "…\0"       # ends what is left of a word that is too long
MAX_WORDS = 10_000_000  # different ones, while they are counted


class Lines:
    """A text file: words are what white space parts, a line is a sentence.

    Lines may have any length: the file is read in pieces of files.PIECE
    bytes, cut between two words (windows do not reach from one piece
    into the next). What ends a line and what is no text stands there.
    """

    def __init__(self, path, encoding="utf-8"):
        self.path, self.encoding = path_of("corpus", path), encoding
        if os.path.exists(self.path) and not (
                os.path.isfile(self.path) or os.path.isdir(self.path)):
            raise ValueError(f"corpus is {brief(self.path)}, a device or a pipe; it is read again "
                             "in every epoch: save it to a file first")

    def pieces(self):
        rest = ""
        for text in files.pieces(self.path, self.encoding, name="corpus"):
            text, rest = split_last_word(rest + text)
            yield text
        yield rest

    def words(self, piece):
        return piece.replace("\n", f" {END} ").split()

    def check(self, words):
        """Nothing: all are text."""

    def refuse(self, words, n_ends):
        """Nothing: words that no file of vectors can hold are left out."""


def split_last_word(text):
    """(what ends before the last word, the last word): it may go on in the next piece.

    Of a word that is too long to be kept, only so much is carried on as shows it.
    """
    if text[-1].isspace():
        return text, ""
    *_, last = text.rsplit(None, 1)
    return text[:len(text) - len(last)], last[:WORD]


class Sentences:
    """Sentences as lists of words, in anything that can be gone through again."""

    def __init__(self, sentences):
        kind = type(sentences).__name__
        if (isinstance(sentences, (bytes, Mapping, Set)) or not hasattr(sentences, "__iter__")
                or getattr(sentences, "ndim", 1) == 0):
            raise TypeError(f"corpus is {brief(sentences)} ({kind}); give a path, or a list of "
                            "sentences, each a list of words")
        if isinstance(sentences, Iterator) or iter(sentences) is iter(sentences):
            raise TypeError(f"corpus is a {kind}, which can be read once at most; give a path, a "
                            "list of sentences, or an object whose __iter__ begins anew")
        self.sentences, self.n = sentences, 0

    def pieces(self):
        piece, n, self.n = [], 0, 0
        for sentence in self.sentences:
            if not isinstance(sentence, (list, tuple)):
                check_sentence(self.n, sentence)
            self.n += 1
            piece.append(sentence)
            n += len(sentence)
            if n > files.PIECE // 6:
                yield piece
                piece, n = [], 0
        yield piece

    def words(self, piece):
        return [word for sentence in piece for word in chain(sentence, (END,))]

    def check(self, words):
        """TypeError, with place and name, for the first of the words that is no text."""
        if not all(issubclass(kind, str) for kind in set(map(type, words))):
            self.blame(lambda word: not isinstance(word, str))

    def refuse(self, words, n_ends):
        """ValueError, with place and name, for a word that no file of vectors can hold.

        Those that are too long are left out, as those of a file.
        """
        bad = {word for word in words
               if not word.endswith(LONG) and unfit(word) and not too_long(word)}
        if n_ends > self.n:
            bad.add(END)
        if bad:
            self.blame(bad.__contains__)

    def blame(self, is_bad):
        for number, sentence in enumerate(self.sentences):
            for word in sentence:
                if is_bad(word):
                    raise wrong_word(number, word)
        raise ValueError("corpus holds other sentences each time that it is read")


def check_sentence(number, sentence):
    """TypeError unless it is an ordered row of words, as an array or a Series can be."""
    what = f"sentence {number:,} of corpus is"
    if isinstance(sentence, str):
        raise TypeError(f"{what} a string, {brief(sentence, 60)}; it must be a list of words "
                        "([line.split() for line in corpus], if these are lines)")
    if (isinstance(sentence, (bytes, Mapping, Set)) or getattr(sentence, "ndim", 1) != 1
            or not hasattr(sentence, "__len__") or not hasattr(sentence, "__iter__")):
        raise TypeError(f"{what} {brief(sentence)} ({type(sentence).__name__}); it must be a list "
                        "of words")


def wrong_word(number, word):
    """The error that says what is wrong with a word of a sentence."""
    where = f"sentence {number:,} of corpus has the word {brief(word)}"
    if isinstance(word, str):
        return ValueError(f"{where}, which a file of vectors cannot hold: {unfit(word)}; replace "
                          "it, or leave it out")
    if isinstance(word, (list, tuple)):
        return TypeError(f"{where}, a {type(word).__name__}; a sentence is a list of words, not of "
                         "lists of them")
    return TypeError(f"{where} ({type(word).__name__}); words must be text: leave it out, or give "
                     "str(word)")


def open_corpus(corpus, encoding="utf-8"):
    """A path, or sentences, as something with pieces() and words(piece)."""
    if isinstance(corpus, (str, os.PathLike)):
        return Lines(corpus, encoding)
    return Sentences(corpus)


def count(corpus, max_words=MAX_WORDS):
    """Counter of the words, in the order of their first use.

    With more than `max_words` different words the rarest are forgotten, so
    that memory stays bounded whatever the file holds. Of a word that is
    too long its beginning is counted, and ends with LONG.
    """
    counts, min_count = Counter(), 1
    for piece in corpus.pieces():
        words = corpus.words(piece)
        corpus.check(words)
        if max(map(len, words), default=0) >= WORD:
            words = [word if len(word) < WORD else word[:WORD // 100] + LONG for word in words]
        counts.update(words)
        while len(counts) > max_words:
            min_count += 1
            counts = Counter({w: n for w, n in counts.items() if n >= min_count})
    n_ends = counts.pop(END, 0)
    corpus.refuse(counts, n_ends)
    return counts

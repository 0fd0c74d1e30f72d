"""A corpus as pieces of text of bounded size, read again in every epoch."""

import os
from collections import Counter
from collections.abc import Iterator
from itertools import chain

PIECE = 1 << 18  # characters
END = "\0"       # stands between two lines
MOST = 10_000_000  # different words kept while counting


class Lines:
    """A text file: words are what white space parts, a line is a sentence.

    Lines may have any length: the file is read in pieces of PIECE
    characters, cut between two words (windows do not reach from one
    piece into the next).
    """

    def __init__(self, path, encoding="utf-8"):
        if not os.path.isfile(path):
            raise FileNotFoundError(f"corpus is {os.fspath(path)!r}; there is no such file")
        self.path, self.encoding = path, encoding

    def pieces(self):
        rest = ""
        with open(self.path, encoding=self.encoding) as file:
            try:
                while text := file.read(PIECE):
                    text, rest = cut(rest + text)
                    yield text
            except UnicodeError as error:
                raise ValueError(f"corpus {os.fspath(self.path)!r} is not {self.encoding}: "
                                 f"{error}; give encoding=") from None
        yield rest

    def words(self, piece):
        return piece.replace("\n", f" {END} ").split()


def cut(text):
    """(what ends before the last word, the last word): it may go on in the next piece."""
    if text[-1].isspace():
        return text, ""
    *_, last = text.rsplit(None, 1)
    if len(last) == len(text) and len(text) > PIECE:
        return text, ""  # no white space for so long: not a word that we could keep
    return text[:len(text) - len(last)], last


class Sentences:
    """Sentences as lists of words, in anything that can be gone through again."""

    def __init__(self, sentences):
        if isinstance(sentences, Iterator) or not hasattr(sentences, "__iter__"):
            raise TypeError(f"corpus is a {type(sentences).__name__}, which can be read once at "
                            "most; give a path, a list of sentences, or an object whose "
                            "__iter__ begins anew")
        self.sentences = sentences

    def pieces(self):
        piece, n = [], 0
        for number, sentence in enumerate(self.sentences):
            if isinstance(sentence, str):
                raise TypeError(f"sentence {number} of corpus is a string, {sentence[:40]!r}; it "
                                "must be a list of words")
            piece.append(sentence)
            n += len(sentence)
            if n > PIECE // 6:
                yield piece
                piece, n = [], 0
        yield piece

    def words(self, piece):
        return [word for sentence in piece for word in chain(sentence, (END,))]


def open_corpus(corpus, encoding="utf-8"):
    """A path, or sentences, as something with pieces() and words(piece)."""
    if isinstance(corpus, (str, os.PathLike)):
        return Lines(corpus, encoding)
    return Sentences(corpus)


def count(source, most=MOST):
    """Counter of the words, in the order of their first use.

    With more than `most` different words the rarest are forgotten, so
    that memory stays bounded whatever the file holds.
    """
    counts, least = Counter(), 1
    for piece in source.pieces():
        counts.update(source.words(piece))
        while len(counts) > most:
            counts = Counter({w: n for w, n in counts.items() if n > least})
            least += 1
    counts.pop(END, None)
    return counts

"""What a file of vectors says of itself: how many words, how many values each."""

import re
from typing import NamedTuple

from .words import WORD

LINE, NUMBER, WIDEST, SAMPLE = 100, 64, 1_000_000, 50
"""The most bytes of the first line and of a number, the most values of a
word, and how many lines are looked at where there is no header."""
PLAIN = re.compile(rb"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
WHOLE = re.compile(rb"[-+]?\d+")
BOM = b"\xef\xbb\xbf"
OTHERS = {  # how files begin that are often taken for vectors
    rb"\x1f\x8b": "the file is compressed: unpack it first, as gunzip does",
    rb"PK\x03\x04": "the file is a zip archive: unpack it first",
    rb"BZh[1-9]1AY": "the file is compressed: unpack it first, as bunzip2 does",
    rb"\xfd7zXZ\x00": "the file is compressed: unpack it first, as unxz does",
    rb"\x28\xb5\x2f\xfd": "the file is compressed: unpack it first, as unzstd does",
    rb"\xba\x16\x4f\x2f": "it is a model of fastText: read the .vec file beside it",
    rb"\x93NUMPY": "it is an array of NumPy: numpy.load reads it",
    rb"\x80": "it is a pickle, as gensim's save makes them: load it there and call "
             "wv.save_word2vec_format",
    rb"\xff\xfe|\xfe\xff|.\x00|\x00": "the file is UTF-16: write it again in UTF-8",
}


class Heading(NamedTuple):
    """n words of d values; the first begins at byte start, in line `line`.

    exact: whether n was promised; without a header it is the most that
    there can be. end: what ends a line, \\r only in a file without \\n.
    """

    n: int
    d: int
    start: int
    line: int
    exact: bool
    end: bytes


def heading(path, data, binary):
    """The Heading of a file: its first line, or what its lines have in common."""
    sep = b"\n" if data.find(b"\n") >= 0 else b"\r"
    begin = len(BOM) if data[:len(BOM)] == BOM else 0
    end = data.find(sep, begin, begin + LINE)
    first = data[begin:end if end >= 0 else begin + LINE]
    fields = first.split()
    if end >= 0 and len(fields) == 2 and all(f.isdigit() and int(f) for f in fields):
        return Heading(int(fields[0]), int(fields[1]), end + 1, 2, True, sep)
    why = next((said for magic, said in OTHERS.items() if re.match(magic, data[:8])), None)
    if not (why or binary or (len(fields) == 2 and all(map(WHOLE.fullmatch, fields)))):
        found = [n_values(line) for line in _lines(data, begin, WIDEST, sep)]
        d = max(found, key=lambda n: (found.count(n), n), default=0)
        if d > 1 and found[0] >= d:
            return _headless(data, begin, d, sep)
    why = why or "without one, every line must be a word and its values"
    raise ValueError(
        f"{path}, line 1: {quoted(first)} is no header; it must be two whole numbers, how many "
        f"words and how many values each, as in \"400000 100\"; {why}")


def _headless(data, begin, d, sep):
    """As GloVe writes: d is what most of the first lines have, the very first among them."""
    most = (len(data) - begin) // (2 * d + 1) + 1
    return Heading(min(_n_lines(data, begin, sep), most), d, begin, 1, False, sep)


def n_values(line):
    """How many numbers a line ends with, after at least one field that is its word."""
    fields = line.split()
    n = 0
    while n < len(fields) - 1 and PLAIN.fullmatch(fields[-1 - n]):
        n += 1
    return n


def _lines(data, start, d, sep):
    """The first lines, SAMPLE at most."""
    for _ in range(SAMPLE):
        end = line_end(data, start, d, sep)
        if start >= len(data):
            return
        yield data[start:end]
        start = end + 1


def line_end(data, start, d, sep):
    """Where the line that begins at start ends; a line has no more than so many bytes."""
    most = min(len(data), start + WORD + NUMBER * d)
    end = data.find(sep, start, most)
    return end if end >= 0 else most


def _n_lines(data, start, sep):
    n = 0
    while start < len(data):
        end = data.find(sep, start)
        n, start = n + 1, end + 1 if end >= 0 else len(data)
    return n


def check_room(path, head, least, size):
    """ValueError unless the words, of at least so many bytes each, fit into size."""
    promise = f"{path}, line 1: the header promises {head.n:,} words of {head.d:,} values"
    if head.d > WIDEST:
        raise ValueError(f"{promise}; more than {WIDEST:,} values are not read")
    if head.exact and head.n * least > size + 1:  # the last line end may be missing
        raise ValueError(f"{promise}, at least {head.n * least:,} bytes, but only {size:,} follow; "
                         "the header is wrong or the file is cut short")


def check_width(path, data, head):
    """ValueError if every line, of two at least, has more numbers than the header promises."""
    found = [n_values(line) for line in _lines(data, head.start, head.d, head.end)]
    if len(found) > 1 and min(found) > head.d:
        raise ValueError(f"{path}, line 1: the header promises {head.d:,} values a word, but the "
                         f"lines have {min(found):,}; write the right number there")


def quoted(line):
    text = ascii(line[:40].decode("utf-8", "replace"))
    return text + ("…" if len(line) > 40 else "")

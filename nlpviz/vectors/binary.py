"""word2vec's binary format: a word, a space, its values as float32."""

import numpy as np

from .textual import WORD, decoded


def records(path, data, start, n, d):
    """(place, word, values) of each of the n records; no more may follow."""
    for number in range(n):
        start = _after_line_end(data, start)
        place = f"{path}, byte {start:,}"
        space = data.find(b" ", start, start + WORD)
        if start >= len(data):
            raise ValueError(f"{place}: the file ends, after {number:,} words; "
                             f"the header promises {n:,}")
        if space < 0:
            raise ValueError(f"{place}: word {number + 1:,} does not end, no space follows it; "
                             "the file is cut short, or has another number of values per word")
        end = space + 1 + 4 * d
        if end > len(data):
            raise ValueError(f"{place}: word {number + 1:,} of {n:,} has {len(data) - space - 1:,} "
                             f"bytes of values, not {4 * d:,}; the file is cut short")
        word = decoded(place, data[start:space])
        yield place, word, np.frombuffer(data[space + 1:end], "<f4")
        start = end
    start = _after_line_end(data, start)
    if start < len(data):
        raise ValueError(f"{path}, byte {start:,}: {len(data) - start:,} bytes too many; "
                         f"the header promises {n:,} words of {d:,} values")


def _after_line_end(data, start):
    while data[start:start + 1] == b"\n":
        start += 1
    return start

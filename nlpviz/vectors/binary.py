"""word2vec's binary format: a word, a space, its values as float32."""

import numpy as np

from .words import CONTROL, WORD, decoded


def records(path, data, head, errors):
    """(place, word, values) of each record; no more may follow than the header promises."""
    n, d, start = head[:3]
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
        word = _word(place, data[start:space], errors)
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


def _word(place, data, errors):
    """The word; control characters in it come from values that were taken for a word."""
    if not CONTROL.search(data):
        return decoded(place, data, errors)
    if errors == "skip":
        return None
    raise ValueError(f"{place}: the word {ascii(data[:40])} has control characters; so it is if "
                     "the word before has a blank in it, which this format cannot hold, or if the "
                     'header is wrong; write the file again as text (errors="skip" leaves such '
                     "words out)")

"""The text formats: a line a word, its values parted by blanks.

The last d fields of a line are the values, all before them is the word:
there are words with blanks in them (". . ." in GloVe's 840B).
"""

import re

from .heading import line_end, quoted
from .words import decoded

SIGN = re.compile(rb"\S")


def looks_textual(data, head):
    """Whether what follows the header is text: a line of d numbers, or signs that print."""
    start, d = head.start, head.d
    if _values(data[start:line_end(data, start, d, head.end)].rsplit(None, d)[1:], d) is not None:
        return True
    sample = data[start:start + 4096]
    try:
        text = sample.decode()
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4:
            return False
        text = sample[:error.start].decode()
    return not any(c < " " and c not in "\t\r\n" for c in text)


def records(path, data, head, errors):
    """(place, word, values) of each line; no more may follow than the header promises."""
    start = head.start
    for number in range(head.n):
        place = f"{path}, line {head.line + number}"
        end = line_end(data, start, head.d, head.end)
        if not head.exact and not SIGN.search(data, start):
            return
        if start >= len(data):
            raise ValueError(f"{place}: the file ends, after {number:,} words; "
                             f"the header promises {head.n:,}")
        yield place, *_record(place, data[start:end], head, errors)
        start = end + 1
    if SIGN.search(data, start):
        raise ValueError(f"{path}, line {head.line + head.n}: a word too many; "
                         f"the header promises {head.n:,}")


def _record(place, line, head, errors):
    """(word, values) of a line; the word is None if it is to be left out."""
    fields = line.rsplit(None, head.d)
    if len(fields) == head.d and line[:1].isspace():
        fields = [b"", *fields]
    if len(fields) <= head.d:
        raise ValueError(f"{place}: there are {max(len(fields) - 1, 0):,} values after the word; "
                         + _promised(head))
    word, *numbers = fields
    values = _values(numbers, head.d)
    if values is None:
        bad = next(x for x in numbers if _values([x], 1) is None)
        raise ValueError(f"{place}: {quoted(bad)} is no number; " + _promised(head))
    return decoded(place, word, errors), values


def _promised(head):
    return (f"the header promises {head.d:,}" if head.exact else
            f"the other lines have {head.d:,}")


def _values(numbers, d):
    """d numbers; None if they are not as many, or no numbers."""
    try:
        values = list(map(float, numbers))
    except ValueError:
        return None
    return values if len(values) == d and b"_" not in b"".join(numbers) else None

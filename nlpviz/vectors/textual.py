"""word2vec's text format: a line a word, its values parted by spaces."""

import re

WORD, NUMBER = 10_000, 64
"""The most bytes of a word and of a number that are read."""
SIGN = re.compile(rb"\S")


def looks_textual(data, start, d):
    """Whether what follows the header is text: a line of d numbers, or signs that print."""
    line = data[start:_end(data, start, d)]
    if _values(line.split(b" ", d + 1)[1:d + 1], d) is not None:
        return True
    sample = data[start:start + 4096]
    try:
        text = sample.decode()
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4:
            return False
        text = sample[:error.start].decode()
    return not any(c < " " and c not in "\t\r\n" for c in text)


def records(path, data, start, n, d):
    """(place, word, values) of each of the n lines; no more may follow."""
    for number in range(2, n + 2):
        place, end = f"{path}, line {number}", _end(data, start, d)
        if start >= len(data):
            raise ValueError(f"{place}: the file ends, after {number - 2:,} words; "
                             f"the header promises {n:,}")
        yield place, *_record(place, data[start:end], d)
        start = end + 1
    if SIGN.search(data, start):
        raise ValueError(f"{path}, line {n + 2}: a word too many; the header promises {n:,}")


def _end(data, start, d):
    """Where the line that begins at start ends; a line has no more than so many bytes."""
    most = min(len(data), start + WORD + NUMBER * d)
    end = data.find(b"\n", start, most)
    return end if end >= 0 else most


def _record(place, line, d):
    line = line.rstrip(b" \t\r")
    if line.count(b" ") != d:  # before it is split: of millions of spaces, a list takes gigabytes
        raise ValueError(f"{place}: there are {line.count(b' '):,} values after the word; "
                         f"the header promises {d:,}")
    word, *numbers = line.split(b" ")
    values = _values(numbers, d)
    if values is None:
        bad = next(x for x in numbers if _values([x], 1) is None)
        raise ValueError(f"{place}: {ascii(bad[:40].decode('utf-8', 'replace'))} is no number")
    return decoded(place, word), values


def _values(numbers, d):
    """d numbers; None if they are not as many, or no numbers."""
    try:
        values = list(map(float, numbers))
    except ValueError:
        return None
    return values if len(values) == d and b"_" not in b"".join(numbers) else None


def decoded(place, word):
    """The word as text; ValueError if it is empty or not UTF-8."""
    try:
        text = word.decode()
    except UnicodeDecodeError:
        raise ValueError(f"{place}: the word {ascii(word[:40])} is not UTF-8; write the file "
                         "again in UTF-8") from None
    if not text:
        raise ValueError(f"{place}: there is no word before the first space")
    return text

"""The reader's own translations: two plain-text files, line by line."""

from ..check import Argument, ArgumentError
from ..text import is_blank
from .files import from_file


def read_pairs(source, target, encoding="utf-8", skip_empty=False):
    """The pairs (source line, target line) of two aligned files.

    Line n of one file is the translation of line n of the other; what
    ends a line stands in `files`. White space at the ends of lines is
    cut off, and so are empty lines at the end of both files (a line of
    white space and format characters alone is empty). skip_empty: leave
    out pairs with an empty side.

    ValueError for unequal numbers of lines and for an empty line, with
    file and line number; errors of reading are those of `from_file`.
    """
    sides = [_lines(path, encoding, name) for name, path
             in (("source", source), ("target", target))]
    n = max(map(_used, sides))
    sides = [side[:n] for side in sides]
    if len(sides[0]) != len(sides[1]):
        raise ValueError(
            f"{source} has {len(sides[0]):,} lines and {target} has "
            f"{len(sides[1]):,}; line by line they must be translations "
            "of each other")
    pairs = list(zip(*sides, strict=True))
    if skip_empty:
        return [pair for pair in pairs if all(pair)]
    for number, pair in enumerate(pairs, 1):
        for path, line in zip((source, target), pair, strict=True):
            if not line:
                raise ArgumentError(
                    f"{path} has an empty line {number}; fill it, or "
                    "leave such pairs out with ",
                    Argument("skip_empty", True))
    return pairs


def _lines(path, encoding, name):
    """The lines; one that holds nothing to be seen is ""."""
    text = from_file(path, encoding, name).removesuffix("\n")
    return ["" if is_blank(line) else line.strip()
            for line in text.split("\n")]


def _used(lines):
    """How many lines there are up to the last that is not empty."""
    return max(n for n, line in enumerate(lines, 1) if line)

"""JavaScript and CSS cut into pieces, so that comments can go and nothing else is touched.

What stands inside a string, a template or a regular expression is one piece and stays as it is.
"""

import re
from typing import NamedTuple

STRING = r"""(?P<string>"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*')"""
REST = r"""(?P<space>\s+)|(?P<plain>[^\s"'`/{}]+)|(?P<mark>[\s\S])"""
CSS = re.compile(rf"(?P<comment>/\*[\s\S]*?\*/)|{STRING}|{REST}")
JS = re.compile(rf"(?P<comment>//[^\n]*|/\*[\s\S]*?\*/)|{STRING}|{REST}")
REGEX = re.compile(r"/(?!\*)(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/\w*")
HOLE = re.compile(r"[\[,]\s*,$")
QUOTED = re.compile(r"\"[^'\\]*\"$")
MARKS = "{}()[],;:?=<>|&*'\"`"  # no name goes on beside these, and no + or - is doubled
LAST_NAME = re.compile(r"[\w$]+$")
# names after which a value begins, and therefore / a regular expression
BEFORE_VALUE = set("return typeof case of in delete void throw new do else await yield".split())


class Piece(NamedTuple):
    """A comment, space, string, template, regex, plain code, or a mark (one character)."""

    kind: str
    text: str
    start: int


def pieces(code: str, css: bool = False):
    """All of ``code``, in order.  ValueError where a string, template or comment has no end."""
    at, last = 0, None
    while at < len(code):
        piece = _piece(code, at, last, css)
        yield piece
        at += len(piece.text)
        last = last if piece.kind in ("space", "comment") else piece


def _piece(code: str, at: int, last: Piece | None, css: bool) -> Piece:
    """The piece that begins at ``at``; last: what stands before it, blanks left out."""
    found = (CSS if css else JS).match(code, at)
    kind, text = found.lastgroup, found[0]
    if not css and text == "`":
        return Piece("template", code[at:_end_of_template(code, at)], at)
    if not css and text == "/" and _value_may_begin(last) and (found := REGEX.match(code, at)):
        return Piece("regex", found[0], at)
    if text in ('"', "'") or code.startswith("/*", at) and kind == "mark":
        raise _endless(code, at, "/*" if text == "/" else text)
    return Piece(kind, text, at)


def _value_may_begin(last: Piece | None) -> bool:
    """Whether a / after ``last`` begins a regular expression; else it divides."""
    if last is None or last.kind not in ("plain", "mark"):
        return last is None
    name = LAST_NAME.search(last.text)
    return name[0] in BEFORE_VALUE if name else last.text[-1] not in ")]}"


def _end_of_template(code: str, start: int) -> int:
    """The place after the closing backtick of the template that begins at ``start``."""
    at = start + 1
    while at < len(code):
        if code[at] == "`":
            return at + 1
        if code.startswith("${", at):
            at = _end_of_blank(code, at + 2)
        else:
            at += 2 if code[at] == "\\" else 1
    raise _endless(code, start, "`")


def _end_of_blank(code: str, at: int) -> int:
    """The place after the } that closes a ${ of a template, whose inside begins at ``at``."""
    depth, last = 1, None
    while at < len(code):
        piece = _piece(code, at, last, False)
        at += len(piece.text)
        depth += {"{": 1, "}": -1}.get(piece.text, 0)
        if not depth:
            return at
        last = last if piece.kind in ("space", "comment") else piece
    raise _endless(code, at - 1, "${")


def _endless(code: str, at: int, mark: str) -> ValueError:
    return ValueError(f"line {code.count(chr(10), 0, at) + 1} has a {mark} without its end")


def compact(code: str, css: bool = False, ends: str = "([{,") -> str:
    """The code without comments, indentation and a formatter's lines where none must end.

    ends: after which characters no line need end.
    """
    out = []
    for text in _joined(code, css):
        if out and out[-1] == "\n":
            if text[0] in ")]}":
                out.pop()
                _drop_comma(out)
            elif len(out) > 1 and out[-2][-1] in ends:
                out.pop()
        out.append(text)
    return "".join(out).strip()


def _drop_comma(out: list[str]) -> None:
    """The comma that a formatter puts before a closing bracket; not that of a hole, [,]."""
    if out and out[-1][-1] == "," and not HOLE.search("".join(out[-3:])):
        out[-1] = out[-1][:-1]


def _joined(code: str, css: bool):
    """The pieces, with each run of comments and space as one: a line's end, a blank, or what it
    was where it is no more than blanks."""
    run = None
    for kind, text, _ in pieces(code, css):
        if kind in ("comment", "space"):
            run = (run or "") + (text if kind == "space" else "\n" if "\n" in text else " ")
            continue
        if run is not None:
            yield "\n" if "\n" in run else run
        run = None
        yield text


def dense(code: str, css: bool = False) -> str:
    """The compact code without blanks beside marks; in a style sheet, without lines, too.  Strings
    of a module stand between ', which neither JSON nor a notebook writes as two letters."""
    out, blank = [""], ""
    for kind, text, _ in pieces(code, css):
        if kind == "space":
            blank = text
            continue
        if blank and not _idle(out[-1], blank, text, css):
            out.append(blank)
        blank = ""
        out.append(f"'{text[1:-1]}'" if kind == "string" and not css and QUOTED.match(text)
                   else text)
    return "".join(out)


def _idle(before: str, blank: str, after: str, css: bool) -> bool:
    """Whether a blank, or in a style sheet a line's end, says nothing between these pieces."""
    if css:  # a blank before a : or a ( is one between an element and what is inside it
        return before[-1:] in "{};:,>" or after[0] in "{};,>"
    return "\n" not in blank and (before[-1:] in MARKS or after[0] in MARKS)

"""A module with what is needed of it: functions, classes and constants that nobody names go.

A name is mentioned wherever its letters stand as one, but for strings and what follows a dot: what
is left may be too much, never too little.  What a module does when it is loaded must therefore be
to define: a constant that nobody names is not computed.
"""

import re
from functools import cache

from .source import pieces

NAMED = re.compile(r"(?<![\w$.])[\w$]+|(?<=\.\.\.)[\w$]+")  # x.name is none, ...name is one
DEFINED = re.compile(r"(?:export )?(?:(?:async )?function\*? ?|class |const )([\w$]+)")
LINK = re.compile(r"import\s*\{([^}]*)\}")
BLOCK = re.compile(r"\s*(?:export )?(?:(?:async )?function|class|if|for|while|switch|try)\b")
WORDS = re.compile(r"import\s+(\w+)\s+from")


def shaken(code: str, wanted: set[str]) -> str:
    """``code`` of a module, without comments, from which others import the names ``wanted``."""
    parts = statements(code)
    defined = {name: part for part in parts if (name := _defines(part))}
    kept = [p for p in parts if p not in defined.values() and not p.startswith("import")]
    kept += [defined[name] for name in sorted(wanted & defined.keys())]
    for part in kept:  # grows while it is read
        kept += [defined[name] for name in sorted(_names(part) & defined.keys())
                 if defined[name] not in kept]
    names = set().union(*map(_names, kept))
    there = (_import(part, names) if part.startswith("import") else part if part in kept else ""
             for part in parts)
    return "\n".join(filter(None, there))


@cache
def statements(code: str) -> tuple[str, ...]:
    """The statements of a module, each with its end: a ; or, of what needs none, the line's
    end after a }."""
    cuts, depth, last = [0], 0, ""
    for kind, text, start in pieces(code):
        if kind == "space":
            if "\n" in text and last == "}" and not depth and BLOCK.match(code, cuts[-1]):
                cuts.append(start)
            continue
        for at, letter in enumerate(text if kind in ("plain", "mark") else ""):
            depth += (letter in "([{") - (letter in ")]}")
            if letter == ";" and not depth:
                cuts.append(start + at + 1)
        last = text[-1]
    ends = [*cuts[1:], len(code)]
    parts = (code[a:b].strip() for a, b in zip(cuts, ends, strict=True))
    return tuple(part for part in parts if part)


def _defines(statement: str) -> str:
    """The one name that a statement defines; "" where it does more."""
    found = DEFINED.match(statement)
    return found[1] if found and not _several(statement) else ""


def _several(statement: str) -> bool:
    """Whether a comma stands outside all brackets: const a = 1, b = 2."""
    depth = 0
    for kind, text, _ in pieces(statement):
        for letter in text if kind in ("plain", "mark") else "":
            depth += (letter in "([{") - (letter in ")]}")
            if letter == "," and not depth:
                return True
    return False


@cache
def _names(statement: str) -> frozenset[str]:
    """All that may be a name in a statement; in a template every word."""
    found = set()
    for kind, text, _ in pieces(statement):
        if kind == "template":
            found |= {*re.findall(r"[\w$]+", text)}
        elif kind in ("plain", "mark"):
            found |= {*NAMED.findall(text)}
    return frozenset(found)


def _import(statement: str, names: set[str]) -> str:
    """An import of no more than what is mentioned; "" of nothing."""
    if words := WORDS.match(statement):
        return statement if words[1] in names else ""
    link = LINK.match(statement)
    parts = [part.strip() for part in link[1].split(",") if part.strip()]
    left = ", ".join(part for part in parts if part.split()[-1] in names)
    return f"import {{ {left} }}{statement[link.end():]}" if left else ""

"""The files of a figure as the page gets them: one module, one style sheet, no comments.

A comment has lines of its own, or stands at the end of a line after a blank and ``//``.  A
template literal ends on the line where it begins.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from posixpath import dirname, normpath

from . import palette

WIDGETS = Path(__file__).parent.parent
EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|const|let|class) (\w+))", re.M)
WORDS = re.compile(
    r'^import\s+(\w+)\s+from\s*"(\.[\w./-]+\.json)"\s*with\s*\{\s*type:\s*"json",?\s*\};', re.M)
IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"(\.[\w./-]+)\.js";', re.M)


@cache
def source_of(file: str) -> str:
    """A file of the widgets; code without comments, indentation and empty lines, which no
    reader of the page needs."""
    code = (WIDGETS / file).read_text(encoding="utf-8")
    if file.endswith((".js", ".css")):
        code = re.sub(r"^\s*/\*.*?\*/\n", "", code, flags=re.M | re.S)
        code = re.sub(r"^\s*//.*\n", "", code, flags=re.M)
        code = re.sub(r"[ \t]+// .*$", "", code, flags=re.M)
        code = re.sub(r"^\s+", "", code, flags=re.M)
        code = re.sub(r",?\n(?=[)\]}])", "", code)  # a formatter's lines, where none must end
        code = re.sub(r"(?<=[(\[{,])\n", "", code)
    return code.strip()


@cache
def style(name: str, view: str = "view") -> str:
    """The palette, the shared rules, those of the parts of the kit that it uses, its own."""
    parts = [f"{module}.css" for module in order(f"{name}/{view}") if module.startswith("core/")]
    sheets = ["core/figure.css", *parts, f"{name}/style.css"]
    there = [sheet for sheet in sheets if (WIDGETS / sheet).is_file()]
    return "\n".join((palette.css(), *map(source_of, there)))


@cache
def bundle(name: str, view: str = "view") -> str:
    """``name/view.js`` and, before it, each module that it needs, once: one module, no request."""
    *needed, view = order(f"{name}/{view}")
    return "\n".join([*map(_wrapped, needed), _linked(view)])


def order(module: str, above: tuple = ()) -> list[str]:
    """``module`` and the modules that it imports, each once, after those that it needs; each by
    its path in the widgets, as in ``core/kit/decode``."""
    if module in above:
        raise ImportError(f"{module}.js imports itself, by way of {' and '.join(above)}")
    found = []
    for _, other in IMPORT.findall(source_of(f"{module}.js")):
        needed = order(_seen_from(module, other), (*above, module))
        found += [each for each in needed if each not in found]
    return [*found, module]


def _seen_from(module: str, other: str) -> str:
    """The path in the widgets of what ``module`` calls ``./other`` or ``../folder/other``."""
    return normpath(f"{dirname(module)}/{other}")


def _constant(module: str) -> str:
    """The name of a module inside a bundle: ``$lstm_cell_math`` for ``lstm_cell/math``."""
    return "$" + module.replace("/", "_")


def _wrapped(module: str) -> str:
    """A module as one constant, an object of what it exports; its other names stay inside."""
    code = _linked(module)
    offered = ", ".join(EXPORT.findall(code))
    body = EXPORT.sub("", code)
    return f"const {_constant(module)} = (() => {{\n{body}\nreturn {{ {offered} }};\n}})();"


def _linked(module: str) -> str:
    """A module whose imports are taken out of these constants; a file of words stands in it."""
    def link(match) -> str:
        other = _seen_from(module, match[2])
        offered = EXPORT.findall(source_of(f"{other}.js"))
        wanted = [part.split() for part in match[1].split(",") if part.strip()]
        missing = {part[0] for part in wanted} - set(offered)
        if missing:
            raise ImportError(f"{other}.js does not export {', '.join(sorted(missing))}")
        names = ", ".join(": ".join((part[0], part[-1])) for part in wanted)
        return f"const {{ {names} }} = {_constant(other)};"

    def said(match) -> str:
        words = json.loads(source_of(_seen_from(module, match[2])))
        return f"const {match[1]} = {json.dumps(words, ensure_ascii=False, separators=(',', ':'))};"

    return WORDS.sub(said, IMPORT.sub(link, source_of(f"{module}.js")))

"""The files of a figure as the page gets them: one module, one style sheet, no comments.

A comment has lines of its own, or stands at the end of a line after a blank and ``//``.  A
template literal ends on the line where it begins.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from . import palette

HERE = Path(__file__).parent
EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|const|let|class) (\w+))", re.M)
IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"\./([\w-]+)\.js";', re.M)


@cache
def source_of(file: str) -> str:
    """A file beside this one; code without comments, indentation and empty lines, which no
    reader of the page needs."""
    code = (HERE / file).read_text(encoding="utf-8")
    if file.endswith((".js", ".css")):
        code = re.sub(r"^\s*/\*.*?\*/\n", "", code, flags=re.M | re.S)
        code = re.sub(r"^\s*//.*\n", "", code, flags=re.M)
        code = re.sub(r"[ \t]+// .*$", "", code, flags=re.M)
        code = re.sub(r"^\s+", "", code, flags=re.M)
    return code.strip()


@cache
def style(name: str) -> str:
    """The palette, the shared rules and the figure's own."""
    return "\n".join((palette.css(), source_of("figure.css"), source_of(f"{name}.css")))


@cache
def bundle(name: str) -> str:
    """``name.js`` and, before it, each module that it needs, once: one module, no request."""
    *needed, _ = order(name)
    return "\n".join([*map(_wrapped, needed), _linked(name)])


def order(name: str, above: tuple = ()) -> list[str]:
    """``name`` and the modules that it imports, each once, after those that it needs."""
    if name in above:
        raise ImportError(f"{name}.js imports itself, by way of {' and '.join(above)}")
    found = []
    for _, other in IMPORT.findall(source_of(f"{name}.js")):
        found += [each for each in order(other, (*above, name)) if each not in found]
    return [*found, name]


def _wrapped(name: str) -> str:
    """A module as one constant, an object of what it exports; its other names stay inside."""
    code = _linked(name)
    offered = ", ".join(EXPORT.findall(code))
    body = EXPORT.sub("", code)
    return f"const ${name} = (() => {{\n{body}\nreturn {{ {offered} }};\n}})();"


def _linked(name: str) -> str:
    """A module whose imports are taken out of these constants."""
    def link(match) -> str:
        offered = EXPORT.findall(source_of(f"{match[2]}.js"))
        wanted = [part.split() for part in match[1].split(",") if part.strip()]
        missing = {part[0] for part in wanted} - set(offered)
        if missing:
            raise ImportError(f"{match[2]}.js does not export {', '.join(sorted(missing))}")
        names = ", ".join(": ".join((part[0], part[-1])) for part in wanted)
        return f"const {{ {names} }} = ${match[2]};"

    return IMPORT.sub(link, source_of(f"{name}.js"))

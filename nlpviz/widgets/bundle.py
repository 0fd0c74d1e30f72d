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
    """``name.js`` with the modules it imports written in their place: one module, no request."""

    def inline(match) -> str:
        inner = bundle(match[2])
        offered = EXPORT.findall(inner)
        wanted = [part.split() for part in match[1].split(",") if part.strip()]
        missing = {part[0] for part in wanted} - set(offered)
        if missing:
            raise ImportError(f"{match[2]}.js does not export {', '.join(sorted(missing))}")
        names = ", ".join(": ".join((part[0], part[-1])) for part in wanted)
        body = EXPORT.sub("", inner)
        return (
            f"const {{ {names} }} = (() => {{\n{body}\nreturn {{ {', '.join(offered)} }};\n}})();"
        )

    return IMPORT.sub(inline, source_of(f"{name}.js"))

"""The files of a figure as the page gets them: one module, one style sheet, no comments.

What a bundle cannot link is an ImportError that names the file and the line: nothing passes by.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from posixpath import dirname, normpath
from typing import NamedTuple

from . import palette
from .shake import shaken
from .source import compact, dense, pieces

WIDGETS = Path(__file__).parent.parent
FORMS = {  # of a statement that begins with import or export, by what it does
    "link": re.compile(r'import\s*\{([^}]*)\}\s*from\s*"(\.[\w./-]+)\.js";'),
    "words": re.compile(r'import\s+(\w+)\s+from\s*"(\.[\w./-]+)\.json"\s*'
                        r'with\s*\{\s*type:\s*"json",?\s*\};'),
    "export": re.compile(r"export (?=(?:async )?(?:function\*? ?|const |class )(\w+))"),
    "default": re.compile(r"export default(?=\s)"),
}
SCALED = re.compile(r"\bramp\(|\b(?:seq|div)-")  # kit/colour.js, --nv-seq-3
KEYWORD = re.compile(r"(?<![\w$.])(?:import|export)(?![\w$])")
KNOWN = ('import { a, b as c } from "./file.js";', 'import a from "./file.json" with '
         '{ type: "json" };', "export before const, function or class", "export default in a view")


class Statement(NamedTuple):
    """One import or export of a module: which of FORMS it is, and its match in the source."""

    form: str
    match: re.Match


@cache
def source_of(file: str) -> str:
    """A file of the widgets; code without comments, indentation and empty lines, which no
    reader of the page needs."""
    code = (WIDGETS / file).read_text(encoding="utf-8")
    if not file.endswith((".js", ".css")):
        return code.strip()
    try:
        return compact(code, css=file.endswith(".css"))
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from None


def host() -> str:
    """The script that starts a figure."""
    return dense(source_of("core/host.js"))


@cache
def style(name: str, view: str = "view") -> str:
    """The palette, the shared rules, those beside the modules that it uses, its own.  The scales
    travel with who paints with them."""
    codes = needed(f"{name}/{view}")
    sheets = ["core/figure.css", *(f"{module}.css" for module in codes), f"{name}/style.css"]
    there = [source_of(sheet) for sheet in sheets if (WIDGETS / sheet).is_file()]
    scales = any(SCALED.search(text) for text in (*codes.values(), *there))
    return dense("\n".join((palette.css(scales), *there)), css=True)


@cache
def bundle(name: str, view: str = "view", default: str = "export default") -> str:
    """``name/view.js`` and, before it, what it needs of other modules, once: one module, no
    request.

    default: what stands for the view's ``export default``.
    """
    codes = needed(f"{name}/{view}")
    *others, view = codes
    parts = [_wrapped(module, codes[module]) for module in others]
    whole = "\n".join([*parts, _linked(view, codes[view], "export ", default)])
    return dense(compact(whole, ends="([{,;"))  # statements are found: lines need not end


@cache
def needed(view: str) -> dict[str, str]:
    """The code of each module that a view needs, without what of it nobody needs; in order."""
    codes, wanted = {}, {}
    for module in reversed(order(view)):
        code = source_of(f"{module}.js")
        if module != view:
            if module not in wanted:
                continue
            code = shaken(code, wanted[module])
        for form, match in _statements(module, code):
            if form == "link":
                there = wanted.setdefault(seen_from(module, match[2], "js"), set())
                there |= {part.split()[0] for part in match[1].split(",") if part.strip()}
        codes[module] = code
    return dict(reversed(codes.items()))


@cache
def order(module: str, above: tuple = ()) -> list[str]:
    """``module`` and the modules that it imports, each once, after those that it needs; each by
    its path in the widgets, as in ``core/kit/decode``."""
    if module in above:
        raise ImportError(f"{module}.js imports itself, by way of {' and '.join(above)}")
    found = []
    for form, match in statements(module):
        if form == "link":
            needed = order(seen_from(module, match[2], "js"), (*above, module))
            found += [each for each in needed if each not in found]
    return [*found, module]


@cache
def statements(module: str) -> list[Statement]:
    """The imports and exports of a module; one that a bundle cannot read is refused."""
    return _statements(module, source_of(f"{module}.js"))


def _statements(module: str, code: str) -> list[Statement]:
    return [_read(module, code, start + word.start()) for kind, text, start in pieces(code)
            if kind == "plain" for word in KEYWORD.finditer(text)]


def _read(module: str, code: str, start: int) -> Statement:
    for form, pattern in FORMS.items():
        if match := pattern.match(code, start):
            return Statement(form, match)
    line = code[start:].partition("\n")[0]
    raise ImportError(f"{module}.js has {line:.80}; it must be one of {' | '.join(KNOWN)}")


def seen_from(module: str, other: str, suffix: str) -> str:
    """The path in the widgets of what ``module`` calls ``./other`` or ``../folder/other``."""
    path = normpath(f"{dirname(module)}/{other}")
    if not (WIDGETS / f"{path}.{suffix}").is_file():
        raise ImportError(f"{module}.js imports {path}.{suffix}, which is not there")
    return path


def _constant(module: str) -> str:
    """The name of a module inside a bundle: ``$lstm_cell_math`` for ``lstm_cell/math``."""
    return "$" + module.replace("/", "_")


def _exports(module: str) -> list[str]:
    return [match[1] for form, match in statements(module) if form == "export"]


def _wrapped(module: str, code: str) -> str:
    """A module as one constant, an object of what it exports; its other names stay inside."""
    forms = _statements(module, code)
    if any(form == "default" for form, _ in forms):
        raise ImportError(f"{module}.js has export default, which only a view may have")
    offered = ", ".join(match[1] for form, match in forms if form == "export")
    body = _linked(module, code, "", "")
    return f"const {_constant(module)} = (() => {{\n{body}\nreturn {{ {offered} }};\n}})();"


def _linked(module: str, code: str, export: str, default: str) -> str:
    """A module whose imports are taken out of these constants; a file of words stands in it.
    export, default: what stands for these words."""
    end, out = 0, []
    for form, match in _statements(module, code):
        says = {"export": export, "default": default}
        said = says[form] if form in says else IMPORTED[form](module, match)
        out += [code[end:match.start()], said]
        end = match.end()
    return "".join([*out, code[end:]])


def _link(module: str, match: re.Match) -> str:
    other = seen_from(module, match[2], "js")
    wanted = [part.split() for part in match[1].split(",") if part.strip()]
    missing = {part[0] for part in wanted} - set(_exports(other))
    if missing:
        raise ImportError(f"{other}.js does not export {', '.join(sorted(missing))}")
    names = ", ".join(": ".join(dict.fromkeys((part[0], part[-1]))) for part in wanted)
    return f"const {{ {names} }} = {_constant(other)};"


def _words(module: str, match: re.Match) -> str:
    words = json.loads(source_of(f"{seen_from(module, match[2], 'json')}.json"))
    if module.startswith("core/"):  # a part of the kit takes the words that it names itself
        named = {text[1:-1] for kind, text, _ in pieces(match.string) if kind == "string"}
        words = {code: {key: texts[key] for key in texts if key in named}
                 for code, texts in words.items()}
    return f"const {match[1]} = {json.dumps(words, ensure_ascii=False, separators=(',', ':'))};"


IMPORTED = {"link": _link, "words": _words}

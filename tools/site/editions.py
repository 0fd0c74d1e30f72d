"""What the editions of a chapter share: all code but one line, and the terms on their displays.

    python -m tools.site.editions ja    what book/ja/terms.json and the notebooks beside it lack,
                                        and which cells say what an older English text said
    python -m tools.site.editions ja 03_recurrent problem idea-rnn
                                        these two are translated from today's English

A term is an English word that a code cell gives to a display as the name of an axis, a row or a
column; book/xx/terms.json says what is shown for it.  Example sentences are data, not terms.

A translated text cell carries the mark of the English text that it was made from.  A cell whose
English has changed since is no fault: the page tells its readers until the cell is mended.
"""

import ast
import hashlib
import inspect
import json
import re
import sys
from html import unescape
from pathlib import Path

from nlpviz import widgets
from nlpviz.files import replace_file
from nlpviz.language import DEFAULT, pattern, terms
from tools import ROOT

NAMED = {"rows", "columns", "unit", "title", "x", "y", "x_label", "y_label", "yardstick",
         "reference"}
LINE = 'nlpviz.language.use("{}")'
WIDE = r"\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"  # Chinese, Japanese, their marks
BREAK = re.compile(rf"(?<=[{WIDE}])\n(?=\*{{0,2}}[{WIDE}])")  # a browser would show a blank
MAGIC = re.compile(r"^(\s*)[%!].*$", re.M)  # what only a notebook understands


def cells(path: Path) -> list[dict]:
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def source(cell: dict) -> str:
    return "".join(cell["source"])


def code(path: Path) -> list[dict]:
    return [cell for cell in cells(path) if cell["cell_type"] == "code"]


# Terms

def displayed_terms(path: Path) -> set[str]:
    """The terms of one notebook."""
    tree = ast.parse("\n".join(MAGIC.sub(r"\1pass", source(cell)) for cell in code(path)))
    values = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    values.setdefault(target.id, []).append(node.value)
    return {text for call in ast.walk(tree) if isinstance(call, ast.Call) and display(call)
            for argument in named(call) for text in texts(argument, values)
            if is_word(text)}


def is_word(text: str) -> bool:
    """Whether it has two letters in a row; a symbol such as h_t or R² needs no translation."""
    return any(a.isalpha() and b.isalpha() for a, b in zip(text, text[1:], strict=False))


def display(call: ast.Call) -> str | None:
    """The name of the figure that is called: widgets.Table(…) or Table(…)."""
    of_widgets = (isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)
                  and call.func.value.id == "widgets")
    name = call.func.attr if of_widgets else getattr(call.func, "id", None)
    return name if name in widgets.__all__ else None


def named(call: ast.Call) -> list[ast.expr]:
    """The arguments of a display that name an axis, a row or a column, however they are given."""
    places = list(inspect.signature(getattr(widgets, display(call))).parameters)
    given = [*zip(places, call.args, strict=False), *((k.arg, k.value) for k in call.keywords)]
    return [value for name, value in given if name in NAMED]


def texts(node: ast.expr, values: dict, above: frozenset = frozenset()) -> set[str]:
    """The strings in an expression and in what its names stand for, f"step {t}" as "step {}".

    Keys that look up are none.
    """
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) else set()
    if isinstance(node, ast.JoinedStr):
        return {"".join(getattr(part, "value", "") if isinstance(part, ast.Constant) else "{}"
                        for part in node.values)}
    if isinstance(node, ast.Name):
        found = [] if node.id in above else values.get(node.id, [])
        return set().union(*(texts(v, values, above | {node.id}) for v in found), set())
    if isinstance(node, (ast.Subscript, ast.Attribute, ast.Call)):
        return set()
    return set().union(*(texts(n, values, above) for n in ast.iter_child_nodes(node)), set())


def said(path: Path) -> str:
    """All that the code of a notebook and its displays say; some names come out of files."""
    outputs = (output for cell in code(path) for output in cell.get("outputs", ()))
    return "\n".join([*map(source, code(path)), *(
        unescape("".join(output.get("data", {}).get("text/html", ""))) for output in outputs)])


def unequal_terms(folder: Path, table: dict[str, str]) -> list[str]:
    """What an edition's table lacks, and what of it no notebook of the edition shows.

    folder: holds the English notebooks beside those of the edition, in en.
    """
    chapters = sorted(path.name for path in folder.glob("[0-9][0-9]_*.ipynb"))
    english = [folder.parent / DEFAULT / name for name in chapters]
    used = set().union(*map(displayed_terms, english), set())
    text = "\n".join(map(said, english))
    empty = {term for term, word in table.items() if not word.strip()}
    return [*(f"{term!r} has no translation" for term in sorted((used - table.keys()) | empty)),
            *(f"{term!r} is not shown anywhere" for term in sorted(table.keys() - used)
              if not pattern(term).search(text)),
            *(f"{term!r} has other blanks than {word!r}" for term, word in sorted(table.items())
              if term.count("{") != word.count("{"))]


# Code

def unequal_code(english: Path, other: Path) -> list[str]:
    """Where another edition differs from English in more than its prose and its one line."""
    language = other.parent.name
    ours, theirs = cells(english), cells(other)
    if [c["id"] for c in ours] != [c["id"] for c in theirs]:
        return [f"{other.name} has other cells: {difference(ours, theirs)}"]
    found = []
    for mine, its in zip(ours, theirs, strict=True):
        if (mine["cell_type"], plain_metadata(mine)) != (its["cell_type"], plain_metadata(its)):
            found.append(f"`{mine['id']}` has another type or other tags")
        elif mine["cell_type"] == "code" and plain(its, language) != plain(mine, DEFAULT):
            found.append(f"`{mine['id']}` has other code")
    if not found and LINE.format(language) not in source(first(theirs)).splitlines():
        found.append(f"`setup` must have the line {LINE.format(language)}")
    return found


def difference(ours: list[dict], theirs: list[dict]) -> str:
    """The first cell of one that the other has not in that place."""
    pairs = zip([c["id"] for c in ours] + [None], [c["id"] for c in theirs] + [None], strict=False)
    mine, its = next((a, b) for a, b in pairs if a != b)
    return f"`{its or 'its end'}` where English has `{mine or 'its end'}`"


def first(notebook: list[dict]) -> dict:
    return next((c for c in notebook if c["id"] == "setup"), {"source": ""})


def plain(cell: dict, language: str) -> str:
    """The code of a cell; of the set-up cell without the line of its language."""
    line = LINE.format(language) if cell["id"] == "setup" else None
    return "\n".join(each for each in source(cell).split("\n") if each != line)


def plain_metadata(cell: dict) -> dict:
    """The metadata of a cell, without the mark of its translation."""
    return {key: value for key, value in cell["metadata"].items() if key != "nlpviz"}


# Text

def joined(text: str) -> str:
    """A text without the line breaks that stand between two wide characters."""
    return BREAK.sub("", text)


def mark(cell: dict) -> str:
    """What tells an English text from a later one."""
    return hashlib.sha256(source(cell).encode()).hexdigest()[:12]


def marks(english: Path) -> dict[str, str]:
    """The marks of the text cells, by id."""
    return {cell["id"]: mark(cell) for cell in cells(english) if cell["cell_type"] == "markdown"}


def outdated(english: Path, other: Path) -> list[str]:
    """The text cells whose English has changed since they were translated, by id."""
    translated = {cell["id"]: cell["metadata"].get("nlpviz", {}).get("translated")
                  for cell in cells(other)}
    return [name for name, now in marks(english).items() if translated.get(name) != now]


def set_marks(english: Path, other: Path, names: list[str]) -> None:
    """Note in these cells that they are translated from the present English text."""
    notebook, now = json.loads(other.read_text(encoding="utf-8")), marks(english)
    if unknown := sorted(set(names) - now.keys()):
        sys.exit(f"{other.name} has no text cell {', '.join(unknown)}")
    for cell in notebook["cells"]:
        if cell["id"] in names:
            cell["metadata"]["nlpviz"] = {"translated": now[cell["id"]]}
    text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    replace_file(other, text.encode("utf-8"))


def late(language: str) -> list[str]:
    """All texts of book/xx that are older than the English ones."""
    return [f"{path.name}: `{name}` says what an older English text said"
            for path in sorted((ROOT / "book" / language).glob("[0-9][0-9]_*.ipynb"))
            for name in outdated(ROOT / "book" / DEFAULT / path.name, path)]


def report(language: str) -> list[str]:
    """All that is not as it must be in book/xx."""
    folder = ROOT / "book" / language
    found = [f"terms.json: {each}" for each in unequal_terms(folder, terms(language))]
    for path in sorted(folder.glob("[0-9][0-9]_*.ipynb")):
        found += [f"{path.name}: {each}"
                  for each in unequal_code(ROOT / "book" / DEFAULT / path.name, path)]
    return found


def main(language: str, chapter: str = "", *names: str) -> None:
    if chapter:
        english, other = (ROOT / "book" / code / f"{chapter}.ipynb" for code in (DEFAULT, language))
        set_marks(english, other, names)
    print(*late(language), sep="\n")
    sys.exit("\n".join(report(language)) or 0)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m tools.site.editions xx [chapter cell …]")
    main(*sys.argv[1:])

"""Dependencies point down, files are small and in their rooms, what a reader sees fits the page."""

import ast
import re
import sys
from pathlib import Path
from posixpath import normpath

import pytest

from nlpviz import widgets
from nlpviz.widgets.core.source import pieces
from tests import ROOT

PACKAGE = ROOT / "nlpviz"
GROUND = {"book", "check", "files", "language", "text", "data", "metrics"}
FUNCTIONS = GROUND | {"scratch", "pytorch"}
# part of the package: the other parts, and the packages of others, that it may import
MAY = {
    "__init__": ({"language"}, set()),
    "language": ({"book"}, set()),
    "book": (set(), set()),
    "show": (set(), set()),
    "metrics": ({"check"}, {"numpy"}),
    "check": (set(), {"numpy"}),
    "files": (set(), set()),
    "text": ({"check"}, {"numpy"}),
    "data": ({"check", "files", "text"}, {"numpy"}),
    "scratch": ({"check"}, {"numpy"}),
    "pytorch": ({"check"}, {"numpy", "torch"}),
    "vectors": ({"check", "data", "files", "language", "metrics", "text"}, {"numpy"}),
    "widgets": ({"book", "check", "files", "language", "metrics", "scratch"}, {"numpy"}),
    "exercises": ({"check", "language", "scratch"}, {"numpy"}),
    "train": (FUNCTIONS, {"numpy", "torch", "tqdm"}),
    "decode": (FUNCTIONS, {"numpy", "torch"}),
    "stored": ({"book"}, {"numpy"}),
    "models": ({"stored"}, set()),
    "command": ({"language"}, set()),
    "translate": (FUNCTIONS | {"command", "decode", "train", "widgets"}, {"numpy", "torch"}),
    "memory": ({"check", "command", "data", "files", "language", "pytorch", "train"},
               {"numpy", "torch"}),
    "word2vec": ({"check", "command", "data", "files", "language", "train", "vectors"},
                 {"numpy", "torch", "tqdm"}),
    "pretrained": (FUNCTIONS, {"numpy", "torch"}),
}
# what a function may import when it is called, and not before
WHEN_ASKED = {"widgets": {"anywidget", "matplotlib", "IPython", "traitlets"},
              "show": {"IPython", "numpy"}}
FILES = sorted(PACKAGE.rglob("*.py"))
TOOLS = sorted(f for folder in ("tools", "benchmarks") for f in (ROOT / folder).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
FIGURES = sorted(f for f in (PACKAGE / "widgets").glob("*/**/*") if f.suffix in (".py", ".js"))
LEADS = re.compile(r"(^|\W)(from|import\(?)$")  # what stands before the path of a module
READ = [f for f in FILES if f.relative_to(PACKAGE).parts[0] in ("scratch", "pytorch")]


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def part(file: Path) -> str:
    first = file.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imports(file: Path, code: str | None = None):
    """(line, dotted name, whether at the top level) of each import; ours begin with nlpviz.
    code: what stands in the file, if it is not to be read."""
    tree = ast.parse(file.read_text(encoding="utf-8") if code is None else code)
    place = ["nlpviz", *file.relative_to(PACKAGE).parts[:-1]]
    top = {id(n) for n in tree.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, id(node) in top
        elif isinstance(node, ast.ImportFrom):
            base = place[:len(place) - node.level + 1] if node.level else []
            module = [*base, *(node.module or "").split(".")] if node.module else base
            for alias in node.names:
                yield node.lineno, ".".join([*module, alias.name]), id(node) in top


@pytest.mark.parametrize("file", FILES, ids=name)
def test_dependencies_point_down(file):
    mine = part(file)
    assert mine in MAY, f"{name(file)}: say in tests/house/test_layers.py what `{mine}` may import"
    ours, others = MAY[mine]
    for line, module, top in imports(file):
        here = f"{name(file)}:{line} imports {module}"
        first, *rest = module.split(".")
        if first == "nlpviz":
            target = rest[0] if rest else "__init__"
            known = target in MAY and target != "__init__"
            assert not known or target == mine or target in ours, (
                f"{here}, but {mine} may import {', '.join(sorted(ours)) or 'nothing of ours'}")
        elif first not in sys.stdlib_module_names:
            allowed = others if top else others | WHEN_ASKED.get(mine, set())
            assert first in allowed, (
                f"{here}, but {mine} may import {', '.join(sorted(allowed)) or 'no package'}"
                + (" at its top" if top else ""))


def paths(code: str):
    """What a file of JavaScript imports; what stands in the address itself is none."""
    before = ""
    for kind, text, _ in pieces(code):
        path = text[1:-1]
        if kind == "string" and LEADS.search(before) and not path.startswith("data:"):
            yield path
        before = before if kind in ("space", "comment") else text


def rooms(file: Path, code: str):
    """(room, what is imported) for each import of a file of widgets/room that leads into
    widgets, in Python and JavaScript; a figure in public, as nlpviz.widgets.Bars, has none."""
    if file.suffix == ".js":
        place = file.relative_to(PACKAGE).parent.as_posix()
        for path in paths(code):
            there = normpath(f"{place}/{path}") if path.startswith(".") else path
            yield there.removeprefix("widgets/").partition("/")[0], path
        return
    for _, module, _ in imports(file, code):
        above, _, path = module.partition("nlpviz.widgets.")
        if path and not above and path not in widgets.__all__:
            yield path.partition(".")[0], module


def astray(file: Path, code: str) -> list[str]:
    """What a figure imports from the room of another one; core from any."""
    own = file.relative_to(PACKAGE / "widgets").parts[0]
    return [what for room, what in rooms(file, code) if room not in (own, "core")]


@pytest.mark.parametrize("file", FIGURES, ids=name)
def test_a_figure_takes_from_the_core_and_its_own_folder_only(file):
    found = astray(file, file.read_text(encoding="utf-8"))
    assert not found, f"{name(file)} imports {found}: what two figures need stands in core"


@pytest.mark.parametrize("file, code, found", [
    ("map/__init__.py", "from ..core import svg\nfrom .picture import a\nfrom .. import Bars", []),
    ("map/__init__.py", "from ..bars import a", ["nlpviz.widgets.bars.a"]),
    ("map/deep/a.py", "def f():\n    from ...bars.b import a", ["nlpviz.widgets.bars.b.a"]),
    ("map/a.py", "from .. import bars", ["nlpviz.widgets.bars"]),
    ("core/a.py", "import nlpviz.widgets.bars", ["nlpviz.widgets.bars"]),
    ("map/a.js", 'import { b } from "./b.js";\nimport { h } from "../core/kit/dom.js";', []),
    ("map/a.js", 'import { b,\n} from "../bars/b.js";', ["../bars/b.js"]),
    ("core/kit/a.js", "await import('../../bars/b.js')", ["../../bars/b.js"]),
    ("map/a.js", 'import w from "../bars/w.json" with { type: "json" };', ["../bars/w.json"]),
    ("map/a.js", 'const x = ["from", "../bars/b.js"]; // from "../bars/b.js"', []),
    ("map/a.js", 'import { b } from "elsewhere";', ["elsewhere"])])
def test_a_way_into_the_room_of_another_figure_is_found(file, code, found):
    assert astray(PACKAGE / "widgets" / file, code) == found


def users(files):
    """{module of core: the rooms of widgets that import it}, of {file: code} in Python."""
    found = {}
    for file, code in files.items():
        for _, module, _ in imports(file, code):
            part, _, path = module.partition("nlpviz.widgets.core.")
            if path and not part:
                room = file.relative_to(PACKAGE / "widgets").parts[0]
                found.setdefault(path.partition(".")[0], set()).add(room)
    return found


def test_what_one_figure_alone_uses_stands_in_its_own_folder():
    code = {f: f.read_text(encoding="utf-8") for f in FILES if part(f) == "widgets"}
    alone = {module: rooms for module, rooms in users(code).items() if len(rooms) == 1}
    known = {"core", "__init__.py"}  # for all figures
    assert not {module: rooms for module, rooms in alone.items() if not rooms & known}
    folder = PACKAGE / "widgets"
    assert users({folder / "map/a.py": "from ..core import svg\nfrom ..core.axes import SIZE",
                  folder / "bars/a.py": "from ..core.svg import text"}) == {
        "svg": {"map", "bars"}, "axes": {"map"}}


@pytest.mark.parametrize("file", [*FILES, *TOOLS], ids=name)
def test_a_file_holds_one_idea(file):
    """And a model that a reader opens stays on one or two screens."""
    n, most = len(file.read_text(encoding="utf-8").splitlines()), 150 if file in READ else 250
    assert n <= most, f"{name(file)} has {n} lines; past {most} it holds two ideas"


@pytest.mark.parametrize("file", READ, ids=name)
def test_a_line_that_a_reader_sees_fits_the_page(file):
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        assert len(line) <= 72, f"{name(file)}:{number} has {len(line)} columns, 72 are shown"


def lengths(files):
    """The lines of each function, from its def to its end, by name."""
    return {f"{name(file)}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
            for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}


def test_no_function_is_longer_than_a_screen_and_half_of_them_have_ten_lines():
    too_long = {k: n for k, n in lengths([*FILES, *TOOLS, *TESTS]).items() if n > 60}
    assert not too_long, f"functions of more than 60 lines: {too_long}"
    for files in (FILES, TOOLS, TESTS):
        sizes = sorted(lengths(files).values())
        assert sizes[len(sizes) // 2] <= 10, f"half of the functions beside {files[0]} are longer"


def test_a_test_lies_in_the_folder_of_what_it_holds():
    """tests/ mirrors the package; beside it are the ground (its single files), site and house."""
    folders = {"tests": {f.name for f in PACKAGE.iterdir()} | {"ground", "site", "house"},
               "tests/widgets": {f.name for f in (PACKAGE / "widgets").iterdir()}}
    for place, known in folders.items():
        loose = {f.name for f in TESTS if f.parent == ROOT / place}
        assert loose <= {"__init__.py", "conftest.py"}, f"{place} has loose files: {loose}"
        below = {f.relative_to(ROOT / place).parts[0] for f in TESTS if ROOT / place in f.parents}
        strange = {name for name in below - loose if name not in known}
        assert not strange, f"{place} has {strange}, which nothing in the package is called"

"""A cell run twice, and a section run again from its first cell, say what they said.

Here: no chapter shares a name in a way that could make it otherwise, and the plug-in that runs
the sections again (``make nbval``) finds what names alone do not show.
"""

import ast
import base64
import builtins
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests import ROOT

CHAPTERS = sorted(ROOT.glob("book/*/[0-9][0-9]_*.ipynb"))
BUILTIN = set(dir(builtins))


class Names(ast.NodeVisitor):
    """What code binds, and what it reads before it has bound it (``free``).

    ``later``: what a function in it reads from outside each time that it is called.
    """

    def __init__(self, bound=()):
        self.bound, self.free, self.later = set(bound), set(), set()

    def visit_Name(self, node):
        if not isinstance(node.ctx, ast.Load):
            self.bound.add(node.id)
        elif node.id not in self.bound | BUILTIN:
            self.free.add(node.id)

    def in_order(self, *nodes):
        for node in nodes:
            self.visit(node)

    def visit_Assign(self, node):
        self.in_order(node.value, *node.targets)

    def visit_AugAssign(self, node):
        if isinstance(node.target, ast.Name):
            self.visit(ast.Name(node.target.id, ast.Load()))
        self.in_order(node.value, node.target)

    def visit_For(self, node):
        self.in_order(node.iter, node.target, *node.body, *node.orelse)

    def visit_NamedExpr(self, node):
        self.in_order(node.value, node.target)

    def visit_FunctionDef(self, node):
        self.bound.add(node.name)
        self.inner(node.args, node.body)

    def visit_Lambda(self, node):
        self.inner(node.args, [node.body])

    def inner(self, arguments, body):
        own = Names(a.arg for a in ast.walk(arguments) if isinstance(a, ast.arg))
        own.in_order(*body)
        self.later |= own.free
        self.free |= own.free - self.bound

    def comprehension(self, node):
        own = Names(self.bound)
        for part in node.generators:
            own.in_order(part.iter, part.target, *part.ifs)
        own.in_order(*(getattr(node, x) for x in ("elt", "key", "value") if hasattr(node, x)))
        self.free |= own.free

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension

    def visit_Import(self, node):
        self.bound |= {(name.asname or name.name).split(".")[0] for name in node.names}

    visit_ImportFrom = visit_Import


def names_of(cell) -> Names:
    names = Names()
    code = re.sub(r"^(\s*)[%!].*$", r"\1pass", "".join(cell["source"]), flags=re.M)
    names.in_order(*ast.parse(code).body)
    return names


def sections(notebook) -> list[tuple[str, list]]:
    """(id of the heading, [(id of the cell, its names), …]), without sections that have no code."""
    found = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown" and re.match("#{1,6} ", "".join(cell["source"])):
            found.append((cell["id"], []))
        elif cell["cell_type"] == "code":
            found[-1][1].append((cell["id"], names_of(cell)))
    return [section for section in found if section[1]]


def shared(notebook) -> list[str]:
    """The names that make a second run another one, each with what to do."""
    parts = sections(notebook)
    owners = {}
    for section, cells in parts:
        for cell, names in cells:
            for name in names.bound - {"_"}:
                owners.setdefault(name, {}).setdefault(section, cell)
    faults = []
    for section, cells in parts:
        bound = set()
        for cell, names in cells:
            faults += [f"`{cell}` binds {x}, which it has read: give the result another name"
                       for x in sorted(names.free & names.bound)]
            others = {x: [*{**owners[x], section: cell}.values()] for x in names.free - bound
                      if len(owners.get(x, ())) > 1}
            faults += [f"`{cell}` reads {x}, which is bound in more than one section "
                       f"({', '.join(owners[x].values())}): bind it here, or give it another name"
                       for x in sorted(others)]
            faults += [f"a function in `{cell}` reads {x}, which is bound in more than one section "
                       f"({', '.join(owners[x].values())}): pass it, or give it another name"
                       for x in sorted(names.later - set(others)) if len(owners.get(x, ())) > 1]
            bound |= names.bound
    return faults


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_no_section_reads_a_name_that_another_section_has_bound_anew(path):
    faults = shared(json.loads(path.read_text(encoding="utf-8")))
    assert not faults, f"{path.stem}:\n  " + "\n  ".join(faults)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_no_printed_output_holds_the_time_of_a_clock(path):
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            text = "".join([*output.get("text", []), *output.get("data", {}).get("text/plain", [])])
            found = re.search(r".*\b\d+:[0-5]\d\b.*", text)
            assert not found, f"`{cell['id']}` prints {found[0]!r}"


def notebook_of(*cells) -> nbformat.NotebookNode:
    """Cells from their sources: a heading begins with #."""
    new = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
    notebook = nbformat.v4.new_notebook(metadata={
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}})
    notebook.cells = [new[not text.startswith("# ")](text, id=f"c{i}")
                      for i, text in enumerate(cells)]
    return notebook


FAULTS = {
    "a cell that counts on": (["# A", "x = 0", "x += 1\nx"], "`c2` binds x, which it has read"),
    "the same in a product": (["# A", "x = 2", "x = x * x\nx"], "`c2` binds x"),
    "a name with two meanings": (["# A", "x = 1", "x", "# B", "x + 1", "# C", "x = 3"],
                                 "`c4` reads x, which is bound in more than one section (c1, c6)"),
    "a function's outer name": (["# A", "k = 2\ndef f(x):\n    return k * x", "f(1)", "# B",
                                 "k = 3"], "a function in `c1` reads k"),
    "an import": (["# A", "import math", "# B", "math.pi", "# C", "math = 1"], "`c3` reads math"),
}


@pytest.mark.parametrize("cells, says", FAULTS.values(), ids=FAULTS)
def test_names_that_change_a_second_run_are_found(cells, says):
    assert any(says in fault for fault in shared(notebook_of(*cells)))


def test_names_that_a_section_binds_for_itself_are_fine():
    assert shared(notebook_of(
        "# A", "x = 1\nfor i in range(3):\n    x += i", "[x * i for i in (1, 2)]",
        "sum(x for x in [1])", "# B", "x = [1]\nx, y = x, x[:]",
        "def f(x, k=2):\n    z = k * x\n    return z", "f(3)", "# C", "_, q = 1, 2",
        "_, p = q, 2")) == []


# What names do not show: run in the kernel.

SOUND = ["# A", "import random\nx = [1, 2]", "rng = random.Random(0)\nrng.random(), x", "# B",
         "y = [*x, 3]\ny", "# C", "print(sum(y))"]
UNSOUND = {
    "a generator that goes on": ["# A", "import random\nrng = random.Random(0)", "rng.random()"],
    "a list that grows": ["# A", "x = []", "x.append(1)\nlen(x)"],
    "a dict that another section changes": ["# A", "d = {'a': 1}", "# B", "sorted(d)", "# C",
                                            "d['b'] = 2"],
    "a list that an earlier section lengthens": ["# A", "x = []", "# B", "x.append(1)", "# C",
                                                 "len(x)"],
    "a name that another section binds": ["# A", "x = 1", "# B", "x", "# C", "x = 2"],
    "an error": ["# A", "x = [1]", "# B", "x.pop()"],
}


def start(*command):
    return subprocess.run([sys.executable, *map(str, command)], cwd=ROOT, capture_output=True,
                          encoding="utf-8", env={**os.environ, "PYTHONPATH": str(ROOT)})


def executed(notebooks: dict[Path, list]) -> None:
    for path, cells in notebooks.items():
        path.write_text(nbformat.writes(notebook_of(*cells)), encoding="utf-8")
    done = start(ROOT / "tools" / "execute.py", *notebooks)
    assert done.returncode == 0, done.stderr


def compared(path: Path, *options):
    return start("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tools.outputs.nbval_plugin",
                 *options, "--color=no", "--nbval", "--nbval-current-env", path)


@pytest.mark.slow
def test_a_second_run_that_says_something_else_is_found(tmp_path):
    notebooks = {f"unsound{i}": cells for i, cells in enumerate(UNSOUND.values())}
    executed({tmp_path / f"{name}.ipynb": cells
              for name, cells in {"sound": SOUND, **notebooks}.items()})
    once = compared(tmp_path)
    assert once.returncode == 0, once.stdout
    again = compared(tmp_path, "--again").stdout
    failed = set(re.findall(r"FAILED \S*?(\w+)\.ipynb::Cell \d+", again))
    assert failed == set(notebooks), again


CURVES = "from nlpviz.widgets import Curves\nCurves([1, 2, 3], {'a': [0.1, 0.25, 0.7]}, 't', 'y')"


@pytest.mark.slow
def test_nbval_passes_the_last_bit_of_a_figure_and_fails_a_word_or_three_steps(tmp_path):
    path = tmp_path / "a.ipynb"
    executed({path: ["# A", CURVES, "print(0.125)"]})
    stored = path.read_text(encoding="utf-8")
    plain = stored.replace('\\"', '"')
    data = re.search(r'"y":{"dtype":"float32","shape":\[1,3\],"data":"(.*?)"', plain)[1]

    def told(old, new):
        assert old in stored
        path.write_text(stored.replace(old, new), encoding="utf-8")
        return compared(path)

    def later(steps):
        code = bytearray(base64.b64decode(data))
        code[0] += steps
        return base64.b64encode(bytes(code)).decode()

    assert told(data, later(1)).returncode == 0
    before = path.read_bytes()
    assert "unchanged" in start(ROOT / "tools" / "execute.py", path).stdout
    assert path.read_bytes() == before != stored.encode()
    bad = told(data, later(3))
    assert bad.returncode == 1 and "state.y: [0, 0] is 0.1" in bad.stdout, bad.stdout
    bad = told("<td>0.25</td>", "<td>0.253</td>")
    assert bad.returncode == 1 and "table, row 3, column 2: 0.253 in" in bad.stdout, bad.stdout
    assert told("Curves: y (a) over t", "Curves: y (b) over t").returncode == 1
    assert told('"0.125\\n"', '"0.126\\n"').returncode == 1


@pytest.mark.slow
def test_an_ignored_figure_keeps_its_data_and_is_renewed_when_its_scripts_are(tmp_path):
    path = tmp_path / "a.ipynb"
    executed({path: ["# A", CURVES, "assert True"]})
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].metadata["tags"] = ["nbval-ignore-output"]
    whole = notebook.cells[1].outputs[0].data["text/html"]
    for old, new, kept in (("<td>0.25</td>", "<td>0.3</td>", True),
                           ('"module":"', '"module":"// ', False)):
        data = notebook.cells[1].outputs[0].data
        data["text/html"] = whole.replace(old, new)
        assert data["text/html"] != whole
        nbformat.write(notebook, path)
        done = start(ROOT / "tools" / "execute.py", path)
        assert done.returncode == 0, done.stderr
        after = nbformat.read(path, as_version=4).cells[1].outputs[0].data["text/html"]
        assert after == (data["text/html"] if kept else whole)

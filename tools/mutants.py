"""How many small faults do the tests notice?  ``python tools/mutants.py scratch --sample 100``.

One operator or number of a module is changed, and the tests that name what the module defines are
run against it.  Nothing on the disk is touched: the changed module is put in place by an import
hook (Python), or stands in a copy (JavaScript).  For maintainers and the weekly job, not a part
of the gate: what is left alive is a place to look, for some changes change nothing.
"""

import argparse
import ast
import importlib.abc
import importlib.util
import multiprocessing
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 120  # a loop without an end is noticed too
SWAPS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
         ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.Lt: ast.LtE,
         ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
         ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
         ast.And: ast.Or, ast.Or: ast.And, ast.USub: ast.UAdd, ast.BitAnd: ast.BitOr}
# Where a module, or a whole part, is tested beside the files that have its name.
ALSO = {"scratch": ["gradients"], "exercises": ["exercise"], "check": ["attention", "recurrent"],
        "functional": ["attention", "recurrent"], "activations": ["recurrent", "jacobians"],
        "factors": ["counts"], "initial": ["recurrent"], "local": ["attention"],
        "scores": ["attention"]}
# In JavaScript: between blanks, where Prettier and we put them; and numbers.
TOKENS = {" + ": " - ", " - ": " + ", " * ": " / ", " / ": " * ", " < ": " <= ", " <= ": " < ",
          " > ": " >= ", " >= ": " > ", " === ": " !== ", " !== ": " === ", " && ": " || ",
          " || ": " && ", " ** ": " * "}
JS = re.compile(r"(?<![\w.$])\d+(?:\.\d+)?(?![\w.])|" + "|".join(map(re.escape, TOKENS)))
DEAD = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\n])*\"|'(?:\\.|[^'\n])*'|`(?:\\.|[^`])*`|"
                  r"throw [^;]*;", re.S)


def changed(number):
    """Another number."""
    return not number if isinstance(number, bool) else number + 1 if number != 1 else 3


def living(tree):
    """The nodes that compute: no docstrings, no words of errors, no annotations."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, (ast.Raise, ast.JoinedStr, ast.Import, ast.ImportFrom)):
            continue
        yield node
        skip = {id(part) for part in (getattr(node, "annotation", None),
                                      getattr(node, "returns", None)) if part}
        stack += [child for child in ast.iter_child_nodes(node) if id(child) not in skip]


def faults(tree):
    """(line, what is changed, a function that changes it and gives the way back) of each fault."""
    for node in living(tree):
        if isinstance(node, (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.AugAssign)):
            places = [(node, "op", node.op)]
        elif isinstance(node, ast.Compare):
            places = [(node.ops, i, op) for i, op in enumerate(node.ops)]
        elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
            was = node.value
            yield node.lineno, f"{was} -> {changed(was)}", node, "value", changed(was)
            continue
        else:
            continue
        for owner, key, op in places:
            if type(op) in SWAPS:
                new = SWAPS[type(op)]()
                yield (node.lineno, f"{type(op).__name__} -> {type(new).__name__}", owner, key, new)


def python_mutants(path):
    """(path, index, line, what) of every fault of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [(path, i, line, what) for i, (line, what, *_) in enumerate(faults(tree))]


def mutated(path, index):
    """The code of the module with this one fault."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    *_, owner, key, new = list(faults(tree))[index]
    if isinstance(owner, list):
        owner[key] = new
    else:
        setattr(owner, key, new)
    return compile(ast.fix_missing_locations(tree), str(path), "exec")


class Hook(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module the code of a mutant."""

    def __init__(self, name, path, code):
        self.name, self.path, self.code = name, path, code

    def find_spec(self, fullname, path=None, target=None):
        if fullname == self.name:
            return importlib.util.spec_from_file_location(fullname, self.path, loader=self)
        return None

    def exec_module(self, module):
        exec(self.code, module.__dict__)


def own_tests(path):
    """The test files of a module: those called like it, and what else its part is held by."""
    stem, part = path.stem, path.parent.name
    names = {stem, stem.split("_")[0], *ALSO.get(stem, ()), *ALSO.get(part, ())}
    files = [f for f in (ROOT / "tests").rglob("test_*.py") if "browser" not in f.stem
             and any(name in f.stem for name in names)]
    return sorted(files, key=lambda f: (stem not in f.stem, f.stat().st_size))


def survives(path, index):
    """Run in a process of its own: exit 0 if the tests of the module do not notice the fault."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    import pytest

    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    sys.meta_path.insert(0, Hook(name, path, mutated(path, index)))
    os._exit(int(pytest.main(["-x", "-q", "-m", "not slow", "-p", "no:cacheprovider",
                              *map(str, own_tests(path))])))


def python_lives(mutant):
    """Whether a mutant lives: the tests ran to their end and were content."""
    process = multiprocessing.get_context("fork").Process(target=survives, args=mutant[:2])
    process.start()
    process.join(SECONDS)
    if process.is_alive():
        process.kill()
        process.join()
    return process.exitcode == 0


def js_mutants(path):
    """(path, (start, end, new), line, what) of every fault in the arithmetic of a file."""
    text = path.read_text(encoding="utf-8")
    alive, found = DEAD.sub(lambda m: " " * len(m[0]), text), []
    spans = arithmetic(text)
    for m in JS.finditer(alive):
        if any(start <= m.start() < end for start, end in spans):
            new = TOKENS.get(m[0]) or f"{changed(float(m[0])):g}"
            line = text.count("\n", 0, m.start()) + 1
            found.append((path, (*m.span(), new), line, f"{m[0].strip()} -> {new.strip()}"))
    return found


def arithmetic(text):
    """Where a file computes: all of it if it draws nothing, else the functions that tests name."""
    if not re.search(r"\brender\(|\bdocument\b", text):
        return [(0, len(text))]
    tests = " ".join(f.read_text(encoding="utf-8")
                     for f in (ROOT / "tests" / "widgets").rglob("*.test.mjs"))
    functions = re.finditer(r"^export (?:function|const) (\w+).*?^(?:\}|\S.*;)$", text, re.M | re.S)
    return [m.span() for m in functions if re.search(rf"\b{m[1]}\b", tests)]


def js_lives(mutant):
    """Whether node's tests of the figures are content with the mutant, in a copy."""
    path, (start, end, new), *_ = mutant
    text = path.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for part in ("nlpviz/widgets", "tests/widgets"):
            shutil.copytree(ROOT / part, copy / part)
        (copy / path.relative_to(ROOT)).write_text(text[:start] + new + text[end:], "utf-8")
        tests = sorted(map(str, (copy / "tests" / "widgets").rglob("*.test.mjs")))
        node = [sys.executable, str(ROOT / "tools" / "env" / "node.py"), "--test", *tests]
        try:
            return subprocess.run(node, capture_output=True, timeout=SECONDS).returncode == 0
        except subprocess.TimeoutExpired:
            return False


def sample(part, n, seed):
    """n mutants of a part of the package, drawn from all of its faults."""
    if part == "js":
        files = sorted((ROOT / "nlpviz" / "widgets").rglob("*.js"))
        every = [m for f in files for m in js_mutants(f)]
    else:
        files = sorted((ROOT / "nlpviz" / part).rglob("*.py"))
        every = [m for f in files for m in python_mutants(f) if own_tests(f)]
    return random.Random(seed).sample(every, min(n, len(every)))


def main():
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("part", help="js, or a folder of the package: scratch, exercises, …")
    asked.add_argument("--sample", type=int, default=100)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--least", type=float, default=0, help="exit 1 below this share noticed")
    asked = asked.parse_args()
    lives = js_lives if asked.part == "js" else python_lives
    if asked.part != "js":
        import numpy  # noqa: F401 what every test imports is there before the first fork
        import pytest  # noqa: F401
        import torch

        torch.set_num_threads(1)
    mutants, alive = sample(asked.part, asked.sample, asked.seed), 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for mutant, living in zip(mutants, pool.map(lives, mutants)):
            alive += living
            if living:
                print(f"alive: {mutant[0].relative_to(ROOT)}:{mutant[2]}  {mutant[3]}", flush=True)
    noticed = 1 - alive / len(mutants)
    print(f"{len(mutants) - alive} of {len(mutants)} mutants of {asked.part} noticed: "
          f"{noticed:.0%}")
    return int(noticed < asked.least)


if __name__ == "__main__":
    sys.exit(main())

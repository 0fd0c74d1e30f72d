"""Real text that every Python carries: its own documentation.

The help topics (pydoc_data), the docstrings of the standard library and
those of the modules compiled into Python: over 300,000 words of
technical English. Sources are read as text, where Python keeps them;
none is executed and nothing is fetched. The words differ a little from
one version of Python to another.
"""

import ast
import importlib
import inspect
import sys
import sysconfig
import warnings
from functools import lru_cache
from pathlib import Path

_LEFT_OUT = {  # tests, tools, others' packages, jokes
    "__pycache__", "antigravity.py", "dist-packages", "idle_test",
    "site-packages", "test", "tests", "this.py",
}


@lru_cache(maxsize=1)
def stdlib_text():
    """The text: topics, sources by path, compiled modules by name.

    It is read once (two seconds) and kept in memory. Paragraphs are
    parted by an empty line. FileNotFoundError if this Python came
    without the sources of its standard library.
    """
    folder = Path(sysconfig.get_path("stdlib"))
    with warnings.catch_warnings():  # of what is deprecated in there
        warnings.simplefilter("ignore")
        parts = list(_topics(folder / "pydoc_data"))
        for path in sorted(_sources(folder)):
            parts += _docstrings(path)
        for name in sorted(sys.builtin_module_names):
            parts += _compiled(importlib.import_module(name))
    text = "\n\n".join(parts) + "\n"
    if len(text.split()) < 100_000:
        raise FileNotFoundError(
            f"{folder} holds hardly any source of the standard library; "
            "install Python's full library, or use from_file")
    return text


def _sources(folder):
    for path in folder.iterdir():
        if path.name in _LEFT_OUT or path.name.startswith("_sysconfig"):
            continue
        if path.is_dir():
            yield from _sources(path)
        elif path.suffix == ".py":
            yield path


def _tree(path):
    """The syntax tree of a file; an empty one if it is not Python."""
    try:
        return ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, OSError):
        return ast.Module([], [])


def _topics(folder):
    """The texts of help("if"), help("assignment"), … by name."""
    for path in sorted(folder.glob("*.py")):
        for node in _tree(path).body:
            if isinstance(node, ast.Assign) and isinstance(
                    node.value, ast.Dict):
                topics = ast.literal_eval(node.value)
                yield from (topics[name].strip() for name in sorted(topics))


def _docstrings(path):
    """The docstrings of a module, its classes and functions, in order."""
    kinds = ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef
    found = []
    for node in ast.walk(_tree(path)):
        if isinstance(node, kinds):
            doc = ast.get_docstring(node, clean=False)
            if doc and doc.strip():
                found.append((getattr(node, "lineno", 0), doc))
    return [inspect.cleandoc(doc) for _, doc in sorted(found)]


def _compiled(module):
    """The docstrings of a compiled module's functions and classes."""
    docs = []
    for _, value in sorted(vars(module).items()):
        if isinstance(value, type):
            docs += [value.__doc__, *(
                getattr(member, "__doc__", None)
                for _, member in sorted(vars(value).items()))]
        elif inspect.isbuiltin(value):
            docs.append(value.__doc__)
    docs = [d for d in docs if isinstance(d, str) and d.strip()]
    return [inspect.cleandoc(doc) for doc in dict.fromkeys(docs)]

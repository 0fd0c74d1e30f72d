"""Bring requirements-colab.txt to Colab's newest list.

    python -m tools.env.colab pip-freeze.txt

The list is the one that Colab publishes, in the form of pip freeze.  What we name takes Colab's
version; what only these need and Colab does not have is left for pip to choose.
"""

import re
import sys
from pathlib import Path

from nlpviz.files import replace_file
from tools import ROOT

FILE = ROOT / "requirements-colab.txt"
PIN = re.compile(r"([\w.-]+)==([^\s;+]+)(\+\w+)?(.*)")
REST = "# what these need"


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def newest(ours: str, theirs: str) -> str:
    """Our requirements with their versions; ValueError if the list has none of ours."""
    found = [m for line in theirs.splitlines() if (m := PIN.fullmatch(line.strip()))]
    known = {plain(m[1]): m[2] for m in found}
    lines, rest = [], False
    for line in ours.splitlines():
        rest = rest or line == REST
        found = PIN.fullmatch(line)
        if not found:
            lines.append(line)
        elif plain(found[1]) in known:
            lines.append(f"{found[1]}=={known[plain(found[1])]}{found[4]}")
        elif not rest:
            lines.append(line)
    if not {"ipywidgets", "numpy", "torch"} <= known.keys():
        raise ValueError("this is not Colab's list: it lacks ipywidgets, numpy or torch")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tools.env.colab pip-freeze.txt")
    try:
        text = newest(FILE.read_text(encoding="utf-8"),
                      Path(sys.argv[1]).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        sys.exit(f"{error}; nothing was changed")
    replace_file(FILE, text.encode("utf-8"))

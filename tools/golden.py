"""Write the golden numbers: what Python computes, and node holds the page to.

    python tools/golden.py [FOLDER …]       of all folders of tests/widgets, or of these

A folder has a golden.py whose `cases()` gives, by name, what the JSON files beside it hold.
tests/widgets/core/test_golden.py asks that they are what Python computes today.
"""

import base64
import importlib
import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from nlpviz.files import replace_file  # noqa: E402

WIDGETS = ROOT / "tests" / "widgets"
FOLDERS = sorted(file.parent.name for file in WIDGETS.glob("*/golden.py"))


def golden(folder):
    """The module that computes the numbers of a folder."""
    return importlib.import_module(f"tests.widgets.{folder}.golden")


def place(folder, name):
    return WIDGETS / folder / f"{name}.json"


def wire(packed):
    """A packed array as JSON can hold it."""
    return packed | {"data": base64.b64encode(packed["data"]).decode("ascii")}


def flat(array):
    return np.asarray(array, float).ravel().tolist()


def main():
    for folder in sys.argv[1:] or FOLDERS:
        for name, value in golden(folder).cases().items():
            said = json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
            replace_file(place(folder, name), said.encode())
            print(f"{place(folder, name).relative_to(ROOT)}: {len(said) / 1e3:.0f} kB")


if __name__ == "__main__":
    main()

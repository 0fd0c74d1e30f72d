"""The figure on the cover: ``python -m tools.site.cover`` writes book/en/_cover.html.

It is the stored output of the chapter's hero cell, which strict nbval holds to what the figure
displays; the cover's copy is held to it by tests/site/test_cover.py.
"""

import json

from nlpviz.files import replace_file
from tools import ROOT

BOOK = ROOT / "book" / "en"
CHAPTER, CELL = BOOK / "03_recurrent.ipynb", "hero"
COVER = BOOK / "_cover.html"


def fragment() -> str:
    """The HTML that the hero cell displays."""
    cells = json.loads(CHAPTER.read_text(encoding="utf-8"))["cells"]
    [hero] = [cell for cell in cells if cell.get("id") == CELL]
    [shown] = [output["data"]["text/html"] for output in hero["outputs"]]
    return "".join(shown) + "\n"


if __name__ == "__main__":
    replace_file(COVER, fragment().encode("utf-8"))
    print(f"{COVER.name}: {len(fragment()) / 1e3:.0f} kB")

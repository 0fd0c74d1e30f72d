"""The cover's figure is the chapter's own, alive, and not a copy gone stale."""

from nlpviz import scratch, widgets
from tools.site import cover


def test_the_cover_holds_what_the_hero_cell_displays():
    assert cover.COVER.read_text(encoding="utf-8") == cover.fragment()


def test_the_hero_cell_run_now_displays_the_cover():
    import json

    import numpy as np

    cells = json.loads(cover.CHAPTER.read_text(encoding="utf-8"))["cells"]
    [hero] = ["".join(c["source"]) for c in cells if c["id"] == cover.CELL]
    *statements, last = hero.rsplit("\n", 1)
    names = {"np": np, "scratch": scratch, "widgets": widgets}
    exec("\n".join(statements), names)
    assert eval(last, names).html() + "\n" == cover.fragment()

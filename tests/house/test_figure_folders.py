"""Every figure's folder has the same shape: who knows one finds their way in all."""

import re

import pytest

from nlpviz.widgets.core.source import pieces
from tests import ROOT

FIGURES = sorted(file.parent for file in (ROOT / "nlpviz" / "widgets").glob("*/view.js"))
NEEDED = {"__init__.py", "view.js", "style.css", "words.json"}
ROLES = NEEDED | {"math.js", "draw.js", "picture.py"}
# a file that is no role is an idea of its own, named by it
IDEAS = {
    "analogy_lab": {"ask.js"},
    "attention_bench": {"map.js", "sentences.js"},
    "attention_map": {"alone.js", "cross.css", "cross.js", "decoder.js", "decoder.py", "map.js",
                      "sentences.js"},
    "beam_tree": {"sentences.js"},
    "cost_meter": {"next_word.js"},
    "curves": {"guess.js"},
    "draw_or_mix": {"travel.js"},
    "embedding_map": {"ask.js", "given.js", "projection.py"},
    "gradient_cloud": {"line.js"},
    "gradient_flow": {"settings.js", "weights.py"},
    "heads_view": {"compare.js", "orders.js", "sentences.js", "statistics.py"},
    "live_translator": {"calendar.json", "counting.js", "dates.js", "model.py", "panel.js",
                        "quantised.py"},
    "lstm_cell": {"circuit.js"},
    "position_lab": {"shift.js"},
    "score_lab": {"plane.js", "scores.py", "sheet.js"},
    "soft_steps": {"sentences.js", "travel.js"},
    "table": {"alone.js", "ask.css", "ask.js", "ask/words.json", "column.py", "copy.js",
              "lengths.py", "notes/words.json", "rows.js", "sheet.js"},
    "transformer_live": {"inside.js", "model.py", "reading.js", "weights.py"},
    "unrolled_rnn": {"sums.js"},
    "window_trainer": {"ask.js", "given.py", "points.js", "steps.py"},
}
SYNONYMS = {"chart", "drawing", "figure", "image", "paint", "picture", "plot", "svg"}


def faults(folder, files):
    """What is wrong with the files of a figure's folder, in words."""
    own = files - ROLES - IDEAS.get(folder, set())
    yield from (f"lacks {file}" for file in sorted(NEEDED - files))
    yield from (f"has {file}: what draws is draw.js, without scripts picture.py"
                for file in sorted(own) if file.partition(".")[0] in SYNONYMS)
    yield from (f"has {file}, which is no role and no idea named in {__name__}"
                for file in sorted(own) if file.partition(".")[0] not in SYNONYMS)


@pytest.mark.parametrize("folder", FIGURES, ids=lambda folder: folder.name)
def test_a_figure_has_the_files_of_all_figures_and_names_its_own_ideas(folder):
    files = {f.relative_to(folder).as_posix() for f in folder.rglob("*")
             if f.is_file() and "__pycache__" not in f.parts}
    found = list(faults(folder.name, files))
    assert not found, f"{folder.name}: {found}"


def test_every_folder_of_widgets_is_a_figure_or_the_core():
    there = {f.parent.name for f in (ROOT / "nlpviz" / "widgets").glob("*/__init__.py")}
    assert there - {"core"} == {folder.name for folder in FIGURES}


def test_the_ideas_that_are_named_are_there():
    for folder, files in IDEAS.items():
        assert all((ROOT / "nlpviz" / "widgets" / folder / file).is_file() for file in files)


@pytest.mark.parametrize("more, less, says", [
    (set(), set(), []), ({"math.js", "draw.js", "picture.py"}, set(), []),
    ({"picture.js"}, set(), ["has picture.js: what draws is draw.js, without scripts picture.py"]),
    ({"drawing.js"}, set(), ["has drawing.js: what draws is draw.js, without scripts picture.py"]),
    ({"helper.js"}, {"words.json"}, [
        "lacks words.json", f"has helper.js, which is no role and no idea named in {__name__}"])])
def test_a_folder_of_another_shape_is_told_what_is_wrong(more, less, says):
    assert list(faults("map", NEEDED - less | more)) == says


SCRIPTS = sorted((ROOT / "nlpviz" / "widgets").rglob("*.js"))
LIFE = "core/kit/events.js"


def aborting(codes):
    """The files of {path: code} that make a signal of their own."""
    return [path for path, code in codes.items()
            if any("AbortController" in text for kind, text, _ in pieces(code) if kind == "plain")]


def test_every_figure_lives_and_ends_by_the_life_of_the_kit():
    """`const { signal, end } = life(el)`: one place says what is left behind, nothing."""
    folder = ROOT / "nlpviz" / "widgets"
    codes = {f.relative_to(folder).as_posix(): f.read_text(encoding="utf-8") for f in SCRIPTS}
    assert aborting(codes) == [LIFE]
    for figure in FIGURES:
        own = [code for path, code in codes.items() if path.startswith(f"{figure.name}/")]
        assert any("= life(el);" in code and ("return end;" in code or " end();" in code)
                   for code in own), f"{figure.name} does not end as life(el) says"


def test_a_signal_of_its_own_is_found_and_a_comment_is_none():
    codes = {"a.js": "const life = new AbortController();", "b.js": "// new AbortController\nf();"}
    assert aborting(codes) == ["a.js"]


def test_a_name_means_one_thing_in_the_kit():
    """Who imports `symbol` need not ask from where."""
    found = {}
    for file in sorted((ROOT / "nlpviz" / "widgets" / "core" / "kit").glob("*.js")):
        for name in re.findall(r"^export (?:async )?(?:function|const) (\w+)",
                               file.read_text(encoding="utf-8"), re.M):
            found.setdefault(name, []).append(file.name)
    assert "aside" in found and not {n: files for n, files in found.items() if len(files) > 1}

"""An edition shares its code with English but for one line, and has a word for each term."""

import json
import re

import pytest

from nlpviz import language
from tests import ROOT
from tools.site import editions

OTHERS = [code for code in language.known() if code != "en"]


def write(path, *cells):
    """A notebook of (id, source) cells; code unless the id begins with a capital."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = [{"id": id, "cell_type": "markdown" if id[0].isupper() else "code", "metadata": {},
             "source": text.splitlines(keepends=True)} for id, text in cells]
    path.write_text(json.dumps({"cells": made}, ensure_ascii=False), encoding="utf-8")
    return path


SETUP = "try:\n    import nlpviz\nexcept ImportError:\n    %pip install -q nlpviz\n"
JA = 'nlpviz.language.use("ja")\n'
FIGURE = 'widgets.Curves([1, 2], {"LSTM": y}, "steps", y_label="accuracy")'


@pytest.fixture
def pair(tmp_path):
    """The same chapter in English and in Japanese."""
    return (write(tmp_path / "en" / "01_a.ipynb", ("Title", "# A"), ("setup", SETUP + "x = 1"),
                  ("figure", FIGURE)),
            write(tmp_path / "ja" / "01_a.ipynb", ("Title", "# あ"),
                  ("setup", SETUP + JA + "x = 1"), ("figure", FIGURE)))


def of(tmp_path, text):
    return editions.displayed_terms(write(tmp_path / "01_a.ipynb", ("setup", SETUP), ("a", text)))


@pytest.mark.parametrize("code, found", [
    ('widgets.Curves(x, y, "lag", "R²")', {"lag"}),
    ('widgets.Curves(x, {"LSTM": a, "mean " "word": b}, x_label="lag")',
     {"lag", "LSTM", "mean word"}),
    ('from nlpviz.widgets import Curves\nCurves(x, y, "lag" if log else "step")',
     {"lag", "step"}),
    ('names = ["mean", "median"]\nwidgets.Curves(x, names, data["loss"], f(("no",)))',
     {"mean", "median"}),
    ('widgets.Bars(values, ["LSTM"], unit="share right", yardstick={"chance": 0.5})',
     {"LSTM", "share right", "chance"}),
    ('widgets.Table(a, rows=rows, columns=["loss"], yardstick="chance")', {"loss", "chance"}),
    ('widgets.Bars(v, ["with", "without"], yardstick={"chance": .5}, unit={"with": "per cent"})',
     {"with", "without", "chance", "per cent"}),
    ('widgets.AttentionMap(A, ["letters", "from"], ["手紙"])', set()),
    ('plot(x, title="step")', set()),
    ('widgets.Matrix(a, [f"step {t}" for t in x], [f"{a} · {b}"])', {"step {}"}),
    ('a = b\nb = a\nwidgets.Curves(x, a, "h_t")', set())])
def test_terms_are_the_strings_that_name_axes_rows_and_columns(tmp_path, code, found):
    assert of(tmp_path, code) == found


def test_an_edition_has_a_word_for_each_term_and_no_other(pair):
    table = {"steps": "ステップ", "accuracy": "正解率", "LSTM": "LSTM"}
    folder = pair[1].parent
    assert editions.unequal_terms(folder, table) == []
    notebook = json.loads(pair[0].read_text(encoding="utf-8"))
    notebook["cells"][2]["outputs"] = [{"data": {"text/html": "<p>&lt;out of a file&gt;</p>"}}]
    pair[0].write_text(json.dumps(notebook), encoding="utf-8")
    table["<out of a file>"] = "ファイルから"
    assert editions.unequal_terms(folder, table) == []
    assert editions.unequal_terms(folder, table | {"out of {} file": "ファイルから"}) == [
        "'out of {} file' has other blanks than 'ファイルから'"]
    del table["steps"]
    table |= {"lag": "ラグ", "accuracy": " "}
    assert editions.unequal_terms(folder, table) == [
        "'accuracy' has no translation", "'steps' has no translation",
        "'lag' is not shown anywhere"]


def test_editions_with_the_same_code_but_the_line_of_the_language_are_alike(pair):
    assert editions.unequal_code(*pair) == []


@pytest.mark.parametrize("cells, said", [
    ([("setup", SETUP + JA + "x = 2"), ("figure", FIGURE)], ["`setup` has other code"]),
    ([("setup", SETUP + JA + "x = 1"), ("figure", FIGURE + ";")], ["`figure` has other code"]),
    ([("setup", SETUP + JA + "x = 1"), ("figure", JA + FIGURE)], ["`figure` has other code"]),
    ([("setup", SETUP + "x = 1"), ("figure", FIGURE)],
     ['`setup` must have the line nlpviz.language.use("ja")']),
    ([("setup", SETUP + JA + "x = 1")],
     ["01_a.ipynb has other cells: `its end` where English has `figure`"])])
def test_other_code_and_other_cells_are_named(pair, cells, said):
    write(pair[1], ("Title", "# あ"), *cells)
    assert editions.unequal_code(*pair) == said


def test_another_tag_is_named(pair):
    notebook = json.loads(pair[1].read_text(encoding="utf-8"))
    notebook["cells"][2]["metadata"] = {"tags": ["nbval-ignore-output"]}
    pair[1].write_text(json.dumps(notebook), encoding="utf-8")
    assert editions.unequal_code(*pair) == ["`figure` has another type or other tags"]


def test_the_english_chapters_have_terms():
    chapter = ROOT / "book" / "en" / "03_recurrent.ipynb"
    notebook = json.loads(chapter.read_text(encoding="utf-8"))
    code = "\n".join("".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code")
    titles = {*re.findall(r'\btitle="([^"]+)"', code)}
    found = editions.displayed_terms(chapter)
    assert titles and titles <= found and not {"q", "L"} & found


@pytest.mark.parametrize("code", OTHERS)
def test_an_edition_of_the_book_is_complete(code):
    """No chapter is translated in part: its code, its terms."""
    assert editions.report(code) == []


def test_what_is_shown_for_a_term_is_that_of_the_edition(tmp_path, monkeypatch):
    monkeypatch.setattr(language, "PLACES", (tmp_path,))
    monkeypatch.setattr(language, "known", lambda: ("en", "ja"))
    monkeypatch.setattr(language, "_used", [])
    (tmp_path / "ja").mkdir()
    (tmp_path / "ja" / "terms.json").write_text(
        '{"lag": "ラグ", "{}, at {}": "{1} で{0}", "step {}": "ステップ {}"}', encoding="utf-8")
    assert language.term("lag") == "lag"
    with language.speaking("ja"):
        assert [language.term(text) for text in ("lag", "q", 3)] == ["ラグ", "q", 3]
        assert language.term("step 12") == "ステップ 12" and language.term("a step 1") == "a step 1"
        assert language.term("lag, at step 3") == "step 3 でラグ"
    assert language.term("lag", "ja") == "ラグ"

"""A second edition is not run: the English run shows its results a second time, in its language."""

import re

import nbformat
import pytest

from nlpviz import language
from tests import ROOT
from tests.house.test_cells_again import compared, notebook_of, start
from tools.outputs import languages
from tools.site import assets

SETUP = "import nlpviz\nfrom nlpviz.exercises.recurrent import check\nfrom nlpviz import widgets"
JA = SETUP.replace("import nlpviz\n", 'import nlpviz\nnlpviz.language.use("ja")\n', 1)
CELLS = ["print(1)\n_ = 5", "def my_step(*given):\n    ...\n\ncheck('rnn_step', my_step)", "_ + 1",
         "widgets.Curves([1, 2, 3], {'a': [1, 2, 3]}, 't', 'y')", "assert _ == 5"]


@pytest.fixture
def pair(tmp_path):
    """The same notebook in English and Japanese, not run yet."""
    for code, title, setup in (("en", "# A", SETUP), ("ja", "# あ", JA)):
        path = tmp_path / code / "01_a.ipynb"
        path.parent.mkdir()
        notebook = notebook_of(title, setup, *CELLS)
        for i, cell in enumerate(notebook.cells):
            cell.id = "setup" if i == 1 else f"cell-{i}"
        path.write_text(nbformat.writes(notebook), encoding="utf-8")
    return tmp_path / "en" / "01_a.ipynb", tmp_path / "ja" / "01_a.ipynb"


def read(path):
    return {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}


def test_others_are_the_same_chapter_in_folders_that_are_languages(pair):
    english, japanese = pair
    (english.parent.parent / "models").mkdir()
    (english.parent.parent / "models" / english.name).touch()
    assert languages.others(english) == {"ja": japanese} and languages.others(japanese) == {}
    assert languages.english(japanese) == english and languages.english(english) is None
    assert languages.english(english.with_name("02_b.ipynb")) is None


@pytest.mark.parametrize("kind, data, heard", [
    ("execute_result", {"text/html": "", "text/plain": ""}, True),
    ("execute_result", {"text/markdown": ""}, True), ("execute_result", {"text/plain": ""}, False),
    ("display_data", {"text/html": ""}, False)])
def test_a_result_with_markup_may_speak(kind, data, heard):
    assert languages.speaks({"output_type": kind, "data": data}) is heard


@pytest.mark.slow
def test_one_run_writes_both_editions_and_nbval_compares_both(pair):
    english, japanese = pair
    done = start(ROOT / "tools" / "execute.py", japanese)
    assert done.returncode == 0, done.stderr
    assert re.findall(r"  (\S+): new output in (.*)", done.stdout) == [
        ("01_a", "cell-2, cell-3, cell-4, cell-5"), ("ja/01_a", "cell-2, cell-3, cell-4, cell-5")]
    mine, its = read(english), read(japanese)
    with language.speaking("ja"):
        expected = language.words(ROOT / "nlpviz/exercises/checker")["head_empty"]
    assert expected.partition("{")[0] in its["cell-3"].outputs[0].data["text/markdown"]
    assert "not attempted" in mine["cell-3"].outputs[0].data["text/markdown"]
    assert ' lang="ja"' in its["cell-5"].outputs[0].data["text/html"]
    assert ' lang="' not in mine["cell-5"].outputs[0].data["text/html"].partition(">")[0]
    for name in ("cell-2", "cell-4", "cell-6"):
        assert mine[name].outputs == its[name].outputs
    assert mine["cell-4"].outputs[0].data["text/plain"] == "6"
    assert [c.get("execution_count") for c in mine.values()] == [
        c.get("execution_count") for c in its.values()] == [None, *range(1, 7)]
    assert languages.unequal_outputs(english, japanese) == []
    before = [path.read_bytes() for path in pair]
    assert start(ROOT / "tools" / "execute.py", english).stdout.count("unchanged") == 2
    assert [path.read_bytes() for path in pair] == before
    good = compared(english.parent.parent)
    assert good.returncode == 0 and f"{len(CELLS) + 1} passed" in good.stdout, good.stdout
    for old, new, cell in (("**rnn_step**", "**rnn**", "cell-3"),
                           ("<td>3</td>", "<td>7</td>", "cell-5")):
        text = japanese.read_text(encoding="utf-8")
        assert old in text
        japanese.write_text(text.replace(old, new), encoding="utf-8")
        bad = compared(english.parent.parent).stdout
        assert f"ja/01_a.ipynb, cell `{cell}`, is shown otherwise" in bad and "1 failed" in bad, bad
        japanese.write_text(text, encoding="utf-8")
    japanese.write_text(before[1].decode().replace('"1\\n"', '"2\\n"'), encoding="utf-8")
    assert languages.unequal_outputs(english, japanese) == ["cell-2"]


@pytest.mark.slow
def test_an_edition_with_other_code_or_a_figure_that_is_no_result_stops_the_run(pair):
    english, japanese = pair
    text = [path.read_bytes() for path in pair]
    japanese.write_bytes(text[1].replace(b"print(1)", b"print(2)"))
    done = start(ROOT / "tools" / "execute.py", english)
    assert done.returncode == 1 and "ja/01_a.ipynb: `cell-2` has other code" in done.stderr
    for path, before in zip(pair, text, strict=True):
        path.write_bytes(before.replace(b"print(1)", b"display(widgets.Curves([1], {'a': [1]}))"))
    done = start(ROOT / "tools" / "execute.py", english)
    assert done.returncode == 1 and "cell `cell-2` displays a figure before" in done.stderr


@pytest.mark.parametrize("code", [c for c in assets.editions(chapters=True) if c != "en"])
def test_where_nothing_speaks_an_edition_of_the_book_says_what_english_says(code):
    for path in sorted((ROOT / "book" / "en").glob("[0-9][0-9]_*.ipynb")):
        other = languages.others(path).get(code)
        assert other is None or languages.unequal_outputs(path, other) == []

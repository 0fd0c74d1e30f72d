"""A table shows the numbers that it was given, says what they are, and marks the best only where
the seeds allow it."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

from nlpviz.language import speaking
from nlpviz.widgets import Table
from nlpviz.widgets.core import svg
from nlpviz.widgets.core.results import value, written

RUNS = np.array([  # (seeds, rows, columns)
    [[0.60, 0.50], [0.95, 0.80], [0.94, 0.91], [0.50, 0.50]],
    [[0.62, 0.51], [0.93, 0.82], [0.95, 0.90], [0.50, 0.50]],
    [[0.61, 0.49], [0.96, 0.81], [0.97, 0.92], [0.50, 0.50]]])
ROWS, COLUMNS = ["RNN", "GRU", "LSTM", "chance"], ["depth 2", "depth 4"]


def table(values=RUNS, rows=ROWS, columns=COLUMNS, **options):
    return Table(values, rows, columns, **{"spread": "range", "better": "higher"} | options)


def best(shown):
    return [column.best for column in shown.cols]


def test_the_mean_and_its_range_or_deviation_are_those_of_the_runs_and_it_is_said_which():
    shown = table()
    assert shown.cols[0].cells[2] == ["0.953", "0.940", "0.970"]
    assert "Mean of 3 seeds (lowest … highest)." in shown.notes()
    shown = table(spread="sd")
    assert shown.cols[0].cells[2] == ["0.953", svg.number(RUNS[:, 2, 0].std(ddof=1), 2)]
    assert "Mean of 3 seeds ± one standard deviation." in shown.notes()


def test_the_best_is_marked_only_where_its_spread_overlaps_with_no_other():
    shown = table()
    assert best(shown) == [None, 2]
    assert "No ★ in “depth 2”: the ranges overlap." in shown.notes()
    html = shown.still()
    assert html.count("★ <strong>") == 1
    assert "★ <strong>0.91 <small>(0.90 … 0.92)</small></strong>" in html
    assert best(table(better="lower")) == [3, None]  # of RNN and chance, 0.49 … 0.51 and 0.50


def test_a_yardstick_is_never_the_best_and_stands_apart():
    assert best(table(better="lower", yardstick="chance")) == [0, 0]
    html = table(yardstick="chance").still()
    apart = html.split("<tbody>")[2]
    assert apart.count("<tr>") == 1 and "<em>chance</em> <small>for comparison</small>" in apart


def test_one_run_each_has_no_best_and_what_was_counted_has():
    values = [[0.9], [0.8]]
    one = table(values, ["a", "b"], ["x"], spread=None)
    assert best(one) == [None] and "One run each, so no best is marked." in one.notes()
    assert best(table(values, ["a", "b"], ["x"], spread="exact")) == [0]
    equal = table([[0.90001], [0.9]], ["a", "b"], ["x"], spread="exact")
    assert best(equal) == [None] and "equal as shown" in " ".join(equal.notes())


def test_which_way_is_good_and_the_unit_hold_for_all_columns_or_by_name():
    shown = table(better={"depth 4": "lower"}, unit=["share", ""])
    assert [column.better for column in shown.cols] == [None, "lower"]
    assert [shown.head(column) for column in shown.cols] == ["share", "lower is better\u00a0↓"]


def test_numbers_are_those_that_were_given_rounded_half_up_and_rounding_is_said():
    rng = np.random.default_rng(3)
    for power in range(-12, 12):
        values = rng.normal(size=40) * 10.0**power
        for text, v in zip(written(values, 3), values, strict=True):
            assert abs(value(text) - v) <= 0.5001e-2 * abs(v)
            assert "e" not in text and "-" not in text
    assert written([0.9, 0.123], 3) == ["0.900", "0.123"] and written([2, 30], 3) == ["2", "30"]
    assert written([0.0005, 20], 3) == ["5·10⁻⁴", "20"]
    assert written([-1e-9, 0.0], 2) == ["−1·10⁻⁹", "0"]
    assert not any("ounded" in note for note in table([[0.5, 12]], ["a"], spread=None).notes())
    assert any("ounded" in note for note in table([[0.5, 1 / 3]], ["a"], spread=None).notes())


@pytest.mark.parametrize("missing", [None, np.nan, float("nan")])
def test_a_missing_value_is_a_dash_that_is_explained_and_sorts_last(missing):
    shown = table([[0.5, 2], [missing, 1], [0.1, 3]], ["a", "b", "c"], spread="exact")
    assert shown.cols[0].cells[1] == ["–"] and "– : no value." in shown.notes()
    assert shown.cols[0].order() == [2, 0] and shown.cols[1].order() == [1, 0, 2]
    runs = RUNS.copy()
    runs[1, 0, 0] = np.nan
    assert table(runs).cols[0].cells[0] == ["–"]


def test_a_data_frame_brings_its_names():
    frame = SimpleNamespace(columns=["x", "y"], index=["a", "b"],
                            to_numpy=lambda: np.array([[1, "u"], [2, "v"]], object))
    shown = Table(frame, better={"x": "higher"}, spread="exact")
    assert (shown.rows, shown.columns) == (["a", "b"], ["x", "y"])
    assert shown.table()[1] == [["a", "1", "u"], ["b", "2", "v"]] and best(shown) == [1, None]


def test_lists_arrays_and_one_column_are_taken_alike():
    html = Table([[1], [2]], ["a", "b"], ["x"]).html()
    for values in ([1, 2], np.array([1, 2]), np.array([[1.0], [2.0]]), [[np.int64(1)], [2]]):
        assert Table(values, ["a", "b"], ["x"]).html() == html
    assert Table([[1], [2]], ("a", "b"), np.array(["x"])).html() == html
    seeds = np.arange(6.0).reshape(3, 2)
    assert table(seeds, ["a", "b"], ["x"]).cols[0].cells == [["2", "0", "4"], ["3", "1", "5"]]


def test_one_row_and_two_hundred_rows_are_shown():
    assert Table([[1, 2]], ["a"], ["x", "y"]).html()
    many = Table(np.arange(400).reshape(200, 2), [str(k) for k in range(200)], ["x", "y"])
    assert len(many.html()) < 80_000


def test_without_scripts_and_styles_a_table_is_a_table_with_its_notes():
    html = re.sub(r"<(script|style).*?</\1>", "", table(title="Depth").html(), flags=re.S)
    assert "<caption>Depth</caption>" in html and 'scope="col"' in html and 'scope="row"' in html
    assert "higher is better" in html and "Mean of 3 seeds" in html


def test_as_text_it_has_all_that_it_shows():
    lines = repr(table(title="Depth", yardstick="chance")).splitlines()
    assert lines[0] == "Table: A table of 4 rows and 2 columns: Depth"
    assert lines[5].split() == "LSTM 0.953 (0.940 … 0.970) ★ 0.91 (0.90 … 0.92)".split()
    assert len({line.index("0.") for line in lines[3:7]}) == 1


def test_terms_and_its_own_words_are_those_of_the_language(monkeypatch):
    from nlpviz import language

    monkeypatch.setattr(language, "terms", lambda code: {"depth 4": "深さ4"})
    with speaking("ja"):
        html = table().still()
    assert "深さ4" in html and "高いほど良い" in html and "depth 2" in html
    assert "is better" not in html


@pytest.mark.parametrize("change, error, says", [
    ({"values": {"a": [1]}}, TypeError, r"values is a dict; .*pass list\(values.values\(\)\)"),
    ({"rows": None}, TypeError, "rows is None; a table needs the names of its rows"),
    ({"columns": "ab"}, TypeError, "columns is one str; it must be a list of texts"),
    ({"rows": ["a"]}, ValueError, r"values has shape \(3, 4, 2\); it must be \(seeds, rows, colum"),
    ({"spread": None}, ValueError, r"values has shape \(3, 4, 2\) and spread is None; .*range"),
    ({"spread": "iqr"}, ValueError, "spread is 'iqr'; it must be"),
    ({"values": RUNS[:1]}, ValueError, "1 seed has no spread"),
    ({"values": [[1, 2], [3]]}, ValueError, "values has shape"),
    ({"values": np.where(RUNS == 0.5, np.inf, RUNS)}, ValueError, "a number must be finite"),
    ({"values": [[[1, 2]] * 4, [["a", 2]] * 4]}, TypeError, "has texts and numbers"),
    ({"values": [[["a", 2]] * 4] * 2}, TypeError, "a text has no spread over seeds"),
    ({"values": [[[1j, 2]] * 4] * 2}, TypeError, "a complex; a cell is a number or a text"),
    ({"values": [[[10**400, 2]] * 4] * 2}, ValueError, "a number must be finite"),
    ({"better": "up"}, ValueError, "better is 'up'; it must be one of higher, lower"),
    ({"better": {"x": "lower"}}, ValueError, r"better\['x'\] has no column; the columns are"),
    ({"unit": ["a"]}, ValueError, "unit has 1 entries but there are 2 columns"),
    ({"unit": 3}, TypeError, "unit is one int; it must be a list of texts"),
    ({"yardstick": "random"}, ValueError, "yardstick is 'random'; it must be one of rows"),
    ({"digits": 0}, ValueError, "digits is 0; it must be a whole number"),
    ({"title": 3}, TypeError, "title is 3, a int; it must be a str"),
    ({"rows": [f"{i}" for i in range(501)], "values": np.ones((2, 501, 2))}, ValueError,
     "the number of rows is 501; this figure shows at most 500"),
])
def test_wrong_input_is_refused_by_name(change, error, says):
    with pytest.raises(error, match=says):
        table(**change)


def test_bars_are_parts_of_one_for_shares_and_of_a_measure_for_columns_of_one_size():
    shares = table()
    np.testing.assert_allclose(np.array(shares.bars[0]), np.stack(
        [RUNS[:, :, 0].mean(0), RUNS[:, :, 0].min(0), RUNS[:, :, 0].max(0)], 1), atol=1e-4)
    sizes = Table([[2, 30, 9000], [4, 15, -1]], ["a", "b"], ["x", "y", "z"])
    assert sizes.bars[:2] == [[[0.5] * 3, [1.0] * 3], [[1.0] * 3, [0.5] * 3]]
    assert sizes.bars[2] is None  # one is below 0
    near = Table([[2, 5], [4, 10]], ["a", "b"], ["x", "y"])
    assert [bar[0] for column in near.bars for bar in column] == [0.2, 0.4, 0.5, 1]
    apart = Table([[2, 5], [4, 10]], ["a", "b"], ["x", "y"], unit=["s", "m"])
    assert [bar[0] for column in apart.bars for bar in column] == [0.5, 1, 0.5, 1]


def test_bars_are_drawn_of_the_columns_that_are_named_and_of_no_text():
    given = ([[1, 2, "u"], [3, 4, "v"]], ["a", "b"], ["x", "y", "z"])
    assert [bool(each) for each in Table(*given).bars] == [True, True, False]
    assert [bool(each) for each in Table(*given, bars=["y"]).bars] == [False, True, False]
    html = Table(*given, bars=[]).still()
    assert "barred" not in html and 'class="bar"' not in html
    assert Table(*given).still().count('class="bar"') == 4


def test_what_leads_is_bold_with_all_that_cannot_be_told_apart_from_it():
    shown = table(yardstick="chance")
    assert [column.leading for column in shown.cols] == [[1, 2], [2]]
    assert "<strong>0.947 <small>(0.930 … 0.960)</small></strong>" in shown.still()
    assert any("too close" in text for text in shown.remarks())
    one = table([[0.9], [0.8]], ["a", "b"], ["x"], spread=None)
    assert one.cols[0].leading == [0] and one.remarks() == ["Bold: ahead, in one run each."]
    same = table([[0.9], [0.9]], ["a", "b"], ["x"], spread="exact")
    assert same.cols[0].leading == [] and "equal as shown" in " ".join(same.remarks())


def test_long_numbers_are_grouped_on_the_page_and_plain_as_text():
    shown = Table([[13754, 0.00045, "in 2020"]], ["year 1987"], ["n", "p", "w"])
    html = shown.still()
    assert "13,754" in html and "in 2020" in html and "year 1987" in html and "4.5·10⁻⁴" in html
    assert "13754" in repr(shown)


def test_what_is_asked_is_a_column_with_its_rows_and_the_right_ones():
    shown = table(predict="depth 2", yardstick="chance")
    assert shown.predict == {"column": 0, "rows": [0, 1, 2], "due": [1, 2]}
    assert table(predict="depth 2", better=None).predict["due"] == [2]
    assert table(predict="depth 4").predict["due"] == [2]


def test_one_way_for_all_columns_is_said_once():
    assert table().way() == "higher is better\u00a0↑" and table().still().count("is better") == 1
    mixed = table(better=["higher", "lower"])
    assert mixed.way() == "" and mixed.still().count("is better") == 2


@pytest.mark.parametrize("change, says", [
    ({"predict": "x"}, "predict has 'x'; it must be one of columns"),
    ({"bars": ["x"]}, "bars has 'x'; it must be one of columns"),
    ({"predict": "depth 2", "yardstick": ROWS[1:]}, "predict is 'depth 2'; it must be a column"),
])
def test_what_is_asked_and_where_bars_are_is_refused_by_name(change, says):
    with pytest.raises(ValueError, match=says):
        table(**change)

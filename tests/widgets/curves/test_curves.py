"""Curves: what a band is, which line lies on which, and what a title and a guess change."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from nlpviz.widgets import Curves
from nlpviz.widgets.core import palette
from nlpviz.widgets.core.axes import thinned
from tests.widgets.core.every import ODD

X = np.arange(4)
RUNS = np.array([[1, 0.9, 0.8, 0.7], [1, 0.8, 0.8, 0.4], [1, 0.7, 0.5, 0.4]])


def test_a_line_of_several_seeds_is_their_mean_with_its_range_or_deviation():
    shown = Curves(X, {"a": RUNS, "b": RUNS[0]})
    np.testing.assert_allclose(shown.y[0], RUNS.mean(0))
    np.testing.assert_allclose([shown.low[0], shown.high[0]], [RUNS.min(0), RUNS.max(0)])
    assert shown.banded == [True, False] and "mean of 3 seeds" in shown.note()
    shown = Curves(X, {"a": RUNS}, spread="sd")
    np.testing.assert_allclose(shown.high[0] - shown.y[0], RUNS.std(0, ddof=1))
    assert "one standard deviation" in shown.note() and not Curves(X, {"a": X}).note()


def test_a_line_that_lies_on_another_says_so_and_one_that_leaves_it_does_not():
    y = {"a": X / 3, "b": X / 3 + 0.001, "c": [0, 1 / 3, 2 / 3, 0.9]}
    assert Curves(X, y).labels() == ["a", "b, on a", "c"]
    picture = Curves(X, y).picture()
    assert ">b, on a<" in picture and picture.count('stroke-width="5"') == 1
    log = {"a": [1, 1e-3, 1e-6, 1e-9], "b": [1, 1e-3, 1e-6, 1e-8]}
    assert Curves(X, log, log=True).on == [-1, -1] and Curves(X, log).on == [-1, 0]


def test_lines_take_colours_that_belong_to_no_role_unless_one_is_named():
    shown = Curves(X, {"LSTM": X, "q": X + 1}, roles={"q": "queries"})
    assert shown.roles == ["series-1", "queries"]
    used = {colour for pair in palette.SERIES.values() for colour in pair}
    roles = {colour for name, pair in palette.ROLES.items() if name not in ("ink", "muted")
             for colour in pair}
    assert not used & roles


def test_where_x_counts_there_are_no_halves_below_the_axis():
    def below(x):
        return re.findall(r'text-anchor="middle" class="muted">([^<]*)<',
                          Curves(x, {"a": [1, 2, 3]}).picture())

    assert below([1, 2, 3]) == ["1", "2", "3"] and "1.5" in below([1, 2, 3.5])


def test_a_title_stands_on_the_picture_and_in_the_label():
    shown = Curves(X, {"a": X}, "depth", "accuracy", title="Deeper is harder")
    assert shown.label == "Deeper is harder: accuracy (a) over depth"
    assert ">Deeper is harder<" in shown.picture()


def test_ten_thousand_points_keep_their_peaks_and_are_light():
    y = np.zeros(10_000)
    y[1234] = 5
    x, lines = thinned(np.arange(10_000), y[None])
    assert len(x) < 2_000 and lines.max() == 5 and (x[0], x[-1]) == (0, 9_999)
    shown = Curves(np.arange(10_000), {"loss": y}, "step", "L")
    assert len(shown.html()) < 300_000 and len(shown.table()[1]) == 500


@pytest.mark.parametrize("change, error, says", [
    ({"y": {"a": RUNS[:, :3]}}, ValueError, r"each row of y\['a'\] has 3 values but x has 4"),
    ({"y": {"a": RUNS}, "bands": {"a": (X, X)}}, ValueError, r"y\['a'\] has 3 seeds, and its band"),
    ({"y": {"a": RUNS[None]}}, ValueError, r"y\['a'\] has shape \(1, 3, 4\)"),
    ({"y": {"a": np.where(RUNS == 1, np.nan, RUNS)}}, ValueError, r"y\['a'\]\[0, 0\] is nan"),
    ({"spread": "se"}, ValueError, "spread is 'se'; it must be"),
    ({"predict": "b"}, ValueError, r"predict is 'b'; it must be the name of a line: \['a'\]"),
    ({"title": 1}, TypeError, "title is 1, a int; it must be a str"),
    ({"y": {"a": RUNS}, "spread": "sd", "log": True}, ValueError, None),
])
def test_wrong_input_is_refused_by_name(change, error, says):
    given = {"x": X, "y": {"a": X + 1.0}} | change
    if says is None:  # the mean minus a deviation may be below 0
        given["y"] = {"a": [[1, 1, 1, 1], [1e-3, 1, 1, 1], [1e-3, 1, 1, 1]]}
        says = "log needs y above 0; the smallest value is -"
    with pytest.raises(error, match=says):
        Curves(**given)


def test_the_names_of_lines_are_any_text():
    for names in (ODD[:7], ODD[7:11], ODD[11:]):
        figure = Curves([1, 2], {name: [1, 2] for name in names}, ODD[9], ODD[1])
        seen = ElementTree.fromstring(figure.picture())
        assert repr(figure).encode() and figure.html()
        assert seen.attrib["aria-label"] == figure.label


@pytest.mark.parametrize("change, error, says", [
    ({"x": [1, 1, 2]}, ValueError, "x must increase"),
    ({"x": [[1, 2, 3]]}, ValueError, r"x has shape \(1, 3\)"),
    ({"y": {"a": [1, 2]}}, ValueError, r"y\['a'\] has 2 values but x has 3"),
    ({"y": {"a": [1, np.nan, 2]}}, ValueError, r"y\['a'\]\[1\] is nan"),
    ({"y": {}}, ValueError, "y has 0 lines"),
    ({"y": [1, 2, 3]}, TypeError, "y is a list; it must be a dict"),
    ({"y": {1: [1, 2, 3]}}, TypeError, "y has the name 1"),
    ({"y": {"a": [0, 1, 2]}, "log": True}, ValueError, "log needs y above 0; the smallest value"),
    ({"bands": {"b": ([1, 1, 1], [2, 2, 2])}}, ValueError, r"bands\['b'\] has no line"),
    ({"bands": {"a": ([1, 1, 1], [2, 2])}}, ValueError, r"bands\['a'\]\[1\] has 2 values"),
    ({"bands": {"a": [1, 1, 1]}}, ValueError, r"bands\['a'\] must be a pair"),
    ({"reference": {"r": np.inf}}, ValueError, r"reference\['r'\]\[0\] is inf"),
    ({"roles": {"a": "red"}}, ValueError, "roles has 'red'; it must be one of states"),
    ({"roles": {"a": ["states"]}}, ValueError, r"roles has \['states'\]; it must be one of states"),
    ({"bands": {"a": ([1, 3, 1], [2, 2, 2])}}, ValueError, r"bands\['a'\] has low above high"),
    ({"x": 1.7e9 + np.arange(3)}, ValueError, r"x has neighbours that are equal to seven digits"),
    ({"x": [1e39, 2e39, 3e39]}, ValueError, "x holds 3e[+]39; float32 ends at"),
    ({"reference": [1]}, TypeError, "reference is a list; it must be a dict by name"),
    ({"reference": np.zeros(2)}, TypeError, "reference is a ndarray; it must be a dict by name"),
    ({"bands": ""}, TypeError, "bands is a str; it must be a dict by name"),
    ({"log": "no"}, ValueError, "log is 'no'; it must be one of False, True"),
    ({"log": np.zeros(2)}, ValueError, r"log is array.*; it must be one of False, True"),
    ({"x_label": None}, TypeError, "x_label is None, a NoneType; it must be a str"),
    ({"reference": {"r": "1"}}, TypeError, r"reference\['r'\] must be an array of real numbers"),
    ({"roles": {"b": "states"}}, ValueError, r"roles\['b'\] has no line"),
])
def test_curves_refuse_wrong_input_by_name(change, error, says):
    with pytest.raises(error, match=says):
        Curves(**({"x": [1, 2, 3], "y": {"a": [1, 2, 3]}} | change))


def test_what_to_look_for_and_why_travel_and_the_words_of_old_calls_stay():
    given = ([0, 1], {"a": [1, 2]}, "x", "y")
    shown = Curves(*given, look="Which one falls?", why="Each step multiplies.", predict="a")
    assert (shown.state()["look"], shown.state()["why"]) == ("Which one falls?",
                                                             "Each step multiplies.")
    assert repr(shown) == repr(Curves(*given)) and shown.picture() == Curves(*given).picture()
    with pytest.raises(TypeError, match="look is 3"):
        Curves(*given, look=3)

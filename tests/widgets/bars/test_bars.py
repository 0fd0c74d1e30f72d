"""Bars are as long as the numbers that they stand for, and say what they leave open."""

import re

import numpy as np
import pytest

from nlpviz.widgets import Bars
from nlpviz.widgets.core import encode
from nlpviz.widgets.core.axes import scale, y_ticks

RUNS = np.array([[0.60, 0.95, 0.94], [0.62, 0.93, 0.95], [0.61, 0.96, 0.97]])
ROWS = ["RNN", "GRU", "LSTM"]


def boxes(shown):
    """(left or top, right or bottom) of each box in the picture, along the axis of values."""
    tall = re.findall(r'd="M[\d.]+ ([\d.]+)V([\d.]+)H[\d.]+V[\d.]+z" class="series-\d"',
                      shown.picture())
    lying = re.findall(r'd="M([\d.]+) [\d.]+H([\d.]+)V[\d.]+H[\d.]+z" class="series-\d"',
                       shown.picture())
    return np.array(tall or lying, float)


@pytest.mark.parametrize("lying", [False, True])
def test_lengths_are_in_the_ratio_of_the_numbers_and_begin_at_zero(lying):
    values = np.array([4, -1, 2.5, 0])
    found = boxes(Bars(values, list("abcd"), horizontal=lying))
    lengths = found[:, 1] - found[:, 0]
    np.testing.assert_allclose(lengths / lengths[0], np.abs(values) / 4, atol=0.01)
    zero = found[0, 0] if lying else found[0, 1]
    assert abs((found[1, 1] if lying else found[1, 0]) - zero) < 0.11


def test_long_names_lie_and_short_ones_stand_unless_it_is_asked_otherwise():
    def stands(names, **options):
        return bool(re.search(r'd="M[\d.]+ [\d.]+V[\d.]+H[^"]*z" class="series-1"',
                              Bars([1, 2, 3], names, **options).picture()))

    long = ["the letters from my sister", "in Kyoto who writes every week", "are still unopened"]
    assert stands(ROWS) and not stands(long) and stands(long, horizontal=False)
    assert not stands(ROWS, horizontal=True)


def test_the_axis_shows_zero_every_whisker_and_every_yardstick():
    shown = Bars(RUNS, ROWS, spread="sd", yardstick={"chance": -0.5, "most": 1.2})
    assert shown.span() == (-0.5, 1.2)
    low, high = Bars(RUNS, ROWS, spread="range").span()
    assert (low, high) == (0, 0.97) and y_ticks(low, high, False)[-1] >= high


def test_a_bar_over_seeds_is_the_mean_and_its_whisker_the_range_or_deviation():
    shown = Bars(RUNS, ROWS, spread="range")
    np.testing.assert_allclose(shown.mean[:, 0], RUNS.mean(0))
    np.testing.assert_allclose(shown.high[:, 0], RUNS.max(0))
    assert "lowest to the highest" in shown.note()
    shown = Bars(RUNS, ROWS, spread="sd")
    np.testing.assert_allclose(shown.high[:, 0] - shown.mean[:, 0], RUNS.std(0, ddof=1))
    assert "one standard deviation" in shown.note() and not Bars([1], ["a"]).note()


def test_whiskers_in_the_picture_reach_from_the_lowest_to_the_highest_seed():
    shown = Bars(RUNS, ROWS, spread="range", horizontal=False)
    found = re.findall(r'd="M[\d.]+ ([\d.]+)h8M[\d.]+ [\d.]+V[\d.]+M[\d.]+ ([\d.]+)h8"',
                       shown.picture())
    (zero, top), whiskers = boxes(shown)[0][::-1], np.array(found, float)
    pixels = (zero - top) / RUNS[:, 0].mean()
    np.testing.assert_allclose(zero - whiskers[:, 0], RUNS.max(0) * pixels, atol=0.2)
    np.testing.assert_allclose(zero - whiskers[:, 1], RUNS.min(0) * pixels, atol=0.2)
    assert len(whiskers) == 3


def test_what_travels_is_what_is_drawn_and_what_the_table_says():
    shown = Bars(np.arange(6.0).reshape(3, 2), ROWS, ["a", "b"], yardstick={"chance": 3})
    state = shown.state()
    np.testing.assert_array_equal(encode.unpack(state["mean"]), np.arange(6).reshape(3, 2))
    assert shown.table() == (["", "a", "b"], [["RNN", 0, 1], ["GRU", 2, 3], ["LSTM", 4, 5],
                                              ["chance", 3, ""]])


@pytest.mark.parametrize("missing", [None, np.nan])
def test_a_missing_value_has_no_bar_and_a_dash(missing):
    shown = Bars([1, missing, 2], ROWS)
    assert shown.state()["there"] == [True, False, True] and len(boxes(shown)) == 2
    assert shown.table()[1][1] == ["GRU", "–"] and ">–</text>" in shown.picture()


def test_lists_arrays_and_columns_are_taken_alike():
    html = Bars([1, 2, 3], ROWS).html()
    assert Bars(np.array([1.0, 2, 3]), np.array(ROWS)).html() == html
    assert Bars([[1], [2], [3]], tuple(ROWS)).html() == html


def test_one_bar_and_two_hundred_are_drawn_without_overlapping_names():
    assert Bars([0], ["a"]).html() and Bars([-1e-9], ["a"]).html()
    picture = Bars(np.arange(200), [f"word {i}" for i in range(200)]).picture()
    places = [float(x) for x in re.findall(r'<text x="([\d.]+)"[^>]*>word', picture)]
    assert len(places) > 3 and np.diff(places).min() > 60


def test_a_scale_takes_the_ends_of_an_axis_to_the_ends_of_the_picture():
    to = scale(-2, 6, 300, 100)
    assert (to(-2), to(6), to(0)) == (300, 100, 250)


@pytest.mark.parametrize("given, error, says", [
    ({"values": [1, 2]}, ValueError, r"values has shape \(2,\); it must be \(rows, columns\)"),
    ({"values": RUNS}, ValueError, r"values has shape \(3, 3\); it must be"),
    ({"values": {"a": 1}}, TypeError, "values is a dict"),
    ({"values": ["a", "b", "c"]}, TypeError, "values has 'a', a str; a cell is a number"),
    ({"values": [1, 2, np.inf]}, ValueError, "values has .*inf.*; a number must be finite"),
    ({"values": [None] * 3}, ValueError, "values are all missing"),
    ({"values": [1, 2, 1e39]}, ValueError, "values holds 1e[+]39; float32 ends at"),
    ({"rows": None}, TypeError, "rows is None"),
    ({"rows": "abc"}, TypeError, "rows is one str; it must be a list of texts"),
    ({"better": "more"}, ValueError, "better is 'more'; it must be one of higher, lower"),
    ({"yardstick": 0.5}, TypeError, "yardstick is a float; it must be a dict by name"),
    ({"yardstick": {"a": np.nan}}, ValueError, r"yardstick\['a'\].*nan"),
    ({"horizontal": "yes"}, ValueError, "horizontal is 'yes'"),
    ({"spread": "range"}, ValueError, r"values has shape \(3,\); it must be \(seeds, rows"),
    ({"predict": True, "rows": ["a"], "values": [1]}, ValueError, "predict asks for one bar of 2"),
    ({"predict": True, "values": [1, None, 2]}, ValueError, "values has a missing one"),
])
def test_wrong_input_is_refused_by_name(given, error, says):
    with pytest.raises(error, match=says):
        Bars(**({"values": [1, 2, 3], "rows": ROWS} | given)).html()

"""PositionLab shows the positions that nlpviz.scratch computes, ships nothing that the page can
compute, and refuses what it cannot show, by name."""

import re

import numpy as np
import pytest

from nlpviz.language import speaking
from nlpviz.scratch.transformer.positions import sinusoidal
from nlpviz.widgets import PositionLab
from nlpviz.widgets.core.encode import unpack
from nlpviz.widgets.core.palette import STEPS
from tests.widgets.core.parsed import state_of


def learned(T=100, d=512):
    return np.random.default_rng(1).normal(size=(T, d))


def test_nothing_travels_that_the_page_can_compute():
    html = PositionLab().html()
    state = state_of(html)
    assert (state["T"], state["d"], state["learned"]) == (100, 512, None)
    assert len(html.encode()) < 90_000


def test_a_learned_table_travels_with_a_byte_a_number():
    table = learned()
    figure = PositionLab(learned=table)
    error = np.abs(unpack(figure.state()["learned"]) - table)
    assert (error <= np.abs(table).max(axis=1, keepdims=True) / 250).all()
    assert len(figure.html().encode()) <= 150_000


def test_it_starts_unanswered_with_a_cell_and_a_pair_that_are_there():
    for T, d in ((16, 4), (100, 512), (512, 1024)):
        state = PositionLab(T, d).state()
        assert 0 <= state["first"] < state["second"] < T
        assert 0 <= state["row"] < T and 0 <= state["column"] < d
        assert state["guess"] is None and not state["answered"]


def test_the_table_holds_waves_of_scratch_and_how_often_they_repeat():
    header, rows = PositionLab().table()
    PE = sinusoidal(8, 512)
    assert header[:3] == ["column", "repeats every", "position 0"] and len(rows) == 8
    for name, long, *values in rows:
        np.testing.assert_allclose(values, PE[:, int(name)], atol=1e-12)
        assert np.sin(2 * np.pi * 5 / long) == pytest.approx(
            sinusoidal(6, 512)[5, int(name)], abs=1e-9)
    assert rows[0][1] == pytest.approx(2 * np.pi)
    assert rows[-1][1] == pytest.approx(2 * np.pi * 9646.6, rel=1e-5)


def test_the_picture_is_the_heat_map_thinned_out():
    picture = PositionLab(16, 8).picture()
    cells = {(int(j), int(i) + more): int(step) for d, step in re.findall(
        r'<path d="([^"]*)" class="div-(\d+)"', picture)
        for j, i, high in re.findall(r"M(\d+) (\d+)h1v(\d+)h-1z", d) for more in range(int(high))}
    PE = sinusoidal(16, 8)
    assert len(cells) == PE.size
    for (j, p), step in cells.items():
        assert abs(step / (STEPS - 1) - (PE[p, j] + 1) / 2) <= 0.51 / (STEPS - 1)


def test_it_speaks_japanese():
    with speaking("ja"):
        assert PositionLab().label.startswith("正弦波") and PositionLab().table()[0][1] == "周期"


@pytest.mark.parametrize("change, error, says", [
    ({"T": 15}, ValueError, "T is 15"), ({"T": 513}, ValueError, "T is 513"),
    ({"T": 20.5}, TypeError, "T is 20.5"), ({"d": 2}, ValueError, "d is 2"),
    ({"d": 1026}, ValueError, "d is 1026"), ({"d": 7}, ValueError, "d is 7; it must be even"),
    ({"learned": np.ones((16, 7))}, ValueError, r"learned has shape \(16, 7\); it must be \(T"),
    ({"learned": np.full((16, 8), np.nan)}, ValueError, r"learned\[0, 0\] is nan"),
    ({"learned": np.full((16, 8), 2e4)}, ValueError, "learned holds 20000"),
    ({"learned": "table"}, TypeError, "learned must be an array of real numbers"),
])
def test_what_cannot_be_shown_is_refused_by_name(change, error, says):
    with pytest.raises(error, match=says):
        PositionLab(**{"T": 16, "d": 8} | change)


def test_the_widget_has_the_state_of_the_page():
    widget = PositionLab(16, 8).widget()
    assert (widget.T, widget.d, widget.learned, widget.kind) == (16, 8, None, "waves")

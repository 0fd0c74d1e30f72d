"""CostMeter shows the counts of scratch and the rows that it is given, and refuses others by
name."""

import re

import pytest

from nlpviz.language import speaking
from nlpviz.scratch.transformer import costs
from nlpviz.widgets import CostMeter
from tests.widgets.core.parsed import state_of
from tests.widgets.cost_meter.examples import ROWS


def test_nothing_travels_but_sizes_and_the_rows():
    html = CostMeter(ROWS).html()
    state = state_of(html)
    assert (state["start"], state["most"], state["words"]) == (256, 2048, 256)
    assert state["measured"] == [[row["model"], row["length"], row["ms"]] for row in ROWS]
    assert state["guess"] is None and not state["answered"]
    assert len(html.encode()) < 90_000


def test_the_axis_holds_twice_the_text_and_the_length_where_attention_overtakes():
    for n, d in ((2, 8), (256, 256), (8192, 64)):
        state = CostMeter(n=n, d=d, n_heads=1).state()
        assert state["most"] >= 2 * n and state["most"] >= costs.overtakes(d, 4 * d)


def test_the_table_holds_the_counts_of_scratch_and_what_was_measured_there():
    header, rows = CostMeter(ROWS, n=64, d=64, n_layers=2).table()
    assert header[:2] == ["words", "feed-forward, a word (10⁶)"] and header[-1] == "no cache, ms"
    by = {int(row[0]): row[1:] for row in rows}
    assert list(by) == [32, 64, 128, 256, 512, 1024]
    work = costs.next_word_work(128, 64, 2, 256)
    assert by[128][:3] == [work[part] / 1e6 for part in ("feed_forward", "projections",
                                                        "attention")]
    assert by[128][3] == pytest.approx(sum(costs.text_work(128, 64, 2, 256).values()) / 1e6)
    assert by[128][4] == 4 * costs.cache_numbers(128, 64, 2) / 1e6
    assert by[128][5:] == [0.41, 1.3, 13] and by[64][5:] == ["–"] * 3


def test_the_picture_has_a_band_for_each_part_as_high_as_its_share():
    picture = CostMeter(n=1024).picture()
    bands = [float(high) for high in re.findall(
        r'<rect x="58" y="[\d.]+" width="[\d.]+" height="([\d.]+)"', picture)]
    assert bands == pytest.approx([bands[0], bands[0] / 2, bands[0]], abs=0.02)
    assert [share in picture for share in ("feed-forward 40 %", "projections 20 %",
                                           "attention 40 %")] == [True] * 3


def test_it_speaks_japanese():
    with speaking("ja"):
        figure = CostMeter()
        assert figure.label.startswith("文章が 256 語") and figure.table()[0][0] == "語の数"


@pytest.mark.parametrize("change, error, says", [
    ({"n": 1}, ValueError, "n is 1"), ({"n": 2.5}, TypeError, "n is 2.5"),
    ({"d": 4}, ValueError, "d is 4"), ({"n_heads": 3}, ValueError, "n_heads is 3; it must divide"),
    ({"n_layers": 0}, ValueError, "n_layers is 0"),
    ({"measured": "rows"}, TypeError, "measured is 'rows'; it must be a list of rows"),
    ({"measured": {"rows": []}}, TypeError, "measured is .*; it must be a list of rows"),
    ({"measured": [{"model": "RNN"}]}, TypeError, r"measured\[0\] is .*; it must be a dict of"),
    ({"measured": [{"model": "GRU", "length": 1, "ms": 1}]}, ValueError,
     r"measured\[0\]\['model'\] is 'GRU'"),
    ({"measured": [{"model": "RNN", "length": 0, "ms": 1}]}, ValueError,
     r"measured\[0\]\['length'\] is 0"),
    ({"measured": [{"model": "RNN", "length": 1, "ms": 0}]}, ValueError,
     r"measured\[0\]\['ms'\] is 0"),
    ({"measured": ROWS[:1]}, ValueError, r"measured has 'RNN' at the lengths \[32\]; there must"),
    ({"measured": 2 * ROWS}, ValueError, "each once"),
])
def test_what_cannot_be_shown_is_refused_by_name(change, error, says):
    with pytest.raises(error, match=says):
        CostMeter(**{"n": 64, "d": 64} | change)


def test_the_widget_has_the_state_of_the_page():
    widget = CostMeter(ROWS, n=64, d=64).widget()
    assert (widget.start, widget.words, widget.d, widget.heads, widget.layers) == (64, 64, 64, 4, 3)

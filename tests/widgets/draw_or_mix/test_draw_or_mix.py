"""SoftHard shows the step that nlpviz.scratch computes, ships the arrays that the page computes
it from, and refuses what it cannot show, by name."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

from nlpviz.scratch import attention, expected, gumbel_softmax
from nlpviz.widgets import SoftHard
from nlpviz.widgets.core.encode import unpack
from tests.widgets.core.parsed import state_of

WORDS = "The letters from my sister".split()
WILD = ["<script>alert(1)</script>", "\"'><img src=x>", "שלום", "👩‍👩‍👧🎉", "x" * 5000]


def example(m=5, d_v=2, **changes):
    rng = np.random.default_rng(0)
    given = {"S": rng.normal(size=m), "values": rng.normal(size=(m, d_v)),
             "targets": rng.normal(size=d_v), "theta": 0.7, "tau": 0.5} | changes
    return SoftHard(**given)


def decoder(figure):
    """f(O) = ½‖θ O − y‖² as scratch takes it, with its gradients for O and θ."""
    def f(O):
        error = figure.theta * O - figure.targets
        return (error**2).sum() / 2, SimpleNamespace(
            backward=lambda dL=1.0: (dL * figure.theta * error, dL * (error * O).sum()))
    return f


@pytest.mark.parametrize("m, d_v, theta, tau", [
    (2, 1, 1.0, 1.0), (5, 2, -0.7, 0.3), (12, 2, 2.0, 10.0), (12, 1, 0.0, 0.032)])
def test_the_step_is_that_of_scratch(m, d_v, theta, tau):
    shown = example(m, d_v, theta=theta, tau=tau)
    now, f = shown.step(), decoder(shown)
    soft, trace = gumbel_softmax(shown.S[None], np.zeros((1, m)), tau)
    np.testing.assert_allclose(now["A"], soft[0], rtol=1e-12)
    o, _ = attention(np.array([[1 / tau]]), shown.S[:, None], shown.V)
    np.testing.assert_allclose(now["o"], o[0], rtol=1e-12)
    assert now["soft"] == pytest.approx(f(o)[0])
    E, trace = expected(shown.S[None] / tau, shown.V, f)
    dS, _, dtheta = trace.backward()
    assert now["hard"] == pytest.approx(E) and now["dtheta"] == pytest.approx(dtheta)
    np.testing.assert_allclose(now["f"], trace.losses, rtol=1e-12)
    np.testing.assert_allclose(now["dS"], dS[0] / tau, rtol=1e-9, atol=1e-12)


def test_choosing_costs_more_than_mixing_by_the_variance_of_the_values():
    shown = example()
    now = shown.step()
    variance = now["A"] @ ((shown.V - now["o"]) ** 2).sum(1)
    assert now["hard"] - now["soft"] == pytest.approx(shown.theta**2 * variance / 2)


def test_a_low_temperature_makes_soft_and_hard_the_same_and_a_high_one_a_mean():
    cold, hot = example(tau=0.032).step(), example(tau=10).step()
    assert cold["A"].max() > 0.999 and cold["hard"] == pytest.approx(cold["soft"], rel=0.01)
    np.testing.assert_allclose(hot["A"], 1 / 5, atol=0.05)


def test_what_travels_gives_the_step_again():
    shown = example(positions=WORDS, samples=16, seed=3)
    state = shown.state()
    assert (state["positions"], state["samples"], state["seed"]) == (WORDS, 16, 3)
    again = SoftHard(unpack(state["scores"]), unpack(state["vectors"]), unpack(state["targets"]),
                     theta=state["theta"], tau=state["tau"]).step()
    for name, value in shown.step().items():
        np.testing.assert_allclose(again[name], value, atol=1e-5)


def test_the_page_starts_at_the_highest_score_with_the_largest_gradients_as_axes():
    shown = example(12)
    state, steep = shown.state(), np.abs(shown.step()["dS"])
    assert state["position"] == shown.S.argmax()
    assert [state["across"], state["up"]] == np.argsort(-steep)[:2].tolist()


def test_left_out_the_target_is_the_value_of_the_highest_score_and_positions_are_numbers():
    shown = SoftHard([0, 2, 1], [5, 6, 7])
    assert shown.targets == [6] and shown.positions == ["1", "2", "3"]
    assert shown.V.shape == (3, 1) and shown.step()["f"].tolist() == [0.5, 0, 0.5]


def test_the_table_holds_each_position_the_mixture_and_the_gradients():
    shown = example(positions=WORDS)
    header, rows = shown.table()
    now = shown.step()
    assert header == ["", "S", "A", "v", "f(v)", "∂E[f]/∂S"] and len(rows) == 8
    assert [row[0] for row in rows] == [*WORDS, "o = A V", "E[f]", "dθ"]
    for column, name in ((2, "A"), (4, "f"), (5, "dS")):
        np.testing.assert_array_equal([row[column] for row in rows[:5]], now[name])
    assert (rows[5][4], rows[6][4], rows[7][5]) == (now["soft"], now["hard"], now["dtheta"])


def test_the_picture_has_a_bar_for_each_weight_and_each_gradient():
    shown = example(positions=WORDS)
    picture, now = shown.picture(), shown.step()
    widths = [float(w) for w in re.findall(r'width="([\d.]+)" height="17" class="keys"', picture)]
    np.testing.assert_allclose(widths, 210 * now["A"] / now["A"].max(), atol=0.1)
    bars = [float(w) for w in re.findall(r'width="([\d.]+)" height="13"', picture)]
    np.testing.assert_allclose(bars, 60 * np.abs(now["dS"]) / np.abs(now["dS"]).max(), atol=0.1)


@pytest.mark.parametrize("change, error, says", [
    ({"S": [[1, 2]]}, ValueError, r"S has shape \(1, 2\); it must be \(m,\) with 2 ≤ m ≤ 12"),
    ({"S": [1]}, ValueError, r"S has shape \(1,\)"),
    ({"S": np.zeros(13)}, ValueError, r"S has shape \(13,\)"),
    ({"S": [1, np.nan]}, ValueError, r"S\[1\] is nan"),
    ({"S": ["a", "b"]}, TypeError, "S must be an array of real numbers"),
    ({"S": [0, 0, 0, 0, 1e5]}, ValueError, "S holds 100000; this figure shows numbers from"),
    ({"values": np.ones((4, 2))}, ValueError,
     r"values has shape \(4, 2\); it must be \(m,\) or \(m, d_v\) with m = 5"),
    ({"values": np.ones((5, 3))}, ValueError, r"values has shape \(5, 3\)"),
    ({"values": np.full((5, 2), -2e4)}, ValueError, "values holds -20000"),
    ({"targets": [1, 2, 3]}, ValueError, r"targets has shape \(3,\); it must be \(d_v,\) = \(2,\)"),
    ({"targets": [1, np.inf]}, ValueError, r"targets\[1\] is inf"),
    ({"positions": WORDS[:4]}, ValueError, "positions has 4 entries but S has 5"),
    ({"positions": "words"}, TypeError, "positions is one str; it must be a list of texts"),
    ({"positions": [*WORDS[:4], 1]}, TypeError, r"positions\[4\] is 1, a int"),
    ({"theta": 101}, ValueError, "theta is 101"),
    ({"theta": "1"}, TypeError, "theta"),
    ({"tau": 0}, ValueError, "tau is 0"),
    ({"tau": 11}, ValueError, "tau is 11"),
    ({"samples": 3}, ValueError, r"samples is 3; it must be 1, 2, 4, … or 1024"),
    ({"samples": 0}, ValueError, "samples is 0"),
    ({"samples": 2048}, ValueError, "samples is 2048"),
    ({"samples": 2.0}, TypeError, "samples is 2.0; it must be a whole number"),
    ({"seed": -1}, ValueError, "seed is -1"),
])
def test_what_cannot_be_shown_is_refused_by_name(change, error, says):
    with pytest.raises(error, match=says):
        example(**change)


def test_texts_are_text_never_markup():
    html = example(positions=WILD).html()
    assert "<script>alert" not in html and "<img src=x" not in html
    assert state_of(html)["positions"] == WILD


@pytest.mark.parametrize("m, d_v", [(2, 1), (12, 2)])
def test_the_smallest_and_the_largest_are_shown(m, d_v):
    figure = example(m, d_v, samples=1024, theta=-100)
    header, rows = figure.table()
    assert len(rows) == m + 3 and all(len(row) == len(header) for row in rows)
    assert len(figure.html()) < 100_000


def test_widget_and_plot_are_made_on_demand():
    figure = example(samples=4)
    widget = figure.widget()
    assert (widget.samples, widget.first, widget.shift) == (4, True, [0] * 5)
    low, high = (line.get_ydata() for line in figure.plot().lines)
    assert (low <= high + 1e-12).all() and low[0] == pytest.approx(high[0], abs=1e-3)

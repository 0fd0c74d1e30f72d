"""GradientCloud shows the gradient and the estimates that nlpviz.scratch computes, ships the arrays
that the page computes them from, and refuses what it cannot show, by name."""

import json
import re

import numpy as np
import pytest

from nlpviz.language import speaking
from nlpviz.scratch import cross_entropy, expected
from nlpviz.widgets import GradientCloud
from nlpviz.widgets.core.encode import unpack
from tests.widgets.draw_or_mix.test_draw_or_mix import POSITIONS, WILD, V
from tests.widgets.gradient_cloud import golden

S = np.array([1.0, 0, 3])


def losses():
    return np.array([cross_entropy(V[[j]], np.array([1]))[0] for j in range(3)])


def example(**changes):
    """The example of chapter 4."""
    return GradientCloud(**{"S": S, "losses": losses(), "positions": POSITIONS} | changes)


def larger(m=5, **changes):
    S, f = np.random.default_rng(0).normal(size=(2, m))
    return GradientCloud(S, f, **changes)


def test_the_gradient_is_that_of_a_decoder_with_these_losses():
    now = example().step()
    E, trace = expected(S[None], V, lambda O: cross_entropy(O, np.array([1])))
    dS, _ = trace.backward()
    np.testing.assert_allclose(now["dS"], dS[0], rtol=1e-12)
    assert now["hard"] == pytest.approx(E)
    np.testing.assert_allclose(now["dlogp"], np.eye(3) - now["A"], atol=1e-12)


def test_the_chapters_spreads_are_those_of_the_baselines():
    spreads = {kind: spread for kind, (_, spread) in example().baselines().items()}
    assert [round(spreads[kind], 3) for kind in ("none", "mean", "weighted")] == [
        1.115, 0.523, 0.006]
    assert spreads["weighted"] < spreads["mean"] < spreads["moving"] < spreads["none"]


@pytest.mark.parametrize("samples", [1, 16])
def test_the_baselines_and_their_spreads_are_found_by_enumeration_too(samples):
    shown = larger(samples=samples)
    now, f = shown.step(), shown.losses
    due = golden.baselines(shown.S, f, now["A"], now["hard"], samples, 200)
    for kind, (b, spread) in shown.baselines().items():
        mean, noise = due[kind]
        rows = golden.estimates(shown.S, f, mean)
        assert b == pytest.approx(mean)
        assert spread == pytest.approx(
            golden.spread(now["A"], rows, noise, now["dlogp"]) / samples)


def test_what_travels_gives_the_gradient_again():
    shown = larger(samples=16, seed=3)
    state = shown.state()
    assert (state["samples"], state["seed"], state["subtracted"]) == (16, 3, 0)
    again = GradientCloud(unpack(state["scores"]), unpack(state["costs"])).step()
    np.testing.assert_allclose(again["dS"], shown.step()["dS"], atol=1e-6)


def test_the_axes_are_the_two_largest_components_of_the_gradient():
    shown = larger(12)
    steep = np.argsort(-np.abs(shown.step()["dS"]), kind="stable")
    assert [shown.state()["across"], shown.state()["up"]] == steep[:2].tolist()


def test_the_table_holds_each_position_and_its_gradient():
    header, rows = example().table()
    assert header == ["", "share", "loss", "true gradient"]
    assert [row[0] for row in rows] == POSITIONS
    np.testing.assert_array_equal([row[3] for row in rows], example().step()["dS"])


def test_the_picture_has_a_circle_for_each_position_with_its_share_as_area():
    radii = re.findall(r"a([\d.]+) \1 0 1 0", example().picture())[::2]
    areas = (np.array(radii, float) - 3) ** 2
    np.testing.assert_allclose(areas / areas.sum(), example().step()["A"], atol=0.002)


def test_it_speaks_japanese():
    with speaking("ja"):
        assert "3 個のスコア" in example().label and example().table()[0][1] == "割合"


@pytest.mark.parametrize("change, error, says", [
    ({"S": [[1, 2]]}, ValueError, r"S has shape \(1, 2\); it must be \(m,\) with 2 ≤ m ≤ 12"),
    ({"S": np.zeros(13)}, ValueError, r"S has shape \(13,\)"),
    ({"S": [1, np.inf, 0]}, ValueError, r"S\[1\] is inf"),
    ({"losses": [1, 2]}, ValueError, "losses has 2 entries but S has 3"),
    ({"losses": [1, 2, 1e5]}, ValueError, "losses holds 100000"),
    ({"losses": [1, 2, np.nan]}, ValueError, r"losses\[2\] is nan"),
    ({"losses": None}, TypeError, "losses must be an array of real numbers"),
    ({"positions": POSITIONS[:2]}, ValueError, "positions has 2 entries but S has 3"),
    ({"positions": [*POSITIONS[:2], 1]}, TypeError, r"positions\[2\] is 1, a int"),
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
    html = larger(positions=WILD).html()
    assert "<script>alert" not in html and "<img src=x" not in html
    payload = re.search(r'<script type="application/json">(.*?)</script>', html, re.S)[1]
    assert json.loads(payload)["state"]["positions"] == WILD


@pytest.mark.parametrize("m", [2, 12])
def test_the_smallest_and_the_largest_are_shown(m):
    figure = larger(m, samples=1024)
    assert len(figure.table()[1]) == m and len(figure.html()) < 100_000


def test_equal_losses_have_no_gradient_and_are_shown():
    figure = example(losses=[2, 2, 2])
    assert figure.picture() and abs(figure.step()["dS"]).max() < 1e-12
    assert figure.baselines()["weighted"][1] == pytest.approx(0, abs=1e-12)


def test_the_widget_starts_unanswered():
    widget = example().widget()
    assert (widget.samples, widget.subtracted, widget.answered) == (1, 0, False)

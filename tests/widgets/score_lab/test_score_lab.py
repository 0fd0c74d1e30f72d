"""ScoreLab shows the scores of nlpviz.scratch, ships the arrays that the page computes them from,
counts what they cost, and refuses what it cannot show, by name."""

import re

import numpy as np
import pytest

from nlpviz.scratch import additive, attend, concat, dot, general
from nlpviz.widgets import ScoreLab
from nlpviz.widgets.core.encode import unpack
from nlpviz.widgets.score_lab import SHAPES, scores
from nlpviz.widgets.score_lab.scores import cost, score, softmax
from tests.widgets.core.parsed import state_of

KEYS = "The letters from my sister".split()
WILD = ["<script>alert(1)</script>", "\"'><img src=x>", "שלום", "👩‍👩‍👧🎉", "x" * 5000]
SCRATCH = {"dot": dot, "general": general, "additive": additive, "concat": concat}


def weights(d_q=2, d_k=2, d_a=3, seed=0):
    rng = np.random.default_rng(seed)
    sizes = {"d_q": d_q, "d_k": d_k, "d_a": d_a, "d": d_q + d_k}
    return {name: {part: rng.normal(size=[sizes[d] for d in axes.split()])
                   for part, axes in due.items()}
            for name, due in SHAPES.items()}


def given(**changes):
    rng = np.random.default_rng(1)
    return {"Q": rng.normal(size=(2, 2)), "K": rng.normal(size=(5, 2)), "scores": weights(),
            "queries": ["are", "unopened"], "keys": KEYS} | changes


def without(name, part, **changes):
    """The weights, with one score's changed; part None leaves the score out."""
    all_ = weights()
    if part is None:
        return {key: w for key, w in all_.items() if key != name}
    return all_ | {name: all_[name] | {part: changes["to"]}}


@pytest.mark.parametrize("row", [0, 1])
@pytest.mark.parametrize("scale", [True, False])
@pytest.mark.parametrize("name", SCRATCH)
def test_scores_and_weights_are_those_of_scratch(name, scale, row):
    shown = ScoreLab(**given(scale=scale))
    more = {"scale": scale} if name in ("dot", "general") else {}
    S, _ = SCRATCH[name](shown.Q, shown.K, *shown.weights[name].values(), **more)
    np.testing.assert_allclose(shown.score(name, shown.Q[row]), S[row], rtol=1e-13)
    assert shown.state()["scale"] is scale
    np.testing.assert_allclose(shown.rows(row)[name][2], attend(S, shown.K)[1].A[row], rtol=1e-13)


def test_one_linear_layer_on_query_and_key_is_blind_to_the_query():
    shown = ScoreLab(**given())
    rows = [shown.rows(row) for row in (0, 1)]
    for row in rows:
        np.testing.assert_allclose(row["linear"][2],
                                   softmax(shown.K @ shown.weights["linear"]["w_k"]), rtol=1e-12)
    for name in SCRATCH:
        assert np.abs(rows[0][name][2] - rows[1][name][2]).max() > 1e-3, name


LOOKS = [1, 0]


def learnt(**changes):
    angles = 2 * np.pi * np.arange(5) / 5
    K = 1.7 * np.column_stack([np.cos(angles), np.sin(angles)])
    due = {"Q": [[-3.2, 0.0], [-0.3, 3.1]], "K": K, "looks": LOOKS,
           "queries": ["sister", "letter"], "keys": KEYS}
    return ScoreLab.learnt(**due | changes)


def test_each_score_learns_to_look_where_it_should_but_the_one_that_is_blind_to_the_query():
    shown = learnt()
    for name in ("general", "additive", "concat"):
        A = np.array([softmax(shown.score(name, q)) for q in shown.Q])
        assert A.argmax(axis=1).tolist() == LOOKS and A.max(axis=1).min() > 0.8, name
    A = softmax(shown.score("linear", shown.Q[0]))
    assert A[LOOKS].max() < 0.6 and A[LOOKS].sum() > 0.8


@pytest.mark.parametrize("steps", [0, 1, 30])
def test_learning_is_gradient_descent_on_the_cross_entropy_of_the_weights(steps):
    shown, step = learnt(), 1e-6

    def loss(name, w):
        A = [softmax(score(name, q, shown.K, w)) for q in shown.Q]
        return -sum(np.log(a[j]) for a, j in zip(A, LOOKS, strict=True))

    before, after = (scores.learnt(shown.Q, shown.K, LOOKS, steps=n, rate=0.1)
                     for n in (steps, steps + 1))
    for name, parts in before.items():
        for part, w in parts.items():
            at = (0,) * w.ndim
            up, down = ({**parts, part: w + sign * step * (np.arange(w.size) == 0).reshape(w.shape)}
                        for sign in (1, -1))
            slope = (loss(name, up) - loss(name, down)) / (2 * step)
            assert w[at] - after[name][part][at] == pytest.approx(0.1 * slope, abs=1e-6), name


@pytest.mark.parametrize("change, says", [
    ({"looks": [4]}, "looks has 1 entries but Q has 2 rows"),
    ({"looks": [4, 5]}, r"looks\[1\] is 5"), ({"Q": np.ones(2)}, r"Q has shape \(2,\)")])
def test_what_cannot_be_learnt_is_refused_by_name(change, says):
    with pytest.raises(ValueError, match=says):
        learnt(**change)


def test_parameters_are_counted_and_multiply_adds_are_those_of_the_loops():
    sizes = {"n": 3, "m": 5, "d_q": 2, "d_k": 4}
    counts = {name: cost(name, w, **sizes) for name, w in weights(2, 4, 6).items()}
    assert counts == {"dot": (0, 60), "general": (8, 84), "additive": (42, 246),
                      "concat": (42, 630), "linear": (6, 26)}


def test_what_travels_gives_the_weights_again():
    shown = ScoreLab(**given(V=np.arange(5)[:, None]))
    state = shown.state()
    assert (state["names"], state["key_tokens"], state["row"]) == (list(SHAPES), KEYS, 0)
    np.testing.assert_array_equal(unpack(state["V"])[:, 0], range(5))
    Q, K = unpack(state["Q"]), unpack(state["K"])
    np.testing.assert_array_equal(state["q"], Q[0])
    for name, w in shown.weights.items():
        sent = {part: unpack(state[f"{name}_{part}"]) for part in w}
        A = softmax(score(name, Q[0], K, sent))
        np.testing.assert_allclose(A, shown.rows()[name][2], atol=1e-6)


def test_the_table_holds_parameters_cost_and_weights_and_the_mixture_if_there_are_values():
    header, rows = ScoreLab(**given()).table()
    assert header == ["", "parameters", "multiply-adds", *(f"weight of {key}" for key in KEYS)]
    assert [row[:3] for row in rows][:2] == [["dot", 0, 20], ["general", 4, 28]]
    assert all(abs(sum(row[3:]) - 1) < 1e-12 for row in rows)
    header, rows = ScoreLab(**given(V=np.ones((5, 2)))).table()
    assert header[-1] == "mixture" and all(row[-1] == "1, 1" for row in rows)
    assert all(len(row) == len(header) for row in rows)


def test_the_picture_names_each_score_with_its_formula_and_fills_the_cells():
    picture = ScoreLab(**given()).picture()
    for words in (*SHAPES, "q·k / √d_k", "q W k / √d_k", "v·tanh(q W_q + k W_k)", *KEYS):
        assert f">{words}<" in picture
    assert ">q W k<" in ScoreLab(**given(scale=False)).picture()
    heights = [float(h) for h in re.findall(r'height="([\d.]+)" class="keys"', picture)]
    assert len(heights) == 25
    np.testing.assert_allclose(np.reshape(heights, (5, 5)).sum(1), 44, atol=0.1)


@pytest.mark.parametrize("change, error, says", [
    ({"scale": 1.0}, TypeError, r"scale is 1.0; it must be True .* or False"),
    ({"Q": np.ones(2)}, ValueError, r"Q has shape \(2,\); it must have at most 12 rows and 2 to 4"),
    ({"Q": np.ones((2, 5))}, ValueError, r"Q has shape \(2, 5\)"),
    ({"K": np.ones((13, 2))}, ValueError, r"K has shape \(13, 2\); it must have at most 12 rows"),
    ({"K": np.full((5, 2), np.nan)}, ValueError, r"K\[0, 0\] is nan"),
    ({"K": [["a", "b"]]}, TypeError, "K must be an array of real numbers"),
    ({"Q": np.full((2, 2), 1e5)}, ValueError, "Q holds 100000; this figure shows numbers from"),
    ({"V": np.ones((4, 2))}, ValueError, "V has 4 rows but K has 5: each key has its value"),
    ({"V": np.ones((5, 5))}, ValueError, r"V has shape \(5, 5\)"),
    ({"queries": ["are"]}, ValueError, "queries has 1 entries but Q has 2 rows"),
    ({"keys": KEYS[:4]}, ValueError, "keys has 4 entries but K has 5 rows"),
    ({"keys": "letters"}, TypeError, "keys is one str; it must be a list of texts"),
    ({"queries": ["are", 7]}, TypeError, r"queries\[1\] is 7, a int"),
    ({"scores": {}}, TypeError, r"scores is {}; it must be a dict: score -> its weights"),
    ({"scores": ["dot"]}, TypeError, r"scores is \['dot'\]; it must be a dict"),
    ({"scores": {"cosine": {}}}, ValueError, "scores has 'cosine'; it must be one of dot, general"),
    ({"scores": {"dot": {"W": 1}}}, ValueError,
     r"scores\['dot'\] has \['W'\]; it must be a dict with nothing in it"),
    ({"scores": {"general": np.eye(2)}}, ValueError,
     r"scores\['general'\] has ndarray; it must be a dict with W"),
    ({"scores": {"additive": {"W_q": np.eye(2)}}}, ValueError, "with W_q, W_k, v"),
    ({"scores": without("general", "W", to=np.eye(3))}, ValueError,
     r"scores\['general'\]\['W'\] has shape \(3, 3\); it must be \(d_q, d_k\)"),
    ({"scores": without("additive", "v", to=np.ones(4))}, ValueError,
     r"scores\['additive'\]\['v'\] has shape \(4,\)"),
    ({"scores": without("concat", "v", to=np.array([1, np.inf, 2]))}, ValueError,
     r"scores\['concat'\]\['v'\]\[1\] is inf; every"),
    ({"Q": np.ones((2, 3)), "scores": {"dot": {}}}, ValueError,
     r"scores\['dot'\] needs d_q = d_k, but Q has shape \(2, 3\) and K has shape \(5, 2\)"),
    ({"scores": {"concat": weights(d_a=17)["concat"]}}, ValueError,
     r"d_a of scores\['concat'\] is 17; .* at most 16"),
])
def test_what_cannot_be_shown_is_refused_by_name(change, error, says):
    with pytest.raises(error, match=says):
        ScoreLab(**given(**change))


def test_texts_are_text_never_markup():
    html = ScoreLab(**given(keys=WILD)).html()
    assert "<script>alert" not in html and "<img src=x" not in html
    assert state_of(html)["key_tokens"] == WILD


@pytest.mark.parametrize("n, m, d_q, d_k, d_a", [(1, 1, 2, 3, 1), (12, 12, 4, 4, 16)])
def test_the_smallest_and_the_largest_are_shown(n, m, d_q, d_k, d_a):
    rng, scores = np.random.default_rng(0), weights(d_q, d_k, d_a)
    if d_q != d_k:
        del scores["dot"]
    figure = ScoreLab(rng.normal(size=(n, d_q)), rng.normal(size=(m, d_k)), scores,
                      V=rng.normal(size=(m, 4)), queries=["q"] * n, keys=["key"] * m)
    header, rows = figure.table()
    assert len(rows) == len(scores) and all(len(row) == len(header) for row in rows)
    assert len(figure.html()) < 100_000


def test_a_widget_has_every_name_of_the_state():
    figure = ScoreLab(**given())
    widget = figure.widget()
    assert (widget.row, widget.key, widget.score) == (0, 0, 0) and len(widget.q) == 2

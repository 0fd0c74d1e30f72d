"""AttentionMap over a decoder: the next words are those of the model, with and without a cut;
hypotheses, gold links and the decoder's weights are refused by name if they are wrong."""

import warnings

import numpy as np
import pytest

from nlpviz.scratch.attention.soft import weights
from nlpviz.widgets import AttentionMap
from tests.widgets.attention_map.golden import without_links

SOURCE = [5, 4, 7, 6, 2]
WORDS = ["<pad>", "<s>", "</s>", "<unk>", "姉", "は", "手紙", "<b>", "を", "読む"]


def softmax(S):
    E = np.exp(S - S.max(-1, keepdims=True))
    return E / E.sum(-1, keepdims=True)


def case(sizes=(4, 3), m=5, d_h=6, n_vocab=10, seed=0):
    """Two hypotheses of one source, with weights that NumPy draws."""
    rng = np.random.default_rng(seed)
    shapes = {"V": (m, d_h), "W_c": (2 * d_h, d_h), "b_c": (d_h,), "W_o": (d_h, n_vocab),
              "b_o": (n_vocab,)}
    decoder = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    words = (WORDS + [f"w{i}" for i in range(n_vocab)])[:n_vocab]
    decoder |= {"H": [rng.normal(size=(n, d_h)) for n in sizes], "words": words}
    return {
        "A": [softmax(3 * rng.normal(size=(n, m))) for n in sizes],
        "queries": [(words[4:] + ["odd"] * n)[:n] for n in sizes],
        "keys": [*"uvwxyz" * m][:m], "decoder": decoder,
        "beams": [-0.25 * (b + 1) for b in range(len(sizes))],
        "gold": [[(0, 0), (2, 4), (2, 1)], *[None] * (len(sizes) - 1)],
    }


def alone(given, b=0):
    """One hypothesis of a case, without the others."""
    decoder = given["decoder"] | {"H": given["decoder"]["H"][b]}
    return {"A": given["A"][b], "queries": given["queries"][b], "keys": given["keys"],
            "decoder": decoder, "gold": given["gold"][b]}


@pytest.mark.parametrize("kind", [
    {}, {"score": "additive", "cell": "lstm"}, {"score": "general", "bidirectional": False},
    {"feed": True}])
def test_the_next_words_are_the_model_s_own_and_a_cut_does_what_it_does_there(kind):
    import torch

    from nlpviz.pytorch.attention.seq2seq import Seq2Seq, arrays_of

    torch.manual_seed(1)
    model = Seq2Seq(8, len(WORDS), 3, 6, **kind).double()
    with torch.no_grad():
        ids = torch.tensor([[1, 4, 8, 9]])
        logits, seen = model(torch.tensor([SOURCE]), ids, trace=True)
        A = seen["A"][0].clone()
        A[1, 3] = A[3, 0] = 0
        cut = model.combine(A @ seen["K"][0], seen["H"][0]) @ model.W_o + model.b_o
    w = {name: arrays_of(model)[name] for name in ("W_c", "b_c", "W_o", "b_o")}
    figure = AttentionMap(
        seen["A"][0].numpy(), ["姉", "を", "読む", "</s>"], [*"abcd", "</s>"],
        decoder={"H": seen["H"][0].numpy(), "V": seen["K"][0].numpy(), "words": WORDS, **w})
    for weights_used, due in ((figure.decoded[0, 0], logits[0]), (A.numpy(), cut)):
        P = figure.decoder.next_words(weights_used)
        np.testing.assert_allclose(P, due.softmax(-1).numpy(), rtol=0, atol=1e-3)
        exact = figure.decoder.next_words(weights_used, arrays=figure.decoder.given)
        np.testing.assert_allclose(exact, due.softmax(-1).numpy(), rtol=0, atol=1e-6)
    moved = np.abs(figure.decoder.next_words(figure.A[0, 0]) - logits[0].softmax(-1).numpy()).max()
    assert figure.shift == pytest.approx(moved, abs=1e-12) and moved < 1e-3


def test_weights_that_float16_holds_lose_nothing():
    given = case()
    w = given["decoder"]
    w |= {k: w[k].astype("f2") for k in ("W_c", "b_c", "W_o", "b_o")}
    w["H"] = [h.astype("f2") for h in w["H"]]
    assert AttentionMap(**given).shift < 1e-6


def test_a_cut_leaves_the_rest_of_its_row_as_it_is_or_divides_it_by_its_sum():
    A = softmax(np.random.default_rng(4).normal(size=(3, 4)))
    links = [(0, 1), (0, 3), (2, 0)]
    left, grown = (without_links(A, links, renormalise) for renormalise in (False, True))
    for rest in (left, grown):
        assert rest[0, 1] == rest[0, 3] == rest[2, 0] == 0
        np.testing.assert_array_equal(rest[1], A[1])
    np.testing.assert_array_equal(left[0, [0, 2]], A[0, [0, 2]])
    np.testing.assert_allclose(grown.sum(1), 1, rtol=1e-12)
    np.testing.assert_allclose(grown[0, 0] / grown[0, 2], A[0, 0] / A[0, 2], rtol=1e-12)
    assert A.min() > 0 and not without_links(A, [(1, j) for j in range(4)], True)[1].any()


def test_renormalised_weights_are_those_of_attention_that_does_not_see_the_key():
    """A weight cut and the rest divided by its sum is a softmax with that score masked."""
    rng = np.random.default_rng(5)
    S, mask = rng.normal(size=(3, 4)), np.ones((3, 4), bool)
    mask[1, 2] = False
    due, _ = weights(S, mask)
    np.testing.assert_allclose(without_links(weights(S)[0], [(1, 2)], True), due, rtol=1e-12)


def test_each_hypothesis_has_its_own_rows_words_and_links():
    given = case()
    first, second = AttentionMap(**given), AttentionMap(**given, beam=1)
    assert first.label.endswith("each of 4") and second.label.endswith("each of 3")
    for b, figure in enumerate((first, second)):
        header, rows = figure.table()
        assert header == ["A", *given["keys"], "entropy H", "the right links ↔",
                          "probability P"]
        assert [row[0] for row in rows] == given["queries"][b]
        np.testing.assert_allclose([row[1:6] for row in rows], given["A"][b], atol=1e-7)
    assert [row[-2] for row in first.table()[1]] == ["u", "–", "v, y", "–"]
    assert {row[-2] for row in second.table()[1]} == {"–"}
    assert first.state()["starts"] == [0, 4, 7] and first.state()["scores"] == [-0.25, -0.5]


def test_the_table_has_the_probability_of_each_row_s_own_word():
    given = alone(case())
    given["queries"][3] = "unknown"
    figure = AttentionMap(**given)
    P = figure.decoder.next_words(figure.decoded[0, 0])
    found = [row[-1] for row in figure.table()[1]]
    assert found == [pytest.approx(P[i, 4 + i]) for i in range(3)] + ["–"]
    assert AttentionMap(np.eye(40), ["q"] * 40, gold=[(39, 0)]).table()[1][39][-1] == "q"


def test_gold_links_are_outlined_in_the_picture_and_alone_need_no_decoder():
    plain, gold = (AttentionMap(np.eye(3), list("abc"), gold=g) for g in (None, [(0, 0), (2, 1)]))
    assert "targets-line" in gold.picture() and "targets-line" not in plain.picture()
    assert gold.state()["gold"] == [(0, 0), (2, 1)] and "gold" not in plain.state()
    heads = AttentionMap(np.stack([np.eye(3)] * 4), list("abc"), gold=[(0, 0)])
    assert "targets-line" in heads.picture()


def test_glosses_stand_beside_their_tokens_in_picture_and_table_and_travel_if_they_are_met():
    given = case() | {"glosses": {"姉": "sister", "u": "<b>", "nowhere": "x"}}
    figure = AttentionMap(**given)
    header, rows = figure.table()
    assert rows[0][0] == "姉 (sister)" and header[1] == "u (<b>)" and header[2] == "v"
    assert "姉 (sister)" in figure.picture() and "u (&lt;b&gt;)" in figure.picture()
    assert figure.state()["glosses"] == {"姉": "sister", "u": "<b>"}
    assert "glosses" not in AttentionMap(**case()).state()


def test_five_beams_of_a_small_translator_are_small_and_silent():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(AttentionMap(**case((20,) * 5, 24, 96, 300)).html().encode()) < 300_000


def test_a_widget_has_every_name_of_the_state():
    widget = AttentionMap(**case()).widget()
    assert widget.cuts == [] and widget.beam == 0 and widget.words == WORDS


BEAMS = case()
ONE = alone(BEAMS)


def without(name):
    return {k: v for k, v in ONE["decoder"].items() if k != name}


@pytest.mark.parametrize("given, error, says", [
    (BEAMS | {"A": BEAMS["A"][:1]}, ValueError, "A has 1 entries but there are 2 beams"),
    (BEAMS | {"A": 3}, ValueError, "A has no entries but there are 2 beams"),
    (BEAMS | {"queries": ["a"]}, ValueError, "queries has 1 entries but there are 2 beams"),
    (BEAMS | {"beams": 2}, ValueError, r"beams has shape \(\)"),
    (BEAMS | {"beams": ["a", "b"]}, TypeError, "beams must be an array of real numbers"),
    (BEAMS | {"beams": [0, np.nan]}, ValueError, r"beams\[1\] is nan"),
    (BEAMS | {"beam": 2}, ValueError, "beam is 2"),
    (BEAMS | {"A": [BEAMS["A"][0], np.eye(3)]}, ValueError, r"A\[1\] has shape \(3, 3\)"),
    (BEAMS | {"A": [BEAMS["A"][0], 2 * BEAMS["A"][1]]}, ValueError, r"A\[1\]\[0\] sums to 2"),
    (BEAMS | {"queries": [["a"] * 4, ["a"] * 4]}, ValueError, r"A\[1\] .* queries\[1\] has 4"),
    (BEAMS | {"queries": ["abcd", ["a"] * 3]}, TypeError, r"queries\[0\] is one str"),
    (BEAMS | {"gold": [(0, 0)]}, ValueError, "gold has 1 entries but there are 2 beams"),
    (BEAMS | {"gold": [[(0, 0)], [(3, 0)]]}, ValueError, r"gold\[1\]\[0\], i is 3"),
    (ONE | {"gold": [(0, 5)]}, ValueError, r"gold\[0\], j is 5; it must be in 0 … 4"),
    (ONE | {"gold": [(0, 1.0)]}, TypeError, r"gold\[0\] is \(0, 1.0\); it must be \(i, j\)"),
    (ONE | {"gold": [3]}, TypeError, r"gold\[0\] is 3; it must be \(i, j\)"),
    (ONE | {"gold": [(1, 2, 3)]}, TypeError, r"gold\[0\] is \(1, 2, 3\); it must be"),
    (ONE | {"gold": 3}, TypeError, "gold is 3; it must be a list of links"),
    (BEAMS | {"gold": [3, None]}, TypeError, r"gold\[0\] is 3; it must be a list of links .* None"),
    (BEAMS | {"A": np.array(1.0)}, ValueError, "A has no entries but there are 2 beams"),
    (ONE | {"decoder": 3}, TypeError, "decoder is int; it must be a dict of H, V, W_c"),
    (ONE | {"decoder": without("W_c")}, ValueError, "decoder lacks W_c; it must have H, V"),
    (ONE | {"decoder": ONE["decoder"] | {"H": np.ones((3, 6))}}, ValueError,
     r"decoder\['H'\] has shape \(3, 6\); it must be .* = \(4, 6\)"),
    (ONE | {"decoder": ONE["decoder"] | {"V": np.ones((4, 6))}}, ValueError, r"decoder\['V'\] has"),
    (ONE | {"decoder": ONE["decoder"] | {"V": np.ones((5, 4))}}, ValueError,
     r"decoder\['W_c'\] has 12 rows; with V of width 4 and H of width 6 it must have 10"),
    (ONE | {"decoder": ONE["decoder"] | {"b_o": np.ones(9)}}, ValueError, r"decoder\['b_o'\] has"),
    (ONE | {"decoder": ONE["decoder"] | {"W_o": np.full((6, 10), np.nan)}}, ValueError,
     r"decoder\['W_o'\]\[0, 0\] is nan"),
    (ONE | {"decoder": ONE["decoder"] | {"b_c": np.full(6, 7e4)}}, ValueError,
     r"decoder\['b_c'\] holds 70000; float16 ends at 65504"),
    (ONE | {"decoder": ONE["decoder"] | {"words": WORDS[:9]}}, ValueError,
     r"decoder\['words'\] has 9 texts but W_o has 10 columns"),
    (ONE | {"decoder": ONE["decoder"] | {"words": 10}}, TypeError, r"\['words'\] is one int"),
    (BEAMS | {"decoder": ONE["decoder"]}, ValueError, r"\['H'\] has 4 entries but .* 2 beams"),
    (ONE | {"glosses": ["sister"]}, TypeError, r"glosses is \['sister'\]; it must be a dict"),
    (ONE | {"glosses": {"姉": 3}}, TypeError, r"glosses\['姉'\] is 3; tokens and glosses must be"),
    (ONE | {"A": np.stack([ONE["A"]] * 2)}, ValueError, r"with a decoder it must be one map"),
])
def test_wrong_input_is_refused_by_name(given, error, says):
    with pytest.raises(error, match=says):
        AttentionMap(**given)


def layers(n_layers=3, batch=1, heads=2, n=4, kind=tuple):
    import torch

    rng = np.random.default_rng(7)
    return kind(torch.from_numpy(softmax(rng.normal(size=(batch, heads, n, n)))).float()
                .requires_grad_() for _ in range(n_layers))


@pytest.mark.parametrize("kind", [tuple, list])
def test_the_attentions_of_transformers_are_taken_and_their_batch_of_one_is_dropped(kind):
    A = layers(kind=kind)
    figure = AttentionMap(A, list("abcd"), layer=2, head=1)
    assert figure.A.shape == (3, 2, 4, 4)
    np.testing.assert_array_equal(figure.A[2, 1], A[2][0, 1].detach().double().numpy())
    stacked = np.stack([a.detach().numpy() for a in A])
    assert (AttentionMap(stacked, list("abcd")).A == figure.A).all()


def test_a_bfloat16_tensor_is_read_its_rows_are_divided_by_their_sums_and_the_label_says_so():
    import torch

    A = torch.from_numpy(softmax(np.random.default_rng(8).normal(size=(5, 30)))).bfloat16()
    with pytest.warns(UserWarning, match="the rows of A sum to .* divided by its sum") as said:
        figure = AttentionMap(A.requires_grad_(), list("abcde"), ["k"] * 30)
    assert said[0].filename == __file__
    np.testing.assert_allclose(figure.A.sum(-1), 1, rtol=1e-14)
    assert "divided by its sum" in figure.label and "divided by its sum" in repr(figure)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "divided" not in AttentionMap(A.detach().float().softmax(-1), list("abcde"),
                                             ["k"] * 30).label


class Output(dict):
    """What a model of transformers returns."""

    attentions = ()


@pytest.mark.parametrize("A, error, says", [
    (layers(batch=2), ValueError, r"\(3, 2, 2, 4, 4\).*a batch of 2; pass \[layer\[b\] for layer"),
    (np.full((3, 2, 2, 4, 4), 0.25), ValueError, r"a batch of 2; pass A\[:, b\] for one b"),
    ((None, None), TypeError, "A must be .* not None; .*output_attentions=True"),
    (None, TypeError, "A must be .* not None; .*attn_implementation='eager'"),
    (Output(), TypeError, r"A is one Output; pass A\.attentions"),
    ((layers(n=4), layers(n=1)), ValueError,
     r"A is a tuple of arrays of shapes \(3, 1, 2, 4, 4\) and \(3, 1, 2, 1, 1\); pass one of them"),
    (np.full((1, 1, 1, 1, 4, 4), 0.25), ValueError, r"A has shape \(1, 1, 1, 1, 4, 4\); it must"),
])
def test_what_libraries_give_beside_one_sentence_is_refused_with_the_right_call(A, error, says):
    with pytest.raises(error, match=says):
        AttentionMap(A, list("abcd"))


def test_the_word_of_a_row_is_found_by_its_own_spelling():
    """Both blanks are shown as ␣, and each row says its own."""
    given = alone(case(n_vocab=5))
    words, rows = ["a", "\n", " ", "<b>", "d"], [" ", "\n", "␣", "x"]
    given |= {"queries": rows, "decoder": given["decoder"] | {"words": words}}
    figure = AttentionMap(**given)
    P = figure.decoder.next_words(figure.decoded[0, 0])
    assert [row[-1] for row in figure.table()[1]] == [P[0, 2], P[1, 1], P[2, 1], "–"]
    assert figure.state()["own"] == [2, 1, 1, -1] and figure.state()["queries"][:2] == ["␣", "␣"]


def test_weights_that_lack_rows_or_keys_are_not_sent_through_softmax_again():
    A = np.array([[0.5, 0.25, 0.25], [0.1, 0.2, 0.7]])
    with pytest.raises(ValueError, match=r"without some of their keys, pass A / A.sum\(-1, keep"):
        AttentionMap(A[:, 1:], ["a", "b"], ["c", "d"])
    with pytest.raises(ValueError, match="a row of zeros is of a query that was masked; leave it"):
        AttentionMap(A * [[1], [0]], ["a", "b"], ["c", "d", "e"])

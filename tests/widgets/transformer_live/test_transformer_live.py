"""TransformerLive takes the weights of a decoder-only model and refuses what it cannot run, naming
the argument; in 8 bits it says nearly the same, and the page is held to exactly those weights."""

import copy

import numpy as np
import pytest

from nlpviz.scratch.transformer import decoder_only, next_word
from nlpviz.widgets import TransformerLive
from nlpviz.widgets.core import bundle, encode
from nlpviz.widgets.transformer_live import model
from nlpviz.widgets.transformer_live import weights as packing
from nlpviz.widgets.transformer_live.model import Off
from tests.widgets.transformer_live import golden

VOCABULARY, N_HEADS = golden.VOCABULARY, golden.N_HEADS
LETTERS = "the letters from my sister"


def case(W=None, **options):
    return TransformerLive(golden.given() if W is None else W, VOCABULARY, N_HEADS, **options)


def test_what_the_figure_says_is_what_decoder_only_says_with_the_weights_that_travel():
    figure = case()
    ids = [0, *map(VOCABULARY.index, LETTERS.split())]
    P, trace = next_word(ids, figure.weights, N_HEADS)
    found = figure.run()
    np.testing.assert_allclose(found.P, P[-1], rtol=0, atol=1e-15)
    np.testing.assert_allclose(found.A, trace.A[:, :, -1].reshape(8, -1), atol=1e-15)
    np.testing.assert_allclose(found.layers[-1], P[-1], atol=1e-12)


def test_a_head_switched_off_adds_nothing_and_the_others_are_as_they_were():
    """Its output is zero: the same as a W_O without its rows, whatever its values are."""
    figure, W = case(), copy.deepcopy(case().weights)
    W["blocks"][1]["W_O"][8:12] = 0
    ids = model.known(figure.words())
    logits, _ = decoder_only(ids, W, N_HEADS)
    P = np.exp(logits[-1]) / np.exp(logits[-1]).sum()
    np.testing.assert_allclose(figure.run(off=Off(heads=(6,))).P, P, atol=1e-12)


def test_without_positions_the_order_of_the_words_before_the_last_is_lost():
    figure, off = case(), Off(positions=True, heads=(0, 1, 2, 3))
    a, b = "the letters from my sister", "my from the letters sister"
    # layer 1 is blind, so each word is itself; layer 2 mixes a set
    np.testing.assert_allclose(figure.run(a, off).P, figure.run(b, off).P, atol=1e-12)
    assert np.abs(figure.run(a).P - figure.run(b).P).max() > 1e-4


def test_a_link_that_is_cut_has_no_weight_and_the_others_share_it():
    figure = case()
    cut = figure.run(off=Off(links=((5, 2),))).A[5]
    whole = figure.run().A[5]
    assert cut[2] == 0 and abs(cut.sum() - 1) < 1e-12
    rest = np.delete(whole, 2) / (1 - whole[2])
    np.testing.assert_allclose(np.delete(cut, 2), rest, atol=1e-12)


def test_unknown_words_are_left_out_and_letter_case_is_ignored():
    figure = case()
    assert figure.words("The LETTERS from osaka.") == [
        ("<s>", 0), ("The", VOCABULARY.index("the")), ("LETTERS", VOCABULARY.index("letters")),
        ("from", VOCABULARY.index("from")), ("osaka", -1), (".", VOCABULARY.index("."))]
    np.testing.assert_array_equal(figure.run("the osaka letters").P, figure.run("the letters").P)
    assert len(model.known(figure.words("the " * 99))) == golden.MOST


def test_where_no_word_is_known_nothing_is_said():
    words = golden.PLAIN
    W = golden.given(n_vocab=len(words))
    figure = TransformerLive(W, words, N_HEADS, "osaka")
    assert figure.run() is None and figure.works() is None and figure.table()[1] == []
    assert "Type a word" in figure.picture()


def test_weights_may_be_tensors_nested_flat_or_stored_as_codes():
    from tests.widgets.core.every import tensors

    W = golden.given()
    due = case(W).html()
    assert case(packing.flat(W)).html() == due and case(tensors(W)).html() == due
    stored = {}
    for key, x in packing.flat(W).items():
        if np.ndim(x) == 2:
            scale = np.abs(x).max(1) / 127
            x = {"codes": np.rint(x / scale[:, None]).astype(int), "scale": scale}
        stored[key] = x
    np.testing.assert_allclose(case(stored).run().P, case(W).run().P, atol=1e-6)


def test_weights_lose_at_most_half_a_step_of_their_row():
    W, shown = packing.flat(golden.given()), packing.flat(case().weights)
    assert W.keys() == shown.keys()
    for key, w in W.items():
        step = np.abs(w).max(-1, keepdims=True) / 127 if w.ndim == 2 else np.abs(w) * 2**-10
        assert (np.abs(shown[key] - w) <= step / 2 * 1.001 + 1e-7).all()


def test_what_8_bits_change_is_measured():
    figure = case()
    found = figure.effect([LETTERS, "my friend", "osaka"])
    assert 0 < found["most"] < 0.1 and 0 <= found["changed"] <= 1
    figure._given = figure.weights
    assert figure.effect([LETTERS]) == {"changed": 0.0, "most": 0.0}


def test_what_travels_is_what_the_figure_says_it_computes_with():
    figure = case()
    shown = packing.flat(figure.weights)
    for key, parts in figure.state()["parts"].items():
        np.testing.assert_array_equal(encode.unpack(parts), shown[key])


def test_the_table_holds_every_weight_and_what_is_left_without_each_head():
    figure = case()
    header, rows = figure.table()
    assert len(header) == 10 and header[2] == "head 1 (layer 1)" and header[-1].endswith("2)")
    np.testing.assert_array_equal([row[2:] for row in rows[:-1]], figure.run().A.T)
    np.testing.assert_array_equal(rows[-1][2:], figure.works())


WRONG = {
    "a missing array": (lambda W: W.pop("E"), r"weights has no 'E'"),
    "another": (lambda W: W.update(W_q=np.ones(2)), r"weights holds 'W_q'"),
    "no positions": (lambda W: W.pop("PE"), r"weights has no 'PE'.*learned positions"),
    "no blocks": (lambda W: W.update(blocks=[]), r"weights has no 'blocks.0.W_Q'"),
    "half a norm": (lambda W: W.pop("beta"), r"weights has one of gamma and beta"),
    "a wrong shape": (lambda W: W["blocks"][1].update(W_1=np.ones((5, 3))),
                      r"weights\['blocks.1.W_1'\] has shape \(5, 3\)"),
    "NaN": (lambda W: W.update(b_o=W["b_o"] * np.nan), r"weights\['b_o'\]\[0\] is nan"),
}


@pytest.mark.parametrize("what", WRONG)
def test_weights_with_what_cannot_be_computed_are_refused_by_name(what):
    change, says = WRONG[what]
    W = golden.given()
    change(W)
    with pytest.raises((ValueError, TypeError), match=says):
        case(W)


@pytest.mark.parametrize(("change", "error", "says"), [
    ({"weights": 3}, TypeError, "weights must be a dict of arrays, not int"),
    ({"vocabulary": VOCABULARY[:-1]}, ValueError, r"weights\['E'\] has shape"),
    ({"vocabulary": ["a", "a"]}, ValueError, "vocabulary holds a word twice"),
    ({"n_heads": 3}, ValueError, "n_heads is 3; it must divide the 16 columns of weights"),
    ({"n_heads": 0}, ValueError, "n_heads is 0"),
    ({"sentence": 3}, TypeError, "sentence is a int; it must be a text"),
    ({"ask": ("are", "osaka")}, ValueError, "ask is .*; it must be two words of the vocabulary"),
    ({"ask": ("are",)}, ValueError, "ask is .*two words"),
    ({"head": 8}, ValueError, "head is 8; it must be a whole number in 0 … 7"),
])
def test_an_argument_of_another_kind_is_refused_by_name(change, error, says):
    given = {"weights": golden.given(), "vocabulary": VOCABULARY, "n_heads": N_HEADS}
    with pytest.raises(error, match=says):
        TransformerLive(**(given | change))


def test_a_sentence_is_text_and_never_markup():
    html = case(sentence="</script><script>alert(1)</script> the \u202e").html()
    assert "<script>alert" not in html


def test_the_figure_of_chapter_7_has_at_most_300_kB():
    from nlpviz.scratch.transformer.initial import decoder_only_weights

    W = decoder_only_weights(len(VOCABULARY), 64, 2, 256, 80)
    assert len(case(W).html().encode()) <= 300_000


def test_code_has_at_most_20_000_bytes_and_style_4_000():
    def size(*files):
        return sum(len(bundle.source_of(f"transformer_live/{f}").encode()) for f in files)

    assert size("view.js", "draw.js", "inside.js", "math.js", "reading.js") <= 20_000
    assert size("style.css") <= 4_000


TWIN = "the letter from my sister"


def test_a_twin_has_a_row_of_its_own_with_what_each_head_is_worth_there():
    figure = case(twin=TWIN)
    rows = figure.table()[1]
    np.testing.assert_array_equal(rows[-1][2:], case(sentence=TWIN).works())
    np.testing.assert_array_equal(rows[-2][2:], case().works())
    assert rows[-1][0].endswith(f"after “{TWIN}”, without")


@pytest.mark.parametrize(("twin", "error", "says"), [
    (3, TypeError, "twin is a int; it must be a text or None"),
    ("the letter", ValueError, "twin has 3 words that the model reads; it must have as many as "
                               "sentence, 6"),
    ("The letters from my sister", ValueError, "twin is 'The letters from my sister'; it must "
                                               "differ from sentence in a word"),
])
def test_a_twin_that_cannot_be_compared_is_refused(twin, error, says):
    with pytest.raises(error, match=says):
        case(twin=twin)

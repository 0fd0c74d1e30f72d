"""What travels to the page loses no more than it says, and what cannot travel is refused."""

import warnings
from fractions import Fraction

import numpy as np
import pytest
import torch

from nlpviz import check
from nlpviz.widgets.core import encode
from nlpviz.widgets.core.arrays import shaped
from tests.widgets.core.every import softmax


def maps():
    """Rows of many kinds: flat, sharp, tied, long, masked."""
    rng = np.random.default_rng(0)
    for scale in (0.1, 1, 3, 10, 40):
        for m in (1, 2, 3, 10, 100, 1024):
            yield softmax(scale * rng.normal(size=(40, m)))
    yield rng.dirichlet(np.full(7, 0.2), size=500)
    yield np.tril(np.ones((30, 30))) / np.arange(1, 31)[:, None]
    share = np.linspace(0, 1, 5001)
    yield np.stack([share, 1 - share], -1)
    for k in (2, 3, 5, 9, 39):
        yield np.stack([share] + [(1 - share) / k] * k, -1)
    for k in rng.integers(1, 8, size=(20, 3)):
        levels = rng.dirichlet([1, 1, 1], size=2000)
        yield np.repeat(levels / k, k, -1)


@pytest.mark.parametrize("A", list(maps()), ids=lambda A: "x".join(map(str, A.shape)))
def test_attention_weights_lose_at_most_0_0022_and_their_rows_still_sum_to_1(A):
    packed = encode.pack(A, "sqrt8", "A")
    assert len(packed["data"]) == A.size
    back = encode.unpack(packed)
    assert encode.error(A, "sqrt8") == np.abs(back - A).max() <= 0.0022
    np.testing.assert_allclose(back.sum(-1), 1, rtol=0, atol=1e-12)
    assert (back[A > 1e-4] > 0).all()


def test_the_other_kinds_keep_their_stated_error_in_any_shape():
    rng = np.random.default_rng(1)
    for shape in ((5,), (4, 3), (2, 3, 4, 5)):
        X = rng.normal(size=shape) * 100
        assert (np.abs(encode.unpack(encode.pack(X, "float32")) - X) <= 6e-8 * np.abs(X)).all()
        assert (np.abs(encode.unpack(encode.pack(X, "float16")) - X) <= 5e-4 * np.abs(X)).all()
        row = np.abs(X).max(-1, keepdims=True)
        loss = np.abs(encode.unpack(encode.pack(X, "int8")) - X)
        assert (loss <= row / 254 * (1 + 1e-5)).all()
        assert encode.pack(X)["shape"] == list(shape)


def test_zeros_and_single_values_travel_in_every_kind():
    for kind in ("float32", "float16", "int8"):
        assert encode.error(np.zeros((2, 3)), kind) == 0
        assert encode.unpack(encode.pack([[-2.0]], kind)) == pytest.approx(-2.0)
    assert encode.unpack(encode.pack([[1.0]], "sqrt8")) == 1


def test_ten_thousand_vectors_of_50_take_half_a_megabyte_and_their_scales():
    assert len(encode.pack(np.ones((10_000, 50)), "int8")["data"]) == 10_000 * 54


@pytest.mark.parametrize("kind", encode.KINDS)
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_refused_with_its_name_and_place(kind, bad):
    with pytest.raises(ValueError, match=r"W_x\[1, 0\] is -?(nan|inf)"):
        encode.pack([[0.5, 0.5], [bad, 1.0]], kind, "W_x")


NO_NUMBERS = {
    "complex": np.ones((2, 2), complex), "text": np.array([["0.5", "0.5"]]),
    "text as objects": np.array([["0.5", "0.5"]], dtype=object), "a set": {1, 2},
    "a complex tensor": torch.ones(2, 2, dtype=torch.complex64),
    "a tensor without values": torch.ones(2, 2, device="meta"),
    "a list of texts and numbers": ["a", 1], "tensors of different lengths": [
        torch.ones(1), torch.ones(2)],
    "a whole number past all floats": [[10**400, 1]], "dates": np.array([["2020-01-01"]], "M8[D]"),
    "masked entries": np.ma.array([[0.5, 0.5]], mask=[[0, 1]]), "ragged rows": [[1], [1, 2]],
}


@pytest.mark.parametrize("what", NO_NUMBERS)
@pytest.mark.parametrize("given", [
    lambda x: encode.pack(x, "float32", "here"), lambda x: encode.distributions("here", x),
    lambda x: shaped("here", x, "n m", check.Shapes()),
    lambda x: check.array("here", x), lambda x: check.like("here", x, np.ones((2, 2))),
], ids=["pack", "weights", "shaped", "scratch array", "scratch gradient"])
def test_every_reader_of_arrays_names_what_holds_no_real_numbers(given, what):
    with pytest.raises(TypeError, match=r"^here must be an array of real numbers, not \w+ \("):
        given(NO_NUMBERS[what])


TENSORS = {
    "bfloat16": lambda x: x.bfloat16(), "float16": lambda x: x.half(), 
    "float64": torch.Tensor.double,
    "whole numbers": lambda x: x.long(), "truth values": lambda x: x.bool(),
    "a gradient": lambda x: x.clone().requires_grad_(), "a parameter": torch.nn.Parameter,
    "the middle of a graph": lambda x: (x.clone().requires_grad_() * 1).bfloat16(),
    "sparse": lambda x: x.to_sparse(), "another order": lambda x: x.T.contiguous().T,
}


@pytest.mark.parametrize("kind", TENSORS)
def test_a_tensor_is_read_whatever_its_type_and_graph(kind):
    X = torch.tensor([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
    given = TENSORS[kind](X)
    for value in (given, list(given.to_dense()), (given.to_dense()[0], [1, 0, 0])):
        found = encode.checked("X", value)
        assert found.dtype == np.float64 and (found[0] == [1, 0, 1]).all()
    assert (shaped("X", given, "n m", check.Shapes()) == X.numpy()).all()


def test_layers_in_a_tuple_of_tensors_are_read():
    layers = tuple(torch.full((1, 2, 3, 3), 1 / 3, requires_grad=True) for _ in range(4))
    assert encode.checked("A", layers).shape == (4, 1, 2, 3, 3)


def test_an_array_of_any_order_and_stride_is_read_and_left_alone():
    X = np.arange(12.0).reshape(3, 4)
    for view in (X[:, ::-1], X[::-2], X.T, np.asfortranarray(X), np.broadcast_to(X[0], (2, 4))):
        before = view.copy()
        np.testing.assert_array_equal(encode.unpack(encode.pack(view)), before)
        np.testing.assert_array_equal(view, before)


def test_a_list_with_masked_entries_is_refused_as_an_array_with_them_is():
    with pytest.raises(TypeError, match=r"masked entries: fill them first, as in X\.filled\(0\)"):
        encode.checked("X", [np.ma.array([0.5, 0.5], mask=[0, 1])])


def test_an_error_names_the_type_of_the_entries():
    with pytest.raises(TypeError, match=r"^X must .* not ndarray \(of dtype complex128\)"):
        encode.checked("X", np.ones(2, complex))


def test_masked_arrays_without_masked_entries_and_fractions_are_numbers():
    np.testing.assert_array_equal(encode.checked("X", np.ma.ones(2)), [1, 1])
    np.testing.assert_array_equal(encode.checked("X", [Fraction(1, 2), 10**30]), [0.5, 1e30])


@pytest.mark.parametrize("array, error, says", [
    ([], ValueError, r"X has shape \(0,\)"),
    (np.zeros((0, 3)), ValueError, r"X has shape \(0, 3\)"),
    (3.0, ValueError, r"X has shape \(\)"),
    ("letters", TypeError, "X must be an array of real numbers"),
    ([[1, "b"]], TypeError, "X must be an array of real numbers"),
    ([[1], [1, 2]], TypeError, "X must be an array of real numbers"),
    ([1 + 2j], TypeError, "X must be an array of real numbers"),
    (None, TypeError, "X must be an array of real numbers"),
])
def test_what_is_no_array_of_numbers_is_refused_by_name(array, error, says):
    with pytest.raises(error, match=says):
        encode.pack(array, "float32", "X")


def test_weights_that_are_negative_or_do_not_sum_to_1_are_refused_with_their_row():
    with pytest.raises(ValueError, match=r"A\[1, 1\] is -0.1; weights are never negative"):
        encode.pack([[1, 0], [1.1, -0.1]], "sqrt8", "A")
    with pytest.raises(ValueError, match=r"A\[1\] sums to 0.9; each row of A must sum to 1"):
        encode.pack([[1, 0], [0.5, 0.4]], "sqrt8", "A")
    with pytest.raises(ValueError, match=r"A\[0, 2, 1\] sums to 0; .*masked; leave it out"):
        A = np.full((1, 3, 2, 2), 0.5)
        A[0, 2, 1] = 0
        encode.pack(A, "sqrt8", "A")


def test_a_row_that_is_nearly_1_is_divided_by_its_sum_and_this_is_said():
    with pytest.warns(UserWarning, match=r"rows of A sum to 1\.0000 … 1\.0050.*divided by its sum"):
        found = encode.distributions("A", [[0.5, 0.505], [0.5, 0.5]])
    np.testing.assert_allclose(found, [[0.5 / 1.005, 0.505 / 1.005], [0.5, 0.5]], rtol=1e-15)
    with pytest.warns(UserWarning, match="divided by its sum"):
        assert encode.unpack(encode.pack([[0.5, 0.5005]], "sqrt8")).sum() == pytest.approx(1)


@pytest.mark.parametrize("kind", ["bfloat16", "float16", "float32"])
@pytest.mark.parametrize("m", [2, 30, 1024])
def test_weights_of_any_precision_are_taken_and_only_rough_ones_are_said_to_be_rough(kind, m):
    S = torch.from_numpy(np.random.default_rng(m).normal(size=(200, m)))
    A = S.softmax(-1).to(getattr(torch, kind))
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        found = encode.distributions("A", A)
    assert (np.abs(found.sum(-1) - 1) <= 1e-4).all() and (kind == "float32") <= (not said)
    assert np.abs(found - S.softmax(-1).numpy()).max() < 0.005


@pytest.mark.parametrize("p", [0.1, 0.5])
@pytest.mark.parametrize("causal", [False, True])
def test_weights_after_dropout_are_refused_with_the_remedy(p, causal):
    S = torch.from_numpy(np.random.default_rng(5).normal(size=(3, 12, 12)))
    if causal:
        S = S.masked_fill(torch.ones(12, 12).triu(1).bool(), -torch.inf)
    torch.manual_seed(0)
    A = torch.nn.functional.dropout(S.softmax(-1), p)
    with pytest.raises(ValueError, match=r"A\[.*\] sums to .*dropout .*; call model\.eval\(\)"):
        encode.distributions("A", A)


@pytest.mark.parametrize("A, says", [
    (softmax(np.arange(6.0).reshape(2, 3)).T, r"its columns do, so pass A\.swapaxes\(-1, -2\)"),
    ([[0.25, 0.25], [0.1, 0.2]],
     r"A\[0\] sums to 0\.5; .*of scores, apply softmax over the last axis$"),
    ([[0.5, 0, 0.4]], r"apply softmax over the last axis; of a model .* call model\.eval\(\)"),
    ([[0.5, 0.61]], r"apply softmax over the last axis; of a model .* call model\.eval\(\)"),
    ([[0.5, -0.5]], r"A\[0, 1\] is -0\.5; weights are never negative: apply softmax"),
])
def test_what_are_no_weights_is_refused_with_what_is_likely_wrong(A, says):
    with pytest.raises(ValueError, match=says):
        encode.distributions("A", A)


def test_vectors_of_any_size_keep_their_directions():
    E = np.random.default_rng(6).normal(size=(6, 5))
    due = encode.pack(E, "unit8")["data"]
    for size in (1e-300, 1e-44, 1e300):
        assert encode.pack(E * size, "unit8")["data"] == due
        np.testing.assert_allclose(encode.directions(E * size), encode.directions(E), rtol=1e-12)
    ends = encode.directions([[0, 0], [0, -5e-324], [0, 1e308]])
    assert (ends == [[0, 0], [0, -1], [0, 1]]).all()


def test_scaling_rows_by_powers_of_two_keeps_every_bit_of_their_directions():
    X = np.random.default_rng(7).normal(size=(50, 9)) * 1000
    plain = X / np.sqrt(np.square(X).sum(-1, keepdims=True))
    np.testing.assert_array_equal(encode.directions(X), plain)


def test_whole_numbers_and_places_travel_without_loss_and_others_are_refused():
    for kind, most, shape in (("uint8", 255, (256,)), ("grid12", 4095, (2048, 2))):
        X = np.arange(most + 1).reshape(shape)
        np.testing.assert_array_equal(encode.unpack(encode.pack(X, kind)), X)
        for bad in (-1, most + 1, 0.5):
            with pytest.raises(ValueError, match=f"kept holds {bad}; {kind} takes whole numbers"):
                encode.pack([[0, bad]], kind, "kept")
    with pytest.raises(ValueError, match=r"X has shape \(1, 3\); grid12 takes rows of two"):
        encode.pack([[1, 2, 3]], "grid12", "X")


@pytest.mark.parametrize("kind", encode.KINDS)
@pytest.mark.parametrize("shape", [(2,), (3, 2), (2, 3, 2), (2, 1, 3, 2)])
def test_every_kind_comes_back_in_its_shape_and_packs_to_the_same_bytes_again(kind, shape):
    X = np.full(shape, 0.5) if kind == "sqrt8" else np.arange(np.prod(shape)).reshape(shape)
    packed = encode.pack(X, kind)
    back = encode.unpack(packed)
    assert back.shape == shape and back.dtype == np.float64
    assert encode.pack(back, kind)["data"] == packed["data"]


def test_what_a_kind_cannot_hold_is_refused():
    with pytest.raises(ValueError, match="E holds 1e.06; float16 ends at 65504"):
        encode.pack([[1e6]], "float16", "E")
    with pytest.raises(ValueError, match="kind is 'bfloat16'"):
        encode.pack([[1.0]], "bfloat16")
    with pytest.raises(ValueError, match="packed has dtype 'float8'"):
        encode.unpack({"dtype": "float8", "shape": [1], "data": b"0"})


def test_packing_leaves_its_argument_as_it_was():
    A = softmax(np.random.default_rng(3).normal(size=(3, 3)))
    before = A.copy()
    encode.pack(A, "sqrt8")
    np.testing.assert_array_equal(A, before)

"""What travels to the page loses no more than it says, and what cannot travel is refused."""

from fractions import Fraction

import numpy as np
import pytest
import torch

from nlpviz.scratch import check
from nlpviz.widgets import encode, traces


def softmax(S):
    E = np.exp(S - S.max(-1, keepdims=True))
    return E / E.sum(-1, keepdims=True)


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
    "a tensor that asks for its gradient": torch.ones(2, 2, requires_grad=True),
    "a whole number past all floats": [[10**400, 1]], "dates": np.array([["2020-01-01"]], "M8[D]"),
    "masked entries": np.ma.array([[0.5, 0.5]], mask=[[0, 1]]), "ragged rows": [[1], [1, 2]],
}


@pytest.mark.parametrize("what", NO_NUMBERS)
@pytest.mark.parametrize("given", [
    lambda x: encode.pack(x, "float32", "here"), lambda x: encode.weights(x, "here"),
    lambda x: traces.check("here", x, ("n", "m"), {}),
    lambda x: check.array("here", x), lambda x: check.like("here", x, np.ones((2, 2))),
], ids=["pack", "weights", "traces.check", "scratch array", "scratch gradient"])
def test_every_reader_of_arrays_names_what_holds_no_real_numbers(given, what):
    with pytest.raises(TypeError, match=r"^here must be an array of real numbers, not \w+ \("):
        given(NO_NUMBERS[what])


def test_an_error_names_the_type_of_the_entries():
    with pytest.raises(TypeError, match=r"^X must .* not ndarray \(of dtype complex128\)"):
        encode.checked(np.ones(2, complex), "X")


def test_masked_arrays_without_masked_entries_and_fractions_are_numbers():
    np.testing.assert_array_equal(encode.checked(np.ma.ones(2)), [1, 1])
    np.testing.assert_array_equal(encode.checked([Fraction(1, 2), 10**30]), [0.5, 1e30])


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
    with pytest.raises(ValueError, match=r"A\[0, 2, 1\] sums to 0; .*softmax"):
        A = np.full((1, 3, 2, 2), 0.5)
        A[0, 2, 1] = 0
        encode.pack(A, "sqrt8", "A")


def test_a_row_that_is_1_within_a_thousandth_is_taken():
    assert encode.unpack(encode.pack([[0.5, 0.5005]], "sqrt8")).sum() == pytest.approx(1)


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

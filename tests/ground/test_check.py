"""One checker of arguments: the name first in every error, the value returned; NumPy and torch."""

import subprocess
import sys

import numpy as np
import pytest
import torch

from nlpviz import check
from nlpviz.check import ArgumentError, Shapes, WrongKind

MANY = [pytest.param(check.arrays, np.ones, id="numpy"),
        pytest.param(check.tensors, torch.ones, id="torch")]


@pytest.mark.parametrize("fit, ones", MANY)
def test_the_first_array_that_has_a_size_fixes_it(fit, ones):
    found = fit("X: T d, W: d 4d_h, b: 4d_h", ones((2, 3)), ones((3, 8)), ones(8))
    assert [tuple(x.shape) for x in found] == [(2, 3), (3, 8), (8,)]


@pytest.mark.parametrize("fit, ones", MANY)
@pytest.mark.parametrize("shapes, says", [
    (((2, 3), (4, 8)), r"^W has shape \(4, 8\); it must be \(d, 4 d_h\) = \(3, 8\), d as in X$"),
    (((2, 3), (3, 9)), r"^W has shape \(3, 9\); it must be \(d, 4 d_h\) = \(3, 8\), d as in X$"),
    (((3,), (3, 8)), r"^X has shape \(3,\); it must have 2 axes: \(T, d\)$"),
    (((2, 3), (3,)), r"^W has shape \(3,\); it must have 2 axes: \(d, 4 d_h\)$"),
    (((0, 3), (3, 8)), r"^X has shape \(0, 3\): T = 0 but must be at least 1$"),
])
def test_a_shape_that_does_not_fit_is_named_with_what_fixed_it(fit, ones, shapes, says):
    with pytest.raises(ValueError, match=says):
        fit("X: T d, W: d 4d_h", *map(ones, shapes))


def test_sizes_that_are_known_before_are_held_and_new_ones_are_found():
    known = Shapes(T=2)
    known.fit("H", np.ones((2, 3)), "T d_h")
    assert known.sizes == {"T": 2, "d_h": 3} and known.shape("d_h 4d_h") == (3, 12)
    assert known.shape("m d_h") is None
    with pytest.raises(ValueError, match=r"^A has shape \(3, 3\); .* = \(2, 3\), d_h as in H$"):
        known.fit("A", np.ones((3, 3)), "T d_h")


def test_scratch_refuses_what_is_not_finite_and_torch_lets_it_pass():
    bad = np.array([[1.0, np.nan]])
    with pytest.raises(ValueError, match=r"^X\[0, 1\] is nan"):
        check.arrays("X: T d", bad)
    assert check.tensors("X: T d", torch.tensor(bad))[0].isnan().any()


class Unwritten:
    """An array whose repr is never asked for: of a large one it takes longer than a step."""

    def __array__(self, dtype=None, copy=None):
        return np.ones((2, 3))

    def __repr__(self):
        raise AssertionError("what is right is not written out")


def test_an_array_is_written_out_only_for_an_error():
    X, = check.arrays("X: T d", Unwritten())
    assert (X == 1).all()


@pytest.mark.parametrize("call", [
    lambda: check.whole("n", "3"), lambda: check.whole("n", True), lambda: check.whole("n", 2.0),
    lambda: check.index("n", None, 3), lambda: check.index("n", np.True_, 3),
    lambda: check.number("n", "3"), lambda: check.number("n", None), lambda: check.number("n", 1j),
    lambda: check.number("n", True), lambda: check.numbers("n", ["a"]),
    lambda: check.numbers("n", [True], bools=False), lambda: check.sizes(m=1, n=[1]),
])
def test_another_kind_is_a_type_error_and_a_value_error_that_begins_with_the_name(call):
    with pytest.raises(WrongKind, match="^n (is|must be) ") as error:
        call()
    assert isinstance(error.value, TypeError) and isinstance(error.value, ValueError)


@pytest.mark.parametrize("call", [
    lambda: check.whole("n", 0), lambda: check.whole("n", 5, 1, 4), lambda: check.index("n", 3, 3),
    lambda: check.index("n", -1, 3), lambda: check.number("n", np.nan, finite=False),
    lambda: check.number("n", 0, above=0), lambda: check.number("n", np.inf),
    lambda: check.number("n", 2, 0, 1), lambda: check.number("n", 10**400),
    lambda: check.span("n", (3, 2)), lambda: check.span("n", (0, 101), most=100),
    lambda: check.span("n", (True, 2)), lambda: check.span("n", 0, least=1),
    lambda: check.one_of("n", "c", ("a", "b")), lambda: check.one_of("n", ["a"], ("a", "b")),
    lambda: check.one_of("n", 1, (True, False)), lambda: check.one_of("n", None, ("a", "b")),
])
def test_what_is_out_of_range_is_named_and_is_no_type_error(call):
    with pytest.raises(ArgumentError, match="^n is .*; it must be ") as error:
        call()
    assert not isinstance(error.value, TypeError) and error.value.argument == "n"


def test_values_come_back_as_pythons_own():
    for found in (check.whole("n", np.int8(3)), check.index("n", np.uint8(3), 4)):
        assert type(found) is int and found == 3
    for three in (3, np.float32(3), np.array(3.0), torch.tensor(3.0, requires_grad=True)):
        assert type(check.number("n", three)) is float and check.number("n", three) == 3
    assert check.number("n", np.inf, finite=False) == np.inf
    assert check.sizes(d=np.int64(2), d_h=3) == [2, 3]
    assert check.span("n", 3) == (3, 3) and check.span("n", 3, 0) == (0, 3)
    assert check.span("n", [np.int8(1), 3]) == (1, 3)


def test_a_choice_comes_back_or_of_a_dict_what_it_leads_to():
    assert check.one_of("f", "a", ("a", None)) == "a"
    assert check.one_of("f", None, ("a", None)) is None
    assert check.one_of("f", "a", {"a": 7}) == 7


def test_a_gradient_may_be_infinite_but_has_the_shape_of_its_value():
    assert check.like("dX", [[np.inf, 1]], np.ones((1, 2))).tolist() == [[np.inf, 1]]
    with pytest.raises(ValueError, match=r"^dX has shape \(2,\) but what it is the gradient of"):
        check.like("dX", [1, 1], np.ones((1, 2)))


def test_a_row_of_whole_numbers_may_be_empty_if_no_size_is_asked_for():
    assert check.row("ids", []).tolist() == [] and check.row("ids", [2, 0], 3).tolist() == [2, 0]
    for wrong in ([], [3], [-1]):
        with pytest.raises(ValueError, match="^ids (is empty|holds)"):
            check.row("ids", wrong, 3)


def test_the_checker_is_imported_without_torch():
    code = "import sys, nlpviz.check; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0

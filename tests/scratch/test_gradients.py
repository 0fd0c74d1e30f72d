"""Every function of `scratch` has the values and gradients of autograd.

One table pairs each function with PyTorch's own (or, for whole layers, with the cell written
step by step); values agree to 1e-10 and gradients to 1e-8 in float64, on several shapes.
"""

import inspect
from functools import partial

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from nlpviz.pytorch.recurrent import steps
from nlpviz.scratch import functional, recurrent
from nlpviz.scratch.recurrent import hochreiter, initial, jacobians, online
from nlpviz.scratch.recurrent.stacked import stacked
from tests.scratch.refusals import refused_by_name


def one(layer, n_states=1):
    """The batched `layer` as a function of one sequence."""
    def run(X, *rest):
        states = [s[None] for s in rest[:n_states]]
        return layer(X[None], *states, *rest[n_states:])[0][0]
    return run


def two_scratch(X, h0, W_x, W_h, b, h1, V_x, V_h, v, v_n):
    return stacked(X, [
        partial(recurrent.rnn, h0=h0, W_x=W_x, W_h=W_h, b=b),
        partial(recurrent.gru, h0=h1, W_x=V_x, W_h=V_h, b=v, b_n=v_n)])


def two_torch(X, h0, W_x, W_h, b, h1, V_x, V_h, v, v_n):
    H = one(steps.rnn)(X, h0, W_x, W_h, b)
    return one(steps.gru)(H, h1, V_x, V_h, v, v_n)


def rnn_shapes(T, d, n):
    return [(T, d), (n,), (d, n), (n, n), (n,)]


def lstm_shapes(T, d, n):
    return [(T, d), (n,), (n,), (d, 4 * n), (n, 4 * n), (4 * n,)]


def gru_shapes(T, d, n):
    return [(T, d), (n,), (d, 3 * n), (n, 3 * n), (3 * n,), (n,)]


def square(T, d, n):
    return [(T, d)]


def peepholes(shapes):
    return lambda T, d, n: [*shapes(T, d, n), (n,), (n,), (n,)]


# name: (ours, torch's, shapes of the real arguments for T, d, d_h)
TABLE = {
    "sigmoid": (functional.sigmoid, torch.sigmoid, square),
    "tanh": (functional.tanh, torch.tanh, square),
    "relu": (functional.relu, torch.relu, square),
    "linear": (functional.linear, lambda X, W, b: F.linear(X, W.T, b),
               lambda T, d, n: [(T, d), (d, n), (n,)]),
    "softmax": (functional.softmax, lambda S: torch.softmax(S, -1), square),
    "rnn tanh": (recurrent.rnn, one(steps.rnn), rnn_shapes),
    "rnn relu": (partial(recurrent.rnn, activation="relu"),
                 one(partial(steps.rnn, activation="relu")), rnn_shapes),
    "rnn linear": (partial(recurrent.rnn, activation="linear"),
                   one(partial(steps.rnn, activation="linear")), rnn_shapes),
    "lstm without peepholes": (recurrent.lstm, one(steps.lstm, 2), lstm_shapes),
    "lstm": (recurrent.lstm, one(steps.lstm, 2), peepholes(lstm_shapes)),
    "gru": (recurrent.gru, one(steps.gru), gru_shapes),
    "stacked": (two_scratch, two_torch,
                lambda T, d, n: rnn_shapes(T, d, n) + gru_shapes(T, n, n + 1)[1:]),
}

# the same for functions of word numbers or targets, which have no gradient
IDS = {
    "embed": (lambda E, ids: functional.embed(ids, E),
              lambda E, ids: F.embedding(ids, E), lambda T, d, n: [(n, d)]),
    "cross_entropy": (functional.cross_entropy, F.cross_entropy,
                      lambda T, d, n: [(T, n)]),
}

SHAPES = [(1, 1, 1), (1, 3, 2), (2, 1, 4), (5, 3, 4), (13, 2, 3)]


def draw(shapes, seed=0):
    random = np.random.default_rng(seed)
    return [random.normal(size=shape) for shape in shapes]


def compare(ours, theirs, arguments, extra=(), n_gradients=None):
    """Values to 1e-10; the gradients of all real arguments to 1e-8."""
    tensors = [torch.tensor(a, requires_grad=True) for a in arguments]
    y = theirs(*tensors, *(torch.as_tensor(e) for e in extra))
    value, trace = ours(*arguments, *extra)
    np.testing.assert_allclose(value, y.detach().numpy(), rtol=0, atol=1e-10)
    dy = np.random.default_rng(1).normal(size=y.shape)
    expected = torch.autograd.grad(y, tensors, torch.tensor(dy))
    grads = trace.backward(dy)
    if trace_is_stack := hasattr(trace, "traces"):
        grads = (grads[0], *(g for layer in grads[1] for g in layer))
    grads = grads if isinstance(grads, tuple) or trace_is_stack else (grads,)
    for k, e in enumerate(expected):
        np.testing.assert_allclose(grads[k], e.numpy(), rtol=0, atol=1e-8,
                                   err_msg=f"gradient of argument {k}")
    return grads


def agree(ours, theirs, arguments, **options):
    """Compare; and gradients have the shapes of the arguments, which stay as they were."""
    kept = [a.copy() for a in arguments]
    grads = compare(ours, theirs, arguments, **options)
    for g, a in zip(grads, arguments, strict=False):
        assert g.shape == a.shape
    for a, k in zip(arguments, kept, strict=True):
        assert np.array_equal(a, k), "an argument was changed in place"


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", TABLE)
def test_values_and_gradients_are_those_of_autograd(name, shape):
    ours, theirs, shapes = TABLE[name]
    agree(ours, theirs, draw(shapes(*shape)))


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", IDS)
def test_functions_of_word_numbers_have_the_gradients_of_autograd(name, shape):
    ours, theirs, shapes = IDS[name]
    T, _, n = shape
    ids = np.random.default_rng(2).integers(0, n, size=T)  # words met twice
    compare(ours, theirs, draw(shapes(*shape)), extra=[ids])


def test_no_function_with_a_backward_is_left_out():
    have = {name.split()[0] for name in [*TABLE, *IDS]}
    for module in (functional, recurrent):
        for name, f in inspect.getmembers(module, inspect.isfunction):
            if f.__module__ == module.__name__ and "def backward" in inspect.getsource(f):
                assert name in have


def test_lstm_gradients_include_those_that_enter_at_the_cell_state():
    arguments = draw(peepholes(lstm_shapes)(4, 2, 3))
    tensors = [torch.tensor(a, requires_grad=True) for a in arguments]
    X, h0, c0, *weights = tensors
    _, seen = steps.lstm(X[None], h0[None], c0[None], *weights)
    dH, dC = draw([(4, 3), (4, 3)], seed=3)
    total = ((seen["H"][0] * torch.tensor(dH)).sum() + (seen["C"][0] * torch.tensor(dC)).sum())
    expected = torch.autograd.grad(total, tensors)
    grads = recurrent.lstm(*arguments)[1].backward(dH, dC)
    for g, e in zip(grads, expected, strict=True):
        np.testing.assert_allclose(g, e.numpy(), rtol=0, atol=1e-8)


@pytest.mark.parametrize("name", TABLE)
def test_backward_can_be_called_twice_and_is_linear(name):
    ours, _, shapes = TABLE[name]
    y, trace = ours(*draw(shapes(5, 3, 4)))
    if hasattr(trace, "traces"):
        first, second = trace.backward(0 * y + 1)[0], trace.backward(0 * y + 2)[0]
    else:
        first, second = trace.backward(0 * y + 1), trace.backward(0 * y + 2)
    for a, b in zip(first, second, strict=True):
        np.testing.assert_allclose(2 * np.asarray(a), b, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("max_norm", [0.5, 1e6])
def test_clipping_is_that_of_torch(max_norm):
    grads = draw([(3, 4), (4,)])
    parameters = [torch.nn.Parameter(torch.zeros(g.shape, dtype=torch.float64)) for g in grads]
    for p, g in zip(parameters, grads, strict=True):
        p.grad = torch.tensor(g)
    norm = torch.nn.utils.clip_grad_norm_(parameters, max_norm)
    clipped, ours = functional.clip_norm(grads, max_norm)
    assert ours == pytest.approx(float(norm), abs=1e-12)
    for c, p in zip(clipped, parameters, strict=True):
        np.testing.assert_allclose(c, p.grad.numpy(), atol=1e-6)  # torch adds 1e-6 to the norm


def test_large_numbers_do_not_overflow():
    x = np.array([-1e4, -800.0, 0.0, 800.0, 1e4])
    with np.errstate(all="raise", under="ignore"):
        y, _ = functional.sigmoid(x)
        P, _ = functional.softmax(x[None])
        L, trace = functional.cross_entropy(x[None], [0])
    assert y.tolist() == [0, 0, 0.5, 1, 1]
    assert P.sum() == 1 and L == 2e4 and np.isfinite(trace.backward()).all()


E_, S_ = np.eye(3), np.zeros((2, 3))
WRONG = {
    "X shape least": lambda: recurrent.rnn(np.zeros((0, 2)), [0.0], np.ones((2, 1)), [[1]], [0]),
    "W_h shape": lambda: recurrent.rnn(S_, np.zeros(3), E_, np.zeros((3, 4)), np.zeros(3)),
    "W_x shape": lambda: recurrent.lstm(S_, np.zeros(3), np.zeros(3), E_, np.zeros((3, 12)),
                                        np.zeros(12)),
    "p_f shape": lambda: recurrent.lstm(S_, np.zeros(1), np.zeros(1), np.zeros((3, 4)),
                                        np.zeros((1, 4)), np.zeros(4), p_f=np.zeros(2)),
    "b_n shape": lambda: recurrent.gru(S_, np.zeros(1), np.zeros((3, 3)), np.zeros((1, 3)),
                                       np.zeros(3), np.zeros(2)),
    "W_h nan": lambda: recurrent.rnn(S_, np.zeros(3), E_, np.full((3, 3), np.nan), np.zeros(3)),
    "X inf": lambda: functional.linear([[np.inf]], [[1.0]], [0.0]),
    "activation swish": lambda: recurrent.rnn(S_, np.zeros(3), E_, E_, np.zeros(3), "swish"),
    "dH shape": lambda: recurrent.rnn(S_, np.zeros(3), E_, E_,
                                      np.zeros(3))[1].backward(np.zeros(3)),
    "targets 3": lambda: functional.cross_entropy(S_, [0, 3]),
    "targets rows": lambda: functional.cross_entropy(S_, [0]),
    "ids -1": lambda: functional.embed([-1], E_),
    "ids empty": lambda: functional.embed(np.zeros(0, int), E_),
    "S shape": lambda: functional.softmax(np.zeros((2, 0))),
    "max_norm 0": lambda: functional.clip_norm([E_], 0),
    "activation tanh relu": lambda: recurrent.rnn(S_, np.zeros(3), E_, E_, np.zeros(3), ["tanh"]),
    "d 2.0": lambda: initial.rnn_weights(2.0, 3.0),
    "d inf": lambda: initial.gru_weights(np.inf, 2),
    "radius inf": lambda: initial.lstm_weights(2, 2, radius=np.inf),
    "trace.cell rnn lstm gru": lambda: jacobians.state_jacobians(None),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_arguments_are_refused_by_name(case):
    refused_by_name(case, WRONG[case])


def test_what_is_no_array_of_numbers_is_a_type_error():
    with pytest.raises(TypeError, match="^X must be"):
        recurrent.rnn("the letters", [0.0], [[1.0]], [[1.0]], [0.0])
    with pytest.raises(TypeError, match="^X must be"):
        functional.linear([[1.0], [1.0, 2.0]], [[1.0]], [0.0])
    with pytest.raises(TypeError, match="^ids must be whole"):
        functional.embed([0.5], E_)


NO_NUMBERS = {
    "d_h": lambda: initial.rnn_weights(2, "a"),
    "d": lambda: initial.lstm_weights(None, 2),
    "radius": lambda: initial.rnn_weights(2, 2, radius="a"),
    "max_norm": lambda: functional.clip_norm([E_], "a"),
    "slope": lambda: jacobians.norm_bound(E_, [1], slope=None),
    "u": lambda: hochreiter.factor_recursion(E_, S_, [0, 1], 0),
    "v": lambda: hochreiter.factor_paths(E_, S_, 0, 1.0),
    "k": lambda: online.truncated_bptt(S_, np.zeros(3), E_, E_, np.zeros(3), S_, "a"),
    "dH": lambda: recurrent.rnn(S_, np.zeros(3), E_, E_, np.zeros(3))[1].backward("x"),
    "dY": lambda: functional.linear(S_, E_, np.zeros(3))[1].backward(S_ + 0j),
    "x": lambda: functional.tanh(torch.ones(2, requires_grad=True)),
}


@pytest.mark.parametrize("name", NO_NUMBERS)
def test_what_is_no_number_is_a_type_error_that_begins_with_its_name(name):
    with pytest.raises(TypeError, match=f"^{name} (is|must be) "):
        NO_NUMBERS[name]()


@pytest.mark.parametrize("call", [
    lambda value: initial.rnn_weights(value, 3),
    lambda value: functional.clip_norm([E_], value),
    lambda value: hochreiter.factor_recursion(E_, S_, value, 0)], ids=["whole", "real", "index"])
def test_a_bool_is_no_number_and_numpys_are(call):
    for bool_ in (True, np.True_):
        with pytest.raises(TypeError, match=r"^[a-z_]+ is (np\.)?True"):
            call(bool_)
    for one in (1, np.int64(1), np.uint8(1)):
        call(one)


@pytest.mark.parametrize("shape", [(5,), (2, 3, 5)])
def test_softmax_goes_along_the_last_axis_of_any_array(shape):
    S, dP = np.random.default_rng(3).normal(size=(2, *shape))
    P, trace = functional.softmax(S)
    s = torch.tensor(S, requires_grad=True)
    torch.softmax(s, -1).backward(torch.tensor(dP))
    np.testing.assert_allclose(P, torch.softmax(s, -1).detach().numpy(), rtol=0, atol=1e-10)
    np.testing.assert_allclose(trace.backward(dP), s.grad.numpy(), rtol=0, atol=1e-10)


def test_clipping_takes_gradients_whose_squares_would_overflow():
    grads = [np.full(3, 1e200), np.full((2, 1), -1e-200), np.zeros(0)]
    clipped, norm = functional.clip_norm(grads, 1.0)
    assert norm == pytest.approx(np.sqrt(3) * 1e200, rel=1e-12)
    np.testing.assert_allclose(clipped[0], 1 / np.sqrt(3), rtol=1e-12)
    tiny, norm = functional.clip_norm([np.array([3e-200, 4e-200])], 1e-200)
    assert norm == pytest.approx(5e-200) and tiny[0] == pytest.approx([6e-201, 8e-201])
    assert functional.clip_norm([], 1.0) == ((), 0.0)

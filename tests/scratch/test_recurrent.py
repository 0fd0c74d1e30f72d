"""Our recurrent networks are those of PyTorch and, with peepholes, of ONNX.

The same weights give the same outputs (1e-10) and gradients (1e-8, float64) as torch.nn.RNN,
LSTM and GRU; with peepholes the same outputs as the ONNX operator (1e-5, float32); and the
batched twins are the scratch functions.
"""

import numpy as np
import onnxruntime
import pytest
import torch
from onnx import TensorProto, helper
from torch.autograd import gradcheck

from nlpviz.pytorch.recurrent import GRU, LSTM, RNN, cells, steps, to_numpy
from nlpviz.pytorch.recurrent.models import LanguageModel, Regressor, arrays_of
from nlpviz.pytorch.recurrent.peephole import PeepholeLSTM
from nlpviz.scratch import recurrent
from nlpviz.scratch.functional import linear, softmax
from nlpviz.scratch.recurrent import initial
from tests.scratch.refusals import refused_by_name

SHAPES = [(1, 1, 1, 1), (1, 4, 3, 2), (3, 1, 2, 4), (2, 7, 3, 5)]  # B, T, d, d_h
N_GATES = {"rnn": 1, "lstm": 4, "gru": 3}


def draw(*shapes, seed=0, dtype=torch.float64):
    random = torch.Generator().manual_seed(seed)
    return [torch.randn(*s, generator=random, dtype=dtype).requires_grad_() for s in shapes]


def arguments(cell, shape, n_peepholes=0):
    """X, states and weights of a batched cell."""
    B, T, d, n = shape
    k = N_GATES[cell]
    states = [(B, n)] * (2 if cell == "lstm" else 1)
    inner = [(n,)] if cell == "gru" else [(n,)] * n_peepholes
    return draw((B, T, d), *states, (d, k * n), (n, k * n), (k * n,), *inner)


def peer(cell, X, W_x, W_h, b, b_n=None):
    """torch.nn's module holding these weights (its rows are our columns, its order r, z, n is
    our r, u, n, and its i, f, g, o our i, f, z, o)."""
    kind = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[cell]
    module = kind(X.shape[2], len(W_h), batch_first=True).double()
    b_h = torch.zeros_like(b)
    if b_n is not None:
        b_h[-len(b_n):] = b_n
    with torch.no_grad():
        for name, value in [("weight_ih_l0", W_x.T), ("weight_hh_l0", W_h.T), ("bias_ih_l0", b),
                            ("bias_hh_l0", b_h)]:
            getattr(module, name).copy_(value)
    return module


def peer_gradients(cell, module, like):
    """The gradients that torch's module has, in our shapes and order."""
    grads = [module.weight_ih_l0.grad.T, module.weight_hh_l0.grad.T, module.bias_ih_l0.grad]
    if cell == "gru":
        grads.append(module.bias_hh_l0.grad[-len(like[-1]):])
    return grads


def close(a, b, tolerance):
    a, b = (x.detach().numpy() if isinstance(x, torch.Tensor) else x for x in (a, b))
    np.testing.assert_allclose(a, b, rtol=0, atol=tolerance)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("cell", N_GATES)
def test_scratch_is_torch_nn_with_the_same_weights(cell, shape):
    shape = (1, *shape[1:])
    args = arguments(cell, shape)
    n_states = 2 if cell == "lstm" else 1
    X, states, own = args[0], args[1:1 + n_states], args[1 + n_states:]
    module = peer(cell, X, *own)
    state = tuple(s[None] for s in states)
    H, _ = module(X, state if cell == "lstm" else state[0])
    (dH,) = draw(H.shape, seed=1)
    H.backward(dH)
    ours, trace = getattr(recurrent, cell)(
        X[0].detach().numpy(), *(s[0].detach().numpy() for s in states),
        *(w.detach().numpy() for w in own))
    close(ours, H[0], 1e-10)
    expected = [X.grad[0], *(s.grad[0] for s in states), *peer_gradients(cell, module, own)]
    for ours, theirs in zip(trace.backward(dH[0].detach().numpy()), expected, strict=False):
        close(ours, theirs, 1e-8)


def onnx_lstm(X, h0, c0, W_x, W_h, b, p_i, p_f, p_o):
    """The ONNX operator with its rows i, o, f, c and peepholes i, o, f."""
    def rows(W):
        i, f, z, o = np.split(W, 4, axis=-1)
        return np.concatenate([i, o, f, z], axis=-1).T[None]

    n = len(p_i)
    feed = {"X": X.transpose(1, 0, 2), "W": rows(W_x), "R": rows(W_h),
            "B": np.concatenate([rows(b), np.zeros((1, 4 * n))], axis=1),
            "h": h0[None], "c": c0[None], "P": np.concatenate([p_i, p_o, p_f])[None]}
    feed = {name: np.ascontiguousarray(x, dtype=np.float32) for name, x in feed.items()}
    node = helper.make_node("LSTM", ["X", "W", "R", "B", "", "h", "c", "P"],
                            ["Y", "Y_h", "Y_c"], hidden_size=n)
    graph = helper.make_graph(
        [node], "lstm",
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, x.shape)
         for name, x in feed.items()],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
         for name in ("Y", "Y_h", "Y_c")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)])
    model.ir_version = 8
    session = onnxruntime.InferenceSession(model.SerializeToString(),
                                           providers=["CPUExecutionProvider"])
    Y, h, c = session.run(None, feed)
    return Y[:, 0].transpose(1, 0, 2), h[0], c[0]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_the_lstm_with_peepholes_is_the_onnx_operator(shape):
    args = [a.detach().numpy() for a in arguments("lstm", shape, n_peepholes=3)]
    expected, h, c = onnx_lstm(*args)
    X, h0, c0, *own = args
    for k in range(len(X)):
        H, trace = recurrent.lstm(X[k], h0[k], c0[k], *own)
        close(H, expected[k], 1e-5)
        close(trace.C[-1], c[k], 1e-5)
    H, (h_T, c_T) = cells.lstm(*(torch.tensor(a) for a in args))
    for ours, theirs in [(H, expected), (h_T, h), (c_T, c)]:
        close(ours, theirs, 1e-5)


TWINS = [("rnn", {"activation": "tanh"}), ("rnn", {"activation": "relu"}),
         ("rnn", {"activation": "linear"}), ("lstm", {}), ("lstm", {"n_peepholes": 3}), ("gru", {})]


@pytest.mark.parametrize("trace", [False, True])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("cell,options", TWINS, ids=str)
def test_the_batched_twin_is_the_scratch_function(cell, options, shape, trace):
    options = dict(options)
    args = arguments(cell, shape, options.pop("n_peepholes", 0))
    H, state, *seen = getattr(cells, cell)(*args, **options, trace=trace)
    (dH,) = draw(H.shape, seed=1)
    last = state[1] if cell == "lstm" else state
    (H * dH.detach()).sum().backward(retain_graph=True)
    n_states = 2 if cell == "lstm" else 1
    own = [a.detach().numpy() for a in args]
    sums = [np.zeros_like(w) for w in own[1 + n_states:]]
    for k in range(shape[0]):
        h, ours = getattr(recurrent, cell)(*(a[k] for a in own[:1 + n_states]),
                                           *own[1 + n_states:], **options)
        close(H[k], h, 1e-10)
        close(last[k], (ours.C if cell == "lstm" else ours.H)[-1], 1e-10)
        for name, value in (seen[0] if trace else {}).items():
            close(value[k], getattr(ours, name), 1e-10)
        grads = ours.backward(dH[k].detach().numpy())
        for a, g in zip(args[:1 + n_states], grads, strict=False):
            close(a.grad[k], g, 1e-8)
        sums = [s + g for s, g in zip(sums, grads[1 + n_states:], strict=False)]
    for a, g in zip(args[1 + n_states:], sums, strict=True):
        close(a.grad, g, 1e-8)


@pytest.mark.parametrize("shape", [(1, 1, 1, 1), (2, 3, 2, 2)], ids=str)
def test_the_hand_written_backward_passes_gradcheck(shape):
    assert gradcheck(PeepholeLSTM.apply, arguments("lstm", shape, 3))


def test_the_hand_written_backward_serves_any_subset_of_arguments():
    args = arguments("lstm", (2, 3, 2, 3), 3)
    every = torch.autograd.grad(PeepholeLSTM.apply(*args)[0].square().sum(), args)
    for k in range(len(args)):
        some = [a.detach().clone().requires_grad_(j == k) for j, a in enumerate(args)]
        (g,) = torch.autograd.grad(PeepholeLSTM.apply(*some)[0].square().sum(), some[k])
        close(g, every[k], 0)


def test_the_hand_written_backward_takes_a_gradient_at_either_output():
    args = arguments("lstm", (2, 3, 2, 3), 3)
    H, seen = steps.lstm(*args)
    plain = [H[:, 1].sum(), seen["C"][:, -1].square().sum()]
    H, c = PeepholeLSTM.apply(*args)
    for ours, theirs in zip([H[:, 1].sum(), c.square().sum()], plain, strict=True):
        pairs = zip(torch.autograd.grad(ours, args, retain_graph=True, materialize_grads=True),
                    torch.autograd.grad(theirs, args, retain_graph=True, materialize_grads=True),
                    strict=True)
        for a, b in pairs:
            close(a, b, 1e-12)


def test_the_hand_written_lstm_can_be_used_twice_in_one_graph():
    X, h0, c0, *own = arguments("lstm", (2, 3, 4, 4), 3)

    def twice(f):
        H, _ = f(X, h0, c0, *own)
        return (f(H, h0, c0, *own)[0] * H).sum()

    ours, plain = twice(PeepholeLSTM.apply), twice(steps.lstm)
    close(ours, plain, 1e-12)
    for a, b in zip(torch.autograd.grad(ours, [X, h0, c0, *own], retain_graph=True),
                    torch.autograd.grad(plain, [X, h0, c0, *own]), strict=True):
        close(a, b, 1e-12)
    again = torch.autograd.grad(ours, own, retain_graph=True)
    for a, b in zip(again, torch.autograd.grad(ours, own), strict=True):
        close(a, b, 0)  # a backward leaves nothing changed for the next one


def test_the_hand_written_lstm_takes_tensors_that_are_not_contiguous():
    args = arguments("lstm", (3, 4, 2, 5), 3)
    odd = [a.detach().movedim(0, -1).contiguous().movedim(-1, 0).requires_grad_() for a in args]
    assert not odd[0].is_contiguous() and not odd[3].is_contiguous()
    (dH,) = draw((4, 3, 5))
    for mine in (args, odd):
        PeepholeLSTM.apply(*mine)[0].transpose(0, 1).backward(dH)
    for a, o in zip(args, odd, strict=True):
        close(a.grad, o.grad, 1e-12)


def test_the_hand_written_lstm_leaves_its_arguments_as_they_are():
    args = arguments("lstm", (2, 3, 2, 3), 3)
    kept = [a.detach().clone() for a in args]
    H, c = PeepholeLSTM.apply(*args)
    (dH,) = draw(H.shape)
    seeds = dH.detach().clone(), torch.ones_like(c)
    torch.autograd.backward([H, c], seeds)
    assert torch.equal(seeds[0], dH) and torch.equal(seeds[1], torch.ones_like(c))
    assert all(torch.equal(a, k) for a, k in zip(args, kept, strict=True))


MODULES = {
    "rnn": lambda layers: RNN(3, 4, n_layers=layers),
    "relu": lambda layers: RNN(3, 4, "relu", n_layers=layers),
    "lstm": lambda layers: LSTM(3, 4, n_layers=layers),
    "no peepholes": lambda layers: LSTM(3, 4, peepholes=False, n_layers=layers),
    "gru": lambda layers: GRU(3, 4, n_layers=layers),
}


@pytest.mark.parametrize("n_layers", [1, 2, 3])
@pytest.mark.parametrize("name", MODULES)
def test_a_state_carries_a_sequence_over_its_pieces(name, n_layers):
    module = MODULES[name](n_layers).double()
    (X,) = draw((2, 9, 3))
    whole, end = module(X)
    state, pieces = None, []
    for piece in X.split([1, 5, 3], dim=1):
        H, state = module(piece, state)
        pieces.append(H)
    together = torch.cat(pieces, dim=1)
    close(together, whole, 1e-12)
    for a, b in zip(state, end, strict=True):
        close(a, b, 1e-12)
    parameters = list(module.parameters())
    for a, b in zip(torch.autograd.grad(together.square().sum(), parameters),
                    torch.autograd.grad(whole.square().sum(), parameters), strict=True):
        close(a, b, 1e-11)


@pytest.mark.parametrize("name", MODULES)
def test_stacked_layers_are_layers_on_top_of_each_other(name):
    module = MODULES[name](2).double()
    (X,) = draw((1, 5, 3))
    H, state, seen = module(X, trace=True)
    rows = X[0].detach().numpy()
    cell = "lstm" if "peep" in name else name.replace("relu", "rnn")
    states = (np.zeros(4),) * (2 if cell == "lstm" else 1)
    options = {"activation": "relu"} if name == "relu" else {}
    for k, layer in enumerate(to_numpy(module)):
        rows, _ = getattr(recurrent, cell)(rows, *states, **layer, **options)
        close(seen[k]["H"][0], rows, 1e-12)
    close(H[0], rows, 1e-12)
    close(module(X)[0], H, 1e-12)
    assert (state[0] if cell == "lstm" else state).shape == (2, 1, 4)


def test_the_models_read_their_weights_to_scratch():
    ids = [3, 0, 3, 6]
    model = LanguageModel(LSTM(5, 4), n_vocab=7, d=5).double()
    logits, _ = model(torch.tensor([ids]))
    w = arrays_of(model)
    H, _ = recurrent.lstm(w["E"][ids], np.zeros(4), np.zeros(4), **w["cell"])
    close(logits[0], linear(H, w["W_o"], w["b_o"])[0], 1e-12)
    model = Regressor(GRU(2, 4)).double()
    (X,) = draw((3, 6, 2))
    w = arrays_of(model)
    H, _ = recurrent.gru(X[1].detach().numpy(), np.zeros(4), **w["cell"])
    close(model(X)[1], (H[-1] @ w["W_o"] + w["b_o"])[0], 1e-12)
    assert model(X).shape == (3,) and Regressor(GRU(2, 4), d_out=3).double()(X).shape == (3, 3)


def test_a_language_model_goes_on_from_its_state():
    model = LanguageModel(LSTM(5, 4, n_layers=2), n_vocab=7, d=5).double()
    ids = torch.tensor([[1, 2, 3, 4], [6, 5, 4, 3]])
    whole, _ = model(ids)
    first, state = model(ids[:, :1])
    rest, _ = model(ids[:, 1:], state)
    close(torch.cat([first, rest], dim=1), whole, 1e-12)
    P, _ = softmax(whole[0].detach().numpy())
    close(P.sum(axis=1), np.ones(4), 1e-12)


def test_weights_begin_as_they_say():
    for radius in (0.0, 0.5, 1.3):
        blocks = [initial.rnn_weights(3, 6, radius=radius)["W_h"]]
        blocks += np.split(initial.lstm_weights(3, 6, radius=radius)["W_h"], 4, axis=1)
        blocks += np.split(initial.gru_weights(3, 6, radius=radius)["W_h"], 3, axis=1)
        for W in blocks:
            assert np.abs(np.linalg.eigvals(W)).max() == pytest.approx(radius, abs=1e-12)
    b = initial.lstm_weights(3, 6, forget_bias=2.0)["b"]
    assert np.array_equal(b, np.repeat([0.0, 2.0, 0.0, 0.0], 6))
    assert np.array_equal(initial.identity_weights(3, 6)["W_h"], np.eye(6))
    same, other = initial.rnn_weights(3, 6, seed=1), initial.rnn_weights(3, 6, seed=2)
    assert np.array_equal(same["W_x"], initial.rnn_weights(3, 6, seed=1)["W_x"])
    assert not np.array_equal(same["W_x"], other["W_x"])
    kept = RNN(3, 6, "relu", identity=True)
    assert torch.equal(kept.layers[0]["W_h"], torch.eye(6)) and not kept.layers[0]["b"].any()
    torch.manual_seed(0)
    plain = LSTM(3, 6, forget_bias=0.0)
    assert max(p.abs().max() for p in plain.parameters()) <= 6**-0.5
    torch.manual_seed(0)
    keeping = LSTM(3, 6, forget_bias=1.0)
    close(keeping.layers[0]["b"] - plain.layers[0]["b"], np.repeat([0.0, 1.0, 0.0, 0.0], 6), 1e-6)


@pytest.mark.parametrize("peepholes", [False, True])
@pytest.mark.parametrize("value", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("gate", ["i", "f", "o"])
def test_a_gate_that_is_held_stays_there_and_the_other_parts_listen_as_before(
        gate, value, peepholes):
    weights = initial.lstm_weights(3, 4, peepholes=peepholes)
    before = {name: w.copy() for name, w in weights.items()}
    X, zero = np.random.default_rng(0).normal(size=(9, 3)), np.zeros(4)
    _, free = recurrent.lstm(X[:1], zero, zero, **weights)
    _, held = recurrent.lstm(X, zero, zero, **recurrent.hold_gate(weights, gate, value))
    assert np.abs(getattr(held, gate) - value).max() < 1e-15
    for other in {"i", "f", "z"} - {gate}:  # o looks at the cell, which may have changed
        close(getattr(held, other)[0], getattr(free, other)[0], 1e-12)
    assert all(np.array_equal(weights[name], before[name]) for name in weights)


def test_weights_begin_as_wide_as_they_say():
    """|z| <= 5 for the mean square of n normal numbers."""
    d, n = 25, 40
    for made, widths in (
            (initial.rnn_weights(d, n), {"W_x": d**-0.5}),
            (initial.identity_weights(d, n), {"W_x": 0.001}),
            (initial.gru_weights(d, n), {"W_x": d**-0.5}),
            (initial.lstm_weights(d, n, peepholes=True),
             {"W_x": d**-0.5, "p_i": n**-0.5, "p_f": n**-0.5, "p_o": n**-0.5})):
        for name, width in widths.items():
            squares = (made[name] / width) ** 2
            assert abs(squares.mean() - 1) < 5 * np.sqrt(2 / squares.size), name


@pytest.mark.parametrize("name", MODULES)
def test_everything_stays_on_the_device_of_its_input(name):
    model = LanguageModel(MODULES[name](2), n_vocab=7, d=3).to("meta")
    logits, _ = model(torch.zeros(2, 5, dtype=torch.long, device="meta"))
    logits.sum().backward()
    assert logits.device.type == "meta"
    assert all(p.grad.device.type == "meta" for p in model.parameters())


WRONG = {
    "X axes": lambda: RNN(3, 4)(torch.zeros(5, 3)),
    "X T = 0": lambda: cells.rnn(*(torch.zeros(s) for s in [(1, 0, 3), (1, 4), (3, 4), (4, 4), 4])),
    "W_x shape": lambda: GRU(3, 4)(torch.zeros(1, 5, 2)),
    "h0 shape": lambda: LSTM(3, 4)(torch.zeros(2, 5, 3), (torch.zeros(1, 3, 4),) * 2),
    "activation 'swish'": lambda: RNN(3, 4, "swish"),
    "d_h 0": lambda: LSTM(3, 0),
    "n_layers 1.5": lambda: GRU(3, 4, n_layers=1.5),
    "gate 'z'": lambda: recurrent.hold_gate(initial.lstm_weights(3, 4), "z", 1),
    "value 1.5": lambda: recurrent.hold_gate(initial.lstm_weights(3, 4), "f", 1.5),
    "W_h d_h": lambda: recurrent.hold_gate(initial.gru_weights(3, 4), "f", 1),
    "d 2 3": lambda: LanguageModel(RNN(3, 4), n_vocab=7, d=2),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_arguments_are_refused_by_name(case):
    refused_by_name(case, WRONG[case])

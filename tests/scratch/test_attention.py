"""Attention, by hand and batched, has the values and gradients of autograd and of torch's own.

Scores, mixtures and windows of `scratch` are held to formulas written in torch (values to 1e-10,
gradients to 1e-8, float64), their twins in `pytorch` to `scratch` (1e-10); masks leave exactly
nothing behind.
"""

import importlib
import inspect
from types import SimpleNamespace

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel

from nlpviz import pytorch, scratch
from tests.scratch.refusals import refused_by_name
from tests.scratch.test_gradients import agree, compare, draw

SIZES = [(1, 1, 1, 1), (1, 4, 2, 3), (3, 1, 2, 2), (4, 5, 3, 2)]  # n, m, d_q, d_k
OWN = [importlib.import_module(f"nlpviz.scratch.attention.{name}")
       for name in ("soft", "scores", "local", "seq2seq", "decoders")]


def formula_additive(Q, K, W_q, W_k, v):
    rows = [torch.stack([torch.tanh(q @ W_q + k @ W_k) @ v for k in K]) for q in Q]
    return torch.stack(rows)


def formula_concat(Q, K, W, v):
    rows = [torch.stack([torch.tanh(torch.cat([q, k]) @ W) @ v for k in K]) for q in Q]
    return torch.stack(rows)


def formula_local_m(S, V, D=2):
    rows = []
    for t, s in enumerate(S):
        j = [i for i in range(len(s)) if abs(i - t) <= D]
        rows.append(torch.softmax(s[j], 0) @ V[j])
    return torch.stack(rows)


def formula_local_p(S, V, Q, W_p, v_p, D=2):
    rows = []
    for s, q in zip(S, Q, strict=True):
        p = len(s) * torch.sigmoid(torch.tanh(q @ W_p) @ v_p)
        j = [i for i in range(len(s)) if abs(i - float(p.detach())) <= D]
        sigma = D / 2
        gauss = torch.exp(-(torch.tensor(j) - p) ** 2 / (2 * sigma**2))
        rows.append((torch.softmax(s[j], 0) * gauss) @ V[j])
    return torch.stack(rows)


def both_ways(X, h0, W_x, W_h, b, g0, V_x, V_h, v):
    """scratch's two directions with the last states under the rows, one tuple of gradients."""
    H, trace = scratch.bidirectional(scratch.rnn, X, (h0, W_x, W_h, b), (g0, V_x, V_h, v))

    def backward(dY):
        dX, right, left = trace.backward(dY[:-1], dY[-1])
        return dX, *right, *left

    return np.vstack([H, trace.last]), SimpleNamespace(backward=backward)


def formula_both_ways(X, h0, W_x, W_h, b, g0, V_x, V_h, v):
    def states(X, h, W_x, W_h, b):
        found = []
        for x in X:
            h = torch.tanh(x @ W_x + h @ W_h + b)
            found.append(h)
        return torch.stack(found)

    on = states(X, h0, W_x, W_h, b)
    back = states(X.flip(0), g0, V_x, V_h, v)
    last = torch.cat([on[-1], back[-1]])
    return torch.vstack([torch.cat([on, back.flip(0)], 1), last])


def formula_readout(O, H, W_c, b_c, W_o, b_o):
    return torch.tanh(torch.cat([O, H], 1) @ W_c + b_c) @ W_o + b_o


def written(decoder):
    """scratch's decoder with H and O side by side, so that a gradient enters at both."""
    def both(*arguments):
        H, trace = decoder(*arguments)

        def backward(dY):
            return trace.backward(*np.split(dY, [H.shape[1]], axis=1))

        return np.hstack([H, trace.O]), SimpleNamespace(backward=backward)

    return both


def formula_of_a_decoder(first):
    """The step is torch's own; it comes after the look (first) or before it."""
    def both(X, K, h, W_q, W_k, v, W_x, W_h, b, b_n):
        def look(h):
            return torch.softmax(formula_additive(h[None], K, W_q, W_k, v), -1)[0] @ K

        rows, b_h = [], torch.cat([0 * b[2 * len(h):].repeat(2), b_n])
        for x in X:
            o = look(h)
            x = torch.cat([x, o]) if first else x
            h = torch.gru_cell(x[None], h[None], W_x.T, W_h.T, b, b_h)[0]
            rows.append(torch.cat([h, o if first else look(h)]))
        return torch.stack(rows)

    return both


def shapes_of_a_decoder(first):
    return lambda n, m, a, b: [(n, a), (m, 2), (b,), (b, 3), (2, 3), (3,), (a + 2 * first, 3 * b),
                               (b, 3 * b), (3 * b,), (b,)]


# name: (ours, the formula in torch, shapes of the arguments for n, m, d_q, d_k)
TABLE = {
    "dot": (scratch.dot, lambda Q, K: Q @ K.T / K.shape[1] ** 0.5,
            lambda n, m, a, b: [(n, b), (m, b)]),
    "general": (scratch.general, lambda Q, K, W: Q @ W @ K.T / K.shape[1] ** 0.5,
                lambda n, m, a, b: [(n, a), (m, b), (a, b)]),
    "additive": (scratch.additive, formula_additive,
                 lambda n, m, a, b: [(n, a), (m, b), (a, 3), (b, 3), (3,)]),
    "concat": (scratch.concat, formula_concat,
               lambda n, m, a, b: [(n, a), (m, b), (a + b, 3), (3,)]),
    "weights": (OWN[0].weights, lambda S: torch.softmax(S, -1), lambda n, m, a, b: [(n, m)]),
    "attend": (scratch.attend, lambda S, V: torch.softmax(S, -1) @ V,
               lambda n, m, a, b: [(n, m), (m, b)]),
    "attention": (scratch.attention, F.scaled_dot_product_attention,
                  lambda n, m, a, b: [(n, b), (m, b), (m, a)]),
    "local_m": (lambda S, V: scratch.local_m(S, V, 2), formula_local_m,
                lambda n, m, a, b: [(n, n + m), (n + m, b)]),
    "local_p": (lambda *a: scratch.local_p(*a, 2), formula_local_p,
                lambda n, m, a, b: [(n, m), (m, b), (n, a), (a, 3), (3,)]),
    "bidirectional": (both_ways, formula_both_ways, lambda n, m, a, b: [
        (m, n), (a,), (n, a), (a, a), (a,), (b,), (n, b), (b, b), (b,)]),
    "readout": (scratch.readout, formula_readout, lambda n, m, a, b: [
        (n, a), (n, b), (a + b, 3), (3,), (3, m), (m,)]),
    "luong": (written(scratch.luong), formula_of_a_decoder(False), shapes_of_a_decoder(False)),
    "bahdanau": (written(scratch.bahdanau), formula_of_a_decoder(True), shapes_of_a_decoder(True)),
}


# their twins: tests/pytorch/test_seq2seq.py
IN_SEQ2SEQ = {"bidirectional", "readout", "luong", "bahdanau"}


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", TABLE)
def test_values_and_gradients_are_those_of_autograd(name, size):
    ours, theirs, shapes = TABLE[name]
    agree(ours, theirs, draw(shapes(*size)))


# the same as in the papers: not divided by √d_k
PAPER = {
    "dot": lambda Q, K: Q @ K.T,
    "general": lambda Q, K, W: Q @ W @ K.T,
    "attention": lambda Q, K, V: F.scaled_dot_product_attention(Q, K, V, scale=1.0),
}


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", PAPER)
def test_without_the_scale_a_product_is_that_of_the_paper_with_its_gradients(name, size):
    ours, _, shapes = TABLE[name]
    arguments = draw(shapes(*size))
    compare(lambda *a: ours(*a, scale=False), PAPER[name], arguments)
    value, _ = ours(*arguments, scale=False)
    for weights in (True, False):
        rows = [torch.tensor(x)[None] for x in arguments]
        if name == "general":
            rows[2] = rows[2][0]
        more = {"weights": weights} if name == "attention" else {}
        found = getattr(pytorch, name)(*rows, scale=False, **more)
        found = found[0] if isinstance(found, tuple) else found
        np.testing.assert_allclose(found[0].numpy(), value, rtol=0, atol=1e-10)


@pytest.mark.parametrize("name", PAPER)
@pytest.mark.parametrize("scale", [1.0, 0.125, 1, None, "no"])
def test_the_scale_is_yes_or_no_and_no_factor(name, scale):
    arguments = draw(TABLE[name][2](2, 3, 4, 4))
    with pytest.raises(TypeError, match="^scale is .* must be True, to divide by √d_k, or False"):
        TABLE[name][0](*arguments, scale=scale)
    with pytest.raises(TypeError, match="^scale is .* must be True, to divide by √d_k, or False"):
        rows = [torch.tensor(x)[None] for x in arguments]
        getattr(pytorch, name)(*rows[:2], rows[2][0] if name == "general" else rows[-1],
                               scale=scale) if name != "dot" else pytorch.dot(*rows, scale=scale)
    with pytest.raises(TypeError, match="^scale is "):
        pytorch.Seq2Seq(9, 9, scale=scale)


def test_scores_of_random_vectors_keep_their_spread_at_any_width():
    rng = np.random.default_rng(0)
    for d in (4, 64, 1024):
        Q, K = rng.normal(size=(2, 200, d))
        assert 0.9 < scratch.dot(Q, K)[0].std() < 1.1
        assert 0.9 < scratch.dot(Q, K, scale=False)[0].std() / d**0.5 < 1.1


def test_no_function_with_a_backward_is_left_out():
    for module in OWN:
        for name, f in inspect.getmembers(module, inspect.isfunction):
            if f.__module__ == module.__name__ and "def backward" in inspect.getsource(f):
                assert name in TABLE


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize(
    "name", [n for n in TABLE if n not in {"weights", "attention", *IN_SEQ2SEQ}])
def test_the_batched_twin_agrees_row_by_row(name, size):
    ours, _, shapes = TABLE[name]
    args = [draw(shapes(*size), seed=b) for b in range(3)]
    weighty = {"general": 2, "additive": 2, "concat": 2, "local_p": 3}.get(name, 9)
    batch = [torch.tensor(np.stack([a[k] for a in args])) for k in range(len(args[0]))]
    shared = [torch.tensor(args[0][k]) for k in range(weighty, len(batch))]
    more = [2] if name.startswith("local") else []
    found = getattr(pytorch, name)(*batch[:weighty], *shared, *more)
    found = found[0] if isinstance(found, tuple) else found
    for b, a in enumerate(args):
        value, _ = ours(*a[:weighty], *args[0][weighty:])
        np.testing.assert_allclose(found[b].numpy(), value, rtol=0, atol=1e-10)


@pytest.mark.parametrize("fused", [True, False])
def test_batched_attention_is_torchs_own_with_and_without_a_mask(fused):
    Q, K, V = (torch.tensor(x) for x in draw([(2, 3, 4), (2, 5, 4), (2, 5, 6)]))
    mask = torch.tensor([[1, 1, 1, 0, 0], [1, 0, 1, 1, 1]], dtype=torch.bool)
    for seen in (None, mask):
        found = pytorch.attention(Q, K, V, seen, weights=not fused)
        wide = None if seen is None else seen[:, None]
        expected = F.scaled_dot_product_attention(Q, K, V, wide)
        torch.testing.assert_close(found if fused else found[0], expected, atol=1e-10, rtol=0)


@pytest.mark.parametrize("masked", [False, True])
def test_without_weights_the_fused_kernel_is_the_one_that_runs(masked):
    Q, K, V = (torch.tensor(x).requires_grad_() for x in draw([(2, 3, 4), (2, 5, 4), (2, 5, 4)]))
    mask = torch.tensor([[True, False, True, True, False], [False] * 5]) if masked else None
    with sdpa_kernel(SDPBackend.FLASH_ATTENTION):  # an error if it does not take these shapes
        fused = pytorch.attention(Q, K, V, mask)
    plain, _ = pytorch.attention(Q, K, V, mask, weights=True)
    torch.testing.assert_close(fused, plain, atol=1e-10, rtol=0)
    for found, wanted in zip(*(torch.autograd.grad((O**2).sum(), (Q, K, V))
                               for O in (fused, plain)), strict=True):
        torch.testing.assert_close(found, wanted, atol=1e-10, rtol=0)


def test_a_padded_position_has_no_weight_and_no_gradient_at_all():
    S, V = draw([(3, 5), (5, 2)])
    mask = np.array([True, True, False, True, False])
    O, trace = scratch.attend(S, V, mask)
    dS, dV = trace.backward(np.ones_like(O))
    assert (trace.A[:, ~mask] == 0).all() and np.allclose(trace.A.sum(1), 1)
    assert (dS[:, ~mask] == 0).all() and (dV[~mask] == 0).all()
    short, _ = scratch.attend(S[:, mask], V[mask])
    np.testing.assert_allclose(O, short, atol=1e-14)
    T_S, T_V = (torch.tensor(x)[None].requires_grad_() for x in (S, V))
    T_O, A = pytorch.attend(T_S, T_V, torch.tensor(mask)[None])
    T_O.sum().backward()
    np.testing.assert_allclose(T_O[0].detach(), O, atol=1e-12)
    np.testing.assert_allclose(T_S.grad[0], dS, atol=1e-12)
    assert (A[0][:, ~mask] == 0).all() and (T_S.grad[0][:, ~mask] == 0).all()
    assert (T_V.grad[0][~mask] == 0).all()


def test_what_is_hidden_may_hold_any_number():
    S, V = draw([(2, 3), (3, 2)])
    mask = np.array([True, False, True])
    far = S.copy()
    far[:, 1] = 1e300
    np.testing.assert_array_equal(scratch.attend(far, V, mask)[0], scratch.attend(S, V, mask)[0])
    both = [pytorch.attend(torch.tensor(x)[None], torch.tensor(V)[None],
                           torch.tensor(mask)[None])[0] for x in (S, far)]
    assert torch.equal(*both)


def test_a_row_that_sees_nothing_is_an_error_by_hand_and_zero_in_a_batch():
    S, V = draw([(2, 3), (3, 2)])
    mask = np.array([[True, True, False], [False, False, False]])
    with pytest.raises(ValueError, match="row 1 see no key"):
        scratch.attend(S, V, mask)
    Q, K = (torch.tensor(x)[None].requires_grad_() for x in draw([(2, 4), (3, 4)]))
    W = torch.tensor(V)[None].requires_grad_()
    for seen in (torch.tensor(mask)[None], torch.zeros(1, 3, dtype=torch.bool)):
        for weights in (True, False):
            found = pytorch.attention(Q, K, W, seen, weights=weights)
            O = found[0] if weights else found
            grads = torch.autograd.grad(O.sum(), (Q, K, W))
            assert (O[0, 1] == 0).all() and torch.isfinite(O).all()
            assert all(torch.isfinite(g).all() for g in grads)
            assert (grads[0][0, 1] == 0).all()


def test_one_key_that_matches_exactly_is_a_look_up_and_equal_keys_are_a_mean():
    K, V = np.eye(4), np.arange(8.0).reshape(4, 2)
    found, _ = scratch.attention(2000 * K[[2]], K, V)
    assert np.array_equal(found[0], V[2])
    mean, _ = scratch.attention(np.ones((1, 4)), np.tile(K[:1], (4, 1)), V)
    np.testing.assert_allclose(mean[0], V.mean(axis=0), atol=1e-14)


def test_a_linear_layer_on_query_and_key_forgets_the_query_in_the_softmax():
    Q, K, w_q, w_k = draw([(3, 2), (4, 2), (2,), (2,)])
    A, _ = scratch.softmax((Q @ w_q)[:, None] + K @ w_k)
    np.testing.assert_allclose(A, A[[0, 0, 0]], atol=1e-14)
    B, _ = scratch.softmax(scratch.additive(Q, K, np.outer(w_q, [1, 1]), np.outer(w_k, [1, 1]),
                                            np.ones(2))[0])
    assert abs(B[0] - B[1]).max() > 0.01


def test_two_projections_are_one_matrix_of_low_rank():
    Q, K, W_Q, W_K = draw([(3, 6), (4, 6), (6, 2), (6, 2)])
    W = W_Q @ W_K.T
    np.testing.assert_allclose(scratch.general(Q, K, W, scale=False)[0],
                               scratch.dot(Q @ W_Q, K @ W_K, scale=False)[0], atol=1e-12)
    assert np.linalg.matrix_rank(W) == 2


def test_concat_is_additive_with_its_matrix_cut_in_two():
    Q, K, W, v = draw([(3, 2), (4, 5), (7, 3), (3,)])
    np.testing.assert_array_equal(scratch.concat(Q, K, W, v)[0],
                                  scratch.additive(Q, K, W[:2], W[2:], v)[0])


def test_the_window_of_local_attention_is_cut_at_the_ends_and_not_renormalised():
    S, V = np.zeros((4, 4)), np.eye(4)
    A = scratch.local_m(S, V, 1)[1].A
    np.testing.assert_allclose(A, [[.5, .5, 0, 0], [1 / 3] * 3 + [0], [0] + [1 / 3] * 3,
                                   [0, 0, .5, .5]])
    _, trace = scratch.local_p(S, V, np.zeros((4, 1)), np.ones((1, 1)), np.ones(1), 2)
    np.testing.assert_allclose(trace.p, 2)  # m σ(0)
    np.testing.assert_allclose(trace.A[0], np.exp([-2, -.5, 0, -.5]) / 4)
    assert trace.A.sum(1).max() < 1


@pytest.mark.parametrize("t", [0, 3])
def test_a_window_can_begin_at_any_step(t):
    S, V = (torch.tensor(x) for x in draw([(2, 7, 9), (2, 9, 3)]))
    whole, _ = pytorch.local_m(S, V, 2)
    part, _ = pytorch.local_m(S[:, t:], V, 2, t=t)
    torch.testing.assert_close(part, whole[:, t:], atol=1e-12, rtol=0)


S_ = np.zeros((2, 3))
DECODER = draw([(1,), (1, 2), (3, 2), (2,), (5, 3), (1, 3), (3,), (1,)])
DECODER_OF_6 = draw([(1,), (1, 2), (3, 2), (2,), (6, 3), (1, 3), (3,), (1,)])
WRONG = {
    "V shape m": lambda: scratch.attend(S_, np.zeros((2, 2))),
    "mask shape": lambda: scratch.attend(S_, np.eye(3), np.ones(2, bool)),
    "K shape d_k": lambda: scratch.dot(np.zeros((2, 3)), np.zeros((2, 4))),
    "W rows": lambda: scratch.concat(S_, S_, np.zeros((5, 2)), np.zeros(2)),
    "S nan": lambda: scratch.attend([[np.nan]], [[1.0]]),
    "D 0.5": lambda: scratch.local_m(S_, np.eye(3), 0.5),
    "row see no key": lambda: scratch.local_m(np.zeros((9, 2)), np.eye(2), 1),
    "dO shape": lambda: scratch.attend(S_, np.eye(3))[1].backward(np.zeros(3)),
    "W shape": lambda: pytorch.concat(*[torch.zeros(1, 2, 3)] * 2, torch.zeros(5, 2),
                                      torch.zeros(2)),
    "mask shape (1, 3)": lambda: pytorch.attend(torch.zeros(1, 2, 3), torch.zeros(1, 3, 1),
                                                torch.ones(2, 3, dtype=torch.bool)),
    "D 0": lambda: pytorch.local_m(torch.zeros(1, 2, 3), torch.zeros(1, 3, 1), 0),
    "score cosine": lambda: pytorch.Attention(4, "cosine"),
    "K shape": lambda: scratch.bahdanau(S_, np.zeros(3), np.zeros(2), *[S_] * 7),
    "W_x shape": lambda: scratch.bahdanau(S_, S_, *DECODER),
    "W_x shape d": lambda: scratch.luong(S_, S_, *DECODER),
    "dO (1, 3)": lambda: scratch.bahdanau(S_, S_, *DECODER_OF_6)[1].backward(
        np.zeros((2, 1)), S_[:1]),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_arguments_are_refused_by_name(case):
    refused_by_name(case, WRONG[case])


def test_a_mask_of_numbers_is_refused():
    with pytest.raises(TypeError, match="^mask is"):
        scratch.attend(S_, np.eye(3), np.ones(3))
    with pytest.raises(TypeError, match="^mask is"):
        pytorch.attend(torch.zeros(1, 2, 3), torch.zeros(1, 3, 1), torch.ones(1, 3))

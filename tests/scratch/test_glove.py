"""GloVe by hand is equation 8 of its paper, with the gradients of autograd and of differences;
its batched twin is the same on the pairs that met; and at its best it is the counts' logarithm.

(The counts themselves: test_counts.py. Pennington, Socher & Manning 2014.)
"""

import numpy as np
import pytest
import torch

from nlpviz import pytorch, scratch
from tests.scratch.refusals import refused_by_name
from tests.scratch.test_gradients import agree, draw

SIZES = [(1, 1), (2, 3), (7, 2), (11, 5)]           # n_vocab, d


def tables(n_vocab, d):
    """W_in, W_out, b_in, b_out."""
    return draw([(n_vocab, d), (n_vocab, d), (n_vocab,), (n_vocab,)])


def counts(n_vocab, most=300):
    """Some pairs never met, some met more than a hundred times; one has met for sure."""
    rng = np.random.default_rng(4)
    C = rng.integers(1, most, (n_vocab, n_vocab)) * (rng.random((n_vocab, n_vocab)) < 0.7)
    C[0, 0] = 130
    return C.astype(float)


def torch_glove(W_in, W_out, b_in, b_out, C, x_max=100, power=0.75):
    """Equation 8, pair by pair."""
    total = 0 * W_in.sum()
    for w, c in zip(*np.nonzero(C.numpy()), strict=True):
        f = (C[w, c] / x_max) ** power if C[w, c] < x_max else 1
        error = W_in[w] @ W_out[c] + b_in[w] + b_out[c] - torch.log(C[w, c])
        total = total + f * error**2
    return total


def ours(W_in, W_out, b_in, b_out, C):
    return scratch.glove(C, W_in, W_out, b_in, b_out)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_loss_and_its_four_gradients_are_those_of_autograd(size):
    C, given = counts(size[0]), tables(*size)
    agree(ours, torch_glove, given, extra=[C])
    leaves = [torch.tensor(x, requires_grad=True) for x in given]
    wanted = torch.autograd.grad(torch_glove(*leaves, torch.tensor(C)), leaves)
    for g, e in zip(ours(*given, C)[1].backward(), wanted, strict=True):
        np.testing.assert_allclose(g, e.numpy(), rtol=0, atol=1e-10)


def test_gradients_are_those_of_small_differences():
    C, given = counts(5), tables(5, 2)
    grads = scratch.glove(C, *given)[1].backward(dL=0.5)
    for k, x in enumerate(given):
        for at in np.ndindex(x.shape):
            L = []
            for step in (1e-6, -1e-6):
                moved = [y.copy() for y in given]
                moved[k][at] += step
                L.append(scratch.glove(C, *moved)[0])
            assert grads[k][at] == pytest.approx(0.5 * (L[0] - L[1]) / 2e-6, rel=1e-6, abs=1e-6)


def test_one_pair_is_the_one_on_paper():
    # 16 of x_max = 81 met: f = (2/3)^3; v·u + b + b' = 6 + log 16, so the error is 6
    C = [[0, 16], [0, 0]]
    given = [[2, 1], [5, 5]], [[9, 9], [1, 4]], [np.log(16) + 1, 7], [7, -1]
    L, trace = scratch.glove(C, *given, x_max=81)
    assert L == pytest.approx(8 / 27 * 36) and trace.weights[0, 1] == pytest.approx(8 / 27)
    dW_in, dW_out, db_in, db_out = trace.backward()
    error = 2 * 8 / 27 * 6
    np.testing.assert_allclose(dW_in, [[error, 4 * error], [0, 0]])
    np.testing.assert_allclose(dW_out, [[0, 0], [2 * error, error]])
    np.testing.assert_allclose([db_in, db_out], [[error, 0], [0, error]])


def test_a_pair_weighs_more_the_oftener_it_met_up_to_x_max():
    C = np.array([[0, 1], [100, 40_000]])
    _, trace = scratch.glove(C, *tables(2, 1))
    np.testing.assert_allclose(trace.weights, [[0, 100**-0.75], [1, 1]])
    _, trace = scratch.glove(C, *tables(2, 1), x_max=10_000, power=0.5)
    np.testing.assert_allclose(trace.weights, [[0, 0.01], [0.1, 1]])


def test_pairs_that_never_met_say_nothing():
    C = np.array([[3.0, 0], [0, 0]])
    W_in, W_out, b_in, b_out = tables(2, 3)
    L, trace = scratch.glove(C, W_in, W_out, b_in, b_out)
    W_in[1], W_out[1], b_in[1], b_out[1] = 50, -50, 1e6, -1e6
    assert scratch.glove(C, W_in, W_out, b_in, b_out)[0] == L > 0
    assert all(not g[1].any() and g[0].any() for g in trace.backward())
    assert not trace.errors[1].any() and not trace.errors[0, 1]


# --- at its best --------------------------------------------------------------------------------

def test_counts_whose_logarithm_has_rank_d_are_fitted_without_error():
    W_in, W_out, b_in, b_out = tables(6, 2)
    C = np.exp(W_in @ W_out.T + b_in[:, None] + b_out)
    L, trace = scratch.glove(C, W_in, W_out, b_in, b_out)
    assert L < 1e-25 and max(abs(g).max() for g in trace.backward()) < 1e-12
    np.testing.assert_allclose(np.exp(trace.S), C)
    C[2, 3] *= 2                                    # one pair more, one error more
    L, _ = scratch.glove(C, W_in, W_out, b_in, b_out)
    assert L == pytest.approx(min(1, C[2, 3] / 100) ** 0.75 * np.log(2) ** 2)


def test_with_the_logarithm_of_the_words_counts_as_biases_the_vectors_are_left_with_pmi():
    C = np.random.default_rng(1).integers(1, 50, (5, 5))
    C = C + C.T
    PMI = np.log(C * C.sum() / np.outer(C.sum(0), C.sum(1)))
    b = np.log(C.sum(1)) - np.log(C.sum()) / 2
    assert scratch.glove(C, PMI, np.eye(5), b, b)[0] < 1e-25
    assert scratch.glove(C, PMI - np.log(5), np.eye(5), b, b)[0] > 1


def test_trained_from_its_own_start_the_twin_finds_such_counts():
    W_in, W_out, b_in, b_out = tables(6, 2)
    C = np.exp(W_in @ W_out.T + b_in[:, None] + b_out)
    torch.manual_seed(0)
    model = pytorch.GloVe(6, 2).double()
    pairs = pairs_of(C)
    steps = torch.optim.LBFGS(model.parameters(), max_iter=500, line_search_fn="strong_wolfe",
                              tolerance_grad=1e-10, tolerance_change=0)

    def closure():
        steps.zero_grad()
        (L := model(*pairs).sum()).backward()
        return L

    before = closure().item()
    steps.step(closure)
    assert closure().item() < 1e-8 < 0.1 < before
    fitted = ours(*(p.detach().numpy() for p in parameters(model)), C)[1].S
    np.testing.assert_allclose(fitted, np.log(C), atol=1e-3)


# --- the twin -----------------------------------------------------------------------------------

def pairs_of(C):
    """centers, contexts and counts of the pairs that met."""
    centers, contexts = np.nonzero(C)
    return [torch.tensor(x) for x in (centers, contexts, C[centers, contexts])]


def parameters(model):
    return model.W_in, model.W_out, model.b_in, model.b_out


@pytest.mark.parametrize("options", [{}, {"x_max": 30, "power": 0.5}], ids=str)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_batched_twin_agrees_pair_by_pair(size, options):
    C, given = counts(size[0]), tables(*size)
    L, trace = scratch.glove(C, *given, **options)
    leaves = [torch.tensor(x, requires_grad=True) for x in given]
    found = pytorch.glove(*pairs_of(C), *leaves, **options)
    np.testing.assert_allclose(found.detach().numpy(),
                               (trace.weights * trace.errors**2)[C > 0], rtol=0, atol=1e-10)
    assert float(found.sum().detach()) == pytest.approx(L, abs=1e-9)
    for g, e in zip(torch.autograd.grad(found.sum(), leaves), trace.backward(), strict=True):
        np.testing.assert_allclose(g.numpy(), e, rtol=0, atol=1e-10)


def test_batches_of_pairs_add_up_to_the_whole():
    C, given = counts(7), [torch.tensor(x) for x in tables(7, 2)]
    pairs = pairs_of(C)
    order = torch.randperm(len(pairs[0]), generator=torch.Generator().manual_seed(0))
    parts = [pytorch.glove(*(x[rows] for x in pairs), *given) for rows in order.split(5)]
    torch.testing.assert_close(torch.cat(parts), pytorch.glove(*pairs, *given)[order])


def test_what_is_seen_in_a_batch_is_what_the_trace_has():
    C, given = counts(5), tables(5, 3)
    L, seen = pytorch.glove(*pairs_of(C), *map(torch.tensor, given), trace=True)
    _, trace = scratch.glove(C, *given)
    assert L.shape == (np.count_nonzero(C),) and seen.keys() == {"scores", "weights", "errors"}
    for ours_, theirs in (("S", "scores"), ("weights", "weights"), ("errors", "errors")):
        np.testing.assert_allclose(seen[theirs].numpy(), getattr(trace, ours_)[C > 0], atol=1e-12)


def test_the_module_starts_as_the_program_does_and_is_the_function():
    torch.manual_seed(0)
    model = pytorch.GloVe(40, 4, x_max=30, power=0.5).double()
    assert [tuple(p.shape) for p in parameters(model)] == [(40, 4), (40, 4), (40,), (40,)]
    for p in parameters(model):
        assert 0.1 < p.abs().max() <= 1 / 8 and p.is_leaf
    pairs = pairs_of(counts(40))
    assert torch.equal(model(*pairs), pytorch.glove(*pairs, *parameters(model), 30, 0.5))
    assert not torch.equal(model(*pairs), pytorch.glove(*pairs, *parameters(model)))


W_, b_, C_ = np.zeros((3, 2)), np.zeros(3), np.ones((3, 3))
T_, t_, ids, x = torch.zeros(3, 2), torch.zeros(3), torch.tensor([0, 1]), torch.ones(2)
WRONG = {
    "C (2, 2) n_vocab W_in": lambda: scratch.glove(np.ones((2, 2)), W_, W_, b_, b_),
    "C -1": lambda: scratch.glove(C_ - 2, W_, W_, b_, b_),
    "C 0 above": lambda: scratch.glove(0 * C_, W_, W_, b_, b_),
    "C[1, 1] nan": lambda: scratch.glove(np.where(np.eye(3), [0, np.nan, 0], 1), W_, W_, b_, b_),
    "W_out (3, 1) d W_in": lambda: scratch.glove(C_, W_, W_[:, :1], b_, b_),
    "b_in (2,) n_vocab": lambda: scratch.glove(C_, W_, W_, b_[:2], b_),
    "b_out (3, 1) n_vocab": lambda: scratch.glove(C_, W_, W_, b_, b_[:, None]),
    "x_max 0": lambda: scratch.glove(C_, W_, W_, b_, b_, x_max=0),
    "power -1": lambda: scratch.glove(C_, W_, W_, b_, b_, power=-1),
    "weights 'linear' equal 1/distance": lambda: scratch.cooccurrence([0], 1, 1, "linear"),
    "contexts (1,) B = 2 centers": lambda: pytorch.glove(ids, ids[:1], x, T_, T_, t_, t_),
    "counts (3,) B = 2 centers": lambda: pytorch.glove(ids, ids, torch.ones(3), T_, T_, t_, t_),
    "centers (0,) B = 0": lambda: pytorch.glove(ids[:0], ids[:0], x[:0], T_, T_, t_, t_),
    "W_out (2, 2) n_vocab = 3": lambda: pytorch.glove(ids, ids, x, T_, T_[:2], t_, t_),
    "b_out (2,) n_vocab = 3": lambda: pytorch.glove(ids, ids, x, T_, T_, t_, t_[:2]),
    "centers 3 0 … 2": lambda: pytorch.glove(ids + 2, ids, x, T_, T_, t_, t_),
    "contexts -1 0 … 2": lambda: pytorch.glove(ids, ids - 1, x, T_, T_, t_, t_),
    "counts 0 above 0": lambda: pytorch.glove(ids, ids, 0 * x, T_, T_, t_, t_),
    "counts nan above 0": lambda: pytorch.glove(ids, ids, x * torch.nan, T_, T_, t_, t_),
    "x_max -5": lambda: pytorch.GloVe(3, 2, x_max=-5),
    "power 0": lambda: pytorch.glove(ids, ids, x, T_, T_, t_, t_, power=0),
    "d 0": lambda: pytorch.GloVe(3, 0),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_arguments_are_refused_by_name(case):
    refused_by_name(case, WRONG[case])


def test_words_that_are_no_whole_numbers_are_type_errors():
    for name, given in (("centers", (x, ids)), ("contexts", (ids, x))):
        with pytest.raises(TypeError, match=f"^{name} is torch.float32"):
            pytorch.glove(*given, x, T_, T_, t_, t_)

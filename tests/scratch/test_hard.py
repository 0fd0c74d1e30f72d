"""Hard attention: what REINFORCE gives on average is the exact gradient, for every baseline.

By hand it is held to autograd of the enumerated expectation, in a batch to the model's own
`expected`; estimates are drawn 20,000 times, and no component is further off than 5 of its
standard errors.
"""

from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from nlpviz import scratch
from nlpviz.pytorch.attention import hard
from tests.scratch.refusals import refused_by_name
from tests.scratch.test_gradients import draw

N, M, D = 2, 3, 2
THETA, TARGET = np.array([[0.7, -0.4], [0.2, 1.1]]), np.array([[1.0, -0.5], [0.3, 0.8]])


def loss(O):
    """f = |O θ − y|² / 2, with the gradient of θ."""
    off = O @ THETA - TARGET
    return (off**2).sum() / 2, SimpleNamespace(
        backward=lambda: (off @ THETA.T, O.T @ off))


def enumerated(S, V, theta):
    """The same expectation in torch, every choice written out."""
    P, total = torch.softmax(S, -1), 0
    for z in product(range(M), repeat=N):
        off = V[list(z)] @ theta - torch.tensor(TARGET)
        p = torch.stack([P[i, j] for i, j in enumerate(z)]).prod()
        total = total + p * (off**2).sum() / 2
    return total


@pytest.fixture(scope="module")
def case():
    S, V = draw([(N, M), (M, D)])
    tensors = [torch.tensor(x, requires_grad=True) for x in (S, V, THETA)]
    E = enumerated(*tensors)
    return S, V, float(E.detach()), [g.numpy() for g in torch.autograd.grad(E, tensors)]


def test_the_enumerated_expectation_has_the_gradients_of_autograd(case):
    S, V, E, grads = case
    found, trace = scratch.expected(S, V, loss)
    assert found == pytest.approx(E, abs=1e-10) and trace.p.sum() == pytest.approx(1)
    for ours, theirs in zip(trace.backward(), grads, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-8)


def estimates(S, V, baseline, n=20_000, seed=0):
    """n estimates, each as one row of all components; of all choices, as often as drawn."""
    A, _ = scratch.attend(S, np.eye(M))
    rng = np.random.default_rng(seed)
    Z = np.stack([rng.choice(M, n, p=a) for a in A], 1)
    choices, where = np.unique(Z, axis=0, return_inverse=True)
    rows = [np.concatenate([g.ravel() for g in
                            scratch.reinforce(S, V, loss, z, baseline)[1].backward()])
            for z in choices]
    return np.array(rows)[where.ravel()]


@pytest.mark.parametrize("baseline", [0.0, 1.7, -3.0])
def test_the_mean_of_20000_draws_is_the_exact_gradient(case, baseline):
    S, V, _, grads = case
    rows = estimates(S, V, baseline)
    exact = np.concatenate([g.ravel() for g in grads])
    error = rows.std(axis=0, ddof=1) / np.sqrt(len(rows))
    z = (rows.mean(axis=0) - exact) / np.maximum(error, 1e-12)
    assert abs(z).max() <= 5


def test_without_the_first_term_the_decoder_learns_nothing(case):
    S, V, _, (dS, dV, dtheta) = case
    _, all_ = scratch.expected(S, V, loss)
    parts = [scratch.reinforce(S, V, loss, z)[1] for z in all_.z]
    score = [np.tensordot(all_.p, np.array(g), 1) for g in zip(*(t.score for t in parts))]
    direct = [np.tensordot(all_.p, np.array(g), 1) for g in zip(*(t.direct for t in parts))]
    np.testing.assert_allclose(score[0], dS, atol=1e-12)
    assert not score[1].any() and not score[2].any() and not direct[0].any()
    np.testing.assert_allclose(direct[1], dV, atol=1e-12)
    np.testing.assert_allclose(direct[2], dtheta, atol=1e-12)
    assert abs(dtheta).max() > 0.1


def test_a_baseline_moves_no_mean_and_a_good_one_lowers_the_variance(case):
    S, V, E, grads = case
    _, all_ = scratch.expected(S, V, loss)
    spread = {}
    for b in (0.0, E, 100.0):
        rows = np.array([scratch.reinforce(S, V, loss, z, b)[1].backward()[0] for z in all_.z])
        mean = np.tensordot(all_.p, rows, 1)
        np.testing.assert_allclose(mean, grads[0], atol=1e-10)
        spread[b] = np.tensordot(all_.p, (rows - mean) ** 2, 1).sum()
    assert spread[E] < 0.7 * spread[0.0] < spread[100.0]


def test_draws_have_the_probabilities_of_the_softmax_and_so_has_gumbels_maximum():
    S = np.array([[0.5, -1.0, 2.0]])
    P, n = scratch.softmax(S)[0][0], 20_000
    rng = np.random.default_rng(0)
    drawn = np.array([scratch.draw(S, rng)[0][0] for _ in range(4000)])
    noisy = (S + scratch.gumbel((n, 3), rng)).argmax(axis=1)
    for z in (drawn, noisy):
        off = np.bincount(z, minlength=3) - len(z) * P
        assert abs(off / np.sqrt(len(z) * P * (1 - P))).max() <= 5


@pytest.mark.parametrize("tau", [0.1, 1.0, 5.0])
def test_a_gumbel_softmax_has_the_gradient_of_autograd_and_straight_through_too(tau):
    S, dZ = draw([(4, 3), (4, 3)])
    G = scratch.gumbel((4, 3), np.random.default_rng(1))
    T = torch.tensor(S, requires_grad=True)
    soft = torch.softmax((T + torch.tensor(G)) / tau, -1)
    expected, = torch.autograd.grad(soft, T, torch.tensor(dZ))
    for hard_ in (False, True):
        Z, trace = scratch.gumbel_softmax(S, G, tau, hard_)
        np.testing.assert_allclose(trace.backward(dZ), expected, atol=1e-10)
        one_hot = np.eye(3)[(S + G).argmax(1)]
        assert np.array_equal(Z, one_hot) if hard_ else np.allclose(Z, soft.detach())
    np.testing.assert_allclose(scratch.gumbel_softmax(S, G, 1e-3)[0], one_hot, atol=1e-6)


def test_a_hard_draw_is_the_maximum_however_flat_the_soft_one_is():
    S, G = np.array([[0.1, 0.7, 0.3]]), np.zeros((1, 3))
    assert scratch.gumbel_softmax(S, G, 1e18, hard=True)[0].tolist() == [[0, 1, 0]]


@pytest.mark.parametrize("rng", [None, 0, np.random])
def test_what_is_no_source_of_chance_is_refused(rng):
    for f in (lambda: scratch.draw([[0.0, 1.0]], rng), lambda: scratch.gumbel(2, rng)):
        with pytest.raises(TypeError, match="^rng is .* must be a NumPy Generator"):
            f()


WRONG = {
    "z 3 2": lambda: scratch.reinforce(np.zeros((1, 3)), np.eye(3), loss, [3]),
    "z (1,) rows": lambda: scratch.reinforce(np.zeros((2, 3)), np.eye(3), loss, [1]),
    "S choices": lambda: scratch.expected(np.zeros((20, 9)), np.eye(9), loss),
    "tau 0": lambda: scratch.gumbel_softmax(np.zeros((1, 2)), np.zeros((1, 2)), 0),
    "G shape": lambda: scratch.gumbel_softmax(np.zeros((1, 2)), np.zeros((2, 2)), 1),
    "score local feed": lambda: hard.HardSeq2Seq(9, 9, feed=True),
    "baseline none average learned": lambda: hard.reinforce(model(), *BATCH, "best"),
}
BATCH = (torch.tensor([[4, 5, 6, 2, 0, 0], [7, 8, 9, 10, 11, 2]]),
         torch.tensor([[1, 4, 5, 2, 0], [1, 6, 7, 8, 2]]))


def model():
    torch.manual_seed(0)
    return hard.HardSeq2Seq(12, 10, d=3, d_h=4).double()


@pytest.mark.parametrize("case_", WRONG)
def test_wrong_arguments_are_refused_by_name(case_):
    refused_by_name(case_, WRONG[case_])


def test_the_exact_loss_of_the_model_is_its_enumeration():
    net = model()
    total, n = 0, int((BATCH[1][:, 1:] != 0).sum())
    with torch.no_grad():
        exact, words = hard.expected(net, *BATCH)
        _, seen = net.eval()(BATCH[0], BATCH[1][:, :-1], trace=True)
        A, H = seen["A"], seen["H"]
        for b, t, j in product(range(2), range(4), range(6)):
            y = BATCH[1][b, t + 1]
            if y != 0:
                G = net.combine(seen["K"][b, j], H[b, t])
                logP = torch.log_softmax(G @ net.W_o + net.b_o, -1)
                total = total - A[b, t, j] * logP[y]
    assert words == n and float(exact) == pytest.approx(float(total / n), abs=1e-12)


@pytest.mark.parametrize("baseline", hard.BASELINES)
def test_the_mean_over_20000_drawn_batches_is_the_models_exact_gradient(baseline):
    net, copies = model().train(), 200
    wanted = [p for name, p in net.named_parameters() if not name.startswith("baseline")]
    exact = torch.cat([g.flatten() for g in torch.autograd.grad(
        hard.expected(net, *BATCH)[0], wanted)])
    net.average.fill_(2.0)
    source, target = (x.repeat(copies, 1) for x in BATCH)
    torch.manual_seed(1)
    rows = []
    for _ in range(100):  # each the mean of 200 draws
        grads = torch.autograd.grad(hard.reinforce(net, source, target, baseline)[0], wanted)
        rows.append(torch.cat([g.flatten() for g in grads]))
    rows = torch.stack(rows)
    error = rows.std(0) / len(rows) ** 0.5
    assert ((rows.mean(0) - exact).abs() <= 5 * error + 1e-12).all()


def test_padding_is_never_looked_at_and_the_likeliest_position_is_taken_in_the_end():
    net = model()
    for _ in range(20):
        _, seen = hard.sampled_losses(net.train(), *BATCH)
        assert (seen["Z"][0] <= 3).all() and (seen["A"][0, :, 4:] == 0).all()
    _, seen = hard.sampled_losses(net.eval(), *BATCH)
    assert torch.equal(seen["Z"], seen["A"].argmax(-1))


@pytest.mark.parametrize("teacher", [1.0, 0.0])
def test_the_positions_drawn_are_whole_numbers_beside_the_weights(teacher):
    torch.manual_seed(0)
    source, target_in = BATCH[0], BATCH[1][:, :-1]
    _, seen = model().train()(source, target_in, teacher, trace=True)
    assert seen["A"].shape == (2, 4, 6) and seen["A"].is_floating_point()
    torch.testing.assert_close(seen["A"].sum(-1), torch.ones(2, 4).double())
    assert seen["Z"].shape == (2, 4) and seen["Z"].dtype == torch.long
    assert (seen["A"].gather(-1, seen["Z"][..., None]) > 0).all()
    assert seen.keys() == {"A", "Z", "baseline", "H", "K"}


@pytest.fixture
def processes(tmp_path):
    """One process that thinks it is one of many."""
    store = torch.distributed.FileStore(str(tmp_path / "store"), 1)
    torch.distributed.init_process_group("gloo", store=store, rank=0, world_size=1)
    yield
    torch.distributed.destroy_process_group()


@pytest.mark.parametrize("loss", ["expected", *hard.BASELINES])
def test_in_several_processes_the_losses_train_what_they_train_in_one(processes, loss):
    def gradients(net):
        torch.manual_seed(5)
        for _ in range(2):  # the second step fails if a weight took no part in the first
            net.zero_grad()
            value, _ = (hard.expected(net, *BATCH) if loss == "expected" else
                        hard.reinforce(net, *BATCH, loss))
            value.backward()
        own = getattr(net, "module", net)
        return [p.grad.clone() for p in own.parameters()], float(own.average)

    alone, average = gradients(model().train())
    wrapped, same = gradients(torch.nn.parallel.DistributedDataParallel(model().train()))
    assert average == same and (average > 0) == (loss != "expected")
    for ours, theirs in zip(alone, wrapped, strict=True):
        torch.testing.assert_close(theirs, ours, atol=1e-12, rtol=0)

"""Memory networks: the gradients of autograd, the papers' formulas, chapter 4's attention.

Values agree with a network that is written down in PyTorch step by step to 1e-10, gradients to
1e-8; with identity encodings soft memory is attention to 1e-12; tied tables add up.
"""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from nlpviz.scratch import attention
from nlpviz.scratch.memory import (
    encode,
    hop,
    hops,
    layer_wise,
    memory_network,
    position_encoding,
)

N_VOCAB, D, N, J, HOPS = 11, 5, 6, 4, 3
KINDS = {"bag": None, "paper": position_encoding(J, D),
         "program": position_encoding(J, D, "program")}


def story(seed=0):
    """A question, a story with an empty place and short sentences, and its times."""
    rng = np.random.default_rng(seed)
    ids = rng.integers(1, N_VOCAB, (N, J))
    ids[1, 2:], ids[-1] = 0, 0
    return rng.integers(1, N_VOCAB, J - 1), ids, np.array([4, 1, 2, 2, 3, 0])


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes]


def sentence(ids, E, l):
    """Σ_j l_j ∘ E[w_j], word by word."""
    l = np.ones((len(ids), E.shape[1])) if l is None else l
    return sum((torch.as_tensor(l[j]) * E[w] for j, w in enumerate(ids) if w), 0 * E[0])


def memory(ids, times, E, T, l):
    return torch.stack([sentence(s, E, l) + (T[t] if t else 0 * T[0])
                        for s, t in zip(ids, times, strict=True)])


def looked(u, m, c, linear):
    s = m @ u
    return (s if linear else F.softmax(s, -1)) @ c


def adjacent(E, T, question, ids, times, l, linear):
    """The network as the paper says it, one hop after the other."""
    u = sentence(question, E[0], l)
    for k in range(len(E) - 1):
        u = u + looked(u, memory(ids, times, E[k], T[k], l),
                       memory(ids, times, E[k + 1], T[k + 1], l), linear)
    return E[-1] @ u


def same(ours, theirs, arguments):
    """The value to 1e-10 and every gradient to 1e-8; nothing is changed in place."""
    kept = [a.copy() for a in arguments]
    tensors = [torch.tensor(a, requires_grad=True) for a in arguments]
    y = theirs(*tensors)
    value, trace = ours(*arguments)
    np.testing.assert_allclose(value, y.detach().numpy(), rtol=0, atol=1e-10)
    dy = np.random.default_rng(2).normal(size=y.shape)
    grads = trace.backward(dy)
    grads = grads if isinstance(grads, tuple) else (grads,)
    expected = torch.autograd.grad(y, tensors, torch.tensor(dy), materialize_grads=True)
    for ours_, right in zip(grads, expected, strict=True):
        np.testing.assert_allclose(ours_, right.numpy(), rtol=0, atol=1e-8)
    assert all(np.array_equal(a, k) for a, k in zip(arguments, kept, strict=True))


@pytest.mark.parametrize("linear", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_the_adjacent_network_is_the_papers_and_has_the_gradients_of_autograd(kind, linear):
    question, ids, times = story()
    l = KINDS[kind]
    same(lambda E, T: memory_network(question, ids, times, E, T, l, linear=linear),
         lambda E, T: adjacent(E, T, question, ids, times, l, linear),
         draw((HOPS + 1, N_VOCAB, D), (HOPS + 1, 5, D)))


@pytest.mark.parametrize("linear", [False, True])
@pytest.mark.parametrize("n_hops", [1, 3])
def test_the_layer_wise_network_is_the_papers_and_has_the_gradients_of_autograd(n_hops, linear):
    question, ids, times = story()
    l = KINDS["paper"]

    def theirs(E_q, E_in, E_out, T_in, T_out, H, W):
        u = sentence(question, E_q, l)
        for _ in range(n_hops):
            u = u @ H + looked(u, memory(ids, times, E_in, T_in, l),
                               memory(ids, times, E_out, T_out, l), linear)
        return u @ W

    same(lambda *arrays: layer_wise(question, ids, times, *arrays, l, n_hops=n_hops,
                                    linear=linear), theirs,
         draw(*[(N_VOCAB, D)] * 3, *[(5, D)] * 2, (D, D), (D, N_VOCAB)))


@pytest.mark.parametrize("linear", [False, True])
def test_a_hop_has_the_gradients_of_autograd_those_through_its_weights_too(linear):
    u, M_in, M_out, dp = draw(D, (N, D), (N, D + 1), N)
    same(lambda *a: hop(*a, linear=linear), lambda u, m, c: looked(u, m, c, linear),
         [u, M_in, M_out])
    tensors = [torch.tensor(a, requires_grad=True) for a in (u, M_in)]
    s = tensors[1] @ tensors[0]
    p = s if linear else F.softmax(s, -1)
    du, dM, _ = hop(u, M_in, M_out, linear=linear)[1].backward(np.zeros(D + 1), dp)
    for ours, right in zip((du, dM), torch.autograd.grad(p, tensors, torch.tensor(dp)),
                           strict=True):
        np.testing.assert_allclose(ours, right.numpy(), rtol=0, atol=1e-8)


def test_with_identity_encodings_soft_memory_is_attention():
    """Every word a sentence of its own, its table the identity: keys and values are the tables."""
    u, K, V = draw(D, (N, D), (N, D))
    words = np.arange(N)[:, None] + 1
    keys, _ = encode(words, np.vstack([np.zeros(D), K]))
    values, _ = encode(words, np.vstack([np.zeros(D), V]))
    O, trace = attention(u[None], K, V, scale=False)
    o, mine = hop(u, keys, values)
    np.testing.assert_allclose(o, O[0], rtol=0, atol=1e-12)
    np.testing.assert_allclose(mine.p, trace.A[0], rtol=0, atol=1e-12)


def test_one_hop_by_hand():
    """u = (1, 0); scores ln 3 and 0, so weights 3/4 and 1/4; o = (0, 3) · 3/4 + (4, 0) · 1/4."""
    M_in, M_out = np.array([[np.log(3), 9], [0, 5]]), np.array([[0.0, 3], [4, 0]])
    u_end, trace = hops(np.array([1.0, 0]), M_in[None], M_out[None])
    np.testing.assert_allclose(trace.P, [[0.75, 0.25]], atol=1e-15)
    np.testing.assert_allclose(u_end, [2, 2.25], atol=1e-15)


def test_the_position_encoding_is_the_papers_and_the_programs_is_twice_that_moved_by_a_half():
    J, d = 6, 20
    paper, program = position_encoding(J, d), position_encoding(J, d, "program")
    for j in range(1, J + 1):
        for k in range(1, d + 1):
            assert paper[j - 1, k - 1] == pytest.approx(
                (1 - j / J) - (k / d) * (1 - 2 * j / J), abs=1e-12)
            assert program[j - 1, k - 1] == pytest.approx(
                1 + 4 * (k - (d + 1) / 2) * (j - (J + 1) / 2) / (d * J), abs=1e-12)
            moved = (1 - (j - 0.5) / J) - ((k - 0.5) / d) * (1 - 2 * (j - 0.5) / J)
            assert program[j - 1, k - 1] == pytest.approx(2 * moved, abs=1e-12)
    assert program.mean() == pytest.approx(1)


def test_word_0_counts_for_nothing_wherever_it_stands():
    (E,) = draw((N_VOCAB, D))
    l = KINDS["paper"]
    X, trace = encode([[3, 0, 2, 0]], E, l)
    np.testing.assert_allclose(X[0], l[0] * E[3] + l[2] * E[2])
    assert not trace.backward(np.ones((1, D)))[0].any()


def test_an_empty_place_is_a_memory_of_score_0_and_takes_its_weight():
    question, ids, times = story()
    E, T = draw((HOPS + 1, N_VOCAB, D), (HOPS + 1, 5, D))
    _, full = memory_network(question, ids, times, E, T)
    _, bare = memory_network(question, ids[:-1], times[:-1], E, T)
    assert not full.S[:, -1].any() and (full.P[:, -1] > 0).all()
    assert full.P[0, -1] == pytest.approx(1 / (1 + np.exp(bare.S[0]).sum()))


@pytest.mark.parametrize("change, message", [
    (dict(question=[[1, 2]]), "question has shape"),
    (dict(question=[1, 99]), "question"),
    (dict(question=[0.5]), "question must be whole numbers"),
    (dict(story=[1, 2]), "story"),
    (dict(story=[[1, N_VOCAB]] * N), "story"),
    (dict(times=[1, 2]), "times has shape"),
    (dict(times=[9] * N), "times"),
    (dict(E=np.ones((3, 4))), "E "),
    (dict(T=np.ones((HOPS, 5, D))), "T "),
    (dict(l=np.ones((2, D))), "l has shape"),
    (dict(l=np.ones((J, D + 1))), "l has shape"),
])
def test_bad_input_is_refused_by_name(change, message):
    question, ids, times = story()
    E, T = draw((HOPS + 1, N_VOCAB, D), (HOPS + 1, 5, D))
    given = dict(question=question, story=ids, times=times, E=E, T=T, l=None) | change
    with pytest.raises((ValueError, TypeError), match=message):
        memory_network(**given)


@pytest.mark.parametrize("arguments, message", [
    ((np.ones(3), np.ones((2, 4)), np.ones((2, 4))), "M_in"),
    ((np.ones(3), np.ones((2, 3)), np.ones((3, 3))), "M_out"),
    ((np.array([np.nan, 1, 2]), np.ones((2, 3)), np.ones((2, 3))), "u"),
    ((np.ones(3), np.ones((0, 3)), np.ones((0, 3))), "M_in|mask|S"),
])
def test_a_hop_over_what_does_not_fit_is_refused_by_name(arguments, message):
    with pytest.raises(ValueError, match=message):
        hop(*arguments)


def test_a_mapping_between_hops_that_does_not_fit_and_a_kind_that_is_none_are_refused():
    with pytest.raises(ValueError, match="H has shape"):
        hops(np.ones(2), np.ones((1, 3, 2)), np.ones((1, 3, 2)), np.eye(3))
    with pytest.raises(ValueError, match="kind is 'sine'"):
        position_encoding(3, 4, "sine")

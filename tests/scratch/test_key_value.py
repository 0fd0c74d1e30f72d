"""Key–value memory and key–value–predict: the gradients of autograd, the papers' identities.

Values to 1e-10, gradients to 1e-8; with keys = values and shared tables it is the layer-wise
network, to the last bit but rounding; the batched twins say the same.
"""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from nlpviz.pytorch.memory import KeyValueMemory, KeyValuePredictLM, NGramRNN
from nlpviz.pytorch.memory import key_value as batched
from nlpviz.pytorch.recurrent import LSTM
from nlpviz.scratch.memory import (
    encode,
    hashed,
    hops,
    key_value,
    key_value_predict,
    layer_wise,
    ngram,
)
from tests.scratch.test_memory import draw, same

D, N, HOPS, T = 4, 5, 3, 6


@pytest.fixture(autouse=True)
def double():
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def read(q, K, V, R):
    for r in R:
        q = (q + F.softmax(K @ q, -1) @ V) @ r
    return q


def test_key_value_is_the_papers_and_has_the_gradients_of_autograd():
    same(lambda q, K, V, R: key_value(q, K, V, R, n_hops=HOPS), read,
         draw(D, (N, D), (N, D), (HOPS, D, D)))


def test_with_keys_that_are_values_it_is_the_layer_wise_network_exactly():
    """One table for question, keys and values, no times, nothing between the hops."""
    E, W = draw((9, D), (D, 9))
    question, story = np.array([3, 1]), np.array([[1, 2, 0], [4, 5, 6], [7, 8, 1]])
    nothing = np.zeros((1, D))
    logits, trace = layer_wise(question, story, [0, 0, 0], E, E, E, nothing, nothing, np.eye(D), W,
                               n_hops=HOPS)
    (q,), (M,) = (encode(ids, E)[:1] for ids in (question[None], story))
    q_end, found = key_value(q[0], M, M, n_hops=HOPS)
    assert np.array_equal(q_end @ W, logits) and np.array_equal(found.P, trace.P)
    u_end, _ = hops(q[0], np.stack([M] * HOPS), np.stack([M] * HOPS))
    assert np.array_equal(u_end, q_end)


def test_the_twins_say_the_same_for_a_batch():
    q, K, V, R = draw((2, D), (2, N, D), (2, N, D), (HOPS, D, D))
    q_end, P = batched(*map(torch.tensor, (q, K, V, R)), n_hops=HOPS)
    for b in range(2):
        one, trace = key_value(q[b], K[b], V[b], R, n_hops=HOPS)
        np.testing.assert_allclose(q_end[b], one, rtol=0, atol=1e-12)
        np.testing.assert_allclose(P[b], trace.P, rtol=0, atol=1e-12)


@pytest.mark.parametrize("shared", [True, False])
def test_the_module_reads_question_keys_values_and_answers_through_its_tables(shared):
    torch.manual_seed(0)
    model = KeyValueMemory(9, D, HOPS, shared=shared)
    question, keys = torch.tensor([[1, 2], [3, 0]]), torch.randint(1, 9, (2, N, 3))
    values, answers = torch.randint(1, 9, (2, N, 1)), torch.tensor([[4], [5], [6]])
    logits, P = model(question, keys, values, answers, weights=True)
    E_q, E_k, E_v = (w.detach().numpy() for w in (model.E_q, model.E_k, model.E_v))
    for b in range(2):
        q_end, trace = key_value(encode(question[b:b + 1], E_q)[0][0],
                                 encode(keys[b], E_k)[0], encode(values[b], E_v)[0], n_hops=HOPS)
        np.testing.assert_allclose(logits[b].detach(), q_end @ E_v[[4, 5, 6]].T, atol=1e-12)
        np.testing.assert_allclose(P[b].detach(), trace.P, atol=1e-12)
    assert (model.E_k is model.E_v) == shared


def test_key_hashing_keeps_the_slots_that_share_a_word_that_is_not_everywhere():
    keys = [["the", "letter"], ["the", "card"], ["the", "sister", "letter"], ["a", "poem"]]
    assert hashed(["the", "letter"], keys) == [0, 1, 2]
    assert hashed(["the", "letter"], keys, most=0.5) == [0, 2]
    assert hashed(["nobody"], keys) == [] == hashed(["letter"], [])


def looked(H, W_q, W_k, w, W_r, W_p, parts, window):
    """The paper's equations, one word after the other."""
    part = H.split(H.shape[1] // parts, 1)
    K, V, P = part[0], part[min(1, parts - 1)], part[-1]
    rows = []
    for t in range(len(H)):
        first = 0 if window is None else max(0, t - window)
        r = 0 * V[0]
        if t:
            s = torch.stack([w @ torch.tanh(K[t] @ W_q + K[j] @ W_k) for j in range(first, t)])
            r = F.softmax(s, 0) @ V[first:t]
        rows.append(torch.tanh(r @ W_r + P[t] @ W_p))
    return torch.stack(rows)


@pytest.mark.parametrize("window", [None, 1, 2])
@pytest.mark.parametrize("parts", [1, 2, 3])
@pytest.mark.parametrize("n", [1, T])
def test_key_value_predict_is_the_papers_and_has_the_gradients_of_autograd(parts, window, n):
    size = 6 // parts
    same(lambda *a: key_value_predict(*a, parts=parts, window=window),
         lambda *a: looked(*a, parts, window),
         draw((n, 6), (size, 3), (size, 3), 3, (size, size), (size, size)))


def shown_late(H, W, n):
    part = H.split(H.shape[1] // (n - 1), 1)
    rows = [torch.cat([p[t - i] if t >= i else 0 * p[0] for i, p in enumerate(part)])
            for t in range(len(H))]
    return torch.tanh(torch.stack(rows) @ W)


@pytest.mark.parametrize("n", [2, 3, 4])
@pytest.mark.parametrize("length", [1, 2, T])
def test_the_n_gram_network_is_the_papers_and_has_the_gradients_of_autograd(n, length):
    same(lambda H, W: ngram(H, W, n), lambda H, W: shown_late(H, W, n), draw((length, 6), (6, 5)))


@pytest.mark.parametrize("window", [None, 2])
@pytest.mark.parametrize("parts", [1, 2, 3])
def test_the_language_models_look_as_scratch_does(parts, window):
    torch.manual_seed(0)
    model = KeyValuePredictLM(LSTM(3, 6), 7, 3, parts, window)
    ids = torch.randint(7, (2, T))
    logits, _, A = model(ids, trace=True)
    H, _ = model.cell(F.embedding(ids, model.E))
    weights = [w.detach().numpy() for w in (model.W_q, model.W_k, model.w, model.W_r, model.W_p)]
    for b in range(2):
        G, trace = key_value_predict(H[b].detach().numpy(), *weights, parts=parts, window=window)
        own = G @ model.W_o.detach().numpy() + model.b_o.detach().numpy()
        np.testing.assert_allclose(logits[b].detach(), own, rtol=0, atol=1e-10)
        np.testing.assert_allclose(A[b, 1:, :-1].detach(), trace.A, rtol=0, atol=1e-10)
        assert not A[b, 0].any()


def test_the_n_gram_language_model_is_scratchs():
    torch.manual_seed(0)
    model = NGramRNN(LSTM(3, 6), 7, 3, n=4)
    H = torch.randn(2, T, 6)
    for b in range(2):
        G, _ = ngram(H[b].numpy(), model.W.detach().numpy(), 4)
        np.testing.assert_allclose(model.late(H)[b].detach(), G, rtol=0, atol=1e-12)
    assert model(torch.randint(7, (2, T)))[0].shape == (2, T, 7)


def test_no_word_is_predicted_from_itself_or_from_what_comes_later():
    torch.manual_seed(0)
    for model in (KeyValuePredictLM(LSTM(3, 6), 7, 3), NGramRNN(LSTM(3, 6), 7, 3)):
        ids = torch.randint(7, (1, T))
        other = ids.clone()
        other[:, 4:] = (other[:, 4:] + 1) % 7
        same_, changed = (model(x)[0] for x in (ids, other))
        assert torch.equal(same_[:, :4], changed[:, :4])
        assert not torch.equal(same_[:, 4:], changed[:, 4:])


@pytest.mark.parametrize("call, message", [
    (lambda: key_value(np.ones(3), np.ones((2, 4)), np.ones((2, 4))), "K"),
    (lambda: key_value(np.ones(3), np.ones((2, 3)), np.ones((3, 3))), "V"),
    (lambda: key_value(np.ones(3), np.ones((2, 3)), np.ones((2, 3)), np.ones((1, 3, 3)), n_hops=2),
     "R has shape"),
    (lambda: key_value(np.ones(3), np.ones((2, 3)), np.ones((2, 3)), n_hops=0), "n_hops is 0"),
    (lambda: key_value_predict(np.ones((2, 4)), *[np.ones((2, 2))] * 5), "parts|part into 3"),
    (lambda: key_value_predict(*draw((2, 6), (2, 3), (2, 3), 3, (2, 2), (2, 2)), parts=4),
     "parts is 4"),
    (lambda: key_value_predict(*draw((2, 6), (2, 3), (2, 3), 3, (2, 2), (2, 2)), window=0),
     "window is 0"),
    (lambda: ngram(np.ones((3, 4)), np.ones((4, 4)), 4), "part into n - 1 = 3"),
    (lambda: ngram(np.ones((3, 4)), np.ones((4, 4)), 1), "n is 1"),
    (lambda: KeyValuePredictLM(LSTM(3, 5), 7, 3), "part into 3"),
    (lambda: NGramRNN(LSTM(3, 5), 7, 3), "n - 1 = 3"),
])
def test_what_does_not_fit_is_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()

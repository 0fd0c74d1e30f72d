"""What only chapter 7's exercises owe; test_exercise_promises.py has what all do."""

import numpy as np
import pytest

from nlpviz.exercises.transformer import EXERCISES, check


def softmax(S):
    E = np.exp(S - S.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


def head_count(n, d, n_heads):
    n_scores = n_heads * n**2
    return n_scores, 4 * n * d**2 + 2 * n_scores * (d // n_heads), 4 * d**2


def causal(n, m):
    return np.tri(n, m, m - n, dtype=bool)


def scaled_attention(Q, K, V, seen):
    S = Q @ K.T / np.sqrt(Q.shape[1])
    A = softmax(np.where(seen, S, -np.inf))
    return A @ V, A


def heads(Q, K, V, n_heads):
    d_k = Q.shape[1] // n_heads
    found = []
    for i in range(n_heads):
        q, k, v = (X[:, i * d_k:(i + 1) * d_k] for X in (Q, K, V))
        found.append(softmax(q @ k.T / np.sqrt(d_k)) @ v)
    return np.hstack(found)


def layer_norm(X, gamma, beta, eps):
    centred = X - X.mean(axis=1, keepdims=True)
    return gamma * centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + eps) + beta


def sinusoidal(T, d):
    PE = np.zeros((T, d))
    for p in range(T):
        for c in range(d):
            angle = p / 10000 ** (c // 2 * 2 / d)
            PE[p, c] = np.cos(angle) if c % 2 else np.sin(angle)
    return PE


def two_norms(X, W):
    def norm(X):
        return layer_norm(X, 1, 0, 1e-5)

    return norm(X + X @ W), X + norm(X) @ W


def n_parameters(n_layers, d, d_ff):
    look, feed, norm = 4 * d * (d + 1), 2 * d * d_ff + d_ff + d, 2 * d
    return n_layers * ((look + feed + 2 * norm) + (2 * look + feed + 3 * norm))


def cached_step(x, PE, K, V, W_Q, W_K, W_V):
    z = x + PE[len(K)]
    K, V = np.vstack([K, z @ W_K]), np.vstack([V, z @ W_V])
    return softmax(K @ (z @ W_Q) / np.sqrt(K.shape[1])) @ V, K, V


def smoothed_loss(logits, target, epsilon):
    logP = np.log(softmax(logits))
    return -(1 - epsilon) * logP[target] - epsilon * logP.mean()


SOLUTIONS = {f.__name__: f for f in (
    head_count, causal, scaled_attention, heads, layer_norm, sinusoidal, two_norms, n_parameters,
    cached_step, smoothed_loss)}


def test_the_base_model_is_among_the_inputs_and_has_the_published_number():
    (n,) = EXERCISES["n_parameters"].reference(6, 512, 2048)
    assert n == 44_138_496
    assert (6, 512, 2048) in [args for _, args in EXERCISES["n_parameters"].cases()]


def test_a_mistake_in_the_weights_is_named_though_the_mixture_follows_it():
    def undivided(Q, K, V, seen):
        A = softmax(np.where(seen, Q @ K.T, -np.inf))
        return A @ V, A

    assert "not_divided" in check("scaled_attention", undivided).keys


def test_pre_ln_before_post_ln_is_named():
    assert "swapped" in check("two_norms", lambda X, W: two_norms(X, W)[::-1]).keys


def test_a_mask_of_zeros_and_ones_is_a_mask():
    assert check("causal", lambda n, m: np.tri(n, m, m - n)).passed


def test_a_cache_that_overwrites_its_input_is_named():
    def overwrites(x, PE, K, V, W_Q, W_K, W_V):
        x += PE[len(K)]
        return cached_step(x - PE[len(K)], PE, K, V, W_Q, W_K, W_V)

    assert check("cached_step", overwrites).keys == ("in_place",)


def test_a_reshape_in_place_of_a_swap_is_right_with_one_head_only():
    def other(Q, K, V, n_heads):
        return heads(Q, K, V, n_heads) + 0.3 * (n_heads > 1) * Q

    assert "only_some" in check("heads", other).keys


def test_an_unknown_exercise_is_named():
    with pytest.raises(ValueError, match="name is 'rope'; the exercises are head_count, "):
        check("rope", heads)

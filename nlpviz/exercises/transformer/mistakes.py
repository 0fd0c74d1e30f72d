"""Wrong answers to the exercises of chapter 7, each with its hint.

An entry is (key of the hint, index of the result, wrong function).
These functions are wrong on purpose.
"""

import numpy as np


def soft(S, axis=-1):
    E = np.exp(S - S.max(axis=axis, keepdims=True))
    return E / E.sum(axis=axis, keepdims=True)


HEAD_COUNT = (
    ("weights_times_heads", 2, lambda n, d, n_heads: n_heads * 4 * d**2),
    ("weights_by_heads", 2, lambda n, d, n_heads: 4 * d**2 // n_heads),
    ("no_output_weights", 2, lambda n, d, n_heads: 3 * d**2),
    ("products_times_heads", 1,
     lambda n, d, n_heads: 4 * n * d**2 + n_heads * 2 * n**2 * d),
    ("projections_not_counted", 1, lambda n, d, n_heads: 2 * n**2 * d),
    ("mixture_not_counted", 1, lambda n, d, n_heads: 4 * n * d**2 + n**2 * d),
    ("one_map", 0, lambda n, d, n_heads: n**2),
    ("scores_by_width", 0, lambda n, d, n_heads: n_heads * n * d),
)

CAUSAL = (
    ("itself_hidden", 0, lambda n, m: np.tri(n, m, m - n - 1, dtype=bool)),
    ("future_seen", 0, lambda n, m: np.tri(n, m, m - n - 1, dtype=bool) ^ True),
    ("hidden_marked", 0, lambda n, m: ~np.tri(n, m, m - n, dtype=bool)),
    ("counted_from_first", 0, lambda n, m: np.tri(n, m, dtype=bool)),
    ("minus_infinity_already", 0,
     lambda n, m: np.where(np.tri(n, m, m - n, dtype=bool), 0, -1e9)),
)


def scores(Q, K):
    return Q @ K.T / np.sqrt(Q.shape[1])


def filled(fill):
    return lambda Q, K, V, seen: soft(np.where(seen, scores(Q, K), fill))


def hidden(S, seen, axis=-1):
    return soft(np.where(seen, S, -np.inf), axis)


SCALED_ATTENTION = (
    ("not_divided", 1, lambda Q, K, V, seen: hidden(Q @ K.T, seen)),
    ("divided_by_d_k", 1, lambda Q, K, V, seen: hidden(Q @ K.T / Q.shape[1], seen)),
    ("divided_by_root_n", 1, lambda Q, K, V, seen: hidden(Q @ K.T / np.sqrt(len(K)), seen)),
    ("divided_by_root_d_v", 1,
     lambda Q, K, V, seen: hidden(Q @ K.T / np.sqrt(V.shape[1]), seen)),
    ("divided_late", 1,
     lambda Q, K, V, seen: hidden(Q @ K.T, seen) / np.sqrt(Q.shape[1])),
    ("columns_sum_to_1", 1, lambda Q, K, V, seen: hidden(scores(Q, K), seen, axis=0)),
    ("everything_seen", 1, lambda Q, K, V, seen: soft(scores(Q, K))),
    ("filled_with_0", 1, filled(0)),
    ("filled_with_1", 1, filled(1)),
    ("hidden_late", 1, lambda Q, K, V, seen: soft(scores(Q, K)) * seen),
)


def split(X, n_heads):
    return X.reshape(len(X), n_heads, -1).swapaxes(0, 1)


def cut(X, n_heads):
    """Head by head without swapping axes: words are torn into pieces."""
    return X.reshape(n_heads, len(X), -1)


def looks(Q, K, V, root=None):
    return soft(Q @ K.swapaxes(1, 2) / np.sqrt(root or Q.shape[2])) @ V


def join(O):
    return np.hstack(list(O))


HEADS = (
    ("reshaped_apart", 0, lambda Q, K, V, n_heads: join(looks(
        *(cut(X, n_heads) for X in (Q, K, V))))),
    ("reshaped_together", 0, lambda Q, K, V, n_heads: looks(
        *(split(X, n_heads) for X in (Q, K, V))).reshape(Q.shape)),
    ("reshaped_twice", 0, lambda Q, K, V, n_heads: looks(
        *(cut(X, n_heads) for X in (Q, K, V))).reshape(Q.shape)),
    ("root_of_width", 0, lambda Q, K, V, n_heads: join(looks(
        *(split(X, n_heads) for X in (Q, K, V)), root=Q.shape[1]))),
    ("one_look", 0, lambda Q, K, V, n_heads: looks(Q[None], K[None], V[None])[0]),
    ("columns_dealt", 0, lambda Q, K, V, n_heads: np.stack(list(looks(
        *(X.reshape(len(X), -1, n_heads).transpose(2, 0, 1) for X in (Q, K, V)))),
        axis=2).reshape(Q.shape)),
)


def standard(X, eps, axis=1, ddof=0):
    mean = X.mean(axis=axis, keepdims=True)
    return (X - mean) / np.sqrt(X.var(axis=axis, ddof=ddof, keepdims=True) + eps)


LAYER_NORM = (
    ("over_words", 0, lambda X, gamma, beta, eps: gamma * standard(X, eps, axis=0) + beta),
    ("over_all", 0, lambda X, gamma, beta, eps: gamma * standard(X, eps, axis=None) + beta),
    ("n_minus_1", 0, lambda X, gamma, beta, eps: gamma * standard(X, eps, ddof=1) + beta),
    ("eps_outside", 0, lambda X, gamma, beta, eps:
     gamma * (X - X.mean(1, keepdims=True)) / (X.std(1, keepdims=True) + eps) + beta),
    ("eps_forgotten", 0, lambda X, gamma, beta, eps: gamma * standard(X, 0) + beta),
    ("no_root", 0, lambda X, gamma, beta, eps:
     gamma * (X - X.mean(1, keepdims=True)) / (X.var(1, keepdims=True) + eps) + beta),
    ("mean_left", 0, lambda X, gamma, beta, eps:
     gamma * X / np.sqrt(X.var(1, keepdims=True) + eps) + beta),
    ("gamma_beta_forgotten", 0, lambda X, gamma, beta, eps: standard(X, eps)),
    ("beta_stretched", 0, lambda X, gamma, beta, eps: gamma * (standard(X, eps) + beta)),
)


def waves(T, d, powers, first=0):
    return np.outer(np.arange(first, T + first), 10000.0 ** -powers)


def alternating(even, odd):
    return np.stack([even, odd], axis=2).reshape(len(even), -1)


def plain(T, d, factor=1, first=0):
    """Sines and cosines in turn, with what may be wrong about their angles."""
    angles = waves(T, d, factor * np.arange(0, d, 2) / d, first)
    return alternating(np.sin(angles), np.cos(angles))


def in_halves(T, d):
    PE = plain(T, d)
    return np.hstack([PE[:, 0::2], PE[:, 1::2]])


def every_column(T, d):
    angles = waves(T, d, np.arange(d) / d)
    return alternating(np.sin(angles[:, 0::2]), np.cos(angles[:, 1::2]))


SINUSOIDAL = (
    ("in_halves", 0, in_halves),
    ("half_exponent", 0, lambda T, d: plain(T, d, 0.5)),
    ("double_exponent", 0, lambda T, d: plain(T, d, 2)),
    ("frequency_each_column", 0, every_column),
    ("waves_shorten", 0, lambda T, d: plain(T, d, -1)),
    ("begins_at_1", 0, lambda T, d: plain(T, d, first=1)),
    ("cosine_first", 0, lambda T, d: alternating(plain(T, d)[:, 1::2], plain(T, d)[:, 0::2])),
)


def norm(X):
    return standard(X, 1e-5)


TWO_NORMS = (
    ("no_way_past", 0, lambda X, W: norm(X @ W)),
    ("norm_before_sum", 0, lambda X, W: X + norm(X @ W)),
    ("not_normalised", 0, lambda X, W: X + X @ W),
    ("way_past_normalised", 1, lambda X, W: norm(X) + norm(X) @ W),
    ("no_way_past_pre", 1, lambda X, W: norm(X) @ W),
    ("norm_after_part", 1, lambda X, W: X + norm(X @ W)),
    ("normed_twice", 1, lambda X, W: norm(X + norm(X) @ W)),
)


def counted(n_layers, d, d_ff, looks=3, norms=5, biases=1, last=0):
    """Both stacks; looks and norms: how many in one encoder and one decoder block."""
    look = 4 * d**2 + biases * 4 * d
    feed = 2 * d * d_ff + biases * (d_ff + d)
    return n_layers * (looks * look + 2 * feed + norms * 2 * d) + last * 2 * d


N_PARAMETERS = (
    ("encoder_alone", 0, lambda n_layers, d, d_ff:
     n_layers * (4 * d**2 + 4 * d + 2 * d * d_ff + d_ff + d + 4 * d)),
    ("no_cross_attention", 0, lambda *sizes: counted(*sizes, looks=2, norms=4)),
    ("cross_norm_forgotten", 0, lambda *sizes: counted(*sizes, norms=4)),
    ("cross_weights_forgotten", 0, lambda *sizes: counted(*sizes, looks=2)),
    ("biases_forgotten", 0, lambda *sizes: counted(*sizes, biases=0)),
    ("norms_forgotten", 0, lambda *sizes: counted(*sizes, norms=0)),
    ("last_norms", 0, lambda *sizes: counted(*sizes, last=2)),
    ("one_layer", 0, lambda n_layers, d, d_ff: counted(1, d, d_ff)),
)


def step(x, K, V, W_Q, W_K, W_V, scale=True, first=False):
    """One step with a cache from an input that has its position already."""
    k, v = x @ W_K, x @ W_V
    K, V = (np.vstack([new, old] if first else [old, new]) for new, old in ((k, K), (v, V)))
    s = K @ (x @ W_Q) / (np.sqrt(len(k)) if scale else 1)
    return soft(s) @ V, K, V


def remembered(x, PE, K, V, *W):
    """What it should look at, and returns the old cache."""
    return step(x + PE[len(K)], K, V, *W)[0], K, V


def last_seen_only(x, PE, K, V, W_Q, W_K, W_V):
    z = x + PE[len(K)]
    return soft(K @ (z @ W_Q) / np.sqrt(K.shape[1])) @ V


CACHED_STEP = (
    ("not_kept", None, remembered),
    ("not_appended", 0, last_seen_only),
    ("new_alone", 0, lambda x, PE, K, V, W_Q, W_K, W_V: (x + PE[len(K)]) @ W_V),
    ("position_zero", None, lambda x, PE, K, V, *W: step(x + PE[0], K, V, *W)),
    ("position_late", None, lambda x, PE, K, V, *W: step(x + PE[len(K) + 1], K, V, *W)),
    ("position_early", None, lambda x, PE, K, V, *W: step(x + PE[len(K) - 1], K, V, *W)),
    ("no_position", None, lambda x, PE, K, V, *W: step(x, K, V, *W)),
    ("in_front", None, lambda x, PE, K, V, *W: step(x + PE[len(K)], K, V, *W, first=True)),
    ("cache_not_divided", 0,
     lambda x, PE, K, V, *W: step(x + PE[len(K)], K, V, *W, scale=False)[0]),
)


def loss(q, logits):
    return -(q * np.log(soft(logits))).sum()


def one_hot(logits, target):
    return np.eye(len(logits))[target]


SMOOTHED_LOSS = (
    ("not_smoothed", 0, lambda logits, target, epsilon: loss(one_hot(logits, target), logits)),
    ("sum_below_1", 0, lambda logits, target, epsilon: loss(
        np.where(one_hot(logits, target) > 0, 1 - epsilon, epsilon / len(logits)), logits)),
    ("shared_by_others", 0, lambda logits, target, epsilon: loss(
        np.where(one_hot(logits, target) > 0, 1 - epsilon, epsilon / (len(logits) - 1)), logits)),
    ("epsilon_each", 0, lambda logits, target, epsilon: loss(
        (1 - epsilon) * one_hot(logits, target) + epsilon, logits)),
    ("probabilities_smoothed", 0, lambda logits, target, epsilon: -np.log(
        (1 - epsilon) * soft(logits)[target] + epsilon / len(logits))),
    ("loss_of_logits", 0, lambda logits, target, epsilon: -(
        (1 - epsilon) * logits[target] + epsilon * logits.mean())),
)

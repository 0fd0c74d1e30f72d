"""Wrong answers to the exercises of chapter 4, each with its hint.

An entry is (key of the hint, index of the result, wrong function).
These functions are wrong on purpose.
"""

import numpy as np


def soft(S, axis=-1):
    E = np.exp(S - S.max(axis=axis, keepdims=True))
    return E / E.sum(axis=axis, keepdims=True)


def masked(S, mask):
    return np.where(mask, S, -np.inf)


WEIGHTS = (
    ("no_mask", 0, lambda S, mask: soft(S)),
    ("mask_late", 0, lambda S, mask: soft(S) * mask),
    ("mask_zero", 0, lambda S, mask: soft(S * mask)),
    ("mask_turned", 0, lambda S, mask: soft(masked(S, ~mask)) if not mask.all() else 0 * S),
    ("softmax_down", 0, lambda S, mask: np.where(mask, soft(S, axis=0), 0)),
    ("one_sum", 0, lambda S, mask: soft(masked(S, mask).ravel()).reshape(S.shape)),
)

ATTEND = (
    ("scaled", 0, lambda q, K, V: soft(K @ q / np.sqrt(len(q)))),
    ("scores_for_weights", 0, lambda q, K, V: K @ q),
    ("no_softmax", 1, lambda q, K, V: (K @ q) @ V),
    ("plain_mean", 1, lambda q, K, V: V.mean(axis=0)),
    ("best_only", 1, lambda q, K, V: V[(K @ q).argmax()]),
)

ADDITIVE = (
    ("tanh_missing", 0, lambda q, K, W_q, W_k, v: (q @ W_q + K @ W_k) @ v),
    ("tanh_outside", 0, lambda q, K, W_q, W_k, v: np.tanh((q @ W_q + K @ W_k) @ v)),
    ("two_tanhs", 0, lambda q, K, W_q, W_k, v: (np.tanh(q @ W_q) + np.tanh(K @ W_k)) @ v),
    ("blind", 0, lambda q, K, W_q, W_k, v: np.tanh(K @ W_k) @ v),
    ("multiplied", 0, lambda q, K, W_q, W_k, v: np.tanh((q @ W_q) * (K @ W_k)) @ v),
)

ATTEND_BACKWARD = (
    ("not_centred", 0, lambda A, V, dO: A * (dO @ V.T)),
    ("softmax_slope", 0, lambda A, V, dO: A * (1 - A) * (dO @ V.T)),
    ("dA_alone", 0, lambda A, V, dO: dO @ V.T),
    ("plain_centre", 0, lambda A, V, dO: A * (dO @ V.T - (dO @ V.T).mean(1, keepdims=True))),
    ("unweighted", 1, lambda A, V, dO: np.ones_like(A).T @ dO),
)

REINFORCE = (
    ("baseline_forgotten", 0, lambda A, z, f, b: f * (np.eye(len(A))[z] - A)),
    ("baseline_added", 0, lambda A, z, f, b: (f + b) * (np.eye(len(A))[z] - A)),
    ("baseline_later", 0, lambda A, z, f, b: f * (np.eye(len(A))[z] - A) - b),
    ("only_drawn", 0, lambda A, z, f, b: (f - b) * np.eye(len(A))[z]),
    ("p_for_logp", 0, lambda A, z, f, b: (f - b) * A[z] * (np.eye(len(A))[z] - A)),
    ("loss_forgotten", 0, lambda A, z, f, b: np.eye(len(A))[z] - A),
)

EXPECTED_GRADIENT = (
    ("not_centred", 0, lambda A, f: A * f),
    ("plain_centre", 0, lambda A, f: A * (f - f.mean())),
    ("weights_forgotten", 0, lambda A, f: f - A @ f),
    ("softmax_slope", 0, lambda A, f: A * (1 - A) * f),
)


def ranked(scores, width, largest=True):
    """parents, tokens, scores of the first `width` of scores (B, n_vocab)."""
    flat = scores.ravel()
    kept = np.argsort(-flat if largest else flat, kind="stable")[:width]
    return *np.divmod(kept, scores.shape[1]), flat[kept]


def each_its_own(logp, logP, width):
    """The best continuation of each beam, one a beam, repeated if too few."""
    rows = np.arange(width) % len(logp)
    tokens = logP.argmax(axis=1)[rows]
    return rows, tokens, logp[rows] + logP[rows, tokens]


BEAM_STEP = (
    ("past_forgotten", None, lambda logp, logP, width: ranked(logP, width)),
    ("worst_kept", None, lambda logp, logP, width: ranked(logp[:, None] + logP, width, False)),
    ("each_its_own", None, each_its_own),
    ("product_of_logs", None, lambda logp, logP, width: ranked(logp[:, None] * logP, width)),
)

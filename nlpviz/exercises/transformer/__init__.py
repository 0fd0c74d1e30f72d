"""The exercises of chapter 7, and the wrong answers people give.

    check("causal", my_causal)

Each reference is the book's own (`nlpviz.scratch`), but for the first,
which counts what is in the shapes of the arrays.
"""

from pathlib import Path

import numpy as np

from ... import scratch
from ..checker import Exercise, checks
from . import cases
from . import mistakes as wrong


def head_count(n, d, n_heads):
    """Scores, multiplications and weights of self-attention, from the shapes of its arrays."""
    X, W = np.zeros((n, d)), scratch.block_weights(d, 1)
    projections = [W[f"W_{i}"] for i in "QKVO"]
    _, trace = scratch.multi_head(X, X, *projections, n_heads)
    n_scores, d_k = trace.S.size, trace.K.shape[-1]
    n_weights = sum(w.size for w in projections)
    return n_scores, n * n_weights + 2 * d_k * n_scores, n_weights


def causal(n, m):
    return (scratch.causal(n, m),)


def scaled_attention(Q, K, V, seen):
    O, trace = scratch.attention(Q, K, V, seen)
    return O, trace.A


def heads(Q, K, V, n_heads):
    return (scratch.per_head(Q, K, V, n_heads)[0],)


def layer_norm(X, gamma, beta, eps):
    return (scratch.layer_norm(X, gamma, beta, eps)[0],)


def sinusoidal(T, d):
    return (scratch.sinusoidal(T, d),)


def two_norms(X, W):
    d = len(W)
    return tuple(scratch.residual(X, lambda X: (X @ W, None), np.ones(d), np.zeros(d), norm)[0]
                 for norm in ("post", "pre"))


def n_parameters(n_layers, d, d_ff):
    return (scratch.n_parameters(n_layers, d, d_ff, n_heads=1),)


def cached_step(x, PE, K, V, W_Q, W_K, W_V):
    """What has been kept, and one row more; one query looks at all rows."""
    z = x + PE[len(K)]
    K, V = np.vstack([K, z @ W_K]), np.vstack([V, z @ W_V])
    return scratch.attention((z @ W_Q)[None], K, V)[0][0], K, V


def smoothed_loss(logits, target, epsilon):
    return (scratch.smoothed_cross_entropy(logits[None], [target], epsilon)[0],)


EXERCISES = {exercise.name: exercise for exercise in (
    Exercise("head_count", ("n", "d", "n_heads"), ("n_scores", "n_products", "n_weights"),
             head_count, cases.head_count, "see_head_count", wrong.HEAD_COUNT),
    Exercise("causal", ("n", "m"), ("seen",), causal, cases.causal, "see_causal", wrong.CAUSAL),
    Exercise("scaled_attention", ("Q", "K", "V", "seen"), ("O", "A"), scaled_attention,
             cases.scaled_attention, "see_scaled_attention", wrong.SCALED_ATTENTION),
    Exercise("heads", ("Q", "K", "V", "n_heads"), ("O",),
             heads, cases.heads, "see_heads", wrong.HEADS),
    Exercise("layer_norm", ("X", "gamma", "beta", "eps"), ("Y",),
             layer_norm, cases.layer_norm, "see_layer_norm", wrong.LAYER_NORM),
    Exercise("sinusoidal", ("T", "d"), ("PE",),
             sinusoidal, cases.sinusoidal, "see_sinusoidal", wrong.SINUSOIDAL),
    Exercise("two_norms", ("X", "W"), ("post", "pre"),
             two_norms, cases.two_norms, "see_two_norms", wrong.TWO_NORMS),
    Exercise("n_parameters", ("n_layers", "d", "d_ff"), ("n",),
             n_parameters, cases.n_parameters, "see_n_parameters", wrong.N_PARAMETERS),
    Exercise("cached_step", ("x", "PE", "K", "V", "W_Q", "W_K", "W_V"), ("o", "K", "V"),
             cached_step, cases.cached_step, "see_cached_step", wrong.CACHED_STEP),
    Exercise("smoothed_loss", ("logits", "target", "epsilon"), ("L",),
             smoothed_loss, cases.smoothed_loss, "see_smoothed_loss", wrong.SMOOTHED_LOSS),
)}

check = checks(EXERCISES, Path(__file__).parent)

"""Word vectors on a map: principal components, and a map that is made to keep neighbours.

A map is (n, 2) in whole numbers, its longer side 0 … 4095 (``places``): distances on it are
whole too, the same in NumPy and in the page.  It travels in three bytes a point
(``encode``, kind ``grid12``).
"""

from __future__ import annotations

import numpy as np

SIDE = 4095
STEPS, SAMPLES = 400, 50


def places(Y) -> np.ndarray:
    """Points (n, 2) on the grid, the longer side from 0 to 4095, the shorter in its middle."""
    low, high = Y.min(0), Y.max(0)
    side = max((high - low).max(), 1e-12)
    return np.rint(((Y - (low + high) / 2) / side + 0.5) * SIDE).astype(int)


def pca(U) -> np.ndarray:
    """The map (n, 2) that keeps most of the variance of the rows of U: X V, with X = U minus
    its mean = L S Vᵀ.  The largest entry of each column of V is positive."""
    X = U - U.mean(0)
    _, _, V = np.linalg.svd(X if X.shape[1] > 1 else np.pad(X, ((0, 0), (0, 1))),
                            full_matrices=False)
    V = V[:2] * np.sign(V[[0, 1], np.abs(V[:2]).argmax(1)])[:, None]
    return np.pad(X, ((0, 0), (0, V.shape[1] - X.shape[1]))) @ V.T


def embed(neighbours, start, seed: int = 0) -> np.ndarray:
    """A map (n, 2) where each word's ``neighbours`` (n, k) are near it: t-SNE on their graph.

    Minimises KL(P ‖ Q) with P uniform over the pairs of neighbours and q_ij ∝ 1/(1 + ‖y_i - y_j‖²)
    (van der Maaten and Hinton 2008).  The gradient is Σ_j (p_ij - q_ij) (y_i - y_j)/(1 + ‖·‖²):
    neighbours pull, all push.  Departures: P has no perplexity, and who pushes is sampled, 50
    words a step.  From the map ``start``, with momentum, a falling step size, and a pull four
    times as strong in the first third.  Only +, -, × and ÷ in a fixed order: the same start and
    seed give the same digits on every processor.
    """
    n, k = neighbours.shape
    rng = np.random.default_rng(seed)
    Y = np.ascontiguousarray((start - start.mean(0)).T) / SIDE * 4
    Y += 1e-3 * rng.uniform(-1, 1, Y.shape)
    speed = np.zeros_like(Y)
    for step in range(STEPS):
        left = 1 - step / STEPS
        move = (4 if left > 2 / 3 else 1) * _pull(Y, neighbours.T) + 2 * k * _push(Y, rng)
        speed = 0.8 * speed + 0.1 * left * np.clip(move, -4, 4)
        Y = Y + speed
    return Y.T


def _pull(Y, others):
    """Σ over the pairs of neighbours that hold word i of (y_j - y_i)/(1 + ‖y_i - y_j‖²)."""
    D = Y[:, others] - Y[:, None]  # (2, k, n)
    D /= 1 + (D[0] * D[0] + D[1] * D[1])
    ends = others.ravel()
    back = [np.bincount(ends, d.ravel(), Y.shape[1]) for d in D]
    return D.sum(1) - np.array(back)


def _push(Y, rng):
    """n times the mean over 50 sampled words j of q_ij (y_i - y_j)/(1 + ‖y_i - y_j‖²)."""
    D = Y[:, None] - Y[:, rng.integers(0, Y.shape[1], (SAMPLES, Y.shape[1]))]  # (2, 50, n)
    q = 1 / (1 + (D[0] * D[0] + D[1] * D[1]))
    D *= q * q
    return D.sum(1) / (q.sum(0).sum() / q.shape[1])

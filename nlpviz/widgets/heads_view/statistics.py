"""What a head does, in four numbers; each with its yardstick, the number of an even look."""

from __future__ import annotations

import numpy as np

from ..core.labels import entropy

STOPS = {".", "。", "．", "[SEP]", "</s>", "<eos>"}  # heads without a task look here, as at word 0


def statistics(A, rows, sinks, alike) -> dict:
    """Of weights A (…, n, m), each a mean over these rows.

    entropy   -Σ a log₂ a, in bits: how many words a look is spread over
    distance  Σ a |i - j|, in words; None unless queries and keys are the same words (alike)
    sink      the share on the keys ``sinks``
    largest   the largest weight of a row
    """
    A, m = A[..., rows, :], A.shape[-1]
    far = np.abs(np.asarray(rows)[:, None] - np.arange(m))
    return {"entropy": entropy(A).mean(-1),
            "distance": (A * far).sum(-1).mean(-1) if alike else None,
            "sink": A[..., sinks].sum(-1).mean(-1), "largest": A.max(-1).mean(-1)}


def choosing(seen) -> list[int]:
    """The rows that have a choice, two keys or more; where none has, all that see any."""
    count = seen.sum(-1)
    return np.flatnonzero(count > (1 if count.max() > 1 else 0)).tolist()


def even(seen):
    """An even look at what each row may see (n, m); a row that sees nothing stays 0."""
    return seen / np.maximum(seen.sum(-1, keepdims=True), 1)


def sinks_of(keys) -> list[int]:
    """The first key, and every full stop."""
    return [j for j, key in enumerate(keys) if j == 0 or key in STOPS]


def telling(A, rows, sinks, alike) -> tuple[int, int]:
    """The link (i, j) that one head has and the others have least: what a reader can find."""
    flat = np.sort(A.reshape(-1, *A.shape[-2:]), axis=0)
    margin = flat[-1] - (flat[-2] if len(flat) > 1 else 0)
    asked = np.zeros_like(margin)
    asked[rows] = 1
    asked[:, sinks] = 0
    if alike:
        np.fill_diagonal(asked, 0)
    best = np.where(asked > 0, margin, -1) if asked.any() else margin
    i, j = np.unravel_index(best.argmax(), best.shape)
    return int(i), int(j)

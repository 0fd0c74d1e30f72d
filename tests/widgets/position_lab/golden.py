"""Golden numbers of PositionLab: what nlpviz.scratch says of positions, four ways."""

import numpy as np

from nlpviz.scratch.transformer.positions import alibi, rotary, rotation, sinusoidal
from tools.golden import flat


def table(T, d, k):
    """The waves, what turns them by k, and their products."""
    PE = sinusoidal(T, d)
    R = rotation(k, d)
    blocks = [flat(R[i:i + 2, i:i + 2]) for i in range(0, d, 2)]  # all that is not zero
    return {"T": T, "d": d, "k": k, "PE": flat(PE), "blocks": blocks, "shifted": flat(PE @ R),
            "S": flat(PE @ PE.T)}


def turned(d, positions):
    """Rows turned by their positions, and the score of rows of ones with the first of them."""
    X = np.random.default_rng(3).normal(size=(len(positions), d)).round(6)
    ones, _ = rotary(np.ones((len(positions), d)), np.array(positions) - positions[0])
    Y, _ = rotary(X, np.array(positions))
    return {"d": d, "positions": positions, "X": X.tolist(), "Y": Y.tolist(),
            "scores": flat(ones @ ones[0] / d**0.5)}


def cases():
    return {"position_lab": {
        "tables": [table(5, 4, 3), table(12, 16, -2), table(4, 512, 7)],
        "rotary": [turned(4, [0, 1, 2]), turned(64, [3, 10, 53, 103])],
        "alibi": [alibi(n, 1, 30)[:, 0, ::-1].tolist() for n in (1, 8)]}}

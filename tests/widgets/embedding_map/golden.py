"""Golden numbers of EmbeddingMap and AnalogyLab: cosines, neighbours, maps, ranks by NumPy.

The page is held to them digit by digit: all of it comes from whole numbers.  The rows are drawn
here, not trained, so that they are the same on every processor.
"""


import numpy as np

from nlpviz.widgets.analogy_lab.picture import parallelogram
from nlpviz.widgets.core import encode
from nlpviz.widgets.core import word_vectors as wv
from tools.golden import wire

TOLERANCE = {"": (0, 0), "parallel": (1e-9, 1e-12), "plane": (1e-6, 1e-6)}


def tables():
    """Rows in whole numbers: many words, few columns (ties), one row of zeros, two equal rows."""
    rng = np.random.default_rng(7)
    wide = rng.integers(-900, 900, (60, 24)).astype(float)
    wide[5], wide[11] = 0, wide[3]
    return [wide, rng.integers(-2, 3, (40, 2)).astype(float),
            rng.integers(-9, 9, (4, 1000)).astype(float)]


def case(W):
    packed = encode.pack(W, "unit8")
    C, k = encode.codes(packed), min(wv.K, len(W) - 1)
    rng = np.random.default_rng(len(W))
    points = rng.integers(0, 40, (len(W), 2)) * 105
    true, close = wv.neighbours(C, k), wv.near(points, k)
    asked = [rng.integers(0, len(W), 4).tolist() for _ in range(6)] + [[1, 1, 2, 3], [3, 0, 3, 1]]
    return {
        "W": wire(packed), "map": wire(encode.pack(points, "grid12")), "k": k,
        "cosines": wv.cosines(C, np.arange(3)).tolist(),
        "neighbours": true.tolist(), "near": close.tolist(),
        "kept": wv.kept(true, close).tolist(), "points": points.tolist(),
        "analogies": [{"asked": q, "scores": wv.analogy(C, *q[:3]).tolist(),
                       "ranks": list(wv.judge(C, *q)),
                       "plane": parallelogram(C, *q[:3]).tolist()} for q in asked],
        "parallel": parallel(encode.directions(C.astype(float)), points),
    }


def parallel(U, points):
    """The mean cosine between the differences of the pairs 0 → 1, 2 → 3, 0 → 2, both ways."""
    def mean(X):
        D = encode.directions(np.array([X[1] - X[0], X[3] - X[2], X[2] - X[0]], float))
        G = D @ D.T
        return float((G[0, 1] + G[0, 2] + G[1, 2]) / 3)

    return [mean(U), mean(points)]


def cases():
    return {"embeddings": {"cases": [case(W) for W in tables()]}}

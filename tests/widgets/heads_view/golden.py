"""What Python says of heads of any masks: statistics, orders, rank correlations."""

import numpy as np

from nlpviz.metrics import spearman
from nlpviz.widgets.heads_view.statistics import choosing, sinks_of, statistics


def case(rng, n, m, keys):
    seen = rng.random((n, m)) < rng.choice([0.5, 1.0])
    seen[:, 0] = True
    seen[n // 2] = n < 3  # of longer sentences one word sees nothing
    A = np.exp(3 * rng.normal(size=(2, 2, n, m))) * seen
    A /= np.maximum(A.sum(-1, keepdims=True), 1e-300)
    of = {"rows": choosing(seen), "sinks": sinks_of(keys), "alike": n == m}
    found = statistics(A, **of)
    none = np.full((2, 2), None)
    return of | {"n": n, "m": m, "A": A.reshape(4, -1).tolist(), "statistics": {
        key: (none if value is None else value).ravel().tolist() for key, value in found.items()}}


def ranked(rng, n, tied):
    x, y = rng.integers(0, 4, (2, n)) if tied else rng.normal(size=(2, n)).round(6)
    x[0], y[0] = 9, -9
    return {"x": x.tolist(), "y": y.tolist(), "rho": spearman(x, y),
            "order": np.argsort(-x, kind="stable").tolist(),
            "rising": np.argsort(x, kind="stable").tolist()}


def cases():
    rng = np.random.default_rng(11)
    sizes = ((1, 1), (2, 2), (5, 5), (9, 9), (4, 7), (12, 3))
    heads = [case(rng, n, m, [*"ab.cd."][:m] + ["x"] * (m - 6)) for n, m in sizes]
    return {"heads_view": {
        "heads": heads, "ranks": [ranked(rng, n, tied) for n in (2, 5, 8, 30)
                                  for tied in (False, True)]}}

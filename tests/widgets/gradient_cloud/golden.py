"""Golden numbers of GradientCloud: what nlpviz.scratch says of a hard choice and its estimates.

Shares, gradients and estimates come from `nlpviz.scratch.attention.hard`; variances from
enumerating every draw; the baseline of least variance from three points of a parabola; the moving
average's moments from its recursion, estimate by estimate.
"""

from types import SimpleNamespace

import numpy as np

from nlpviz.scratch import expected, reinforce
from tools.golden import flat

RATE = 0.1
TOLERANCE = {"cases": (1e-10, 1e-13), "due": (1e-9, 1e-12), "points": (1e-10, 1e-12)}


def told(f):
    """Losses as scratch takes them: position z is the z-th unit vector, and costs f[z]."""
    return lambda O: ((O @ f).item(), SimpleNamespace(backward=lambda dL=1.0: (dL * f[None],)))


def estimates(S, f, b):
    """The gradient for S that each position's draw gives, one row each."""
    m = len(S)
    return np.array([reinforce(S[None], np.eye(m), told(f), [z], b)[1].score[0][0]
                     for z in range(m)])


def spread(A, rows, noise=0.0, push=None):
    """The variances of all components, added; noise: the variance of the baseline."""
    extra = 0.0 if push is None else noise * (A @ (push**2).sum(axis=1))
    return (A @ (rows - A @ rows) ** 2).sum() + extra


def mulberry32(seed):
    """The page's generator: numbers in [0, 1)."""
    a = seed & 0xFFFFFFFF
    while True:
        a = (a + 0x6D2B79F5) & 0xFFFFFFFF
        t = (a ^ (a >> 15)) * (1 | a) & 0xFFFFFFFF
        t = ((t + ((t ^ (t >> 7)) * (61 | t) & 0xFFFFFFFF)) & 0xFFFFFFFF) ^ t
        yield (t ^ (t >> 14)) / 2**32


def draws(A, N, K, seed):
    """K estimates of N positions, each with numbers of its own."""
    edges = np.cumsum(A)[:-1]
    for k in range(K):
        numbers = mulberry32((seed + 1) * 0x9E3779B1 + k * 0x85EBCA6B)
        yield [int(np.searchsorted(edges, next(numbers), side="right")) for _ in range(N)]


def baselines(S, f, A, E, N, K):
    """kind -> (the mean of the baseline, its variance)."""
    low, mid, high = (spread(A, estimates(S, f, E + x)) for x in (-1, 0, 1))
    best = E + (low - high) / 2 / (low - 2 * mid + high)
    mean, var = [0.0], [0.0]  # of the moving average
    for _ in range(K - 1):
        mean.append(mean[-1] + RATE * (E - mean[-1]))
        var.append((1 - RATE) ** 2 * var[-1] + RATE**2 * (A @ (f - E) ** 2) / N)
    middle = np.mean(mean)
    return {"none": (0.0, 0.0), "moving": (middle, np.mean(np.square(mean) + var) - middle**2),
            "mean": (E, 0.0), "weighted": (best, 0.0)}


def cloud(S, f, drawn, exact, kind, b):
    """The estimates from these draws, and their mean square distance from the exact gradient."""
    points, now = [], 0.0 if kind == "moving" else b
    for batch in drawn:
        points.append(estimates(S, f, now)[batch].mean(axis=0))
        if kind == "moving":
            now += RATE * (f[batch].mean() - now)
    far = np.square(np.array(points) - exact).sum(axis=1)
    return {"points": np.array(points).tolist(), "spread": float(far.mean())}


def step(S, f, seed, N=4, K=6):
    """Everything that the page computes for one choice."""
    E, trace = expected(S[None], np.eye(len(S)), told(f))
    A, exact = trace.A[0], trace.backward()[0][0]
    drawn, push = list(draws(A, N, K, seed)), np.eye(len(S)) - A
    due = {}
    for kind, (b, noise) in baselines(S, f, A, E, N, K).items():
        rows = estimates(S, f, b)
        due[kind] = {"b": b, "noise": noise, "variance": spread(A, rows, noise, push) / N,
                     "estimates": rows.tolist(), **cloud(S, f, drawn, exact, kind, b)}
    return {"S": flat(S), "f": flat(f), "seed": seed, "N": N, "K": K, "A": flat(A), "hard": E,
            "gradient": flat(exact), "due": due,
            "counts": [np.bincount(batch, minlength=len(S)).tolist() for batch in drawn]}


def cases():
    rng = np.random.default_rng(6)
    made = [step(2 * rng.normal(size=m).round(6), rng.normal(size=m).round(6), seed)
            for seed, m in enumerate((2, 3, 5, 12))]
    numbers = {}
    for seed in (0, 1, 2**31 - 1):
        stream = mulberry32(seed)
        numbers[str(seed)] = [next(stream) for _ in range(8)]
    return {"gradient_cloud": {"numbers": numbers, "cases": made}}

"""Golden numbers of SoftHard: what nlpviz.scratch says of one hard choice and its estimates.

Weights, losses and gradients come from `nlpviz.scratch.attention.hard`; variances from enumerating
every draw; the baseline of least variance from three points of a parabola; the moving average's
moments from its recursion, batch by batch.
"""

from types import SimpleNamespace

import numpy as np

from nlpviz.scratch import expected, reinforce
from tools.golden import flat

KINDS = ("none", "moving", "mean", "weighted")
RATE = 0.1
TOLERANCE = {"cases": (1e-10, 1e-13), "due": (1e-9, 1e-12), "points": (1e-10, 1e-12)}


def decoder(theta, y):
    """The loss f(O) = ½‖θ O − y‖², with ∂f/∂O and ∂f/∂θ on its way back."""
    def f(O):
        error = theta * O - y
        return (error**2).sum() / 2, SimpleNamespace(
            backward=lambda dL=1.0: (dL * theta * error, dL * (error * O).sum()))
    return f


def estimate(S, V, f, tau, z, b, first=True):
    """One draw's gradient with respect to S and θ, as `hard.reinforce` has it for S/τ."""
    _, trace = reinforce(S[None] / tau, V, f, [z], b)
    dS, _, dtheta = (d + s for d, s in zip(trace.direct, trace.score, strict=True))
    return np.append(dS[0] / tau, dtheta if first else 0.0)


def moments(A, rows, noise=0.0, score=None):
    """Mean, covariance and the variance of dS in all, of estimates drawn with probabilities A."""
    mean = A @ rows
    cov = (A[:, None] * (rows - mean)).T @ (rows - mean)
    if score is not None:
        cov = cov + noise * (A[:, None] * score).T @ score
    return mean, cov, np.trace(cov[:-1, :-1])


def mulberry32(seed):
    """The page's generator: numbers in [0, 1)."""
    a = seed & 0xFFFFFFFF
    while True:
        a = (a + 0x6D2B79F5) & 0xFFFFFFFF
        t = (a ^ (a >> 15)) * (1 | a) & 0xFFFFFFFF
        t = ((t + ((t ^ (t >> 7)) * (61 | t) & 0xFFFFFFFF)) & 0xFFFFFFFF) ^ t
        yield (t ^ (t >> 14)) / 2**32


def draws(A, N, K, seed):
    """K batches of N positions, each batch with numbers of its own."""
    edges = np.cumsum(A)[:-1]
    for k in range(K):
        numbers = mulberry32((seed + 1) * 0x9E3779B1 + k * 0x85EBCA6B)
        yield [int(np.searchsorted(edges, next(numbers), side="right")) for _ in range(N)]


def step_case(S, V, y, theta, tau, seed, N=4, K=6):
    """Everything that the page computes for one step."""
    f, m = decoder(theta, y), len(S)
    E, trace = expected(S[None] / tau, V, f)
    dS, _, dtheta = trace.backward()
    exact = np.append(dS[0] / tau, dtheta)
    A, losses = trace.A[0], trace.losses
    score = np.array([estimate(S, V, f, tau, z, losses[z] - 1, False) for z in range(m)])

    def rows(b, first=True):
        return np.array([estimate(S, V, f, tau, z, b, first) for z in range(m)])

    low, mid, high = (moments(A, rows(E + x))[2] for x in (-1, 0, 1))
    best = E + (low - high) / 2 / (low - 2 * mid + high)
    mean, var = [0.0], [0.0]  # of the moving average, batch by batch
    for _ in range(K - 1):
        mean.append(mean[-1] + RATE * (E - mean[-1]))
        var.append((1 - RATE) ** 2 * var[-1] + RATE**2 * (A @ (losses - E) ** 2) / N)
    middle = np.mean(mean)
    noise = np.mean(np.square(mean) + var) - middle**2
    baselines = {"none": (0.0, 0.0), "moving": (middle, noise), "mean": (E, 0.0),
                 "weighted": (best, 0.0)}
    drawn = list(draws(A, N, K, seed))
    due = {}
    for kind, (b, noise) in baselines.items():
        kept = {}
        for first in (True, False):
            mu, cov, variance = moments(A, rows(b, first), noise, score)
            kept[str(first).lower()] = {"mean": flat(mu), "cov": cov.tolist(),
                                        "variance": variance}
        points, now = [], 0.0 if kind == "moving" else b
        for batch in drawn:
            points.append(np.mean([estimate(S, V, f, tau, z, now) for z in batch], 0))
            if kind == "moving":
                now += RATE * (np.mean(losses[batch]) - now)
        far = np.square(np.array(points)[:, :-1] - exact[:-1]).sum(1)
        due[kind] = {"b": b, "noise": noise, "moments": kept, "points": np.array(points).tolist(),
                     "spread": float(np.sqrt(far.mean()))}
    o = A @ V
    return {"S": flat(S), "V": V.tolist(), "y": flat(y), "theta": theta, "tau": tau, "seed": seed,
            "N": N, "K": K, "A": flat(A), "o": flat(o), "f": flat(losses), "soft": f(o)[0],
            "hard": E, "gradient": flat(exact),
            "counts": [np.bincount(batch, minlength=m).tolist() for batch in drawn], "due": due}


def soft_hard():
    """Steps of several sizes and temperatures, and the first numbers of the generator."""
    rng = np.random.default_rng(6)
    settings = ((2, 1, 1.0, 1.0), (5, 1, -0.7, 0.5), (5, 2, 1.5, 2.0), (12, 2, 0.8, 0.3))
    cases = [step_case(2 * rng.normal(size=m).round(6), rng.normal(size=(m, d_v)).round(6),
                       rng.normal(size=d_v).round(6), theta, tau, seed)
             for seed, (m, d_v, theta, tau) in enumerate(settings)]
    numbers = {}
    for seed in (0, 1, 2**31 - 1):
        stream = mulberry32(seed)
        numbers[str(seed)] = [next(stream) for _ in range(8)]
    return {"numbers": numbers, "cases": cases}


def cases():
    return {"soft_hard": soft_hard()}

"""How an error is scaled on its way back: Hochreiter's factor.

ϑ_u(t) is the error signal at unit u's net input at step t, and
W[l, j] the weight by which l's output at t−1 enters j at t (weights
on the right). The factor after q steps is ∂ϑ_v(t−q) / ∂ϑ_u(t); the
functions below compute it in three ways (Hochreiter 1991;
Hochreiter & Schmidhuber 1997, section 3.1).

slopes (q + 1, n): slopes[m] = f′(net(t−m)) for m = 0 … q. The last
step's own slope, m = 0, is already inside ϑ_u(t): it is not used.

In print the indices of w are often transposed, as w there goes from
the second index to the first; and the recursion is sometimes given
with v where it needs l. What holds is written in the code.
"""

from itertools import product

import numpy as np

from ...check import arrays, index


def checked(W, slopes, *units):
    """W, slopes and q; the units must be among 0 … n − 1."""
    W, slopes = arrays("W: n n, slopes: steps n", W, slopes)
    for name, unit in zip("uv", units, strict=False):
        index(name, unit, len(W))
    return W, slopes, len(slopes) - 1


def factor_recursion(W, slopes, u, v):
    """Step by step, from the factors of all units l one step later:

    ∂ϑ_v(t−q)/∂ϑ_u(t)
        = f′_v(net_v(t−q)) · Σ_l W[v, l] · ∂ϑ_l(t−q+1)/∂ϑ_u(t).
    """
    W, slopes, q = checked(W, slopes, u, v)
    units = range(len(W))
    errors = [float(l == u) for l in units]
    for m in range(1, q + 1):
        errors = [slopes[m][j] * sum(W[j, l] * errors[l] for l in units)
                  for j in units]
    return errors[v]


def factor_paths(W, slopes, u, v):
    """The sum over all n^(q−1) paths l_0 = u, l_1, …, l_q = v of

    ∏_{m=1…q} f′(net_{l_m}(t−m)) · W[l_m, l_{m−1}].
    """
    W, slopes, q = checked(W, slopes, u, v)
    if q == 0:
        return float(u == v)
    if len(W) ** (q - 1) > 1e6:
        raise ValueError(f"slopes has q = {q} steps back: with {len(W)}"
                         " units more than a million paths")
    return sum(
        np.prod([slopes[m][path[m]] * W[path[m], path[m - 1]]
                 for m in range(1, q + 1)])
        for between in product(range(len(W)), repeat=q - 1)
        for path in [(u, *between, v)])


def factor_jacobians(W, slopes, u, v):
    """Entry [v, u] of the product of Jacobians of net inputs,

    ∂net(t)/∂net(t−q) = (D_q W) (D_{q−1} W) … (D_1 W),
    D_m = diag(f′(net(t−m))), rows are the earlier step.
    """
    W, slopes, q = checked(W, slopes, u, v)
    P = np.eye(len(W))
    for m in range(1, q + 1):
        P = (slopes[m][:, None] * W) @ P    # (n, n)
    return P[v, u]


def naive_bound(W, slopes):
    """(max |f′ w|)^q: bounds each path, not their sum.

    The two regimes (all |f′ w| > 1: every path grows; all < 1: every
    path decays) hold path by path. With n > 1 units there are
    n^(q−1) paths, which add up: the factor may exceed this number.
    """
    W, slopes, q = checked(W, slopes)
    if q == 0:
        return 1.0
    return float(np.abs(slopes[1:, :, None] * W).max() ** q)


def norm_factor_bound(W, slopes):
    """(‖W‖₂ · max f′)^q: bounds the factor, always."""
    W, slopes, q = checked(W, slopes)
    slope = np.abs(slopes[1:]).max() if q else 1.0
    return float((np.linalg.norm(W, ord=2) * slope) ** q)

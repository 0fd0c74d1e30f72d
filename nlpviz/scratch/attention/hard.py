"""Hard attention: one drawn position a row, and its gradient.

The loss f is given as a function of scratch: L, trace = f(O), where
trace.backward() is (dO, …), … being the gradients of f's own weights.
"""

from itertools import product
from types import SimpleNamespace

import numpy as np

from ...check import array, arrays, indices, like, number
from .soft import weights

LIMIT = 100_000


def generator(rng):
    """`rng`, which must be a source of chance."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng is {rng!r} but must be a NumPy Generator,"
                        " such as np.random.default_rng(seed)")
    return rng


def draw(S, rng):
    """One position z_i a row, with the probabilities softmax(S_i).

    S (n, m); rng: a NumPy Generator. -> z (n,), whole numbers.
    """
    A, rng = weights(S)[0], generator(rng)
    z = np.array([rng.choice(len(a), p=a) for a in A])
    return z, SimpleNamespace(A=A, logp=np.log(A[np.arange(len(A)), z]))


def reinforce(S, V, f, z, baseline=0.0):
    """One draw's word on the gradient of E_z[f(V[z])].

    ∇E[f] = E[∇f + f ∇log p]: the first term says how f's inputs and
    weights would have been better for this z, the second makes z
    rarer, the more it cost (Williams 1992). With a baseline b in
    (f − b) z gets likelier if it cost less than b; no mean changes.
    z (n,) -> L = f(V[z]); backward() -> dS, dV, …
    """
    S, V = arrays("S: n m, V: m d_v", S, V)
    z, b = indices("z", z, len(V)), number("baseline", baseline)
    if z.shape != (len(S),):
        raise ValueError(f"z is {z.shape} but S has {len(S)} rows")
    A, _ = weights(S)
    L, of_f = f(V[z])
    dO, *own = of_f.backward()
    dV = np.zeros_like(V)
    np.add.at(dV, z, dO)
    dS = (L - b) * (np.eye(len(V))[z] - A)  # (f − b) ∂log p/∂S

    def backward(dL=1.0):
        return tuple(dL * g for g in (dS, dV, *own))

    return L, SimpleNamespace(A=A, z=z, L=L, direct=(0 * S, dV, *own),
                              score=(dS, 0 * V, *(0 * g for g in own)),
                              backward=backward)


def expected(S, V, f):
    """E_z[f(V[z])] exactly: all mⁿ choices, each with its probability.

    -> E, backward() -> dS, dV, …; trace.p and trace.losses hold one
    number a choice. ValueError above 100,000 choices.
    """
    S, V = arrays("S: n m, V: m d_v", S, V)
    (n, m), (A, _) = S.shape, weights(S)
    if m**n > LIMIT:
        raise ValueError(f"S has shape {S.shape}: {m}^{n} choices are "
                         f"more than {LIMIT:,}; draw instead")
    choices = np.array(list(product(range(m), repeat=n)))
    p = A[np.arange(n), choices].prod(axis=1)
    tried = [reinforce(S, V, f, z) for z in choices]
    losses = np.array([L for L, _ in tried])

    def backward(dL=1.0):
        grads = zip(*(trace.backward() for _, trace in tried))
        return tuple(dL * np.tensordot(p, np.array(g), 1)
                     for g in grads)

    return p @ losses, SimpleNamespace(A=A, z=choices, p=p,
                                       losses=losses, backward=backward)


def gumbel(shape, rng):
    """Noise −log(−log u), u uniform: argmax(S + G) ~ softmax(S)."""
    u = generator(rng).uniform(np.finfo(float).tiny, 1, shape)
    return -np.log(-np.log(u))


def gumbel_softmax(S, G, tau, hard=False):
    """Z = softmax((S + G) / τ): a soft draw, one-hot as τ falls to 0.

    (Jang et al. 2017; Maddison et al. 2017.) hard: Z is the one-hot
    of its maximum, while backward is still the soft one's
    (straight-through: biased, and often good enough).
    """
    S, G = array("S", S), array("G", G)
    tau = number("tau", tau, above=0)
    like("G", G, S)
    soft, of_S = weights((S + G) / tau)
    Z = np.eye(S.shape[1])[(S + G).argmax(axis=1)] if hard else soft

    def backward(dZ):
        return of_S.backward(dZ) / tau

    return Z, SimpleNamespace(S=S, G=G, soft=soft, Z=Z,
                              backward=backward)

"""Where a word stands, told to a network that sees a set of words.

sinusoidal  added to the inputs, a fixed table PE
rotation    the matrix that moves PE by k
rotary      queries and keys turned by an angle for their position
alibi       a penalty on distance, added to the scores

A learned table is looked up as words are: embed(np.arange(T), PE).
"""

from types import SimpleNamespace

import numpy as np

from ...check import array, arrays, like, number, whole


def frequencies(d, base):
    """ω_i = base^(−2i/d), radians a position, for i < d/2 pairs."""
    d, base = whole("d", d, 2), number("base", base, above=0)
    if d % 2:
        raise ValueError(f"d is {d}; it must be even: a sine and a "
                         "cosine for each frequency")
    return base ** (-np.arange(0, d, 2) / d)


def sinusoidal(T, d, base=10000):
    """PE[p, 2i] = sin(ω_i p), PE[p, 2i+1] = cos(ω_i p).

    (Vaswani et al. 2017, section 3.5; ω_i = base^(−2i/d), positions
    p = 0 … T − 1.) The wavelengths 2π/ω_i grow from 2π to almost
    2π·base. d is even; ‖PE[p]‖² = d/2. -> PE (T, d).
    """
    angles = np.outer(np.arange(whole("T", T)), frequencies(d, base))
    PE = np.empty((len(angles), d))
    PE[:, 0::2], PE[:, 1::2] = np.sin(angles), np.cos(angles)
    return PE


def rotation(k, d, base=10000):
    """R_k with PE[p + k] = PE[p] @ R_k, whatever p is.

    Each pair (sin, cos) of PE turns by the angle ω_i k, for
    sin(a + b) = sin a cos b + cos a sin b. R_k is orthogonal, and
    R_j R_k = R_{j+k}. k: any number, also negative. -> (d, d).
    """
    angles = number("k", k) * frequencies(d, base)
    cos, sin = np.cos(angles), np.sin(angles)
    R, i = np.zeros((d, d)), np.arange(0, d, 2)
    R[i, i] = R[i + 1, i + 1] = cos
    R[i, i + 1], R[i + 1, i] = -sin, sin
    return R


def turned(X, cos, sin):
    """Each pair of columns (a, b) turned: (a c − b s, a s + b c)."""
    a, b = X[:, 0::2], X[:, 1::2]
    Y = np.empty_like(X)
    Y[:, 0::2], Y[:, 1::2] = a * cos - b * sin, a * sin + b * cos
    return Y


def rotary(X, positions=None, base=10000):
    """Row t turned by its position p_t: pair i by the angle ω_i p_t.

    (Su et al. 2021, eq. 34.) Queries and keys are turned, head by
    head; their inner product then depends on the distance of the two
    positions only. X (T, d_k), d_k even; positions (T,), 0 … T − 1 if
    not given. In backward the gradient is turned back.
    """
    (X,) = arrays("X: T d_k", X)
    if X.shape[1] % 2:
        raise ValueError(f"X has {X.shape[1]} columns; their number "
                         "must be even: pairs are turned")
    p = array("positions", np.arange(len(X)) if positions is None
              else positions)
    if p.shape != X.shape[:1]:
        raise ValueError(f"positions has shape {p.shape} but X has "
                         f"{len(X)} rows")
    angles = np.outer(p, frequencies(X.shape[1], base))
    cos, sin = np.cos(angles), np.sin(angles)   # (T, d_k / 2)
    Y = turned(X, cos, sin)

    def backward(dY):
        return turned(like("dY", dY, Y), cos, -sin)

    return Y, SimpleNamespace(X=X, positions=p, angles=angles, Y=Y,
                              backward=backward)


def slopes(n_heads):
    """2^(−8i/n_heads), i = 1 …: how fast each head's sight fades.

    If n_heads is no power of two: those of the next smaller power,
    then every second one of the next greater (as in the authors'
    code).
    """
    n_heads = whole("n_heads", n_heads)
    less = 2 ** int(np.log2(n_heads))
    first = 2 ** (-8 * np.arange(1, less + 1) / less)
    more = 2 ** (-4 * np.arange(1, 2 * (n_heads - less), 2) / less)
    return np.concatenate([first, more])


def alibi(n_heads, n, m=None):
    """bias_hij = −slope_h · |i + m − n − j|: far is unlikely.

    (Press, Smith & Lewis 2022, section 3.) Nothing is learned, and
    nothing ends at the longest length of the training. As in `causal`,
    the n queries are the last of m positions. -> (n_heads, n, m).
    """
    n = whole("n", n)
    m = n if m is None else whole("m", m, least=n)
    distance = abs(np.arange(n)[:, None] + m - n - np.arange(m))
    return -slopes(n_heads)[:, None, None] * distance

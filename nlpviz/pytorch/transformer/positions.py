"""Where a word stands: the twins of scratch's positions."""

import torch

from ...check import number, whole


def frequencies(d, base, device=None):
    """ω_i = base^(−2i/d), radians a position, for i < d/2 pairs."""
    d, base = whole("d", d, 2), number("base", base, above=0)
    if d % 2:
        raise ValueError(f"d is {d}; it must be even: a sine and a "
                         "cosine for each frequency")
    i = torch.arange(0, d, 2, dtype=torch.float64, device=device)
    return base ** (-i / d)


def sinusoidal(T, d, base=10000, *, start=0, device=None):
    """PE[p, 2i] = sin(ω_i p), PE[p, 2i+1] = cos(ω_i p).

    (Vaswani et al. 2017, section 3.5; ω_i = base^(−2i/d).) Positions p
    from start on. -> PE (T, d) in float64.
    """
    p = torch.arange(start, start + whole("T", T), device=device)
    angles = torch.outer(p.double(), frequencies(d, base, device))
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(1)


def rotary(X, positions=None, base=10000):
    """Row t turned by its position p_t: pair i by the angle ω_i p_t.

    (Su et al. 2021, eq. 34.) X (…, T, d_k), d_k even; positions (T,),
    0 … T − 1 if not given. Q and K are turned, head by head.
    """
    T, d_k = X.shape[-2:]
    if positions is None:
        positions = torch.arange(T, device=X.device)
    if tuple(positions.shape) != (T,):
        raise ValueError(f"positions has shape "
                         f"{tuple(positions.shape)} but X has {T} rows")
    angles = torch.outer(positions.double(),
                         frequencies(d_k, base, X.device))
    cos, sin = angles.cos().to(X), angles.sin().to(X)
    a, b = X[..., 0::2], X[..., 1::2]
    return torch.stack([a * cos - b * sin, a * sin + b * cos],
                       -1).flatten(-2)


def slopes(n_heads, device=None):
    """2^(−8i/n_heads), i = 1 …: how fast each head's sight fades.

    If n_heads is no power of two: those of the next smaller power,
    then every second one of the next greater (as in the authors'
    code).
    """
    n_heads = whole("n_heads", n_heads)
    less = 2 ** (n_heads.bit_length() - 1)
    first = [2 ** (-8 * i / less) for i in range(1, less + 1)]
    more = [2 ** (-4 * i / less)
            for i in range(1, 2 * (n_heads - less), 2)]
    return torch.tensor(first + more, dtype=torch.float64,
                        device=device)


def alibi(n_heads, n, m=None, device=None):
    """bias_hij = −slope_h · |i + m − n − j|: far is unlikely.

    (Press, Smith & Lewis 2022, section 3.) The n queries are the last
    of m positions. -> (n_heads, n, m) in float64.
    """
    n = whole("n", n)
    m = n if m is None else whole("m", m, least=n)
    i = torch.arange(n, device=device)[:, None] + m - n
    distance = (i - torch.arange(m, device=device)).abs()
    return -slopes(n_heads, device)[:, None, None] * distance

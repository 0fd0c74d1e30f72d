"""Recurrent cells over one sequence, and back through time.

Rows are steps: X (T, d), H (T, d_h); weights stand on the right.
Before step 1 stand h0 and c0; from after step T no gradient comes.
"""

from types import SimpleNamespace

import numpy as np

from ...check import arrays, like, one_of
from ..functional import logistic as sigma
from .activations import activations


def shifted(first, states):
    """The state before each step: first, states[0], states[1], …"""
    return np.vstack([first, states[:-1]])


def rnn(X, h0, W_x, W_h, b, activation="tanh"):
    """h_t = f(x_t W_x + h_{t−1} W_h + b)    (Elman 1990).

    X (T, d), h0 (d_h,), W_x (d, d_h), W_h (d_h, d_h), b (d_h,).
    f is "tanh", "relu" or "linear". Returns H (T, d_h).
    """
    X, h0, W_x, W_h, b = arrays(
        "X: T d, h0: d_h, W_x: d d_h, W_h: d_h d_h, b: d_h",
        X, h0, W_x, W_h, b)
    f, slope = one_of("activation", activation, activations())
    A, H, h = X @ W_x + b, np.empty((len(X), len(h0))), h0
    for t in range(len(X)):
        A[t] = A[t] + h @ W_h               # (d_h,)
        H[t] = h = f(A[t])
    slopes = slope(H)                       # f′(a_t)    (T, d_h)

    def backward(dH):
        dH, dA = like("dH", dH, H), np.empty_like(A)
        da = np.zeros_like(b)               # none after step T
        for t in reversed(range(len(X))):
            dh = dH[t] + da @ W_h.T
            dA[t] = da = dh * slopes[t]
        return (dA @ W_x.T, da @ W_h.T, X.T @ dA,
                shifted(h0, H).T @ dA, dA.sum(axis=0))

    return H, SimpleNamespace(
        cell="rnn", X=X, h0=h0, W_x=W_x, W_h=W_h, b=b, A=A, H=H,
        activation=activation, slopes=slopes, backward=backward)


def lstm(X, h0, c0, W_x, W_h, b, p_i=None, p_f=None, p_o=None):
    """Long short-term memory with forget gate and peepholes.

    (Hochreiter & Schmidhuber 1997; forget gate: Gers et al. 2000;
    peepholes: Gers et al. 2002; the form of Greff et al. 2017.)
    X (T, d), h0 and c0 (d_h,), W_x (d, 4 d_h), W_h (d_h, 4 d_h),
    b (4 d_h,): blocks in the order i, f, z, o. p_i, p_f, p_o (d_h,);
    None is no peephole, the same as zeros. Returns H (T, d_h).
    """
    p_i, p_f, p_o = (np.zeros(np.shape(h0)) if p is None else p
                     for p in (p_i, p_f, p_o))
    X, h0, c0, W_x, W_h, b, p_i, p_f, p_o = arrays(
        "X: T d, h0: d_h, c0: d_h, W_x: d 4d_h, W_h: d_h 4d_h, "
        "b: 4d_h, p_i: d_h, p_f: d_h, p_o: d_h",
        X, h0, c0, W_x, W_h, b, p_i, p_f, p_o)
    i, f, z, o, C, H = np.empty((6, len(X), len(h0)))
    A, h, c = X @ W_x + b, h0, c0
    for t in range(len(X)):
        a_i, a_f, a_z, a_o = np.split(A[t] + h @ W_h, 4)
        i[t] = sigma(a_i + p_i * c)         # c is still c_{t−1}
        f[t] = sigma(a_f + p_f * c)
        z[t] = np.tanh(a_z)
        C[t] = c = i[t] * z[t] + f[t] * c
        o[t] = sigma(a_o + p_o * c)         # c is now c_t
        H[t] = h = o[t] * np.tanh(c)
    C_prev, tanh_C = shifted(c0, C), np.tanh(C)

    def backward(dH, dC=None):
        dH = like("dH", dH, H)
        dC = like("dC", 0 * C if dC is None else dC, C)
        dA = np.empty_like(A)
        da = np.zeros_like(b)               # none after step T
        da_i = da_f = dc = f_next = np.zeros_like(h0)
        for t in reversed(range(len(X))):
            dh = dH[t] + da @ W_h.T
            da_o = dh * tanh_C[t] * o[t] * (1 - o[t])
            dc = (dC[t] + dh * o[t] * (1 - tanh_C[t] ** 2)
                  + p_o * da_o + p_i * da_i + p_f * da_f
                  + dc * f_next)
            da_f = dc * C_prev[t] * f[t] * (1 - f[t])
            da_i = dc * z[t] * i[t] * (1 - i[t])
            da_z = dc * i[t] * (1 - z[t] ** 2)
            dA[t] = da = np.hstack([da_i, da_f, da_z, da_o])
            f_next = f[t]
        dc0 = p_i * da_i + p_f * da_f + dc * f_next
        dA_i, dA_f, _, dA_o = np.split(dA, 4, axis=1)
        return (dA @ W_x.T, da @ W_h.T, dc0, X.T @ dA,
                shifted(h0, H).T @ dA, dA.sum(axis=0),
                (C_prev * dA_i).sum(axis=0),
                (C_prev * dA_f).sum(axis=0),
                (C * dA_o).sum(axis=0))

    return H, SimpleNamespace(
        cell="lstm", X=X, h0=h0, c0=c0, W_x=W_x, W_h=W_h, b=b,
        p_i=p_i, p_f=p_f, p_o=p_o, i=i, f=f, z=z, o=o, C=C, H=H,
        backward=backward)


def gru(X, h0, W_x, W_h, b, b_n):
    """Gated recurrent unit: reset gate r, update gate u, content n.

    (Cho et al. 2014. As in torch, r acts on h W_hn + b_n, after the
    matrix; in the paper it acts on h, before it.)
    X (T, d), h0 (d_h,), W_x (d, 3 d_h), W_h (d_h, 3 d_h), b (3 d_h,)
    in the order r, u, n; b_n (d_h,). Returns H (T, d_h).
    """
    X, h0, W_x, W_h, b, b_n = arrays(
        "X: T d, h0: d_h, W_x: d 3d_h, W_h: d_h 3d_h, b: 3d_h, "
        "b_n: d_h", X, h0, W_x, W_h, b, b_n)
    r, u, n, m, H = np.empty((5, len(X), len(h0)))
    A, h = X @ W_x + b, h0
    for t in range(len(X)):
        (x_r, x_u, x_n), (h_r, h_u, h_n) = (
            np.split(A[t], 3), np.split(h @ W_h, 3))
        r[t] = sigma(x_r + h_r)
        u[t] = sigma(x_u + h_u)
        m[t] = h_n + b_n
        n[t] = np.tanh(x_n + r[t] * m[t])
        H[t] = h = (1 - u[t]) * n[t] + u[t] * h
    H_prev = shifted(h0, H)

    def backward(dH):
        dH, dA, dM = like("dH", dH, H), np.empty_like(A), 0 * H
        dh_prev = np.zeros_like(h0)         # none after step T
        for t in reversed(range(len(X))):
            dh = dH[t] + dh_prev
            da_n = dh * (1 - u[t]) * (1 - n[t] ** 2)
            da_u = dh * (H_prev[t] - n[t]) * u[t] * (1 - u[t])
            dM[t] = da_n * r[t]
            da_r = da_n * m[t] * r[t] * (1 - r[t])
            dA[t] = np.hstack([da_r, da_u, da_n])
            da_h = np.hstack([da_r, da_u, dM[t]])
            dh_prev = dh * u[t] + da_h @ W_h.T
        dA_h = np.hstack([dA[:, : -len(h0)], dM])
        return (dA @ W_x.T, dh_prev, X.T @ dA, H_prev.T @ dA_h,
                dA.sum(axis=0), dM.sum(axis=0))

    return H, SimpleNamespace(
        cell="gru", X=X, h0=h0, W_x=W_x, W_h=W_h, b=b, b_n=b_n,
        r=r, u=u, n=n, m=m, H=H, backward=backward)

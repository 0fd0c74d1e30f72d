"""How a small change of one state changes the states after it.

Rows are states, so a Jacobian is read from left to right:
J[t][a, b] = ∂s_t[b] / ∂s_{t−1}[a], a row of small changes times
J[t] is the row of changes one step later, and
∂s_t/∂s_k = J[k+1] @ J[k+2] @ … @ J[t].
(The transpose of the usual column convention; the norms agree.)
"""

import numpy as np

from ...check import array, arrays, number, one_of
from .cells import shifted


def diagonals(v):
    """One diagonal matrix for each row of v: (T, n) -> (T, n, n)."""
    return v[:, :, None] * np.eye(v.shape[1])


def rnn_jacobians(trace):
    """∂h_t/∂h_{t−1} = W_h diag(f′(a_t))            (T, d_h, d_h)."""
    return trace.W_h * trace.slopes[:, None, :]


def lstm_jacobians(trace):
    """∂[h_t, c_t]/∂[h_{t−1}, c_{t−1}]         (T, 2 d_h, 2 d_h).

    First how the previous state moves c_t (through f, i and z), then
    how that and the output gate move h_t = o_t ⊙ tanh(c_t).
    """
    s, c_prev = trace, shifted(trace.c0, trace.C)
    W_i, W_f, W_z, W_o = np.split(s.W_h, 4, axis=1)
    k_i = s.z * s.i * (1 - s.i)             # ∂c_t/∂a_i  (T, d_h)
    k_f = c_prev * s.f * (1 - s.f)          # ∂c_t/∂a_f
    k_z = s.i * (1 - s.z**2)                # ∂c_t/∂a_z
    k_o = np.tanh(s.C) * s.o * (1 - s.o)    # ∂h_t/∂a_o
    k_c = s.o * (1 - np.tanh(s.C) ** 2) + s.p_o * k_o
    h_to_c = (W_i * k_i[:, None] + W_f * k_f[:, None]
              + W_z * k_z[:, None])
    c_to_c = diagonals(s.f + s.p_i * k_i + s.p_f * k_f)
    h_to_h = h_to_c * k_c[:, None] + W_o * k_o[:, None]
    c_to_h = c_to_c * k_c[:, None]
    return np.block([[h_to_h, h_to_c], [c_to_h, c_to_c]])


def gru_jacobians(trace):
    """∂h_t/∂h_{t−1}, through u itself, n, u and r  (T, d_h, d_h)."""
    s, h_prev = trace, shifted(trace.h0, trace.H)
    W_r, W_u, W_n = np.split(s.W_h, 3, axis=1)
    k_n = (1 - s.u) * (1 - s.n**2)          # ∂h_t/∂a_n  (T, d_h)
    k_u = (h_prev - s.n) * s.u * (1 - s.u)  # ∂h_t/∂a_u
    k_r = k_n * s.m * s.r * (1 - s.r)       # ∂h_t/∂a_r
    return (diagonals(s.u) + W_n * (k_n * s.r)[:, None]
            + W_u * k_u[:, None] + W_r * k_r[:, None])


def state_jacobians(trace):
    """J (T, n, n), J[t][a, b] = ∂s_t[b]/∂s_{t−1}[a].

    trace: what `rnn`, `lstm` or `gru` returned. s is h, and h and c
    side by side for the LSTM. J[0] belongs to the step from h0.
    """
    jacobians = {"rnn": rnn_jacobians, "lstm": lstm_jacobians,
                 "gru": gru_jacobians}
    cell = getattr(trace, "cell", None)
    return one_of("trace.cell", cell, jacobians)(trace)


def gradient_norms(J):
    """N[t, k] = ‖∂s_t/∂s_k‖₂ for k ≤ t, else 0         (T, T).

    The largest factor by which any small change at k has grown when
    it reaches t, or any gradient at t when it reaches back to k.
    """
    (J,) = arrays("J: T n n", J)
    N = np.zeros((len(J), len(J)))
    P = np.empty((0, *J[0].shape))          # P[k] = ∂s_t/∂s_k
    for t in range(len(J)):
        P = np.concatenate([P @ J[t], np.eye(len(J[t]))[None]])
        N[t, : t + 1] = np.linalg.norm(P, ord=2, axis=(1, 2))
    return N


def norm_bound(W_h, lags, slope=1.0):
    """(‖W_h‖₂ · max f′)^q ≥ ‖∂h_t/∂h_{t−q}‖₂ for each lag q.

    (Pascanu, Mikolov & Bengio 2013, section 2.1.) slope is the
    largest f′: 1 for tanh, ReLU and linear, 1/4 for σ.
    """
    (W_h,) = arrays("W_h: d_h d_h", W_h)
    norm = np.linalg.norm(W_h, ord=2)
    return (norm * number("slope", slope)) ** array("lags", lags)

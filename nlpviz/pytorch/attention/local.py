"""Attention through a window: the batched twins of scratch.local."""

import torch

from ...check import tensors
from .soft import of_rows, weights


def within(S, p, D, mask):
    """Which keys lie in |j − p_t| ≤ D and may be seen. p (B, n)."""
    if not D >= 1:
        raise ValueError(f"D is {D!r} but must be at least 1")
    j = torch.arange(S.shape[-1], device=S.device)
    seen = (j - p[..., None]).abs() <= D
    return seen if mask is None else seen & of_rows(mask, S)


def local_m(S, V, D, mask=None, t=0):
    """Row t sees the keys |j − t| ≤ D    (Luong et al. 2015, local-m).

    S (B, n, m), V (B, m, d_v); t: the number of the first row, an int
    or (B,). Returns O and A; a row past the end sees nothing, O = 0.
    """
    tensors("S: B n m, V: B m d_v", S, V)
    t = torch.as_tensor(t, device=S.device).reshape(-1, 1)
    rows = t + torch.arange(S.shape[1], device=S.device)
    rows = rows.expand(S.shape[:2])
    A = weights(S, within(S, rows, D, mask))
    return A @ V, A


def local_p(S, V, Q, W_p, v_p, D, mask=None):
    """The window's centre is predicted    (Luong et al. 2015, eq. 9).

    p_t = m σ(v_p · tanh(q_t W_p)), m the length of the row's source;
    A = softmax in |j − p_t| ≤ D, times exp(−(j − p_t)² / 2σ²) with
    σ = D/2, not brought back to the sum 1. Positions j from 0.
    Returns O and A.
    """
    tensors("S: B n m, V: B m d_v, Q: B n d_q, W_p: d_q d_p, v_p: d_p",
          S, V, Q, W_p, v_p)
    m = S.shape[-1]
    lengths = m if mask is None else of_rows(mask, S).sum(-1)
    p = lengths * torch.sigmoid(torch.tanh(Q @ W_p) @ v_p)  # (B, n)
    j = torch.arange(m, device=S.device)
    gauss = torch.exp(-2 * (j - p[..., None]) ** 2 / D**2)
    A = weights(S, within(S, p, D, mask)) * gauss
    return A @ V, A

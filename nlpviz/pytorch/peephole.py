"""The LSTM with peepholes as one function with its own backward.

Autograd would keep a node for each of some 15 operations a step. Here
each direction has one matrix product a step; all that does not wait
for a neighbouring step is done for all steps at once. Inside, time
comes first: a step is one block of memory, (T, B, rows).
"""

import torch
from torch.autograd import Function
from torch.autograd.function import once_differentiable


def walk(A, C, H, W_h, p_if, p_o):
    """Forward, in place: A (T, B, 4 d_h) becomes the gates i, f, z, o.

    On entry A is the input's part of a, and C[0], H[0] the state
    before step 1; on return C and H (T + 1, B, d_h) are full.
    Returns tanh(C), without that of the start.
    """
    tanh_C = torch.empty_like(C[1:])
    i_f, z, o = A.split([2 * C.shape[2], C.shape[2], C.shape[2]], 2)
    i, f = i_f.chunk(2, 2)
    steps = zip(A, i_f, i, f, z, o, C[:-1], C[1:], H[:-1], H[1:],
                tanh_C, strict=True)
    for a, i_f, i, f, z, o, c_prev, c, h_prev, h, tanh_c in steps:
        a.addmm_(h_prev, W_h)                       # (B, 4 d_h)
        i_f.unflatten(1, (2, -1)).addcmul_(p_if, c_prev[:, None])
        i_f.sigmoid_()
        z.tanh_()
        torch.mul(f, c_prev, out=c).addcmul_(i, z)
        o.addcmul_(p_o, c).sigmoid_()
        torch.tanh(c, out=tanh_c)
        torch.mul(o, tanh_c, out=h)
    return tanh_C


def slopes(gates, C_prev, tanh_C, p_i, p_f, p_o):
    """What a step multiplies its gradients with, for all steps.

    K: dc to da_i, da_f, da_z and dh to da_o; k: dh to dc; back: dc
    to the dc of the step before.
    """
    i, f, z, o = gates.chunk(4, 2)                  # (T, B, d_h)
    K = torch.addcmul(gates, gates, gates, value=-1)
    K_i, K_f, K_z, K_o = K.chunk(4, 2)
    K_i.mul_(z)                                     # z i (1 − i)
    K_f.mul_(C_prev)                                # c_{t−1} f (1 − f)
    torch.addcmul(i, i * z, z, value=-1, out=K_z)   # i (1 − z²)
    K_o.mul_(tanh_C)                                # tanh(c) o (1 − o)
    k = torch.addcmul(o, o * tanh_C, tanh_C, value=-1)
    k.addcmul_(p_o, K_o)
    back = torch.addcmul(f, p_i, K_i).addcmul_(p_f, K_f)
    return K, k, back


def walk_back(dH, dc, W_h, K, k, back):
    """Backward, in place: K becomes dA, dH the sums dh.

    Returns the gradients of h0 and c0.
    """
    ifz, o = K.unflatten(2, (4, -1)).split([3, 1], 2)
    steps = list(zip(dH, K, ifz, o.squeeze(2), k, back,
                     strict=True))
    da = K.new_zeros(K[0].shape)
    for dh, a, ifz, o, k, back in reversed(steps):
        dh.addmm_(da, W_h.T)                            # (B, d_h)
        o.mul_(dh)
        dc = torch.addcmul(dc, dh, k)
        ifz.mul_(dc[:, None])
        dc.mul_(back)
        da = a
    return da @ W_h.T, dc


class PeepholeLSTM(Function):
    """X, h0, c0, W_x, W_h, b, p_i, p_f, p_o -> H, c_T."""

    @staticmethod
    def forward(ctx, X, h0, c0, W_x, W_h, b, p_i, p_f, p_o):
        B, T, d = X.shape
        X_t = X.transpose(0, 1).reshape(T * B, d)
        A = torch.addmm(b, X_t, W_x).view(T, B, -1)
        C = c0.new_empty(T + 1, *c0.shape)
        H = torch.empty_like(C)
        C[0], H[0] = c0, h0
        tanh_C = walk(A, C, H, W_h, torch.stack([p_i, p_f]), p_o)
        ctx.save_for_backward(X_t, W_x, W_h, p_i, p_f, p_o,
                              A, C, H, tanh_C)
        return H[1:].transpose(0, 1).contiguous(), C[-1].clone()

    @staticmethod
    @once_differentiable
    def backward(ctx, dH, dc):
        X_t, W_x, W_h, p_i, p_f, p_o, A, C, H, tanh_C = (
            ctx.saved_tensors)
        T, B, d_h = tanh_C.shape
        dH = dH.transpose(0, 1).clone(
            memory_format=torch.contiguous_format)
        K, k, back = slopes(A, C[:-1], tanh_C, p_i, p_f, p_o)
        dh0, dc0 = walk_back(dH, dc, W_h, K, k, back)
        dA = K.view(T * B, 4 * d_h)
        dA_i, dA_f, _, dA_o = K.chunk(4, 2)
        dX = (dA @ W_x.T).view(T, B, -1).transpose(0, 1)
        return (dX, dh0, dc0, X_t.T @ dA,
                H[:-1].view(T * B, d_h).T @ dA, dA.sum(0),
                (dA_i * C[:-1]).sum((0, 1)),
                (dA_f * C[:-1]).sum((0, 1)),
                (dA_o * C[1:]).sum((0, 1)))

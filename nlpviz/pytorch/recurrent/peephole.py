"""The LSTM with peepholes as one function with its own backward.

Autograd would keep a node for each of some 15 operations a step. Here
each direction has one matrix product a step; all that does not wait
for a neighbouring step is done for all steps at once, and in place.
Inside, time comes first and gates stand side by side: (T, B, 4, d_h).
"""

import torch
from torch.autograd import Function
from torch.autograd.function import once_differentiable
from torch.nn.functional import pad


def walk(A, C, H, W_h, p_if, p_o):
    """Forward, in place: A (T, B, 4, d_h) becomes the gates i, f, z, o.

    On entry A is the input's part of a, and C[0], H[0] the state
    before step 1; on return C (T + 1, B, 1, d_h) and H (T + 1, B, d_h)
    are full. Returns tanh(C), without that of the start.
    """
    tanh_C = torch.empty_like(C[1:])
    i_f, z, o = A.split([2, 1, 1], 2)
    i, f = i_f.chunk(2, 2)
    steps = zip(A.flatten(2), i_f, i, f, z, o, C[1:], H[:-1],
                H[1:].unsqueeze(2), tanh_C, strict=True)
    c_prev = C[0]                                   # (B, 1, d_h)
    for a, i_f, i, f, z, o, c, h_prev, h, tanh_c in steps:
        a.addmm_(h_prev, W_h)                       # (B, 4 d_h)
        i_f.addcmul_(p_if, c_prev).sigmoid_()       # (B, 2, d_h)
        z.tanh_()
        torch.mul(f, c_prev, out=c).addcmul_(i, z)
        o.addcmul_(p_o, c).sigmoid_()
        torch.tanh(c, out=tanh_c)
        torch.mul(o, tanh_c, out=h)
        c_prev = c
    return tanh_C


def slopes(gates, C_prev, tanh_C, H, p_if, p_o):
    """What a step multiplies its gradients with, for all steps.

    K (T, B, 5, d_h): dc to the dc before, da_i, da_f, da_z, and dh
    to da_o; k: dh to dc.
    """
    i, f, z, o = gates.chunk(4, 2)                  # (T, B, 1, d_h)
    K = gates.new_empty(*gates.shape[:2], 5, gates.shape[3])
    K_c, K_i, K_f, K_z, K_o = K.chunk(5, 2)
    torch.mul(i, z, out=K_i)
    torch.addcmul(i, K_i, z, value=-1, out=K_z)     # i (1 − z²)
    K_i.addcmul_(K_i, i, value=-1)                  # z i (1 − i)
    torch.mul(f, C_prev, out=K_f)
    K_f.addcmul_(K_f, f, value=-1)                  # c_{t−1} f (1 − f)
    torch.addcmul(H, H, o, value=-1, out=K_o)       # tanh(c) o (1 − o)
    torch.addcmul(f, p_if[0], K_i, out=K_c).addcmul_(p_if[1], K_f)
    k = torch.addcmul(o, H, tanh_C, value=-1)       # o (1 − tanh²(c))
    return K, k.addcmul_(p_o, K_o)


def walk_back(dH, dc, W_h, K, k):
    """Backward, in place: K[:, :, 1:] becomes dA, dH the sums dh.

    Returns the gradients of h0 and c0.
    """
    from_c, o = K.split([4, 1], 2)
    steps = list(zip(dH, dH.unsqueeze(2), K[:, :, 1:].flatten(2),
                     from_c, K[:, :, :1], o, k, strict=True))
    da, W = torch.zeros_like(steps[0][2]), W_h.T.contiguous()
    for dh, dh_row, a, from_c, dc_prev, o, k in reversed(steps):
        dh.addmm_(da, W)                            # (B, d_h)
        o.mul_(dh_row)
        from_c.mul_(torch.addcmul(dc, dh_row, k))   # (B, 4, d_h)
        dc, da = dc_prev, a
    return da @ W, dc.squeeze(1)


class PeepholeLSTM(Function):
    """X, h0, c0, W_x, W_h, b, p_i, p_f, p_o -> H, c_T."""

    @staticmethod
    def forward(ctx, X, h0, c0, W_x, W_h, b, p_i, p_f, p_o):
        (B, T, _), d_h = X.shape, h0.shape[1]
        X_1 = pad(X.transpose(0, 1), (0, 1), value=1.0)
        X_1 = X_1.reshape(T * B, -1)                # rows [x_t, 1]
        A = X_1 @ torch.vstack([W_x, b])            # (T B, 4 d_h)
        A = A.view(T, B, 4, d_h)
        C, H = A.new_empty(T + 1, B, 1, d_h), A.new_empty(T + 1, B, d_h)
        C[0, :, 0], H[0] = c0, h0
        p_if = torch.stack([p_i, p_f])
        tanh_C = walk(A, C, H, W_h, p_if, p_o)
        ctx.save_for_backward(X_1, W_x, W_h, p_if, p_o,
                              A, C, H, tanh_C)
        return H[1:].transpose(0, 1).contiguous(), C[-1, :, 0].clone()

    @staticmethod
    @once_differentiable
    def backward(ctx, dH, dc):
        X_1, W_x, W_h, p_if, p_o, gates, C, H, tanh_C = (
            ctx.saved_tensors)
        T, B, _, d_h = gates.shape
        dH = dH.transpose(0, 1).clone(
            memory_format=torch.contiguous_format)
        K, k = slopes(gates, C[:-1], tanh_C, H[1:].unsqueeze(2),
                      p_if, p_o)
        dh0, dc0 = walk_back(dH, dc.unsqueeze(1), W_h, K, k)
        dA = K.view(T * B, 5 * d_h)[:, d_h:]
        dX = ((dA @ W_x.T).view(T, B, -1).transpose(0, 1)
              if ctx.needs_input_grad[0] else None)
        dW_1 = X_1.T @ dA                           # of [W_x; b]
        dW_h = H[:-1].view(T * B, d_h).T @ dA
        K[:, :, 1:3].mul_(C[:-1])                   # K is done with
        K[:, :, 4:].mul_(C[1:])
        _, dp_i, dp_f, _, dp_o = K.sum((0, 1))
        return (dX, dh0, dc0.clone(), dW_1[:-1], dW_h, dW_1[-1],
                dp_i, dp_f, dp_o)

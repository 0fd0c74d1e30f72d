"""What a translator adds to its cells and its attention.

bidirectional   the encoder: each word's state from both sides
readout         the decoder's last step: from mixture and state to words
"""

from types import SimpleNamespace

import numpy as np

from ...check import array, arrays, like
from ..functional import linear, tanh


def bidirectional(cell, X, right, left):
    """H = [→; ←]: one reads on, one back (Schuster & Paliwal 1997).

    cell: `rnn` or `gru`; right, left: its arguments after X, in order,
    of the one that reads on and of the one that reads back. X (T, d)
    -> H (T, 2 d_h); trace.last (2 d_h,): each way's state after its
    last word. backward(dH, dlast=None) -> dX, and one tuple of
    gradients a way.
    """
    X = array("X", X)
    on, of_on = cell(X, *right)
    back, of_back = cell(X[::-1], *left)
    H = np.hstack([on, back[::-1]])                 # (T, 2 d_h)
    last = np.hstack([on[-1], back[-1]])

    def backward(dH, dlast=None):
        dH = like("dH", dH, H)
        dlast = 0 * last if dlast is None else dlast
        dlast = like("dlast", dlast, last)
        don, dback = np.split(dH.copy(), [on.shape[1]], axis=1)
        don[-1] += dlast[: on.shape[1]]
        dback[0] += dlast[on.shape[1]:]             # it ends at word 1
        dX, *d_right = of_on.backward(don)
        dX_back, *d_left = of_back.backward(dback[::-1])
        return dX + dX_back[::-1], tuple(d_right), tuple(d_left)

    return H, SimpleNamespace(X=X, H=H, last=last, right=of_on,
                              left=of_back, backward=backward)


def readout(O, H, W_c, b_c, W_o, b_o):
    """logits of the next words, from mixture o and state h.

    g = tanh([o; h] W_c + b_c), logits = g W_o + b_o, and P is their
    softmax (Luong, Pham & Manning 2015, eq. 5 and 6). O (n, d_v),
    H (n, d_h), W_c (d_v + d_h, d_g), W_o (d_g, n_vocab)
    -> logits (n, n_vocab).
    """
    O, H = arrays("O: n d_v, H: n d_h", O, H)
    both = np.hstack([O, H])                        # (n, d_v + d_h)
    A, of_c = linear(both, W_c, b_c)
    G, of_A = tanh(A)                               # (n, d_g)
    logits, of_o = linear(G, W_o, b_o)

    def backward(dlogits):
        dG, dW_o, db_o = of_o.backward(dlogits)
        dboth, dW_c, db_c = of_c.backward(of_A.backward(dG))
        dO, dH = np.split(dboth, [O.shape[1]], axis=1)
        return dO, dH, dW_c, db_c, dW_o, db_o

    return logits, SimpleNamespace(O=O, H=H, G=G, logits=logits,
                                   backward=backward)

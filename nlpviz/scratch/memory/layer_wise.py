"""The other tying: the same memory in every hop.

(Sukhbaatar et al. 2015, section 2.2, layer-wise.)
"""

from types import SimpleNamespace

import numpy as np

from ...check import arrays, like
from .encoding import encode
from .end_to_end import asked, hops


def layer_wise(question, story, times, E_q, E_in, E_out, T_in, T_out,
               H, W, l=None, *, n_hops=1, linear=False):
    """Logits (n_vocab,) of the answer; layer-wise tying.

    The same memory in every hop: E_in, T_in to look at it, E_out,
    T_out to take the answer from it; between hops u_{k+1} = u_k H +
    o_k (section 2.2, layer-wise: a recurrent network whose input is
    what it found). W (d, n_vocab); the rest is as in
    `memory_network`.
    """
    E_in, E_out, T_in, T_out, W = arrays(
        "E_in: n_vocab d, E_out: n_vocab d, T_in: n_times d, "
        "T_out: n_times d, W: d n_out", E_in, E_out, T_in, T_out, W)
    question, story, times = asked(question, story, times, len(E_in),
                                   len(T_in))
    u, of_u = encode(question, E_q, l)
    m, of_m = encode(story, E_in, l)
    c, of_c = encode(story, E_out, l)
    said = (times != 0)[:, None]
    m, c = m + said * T_in[times], c + said * T_out[times]
    u_end, of_hops = hops(u[0], np.stack([m] * n_hops),
                          np.stack([c] * n_hops), H, linear=linear)
    logits = u_end @ W

    def backward(dlogits):
        dlogits = like("dlogits", dlogits, logits)
        du, dM_in, dM_out, dH = of_hops.backward(W @ dlogits)
        dm, dc = dM_in.sum(axis=0), dM_out.sum(axis=0)
        dT_in, dT_out = np.zeros_like(T_in), np.zeros_like(T_out)
        np.add.at(dT_in, times, said * dm)
        np.add.at(dT_out, times, said * dc)
        return (of_u.backward(du[None]), of_m.backward(dm),
                of_c.backward(dc), dT_in, dT_out, dH,
                np.outer(u_end, dlogits))

    return logits, SimpleNamespace(**{
        name: getattr(of_hops, name) for name in "USPO"},
        logits=logits, backward=backward)

"""Key–value memory: what is asked is not what answers.

(Miller et al. 2016.)
"""

from collections import Counter
from types import SimpleNamespace

import numpy as np

from ...check import arrays, like, whole
from .end_to_end import hop


def key_value(q, K, V, R=None, *, n_hops=1):
    """q_{j+1} = (q_j + o_j) R_j, o_j = Σ_i p_i v_i, p = softmax(K q_j).

    (Section 3.1, eq. 1–3.) q (d,), keys K (N, d), values V (N, d); the
    same in every hop. R (n_hops, d, d), None for 1: then it is the
    layer-wise network (`hops`) over these keys and values. Returns the
    last q; the trace has Q (n_hops + 1, d) and P (n_hops, N).
    """
    n_hops = whole("n_hops", n_hops)
    q, K, V = arrays("q: d, K: N d, V: N d", q, K, V)
    given = np.stack([np.eye(len(q))] * n_hops) if R is None else R
    (R,) = arrays("R: n_hops d d", given)
    if R.shape[:2] != (n_hops, len(q)):
        raise ValueError(f"R has shape {R.shape} but must have "
                         f"{(n_hops, len(q), len(q))}")
    Q, traces = [q], []
    for j in range(n_hops):
        o, trace = hop(Q[-1], K, V)
        Q.append((Q[-1] + o) @ R[j])
        traces.append(trace)

    def backward(dq):
        dq = like("dq", dq, q)
        dK, dV, dR = (np.zeros_like(x) for x in (K, V, R))
        for j in reversed(range(n_hops)):
            dR[j] = np.outer(Q[j] + traces[j].o, dq)
            dq = dq @ R[j].T
            d_look, dK_j, dV_j = traces[j].backward(dq)
            dq, dK, dV = dq + d_look, dK + dK_j, dV + dV_j
        return dq, dK, dV, dR

    return Q[-1], SimpleNamespace(
        Q=np.array(Q), P=np.array([t.p for t in traces]),
        O=np.array([t.o for t in traces]), backward=backward)


def hashed(question, keys, most=1.0):
    """Places of the keys that share a word with the question.

    Key hashing (section 3.1): a memory of millions is cut down to few
    slots before anything is computed. A word that stands in more than
    the share `most` of the keys says nothing and is left out.

    >>> hashed(["who", "wrote", "it"], [["a", "wrote"], ["b", "has"]])
    [0]
    """
    keys = [set(key) for key in keys]
    often = Counter(word for key in keys for word in key)
    asked = {w for w in question if often[w] <= most * len(keys)}
    return [i for i, key in enumerate(keys) if key & asked]

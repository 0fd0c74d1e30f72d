"""Golden numbers of AttentionBench: what nlpviz.scratch says of the same words and masks."""

import numpy as np

from nlpviz.scratch import attend, attention
from tools.golden import flat


def random_mask(rng, n):
    """Any mask in which each row sees a key."""
    mask = rng.random((n, n)) < rng.choice([0.2, 0.5, 0.9])
    mask[np.arange(n), rng.integers(0, n, n)] = True
    return mask


def slopes(A):
    """The largest entry of the whole Jacobian diag(a) − a aᵀ of each row's softmax."""
    return [float((np.diag(a) - np.outer(a, a)).max()) for a in A]


def bench(rng, n, d_k, d_v, mask):
    Q, K = (2 * rng.normal(size=(n, d_k)).round(6) for _ in "QK")
    V = rng.normal(size=(n, d_v)).round(6)
    case = {"n": n, "d_k": d_k, "Q": flat(Q), "K": flat(K), "V": flat(V), "mask": flat(mask)}
    for name, scale in (("divided", True), ("plain", False)):
        O, trace = attention(Q, K, V, mask, scale=scale)
        filled = attend(np.where(mask, trace.S, 1.0), V)[1].A
        case[name] = {"S": flat(trace.S), "A": flat(trace.A), "O": O.tolist(),
                      "slopes": slopes(trace.A), "filled": flat(filled),
                      "leaks": flat((filled * ~mask).sum(1))}
    return case


def cases():
    rng = np.random.default_rng(10)
    sizes = ((1, 1, 1), (2, 3, 2), (5, 4, 4), (9, 16, 16), (9, 16, 8), (12, 64, 3), (7, 8, 1))
    drawn = [bench(rng, n, d_k, d_v, random_mask(rng, n)) for n, d_k, d_v in sizes]
    causal = [bench(rng, 8, 16, 4, np.tri(8, dtype=bool))]
    return {"attention_bench": drawn + causal}

"""Key–value memory, batched (Miller et al. 2016)."""

import torch
from torch import nn

from ...check import sizes, tensors
from .encoding import encode
from .end_to_end import hop, table


def key_value(q, K, V, R=None, *, n_hops=1):
    """q_{j+1} = (q_j + o_j) R_j; returns the last q (B, d) and P.

    q (B, d), K and V (B, N, d), R (n_hops, d, d) or None for 1;
    P (B, n_hops, N).
    """
    tensors("q: B d, K: B N d, V: B N d", q, K, V)
    found = []
    for j in range(n_hops):
        o, p = hop(q, K, V)
        q = q + o if R is None else (q + o) @ R[j]
        found.append(p)
    return q, torch.stack(found, 1)


class KeyValueMemory(nn.Module):
    """Question, keys and values as bags of words; answers, too.

    E_q, E_k, E_v (n_vocab, d); shared=True: one table for all three,
    as in the paper. R (n_hops, d, d), at first 1.
    """

    def __init__(self, n_vocab, d=32, n_hops=2, *, shared=True):
        super().__init__()
        n_vocab, d, self.n_hops = sizes(n_vocab=n_vocab, d=d,
                                        n_hops=n_hops)
        self.E_q = table(n_vocab, d)
        self.E_k, self.E_v = (self.E_q if shared else table(n_vocab, d)
                              for _ in range(2))
        self.R = nn.Parameter(torch.eye(d).repeat(self.n_hops, 1, 1))

    def forward(self, question, keys, values, answers, weights=False):
        """Logits (B, n) of the answers; weights=True: P, too.

        question (B, J), keys (B, N, J_k), values (B, N, J_v), answers
        (n, J_a) are word numbers; the scores are q_end · y, where the
        answers are read as the values are.
        """
        q, P = key_value(encode(question, self.E_q),
                         encode(keys, self.E_k),
                         encode(values, self.E_v), self.R,
                         n_hops=self.n_hops)
        logits = q @ encode(answers, self.E_v).T
        return (logits, P) if weights else logits

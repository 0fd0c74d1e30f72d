"""The end-to-end memory network, batched (Sukhbaatar et al. 2015).

A question is (B, J) word numbers, a story (B, N, J); times (B, N) say
how long ago a sentence was said: 1 the last one, 0 an empty place.
"""

import torch
from torch import nn

from ...check import one_of, sizes, tensors
from ..attention import attention, dot
from .encoding import Places, counts, encode, encode_counts, places

KINDS = ("program", "paper", "bag")


def hop(u, M_in, M_out, *, linear=False):
    """o = Σ_i p_i c_i with p = softmax_i(u · m_i); returns o and p.

    u (B, d), M_in (B, N, d), M_out (B, N, d_v); linear: no softmax.
    """
    tensors("u: B d, M_in: B N d, M_out: B N d_v", u, M_in, M_out)
    if linear:
        P = dot(u[:, None], M_in, scale=False)
        return (P @ M_out)[:, 0], P[:, 0]
    O, P = attention(u[:, None], M_in, M_out, weights=True, scale=False)
    return O[:, 0], P[:, 0]


def hops(u, M_in, M_out, H=None, *, linear=False):
    """u_{k+1} = u_k H + o_k for each memory in turn; returns u and P.

    M_in, M_out (n_hops, B, N, d); P (B, n_hops, N).
    """
    found = []
    for m, c in zip(M_in, M_out, strict=True):
        o, p = hop(u, m, c, linear=linear)
        u = (u if H is None else u @ H) + o
        found.append(p)
    return u, torch.stack(found, 1)


class MemoryNetwork(nn.Module):
    """Adjacent tying: hop k looks through table k, answers by k + 1.

    E (n_hops + 1, n_vocab, d), T (n_hops + 1, n_times + 1, d), entries
    N(0, 0.1²), rows 0 zero and kept so. The question is read through
    the first table, the words of the answer are the rows of the last.
    J: words of the longest sentence; kind: how places count, "program"
    or "paper" as in `position_encoding`, "bag" not at all. timed=False:
    without T.
    """

    def __init__(self, n_vocab, n_times, J, d=20, n_hops=3,
                 kind="program", *, timed=True):
        super().__init__()
        n_vocab, n_times, J, d, n_hops = sizes(
            n_vocab=n_vocab, n_times=n_times, J=J, d=d, n_hops=n_hops)
        self.kind, self.timed = one_of("kind", kind, KINDS), timed
        remember(self, places(J, d, kind))
        self.E = table(n_hops + 1, n_vocab, d)
        self.T = table(n_hops + 1, n_times + 1, d)
        if not timed:
            self.T.data.zero_()
            self.T.requires_grad_(False)

    def extra_repr(self):
        return f"E={tuple(self.E.shape)}, kind={self.kind!r}, " \
               f"timed={self.timed}"

    def forward(self, question, story, times, *, linear=False,
                weights=False):
        """Logits (B, n_vocab); with weights=True also P (B, n_hops, N).

        An empty place is a null memory: its score is 0, and nothing
        masks it.
        """
        u = encode(question, self.E[0], self.l)
        M = torch.stack([encode(story, E, self.l) for E in self.E])
        return self.look(u, M, times, linear, weights)

    def of_sentences(self, found, question, story, times, *,
                     linear=False, weights=False):
        """The same, for sentences given by number.

        found: `counts` of all different sentences (2, U, n_vocab);
        question (B,), story (B, N) say which. Each of them is encoded
        once, however often it is told.
        """
        X = torch.stack([encode_counts(found, E, places_of(self))
                         for E in self.E])          # (n_hops + 1, U, d)
        return self.look(X[0, question], X[:, story], times, linear,
                         weights)

    def look(self, u, M, times, linear=False, weights=False):
        """All hops and the answer; M (n_hops + 1, B, N, d)."""
        if self.timed:
            M = M + self.T[:, times]
        u, P = hops(u, M[:-1], M[1:], linear=linear)
        logits = u @ self.E[-1].T
        return (logits, P) if weights else logits

    def count(self, ids):
        """`counts` of sentences ids (U, J)."""
        return counts(ids, self.E.shape[1], places_of(self))


def remember(model, where):
    """Keep Places with the model: moved with it, not in its file."""
    for name, x in zip("abk", where, strict=True):
        model.register_buffer(name, x, persistent=False)
    model.register_buffer("l", where.table, persistent=False)


def places_of(model):
    """The Places that the model remembers."""
    return Places(model.a, model.b, model.k)


def table(*shape):
    """A parameter of N(0, 0.1²) whose rows 0 are zero."""
    values = 0.1 * torch.randn(shape)
    values[..., 0, :] = 0
    return nn.Parameter(values)

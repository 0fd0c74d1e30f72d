"""The decoder that looks first and steps afterwards."""

import torch

from ...check import one_of
from .layer import SCORES
from .seq2seq import Seq2Seq


class BahdanauSeq2Seq(Seq2Seq):
    """Seq2Seq whose query is the state before the step.

    o_t = Σ_j A_tj k_j      A_t = softmax_j(score(h_{t−1}, k_j))
    h_t = cell([x_t; o_t], h_{t−1})
    (Bahdanau et al. 2015, eq. 4–6)

    The mixture stands where `context="every"` puts the encoder's last
    state (Cho et al. 2014): one vector for all words becomes one for
    each. The words are read out as in Seq2Seq, from [o_t; h_t], to
    which the paper adds y_{t−1} and a maxout (eq. 4, appendix A.2.2);
    and h_0 is the encoder's last state, where the paper has a layer on
    the backward state of word 1. Nothing else differs from Seq2Seq,
    whose other arguments it takes.
    """

    def __init__(self, n_source, n_target, d=32, d_h=64,
                 cell="gru", score="additive", *, context="every",
                 **more):
        one_of("context", context, ["every"])
        one_of("score", score, list(SCORES))
        super().__init__(n_source, n_target, d, d_h, cell, score,
                         context=context, **more)

    def look(self, state):
        """o_t (B, d_h) and A (B, 1, m), seen from h_{t−1}."""
        K, mask = state["K"], state["mask"]
        O, A = self.attention(
            state["h"][:, None], K, K, mask, state["t"])
        return O[:, 0], A

    def advance(self, state, ids):
        """n steps, one by one: ids (B, n) -> logits, A and H, state."""
        found = []
        for y in ids.unbind(1):
            o, A = self.look(state)
            H, cell = self.states(state | {"last": o}, y[:, None])
            cell = cell if "c" in state else [cell]
            G = self.combine(o[:, None], H)
            state = state | {key: s[0] for key, s in zip("hc", cell)}
            state |= {"g": G[:, -1], "t": state["t"] + 1}
            found.append((G, A, H))
        G, A, H = (torch.cat(part, 1) for part in zip(*found))
        return G @ self.W_o + self.b_o, {"A": A, "H": H}, state

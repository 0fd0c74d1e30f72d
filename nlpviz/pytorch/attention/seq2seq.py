"""From one sequence to another, with and without attention.

Ids: 0 fills up short rows, 1 begins a target and 2 ends a sequence;
sources are (B, m), targets (B, T + 2): 1 y_1 … y_T 2 0 …
"""

import torch
from torch import nn
from torch.nn import functional as F

from ...check import one_of
from ..recurrent.layers import to_numpy
from ..recurrent.models import output_layer
from .encoder import Encoder, cell_of
from .layer import SCORES, Attention, uniform


class Seq2Seq(nn.Module):
    """An encoder, a decoder, and attention of the one to the other.

    h_t = cell(x_t, h_{t−1})        x_t = E_out[y_{t−1}]
    o_t = Σ_j A_tj k_j              A_t = softmax_j(score(h_t, k_j))
    g_t = tanh([o_t; h_t] W_c + b_c)
    P(y_t) = softmax(g_t W_o + b_o)     (Luong et al. 2015, eq. 5–7)

    k_j are the encoder's states; its last one is h_0. score=None: no
    attention, g_t = h_t (Sutskever et al. 2014).
    feed: g_{t−1} joins x_t (input feeding, Luong, section 3.3).
    context="every": the encoder's last state joins each x_t (Cho et
    al. 2014). local, D, scale: see `Attention`.
    """

    def __init__(self, n_source, n_target, d=32, d_h=64, cell="gru",
                 score="dot", bidirectional=True, feed=False,
                 context="start", local=None, D=3, *, scale=True):
        super().__init__()
        one_of("score", score, [None, *SCORES])
        one_of("context", context, ["start", "every"])
        if score is None and local is not None:
            raise ValueError(f"local is {local!r} but score is None: "
                             "there is no attention to be local")
        self.encoder = Encoder(n_source, d, d_h, cell, bidirectional)
        self.E = nn.Parameter(torch.randn(n_target, d))
        self.feed, self.every, self.d_h = feed, context == "every", d_h
        self.decoder = cell_of(
            cell, d + d_h * feed + d_h * self.every, d_h)
        self.attention = (Attention(d_h, score, local, D, scale=scale)
                          if score else None)
        if score:
            self.W_c = uniform(2 * d_h, d_h, d=2 * d_h)
            self.b_c = nn.Parameter(torch.zeros(d_h))
        self.W_o, self.b_o = output_layer(d_h, n_target)

    def extra_repr(self):
        return f"feed={self.feed}, every={self.every}"

    def encode(self, source):
        """source (B, m) -> what the decoder knows before step 1: a
        dict of K, mask, h (and c), the last state, g = 0 and t = 0."""
        K, cell = self.encoder(source)
        return {"K": K, "mask": source != 0, "last": cell[0],
                "g": 0 * cell[0], "t": 0 * source[:, 0],
                **dict(zip("hc", cell))}

    def attend(self, H, state):
        """H (B, n, d_h) -> G (B, n, d_h), a dict of A (B, n, m)."""
        if self.attention is None:
            return H, {"A": None}
        K, mask = state["K"], state["mask"]
        O, A = self.attention(H, K, K, mask, state["t"])
        return self.combine(O, H), {"A": A}

    def combine(self, O, H):
        """g = tanh([o; h] W_c + b_c)."""
        return torch.tanh(torch.cat([O, H], -1) @ self.W_c + self.b_c)

    def states(self, state, ids):
        """The decoder's h_t for n words: ids (B, n) -> H, last cell."""
        X = F.embedding(ids, self.E)                    # (B, n, d)
        extra = ["g"] * self.feed + ["last"] * self.every
        joined = [state[key][:, None].expand(-1, X.shape[1], -1)
                  for key in extra]
        cell = [state[key][None] for key in "hc" if key in state]
        return self.decoder(torch.cat([X, *joined], -1),
                            cell if "c" in state else cell[0])

    def advance(self, state, ids):
        """n steps at once: ids (B, n) -> logits, A and H, state."""
        H, cell = self.states(state, ids)
        G, seen = self.attend(H, state)
        cell = cell if "c" in state else [cell]
        state = state | {key: s[0] for key, s in zip("hc", cell)}
        state |= {"g": G[:, -1], "t": state["t"] + ids.shape[1]}
        return G @ self.W_o + self.b_o, seen | {"H": H}, state

    def step(self, state, ids):
        """One word each: ids (B,) -> log P (B, n_target), state."""
        logits, _, state = self.advance(state, ids[:, None])
        return F.log_softmax(logits[:, 0], -1), state

    def forward(self, source, target_in, teacher=1.0, trace=False):
        """logits (B, T, n_target) of the words after target_in (B, T).

        teacher: how often the right word is fed, the likeliest one
        of the step before otherwise (Bengio et al. 2015: a schedule).
        With trace=True also a dict of A (B, T, m), H and K.
        """
        state = self.encode(source)
        if teacher >= 1 and not self.feed:
            logits, seen, _ = self.advance(state, target_in)
        else:
            logits, seen = self.walk(state, target_in, teacher)
        return (logits, seen | {"K": state["K"]}) if trace else logits

    def walk(self, state, target_in, teacher):
        """The same one step after the other."""
        found = []
        for ids in target_in.unbind(1):
            if found and teacher < 1:
                own = found[-1]["logits"][:, 0].argmax(-1)
                right = torch.rand_like(own, dtype=float) < teacher
                ids = torch.where(right, ids, own)
            logits, seen, state = self.advance(state, ids[:, None])
            found.append(seen | {"logits": logits})
        joined = {key: None if x is None else
                  torch.cat([row[key] for row in found], 1)
                  for key, x in found[0].items()}
        return joined.pop("logits"), joined


def nll(model, source, target, teacher=1.0):
    """Mean cross-entropy of a target word, and over how many words."""
    logits = model(source, target[:, :-1], teacher)
    loss = F.cross_entropy(logits.flatten(0, 1),
                           target[:, 1:].flatten(), ignore_index=0)
    return loss, int((target[:, 1:] != 0).sum())


def arrays_of(model):
    """All weights as float64 arrays under the names of the notation.

    E_in, forward, backward, E_out, decoder, the attention's own (W,
    or W_q, W_k, v; W_p, v_p; and scale, 1 or 0), W_c, b_c, W_o, b_o.
    """
    own = dict(model.named_parameters(recurse=False))
    own |= {"E_out": own.pop("E"), "E_in": model.encoder.E}
    own |= model.attention.own() if model.attention else {}
    return to_numpy(own) | {"decoder": to_numpy(model.decoder)} | {
        way: to_numpy(cell) for way, cell in zip(
            ["forward", "backward"], model.encoder.cells)}

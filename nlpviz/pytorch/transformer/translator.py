"""The whole model, from one sequence to another.

Ids: 0 fills up short rows, 1 begins a target and 2 ends a sequence;
sources are (B, m), targets (B, T + 2): 1 y_1 … y_T 2 0 …
"""

from torch import nn
from torch.nn import functional as F

from ...check import one_of
from .inputs import Inputs, Output, in_blocks
from .masks import padding
from .regularisation import smoothed_cross_entropy
from .stacks import Decoder, Encoder


class Transformer(nn.Module):
    """Encoder and decoder (Vaswani et al. 2017, figure 1).

    As published with norm="post", positions="sinusoidal",
    tied="all"; dropout was 0.1. tied: the output is the target's table
    (True), which is the source's, too ("all"; one vocabulary), or has
    weights of its own (False). positions: also "learned" (n_max of
    them), "rotary", "alibi", None. scale: see `Inputs`. final_norm:
    see `Stack`. more: activation, n_kv_heads, biases, rms, eps, as
    `EncoderBlock` takes them.

    decode/ knows it by encode and step: the state is the cache.
    """

    def __init__(self, n_source, n_target, d=64, n_layers=2, n_heads=4,
                 d_ff=256, norm="post", dropout=0.0, tied=False, *,
                 positions="sinusoidal", scale=True, n_max=512,
                 final_norm=None, **more):
        super().__init__()
        one_of("tied", tied, (False, True, "all"))
        if tied == "all" and n_source != n_target:
            raise ValueError(f"tied is 'all' but n_source is {n_source}"
                             f" and n_target is {n_target}: one table "
                             "needs one vocabulary")
        given = positions, scale, dropout, n_max
        self.read = Inputs(n_source, d, *given)
        self.write = Inputs(n_target, d, *given,
                            E=self.read.E if tied == "all" else None)
        sizes = n_layers, d, n_heads, d_ff, norm
        more |= {"positions": in_blocks(positions), "dropout": dropout,
                 "final_norm": final_norm}
        self.encoder = Encoder(*sizes, **more)
        self.decoder = Decoder(*sizes, **more)
        self.output = Output(d, n_target,
                             self.write.E if tied else None)

    def encode(self, source):
        """source (B, m) -> what the decoder knows before step 1: a
        dict of mask (B, m) and layers, each one's keys and values."""
        mask = padding(source)
        M = self.encoder(self.read(source), mask)
        return {"mask": mask, "layers": self.decoder.begin(M)}

    def advance(self, state, ids, trace=False):
        """n steps at once: ids (B, n) -> logits, a dict of A and A_x
        (see `forward`), empty without trace, and the state."""
        layers = state["layers"]
        X = self.write(ids, layers[0]["K"].shape[1])
        X, seen, layers = self.decoder.advance(
            X, layers, mask_x=state["mask"], trace=trace)
        return self.output(X), seen, state | {"layers": layers}

    def step(self, state, ids):
        """One word each: ids (B,) -> log P (B, n_target), state."""
        logits, _, state = self.advance(state, ids[:, None])
        return F.log_softmax(logits[:, 0], -1), state

    def forward(self, source, target_in, trace=False):
        """logits (B, T, n_target) of the words after target_in (B, T).

        With trace=True also a dict of A_in (B, n_layers, n_heads, m,
        m), the encoder's weights, A (…, T, T), the decoder's, and A_x
        (…, T, m), those of its looks at the source.
        """
        if not trace:
            return self.advance(self.encode(source), target_in)[0]
        mask = padding(source)
        M, seen = self.encoder(self.read(source), mask, trace=True)
        state = {"mask": mask, "layers": self.decoder.begin(M)}
        logits, more, _ = self.advance(state, target_in, trace=True)
        return logits, {"A_in": seen["A"], **more}


def nll(model, source, target, epsilon=0.0):
    """Mean cross-entropy of a target word, and over how many words.

    epsilon: of `smoothed_cross_entropy`; 0.1 in the paper.
    """
    logits = model(source, target[:, :-1])
    L = smoothed_cross_entropy(logits, target[:, 1:], epsilon)
    return L, int((target[:, 1:] != 0).sum())

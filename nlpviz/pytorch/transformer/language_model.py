"""A decoder-only model: all words at once, each sees those before."""

from torch import nn
from torch.nn import functional as F

from .inputs import Inputs, Output, in_blocks
from .stacks import Encoder


class TransformerLM(nn.Module):
    """P(w_{t+1} | w_1 … w_t): the twin of scratch's `decoder_only`.

    positions: "learned" (n_max of them), "sinusoidal", "rotary",
    "alibi" or None. tied: the output is the table of the inputs.
    scale: see `Inputs`; None is True for a tied model. final_norm: see
    `Stack`. more: n_kv_heads, biases, rms, eps, as `EncoderBlock`
    takes them. Padding behind a row changes nothing before it.

    decode/ knows it by begin and step: the state is the cache.
    """

    def __init__(self, n_vocab, d=64, n_layers=2, n_heads=4, d_ff=256,
                 norm="pre", positions="learned", activation="gelu",
                 dropout=0.0, tied=False, *, scale=None, n_max=512,
                 final_norm=None, **more):
        super().__init__()
        self.read = Inputs(n_vocab, d, positions,
                           tied if scale is None else scale, dropout,
                           n_max)
        self.stack = Encoder(
            n_layers, d, n_heads, d_ff, norm, activation=activation,
            dropout=dropout, positions=in_blocks(positions),
            final_norm=final_norm, **more)
        self.output = Output(d, n_vocab, self.read.E if tied else None)

    def begin(self, B=1):
        """The state before the first of B sequences' words."""
        E, found = self.read.E, []
        for block in self.stack.blocks:
            look = block.attention
            found.append({"K": E.new_zeros(B, 0, look.W_K.shape[1]),
                          "V": E.new_zeros(B, 0, look.W_V.shape[1])})
        return {"layers": found}

    def advance(self, state, ids, trace=False):
        """n words at once: ids (B, n) -> logits (B, n, n_vocab), a
        dict of A, empty without trace, and the state."""
        layers = state["layers"]
        X = self.read(ids, layers[0]["K"].shape[1])
        X, seen, layers = self.stack.advance(X, layers, trace=trace)
        return self.output(X), seen, {"layers": layers}

    def step(self, state, ids):
        """One word each: ids (B,) -> log P (B, n_vocab), state."""
        logits, _, state = self.advance(state, ids[:, None])
        return F.log_softmax(logits[:, 0], -1), state

    def forward(self, ids, trace=False):
        """ids (B, T) -> logits (B, T, n_vocab) of each next word; with
        trace=True also A (B, n_layers, n_heads, T, T)."""
        logits, seen, _ = self.advance(self.begin(len(ids)), ids, trace)
        return (logits, seen["A"]) if trace else logits

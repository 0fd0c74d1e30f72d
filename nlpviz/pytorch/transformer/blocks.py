"""The blocks of the Transformer (Vaswani et al. 2017, figure 1)."""

from torch import nn

from .feedforward import feed_of
from .layer import MultiHead
from .sublayers import Residual


class EncoderBlock(nn.Module):
    """Self-attention, then feed-forward, each with a way past it.

    norm "post" (as published) or "pre", rms: see `Residual`;
    activation "relu", "gelu" or "swiglu"; n_kv_heads, biases, rotary:
    see `MultiHead`. dropout is where the paper has it (section 5.4),
    at the end of each part; torch's layers also drop attention weights
    and hidden units. With causal=True this is the block of a
    decoder-only model.
    """

    def __init__(self, d, n_heads, d_ff, norm="post",
                 activation="relu", dropout=0.0, *, n_kv_heads=None,
                 biases=True, rotary=False, rms=False, eps=1e-5):
        super().__init__()
        self.attention = MultiHead(d, n_heads, n_kv_heads,
                                   biases=biases, rotary=rotary)
        self.feed = feed_of(d, d_ff, activation)
        around = norm, dropout, rms, eps
        self.around_1 = Residual(d, *around)
        self.around_2 = Residual(d, *around)

    def forward(self, X, mask=None, bias=None, *, causal=False,
                trace=False):
        """X (B, n, d) -> out (B, n, d); with trace=True also a dict of
        A (B, n_heads, n, n). mask, bias as in `per_head`."""
        out, seen, _ = self.advance(X, mask=mask, bias=bias,
                                    causal=causal, trace=trace)
        return (out, seen) if trace else out

    def advance(self, X, past=None, *, mask=None, bias=None,
                causal=True, trace=False):
        """The same for rows that come after others, whose keys and
        values are in past. -> out, dict of A, past with those of X."""
        def attend(N):
            out, *more = self.attention.advance(
                N, past, mask, bias, causal=causal, weights=trace)
            return out, more

        Y, (A, past) = self.around_1(X, attend)
        out, _ = self.around_2(Y, lambda N: (self.feed(N), None))
        return out, {"A": A}, past


class DecoderBlock(EncoderBlock):
    """Self-attention, a look at the encoder, feed-forward.

    As `EncoderBlock`; the look at the encoder's output M knows of no
    positions but those that are in M.
    """

    def __init__(self, d, n_heads, d_ff, norm="post",
                 activation="relu", dropout=0.0, *, n_kv_heads=None,
                 biases=True, rotary=False, rms=False, eps=1e-5):
        super().__init__(d, n_heads, d_ff, norm, activation, dropout,
                         n_kv_heads=n_kv_heads, biases=biases,
                         rotary=rotary, rms=rms, eps=eps)
        self.cross = MultiHead(d, n_heads, n_kv_heads, biases=biases)
        self.around_x = Residual(d, norm, dropout, rms, eps)

    def forward(self, X, M, mask=None, mask_x=None, *, trace=False):
        """X (B, n, d), M (B, m, d) -> out (B, n, d); with trace=True
        also a dict of A (B, n_heads, n, n) and A_x (…, n, m).

        mask: None is causal, no word sees a later one. mask_x: what
        may be seen of M.
        """
        out, seen, _ = self.advance(
            X, self.begin(M), mask=mask, mask_x=mask_x, trace=trace)
        return (out, seen) if trace else out

    def begin(self, M):
        """The past of a decoder that has written nothing yet: the keys
        and values of M, and none of its own."""
        K_x, V_x = self.cross.keys(M)
        return {"K": K_x[:, :0], "V": V_x[:, :0], "K_x": K_x,
                "V_x": V_x}

    def advance(self, X, past, *, mask=None, mask_x=None, bias=None,
                causal=True, trace=False):
        """As in `EncoderBlock`; past of `begin` or of the last call."""
        def attend(N):
            out, *more = self.attention.advance(
                N, past, mask, bias, causal=causal and mask is None,
                weights=trace)
            return out, more

        def attend_x(N):
            return self.cross.look(N, past["K_x"], past["V_x"], mask_x,
                                   weights=trace)

        Y, (A, own) = self.around_1(X, attend)
        Z, A_x = self.around_x(Y, attend_x)
        out, _ = self.around_2(Z, lambda N: (self.feed(N), None))
        return out, {"A": A, "A_x": A_x}, past | own

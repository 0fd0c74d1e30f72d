"""Blocks one after the other: encoder and decoder."""

import torch
from torch import nn

from ...check import one_of, sizes
from . import masks
from .blocks import DecoderBlock, EncoderBlock
from .norms import LayerNorm, RMSNorm
from .positions import alibi

BLOCK_POSITIONS = ("rotary", "alibi", None)


class Stack(nn.Module):
    """n_layers blocks; a subclass says which.

    positions: "rotary", "alibi" or None, what each self-attention
    knows of them. final_norm: a norm behind the last block; None is
    one for norm "pre", whose sum nothing else brings to scale, and
    none for "post", as published (torch.nn.Transformer always has
    one). more: as the blocks take it (activation, dropout, …).
    """

    def __init__(self, block, n_layers, d, n_heads, d_ff, norm="post",
                 *, positions=None, final_norm=None, rms=False,
                 eps=1e-5, **more):
        super().__init__()
        (n_layers,) = sizes(n_layers=n_layers)
        one_of("positions", positions, BLOCK_POSITIONS)
        self.n_heads, self.alibi = n_heads, positions == "alibi"
        self.blocks = nn.ModuleList(
            block(d, n_heads, d_ff, norm, rms=rms, eps=eps,
                  rotary=positions == "rotary", **more)
            for _ in range(n_layers))
        final = norm == "pre" if final_norm is None else final_norm
        self.norm = (RMSNorm if rms else LayerNorm)(
            d, eps) if final else None

    def extra_repr(self):
        return f"alibi={self.alibi}"

    def bias(self, X, past=None, causal=False):
        """ALiBi's for X (B, n, d) behind the past, or None."""
        if not self.alibi:
            return None
        n = X.shape[1]
        m = n + (past["K"].shape[1] if past else 0)
        found = alibi(self.n_heads, n, m, X.device).to(X)
        if not causal:
            return found
        return found.masked_fill(~masks.causal(n, m, X.device),
                                 -torch.inf)

    def through(self, X, past, causal, trace, **allowed):
        """X through all blocks, each behind its own past -> out, what
        they saw, layer by layer, and the past with X in it."""
        bias, seen, last = self.bias(X, past[0], causal), [], []
        for block, before in zip(self.blocks, past):
            X, s, p = block.advance(
                X, before, bias=bias, trace=trace, **allowed,
                causal=causal and not self.alibi)   # it is in the bias
            seen.append(s)
            last.append(p)
        X = X if self.norm is None else self.norm(X)
        found = {name: torch.stack([s[name] for s in seen], 1)
                 for name in (seen[0] if trace else ())}
        return X, found, last


class Encoder(Stack):
    """EncoderBlocks; with causal=True those of a decoder-only model.

    See `Stack` for positions, final_norm and more.
    """

    def __init__(self, n_layers, d, n_heads, d_ff, norm="post", **more):
        super().__init__(EncoderBlock, n_layers, d, n_heads, d_ff, norm,
                         **more)

    def forward(self, X, mask=None, *, causal=False, trace=False):
        """X (B, n, d) -> out (B, n, d); with trace=True also a dict of
        A (B, n_layers, n_heads, n, n). mask as in `per_head`."""
        out, seen, _ = self.advance(X, [None] * len(self.blocks), mask,
                                    causal=causal, trace=trace)
        return (out, seen) if trace else out

    def advance(self, X, past, mask=None, *, causal=True, trace=False):
        """The same for rows after those in past, one for each block;
        -> out, seen, past."""
        return self.through(X, past, causal, trace, mask=mask)


class Decoder(Stack):
    """DecoderBlocks: each sees what was written before, and M.

    See `Stack` for positions, final_norm and more; the looks at M have
    no positions of their own.
    """

    def __init__(self, n_layers, d, n_heads, d_ff, norm="post", **more):
        super().__init__(DecoderBlock, n_layers, d, n_heads, d_ff, norm,
                         **more)

    def forward(self, X, M, mask=None, mask_x=None, *, trace=False):
        """X (B, n, d), M (B, m, d) -> out (B, n, d); with trace=True
        also a dict of A (B, n_layers, n_heads, n, n) and A_x (…, n, m).
        mask: None is causal; mask_x: what may be seen of M."""
        out, seen, _ = self.advance(X, self.begin(M), mask, mask_x,
                                    trace=trace)
        return (out, seen) if trace else out

    def begin(self, M):
        """Each block's keys and values of M."""
        return [block.begin(M) for block in self.blocks]

    def advance(self, X, past, mask=None, mask_x=None, *, trace=False):
        """The same for rows after those in past, one for each block;
        -> out, seen, past."""
        return self.through(X, past, mask is None, trace, mask=mask,
                            mask_x=mask_x)

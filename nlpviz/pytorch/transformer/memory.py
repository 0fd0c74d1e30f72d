"""What a cache costs."""

from ...check import sizes, whole


def cache_memory(model, T, m=0, B=1):
    """Bytes of the keys and values after T words of B sequences.

    2 n_layers n_kv_heads d_k (T + m) numbers a sequence: what grows
    with T is all that decoding with a cache needs, where decoding
    without computes all T words again. m: the length of the source, of
    a `Transformer`; its keys are kept, too, and do not grow.
    """
    (B,), T, m = sizes(B=B), whole("T", T, 0), whole("m", m, 0)
    stack = getattr(model, "decoder", None) or model.stack
    total = 0
    for block in stack.blocks:
        for look, n in ((block.attention, T),
                        (getattr(block, "cross", None), m)):
            if look is not None:
                wide = look.W_K.shape[1] + look.W_V.shape[1]
                total += B * n * wide * look.W_K.element_size()
    return total

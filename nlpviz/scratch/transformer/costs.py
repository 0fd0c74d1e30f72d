"""What a Transformer costs: multiply-adds, and numbers to be kept.

A product of (n, a) and (a, b) takes n a b multiply-adds; norms, the
softmax, biases and activations are left out: they grow with n d or
n m and not with d. What a causal mask hides is counted, as most code
computes it all the same. Sources: Vaswani et al. (2017, table 1);
Kaplan et al. (2020, table 1, who count 2 operations a multiply-add).
"""

import math

from ...check import one_of, sizes, whole


def block_work(n, d, d_ff, m=None):
    """Multiply-adds of a block where n words look at m (None: n).

    projections   4 n d²      Q, K, V of the n words, and W_O
    attention     2 n m d     the scores Q Kᵀ, and A V
    feed_forward  2 n d d_ff  each word by itself
    n_heads stands nowhere: heads of d / n_heads numbers are as much
    narrower as there are more. -> dict of whole numbers
    """
    n, d, d_ff = sizes(n=n, d=d, d_ff=d_ff)
    m = n if m is None else whole("m", m)
    return {"projections": 4 * n * d * d, "attention": 2 * n * m * d,
            "feed_forward": 2 * n * d * d_ff}


def text_work(T, d, n_layers, d_ff):
    """Multiply-adds, part by part, of reading T words at once.

    All blocks; without the table of words and the output layer.
    """
    (n_layers,) = sizes(n_layers=n_layers)
    return {part: n_layers * work
            for part, work in block_work(T, d, d_ff).items()}


def next_word_work(T, d, n_layers, d_ff, cache=True):
    """The same for word T alone, decoded after T − 1 others.

    With a cache one word looks at T; without, all are read again.
    """
    if not one_of("cache", cache, (True, False)):
        return text_work(T, d, n_layers, d_ff)
    (n_layers,) = sizes(n_layers=n_layers)
    return {part: n_layers * work
            for part, work in block_work(1, d, d_ff, T).items()}


def overtakes(d, d_ff):
    """The length from which attention costs more than feed-forward.

    2 T² d > 2 T d d_ff: as soon as T is above d_ff, whatever d is.
    """
    sizes(d=d)
    return whole("d_ff", d_ff) + 1


def block_weights_kept(d, n_layers, d_ff):
    """How many numbers the blocks' matrices hold: 4 d² + 2 d d_ff each.

    As many as a word takes multiply-adds besides attention: each
    weight is used once a word.
    """
    d, n_layers, d_ff = sizes(d=d, n_layers=n_layers, d_ff=d_ff)
    return n_layers * (4 * d * d + 2 * d * d_ff)


def cache_numbers(T, d, n_layers):
    """How many numbers a cache of T words holds: a key and a value of
    d numbers for each word in each layer."""
    T, d, n_layers = sizes(T=T, d=d, n_layers=n_layers)
    return 2 * n_layers * T * d


def weights_numbers(T, n_heads, n_layers):
    """How many attention weights training keeps for its way back.

    T² in each head of each layer: the one cost that more heads raise.
    Attention in tiles keeps none (see `tiled`).
    """
    T, n_heads, n_layers = sizes(T=T, n_heads=n_heads,
                                 n_layers=n_layers)
    return n_layers * n_heads * T * T


def recurrent_work(d, d_h):
    """Multiply-adds of a word in an RNN: x W_x and h W_h. No word
    costs more than the one before."""
    d, d_h = sizes(d=d, d_h=d_h)
    return d * d_h + d_h * d_h


def recurrent_width(n_weights, d):
    """The d_h at which an RNN of d inputs has about n_weights:
    d d_h + d_h² = n_weights."""
    n_weights, d = sizes(n_weights=n_weights, d=d)
    return max(1, round((math.sqrt(d * d + 4 * n_weights) - d) / 2))


def longest_path(T, kind):
    """Steps from the first of T words to what is said at the last.

    "chain": each state knows the one before, T; "attention": 1.
    (Vaswani et al. 2017, table 1.)
    """
    one_of("kind", kind, ("chain", "attention"))
    return whole("T", T) if kind == "chain" else 1

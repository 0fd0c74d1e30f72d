"""NumPy, one sequence at a time, gradients by hand.

Every function returns `output, trace`. The trace keeps what was
computed on the way, under its symbol, and `trace.backward`, which
turns the gradient of the output into those of the arguments.
"""

from .attention import (
    additive,
    attend,
    attention,
    bidirectional,
    concat,
    dot,
    draw,
    expected,
    general,
    gumbel,
    gumbel_softmax,
    local_m,
    local_p,
    readout,
    reinforce,
)
from .counts import (
    bag_of_words,
    keep,
    noise,
    one_hot,
    phrases,
    subwords,
    windows,
)
from .embeddings import (
    cbow,
    cbow_negative,
    skipgram,
    skipgram_negative,
    subword_negative,
)
from .factors import (
    cooccurrence,
    expected_negative,
    ppmi,
    svd_vectors,
)
from .functional import clip_norm, cross_entropy, embed, linear, softmax
from .recurrent import (
    costs,
    factor_jacobians,
    factor_paths,
    factor_recursion,
    gradient_norms,
    gru,
    gru_weights,
    identity_weights,
    lstm,
    lstm_weights,
    naive_bound,
    norm_bound,
    norm_factor_bound,
    rnn,
    rnn_weights,
    rtrl,
    stacked,
    state_jacobians,
    truncated_bptt,
)

__all__ = [
    "additive", "attend", "attention", "bag_of_words", "bidirectional",
    "cbow", "cbow_negative", "clip_norm", "concat", "cooccurrence",
    "costs", "cross_entropy", "dot", "draw", "embed", "expected",
    "expected_negative", "factor_jacobians", "factor_paths",
    "factor_recursion", "general", "gradient_norms", "gru",
    "gru_weights", "gumbel", "gumbel_softmax", "identity_weights",
    "keep", "linear", "local_m", "local_p", "lstm", "lstm_weights",
    "naive_bound", "noise", "norm_bound", "norm_factor_bound",
    "one_hot", "phrases", "ppmi", "readout", "reinforce", "rnn",
    "rnn_weights", "rtrl", "skipgram", "skipgram_negative", "softmax",
    "stacked", "state_jacobians", "subword_negative", "subwords",
    "svd_vectors", "truncated_bptt", "windows",
]

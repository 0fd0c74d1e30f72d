"""NumPy, one sequence at a time, gradients by hand.

Every function returns `output, trace`. The trace keeps what was
computed on the way, under its symbol, and `trace.backward`, which
turns the gradient of the output into those of the arguments.
"""

from .functional import clip_norm, cross_entropy, embed, linear, softmax
from .hochreiter import (
    factor_jacobians,
    factor_paths,
    factor_recursion,
    naive_bound,
    norm_factor_bound,
)
from .initial import (
    gru_weights,
    identity_weights,
    lstm_weights,
    rnn_weights,
)
from .jacobians import gradient_norms, norm_bound, state_jacobians
from .online import costs, rtrl, truncated_bptt
from .recurrent import gru, lstm, rnn
from .stacked import stacked

__all__ = [
    "clip_norm", "costs", "cross_entropy", "embed", "factor_jacobians",
    "factor_paths", "factor_recursion", "gradient_norms", "gru",
    "gru_weights", "identity_weights", "linear", "lstm",
    "lstm_weights", "naive_bound", "norm_bound", "norm_factor_bound",
    "rnn", "rnn_weights", "rtrl", "softmax", "stacked",
    "state_jacobians", "truncated_bptt",
]

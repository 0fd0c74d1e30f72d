"""NumPy, one sequence at a time, gradients by hand.

Every function returns `output, trace`. The trace keeps what was
computed on the way, under its symbol, and `trace.backward`, which
turns the gradient of the output into those of the arguments.
"""

from .attention import additive, attend, attention, concat, dot, general
from .functional import clip_norm, cross_entropy, embed, linear, softmax
from .hard import draw, expected, gumbel, gumbel_softmax, reinforce
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
from .local import local_m, local_p
from .online import costs, rtrl, truncated_bptt
from .recurrent import gru, lstm, rnn
from .stacked import stacked

__all__ = [
    "additive", "attend", "attention", "clip_norm", "concat", "costs",
    "cross_entropy", "dot", "draw", "embed", "expected",
    "factor_jacobians", "factor_paths", "factor_recursion", "general",
    "gradient_norms", "gru", "gru_weights", "gumbel",
    "gumbel_softmax", "identity_weights", "linear", "local_m",
    "local_p", "lstm", "lstm_weights", "naive_bound", "norm_bound",
    "norm_factor_bound", "reinforce", "rnn", "rnn_weights", "rtrl",
    "softmax", "stacked", "state_jacobians", "truncated_bptt",
]

"""Recurrent cells, and what becomes of an error on its way back.

cells        rnn, lstm and gru over one sequence, with backward
gates        an LSTM with one gate held where it is put
activations  what an Elman network may put after its sum
stacked      layers on top of each other
initial      random weights to begin with
jacobians    how a small change of a state changes later states
hochreiter   Hochreiter's factor, in three ways, and its bounds
online       real-time recurrent learning; truncated backpropagation
"""

from .cells import gru, lstm, rnn
from .gates import hold_gate
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
from .stacked import stacked

__all__ = [
    "costs", "factor_jacobians", "factor_paths", "factor_recursion",
    "gradient_norms", "gru", "gru_weights", "hold_gate",
    "identity_weights", "lstm", "lstm_weights", "naive_bound",
    "norm_bound", "norm_factor_bound", "rnn", "rnn_weights", "rtrl",
    "stacked", "state_jacobians", "truncated_bptt",
]

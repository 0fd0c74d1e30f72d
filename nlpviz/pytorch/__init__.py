"""The twins of `nlpviz.scratch` in PyTorch: batched, to be trained.

Same names, same argument order; X is (B, T, d).
"""

from .attention import (
    additive,
    attend,
    attention,
    concat,
    dot,
    general,
)
from .local import local_m, local_p
from .models import LanguageModel, Regressor
from .recurrent import GRU, LSTM, RNN, gru, lstm, rnn, to_numpy
from .score import Attention
from .seq2seq import Seq2Seq, nll

__all__ = [
    "GRU", "LSTM", "RNN", "Attention", "LanguageModel",
    "Regressor", "Seq2Seq", "additive", "attend", "attention",
    "concat", "dot", "general", "gru",
    "local_m", "local_p", "lstm", "nll", "rnn", "to_numpy",
]

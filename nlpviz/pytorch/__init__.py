"""The twins of `nlpviz.scratch` in PyTorch: batched, to be trained.

Same names, same argument order; X is (B, T, d).
"""

from .attending import AttendingLanguageModel
from .attention import (
    additive,
    attend,
    attention,
    concat,
    dot,
    general,
)
from .hard import HardSeq2Seq, drawn, expected, reinforce
from .local import local_m, local_p
from .models import LanguageModel, Regressor
from .recurrent import GRU, LSTM, RNN, gru, lstm, rnn, to_numpy
from .restored import restored
from .score import Attention
from .seq2seq import Seq2Seq, nll

__all__ = [
    "GRU", "LSTM", "RNN", "AttendingLanguageModel", "Attention",
    "HardSeq2Seq", "LanguageModel", "Regressor", "Seq2Seq",
    "additive", "attend", "attention", "concat", "dot", "drawn",
    "expected", "general", "gru", "local_m", "local_p", "lstm", "nll",
    "reinforce", "restored", "rnn", "to_numpy",
]

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
from .counts import bag_of_words, draw_negatives, one_hot, windows
from .embeddings import (
    Word2Vec,
    cbow,
    cbow_negative,
    skipgram,
    skipgram_negative,
)
from .hard import HardSeq2Seq, drawn, expected, reinforce
from .local import local_m, local_p
from .models import LanguageModel, Regressor
from .recurrent import GRU, LSTM, RNN, gru, lstm, rnn, to_numpy
from .restored import restored
from .score import Attention
from .seq2seq import Seq2Seq, nll
from .subwords import subword_negative

__all__ = [
    "GRU", "LSTM", "RNN", "AttendingLanguageModel", "Attention",
    "HardSeq2Seq", "LanguageModel", "Regressor", "Seq2Seq",
    "Word2Vec", "additive", "attend", "attention", "bag_of_words",
    "cbow", "cbow_negative", "concat", "dot", "draw_negatives",
    "drawn", "expected", "general", "gru", "local_m", "local_p",
    "lstm", "nll", "one_hot", "reinforce", "restored", "rnn",
    "skipgram", "skipgram_negative", "subword_negative", "to_numpy",
    "windows",
]

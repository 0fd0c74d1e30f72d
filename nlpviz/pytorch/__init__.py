"""The twins of `nlpviz.scratch` in PyTorch: batched, to be trained.

Same names, same argument order; X is (B, T, d).
"""

from .models import LanguageModel, Regressor
from .recurrent import GRU, LSTM, RNN, gru, lstm, rnn, to_numpy

__all__ = ["GRU", "LSTM", "RNN", "LanguageModel", "Regressor", "gru",
           "lstm", "rnn", "to_numpy"]

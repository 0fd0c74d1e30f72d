"""Recurrent cells and layers in batches: twins of scratch.recurrent.

cells     rnn, lstm and gru, as fast as can be
peephole  the LSTM with peepholes as one function with its backward
steps     the cells step by step, the plainest way
layers    RNN, LSTM and GRU as modules
models    a language model and a regressor around a layer
"""

from .cells import gru, lstm, rnn
from .layers import GRU, LSTM, RNN, to_numpy
from .models import LanguageModel, Regressor

__all__ = ["GRU", "LSTM", "RNN", "LanguageModel", "Regressor", "gru",
           "lstm", "rnn", "to_numpy"]

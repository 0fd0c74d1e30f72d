"""The twins of `nlpviz.scratch` in PyTorch: batched, to be trained.

Same names, same argument order; X is (B, T, d).
"""

from .attention import (
    AttendingLanguageModel,
    Attention,
    HardSeq2Seq,
    Seq2Seq,
    additive,
    attend,
    attention,
    concat,
    dot,
    expected,
    general,
    local_m,
    local_p,
    nll,
    reinforce,
    restored,
    sampled_losses,
)
from .counts import bag_of_words, draw_negatives, one_hot, windows
from .embeddings import (
    Word2Vec,
    cbow,
    cbow_negative,
    skipgram,
    skipgram_negative,
)
from .recurrent import (
    GRU,
    LSTM,
    RNN,
    LanguageModel,
    Regressor,
    gru,
    lstm,
    rnn,
    to_numpy,
)
from .subwords import subword_negative

__all__ = [
    "GRU", "LSTM", "RNN", "AttendingLanguageModel", "Attention",
    "HardSeq2Seq", "LanguageModel", "Regressor", "Seq2Seq",
    "Word2Vec", "additive", "attend", "attention", "bag_of_words",
    "cbow", "cbow_negative", "concat", "dot", "draw_negatives",
    "expected", "general", "gru", "local_m", "local_p", "lstm", "nll",
    "one_hot", "reinforce", "restored", "rnn", "sampled_losses",
    "skipgram", "skipgram_negative", "subword_negative", "to_numpy",
    "windows",
]

"""Attention in batches: the twins of scratch.attention, and models.

scores          how a query is compared with a key
soft            weights, and the mixture of the values
local           through a window
hard            one drawn position, and its gradient
layer           attention as a layer: scores with weights to train
encoder         the half that reads
seq2seq         from one sequence to another
bahdanau        the same, looking before each step
restored        a Seq2Seq from its stored weights
language_model  a language model that looks back at its own states
"""

from .bahdanau import BahdanauSeq2Seq
from .hard import HardSeq2Seq, expected, reinforce, sampled_losses
from .language_model import AttendingLanguageModel
from .layer import Attention
from .local import local_m, local_p
from .restored import restored
from .scores import additive, concat, dot, general
from .seq2seq import Seq2Seq, nll
from .soft import attend, attention, weights

__all__ = [
    "AttendingLanguageModel", "Attention", "BahdanauSeq2Seq",
    "HardSeq2Seq", "Seq2Seq",
    "additive", "attend", "attention", "concat", "dot",
    "expected", "general", "local_m", "local_p", "nll", "reinforce",
    "restored", "sampled_losses", "weights",
]

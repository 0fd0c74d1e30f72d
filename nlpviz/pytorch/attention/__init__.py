"""Attention in batches: the twins of scratch.attention, and models.

soft            scores, weights, the mixture of the values
local           through a window
hard            one drawn position, and its gradient
layer           attention as a layer: scores with weights to train
encoder         the half that reads
seq2seq         from one sequence to another
restored        a Seq2Seq from its stored weights
language_model  a language model that looks back at its own states
"""

from .hard import HardSeq2Seq, drawn, expected, reinforce
from .language_model import AttendingLanguageModel
from .layer import Attention
from .local import local_m, local_p
from .restored import restored
from .seq2seq import Seq2Seq, nll
from .soft import (
    additive,
    attend,
    attention,
    concat,
    dot,
    general,
    weights,
)

__all__ = [
    "AttendingLanguageModel", "Attention", "HardSeq2Seq", "Seq2Seq",
    "additive", "attend", "attention", "concat", "dot", "drawn",
    "expected", "general", "local_m", "local_p", "nll", "reinforce",
    "restored", "weights",
]

"""Attention: who looks at whom, and what comes of it.

scores  how a query is compared with a key
soft    weights, and the mixture of the values
local   through a window
hard    one drawn position, and its gradient
seq2seq what a translator adds: both directions, the next word
decoders step and then look (Luong), look and then step (Bahdanau)
"""

from .decoders import bahdanau, luong
from .hard import draw, expected, gumbel, gumbel_softmax, reinforce
from .local import local_m, local_p
from .scores import additive, concat, dot, general
from .seq2seq import bidirectional, readout
from .soft import attend, attention, weights

__all__ = [
    "additive", "attend", "attention", "bahdanau", "bidirectional",
    "concat", "dot", "draw", "expected", "general", "gumbel",
    "gumbel_softmax", "local_m", "local_p", "luong", "readout",
    "reinforce", "weights",
]

"""Memory networks: write it, call it up, answer with it.

encoding    a sentence as one vector
four_parts  I, G, O, R: hard looks, supporting facts known
supervised  the loss that teaches them
end_to_end  soft looks at the memory, one after another
layer_wise  the same memory in every look
key_value   what is asked is not what answers
predict     a language model whose states are its memory
"""

from .encoding import encode, position_encoding
from .end_to_end import hop, hops, memory_network
from .four_parts import generalise, look_up, respond
from .key_value import hashed, key_value
from .layer_wise import layer_wise
from .predict import key_value_predict, ngram
from .supervised import supervised

__all__ = ["encode", "generalise", "hashed", "hop", "hops",
           "key_value", "key_value_predict", "layer_wise", "look_up",
           "memory_network", "ngram", "position_encoding", "respond",
           "supervised"]

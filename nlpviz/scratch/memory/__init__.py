"""Memory networks: write it, call it up, answer with it.

encoding    a sentence as one vector
end_to_end  soft looks at the memory, one after another
layer_wise  the same memory in every look
key_value   what is asked is not what answers
predict     a language model whose states are its memory
"""

from .encoding import encode, position_encoding
from .end_to_end import hop, hops, memory_network
from .key_value import hashed, key_value
from .layer_wise import layer_wise
from .predict import key_value_predict, ngram

__all__ = ["encode", "hashed", "hop", "hops", "key_value",
           "key_value_predict", "layer_wise", "memory_network", "ngram",
           "position_encoding"]

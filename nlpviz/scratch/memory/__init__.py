"""Memory networks: write it, call it up, answer with it.

encoding    a sentence as one vector
end_to_end  soft looks at the memory, one after another
layer_wise  the same memory in every look
"""

from .encoding import encode, position_encoding
from .end_to_end import hop, hops, memory_network
from .layer_wise import layer_wise

__all__ = ["encode", "hop", "hops", "layer_wise", "memory_network",
           "position_encoding"]

"""Memory networks, batched: the twins of `nlpviz.scratch.memory`."""

from .encoding import encode, position_encoding
from .end_to_end import MemoryNetwork, hop, hops
from .layer_wise import LayerWise

__all__ = ["LayerWise", "MemoryNetwork", "encode", "hop", "hops",
           "position_encoding"]

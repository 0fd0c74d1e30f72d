"""Memory networks, batched: the twins of `nlpviz.scratch.memory`."""

from .encoding import encode, position_encoding
from .end_to_end import MemoryNetwork, hop, hops
from .four_parts import FourParts
from .key_value import KeyValueMemory, key_value
from .layer_wise import LayerWise
from .predict import KeyValuePredictLM, NGramRNN

__all__ = ["FourParts", "KeyValueMemory", "KeyValuePredictLM",
           "LayerWise", "MemoryNetwork", "NGramRNN", "encode", "hop",
           "hops", "key_value", "position_encoding"]

"""The Transformer in batches: the twins of scratch.transformer.

masks           who may be seen
heads, layer    attention, several times side by side
feedforward     each word by itself
norms           rows brought to the same scale
positions       where a word stands
sublayers       a way past each part, and its norm
blocks, stacks  encoder and decoder
inputs          from word numbers to inputs, from outputs to logits
translator      from one sequence to another
language_model  a decoder-only model
memory          what a cache costs
regularisation  label smoothing
tiled, experts  what came after
restored        weights by the names of the notation, and back
"""

from .blocks import DecoderBlock, EncoderBlock
from .experts import Experts, load_balance, mixture_of_experts
from .feedforward import FeedForward, SwiGLU, feed_forward, swiglu
from .heads import grouped_query, multi_head, per_head
from .language_model import TransformerLM
from .layer import MultiHead
from .masks import causal, padding
from .memory import cache_memory
from .norms import LayerNorm, RMSNorm, layer_norm, rms_norm
from .positions import alibi, rotary, sinusoidal
from .regularisation import smoothed_cross_entropy
from .restored import arrays_of, restored
from .stacks import Decoder, Encoder
from .sublayers import Residual
from .tiled import tiled_attention
from .translator import Transformer, nll

__all__ = [
    "Decoder", "DecoderBlock", "Encoder", "EncoderBlock", "Experts",
    "FeedForward", "LayerNorm", "MultiHead", "RMSNorm", "Residual",
    "SwiGLU", "Transformer", "TransformerLM", "alibi", "arrays_of",
    "cache_memory", "causal", "feed_forward", "grouped_query",
    "layer_norm", "load_balance", "mixture_of_experts", "multi_head",
    "nll", "padding", "per_head", "restored", "rms_norm", "rotary",
    "sinusoidal", "smoothed_cross_entropy", "swiglu",
    "tiled_attention",
]

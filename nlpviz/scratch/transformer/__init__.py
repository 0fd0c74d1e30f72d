"""The Transformer (Vaswani et al. 2017), part by part.

masks           who may be seen
heads           attention, several times side by side
feedforward     each word by itself
norms           rows brought to the same scale
positions       where a word stands
sublayers       a way past each part, and its norm
blocks          encoder block and decoder block
language_model  a whole model that predicts the next word
regularisation  dropout, label smoothing
grouped, tiled, experts   what came after
initial         weights to begin with, and their number
costs           what all of it costs
"""

from .blocks import decoder_block, encoder_block
from .experts import load_balance, mixture_of_experts
from .feedforward import feed_forward, gelu, swiglu
from .grouped import grouped_query
from .heads import multi_head, per_head
from .initial import (
    block_parameters,
    block_weights,
    decoder_only_weights,
    n_parameters,
)
from .language_model import decoder_only, next_word, unembed
from .masks import causal, padding
from .norms import layer_norm, rms_norm
from .positions import alibi, rotary, rotation, sinusoidal
from .regularisation import dropout, smoothed_cross_entropy
from .sublayers import residual
from .tiled import tiled_attention

__all__ = [
    "alibi", "block_parameters", "block_weights", "causal",
    "decoder_block", "decoder_only", "decoder_only_weights", "dropout",
    "encoder_block", "feed_forward", "gelu", "grouped_query",
    "layer_norm", "load_balance", "mixture_of_experts", "multi_head",
    "n_parameters", "next_word", "padding", "per_head", "residual",
    "rms_norm", "rotary", "rotation", "sinusoidal",
    "smoothed_cross_entropy", "swiglu", "tiled_attention", "unembed",
]

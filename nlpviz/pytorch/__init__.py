"""The twins of `nlpviz.scratch` in PyTorch: batched, to be trained.

Same names, same argument order; X is (B, T, d).
"""

from .attention import (
    AttendingLanguageModel,
    Attention,
    BahdanauSeq2Seq,
    HardSeq2Seq,
    Seq2Seq,
    additive,
    attend,
    attention,
    concat,
    dot,
    expected,
    general,
    local_m,
    local_p,
    nll,
    reinforce,
    restored,
    sampled_losses,
)
from .counts import bag_of_words, draw_negatives, one_hot, windows
from .embeddings import (
    Word2Vec,
    cbow,
    cbow_negative,
    skipgram,
    skipgram_negative,
)
from .factors import GloVe, glove
from .recurrent import (
    GRU,
    LSTM,
    RNN,
    LanguageModel,
    Regressor,
    gru,
    lstm,
    rnn,
    to_numpy,
)
from .subwords import subword_negative
from .transformer import (
    DecoderBlock,
    EncoderBlock,
    Experts,
    MultiHead,
    Transformer,
    TransformerLM,
    alibi,
    cache_memory,
    causal,
    feed_forward,
    grouped_query,
    layer_norm,
    load_balance,
    mixture_of_experts,
    multi_head,
    padding,
    per_head,
    rms_norm,
    rotary,
    sinusoidal,
    smoothed_cross_entropy,
    swiglu,
    tiled_attention,
)

__all__ = [
    "GRU", "LSTM", "RNN", "AttendingLanguageModel", "Attention",
    "BahdanauSeq2Seq", "DecoderBlock", "EncoderBlock", "Experts",
    "GloVe", "HardSeq2Seq", "LanguageModel", "MultiHead", "Regressor",
    "Seq2Seq", "Transformer", "TransformerLM", "Word2Vec", "additive",
    "alibi", "attend", "attention", "bag_of_words", "cache_memory",
    "causal", "cbow", "cbow_negative", "concat", "dot",
    "draw_negatives", "expected", "feed_forward", "general", "glove",
    "grouped_query", "gru", "layer_norm", "load_balance", "local_m",
    "local_p", "lstm", "mixture_of_experts", "multi_head", "nll",
    "one_hot", "padding", "per_head", "reinforce", "restored",
    "rms_norm", "rnn", "rotary", "sampled_losses", "sinusoidal",
    "skipgram", "skipgram_negative", "smoothed_cross_entropy",
    "subword_negative", "swiglu", "tiled_attention", "to_numpy",
    "windows",
]

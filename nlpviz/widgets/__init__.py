"""Figures: plain Python objects that show themselves, alive, wherever HTML is shown."""

from importlib import import_module

_WHERE = {
    "AnalogyLab": "analogy_lab",
    "AttentionBench": "attention_bench",
    "AttentionMap": "attention_map",
    "Bars": "bars",
    "BeamTree": "beam_tree",
    "CostMeter": "cost_meter",
    "Curves": "curves",
    "DrawOrMix": "draw_or_mix",
    "Drawing": "core.drawing",
    "EmbeddingMap": "embedding_map",
    "GradientCloud": "gradient_cloud",
    "GradientFlow": "gradient_flow",
    "GradientReach": "gradient_reach",
    "HeadsView": "heads_view",
    "LSTMCell": "lstm_cell",
    "LiveTranslator": "live_translator",
    "Matrix": "core.matrix",
    "PositionLab": "position_lab",
    "ScoreLab": "score_lab",
    "SoftSteps": "soft_steps",
    "Table": "table",
    "TransformerLive": "transformer_live",
    "UnrolledRNN": "unrolled_rnn",
    "WindowTrainer": "window_trainer",
}

__all__ = sorted(_WHERE)


def __getattr__(name):
    if name not in _WHERE:
        raise AttributeError(f"nlpviz.widgets has no figure {name!r}; there are {__all__}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)


def __dir__():
    return __all__

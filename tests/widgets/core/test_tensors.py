"""Every figure takes tensors that wait for their gradients where it takes arrays."""

import numpy as np
import pytest

from nlpviz.widgets import (
    AnalogyLab,
    AttentionBench,
    AttentionMap,
    Curves,
    DrawOrMix,
    EmbeddingMap,
    GradientCloud,
    GradientFlow,
    HeadsView,
    LSTMCell,
    PositionLab,
    ScoreLab,
    SoftSteps,
    UnrolledRNN,
    WindowTrainer,
)
from tests.widgets.core.every import WORDS, attention, module_of, tensors


def draw(*shape):
    return np.random.default_rng(9).normal(size=shape)


GIVEN = {
    "map": lambda: (AttentionMap, dict(A=attention(3), queries=["a", "b", "c"])),
    "heads": lambda: (AttentionMap, dict(A=list(attention(2, heads=(2,))), queries=["a", "b"])),
    "curves": lambda: (Curves, dict(
        x=np.arange(3.0), y={"a": draw(3)}, bands={"a": np.stack([draw(3) - 1, draw(3) + 1])},
        reference={"r": np.array(0.5)})),
    "words": lambda: (EmbeddingMap, dict(words=WORDS, tables={"W": draw(9, 4)}, counts=draw(9))),
    "analogies": lambda: (AnalogyLab, dict(words=WORDS, W=draw(9, 4), questions=[WORDS[:4]])),
    "scores": lambda: (ScoreLab, dict(
        Q=draw(2, 2), K=draw(3, 2), V=draw(3, 3), queries=["a", "b"], keys=["x", "y", "z"],
        scores={"dot": {}, "linear": {"w_q": draw(2), "w_k": draw(2)}})),
    "soft steps": lambda: (SoftSteps, module_of("soft_steps").case()),
    "draw or mix": lambda: (DrawOrMix, dict(S=draw(3), values=draw(3, 2), target=0)),
    "cloud": lambda: (GradientCloud, dict(S=draw(3), losses=draw(3))),
    "bench": lambda: (AttentionBench, dict(
        Q=draw(3, 2), K=draw(3, 2), V=draw(3, 2), words=["a", "b", "c"], mask="causal")),
    "positions": lambda: (PositionLab, dict(T=16, d=4, learned=draw(16, 4))),
    "heads view": lambda: (HeadsView, dict(
        A=attention(3, heads=(2, 2)), queries=["a", "b", "c"], gradient=draw(2, 2, 3, 3),
        ablation=draw(2, 2))),
    "window": lambda: (WindowTrainer, dict(tokens=list("aba"), W_in=draw(2, 2), W_out=draw(2, 2))),
    "decoder": lambda: (AttentionMap, module_of("attention_map").case()),
    "flow": lambda: (GradientFlow, dict(zip(
        ("X", "weights", "norms"), module_of("gradient_flow").case(),
        strict=True))),
    "cell": lambda: (LSTMCell, dict(
        tokens=list("abcdef"), trace=module_of("lstm_cell").a_trace())),
    "unrolled": lambda: (UnrolledRNN, dict(
        tokens=list("abc"), trace=module_of("unrolled_rnn").a_trace(),
        dH=np.asarray(module_of("unrolled_rnn").D_H, float))),
}


@pytest.mark.parametrize("name", GIVEN)
def test_every_figure_takes_tensors_for_its_arrays(name):
    kind, given = GIVEN[name]()
    assert repr(tensors(given)) != repr(given)
    assert kind(**tensors(given)).html() == kind(**given).html()

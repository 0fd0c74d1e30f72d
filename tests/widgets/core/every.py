"""The examples of every figure that all tests of figures see: plain words, odd ones, tensors."""

import importlib
from functools import partial
from types import SimpleNamespace

import numpy as np

from nlpviz.widgets import (
    AnalogyLab,
    AttentionMap,
    Curves,
    DrawOrMix,
    EmbeddingMap,
    GradientCloud,
    GradientFlow,
    LSTMCell,
    ScoreLab,
    UnrolledRNN,
    WindowTrainer,
)
from tests import ROOT


def module_of(figure):
    """The tests of one figure; they import this module, so only when it is asked for."""
    return importlib.import_module(f"tests.widgets.{figure}.test_{figure}")


WORDS = "The letters from my sister are still unopened .".split()
ODD = [
    "<script>window.hit = 1</script>", "</script><img src=x onerror=alert(1)>", "\"q\" 'a' &amp; `",
    "مرحبا بالعالم", "👩‍👩‍👧‍👦", "姉からの手紙", "x" * 10_000,
    "", "  ", "a\nb\x00\x1b\ud800", "\u202eabc",
    "$x^2$ \\(y\\)", "]]>", "<!--", "{{x}}", "\\u003c",
]


def softmax(S):
    E = np.exp(S - S.max(-1, keepdims=True))
    return E / E.sum(-1, keepdims=True)


def attention(n=9, m=None, heads=(), seed=0):
    rng = np.random.default_rng(seed)
    return softmax(2 * rng.normal(size=(*heads, n, m or n)))


def curves():
    x = np.arange(1, 6)
    return Curves(x, {"RNN": x**0.5, "LSTM <b>": x / 9}, "T", "error", log=True,
                  bands={"RNN": (x**0.5 - 0.1, x**0.5 + 0.1)}, reference={"1/6": 1 / 6})


def scores(keys, V=None):
    rng = np.random.default_rng(4)
    W, v, K = rng.normal(size=(4, 3)), rng.normal(size=3), rng.normal(size=(len(keys), 2))
    of = {"dot": {}, "additive": {"W_q": W[:2], "W_k": W[2:], "v": v}, "concat": {"W": W, "v": v},
          "linear": {"w_q": v[:2], "w_k": v[1:]}}
    return ScoreLab(np.eye(2), K, of, V=V, queries=["are <b>", "姉"], keys=keys)


def draw_or_mix(positions, n=4, **options):
    rng, m = np.random.default_rng(5), len(positions)
    return DrawOrMix(rng.normal(size=m), rng.normal(size=(m, n)), n - 1, positions=positions,
                     **options)


def gradient_cloud(positions, **options):
    S, f = np.random.default_rng(5).normal(size=(2, len(positions)))
    return GradientCloud(S, f, positions=positions, **options)


def decoder():
    from tests.widgets.attention_map import test_attention_map

    return AttentionMap(**test_attention_map.case())


def translator():
    """Two small translators from weights that NumPy draws."""
    from tests.widgets.live_translator import test_live_translator

    return test_live_translator.case(line="12<b>☃")


def vectors(words, n_tables=1, **options):
    """A map of words whose vectors NumPy draws."""
    W = np.random.default_rng(6).normal(size=(n_tables, len(words), 5))
    return EmbeddingMap(words, dict(zip(("W_in", "W_out"), W, strict=False)), **options)


def analogies(words):
    W = np.random.default_rng(7).normal(size=(len(words), 5))
    questions = [("<b>", *words[:4]), tuple(words[2:6])]
    return AnalogyLab(words, W, questions, question=0)


def window(words, text, d=2, **options):
    W_in, W_out = np.random.default_rng(8).normal(size=(2, len(words), d))
    return WindowTrainer(text, W_in, W_out, words=words, **options)


FIGURES = {
    "words": lambda: AttentionMap(attention(), WORDS, WORDS),
    "heads": lambda: AttentionMap(attention(4, 3, (3, 4)), list("abcd"), list("xyz"), layer=2),
    "odd": lambda: AttentionMap(attention(len(ODD)), ODD, ODD),
    "one": lambda: AttentionMap([[1.0]], ["one"]),
    "wide": lambda: AttentionMap(attention(70, 130), ["q"] * 70, ["k"] * 130),
    "decoder": decoder,
    "curves": curves,
    "curves odd": lambda: Curves([1, 2, 3], {name: [1, 2, i] for i, name in enumerate(ODD[:7])},
                                 ODD[6], ODD[3], reference={ODD[7]: 1, ODD[9]: 2}),
    "translator": translator,
    "score_lab": lambda: scores(WORDS[:5], V=np.eye(5)[:, :4]),
    "score_lab odd": lambda: scores(ODD[:12]),
    "embedding_map": lambda: vectors(WORDS, 2, analogy=[("letters", "sister"), ("my", "from")]),
    "embedding_map odd": lambda: vectors(ODD, method="t-SNE", word=ODD[0]),
    "analogy_lab": lambda: analogies(WORDS),
    "analogy_lab odd": lambda: analogies(ODD),
    "draw_or_mix": lambda: draw_or_mix(WORDS[:3]),
    "draw_or_mix odd": lambda: draw_or_mix(ODD[:12], n=6, words=ODD[:6], tau=0.5),
    "gradient_cloud": lambda: gradient_cloud(WORDS[:5], samples=4),
    "gradient_cloud odd": lambda: gradient_cloud(ODD[:12]),
    "window_trainer": lambda: window(WORDS, WORDS[:5] + WORDS[:2]),
    "window_trainer odd": lambda: window(ODD[:12], ODD[:12] + ODD[:9], 3, window=3, model="cbow",
                                         negatives=5),
}


def cell(figure, **options):
    """One of the three figures of chapter 3, from weights that NumPy draws."""
    def make():
        from tests.widgets.gradient_flow import test_gradient_flow
        from tests.widgets.lstm_cell import test_lstm_cell
        from tests.widgets.unrolled_rnn import test_unrolled_rnn

        if figure is GradientFlow:
            return GradientFlow(*test_gradient_flow.case(), tokens=WORDS[:6], **options)
        if figure is LSTMCell:
            return LSTMCell(test_lstm_cell.TOKENS, test_lstm_cell.a_trace(), **options)
        return UnrolledRNN(
            test_unrolled_rnn.TOKENS, test_unrolled_rnn.a_trace(), test_unrolled_rnn.D_H)
    return make


def discovered():
    """The figure of each folder with an examples.py, of plain words and of odd ones."""
    for file in sorted((ROOT / "tests" / "widgets").glob("*/examples.py")):
        name = file.parent.name
        make = importlib.import_module(f"tests.widgets.{name}.examples").example
        yield name, partial(make, WORDS)
        yield f"{name}, odd texts", partial(make, ODD)


FIGURES |= dict(discovered())
EVERY = FIGURES | {
    "gradient_flow": cell(GradientFlow),
    "gradient_flow lstm": cell(GradientFlow, cell="lstm"),
    "lstm_cell": cell(LSTMCell, unit=1),
    "unrolled_rnn": cell(UnrolledRNN),
}


def tensors(value):
    """Every array of numbers in a tree as a tensor that asks for its gradient."""
    import torch

    if isinstance(value, dict):
        return {key: tensors(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)) and any(isinstance(x, np.ndarray) for x in value):
        return type(value)(map(tensors, value))
    if isinstance(value, SimpleNamespace):
        return SimpleNamespace(**tensors(vars(value)))
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return torch.from_numpy(value.copy()).requires_grad_()
    return value

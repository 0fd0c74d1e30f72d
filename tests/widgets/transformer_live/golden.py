"""Golden predictions of TransformerLive: what scratch's decoder_only makes of 300 unseen inputs.

The weights as they travel, sentences of the grammar (whole and cut short), junk, and what is
switched off, by chance; for each the five likeliest words, and where the heads look.
"""

import numpy as np

from nlpviz.data import agreement
from nlpviz.scratch.transformer.initial import decoder_only_weights
from nlpviz.widgets.transformer_live import model, weights
from nlpviz.widgets.transformer_live.model import Off
from tools.golden import wire

N_HEADS, N_LAYERS, MOST = 4, 2, 24
PLAIN = list(agreement.VOCABULARY)
VOCABULARY = [model.START, *PLAIN]
N_VOCAB = len(VOCABULARY)
PAIR = ("are", "is")
TOLERANCE = {"p": (1e-6, 1e-6), "A": (1e-6, 1e-6), "layers": (1e-6, 1e-6),
             "works": (1e-6, 1e-6)}
JUNK = (
    "", " ", ".", "...", "?", "osaka", "THE Letters", "the letters. from my sister", "the " * 60,
    "\\n\t the\u3000letters", "👩\u200d👩\u200d👧 letters", "<script>alert(1)</script> the book",
    "مرحبا the card", "the letters\u202e are", "is is is is are", "姉からの手紙", "x" * 300,
    "letters osaka from kyoto of my my my", "constructor toString __proto__ letters",
)


def given(seed=7, tied=False, n_vocab=N_VOCAB, **options):
    """Weights that nobody has trained, larger than at first so that they differ."""
    W = decoder_only_weights(n_vocab, 16, N_LAYERS, 32, MOST, tied=tied, seed=seed,
                             **options)
    rng = np.random.default_rng(seed)

    def moved(x):
        return 2 * x + 0.3 * rng.normal(size=x.shape)

    blocks = [{key: moved(x) for key, x in block.items()} for block in W["blocks"]]
    return {key: moved(x) for key, x in W.items() if key != "blocks"} | {"blocks": blocks}


def inputs():
    """260 beginnings of sentences, depths 0 to 4, and 40 lines that are none."""
    rng = np.random.default_rng(11)
    found = agreement.sentences(260, (0, 4), seed=12)
    texts = [" ".join(s.words[:rng.integers(1, len(s.words) + 1)]) for s in found]
    letters = np.array([*VOCABULARY, "osaka", "Are", "🎉", "&lt;", ".", "  "])
    noise = [" ".join(rng.choice(letters, size=size))
             for size in rng.integers(1, 40, 40 - len(JUNK))]
    return texts + list(JUNK) + noise


def chance(rng, T):
    """What is switched off: in every fourth input nothing."""
    if rng.random() < 0.25:
        return Off()
    heads = tuple(int(k) for k in np.flatnonzero(rng.random(N_HEADS * N_LAYERS) < 0.25))
    links = [(int(k), int(j)) for k in range(N_HEADS * N_LAYERS) for j in range(T - 1)
             if rng.random() < 0.15]  # the link to itself stays
    feed = tuple(int(layer) for layer in np.flatnonzero(rng.random(N_LAYERS) < 0.25))
    return Off(heads, tuple(links), feed, bool(rng.random() < 0.25))


def answer(W, vocabulary, text, rng):
    """One input: its words, what is off, and what comes of it."""
    words = model.read(text, vocabulary, MOST)
    ids = model.known(words)
    off = chance(rng, len(ids))
    found = {"words": [word for word, _ in words], "ids": [i for _, i in words],
             "off": off._asdict()}
    if not ids:
        return found
    run = model.run(W, ids, N_HEADS, off)
    best = np.argsort(-run.P, kind="stable")[:5]
    head = int(rng.integers(len(run.A)))
    pair = [vocabulary.index(word) for word in PAIR]
    return found | {"best": best.tolist(), "p": _round(run.P[best]), "head": head,
                    "A": _round(run.A[head]),
                    "layers": _round([model.share(P, pair) for P in run.layers])}


def _round(values):
    return [round(float(x), 8) for x in values]


def case(W, vocabulary):
    rng, parts = np.random.default_rng(13), weights.packed(W, len(vocabulary))
    W = weights.unpacked(parts)
    pair = [vocabulary.index(word) for word in PAIR]
    ids = model.known(model.read("the letters from my sister", vocabulary, MOST))
    return {"vocabulary": vocabulary, "weights": {key: wire(p) for key, p in parts.items()},
            "works": _round(model.works(W, ids, N_HEADS, pair)),
            "answers": [answer(W, vocabulary, text, rng) for text in inputs()]}


def cases():
    return {"transformer_live": {
        "n_heads": N_HEADS, "most": MOST, "pair": list(PAIR),
        "texts": inputs(), "models": {
            "untied": case(given(), VOCABULARY),
            "tied": case(given(seed=8, tied=True, n_vocab=len(PLAIN), final_norm=False), PLAIN)}}}

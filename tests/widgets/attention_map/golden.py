"""Golden numbers of AttentionMap: what travels and what is read from it, with and without cuts."""

import numpy as np

from nlpviz.metrics import alignment_error_rate
from nlpviz.scratch.functional import softmax
from nlpviz.widgets import AttentionMap
from tools.golden import wire


def without_links(A, places, renormalise=False):
    """A with the weights at these places (i, j) set to 0.

    The others of a row stay as they are, so that the row sums to less than 1; with
    ``renormalise`` they are divided by their sum, and a row that has none left stays 0.
    """
    A = A.copy()
    A[tuple(np.array(places, int).reshape(-1, 2).T)] = 0
    if renormalise:
        for i in {i for i, _ in places}:
            A[i] /= A[i].sum() or 1
    return A


def attention_map() -> list:
    """Several maps: what travels, each head's decoded weights, entropies, largest keys."""
    rng = np.random.default_rng(2)
    cases = [softmax(2 * rng.normal(size=(4, 6)))[0], softmax(5 * rng.normal(size=(2, 3, 5, 5)))[0],
             np.eye(3), np.full((2, 8), 1 / 8), np.ones((1, 1)),
             np.tril(np.ones((4, 4))) / np.arange(1, 5)[:, None]]
    out = []
    for A in cases:
        n, m = A.shape[-2:]
        for layer, head in ((0, 0),) if A.ndim < 4 else ((0, 0), (1, 2)):
            figure = AttentionMap(A, ["q"] * n, ["k"] * m, layer=layer, head=head)
            shown, H = figure._map()
            out.append({
                "packed": wire(figure.state()["weights"]), "layer": layer, "head": head,
                "weights": shown.ravel().tolist(), "entropy": H.tolist(),
                "largest": np.argsort(-shown, axis=1, kind="stable")[:, :3].tolist(),
            })
    return out


def cross_attention() -> dict:
    """Two hypotheses of one source: the next words with and without cuts, the error rates."""
    rng = np.random.default_rng(3)
    m, d_v, d_h, d_g, n_vocab, sizes = 6, 5, 4, 3, 9, (4, 3)
    draw = {"W_c": (d_v + d_h, d_g), "b_c": (d_g,), "W_o": (d_g, n_vocab), "b_o": (n_vocab,),
            "V": (m, d_v)}
    decoder = {name: 2 * rng.normal(size=shape) for name, shape in draw.items()}
    decoder |= {"H": [rng.normal(size=(n, d_h)) for n in sizes], "words": list("abcdefghi")}
    figure = AttentionMap(
        [softmax(2 * rng.normal(size=(n, m)))[0] for n in sizes], [list("abcd"), list("xbi")],
        list("uvwxyz"), beams=[-0.5, -2.25], decoder=decoder,
        gold=[[(0, 1), (1, 1), (3, 0), (3, 5)], [(2, 2)]])
    cuts = [[], [[0, 2]], [[1, 1], [1, 5]], [[6, j] for j in range(m)], [[4, 0], [2, 3]]]
    out = []
    for places, renormalise in ((places, r) for places in cuts for r in (False, True)):
        A = without_links(figure.decoded[0, 0], places, renormalise)
        out.append({
            "cuts": [i * m + j for i, j in places], "renormalise": renormalise,
            "A": A.ravel().tolist(), "P": figure.decoder.next_words(A).ravel().tolist(),
            "rates": [alignment_error_rate(A[a:b], [(i - a, j) for i, j in figure.gold
                                                    if a <= i < b]) for a, b in ((0, 4), (4, 7))]})
    state = {k: wire(v) if isinstance(v, dict) else v for k, v in figure.state().items()}
    return {"state": state, "cases": out}


def cases():
    return {"attention_map": attention_map(), "cross_attention": cross_attention()}

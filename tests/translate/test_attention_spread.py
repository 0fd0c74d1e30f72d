"""What the translator's command says of its attention: at how much it looks at once, and whether
it looks at the same place whatever is written. On text with a long tail of rare words, product
scores that are not divided by √d_h do; the default does not."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from nlpviz.pytorch import nll
from nlpviz.train import bucketed, fit
from nlpviz.translate import options
from nlpviz.translate.attention_spread import LEAST, attention_spread
from nlpviz.translate.training import build

TOKENS = ["<pad>", "<s>", "</s>", "<unk>", "a", "b", "c", "d", "."]


class Fixed:
    """A model with these weights (n, m) for every sentence."""

    attention = SimpleNamespace(scale=True)

    def __init__(self, A):
        self.A = torch.tensor(A)

    def __call__(self, source, target_in, trace):
        return None, {"A": self.A[:target_in.shape[1], :source.shape[1]].expand(
            len(source), -1, -1)}


def sentence(m=5, n=5):
    return np.array([*range(4, 4 + m - 1), 2]), np.array([1, *[4] * (n - 1), 2])


def of(A, *ids):
    return attention_spread(Fixed(A), ids or [sentence()], TOKENS)


def test_sharp_weights_that_vary_have_not_collapsed_and_look_at_one_token():
    found = of(np.eye(5))
    assert found.at_once == pytest.approx(1) and found.of == 5
    assert found.share == pytest.approx(0.2) and not found.collapsed
    assert str(found) == ("looks at 1.0 of 5.0 source tokens at once; one has 0.20 of a sentence's "
                          "weight")


def test_even_weights_look_at_all_and_have_not_collapsed():
    found = of(np.full((5, 5), 0.2))
    assert found.at_once == pytest.approx(5) and not found.collapsed


@pytest.mark.parametrize("at, token", [(4, "</s>"), (3, "d"), (0, "a")])
def test_weights_on_one_place_whatever_is_written_have_collapsed(at, token):
    A = np.full((5, 5), 0.01)
    A[:, at] = 0.96
    found = of(A)
    assert found.collapsed and found.token == token and found.share == pytest.approx(0.96)
    assert str(found) == (f"has collapsed: one source token, mostly {token}, has 0.96 of a "
                          "sentence's weight, whatever is written")


def test_a_half_is_the_border_and_one_token_that_looks_elsewhere_does_not_change_it():
    A = np.eye(5)[[4, 4, 4, 1, 2]]
    assert of(A).share == pytest.approx(0.6) and of(A).collapsed
    assert not of(np.eye(5)[[4, 4, 3, 1, 2]]).collapsed


def test_short_sentences_are_not_judged_and_long_ones_count_by_their_tokens():
    A = np.eye(8)[[0] * 8]
    assert of(A, sentence(m=LEAST - 1)) is None and of(A, sentence(n=LEAST - 1)) is None
    A = np.eye(8)
    found = of(A, sentence(4, 4), sentence(5, 8), sentence(3, 8))
    rows = [(4, 1 / 4, 4), (8, 1 / 8, 5)]  # tokens, largest share, source length; row 5… sees none
    assert found.share == pytest.approx(sum(n * s for n, s, _ in rows) / 12)
    assert found.of == pytest.approx(sum(n * m for n, _, m in rows) / 12)


def test_without_attention_there_is_nothing_to_say():
    model = build(9, 9, {"d": 4, "d_h": 4, "score": None})
    assert attention_spread(model, [sentence()], TOKENS) is None


def test_padding_changes_nothing():
    torch.manual_seed(0)
    model = build(9, 9, {"d": 8, "d_h": 8, "score": "general"})
    ids = [sentence(5, 4), sentence(4, 9), sentence(5, 6)]
    together = attention_spread(model, ids, TOKENS)
    alone = [attention_spread(model, [x], TOKENS) for x in ids]
    n = np.array([4, 9, 6])
    for key in ("share", "of"):
        values = [getattr(x, key) for x in alone]
        assert getattr(together, key) == pytest.approx(n @ values / n.sum(), rel=1e-5)
    entropy = n @ np.log([x.at_once for x in alone]) / n.sum()
    assert together.at_once == pytest.approx(np.exp(entropy), rel=1e-5)


# Text of the kind that real text is


def long_tailed(n, seed, n_types=2000):
    """Pairs of ids: 8 to 12 words, the r-th as frequent as 1/(r + 2.7), and a full stop.

    Each word has one translation; particles follow the first and every third.
    """
    rng = np.random.default_rng(seed)
    p = 1 / (np.arange(n_types) + 2.7)
    for _ in range(n):
        words = rng.choice(n_types, rng.integers(8, 13), p=p / p.sum())
        said = [[w + 7] + ([4] if i == 0 else [5] if w % 3 == 0 else [])
                for i, w in enumerate(words)]
        yield np.array([*words + 7, 6, 2]), np.array([1, *sum(said, []), 6, 2])


def trained(scale, seed, steps=80):
    """The Looks after these steps of the command's default score, widths, batch and rate."""
    default = options.parser().parse_args(["a", "b"])
    shape = {"d": default.d, "d_h": default.d_h, "score": default.score, "scale": scale}
    train, held = list(long_tailed(6000, 2 * seed)), list(long_tailed(100, 2 * seed + 1))
    model = build(2007, 2007, shape, seed)
    fit(model, nll, bucketed(train, default.batch, seed), steps=steps, lr=default.lr, seed=seed,
        max_norm=1.0, progress=False)
    return attention_spread(model, held, [str(i) for i in range(2007)])


@pytest.mark.slow
def test_on_long_tailed_text_unscaled_scores_collapse_and_the_default_does_not():
    """The mean of two seeds; for some steps on its way any training may look at one place."""
    found = {scale: [trained(scale, seed) for seed in range(2)] for scale in (False, True)}
    share, at_once = ({scale: np.mean([getattr(one, key) for one in found[scale]])
                       for scale in found} for key in ("share", "at_once"))
    assert share[False] > 0.5 and at_once[False] < 1.5
    assert share[True] < 0.4 and at_once[True] > 2.5

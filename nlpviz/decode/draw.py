"""One token after the other: the likeliest, or one by chance."""

import numpy as np

from ..check import is_real, whole
from ..text import BOS, EOS
from .steps import Hypothesis, ask, begin, check, rows


def greedy(step, state, n=1, *, max_length, bos=BOS, eos=EOS):
    """The likeliest token at every step; n sources at once.

    state: of n sources, or of one. Returns n Hypotheses; their score
    is their logp. ValueError and TypeError name the argument.
    """
    return walk(step, state, n, lambda logP, still: logP.argmax(1),
                max_length, bos, eos)


def sample(step, state, n=1, *, max_length, temperature=1.0, seed=0,
           bos=BOS, eos=EOS):
    """Tokens drawn from P**(1 / temperature), normalised.

    state: of n sources, or of one, whose n samples then differ. Drawn
    as argmax(logP / temperature + G), G of the Gumbel distribution
    (Gumbel 1954): towards temperature 0 it is greedy. The logp of a
    Hypothesis is the model's own, at temperature 1. What is drawn for
    one row depends on seed, on n and on its own probabilities alone.
    """
    if not is_real(temperature) or not 0 < temperature < np.inf:
        raise ValueError(
            f"temperature is {temperature!r}; it must be a number above "
            "0 (greedy is the limit at 0)")
    seed = whole("seed", seed, 0)
    rng = np.random.default_rng(seed)

    def draw(logP, still):
        G = rng.gumbel(size=(n, logP.shape[1]))[still]
        with np.errstate(over="ignore"):
            S = (logP - logP.max(1, keepdims=True)) / temperature
        return (S + G).argmax(1)

    return walk(step, state, n, draw, max_length, bos, eos)


def walk(step, state, n, choose, max_length, bos, eos):
    """n sequences; choose(logP, rows that are still open) -> ids."""
    check(step, bos, eos, max_length)
    n = whole("n", n, 1)
    state = begin(state, n)
    found, total = [[] for _ in range(n)], np.zeros(n)
    still, ids = np.arange(n), np.full(n, bos)
    for _ in range(max_length):
        logP, state = ask(step, state, ids)
        ids = choose(logP, still)
        total[still] += logP[np.arange(len(ids)), ids]
        for row, token in zip(still, ids.tolist(), strict=True):
            found[row].append(token)
        go_on = np.flatnonzero(ids != eos)
        if not go_on.size:
            break
        if go_on.size < len(ids):
            state, ids, still = rows(state, go_on), ids[go_on], still[go_on]
    return [Hypothesis(tuple(ids[:-1] if ids[-1] == eos else ids), float(logp),
                       ids[-1] == eos, float(logp))
            for ids, logp in zip(found, total, strict=True)]

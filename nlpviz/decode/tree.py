"""The part of a model's tree of sentences that beam searches look at."""

from typing import NamedTuple

import numpy as np

from ..check import number, whole
from ..text import BOS, EOS
from .beam import beam_search
from .draw import greedy
from .steps import ask, check

MOST = 6         # the widest search that can be drawn
MOST_STEPS = 12  # and the longest


class Tree(NamedTuple):
    """What a model says after every beginning that the searches come to.

    after: for each beginning (ids, bos left out) the ids that may
        follow, from the lowest, and their log probabilities. Of those
        that do not end, the likeliest `width` are kept: no search on
        offer can take another.
    width, alphas: searches 1 to width with each of these penalties.
    """

    after: dict
    width: int
    alphas: tuple
    max_length: int
    n_vocab: int
    eos: int

    def search(self, width, alpha=0.0):
        """What beam_search finds in the tree, and in the model."""
        width = whole("width", width, 1, self.width)
        if alpha not in self.alphas:
            raise ValueError(f"alpha is {alpha!r}; it must be one of "
                             f"{', '.join(map(str, self.alphas))}")
        return beam_search(self._step, empty(1), width=width, alpha=alpha,
                           max_length=self.max_length, bos=self.n_vocab,
                           eos=self.eos)

    def greedy(self):
        """The Hypothesis of the likeliest token at every step."""
        return greedy(self._step, empty(1), max_length=self.max_length,
                      bos=self.n_vocab, eos=self.eos)[0]

    def _step(self, past, ids):
        past = np.hstack([past, ids[:, None]])
        logP = np.full((len(ids), self.n_vocab), -np.inf)
        for row, ids_before in zip(logP, beginnings(past), strict=True):
            tokens, values = self.after[ids_before]
            row[list(tokens)] = values
        return logP, past


def tree(step, state, *, width=4, max_length, alphas=(0.0, 0.5, 1.0),
         bos=BOS, eos=EOS):
    """The Tree that searches of width 1 to `width`, each with every
    penalty of alphas and with 0, look at; step and state as
    beam_search has them.

    What the model says is rounded to float32 (relative 6e-8), as it
    travels to a page, so that all who search the tree read the same
    numbers. width is at most 6, max_length at most 12, so that the
    tree can be drawn. ValueError and TypeError name the argument.
    """
    check(step, bos, eos, max_length)
    width = whole("width", width, 1, MOST)
    max_length = whole("max_length", max_length, 1, MOST_STEPS)
    alphas = tuple(sorted({0.0, *(float(number("alphas", alpha, 0))
                                  for alpha in alphas)}))
    after, n_vocab = {}, 0

    def told(both, ids):
        nonlocal n_vocab
        inner, past = both
        logP, inner = ask(step, inner, ids)
        logP = logP.astype(np.float32).astype(float)
        ids = np.asarray(ids.cpu() if hasattr(ids, "cpu") else ids)
        past = np.hstack([past, ids[:, None]])
        n_vocab = logP.shape[1]
        for row, before in zip(logP, beginnings(past), strict=True):
            after[before] = likeliest(row, width, eos)
        return logP, (inner, past)

    for wide in range(1, width + 1):
        for alpha in alphas:
            beam_search(told, (state, empty(1)), width=wide, alpha=alpha,
                        max_length=max_length, bos=bos, eos=eos)
    return Tree(after, width, alphas, max_length, n_vocab, eos)


def empty(n):
    """n beginnings of no tokens."""
    return np.zeros((n, 0), int)


def beginnings(past):
    """Each row without bos, as a tuple."""
    return [tuple(row) for row in past[:, 1:].tolist()]


def likeliest(row, width, eos):
    """eos and the `width` likeliest others, as (ids, logp)."""
    order = np.argsort(-row, kind="stable")
    others = [i for i in order if i != eos and row[i] > -np.inf][:width]
    ids = sorted({*others, *([eos] if row[eos] > -np.inf else [])})
    return tuple(map(int, ids)), tuple(float(row[i]) for i in ids)

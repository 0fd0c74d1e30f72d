"""GradientReach: how much of the blame for a verb is left at each word before it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...check import Shapes, brief
from ...scratch import gru, lstm, rnn, state_jacobians
from ...scratch.functional import cross_entropy, linear
from ..core.arrays import at_most, checked
from ..core.figure import Figure
from ..core.labels import as_given, texts
from ..core.svg import visible
from .picture import picture

CELLS = {"rnn": rnn, "lstm": lstm, "gru": gru}
GATED = ("lstm", "gru")
BLOCKS = {"rnn": 1, "lstm": 4, "gru": 3}
MORE = {"rnn": (), "lstm": ("p_i", "p_f", "p_o"), "gru": ("b_n",)}  # vectors of d_h numbers
GOAL = 0.01  # a hundredth is asked for
LONGEST = 24  # words


class GradientReach(Figure):
    """The gradient of the loss at a verb, followed back through two trained language models.

    tokens: the words before the verb, 2 to 24, of which each (or what it is in lower case) is
    in ``vocabulary``.  networks: {"rnn": weights, "lstm": weights} (or "gru"), first the one
    without gates; weights holds E (n_vocab, d), W_x, W_h and b as ``nlpviz.scratch`` takes them,
    W_o (d_h, n_vocab) and b_o (n_vocab,); p_i, p_f, p_o of the LSTM may be missing, b_n of the
    GRU may not.  answers: two words, the right verb and the other.  start: the word that the
    networks read before the first, if they do.

    The loss is -log of the probability, among all words, of the right verb.  What is shown at a
    word is ‖∂L/∂s‖ of the state s after it (h; of the LSTM h and c together), as a share of that
    of the last state, which chooses the verb.

    ``.widget()`` shares guess (a place from 0 on, or None) and step: 0 asked, 1 the first
    network's answer, 2 both.  Raises ValueError or TypeError naming the argument.
    """

    name = "gradient_reach"
    remedy = "pass fewer words"

    def __init__(self, tokens, networks, vocabulary, answers, *, start=None):
        self.tokens, self.answers = texts("tokens", tokens), texts("answers", answers)
        at_most("the length of tokens", len(self.tokens), LONGEST, "slice the sentence")
        if len(self.tokens) < 2:
            raise ValueError(f"tokens has {len(self.tokens)} entries; it must have two or more")
        if len(self.answers) != 2:
            raise ValueError(f"answers has {len(self.answers)} entries; it must have two: the "
                             "right verb and the other")
        at = {word: i for i, word in enumerate(as_given("vocabulary", vocabulary))}
        before = [] if start is None else [found("start", start, at)]
        ids = before + [found("tokens", word, at) for word in as_given("tokens", tokens)]
        verbs = [found("answers", word, at) for word in as_given("answers", answers)]
        self.cells, read = [], []
        for cell, weights in pair_of(networks).items():
            self.cells.append(cell.upper())
            read.append(blame(cell, weights_of(cell, weights, len(at)), ids, verbs))
        self.shares = [[float(f"{x:.6g}") for x in shares[len(before):]] for shares, _ in read]
        self.chances = [float(f"{chance:.6g}") for _, chance in read]

    @property
    def label(self):
        return self.says("label", n=len(self.tokens), plain=self.cells[0], gated=self.cells[1])

    def state(self):
        return {"tokens": self.tokens, "answers": self.answers, "cells": self.cells,
                "shares": self.shares, "chances": self.chances, "guess": None, "step": 0}

    def table(self):
        header = [self.says("word"), *(self.says("share", cell=cell) for cell in self.cells)]
        return header, [list(row) for row in zip(self.tokens, *self.shares, strict=True)]

    def picture(self):
        return picture(self)


def blame(cell, weights, ids, verbs):
    """‖∂L/∂s_t‖ / ‖∂L/∂s_T‖ for each word read, and the right verb's part of both verbs' chances.

    L = -log P(right verb | words); ∂L/∂s_{t-1} = (∂s_t/∂s_{t-1}) ∂L/∂s_t.
    """
    w = dict(weights)
    E, W_o, b_o = (w.pop(name) for name in ("E", "W_o", "b_o"))
    zero = np.zeros(len(w["W_h"]))
    H, trace = CELLS[cell](E[ids], zero, *[zero] * (cell == "lstm"), **w)
    logits, last = linear(H[-1:], W_o, b_o)
    _, loss = cross_entropy(logits, [verbs[0]])
    dh = last.backward(loss.backward())[0][0]
    J = state_jacobians(trace)
    ds = np.concatenate([dh, np.zeros(len(J[0]) - len(dh))])
    lengths = [np.linalg.norm(ds)]
    for step in J[:0:-1]:
        ds = step @ ds
        lengths.append(np.linalg.norm(ds))
    if not lengths[0] > 0:
        raise ValueError(f"networks[{cell!r}] has no gradient at the verb: nothing is to blame")
    right, other = loss.P[0, verbs]
    return np.array(lengths[::-1]) / lengths[0], right / (right + other)


def found(name, word, at):
    """The number of a word, or of what it is in lower case."""
    number = at.get(word, at.get(word.lower()) if isinstance(word, str) else None)
    if number is None:
        raise ValueError(f"{name} has {brief(word)}, which is not in vocabulary")
    return number


def pair_of(networks):
    """{"rnn": weights, "lstm" or "gru": weights}, or an error."""
    if not isinstance(networks, Mapping):
        raise TypeError(f"networks is {brief(networks)}; it must be a dict of weights by cell")
    if len(networks) != 2 or "rnn" not in networks or not set(networks) & set(GATED):
        raise ValueError(f"networks holds {', '.join(map(str, networks)) or 'nothing'}; it must "
                         "hold rnn and one of lstm, gru")
    return {cell: networks[cell] for cell in ("rnn", *GATED) if cell in networks}


def weights_of(cell, weights, n_vocab):
    """The checked arrays of a network, or an error that names what is missing or misshapen."""
    if not isinstance(weights, Mapping):
        raise TypeError(f"networks[{cell!r}] is {brief(weights)}; it must be a dict of arrays")
    n = BLOCKS[cell]
    axes = {"E": "n_vocab d", "W_o": "d_h n_vocab", "b_o": "n_vocab", "W_x": f"d {n}d_h",
            "W_h": f"d_h {n}d_h", "b": f"{n}d_h", **dict.fromkeys(MORE[cell], "d_h")}
    missing = [name for name in axes if weights.get(name) is None and not name.startswith("p_")]
    if missing or set(weights) - set(axes):
        raise ValueError(f"networks[{cell!r}] holds {', '.join(map(visible, weights))}; it must "
                         f"hold {', '.join(axes)}")
    arrays = {name: checked(f"networks[{cell!r}][{name!r}]", weights[name]) for name in axes
              if weights.get(name) is not None}
    known = Shapes(n_vocab=n_vocab, d_h=len(arrays["W_h"]))
    for name, array in arrays.items():
        known.fit(f"networks[{cell!r}][{name!r}]", array, axes[name])
    return arrays

"""What the page of TransformerLive computes: scratch's decoder-only model, with parts switched
off."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np

from ...scratch.functional import softmax
from ...scratch.transformer.language_model import next_word, unembed

START = "<s>"  # stands before every sentence where the vocabulary has it
WORD = re.compile("[^ \t\r\n\u3000.]+|[.]")


class Off(NamedTuple):
    """What is switched off: heads, counted through the layers; links (head, word) from the last
    word, by its place among the words that are read; feed-forwards, by layer; the positions."""

    heads: tuple = ()
    links: tuple = ()
    feed: tuple = ()
    positions: bool = False


NONE = Off()


def read(text, vocabulary, most):
    """[(word, id)], id −1 for a word that the vocabulary has not: it is left out.  Letter case is
    ignored; after ``most`` known words, the start included, the rest is not read."""
    at = {word: i for i, word in enumerate(vocabulary)}
    found = [(START, at[START])] if START in at else []
    for word in WORD.findall(text):
        i = at.get(word, at.get(word.lower(), -1))
        if i >= 0 and sum(id >= 0 for _, id in found) == most:
            break
        found.append((word, i))
    return found


def known(words):
    """The ids of the words that are read."""
    return [i for _, i in words if i >= 0]


def without(W, off, n_heads):
    """W, so that what is off adds nothing: a head's rows of W_O are 0, a feed-forward's W_2 and
    b_2, the positions' table."""
    blocks = [dict(block) for block in W["blocks"]]
    for layer, block in enumerate(blocks):
        W_O = block["W_O"].copy()
        size = len(W_O) // n_heads
        for head in range(n_heads):
            if layer * n_heads + head in off.heads:
                W_O[head * size:(head + 1) * size] = 0
        block["W_O"] = W_O
        if layer in off.feed:
            block |= {"W_2": 0 * block["W_2"], "b_2": 0 * block["b_2"]}
    return W | {"blocks": blocks, "PE": W["PE"] * (not off.positions)}


def masks(links, n_layers, n_heads, T):
    """The links that are left: all but these from the last word."""
    left = np.ones((n_layers * n_heads, T, T), bool)
    for head, j in links:
        left[head, -1, j] = False
    return list(left.reshape(n_layers, n_heads, T, T))


def run(W, ids, n_heads, off=NONE):
    """The next word after ids: P (n_vocab,); A (all heads, T): where each looks from the last
    word; layers: P as read before each block and after the last."""
    W, n_layers = without(W, off, n_heads), len(W["blocks"])
    P, trace = next_word(ids, W, n_heads, masks=masks(off.links, n_layers, n_heads, len(ids)))
    layers = [softmax(unembed(X[-1:], W)[0])[0][0] for X in trace.X]
    A = trace.A[:, :, -1].reshape(n_layers * n_heads, -1)
    return SimpleNamespace(P=P[-1], A=A, layers=layers, trace=trace)


def share(P, pair):
    """Of what both words of the pair have, the part of the first."""
    return P[pair[0]] / (P[pair[0]] + P[pair[1]])


def works(W, ids, n_heads, pair):
    """The share of the pair's first word without each head alone."""
    return np.array([share(run(W, ids, n_heads, Off(heads=(k,))).P, pair)
                     for k in range(n_heads * len(W["blocks"]))])

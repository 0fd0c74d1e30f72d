"""What the page of LiveTranslator computes: greedy translation by scratch's GRU."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...check import brief
from ...scratch import attention, bidirectional, gru, linear, readout, softmax
from ..core.labels import as_given, listed
from .quantised import flat

SPECIALS = ("<pad>", "<s>", "</s>", "<unk>")
_, BOS, EOS, UNK = range(4)
MOST, LONGEST = 128, 64  # characters that are read and that are written


class Translation(NamedTuple):
    """ids (n,) as written, "</s>" last if the model came to its end; p (n,): the probability of
    each; A (n, m): where it looked, None without attention; last (d_h,): the encoder's state."""

    ids: list
    p: np.ndarray
    A: np.ndarray | None
    last: np.ndarray


def numbered(text, source) -> np.ndarray:
    """The ids of at most MOST characters and of "</s>"; "<unk>" for one that is not in source."""
    at = {token: i for i, token in enumerate(source)}
    return np.array([at.get(c, UNK) for c in text[:MOST]] + [EOS])


def written(ids, target) -> str:
    """The text of ids, without the "</s>" at its end."""
    return "".join(target[i] for i in ids if i != EOS)


def translate(weights, ids, longest=LONGEST) -> Translation:
    """The likeliest character again and again, until "</s>" or ``longest`` characters.

        h_t = GRU(x_t, h_{t−1}),  x_t = E_out[y_{t−1}] (and the encoder's last state)
        A_t = softmax(K h_t / √d_h),  g_t = tanh([A_t K; h_t] W_c + b_c)       (Luong et al. 2015)
        P_t = softmax(g_t W_o + b_o);  without attention g_t = h_t

    ``weights``: nested or flat, as ``pytorch.attention.seq2seq.arrays_of`` gives, with scale: 0
    where the scores were not divided by √d_h; ids (m,).
    """
    w = flat(weights)
    if "W_c" in w and "scale" not in w:
        raise ValueError("weights has no 'scale'; add 1.0 if its scores are divided by √d_h, 0.0 "
                         "if it was trained before they were")
    K, last = _read(w, np.asarray(ids))
    h, y, found = last, BOS, []
    every = len(w["decoder.W_x"]) > w["E_out"].shape[1]
    while len(found) < longest and y != EOS:
        x = np.append(w["E_out"][y], last) if every else w["E_out"][y]
        (h,) = gru(x[None], h, *_cell(w, "decoder"))[0]
        logits, a = _next(w, K, h[None])
        P = softmax(logits)[0][0]
        y = int(P.argmax())
        found.append((y, P[y], a))
    ys, p, A = zip(*found, strict=True)
    return Translation(list(ys), np.array(p), None if A[0] is None else np.array(A), last)


def _next(w, K, H):
    """logits (1, n_target) after the state H (1, d_h), and where it looked, a (m,) or None."""
    if "W_c" not in w:
        return linear(H, w["W_o"], w["b_o"])[0], None
    O, trace = attention(H, K, K, scale=bool(w["scale"]))
    logits, _ = readout(O, H, *(w[name] for name in ("W_c", "b_c", "W_o", "b_o")))
    return logits, trace.A[0]


def _read(w, ids):
    """K (m, d_h) and the state after the last word, each way: [→; ←]."""
    X = w["E_in"][ids]
    ways = [(np.zeros(len(w[f"{way}.W_h"])), *_cell(w, way))
            for way in ("forward", "backward") if f"{way}.b" in w]
    if len(ways) == 1:
        H, _ = gru(X, *ways[0])
        return H, H[-1]
    K, trace = bidirectional(gru, X, *ways)
    return K, trace.last


def _cell(w, name):
    """The weights of the GRU of this name, in the order in which `gru` takes them."""
    return [w[f"{name}.{part}"] for part in ("W_x", "W_h", "b", "b_n")]


def vocabulary(tokens, name) -> list:
    """``tokens`` as a list of different texts that begins with the four specials."""
    tokens = as_given(name, tokens)
    if tuple(tokens[:4]) != SPECIALS or len(set(tokens)) < len(tokens):
        raise ValueError(f"{name} begins with {brief(tokens[:4])}; it must hold "
                         f"{', '.join(SPECIALS)} and then different tokens, in the order of their "
                         "numbers")
    return tokens


def pairs(examples, most=200) -> list:
    """``examples`` as [source, target] texts that can be read and written whole."""
    if not listed(examples) or isinstance(examples, dict):
        raise TypeError(f"examples is one {type(examples).__name__}; it must be a list of pairs")
    found = []
    for i, pair in enumerate(examples):
        texts = list(pair)[:2] if isinstance(pair, (tuple, list)) else []
        if len(texts) < 2 or not all(isinstance(text, str) for text in texts):
            raise TypeError(f"examples[{i}] is {brief(pair)}; it must be a pair of texts")
        for text, limit in zip(texts, (MOST, LONGEST - 1), strict=True):
            if len(text) > limit:
                raise ValueError(f"examples[{i}] has a text of {len(text)} characters; at most "
                                 f"{MOST} are read and {LONGEST - 1} written")
        found.append(texts)
    if not 1 <= len(found) <= most:
        raise ValueError(f"examples has {len(found)} pairs; it must have 1 to {most}")
    return found

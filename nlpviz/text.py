"""Text to numbers and back: words, characters, vocabularies, batches.

Nothing is lost on the way: "".join(words(text)) == text for every text,
and decode(encode(tokens)) == tokens for every token that is known.
"""

import re
import unicodedata
from collections import Counter
from functools import cache

import numpy as np

from .check import row, whole


@cache
def _piece():
    """White space, a word, or a sign; each sign with the marks on it."""
    marks = "".join(c for c in map(chr, range(0x300, 0x10000))
                    if unicodedata.category(c)[0] == "M")
    word = rf"(?:[^\W_][{marks}\u200c\u200d]*)+"
    return re.compile(rf"(?s)\s+|{word}(?:['’]{word})*|.[{marks}]*")


def words(text, spaces=True):
    """The pieces of text: runs of white space, words, single signs.

    A word is a run of letters and digits, with the marks on them and
    apostrophes inside (don't); every other sign stands alone.
    "".join(words(text)) == text. With spaces=False the white space is
    left out: what most models read, but the text cannot be had back.
    """
    pieces = _piece().findall(_text(text))
    return pieces if spaces else [p for p in pieces if not p.isspace()]


def characters(text):
    """The characters (Unicode code points) of text, one by one."""
    return list(_text(text))


class Vocabulary:
    """Tokens, numbered: specials, then by falling count, then by name.

    tokens: the tokens of a text, one by one, or their counts (a dict).
    min_count: the least count of a token that is kept.
    max_size: the greatest length, specials included; None for any.
    specials: tokens that are always there, first and in this order.
        Unknown tokens are encoded as the special "<unk>"; if there is
        none, encode refuses them.
    """

    def __init__(self, tokens, min_count=1, max_size=None,
                 specials=("<unk>",)):
        if tokens is None or isinstance(tokens, (str, bytes)):
            raise TypeError(
                f"tokens is {type(tokens).__name__}; pass a list of "
                "tokens: words(text), for example")
        if isinstance(specials, str):
            raise TypeError(
                f"specials is one string; pass a tuple, ({specials!r},)")
        specials = tuple(specials)
        whole("min_count", min_count, 1)
        if max_size is not None:
            whole("max_size", max_size, max(len(specials), 1))
        if len(set(specials)) < len(specials):
            raise ValueError(f"specials repeat a token: {specials}")
        counts = Counter(tokens)
        kept = sorted(
            (t for t, count in counts.items()
             if count >= min_count and t not in specials),
            key=lambda t: (-counts[t], t))
        self.tokens = (specials + tuple(kept))[:max_size]
        self.ids = {t: i for i, t in enumerate(self.tokens)}
        self.counts = np.array([counts[t] for t in self.tokens], int)
        self.unknown = self.ids.get("<unk>")
        self.n_cut = counts.total() - int(self.counts.sum())

    def __len__(self):
        return len(self.tokens)

    def __repr__(self):
        return f"Vocabulary({len(self)} tokens)"

    def encode(self, tokens):
        """ids (T,) of tokens; "<unk>" for those that were cut."""
        if self.unknown is None:
            tokens = list(tokens)
            for t in tokens:
                if t not in self.ids:
                    raise ValueError(f"{t!r} is not in the vocabulary, "
                                     'nor is "<unk>"')
        return np.array([self.ids.get(t, self.unknown) for t in tokens], int)

    def decode(self, ids):
        """The tokens of ids (T,), as a list."""
        ids = row("ids", ids)
        wrong = ids[(ids < 0) | (ids >= len(self))]
        if wrong.size:
            raise ValueError(f"ids holds {wrong[0]}; this vocabulary "
                             f"ends at {len(self) - 1}")
        return [self.tokens[i] for i in ids]


def pad(sequences, value=0):
    """Sequences of ids, filled up with value to the longest one.

    Returns ids (B, T) and lengths (B,). An empty sequence has length 0.
    """
    rows = [row(f"sequences[{b}]", ids) for b, ids in enumerate(sequences)]
    if not rows:
        raise ValueError("sequences is empty; there is nothing to pad")
    lengths = np.array([len(ids) for ids in rows])
    padded = np.full((len(rows), lengths.max()), value)
    for out, ids in zip(padded, rows, strict=True):
        out[:len(ids)] = ids
    return padded, lengths


def windows(ids, B, T):
    """One long text as B parallel streams, read in windows of T.

    Returns batches(step) -> inputs, targets (B, T); targets are one
    token later. Row r of step s + 1 goes on where row r of step s ended:
    a state can be carried along (truncated backpropagation). After
    batches.n_steps steps it begins again; the rest is left out.
    """
    whole("B", B, 1)
    whole("T", T, 1)
    ids = row("ids", ids)
    n_steps = (len(ids) - 1) // (B * T)
    if n_steps < 1:
        raise ValueError(f"ids has {len(ids)} tokens; {B} streams of "
                         f"windows of {T} need at least {B * T + 1}")
    n = n_steps * T
    inputs, targets = (ids[k:k + B * n].reshape(B, n) for k in (0, 1))

    def batches(step):
        at = step % n_steps * T
        return inputs[:, at:at + T], targets[:, at:at + T]

    batches.n_steps = n_steps
    return batches


def _text(text):
    if not isinstance(text, str):
        raise TypeError(f"text is {type(text).__name__}, not a string")
    return text

"""Text to numbers and back: words, characters, vocabularies, batches.

Nothing is lost on the way: "".join(words(text)) == text for every text,
and decode(encode(tokens)) == tokens for every token that is known.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache
from itertools import chain

import numpy as np

from . import check
from .check import brief, is_whole, row, string, whole

# The four tokens that no text holds, in the order of their numbers.
SPECIALS = ("<pad>", "<s>", "</s>", "<unk>")
PAD, BOS, EOS, UNK = range(4)


@cache
def _sets():
    """The marks and the format characters, each as one string.

    Marks are drawn on the sign before them (category M); format
    characters are not drawn at all (Cf: soft hyphen, joiners, marks of
    direction). Planes 4 to 13 are not assigned, 15 and 16 private.
    """
    planes = map(chr, chain(range(0x80, 0x40000), range(0xE0000, 0xE1000)))
    marks, formats = [], []
    for c in planes:
        category = unicodedata.category(c)
        if category[0] == "M":
            marks.append(c)
        elif category == "Cf":
            formats.append(c)
    return "".join(marks), "".join(formats)


@cache
def _piece():
    """White space, a word, a flag, or a sign; each with its marks.

    A joined sign (a family, a flag made of tags) is one sign. The two
    alternatives after white space say nothing new: they are for words
    and signs that nothing is drawn on, which is quickly seen.
    """
    marks, formats = _sets()
    letters, joiners = r"[^\W_]++", "\u200c\u200d"
    run = (rf"{letters}(?:[{marks}{formats}]++{letters})*"
           rf"[{marks}{joiners}]*+")
    on = "[" + marks + "\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*+"
    near = "".join(c for c in marks + formats if c < "\U00010000")
    bare = f"(?![{near}\U00010000-\U0010ffff"
    return re.compile(
        rf"(?s)\s++|{letters}{bare}'’])|[^\w\s]{bare}])|"
        rf"{run}(?:['’]{run})*|[\U0001f1e6-\U0001f1ff]{{2}}|"
        rf".{on}(?:\u200d[^\w\s]{on})*")


def words(text, spaces=True):
    """The pieces of text: runs of white space, words, single signs.

    A word is a run of letters and digits, with the marks on them; an
    apostrophe inside (don't) and format characters inside (a soft
    hyphen) do not split it. Every other sign stands alone.
    "".join(words(text)) == text. With spaces=False white space and
    format characters outside of words are left out: what most models
    read, but the text cannot be had back.
    """
    pieces = _piece().findall(string("text", text))
    if spaces:
        return pieces
    pieces = [p for p in pieces if not p.isspace()]
    unseen = frozenset("" if text.isascii() else _sets()[1])
    return [p for p in pieces if p not in unseen] if unseen else pieces


def characters(text):
    """The characters (Unicode code points) of text, one by one."""
    return list(string("text", text))


def is_blank(text):
    """Whether nothing in text can be seen: it is empty, or all of it is
    white space and format characters (U+200B, byte order marks, …)."""
    return all(c.isspace() or unicodedata.category(c) == "Cf" for c in text)


class Vocabulary:
    """Tokens, numbered: specials, then by falling count, then by name.

    tokens: the tokens of a text, one by one, or their counts (a dict, a
        Counter, pandas' value_counts()).
    min_count: the least count of a token that is kept.
    max_size: the greatest length, specials included; None for any.
    specials: tokens that are always there, first and in this order.
        Unknown tokens are encoded as the special "<unk>"; if there is
        none, encode refuses them.

    tokens, ids: the tokens by their numbers, the numbers of tokens;
    counts: how often each came; n_cut: how many tokens became unknown;
    of_characters: whether all but the specials are single characters.
    """

    def __init__(self, tokens, min_count=1, max_size=None,
                 specials=("<unk>",)):
        counts, specials = _counts(tokens), _specials(specials)
        min_count = whole("min_count", min_count, 1)
        if max_size is not None:
            max_size = whole("max_size", max_size, max(len(specials), 1))
        kept = sorted(
            (t for t, count in counts.items()
             if count >= min_count and t not in specials),
            key=lambda t: (-counts[t], t))
        self.tokens = (specials + tuple(kept))[:max_size]
        self.ids = {t: i for i, t in enumerate(self.tokens)}
        self.counts = np.array([counts[t] for t in self.tokens], int)
        self.unknown = self.ids.get("<unk>")
        self.n_cut = counts.total() - int(self.counts.sum())
        self.of_characters = bool(kept) and set(map(len, kept)) == {1}

    def __len__(self):
        return len(self.tokens)

    def __repr__(self):
        return f"Vocabulary({len(self)} tokens)"

    def encode(self, tokens):
        """ids (T,) of tokens; "<unk>" for those that were cut.

        TypeError for anything but a list (or the like) of strings: a
        text must be cut into tokens first, as the vocabulary's was. Only
        where all tokens are single characters it is cut already.
        """
        if isinstance(tokens, str) and self.of_characters:
            tokens = list(tokens)
        tokens = check.tokens("tokens", tokens, "encode one sentence at a time")
        if self.unknown is None:
            for t in tokens:
                if t not in self.ids:
                    raise ValueError(f"{brief(t)} is not in the vocabulary, "
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


def _counts(tokens):
    """Counter of tokens, which may have been counted before."""
    flat = "for lists of tokens, [t for s in tokens for t in s]"
    if isinstance(tokens, (set, frozenset)):
        tokens = list(tokens)
    if not hasattr(tokens, "items"):
        return Counter(check.tokens("tokens", tokens, flat))
    items = list(tokens.items())
    keys, values = [t for t, _ in items], [n for _, n in items]
    if not isinstance(tokens, Mapping) and all(
            isinstance(v, str) for v in values):
        return Counter(check.tokens("tokens", values))  # a column of words
    counts = Counter()
    for t, n in zip(check.tokens("tokens", keys, flat), values, strict=True):
        counts[t] += whole(f"tokens[{brief(t)}]", n, 0)
    return counts


def _specials(specials):
    if isinstance(specials, str):
        raise TypeError(
            f"specials is one string; pass a tuple, ({specials!r},)")
    specials = tuple(check.tokens("specials", specials))
    if len(set(specials)) < len(specials):
        raise ValueError(f"specials repeat a token: {specials}")
    return specials


def pad(sequences, value=0):
    """Sequences of ids, filled up with value to the longest one.

    Returns ids (B, T) and lengths (B,). An empty sequence has length 0.
    """
    if not is_whole(value):
        raise ValueError(f"value is {brief(value)}; it must be a whole number")
    if not np.iterable(sequences):
        raise TypeError(f"sequences is {brief(sequences)}; it must be a list "
                        "of rows of ids")
    rows = [row(f"sequences[{b}]", ids) for b, ids in enumerate(sequences)]
    if not rows:
        raise ValueError("sequences is empty; there is nothing to pad")
    lengths = np.array([len(ids) for ids in rows])
    padded = np.full((len(rows), lengths.max()), value)
    for out, ids in zip(padded, rows, strict=True):
        out[:len(ids)] = ids
    return padded, lengths


def streams(ids, B, T):
    """One long text as B parallel streams, read in windows of T.

    Returns batches(step) -> inputs, targets (B, T); targets are one
    token later. Row r of step s + 1 goes on where row r of step s ended:
    a state can be carried along (truncated backpropagation). After
    batches.n_steps steps it begins again; the rest is left out.
    """
    B, T = whole("B", B, 1), whole("T", T, 1)
    ids = row("ids", ids)
    n_steps = (len(ids) - 1) // (B * T)
    if n_steps < 1:
        raise ValueError(f"ids has {len(ids)} tokens; {B} streams of "
                         f"windows of {T} need at least {B * T + 1}")
    n = n_steps * T
    inputs, targets = (ids[k:k + B * n].reshape(B, n) for k in (0, 1))

    def batches(step):
        at = whole("step", step, 0) % n_steps * T
        return inputs[:, at:at + T], targets[:, at:at + T]

    batches.n_steps = n_steps
    return batches

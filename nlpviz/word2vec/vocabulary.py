"""The words that get a vector, and what their counts decide."""

import warnings
from itertools import repeat
from pathlib import Path

import numpy as np

from ..check import Argument, ArgumentError, brief
from ..language import DEFAULT, current, words
from ..vectors.words import LONG_WORD, fault, reason
from .corpus import END, LONG, count

HERE = Path(__file__).parent


class Vocabulary:
    """words, most frequent first, and their counts.

    total: words of the corpus, with those too rare to be known.
    """

    def __init__(self, words, counts, total):
        self.words, self.total = words, total
        self.counts = np.asarray(counts, np.int64)
        self.ids = {word: i for i, word in enumerate(words)} | {END: len(words)}

    @classmethod
    def of(cls, corpus, min_count):
        """Count the corpus; ValueError if too little is left."""
        counts = count(corpus)
        total = sum(counts.values())
        frequent = [(str(word), n) for word, n in counts.most_common() if n >= min_count]
        left_out = {word: why for word, _ in frequent
                    if (why := LONG_WORD if word.endswith(LONG) else fault(word))}
        kept = [(word, n) for word, n in frequent if word not in left_out]
        if len(kept) < 2:
            why = what_is_left_out(left_out, counts, DEFAULT)
            raise ArgumentError(f"corpus has {total:,} words, {len(kept)} of them {min_count} "
                                "times or more; at least 2 such words are needed: give more text, "
                                "or a smaller ", Argument("min_count"),
                                why and ". " + why)
        if left_out:
            warnings.warn(what_is_left_out(left_out, counts, current()), stacklevel=4)
        return cls(*map(list, zip(*kept, strict=True)), total)

    def encode(self, words):
        """(ids of the known words, number of the sentence of each, words read)."""
        ids = np.fromiter(map(self.ids.get, words, repeat(-1)), np.int64, len(words))
        ends = ids == len(self.words)
        known = (ids >= 0) & ~ends
        return ids[known], np.cumsum(ends)[known], len(ids) - int(ends.sum())

    def subsampling(self, sample):
        """Probability that an occurrence is kept: min(1, sqrt(t/f) + t/f).

        f is the word's share of the known words, t = sample; 0 keeps
        all. This is the rule of word2vec's program; the paper's is
        1 - sqrt(t/f) for leaving out.
        """
        ratio = sample * self.counts.sum() / self.counts
        return np.minimum(1.0, np.sqrt(ratio) + ratio) if sample else np.ones(len(self.counts))

    def negative_sampling(self, power=0.75):
        """Distribution function of the negatives: running sums of count^0.75 / Σ count^0.75."""
        weights = np.cumsum(self.counts.astype(float) ** power)
        return weights / weights[-1]


def what_is_left_out(left_out, counts, language, n_named=3):
    """What is said of the words of {word: its fault}; "" if there are none."""
    if not left_out:
        return ""
    phrase, n_more = words(HERE, language), len(left_out) - n_named
    some = [phrase("one left out", word=brief(word.removesuffix(LONG), 40),
                   why=reason(why, language))
            for word, why in list(left_out.items())[:n_named]]
    some += [phrase("more left out", n=n_more)] * (n_more > 0)
    return phrase("left out", n=len(left_out), often=sum(counts[word] for word in left_out),
                  some=phrase("between").join(some))

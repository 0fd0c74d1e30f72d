"""Words as counts: what word vectors are made from.

ids are word numbers 0 … n_vocab − 1; rows of a table are words.
"""

from collections import Counter

import numpy as np

from ..check import array, number, row, whole
from .attention.hard import generator


def one_hot(ids, n_vocab):
    """X (T, n_vocab): row t is 0 but for a 1 at w_t.

    X W is W[ids]: a one-hot row times a matrix looks up a row.
    """
    n_vocab = whole("n_vocab", n_vocab)
    ids = row("ids", ids, n_vocab)
    X = np.zeros((len(ids), n_vocab))
    X[np.arange(len(ids)), ids] = 1
    return X


def bag_of_words(ids, n_vocab):
    """How often each word occurs (n_vocab,): Σ_t of the one-hot rows.

    The order of the words is lost.
    """
    n_vocab = whole("n_vocab", n_vocab)
    ids = row("ids", ids, n_vocab)
    return np.bincount(ids, minlength=n_vocab).astype(float)


def listed(name, values):
    """How many words or word numbers there are in `values`."""
    if isinstance(values, (str, bytes)) or np.ndim(values) != 1:
        raise TypeError(f"{name} is {type(values).__name__} but must be"
                        " a row of words or of word numbers")
    return len(values)


def windows(ids, window, rng=None):
    """Each position t, with the positions of the words around it.

    -> [(t, [positions])]: up to `window` to each side, fewer at the
    ends; a word alone has no context and is left out. With a NumPy
    Generator the reach is drawn anew for each t, from 1 … window, so
    that near words are met more often (Mikolov et al. 2013a).
    """
    T, window = listed("ids", ids), whole("window", window)
    reach = np.full(T, window)
    if rng is not None:
        reach = generator(rng).integers(1, window, T, endpoint=True)
    around = [(t, [j for j in range(max(0, t - r), min(T, t + r + 1))
                   if j != t]) for t, r in enumerate(reach.tolist())]
    return [(t, context) for t, context in around if context]


def occurrences(name, counts):
    """`counts` as an array of numbers, 0 or more, and not all 0."""
    x = array(name, counts)
    if x.size == 0 or x.min() < 0 or x.sum() == 0:
        least = f"holds {x.min():g}" if x.size else "is empty"
        raise ValueError(f"{name} {least}: counts must be 0 or more, "
                         "and at least one above 0")
    return x


def frequencies(counts):
    """`counts` (n_vocab,): 0 or more, and not all 0."""
    counts = occurrences("counts", counts)
    if counts.ndim != 1:
        raise ValueError(f"counts has shape {counts.shape} but must be "
                         "one row: a count for each word")
    return counts


def noise(counts, power=0.75):
    """q(w) = #(w)^power / Σ #(v)^power: who is drawn as a negative.

    (Mikolov et al. 2013b, section 2.2.) 1 is how often words occur,
    0 is all alike; a word that never occurs is never drawn.
    """
    counts, power = frequencies(counts), number("power", power)
    q, met = np.zeros_like(counts), counts > 0
    q[met] = (counts[met] / counts.max()) ** power
    return q / q.sum()


def keep(counts, t=1e-3):
    """The probability to keep an occurrence of each word (n_vocab,).

    min(1, √(t/f) + t/f) with f the word's share of all: what the
    program word2vec does. The paper drops with 1 − √(t/f), and so
    keeps with √(t/f) (Mikolov et al. 2013b, equation 5).
    """
    counts = frequencies(counts)
    t = number("t", t, above=0)
    share = np.where(counts > 0, counts / counts.sum(), t)
    return np.minimum(1, np.sqrt(t / share) + t / share)


def subwords(word, min_n=3, max_n=6):
    """The n-grams of <word>, min_n ≤ n ≤ max_n, and <word> itself.

    (Bojanowski et al. 2017, section 3.2.) < and > mark the ends, so
    that "her" in "where" is not the word <her>. Each is named once.
    """
    if not isinstance(word, str) or not word:
        raise TypeError(f"word is {word!r} but must be a string with "
                        "at least one character")
    if whole("max_n", max_n) < whole("min_n", min_n):
        raise ValueError(f"max_n is {max_n} but min_n is {min_n}")
    text = f"<{word}>"
    grams = [text[i:i + n] for n in range(min_n, max_n + 1)
             for i in range(len(text) - n + 1)]
    return [*dict.fromkeys(g for g in grams if g != text), text]


def phrases(tokens, delta=5):
    """Neighbours that belong together: {(a, b): score}, best first.

    score = (#(a b) − δ) / (#(a) #(b)), kept if above 0; δ holds back
    pairs that are rare (Mikolov et al. 2013b, equation 6).
    """
    listed("tokens", tokens)
    delta = number("delta", delta)
    counts, pairs = Counter(tokens), Counter(zip(tokens, tokens[1:]))
    scores = {(a, b): (n - delta) / (counts[a] * counts[b])
              for (a, b), n in pairs.items() if n > delta}
    return dict(sorted(scores.items(), key=lambda one: -one[1]))

"""How good word vectors are: analogies answered, judgements matched."""

import numpy as np

from ..check import one_of
from ..metrics import spearman
from .lists import read_analogies, read_pairs
from .table import METHODS

__all__ = ["accuracy", "read_analogies", "read_pairs", "recall", "similarity"]

ROOM = 2**22
"""The most scores that are held at once."""


def accuracy(vectors, questions, exclude=True, method="add"):
    """{section: (right, n)}: how many answers are the expected word.

    questions: [(section, a, b, c, d)], as read_analogies gives them; n
    counts those whose four words have vectors. The answer is the best
    of all words, except a, b and c if exclude (as word2vec's program
    does it); for method see Vectors.analogy.
    """
    one_of("method", method, METHODS)
    sections, asked = _known(vectors, questions)
    counts = {section: [0, 0] for section in sections}
    step = max(1, ROOM // len(vectors))
    for start in range(0, len(asked), step):
        part = asked[start:start + step]
        ids = np.array([row for _, *row in part])
        right = _answers(vectors, ids[:, :3], exclude, method) == ids[:, 3]
        for (section, *_), hit in zip(part, right.tolist()):
            counts[section][0] += hit
            counts[section][1] += 1
    return {section: tuple(count) for section, count in counts.items()}


def recall(vectors, expected, n=10):
    """The part of the expected words that are among the n nearest: 0 to 1.

    expected: {word: the words that should be near it}, as
    data.world.neighbours() gives them; words without a vector are not
    judged. ValueError if nothing is left to judge.
    """
    found = total = 0
    for word, others in expected.items():
        others = {other for other in others if other in vectors and other != word}
        if word in vectors and others:
            found += len(others & {near for near, _ in vectors.neighbours(word, n)})
            total += len(others)
    if not total:
        raise ValueError(f"expected has {len(expected)} words, none with a vector and a neighbour "
                         "with one: is one of them in lower case?")
    return found / total


def similarity(vectors, pairs):
    """(Spearman's correlation, n): cosines against human scores.

    pairs: [(word1, word2, score)], as read_pairs gives them; n counts
    those whose two words have vectors. ValueError if fewer than two
    have, or if all have the same score.
    """
    pairs = list(pairs)
    known = [(vectors.ids[a], vectors.ids[b], float(score)) for a, b, score in pairs
             if a in vectors and b in vectors]
    if len(known) < 2:
        raise ValueError(f"pairs has {len(known)} of {len(pairs)} pairs whose two words have "
                         "vectors; at least 2 are needed: is one of them in lower case?")
    a, b, scores = zip(*known)
    if not np.isfinite(scores).all() or len(set(scores)) < 2:
        raise ValueError(f"pairs has scores from {min(scores)} to {max(scores)}; they must be "
                         "finite and not all the same, or they have no ranks")
    cosines = np.sum(vectors.unit[list(a)] * vectors.unit[list(b)], axis=1)
    return spearman(cosines, scores), len(known)


def _known(vectors, questions):
    """The sections, and (section, ids of a, b, c, d) where all have vectors."""
    sections, asked = {}, []
    for question in questions:
        if len(question) != 5:
            raise ValueError(f"questions holds {question!r}; each must be (section, a, b, c, d)")
        section, *four = question
        sections[section] = None
        if all(word in vectors for word in four):
            asked.append((section, *(vectors.ids[word] for word in four)))
    return sections, asked


def _answers(vectors, asked, exclude, method):
    scores = vectors.scores(asked, method)
    if exclude:
        np.put_along_axis(scores, asked, -np.inf, axis=1)
    return scores.argmax(axis=1)

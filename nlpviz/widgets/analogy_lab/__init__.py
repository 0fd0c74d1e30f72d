"""AnalogyLab: a is to b as c is to what?  Asked of the vectors, with and without a trick."""

from __future__ import annotations

import numpy as np

from ...check import brief, whole
from ..core import encode, svg, word_vectors
from ..core.arrays import at_most
from ..core.figure import Figure
from ..core.labels import as_given, listed
from . import picture as analogy_picture

SHOWN = 10  # words that nearest() gives; the page lists the first five
COLUMNS = "question", "rank all", "first all", "rank without", "first without"
MOST = 10_000, 300  # words, questions


class AnalogyLab(Figure):
    """b - a + c on word vectors: the reader guesses first, then sees what is nearest, both ways.

    ``words`` and ``W`` (n_vocab, d): one row a word.  ``questions`` is a list of (a, b, c, d),
    "a is to b as c is to d", or (section, a, b, c, d), as ``nlpviz.data`` and the public lists
    have them; they are offered beside free typing.  All their words must be among ``words``;
    at most 300 questions and 10,000 words.  ``n`` keeps the first n words and those asked for.
    ``question`` is the number of the one that is asked first; left out, the first one that c wins
    if all words may answer.

    Rows count by direction (3CosAdd, Mikolov et al. 2013): the words are ranked by their cosine
    with u_b - u_a + u_c, once with all words, once without a, b and c, as is usual in print.
    Vectors travel as ``unit8``, and all is computed from these, in the page and here:
    ``figure.answers()`` has the ranks of every question's d, ``figure.accuracy`` the share at
    rank 1 (with all words, without a, b, c), ``figure.changed`` the share of questions where this
    rounding changes a word that comes first.  Raises TypeError and ValueError that name the
    argument.
    """

    name = "analogy_lab"
    remedy = "pass fewer words (n=…) or vectors with fewer columns"

    def __init__(self, words, W, questions=(), n=None, *, question=None):
        words = word_vectors.vocabulary(words)
        W = word_vectors.table(W, "W", len(words))
        self.sections, asked = read(questions, word_vectors.Places(words))
        order = self._order(len(words), n, asked)
        self.place = word_vectors.Places([words[i] for i in order])
        self.words = self.place.visible
        new = {old: i for i, old in enumerate(order)}
        self.questions = [[new[i] for i in question] for question in asked]
        self._packed = encode.pack(W[order], "unit8", "W")
        self.codes = encode.codes(self._packed)
        self._ranks, exact = ([word_vectors.judge(rows, *question) for question in self.questions]
                              for rows in (self.codes, W[order]))
        self.question = self._first(question)
        moved = [found[2:] != due[2:] for found, due in zip(self._ranks, exact, strict=True)]
        self.changed = float(np.mean(moved or [0]))

    @property
    def label(self):
        return self.says("label", n=f"{len(self.words):,}", questions=len(self.questions))

    @staticmethod
    def _order(n_vocab, n, asked):
        order = word_vectors.most_frequent(None, n_vocab, n, MOST[0]).tolist()
        return order + sorted({i for question in asked for i in question} - set(order))

    def _first(self, question):
        """The question that is asked first; -1 where there is none."""
        if question is not None:
            return whole("question", question, 0, len(self.questions) - 1)
        tempting = [q for q, (asked, ranks) in enumerate(zip(self.questions, self._ranks,
                                                             strict=True)) if ranks[2] == asked[2]]
        return (tempting or [0])[0] if self.questions else -1

    @property
    def asked(self) -> list[int]:
        """The three words that are asked about first."""
        return self.questions[self.question][:3] if self.questions else [0, 1, 2]

    @property
    def accuracy(self) -> tuple[float, float]:
        """The share of questions whose d is first: among all words, and without a, b, c."""
        ranks = np.array([r[:2] for r in self._ranks] or [[0, 0]])
        return tuple(float(share) for share in (ranks == 1).mean(0))

    def answers(self) -> list[tuple]:
        """(a, b, c, d, rank of d among all words, its rank without a, b, c) of each question."""
        return [(*(self.words[i] for i in question), *ranks[:2])
                for question, ranks in zip(self.questions, self._ranks, strict=True)]

    def nearest(self, a, b, c, exclude=True, n=SHOWN) -> list[tuple[str, float]]:
        """The n words nearest to b - a + c with their cosines, as the page computes them."""
        n = whole("n", n, 1)
        ids = [self.place.find(word, name) for name, word in (("a", a), ("b", b), ("c", c))]
        scores = word_vectors.analogy(self.codes, *ids)
        ranked = word_vectors.largest(scores[None], min(n + 3, len(scores)))[0]
        kept = [i for i in ranked if not (exclude and i in ids)][:n]
        return [(self.words[i], float(scores[i])) for i in kept]

    def state(self):
        return {"words": word_vectors.joined(self.words), "W": self._packed,
                "sections": self.sections, "questions": self.questions,
                "question": self.question, "abc": self.asked,
                "guess": -1, "revealed": False}

    def table(self):
        header = [self.says(key) for key in COLUMNS]
        return header, [
            [f"{a} : {b} = {c} : {d}", all_, self.words[top], rest, self.words[best]]
            for (a, b, c, d, all_, rest), (_, _, top, best)
            in zip(self.answers(), self._ranks, strict=True)]

    def picture(self):
        return analogy_picture.picture(self)


def read(questions, places):
    """The sections and the numbers (a, b, c, d) of questions, or an error that names one."""
    if not listed(questions):
        raise TypeError(f"questions is one {type(questions).__name__}; it must be a list")
    sections, asked = [], []
    for i, question in enumerate(questions):
        parts = list(question) if listed(question) else ()
        if len(parts) not in (4, 5):
            raise ValueError(f"questions[{i}] is {brief(question)}; it must be (a, b, c, d) or "
                             "(section, a, b, c, d)")
        *section, a, b, c, d = as_given(f"questions[{i}]", parts)
        sections.append(svg.visible(section[0]) if section and section[0] else "")
        asked.append([places.find(word, f"questions[{i}], {name},")
                      for name, word in zip("abcd", (a, b, c, d), strict=True)])
    at_most("the number of questions", len(asked), MOST[1], "pass a part of them")
    return sections, asked

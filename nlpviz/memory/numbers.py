"""Questions over stories -> numbers: words, sentences, places in the memory.

A sentence that is told in many stories is kept once; a story is the numbers of its sentences, the
latest first, so that the place in a row says how long ago it was.
"""

from dataclasses import dataclass

import numpy as np

from ..check import whole

NOTHING = ""
"""Word 0, which fills up short sentences; sentence 0 has no other word."""


@dataclass(frozen=True)
class Numbered:
    """Questions as numbers.

    sentences (U, J): all different ones, questions too, as words; question (n,): the number of
    each question; story (n, n_places): those of its sentences, the latest first, 0 beyond told
    (n,), their number; answer (n,): a word, 0 for one that is not known.
    """

    sentences: np.ndarray
    question: np.ndarray
    story: np.ndarray
    told: np.ndarray
    answer: np.ndarray

    def __len__(self):
        return len(self.question)

    def part(self, at):
        """The questions at these places."""
        return Numbered(self.sentences, self.question[at], self.story[at], self.told[at],
                        self.answer[at])


class Words:
    """The words of questions and their stories, numbered from 1 on in the order of the alphabet.

    n_places: at most so many sentences of a story are kept, the latest; and no more than the
    longest story has. J: words of the longest sentence or question.
    """

    def __init__(self, questions, n_places=50):
        questions = list(questions)
        if not questions:
            raise ValueError("questions is empty; give at least one")
        said = [s for q in questions for s in (*q.story, q.words)]
        words = {w for s in said for w in s} | {q.answer for q in questions}
        longest = max(len(q.story) for q in questions)
        self._keep((NOTHING, *sorted(words)), max(map(len, said)),
                   min(whole("n_places", n_places), longest))

    @classmethod
    def known(cls, tokens, J, n_places):
        """Those of a stored model."""
        words = cls.__new__(cls)
        words._keep(tuple(tokens), J, n_places)
        return words

    def _keep(self, tokens, J, n_places):
        self.tokens, self.J, self.n_places = tokens, J, n_places
        self._number = {w: i for i, w in enumerate(tokens)}

    def __len__(self):
        return len(self.tokens)

    def ids(self, words):
        """Word numbers, filled up to J with 0; an unknown word is 0, too.

        ValueError for a sentence of more than J words.
        """
        if len(words) > self.J:
            raise ValueError(f"the sentence {' '.join(words)!r} has {len(words)} words; the "
                             f"longest that is known here has {self.J}")
        found = np.zeros(self.J, np.int64)
        found[:len(words)] = [self._number.get(w, 0) for w in words]
        return found

    def number(self, questions):
        """The questions as Numbered."""
        questions, known = list(questions), {(): 0}
        story = np.zeros((len(questions), self.n_places), np.int64)
        for row, q in zip(story, questions, strict=True):
            told = q.story[::-1][:self.n_places]
            row[:len(told)] = [known.setdefault(s, len(known)) for s in told]
        asked = [known.setdefault(tuple(q.words), len(known)) for q in questions]
        return Numbered(
            np.array([self.ids(s) for s in known]), np.array(asked, np.int64), story,
            np.array([min(len(q.story), self.n_places) for q in questions], np.int64),
            np.array([self._number.get(q.answer, 0) for q in questions], np.int64))


def facts(questions, data, k):
    """The first k supporting sentences of each question as places of its row, (n, k).

    ValueError names a question that has fewer, or one that is no longer kept.
    """
    found = np.zeros((len(questions), k), np.int64)
    for n, (q, told) in enumerate(zip(questions, data.told.tolist(), strict=True)):
        ago = [len(q.story) - 1 - at for at in q.supporting[:k]]
        if len(ago) < k or max(ago) >= told:
            raise ValueError(f"questions[{n}] has the supporting sentences {q.supporting}; {k} are "
                             f"needed among its last {told}")
        found[n] = ago
    return found


def times(told, n_places, noise=0.0, rng=None):
    """How long ago each sentence was said, (n, n_places): 1 the last one, 0 an empty place.

    noise: random noise in time (Sukhbaatar et al. 2015, section 4.1, "RN"). Up to ⌈noise · n⌉ blank
    moments are strewn among the n sentences of a story, each number of them equally likely, so
    that what was learnt about "three sentences ago" serves four, too. A time beyond n_places
    counts as n_places.
    """
    found = np.zeros((len(told), n_places), np.int64)
    if not noise:
        ago = np.arange(1, n_places + 1)
        return np.where(ago <= told[:, None], ago, 0)
    for row, n in zip(found, told, strict=True):
        blank = rng.integers(0, int(np.ceil(noise * n)) + 1)
        kept = np.sort(rng.permutation(n + blank)[:n])
        row[:n] = np.minimum(kept + 1, n_places)
    return found

"""What a question over a story is."""

from typing import NamedTuple


class Question(NamedTuple):
    """A question, the story before it, and its answer.

    story: sentences, each a tuple of tokens without the full stop; words: the question's tokens
    without "?"; answer: one word, or several joined by "," (a list, a way); supporting: positions
    in story of the sentences that the answer follows from, in the order in which they are needed
    (() where nobody has said).
    """

    story: tuple
    words: tuple
    answer: str
    supporting: tuple = ()

    def __str__(self):
        told = "\n".join(" ".join(sentence) + "." for sentence in self.story)
        return f"{told}\n{' '.join(self.words)}? {self.answer}"

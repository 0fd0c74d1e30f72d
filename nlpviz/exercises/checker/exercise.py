"""What an exercise is, and what checking one gives back."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .messages import spoken

# What Markdown does not show: `…` around code, in which ** is a power, and ** around a name.
MARKS = re.compile(r"`(?P<code>[^`]*)`|\*\*")


@dataclass(frozen=True)
class Exercise:
    """One exercise: what is right, what to try, what often goes wrong.

    arguments   names of the arguments, in order.
    outputs     names of the results; or a function of the arguments that
                gives them, for a list of results as long as the input.
    reference   (*args) -> tuple of arrays: the book's own.
    cases       () -> list of (label, args); label: key of a message that
                says what is special about this input, or None.
    hint        key of what to say if no typical mistake fits.
    mistakes    tuples (key of the hint, index of the result it concerns,
                wrong function of *args); index None: all results.
    numeric     like reference, by finite differences; None: no gradient.
    detail      (trials) -> (key, blanks) said before the hint, or None.
    """

    name: str
    arguments: tuple
    outputs: object
    reference: Callable
    cases: Callable
    hint: str
    mistakes: tuple = ()
    numeric: Callable | None = None
    detail: Callable | None = None

    def names(self, args):
        """The names of the results for these arguments."""
        return tuple(self.outputs(*args)) if callable(self.outputs) else self.outputs


@dataclass(frozen=True)
class Result:
    """What the checker says: `passed`, `attempted`, the keys, the text.

    kind    right, empty or wrong.
    said    (key, blanks) of each sentence.
    folder  where the chapter's sentences stand.
    """

    name: str
    kind: str
    said: tuple
    folder: Path

    @property
    def keys(self):
        return tuple(key for key, _ in self.said)

    @property
    def text(self):
        """All that is said, in the language in use."""
        head = f"head_{self.kind}", {"name": self.name}
        return spoken((head, *self.said), self.folder)

    @property
    def passed(self):
        return self.kind == "right"

    @property
    def attempted(self):
        return self.kind != "empty"

    def _repr_markdown_(self):
        return self.text

    def __repr__(self):
        return MARKS.sub(lambda found: found["code"] or "", self.text)

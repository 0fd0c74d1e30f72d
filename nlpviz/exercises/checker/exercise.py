"""What an exercise is, and what checking one gives back."""

from collections.abc import Callable
from dataclasses import dataclass


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
    """What the checker says: `passed`, `attempted`, the keys, the text."""

    name: str
    kind: str
    keys: tuple
    text: str

    @property
    def passed(self):
        return self.kind == "right"

    @property
    def attempted(self):
        return self.kind != "empty"

    def _repr_markdown_(self):
        return self.text

    def __repr__(self):
        return self.text.replace("**", "").replace("`", "")

"""The source of what runs, as the text that is read: a definition lives once."""

import inspect
import textwrap


class Source:
    """The source of functions and classes, shown as Markdown where Markdown is shown."""

    def __init__(self, *definitions):
        definitions = [inspect.unwrap(d) for d in definitions]
        self.text = "\n\n".join(_source(d) for d in definitions)
        self.names = [d.__name__ for d in definitions]

    def __repr__(self):
        return f"show({', '.join(self.names)})"

    def _repr_markdown_(self):
        fence = "```"
        while fence in self.text:
            fence += "`"
        return f"{fence}python\n{self.text}{fence}\n"


def _source(definition) -> str:
    if not (inspect.isfunction(definition) or inspect.isclass(definition)
            or inspect.ismethod(definition)):
        raise TypeError(f"show takes functions and classes, got {type(definition).__name__}")
    try:
        return textwrap.dedent(inspect.getsource(definition))
    except (OSError, TypeError):
        raise TypeError(f"show takes functions and classes, got {definition.__name__}, "
                        "of which there is no Python source") from None


def show(*definitions):
    """The source of functions and classes.

    definitions: functions, classes or methods written in Python.
    Returns an object whose Markdown is their source, dedented, in one fenced block, and whose
    plain text is their names.
    TypeError: for anything else; a built-in has no source.  ValueError: if none is given.
    """
    if not definitions:
        raise ValueError("show() was given nothing: pass at least one function or class")
    return Source(*definitions)


def digits(n: int = 3) -> None:
    """From now on show numbers with n digits, Python's and NumPy's, alone and in lists.

    The same in every IPython: its own %precision passes over NumPy's numbers before version 8,
    which is Colab's.  ValueError: n is no whole number of at least 1.
    """
    import numpy as np
    from IPython import get_ipython

    if not isinstance(n, int) or n < 1:
        raise ValueError(f"n is {n!r}; it must be a whole number of digits, at least 1")
    np.set_printoptions(precision=n, suppress=True)
    shell = get_ipython()
    if shell is not None:
        plain = shell.display_formatter.formatters["text/plain"]
        for kind in (float, np.float64, np.float32):
            plain.for_type(kind, lambda number, page, cycle: page.text(f"{number:.{n}g}"))

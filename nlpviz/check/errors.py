"""Errors that name an argument, whoever reads them.

ArgumentError carries the argument's name apart from the words, because
Python and a command call it differently.

    raise ArgumentError("en.txt has an empty line 2; fill it, or leave "
                        "such pairs out with ",
                        Argument("skip_empty", True))

    str(error)                        … out with skip_empty=True
    told(error, {"skip_empty": "--skip-empty"})
                                      … out with --skip-empty
"""


class Argument:
    """An argument in the words of an error; values: what to give it."""

    def __init__(self, name, *values):
        self.name, self.values = name, values

    def __str__(self):
        """As Python writes it: skip_empty=True, or seed if there is no value."""
        if not self.values:
            return self.name
        return f"{self.name}={either(map(_literal, self.values))}"

    def as_option(self, option):
        """As a command line writes it: --skip-empty, --encoding cp1252."""
        if self.values in ((), (True,)):
            return option
        return f"{option} {either(map(str, self.values))}"


class ArgumentError(ValueError):
    """A ValueError in parts: strings, and Arguments between them."""

    def __str__(self):
        return "".join(map(str, self.args))

    @property
    def argument(self):
        """The name of the first argument in it, or None."""
        return next((p.name for p in self.args
                     if isinstance(p, Argument)), None)


class WrongKind(ArgumentError, TypeError):
    """An argument of another kind than is wanted: both a TypeError and a ValueError."""


def told(error, options):
    """What a command says of an error.

    options: {argument: what the command line calls it}; an argument
    that is not in there keeps its name.
    """
    if not isinstance(error, ArgumentError):
        return str(error)
    return "".join(
        part.as_option(options[part.name])
        if isinstance(part, Argument) and part.name in options
        else str(part) for part in error.args)


def _literal(value):
    """repr, but with the quotes that our code has."""
    plain = isinstance(value, str) and not set(value) & set('"\\\n')
    return f'"{value}"' if plain else repr(value)


def either(parts):
    """a, b or c."""
    *others, last = parts
    return f"{', '.join(others)} or {last}" if others else last


def brief(value, limit=80, write=repr):
    """What an error shows of a value: its repr, cut, for somebody gives a whole text for a path."""
    if write is repr and isinstance(value, (str, bytes)):
        value = value[:4 * limit]
    text = write(value)
    return text if len(text) <= limit else text[:limit - 1] + "…"

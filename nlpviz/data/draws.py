"""How every world draws: fast, and nothing that was said before."""

from ..check import brief


def said_before(field, without):
    """The set of that field of sentences which must not come again."""
    if isinstance(without, str) or not hasattr(without, "__iter__"):
        raise TypeError(f"without is {brief(without)}; it must be a list of "
                        "sentences, () for none")
    seen = set()
    for at, sentence in enumerate(without):
        if not hasattr(sentence, field):
            raise TypeError(
                f"without[{at}] is {brief(sentence)}; it must be a sentence "
                "that this function made before")
        seen.add(getattr(sentence, field))
    return seen


def uniform(rng):
    """Numbers in [0, 1), drawn in blocks: far faster than one by one."""
    while True:
        yield from rng.random(4096).tolist()

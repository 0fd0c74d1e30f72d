"""The small trained networks that come with the book, and its table.

`load("03_adding")` reads book/models/03_adding.npz, from a checkout or
from the copy inside an installed package; nothing is fetched.  What is
in a file, and the call that made it, stands in the file itself.
"""

import csv
import json

import numpy as np

from . import book


def load(name):
    """The arrays and words of a model file, as nested dicts.

    An entry named "lstm.W_x" is found under ["lstm"]["W_x"], and
    "blocks.0.W_Q" under ["blocks"][0]["W_Q"].  Numbers come as float64
    or int64, words as str, rows of words as lists; what is stored as
    whole numbers ("E.codes") and a scale for each row ("E.scale") comes
    as their product.  ValueError names the files there are, if there is
    none of that name.
    """
    found = {}
    with np.load(book.find("models", f"{name}.npz"), allow_pickle=False) as file:
        for key in file.files:
            *path, last = key.split(".")
            place = found
            for step in path:
                place = place.setdefault(step, {})
            place[last] = _plain(file[key])
    return _gathered(found)


def measured(name):
    """What was measured elsewhere: command, machine, date, data, rows.

    The dict of book/measured/name.json; rows are dicts of numbers and
    short words.  ValueError names the files there are, if there is none
    of that name.
    """
    with open(book.find("measured", f"{name}.json"), encoding="utf-8") as file:
        return json.load(file)


def by_seed(rows, kinds, columns):
    """Measured rows as an array (seeds, kinds, columns).

    kinds: what the rows of each have, as {"n_heads": 4}; there must be
    one row a seed. ValueError names a kind whose rows are fewer or more.
    """
    rows = list(rows)
    seeds = sorted({row["seed"] for row in rows})
    found = np.empty((len(seeds), len(kinds), len(columns)))
    for at in np.ndindex(found.shape[:2]):
        wanted = kinds[at[1]] | {"seed": seeds[at[0]]}
        own = [row for row in rows if wanted.items() <= row.items()]
        if len(own) != 1:
            raise ValueError(f"kinds has {wanted}, of which there are "
                             f"{len(own)} rows; there must be one")
        found[at] = [own[0][column] for column in columns]
    return found


def _gathered(found):
    """Codes times their scales; {"0": …, "1": …} as a list."""
    if not isinstance(found, dict):
        return found
    if found.keys() == {"codes", "scale"}:
        return found["codes"] * found["scale"][:, None]
    parts = {key: _gathered(value) for key, value in found.items()}
    if parts.keys() == {str(i) for i in range(len(parts))}:
        return [parts[str(i)] for i in range(len(parts))]
    return parts


def _plain(array):
    if array.dtype.kind in "US":
        return array.tolist()
    if array.dtype.kind == "f":
        array = array.astype(np.float64)
    return array if array.ndim else array.item()


def table(name="agreement"):
    """The rows of book/name.csv as dicts, numbers as numbers."""
    with open(book.find(".", f"{name}.csv"), encoding="utf-8", newline="") as file:
        return [{key: _number(value) for key, value in row.items()}
                for row in csv.DictReader(file)]


def _number(value):
    for kind in (int, float):
        try:
            return kind(value)
        except ValueError:
            continue
    return value


def scores(by="depth", clause="main", chapter=None):
    """Accuracy of the agreement probe: model -> (levels, seeds).

    by: "depth", "distance" or "distractors"; clause: "main" or
    "inner"; chapter: the models up to that one, None for all. Levels
    are in the order of the table. ValueError names what there is, if
    the table has no such rows.
    """
    rows = [row for row in table()
            if chapter is None or row["chapter"] <= chapter]
    found = [row for row in rows
             if (row["by"], row["clause"]) == (by, clause)]
    if not found:
        known = sorted({(row["by"], row["clause"]) for row in rows})
        raise ValueError(f"by is {by!r} and clause {clause!r}; there "
                         f"are {known}")
    result = {}
    for row in found:
        levels = result.setdefault(row["model"], {})
        levels.setdefault(row["level"], []).append(row["accuracy"])
    return {model: np.array(list(levels.values()))
            for model, levels in result.items()}

"""What is measured and not shipped: book/measured/NAME.json, with its command, machine and date."""

import datetime
import json
import os
import platform
from pathlib import Path

from nlpviz import stored
from nlpviz.check import brief
from nlpviz.files import replace_file

from .common import BOOK

PLACE = BOOK / "measured"


def write(name, rows, *, command, data, place=PLACE):
    """Replace book/measured/name.json; a row stands on a line of its own.

    rows: dicts of numbers and short words, all with the same keys;
    data: what it was measured on. ValueError if there is no row, or if
    one has other keys than the first.
    """
    rows = list(rows)
    for row in rows:
        if row.keys() != rows[0].keys():
            raise ValueError(f"rows holds one of {brief(list(row))} beside one of "
                             f"{brief(list(rows[0]))}; all must have the same keys")
    if not rows:
        raise ValueError("rows is empty; there must be something that was measured")
    head = {"command": command, "data": data, "machine": machine(),
            "date": f"{datetime.date.today():%Y-%m-%d}"}
    path = Path(place) / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    put(path, head, rows)
    return path


def keep(name, done, data):
    """What a recipe stores: the rows of all its jobs, [(job, rows), …], and the call for them.

    name: of the file, the chapter's number and the recipe's name, as in 07_parts.
    """
    chapter, _, only = name.partition("_")
    return write(name, [row for _, rows in done for row in rows], data=data, place=PLACE,
                 command=f"python tools/train.py {chapter} --only {only}")


def put(path, head, rows):
    """The file as text: what is told of all rows, then the rows."""
    parts = [f'"{key}": {as_json(value)}' for key, value in head.items()]
    lines = ",\n".join(f"  {as_json(row)}" for row in rows)
    text = "{" + ",\n ".join([*parts, f'"rows": [\n{lines}\n ]']) + "}\n"
    replace_file(path, text.encode())


def add(path, **more):
    """Tell more of all rows of a file."""
    head = json.loads(path.read_text(encoding="utf-8"))
    rows = head.pop("rows")
    put(path, head | more, rows)


def strays(name, rows, by, what, margin):
    """Whose value is farther than margin from that of the stored row of its kind, as sentences.

    by: the columns that say of which kind a row is.
    """
    known = {tuple(row[key] for key in by): row[what] for row in stored.measured(name)["rows"]}
    kinds = [tuple(row[key] for key in by) for row in rows]
    return [f"{name}, {brief(kind)}: {what} {row[what]}, stored {known[kind]}"
            for kind, row in zip(kinds, rows, strict=True)
            if abs(row[what] - known[kind]) > margin]


def as_json(value):
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def machine(cpuinfo=Path("/proc/cpuinfo")):
    """The processor, in words, and how many of it."""
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    model = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{(model or [platform.machine()])[0]}, {os.cpu_count()} cores"

"""What is measured and not shipped: book/measured/NAME.json, with its command, machine and date."""

import datetime
import json
import os
import platform
from pathlib import Path

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
    parts = [f'"{key}": {as_json(value)}' for key, value in head.items()]
    lines = ",\n".join(f"  {as_json(row)}" for row in rows)
    text = "{" + ",\n ".join([*parts, f'"rows": [\n{lines}\n ]']) + "}\n"
    path = Path(place) / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    replace_file(path, text.encode())
    return path


def as_json(value):
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def machine(cpuinfo=Path("/proc/cpuinfo")):
    """The processor, in words, and how many of it."""
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    model = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{(model or [platform.machine()])[0]}, {os.cpu_count()} cores"

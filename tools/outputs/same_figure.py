"""Whether two outputs hold the same figure, on whatever processor each was computed.

The last bits of a double depend on the processor.  So what is computed may differ by as little
as its encoding can show, and all else must be equal to the letter.  What may differ:

* packed arrays: ``float32`` by two units in the last place, ``float16`` by one, codes by one,
  whole numbers not at all;
* other numbers of the state: by 1e-12 of their size;
* places in the picture: by half a pixel; opacities and widths of lines by 0.01; cells of a map
  by one step of its scale of colours;
* printed numbers, in a table and in the picture: by one in their last digit.
"""

import html
import json
import re
from typing import Any, NamedTuple
from urllib.parse import unquote

from tools.outputs import tolerances

FIGURE = re.compile(
    r'(<figure class="nlpviz (?:nlpviz-table .*?<div class="nlpviz-result'
    r'|.*? src="data:image/svg\+xml,))([^"]*)(".*?)(<table>.*?</table>)'
    r'(.*?<script type="application/json">)(.*?)(</script>.*</figure>\s*)', re.S)
SHOWN = 5  # lines about one part of a figure

STEP = r"(seq|div)-(\d+)"
RULE = re.compile(r"\." + STEP + r"\{([^}]*)\}")
MAP = re.compile(rf'((?:<path d="(?:M\d+ \d+h1v1h-1z)+" class="{STEP}"></path>)+)')
TAG = re.compile(r"(<[^>]*>)")
ATTRIBUTE = re.compile(r'( [\w:-]+="[^"]*")')
PIXELS = {"x", "y", "width", "height", "cx", "cy", "r", "rx", "ry", "x1", "x2", "y1", "y2", "d",
          "points"}
FINE = {"opacity", "fill-opacity", "stroke-opacity", "stroke-width"}
NUMBER = re.compile(r"(-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?)")
PRINTED = re.compile(r"((?<![\w.])[-−]?(?:10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+"
                     r"|\d+(?:\.\d+)?(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|e[-−+]?\d+)?)(?![\w.]))")


class Leaf(NamedTuple):
    """One thing to compare: its place, the rule (in ``tolerances``), what stands there."""

    place: str
    rule: str
    value: Any
    slack: float = 0.0


def differences(stored: str, computed: str) -> list[str] | None:
    """What differs between two figures, in words; [] if nothing does; None if one is no figure."""
    parts = [FIGURE.fullmatch(text) for text in (stored, computed)]
    if None in parts:
        return None
    found = []
    names = ("its frame", "picture", "its frame", "table", "its frame", "state", "its frame")
    for name, one, two in zip(names, parts[0].groups(), parts[1].groups()):
        if one != two:
            read = READ.get(name, lambda text: [Leaf("its frame", "same", text)])
            try:
                found += _part(name, list(read(one)), list(read(two)))
            except (ArithmeticError, LookupError, TypeError, ValueError) as error:
                found.append(f"{name}: cannot be read ({error})")
    return found


def program(text: str) -> tuple | None:
    """What of a figure is not data: its frame, style and scripts; None if it is no figure."""
    found = FIGURE.fullmatch(text)
    return found and (*found.groups()[::2], found[6].partition('","state":')[0])


def _part(name, one, two) -> list[str]:
    """The lines about one part: what is wrong with its build, or the numbers that differ."""
    said = []
    for a, b in zip(one, two):
        if (a.place, a.rule) != (b.place, b.rule):
            return said[:SHOWN] + [f"{a.place}: {tolerances.excerpt(a.value, b.value)}"]
        says = getattr(tolerances, a.rule)(a.value, b.value, a.slack)
        if says and a.rule == "same":
            return said[:SHOWN] + [f"{a.place}: {says}"]
        said += [f"{a.place}: {says}"] if says else []
    if len(one) != len(two):
        said.append(f"{name}: {len(one)} pieces in the notebook, {len(two)} now")
    return said[:SHOWN] + ([f"… and {len(said) - SHOWN} more"] if len(said) > SHOWN else [])


# What a figure is made of.


def picture(text):
    """The leaves of an SVG that travels as the address of an image."""
    svg = unquote(html.unescape(text))
    rules = {f"{scale}-{step}": rule for scale, step, rule in RULE.findall(svg)}
    used = {f"{scale}-{step}" for scale, step in re.findall(rf'class="{STEP}"', svg)}
    yield Leaf("picture, colours", "colours", (rules, sorted(used ^ set(rules))))
    scales = [1.0]
    pieces = MAP.split(RULE.sub("", svg))
    for plain, cells in zip(pieces[::4], [*pieces[1::4], ""]):
        yield from _markup(plain, scales)
        if cells:
            yield Leaf("picture, cells", "cells", sorted(_cells(cells)))


def _cells(paths):
    """(row, column, scale, step) of each cell of a map that svg.cells drew."""
    for d, scale, step in re.findall(rf'd="([^"]*)" class="{STEP}"', paths):
        for column, row in re.findall(r"M(\d+) (\d+)h1v1h-1z", d):
            yield int(row), int(column), scale, int(step)


def _markup(text, scales):
    pieces = TAG.split(text)
    for i, piece in enumerate(pieces):
        if i % 2 == 0:
            styles = i and pieces[i - 1].startswith("<style")
            yield from [Leaf("picture", "same", piece)] if styles else printed("picture", piece)
            continue
        if piece.startswith("<g"):
            found = re.search(r"scale\(([\d.]+)(?: ([\d.]+))?\)", piece)
            scales.append(scales[-1] * max(map(float, filter(None, found.groups())))
                          if found else scales[-1])
        elif piece == "</g>":
            scales.pop()
        for j, inner in enumerate(ATTRIBUTE.split(piece)):
            yield from (_attribute(inner, scales) if j % 2 else
                        [Leaf("picture", "same", inner)])


def _attribute(text, scales):
    """One attribute; ``scales`` are those of the groups around it, its own element's the last."""
    name = text[1:text.index("=")]
    place = f"picture, {name}"
    outer = scales[-2] if len(scales) > 1 and "scale(" in text else scales[-1]
    if name in PIXELS or name == "transform" and not re.search(r"scale|rotate", text):
        yield from numbers(place, text, 0.5 / outer)
    elif name == "transform":
        for i, piece in enumerate(re.split(r"(translate\([^)]*\))", text)):
            yield from numbers(place, piece, 0.5 / outer if i % 2 else 1e-3)
    elif name in FINE:
        yield from numbers(place, text, 0.01)
    else:
        yield Leaf(place, "same", text)


def numbers(place, text, slack):
    """Text with numbers in it that may each differ by ``slack``."""
    for i, piece in enumerate(NUMBER.split(text)):
        yield Leaf(place, "within", float(piece), slack) if i % 2 else Leaf(place, "same", piece)


def printed(place, text, rule="digit"):
    """Text with numbers in it; a minus sign may be a hyphen."""
    for i, piece in enumerate(PRINTED.split(text)):
        yield Leaf(place, rule if i % 2 else "same", piece)


def table(text):
    row = column = 0
    for piece in TAG.split(text):
        if piece == "<tr>":
            row, column = row + 1, 0
        column += piece.startswith(("<th>", "<th ", "<td"))
        alone = not re.search(r"[^\s,();]", PRINTED.sub("", piece))
        yield from printed(f"table, row {row}, column {column}", piece,
                           "third" if alone else "digit")


def payload(text):
    """The leaves of the JSON: the module and the state."""
    value = json.loads(text)
    again = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    if again != text:  # not written by a figure: to the letter
        yield Leaf("its JSON", "same", text)
    else:
        yield from _value("", value)


def _value(place, value):
    if isinstance(value, dict) and {"dtype", "shape", "data"} == set(value):
        yield Leaf(place, "array", value)
    elif isinstance(value, (dict, list)):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        yield Leaf(place or "its JSON", "same", [*value] if isinstance(value, dict) else len(value))
        for key, item in items:
            name = f"{place}[{key}]" if isinstance(key, int) else f"{place}.{key}"
            yield from _value(name.removeprefix("."), item)
    elif place.startswith("state.cells[") and isinstance(value, str):
        yield from printed(place, value)
    else:
        yield Leaf(place, "double" if type(value) is float else "same", value)


READ = {"picture": picture, "table": table, "state": payload}

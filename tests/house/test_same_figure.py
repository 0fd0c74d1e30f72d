"""A stored figure is compared as a figure: last bits may differ, nothing that can be seen may.

Each figure of the chapters is changed at random places of each of its parts.
"""

import base64
import copy
import html
import json
import random
import re
from urllib.parse import quote, unquote

import numpy as np
import pytest

from nlpviz.widgets import Table
from tests import ROOT
from tools.outputs import same_figure, tolerances

PARTS = {"picture": 1, "table": 3, "state": 5}
CODES = {"float32": "<i4", "float16": "<i2", "int8": "i1", "unit8": "i1", "sqrt8": "u1",
         "uint8": "u1"}


def figures():
    """(chapter/cell, html) of each figure that a chapter shows."""
    for path in sorted(ROOT.glob("book/en/[0-9]*_*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                text = "".join(output.get("data", {}).get("text/html", ""))
                if '<script type="application/json">' in text:
                    yield f"{path.stem}/{cell['id']}", text


def marked():
    """The names of the figures; all but the first of each class are slow."""
    seen = set()
    for name, text in FIGURES.items():
        kind = re.search("nlpviz-([a-z-]+)", text)[1]
        yield pytest.param(name, marks=[pytest.mark.slow] if kind in seen else [])
        seen.add(kind)


FIGURES = dict(figures())


@pytest.fixture(params=marked())
def figure(request):
    return Changed(request.param, FIGURES[request.param])


class Changed:
    """A figure whose parts can be replaced, and the random places that its name gives."""

    def __init__(self, name, text):
        self.text, self.random = text, random.Random(name)
        self.parts = list(same_figure.FIGURE.fullmatch(text).groups())
        self.svg = unquote(html.unescape(self.parts[1]))
        self.payload = json.loads(self.parts[5])

    def some(self, items, n=8):
        items = list(items)
        return self.random.sample(items, min(n, len(items)))

    def found(self, part, text):
        """What differs if this part reads so."""
        if part == "picture":
            text = html.escape(quote(text, safe=" ='/:,;(){}*!@$[]"))
        if part == "state":
            text = json.dumps(text, ensure_ascii=False, separators=(",", ":"))
            text = text.replace("<", "\\u003c")
        parts = [*self.parts]
        parts[PARTS.get(part, part)] = text
        assert "".join(parts) != self.text, "nothing was changed"
        return same_figure.differences(self.text, "".join(parts))

    def leaves(self, packed):
        """(payload, its dict or list, key) of each array, or of each other value."""
        def walk(node, path):
            for key, value in node.items() if isinstance(node, dict) else enumerate(node):
                array = isinstance(value, dict) and "dtype" in value
                if array == packed and (array or not isinstance(value, (dict, list))):
                    yield [*path, key]
                elif isinstance(value, (dict, list)) and not array:
                    yield from walk(value, [*path, key])

        for path in self.some(walk(self.payload, []), 12):
            new = node = copy.deepcopy(self.payload)
            for key in path[:-1]:
                node = node[key]
            yield new, node, path[-1]


def replaced(text, match, new, group=0):
    return text[:match.start(group)] + new + text[match.end(group):]


def test_the_figures_of_all_chapters_are_read_and_each_equals_itself():
    assert len(FIGURES) > 20 and len({re.search("nlpviz-([a-z-]+)", t)[1]
                                      for t in FIGURES.values()}) >= 9
    for text in FIGURES.values():
        assert same_figure.differences(text, text) == []


def test_a_table_is_compared_as_a_figure_though_no_picture_stands_in_it():
    def shown(*values):
        return Table([values], ["LSTM"], ["accuracy", "loss"], spread="exact").html()

    one = shown(0.912, 0.5)
    assert same_figure.differences(one, one) == [] and same_figure.program(one)
    assert same_figure.differences(one, shown(0.913, 0.5)) == []
    assert len(same_figure.differences(one, shown(0.915, 0.5))) == 2  # in table and state
    assert same_figure.differences(one, one.replace(">LSTM<", ">GRU<"))
    assert same_figure.differences(one, one.replace('"rows":["LSTM"]', '"rows":["GRU"]'))


def test_what_is_no_figure_is_left_to_the_comparison_by_letters(figure):
    assert same_figure.differences("<b>1</b>", figure.text) is None
    assert same_figure.differences(figure.text, figure.text.replace("<table>", "")) is None


def test_a_changed_letter_of_the_frame_the_style_or_the_module_is_found(figure):
    for part in (0, 2, 4, 6):
        for at in figure.some(range(len(figure.parts[part])), 6):
            text = figure.parts[part]
            changed = text[:at] + ("y" if text[at] == "x" else "x") + text[at + 1:]
            assert figure.found(part, changed) != []
    module = figure.payload["module"]
    for at in figure.some(range(len(module)), 4):
        new = {**figure.payload, "module": module[:at] + "☺" + module[at + 1:]}
        assert figure.found("state", new)[0].startswith("module")


def test_a_changed_word_of_the_table_and_a_missing_row_are_found(figure):
    table = figure.parts[3]
    rows = list(re.finditer("<tr>.*?</tr>", table))
    for row in figure.some(rows, 3):
        assert figure.found("table", replaced(table, row, ""))
    assert figure.found("table", table.replace("</tbody>", rows[-1][0] + "</tbody>"))
    for cell in figure.some(re.finditer("<t[hd][^>]*>([^<]*)<", table)):
        assert figure.found("table", replaced(table, cell, cell[1] + "a", 1))


def three_digits(value: float) -> str:
    return np.format_float_positional(value, 3, fractional=False, trim="-").replace("-", "−")


def test_numbers_of_the_table_may_differ_by_one_in_the_last_digit_and_not_by_three(figure):
    table = figure.parts[3]
    cells = re.finditer(r"(?<=<td>)−?(?:0\.\d{3}|\d\.\d\d|\d\d\.\d|[1-9]\d\d)(?=</td>)", table)
    for cell in figure.some(cells):
        value, unit = tolerances.printed(cell[0])
        if 100 * unit < abs(value) < 997 * unit:
            for by in (1, 3):
                changed = replaced(table, cell, three_digits(value + by * unit))
                assert bool(figure.found("table", changed)) == (by == 3)


def test_places_in_the_picture_may_differ_by_less_than_half_a_pixel(figure):
    svg = figure.svg
    places = re.finditer(r'(?<= [xy]=")-?[\d.]+(?=")|(?<= cx=")[\d.]+'
                         r"|(?<=[ML])[\d.]+(?= [\d.]+[LM])", svg)
    for place in figure.some(places):
        for by in (-0.4, 0.4, 1.5):
            moved = replaced(svg, place, f"{float(place[0]) + by:.2f}")
            assert bool(figure.found("picture", moved)) == (by > 1)


def test_a_cell_of_a_map_may_have_the_next_colour_and_no_other(figure):
    for path in figure.some(re.finditer(r'<path d="M(\d+) (\d+)h1v1h-1z[^"]*" class="seq-(\d+)">',
                                        figure.svg)):
        for by, wrong in ((1, False), (3, True)):
            step = int(path[3]) + (by if int(path[3]) + by <= 16 else -by)
            rule = f".seq-{step}{{"
            if rule in figure.svg:
                # The path keeps its place, so a map whose steps are merged reads the same.
                found = figure.found("picture", replaced(figure.svg, path, str(step), 3))
                unused = f'class="seq-{path[3]}"' not in replaced(figure.svg, path, str(step), 3)
                assert bool(found) == (wrong or unused)
        moved = replaced(figure.svg, path, str(int(path[1]) + 1), 1)
        assert figure.found("picture", moved)


def test_words_colours_and_elements_of_the_picture_are_equal(figure):
    svg = figure.svg
    for text in figure.some(re.finditer(">([^<]+)</text>", svg)):
        assert figure.found("picture", replaced(svg, text, text[1] + "a", 1))
    for element in figure.some(re.finditer(r"<(rect|text|path|circle) [^>]*>[^<]*</\1>", svg)):
        assert figure.found("picture", replaced(svg, element, ""))
    for colour in figure.some(re.finditer("#[0-9a-f]{6}", svg), 4):
        assert figure.found("picture", replaced(svg, colour, "#123456"))
    for number in figure.some(re.finditer(r"(?<=>)−?\d\.\d\d(?=</text>)", svg)):
        value = float(number[0].replace("−", "-"))
        three = f"{value + 0.03:.2f}".replace("-", "−")
        assert figure.found("picture", replaced(svg, number, three))


def others(value):
    """What is clearly not this value."""
    if isinstance(value, str):
        return value + "a", value[1:] + "☺"
    if isinstance(value, (bool, type(None))):
        return not value, 0
    return value + 1, -value - 3, str(value), float(value) if type(value) is int else value + 1e-5


def test_words_whole_numbers_and_controls_of_the_state_are_equal(figure):
    for new, node, key in figure.leaves(packed=False):
        for other in others(node[key]):
            node[key] = other
            assert figure.found("state", new)
    state = figure.payload["state"]
    more = {**figure.payload, "state": {**state, "more": 1}}
    less = {**figure.payload, "state": dict([*state.items()][:-1])}
    assert figure.found("state", more) and figure.found("state", less)


def test_numbers_of_the_state_may_differ_in_their_last_bits(figure):
    for new, node, key in figure.leaves(packed=False):
        if type(node[key]) is float and node[key]:
            node[key] = float(np.nextafter(node[key], np.inf))
            assert figure.found("state", new) == []


def test_packed_numbers_may_differ_by_the_last_bit_and_not_by_three_steps(figure):
    for new, node, key in figure.leaves(packed=True):
        array = node[key]
        if array["dtype"] not in CODES:
            continue
        data = base64.b64decode(array["data"])
        start = 4 * int(np.prod(array["shape"][:-1])) * (array["dtype"] == "int8")
        codes = np.frombuffer(data[start:], CODES[array["dtype"]])
        size = np.frombuffer(data[start:], codes.dtype.str.replace("i", "f")
                             if "float" in array["dtype"] else codes.dtype)
        for at in figure.some(np.flatnonzero(np.abs(size) >= 1e-8 * np.abs(size).max()), 3):
            for steps in (1, 3):
                other = codes.copy()
                other[at] += steps if other[at] < np.iinfo(codes.dtype).max - 3 else -steps
                node[key] = {**array, "data": text(data[:start] + other.tobytes())}
                found = figure.found("state", new)
                assert bool(found) == (steps == 3 or array["dtype"] == "uint8"), (at, steps)
                assert not found or f"{steps} " in found[0] and "allowed" in found[0], found


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_the_kind_the_shape_and_the_length_of_an_array_are_equal(figure):
    for new, node, key in figure.leaves(packed=True):
        array = node[key]
        short = text(base64.b64decode(array["data"])[:-4])
        for change in ({"dtype": "float64"}, {"shape": [1, *array["shape"]]}, {"data": short},
                       {"data": "?"}):
            node[key] = {**array, **change}
            assert figure.found("state", new)


def test_places_on_a_grid_are_codes_of_twelve_bits():
    a = {"dtype": "grid12", "shape": [2, 2], "data": text(bytes([0, 16, 255, 7, 130, 0]))}
    b = {**a, "data": text(bytes([0, 17, 0, 7, 130, 0]))}
    assert tolerances.array(a, b) == ""  # 255 and 256 are neighbours
    c = {**a, "data": text(bytes([0, 17, 2, 7, 130, 0]))}
    assert "3 grid12 steps" in tolerances.array(a, c)


def test_every_kind_of_the_wire_has_a_rule():
    from nlpviz.widgets.core import encode

    assert set(tolerances.KINDS) == set(encode.KINDS)


def test_noise_beside_large_numbers_of_an_array_is_no_difference():
    def packed(*x):
        data = np.array(x, "<f4").tobytes()
        return {"dtype": "float32", "shape": [len(x)], "data": text(data)}

    assert tolerances.array(packed(1, 1e-17), packed(1, -3e-17)) == ""
    assert tolerances.array(packed(1, 1e-9), packed(1, 2e-9))
    assert tolerances.array(packed(0, 0), packed(0, 1e-30))
    assert tolerances.array(packed(1, 0.5), packed(1, 0.5 * (1 + 4e-6)))


@pytest.mark.parametrize("one, two, fine", [
    ("0.999", "1", True), ("0.999", "1.002", False), ("5.1·10⁻⁸", "5.11·10⁻⁸", True),
    ("5.1·10⁻⁸", "5.13·10⁻⁸", False), ("10⁻⁷", "9.99·10⁻⁸", True), ("10⁻⁷", "2·10⁻⁷", False),
    ("3", "4", False), ("123", "124", True), ("123", "126", False), ("0", "0.001", False),
    ("0.5", "0.501", True), ("0.5", "0.6", False), ("−0.25", "0.25", False)])
def test_printed_numbers_of_three_digits_have_their_zeros_in_mind(one, two, fine):
    assert (tolerances.third(one, two) == "") == fine == (tolerances.third(two, one) == "")


def test_a_report_says_where_and_by_how_much():
    changed = Changed("one", FIGURES["03_recurrent/play-lstm-figure"])
    array = changed.payload["state"]["W_x"]
    data = bytearray(base64.b64decode(array["data"]))
    data[2] ^= 64
    array["data"] = text(bytes(data))
    table = changed.parts[3].replace("0.199", "0.299")
    whole = changed.text.replace(changed.parts[3], table)
    [line] = same_figure.differences(changed.text, whole)
    assert line == "table, row 2, column 2: 0.199 in the notebook, 0.299 now"
    [line] = changed.found("state", changed.payload)
    assert line.startswith("state.W_x: [0, 0] is ") and "1 of 96 are too far" in line

"""The rules of ``same_figure``: each says what is wrong with b where a was, or "" if nothing is."""

import base64
import math

import numpy as np

ULPS = {"float32": (2, "<i4"), "float16": (1, "<i2")}  # units in the last place
DOUBLE = 1e-12  # of the number, or of 0.01 if that is more: log P near 0 is a difference
NOISE = 1e-15  # of an array's largest value: a smaller difference is rounding
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")


def excerpt(a, b) -> str:
    """Two values, from shortly before where they part."""
    a, b = str(a), str(b)
    at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    start = max(at - 20, 0)
    return f"{a[start:at + 40]!r} in the notebook, {b[start:at + 40]!r} now"


def same(a, b, slack=0.0) -> str:
    return "" if type(a) is type(b) and a == b else excerpt(a, b)


def within(a, b, slack) -> str:
    """Numbers that may differ by ``slack``."""
    return "" if abs(a - b) <= slack * (1 + 1e-6) else f"{excerpt(a, b)}, {slack:.2g} is allowed"


def double(a, b, slack=0.0) -> str:
    return within(a, b, DOUBLE * max(abs(a), 0.01))


def colours(a, b, slack=0.0) -> str:
    """The rules of a picture's style sheet, and those that are missing or not used."""
    (one, odd), (two, other) = a, b
    differ = [key for key in one if one[key] != two.get(key, one[key])]
    return same(odd, other) or (excerpt(one[differ[0]], two[differ[0]]) if differ else "")


def cells(a, b, slack=0.0) -> str:
    """(row, column, scale, step) of a map's cells; the step may be the next one."""
    for one, two in zip(a, b):
        if one[:3] != two[:3] or abs(one[3] - two[3]) > 1:
            return excerpt(one, two)
    return same(len(a), len(b))


def printed(token) -> tuple[float, float]:
    """(value, unit of the last digit) of a number as ``svg.number`` or a format writes it."""
    if "10" in token and token[-1] > "\x7f" and "·" not in token:
        token = token.replace("10", "1.00·10", 1)  # 10⁻⁷ is 1.00·10⁻⁷ without its zeros
    front, _, power = token.translate(RAISED).replace("·10", "e").partition("e")
    power = int(power or 0)
    return float(front) * 10.0**power, 10.0**(power - len(front.partition(".")[2]))


def digit(a, b, slack=0.0) -> str:
    """Printed numbers that may differ by one in the last digit; whole numbers not at all."""
    if not set(".·e⁻") & set(a + b):
        return same(a, b)
    (one, unit), (two, other) = printed(a), printed(b)
    return "" if a == b else within_as_printed(a, b, one - two, min(unit, other))


def third(a, b, slack=0.0) -> str:
    """The same for numbers of three digits whose zeros at the end are not printed."""
    one, two = printed(a)[0], printed(b)[0]
    least = min((abs(x) for x in (one, two) if x), default=0.0)
    unit = 10.0 ** (math.floor(math.log10(least)) - 2) if least else 0.0
    unit = min(unit, 1.0) if 1e-3 <= least < 1e5 else unit
    return "" if a == b else within_as_printed(a, b, one - two, unit)


def within_as_printed(a, b, gap, unit) -> str:
    return "" if abs(gap) <= unit * (1 + 1e-6) else f"{a} in the notebook, {b} now"


def array(a, b, slack=0.0) -> str:
    """Packed arrays: equal kind and shape, and each value within the error of its encoding."""
    kind, shape = a["dtype"], a["shape"]
    for part in ("dtype", "shape"):
        if a[part] != b[part]:
            return same(a[part], b[part])
    one, two = (base64.b64decode(x["data"]) for x in (a, b))
    if len(one) != len(two) or kind not in KINDS:
        return same(a["data"], b["data"])
    rows = math.prod(shape[:-1]) if kind == "int8" else 0
    return (floats("float32", one[:4 * rows], two[:4 * rows], (rows,), " scale")
            or KINDS[kind](kind, one[4 * rows:], two[4 * rows:], shape))


def floats(kind, one, two, shape, what="") -> str:
    """Floats within their units in the last place, or of which the difference is rounding."""
    most, code = ULPS[kind]
    values = [np.frombuffer(x, code.replace("i", "f")).astype(np.float64) for x in (one, two)]
    places = [np.frombuffer(x, code).astype(np.int64) for x in (one, two)]
    places = [np.where(x < 0, -(x & (2**(8 * int(code[-1]) - 1) - 1)), x) for x in places]
    noise = NOISE * np.abs(values[0]).max(initial=0)
    far = np.abs(places[0] - places[1])
    far[np.abs(values[0] - values[1]) <= noise] = 0
    return _worst(far, most, shape, *values, f"{what} {kind}", "units in the last place")


def codes(kind, one, two, shape) -> str:
    """Codes that may differ by one step; whole numbers (uint8) not at all."""
    values = [READ[kind](x) for x in (one, two)]
    far = np.abs(values[0] - values[1])
    return _worst(far, int(kind != "uint8"), shape, *values, f" {kind}", "steps")


def _places(data):
    a, b, c = np.frombuffer(data, "u1").astype(int).reshape(-1, 3).T
    return np.stack([a << 4 | b >> 4, (b & 15) << 8 | c], 1).ravel()


def _signed(data):
    return np.frombuffer(data, "i1").astype(int)


def _unsigned(data):
    return np.frombuffer(data, "u1").astype(int)


READ = {"int8": _signed, "unit8": _signed, "sqrt8": _unsigned, "uint8": _unsigned,
        "grid12": _places}
KINDS = {**dict.fromkeys(ULPS, floats), **dict.fromkeys(READ, codes)}


def _worst(far, most, shape, one, two, kind, unit) -> str:
    if not (far > most).any():
        return ""
    at = int(far.argmax())
    index = [int(i) for i in np.unravel_index(at, shape)]
    return (f"{index} is {one[at]:.9g} in the notebook, {two[at]:.9g} now: {far[at]}{kind} {unit}, "
            f"{most} allowed; {(far > most).sum()} of {far.size} are too far")

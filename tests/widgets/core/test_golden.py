"""The golden numbers, to which node holds the page, are what Python computes today."""

import json
import math

import pytest

from tools import golden


def differences(stored, now, tolerances, place="", within=""):
    """Where two values of JSON are not the same, in words; `within` names the tolerance."""
    if isinstance(stored, dict) and isinstance(now, dict) and stored.keys() == now.keys():
        for key in stored:
            yield from differences(stored[key], now[key], tolerances, f"{place}/{key}",
                                   key if key in tolerances else within)
    elif isinstance(stored, list) and isinstance(now, list) and len(stored) == len(now):
        for i, pair in enumerate(zip(stored, now, strict=True)):
            yield from differences(*pair, tolerances, f"{place}/{i}", within)
    elif not same(stored, now, *tolerances.get(within, (1e-12, 1e-15))):
        yield f"{place} was {str(stored)[:80]}, is {str(now)[:80]}"


def same(stored, now, rel, abs):
    """Whole numbers, texts and truths are equal; a fraction may be off in its last digits."""
    if {type(stored), type(now)} in ({float}, {int, float}):
        return math.isclose(stored, now, rel_tol=rel, abs_tol=abs)
    return type(stored) is type(now) and stored == now


@pytest.mark.parametrize("folder", golden.FOLDERS)
def test_the_golden_numbers_are_those_of_today(folder):
    module = golden.golden(folder)
    opened = getattr(module, "opened", lambda value: value)
    cases = json.loads(json.dumps(module.cases()))
    assert cases.keys() == {file.stem for file in (golden.WIDGETS / folder).glob("*.json")}
    for name, now in cases.items():
        stored = json.loads(golden.place(folder, name).read_text(encoding="utf-8"))
        found = list(differences(opened(stored), opened(now), getattr(module, "TOLERANCE", {})))
        assert not found, f"{found[:3]}, {len(found)} in all: python tools/golden.py {folder}"


def test_no_folder_has_golden_numbers_that_nothing_makes():
    assert {file.parent.name for file in golden.WIDGETS.rglob("*.json")} <= set(golden.FOLDERS)


@pytest.mark.parametrize("change, place", [
    ({"a": [1.0, 2.0 + 1e-9]}, "/a/1"), ({"a": [1.0]}, "/a"), ({"a": [1.0, None]}, "/a/1"),
    ({"a": [1.0, "2.0"]}, "/a/1"), ({"a": 1.0}, "/a"), ({"b": 1}, "/b"), ({"c": 4}, "/c"),
    ({"d": 0}, "")])
def test_a_difference_is_found_and_its_place_is_said(change, place):
    stored = {"a": [1.0, 2.0], "b": True, "c": 3}
    assert not list(differences(stored, stored | {"a": [1, 2.0 + 1e-13]}, {}))
    found, = differences(stored, stored | change, {})
    assert found.startswith(f"{place} was ")


def test_a_tolerance_holds_below_the_key_that_names_it():
    stored, now = {"a": {"c": [1.0]}, "b": 1.0}, {"a": {"c": [1.001]}, "b": 1.001}
    found, = differences(stored, now, {"a": (0.01, 0)})
    assert found.startswith("/b")

"""A figure's class names are its own: no style of the book's theme ever meets them."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests import ROOT

WIDGETS = ROOT / "nlpviz" / "widgets"
NAMES = [*sorted(file.parent.name for file in WIDGETS.glob("*/view.js")), "core/kit"]


def folder(package):
    return Path(find_spec(package).submodule_search_locations[0])


@pytest.fixture(scope="module")
def styled():
    """Class names that the theme styles wherever they stand, as in `.row > *` or `div.cell`."""
    files = [f for package in ("pydata_sphinx_theme", "sphinx_book_theme", "myst_nb")
             for f in folder(package).rglob("*.css") if "vendor" not in f.parts]
    css = "".join(f.read_text(encoding="utf-8") for f in files)
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return set(re.findall(r"(?:^|[{},;])\s*(?:div|span|p|b|i)?\.([\w-]+)", css, re.M))


def test_bootstraps_and_the_notebooks_names_are_known(styled):
    assert {"row", "card", "cell", "container", "col"} <= styled


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_uses_no_class_of_the_theme(name, styled):
    source = "".join(
        file.read_text(encoding="utf-8") for file in sorted((WIDGETS / name).glob("*.js")))
    given = re.findall(r"class: [`\"]([^`\"$]+)", source)
    clash = {word for text in given for word in text.split()} & styled
    assert not clash, f"{name} gives the class {', '.join(sorted(clash))}: the theme styles it"

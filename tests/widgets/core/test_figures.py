"""A figure is one self-contained piece of HTML: safe, the same every time, of a bounded size."""

import json
import re
import subprocess
import sys
import warnings
from html import unescape
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from nlpviz import language
from nlpviz.widgets import AttentionMap, Curves
from tests import ROOT
from tests.widgets.core.every import EVERY, FIGURES, ODD, attention
from tests.widgets.core.parsed import Seen

WIDGETS = ROOT / "nlpviz" / "widgets"
# Where no script runs a picture stands, but a table stands there itself.
PICTURED = [name for name in FIGURES if name not in ("table", "table, odd texts")]
NAMES = sorted(file.parent.name for file in WIDGETS.glob("*/view.js"))


@pytest.fixture(params=FIGURES)
def shown(request):
    return FIGURES[request.param]()


def test_a_figure_can_be_shown_in_each_language_that_there_is(shown):
    english = shown._repr_mimebundle_()
    for code in language.known():
        with language.speaking(code):
            html = shown._repr_mimebundle_()["text/html"]
        assert (f' lang="{code}"' in html.partition(">")[0]) == (code != "en")
    assert shown._repr_mimebundle_() == english


def test_a_display_is_html_and_text_and_the_same_bytes_every_time(shown):
    bundle = shown._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/html"] == shown.html() and " at 0x" not in str(bundle)
    bundle["text/html"].encode("utf-8")


def test_the_same_input_gives_the_same_html_in_another_process():
    code = ("from tests.widgets.core.every import EVERY; import hashlib; "
            "html = ''.join(make().html() for make in EVERY.values()); "
            "print(hashlib.sha256(html.encode()).hexdigest())")
    runs = {subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True,
                           encoding="utf-8",
                           check=True, env={"PYTHONHASHSEED": seed, "PATH": ""}).stdout
            for seed in ("1", "2")}
    assert len(runs) == 1


def test_every_figure_has_an_example_that_all_these_tests_see():
    assert {make().name for make in EVERY.values()} == set(NAMES)


def test_nothing_but_a_figure_with_one_picture_a_table_and_its_state(shown):
    seen = Seen(shown.html())
    assert not seen.open
    names = [tag for tag, _ in seen.tags]
    assert names[0] == "figure" and seen.tags[0][1]["aria-label"]
    pictured = shown.name != "table"
    assert names.count("img") == names.count("details") == pictured
    assert names.count("table") == 1
    assert names.count("script") == 2 and names.count("style") == 1
    assert not any("id" in attributes for _, attributes in seen.tags)
    roles = [tag for tag, attributes in seen.tags if attributes.get("role") == "img"]
    assert roles == ["img"] * pictured
    assert all(not key.startswith("on") for _, attributes in seen.tags for key in attributes)


def test_nothing_is_asked_of_the_network(shown):
    html = shown.html()
    addresses = {a for a in re.findall(r"https?://[^\s\"'`\\%]+", html)}
    assert addresses <= {"http://www.w3.org/2000/svg"}, addresses
    assert "//cdn" not in html and "url(" not in html and "@import" not in html


@pytest.mark.parametrize("name", PICTURED)
def test_the_picture_is_well_formed_svg_without_ids_or_scripts(name):
    shown = FIGURES[name]()
    source = next(a["src"] for tag, a in Seen(shown.html()).tags if tag == "img")
    kind, _, text = source.partition(",")
    assert kind == "data:image/svg+xml"
    assert unquote(text) == shown.picture()
    root = ElementTree.fromstring(unquote(text))
    assert root.get("role") == "img" and root.get("aria-label")
    tags = {node.tag.split("}")[1] for node in root.iter()}
    assert tags <= {"svg", "style", "rect", "g", "path", "text"}
    keys = {key for node in root.iter() for key in node.keys()}
    assert not any(key == "id" or key.startswith("on") for key in keys)


def test_the_state_is_json_without_an_open_angle_bracket(shown):
    payload = Seen(shown.html()).raw["script"][0]
    assert "<" not in payload
    state = json.loads(payload)["state"]
    assert set(state) == set(shown.state())


def test_tokens_are_text_in_table_picture_and_state():
    shown = FIGURES["odd"]()
    html = shown.html()
    seen = Seen(html)
    words = "".join(seen.words)
    for token in ODD[:7]:
        assert token in words, token
    assert not [tag for tag, _ in seen.tags if tag not in
                ("figure", "style", "div", "img", "details", "summary", "table", "thead", "tbody",
                 "tr", "th", "td", "script")]
    assert json.loads(seen.raw["script"][0])["state"]["queries"][:7] == ODD[:7]
    picture = unescape(shown.picture())
    assert "姉からの手紙" in picture and "👩‍👩‍👧‍👦" in picture and "x" * 30 not in picture


def test_html_above_four_megabytes_is_refused_with_the_remedy():
    class Heavy(Curves):
        def table(self):
            return ["x"], [["y" * 4_000_000]]

    with pytest.raises(ValueError, match=r"Heavy is 4\.\d MB of HTML, more than 4 MB: pass fewer"):
        Heavy([1, 2], {"a": [1, 2]}).html()


def test_a_small_figure_is_small_and_silent():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(FIGURES["words"]().html()) < 60_000
        assert len(AttentionMap(attention(64, heads=(8,)), ["t"] * 64).html()) < 300_000


def test_every_widget_can_be_built_and_holds_its_state_as_synced_traits(shown):
    widget = shown.widget()
    assert set(shown.state()) <= set(widget.keys)
    for name, value in shown.state().items():
        assert getattr(widget, name) == value
    assert "render(context)" in widget._esm and "import" not in re.findall(
        r"^\w+", widget._esm, re.M)


def test_a_state_that_takes_a_name_of_ipywidgets_is_refused():
    class Taken(Curves):
        def state(self):
            return {"keys": [], "layout": 1}

    with pytest.raises(ValueError, match="names that belong to ipywidgets: keys, layout"):
        Taken([1, 2], {"a": [1, 2]}).widget()


def test_importing_and_showing_a_figure_loads_no_torch_matplotlib_or_ipywidgets():
    code = (
        "import sys; from nlpviz.widgets import AttentionMap, Curves\n"
        "AttentionMap([[1.0]], ['a']).html(); Curves([1, 2], {'a': [1, 2]}).html()\n"
        "heavy = {'torch', 'matplotlib', 'ipywidgets', 'anywidget', 'traitlets', 'IPython'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.stdout.strip() == "[]", done.stderr

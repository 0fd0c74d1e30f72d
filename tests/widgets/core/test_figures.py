"""A figure is one self-contained piece of HTML: safe, the same every time, and proven in golden
files; wrong input is refused by name."""

import importlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import warnings
from functools import partial
from html import unescape
from html.parser import HTMLParser
from types import SimpleNamespace
from urllib.parse import unquote
from xml.etree import ElementTree

import numpy as np
import pytest

from nlpviz import files, language
from nlpviz.widgets import (
    AnalogyLab,
    AttentionMap,
    Curves,
    DrawOrMix,
    EmbeddingMap,
    GradientCloud,
    GradientFlow,
    LSTMCell,
    ScoreLab,
    UnrolledRNN,
    WindowTrainer,
)
from nlpviz.widgets.core import encode, palette, svg
from nlpviz.widgets.core.picture import picture
from tests import ROOT

WIDGETS = ROOT / "nlpviz" / "widgets"


def module_of(figure):
    """The tests of one figure; they import this module, so only when it is asked for."""
    return importlib.import_module(f"tests.widgets.{figure}.test_{figure}")

NAMES = sorted(file.parent.name for file in WIDGETS.glob("*/view.js"))
WORDS = "The letters from my sister are still unopened .".split()
ODD = [
    "<script>window.hit = 1</script>", "</script><img src=x onerror=alert(1)>", "\"q\" 'a' &amp; `",
    "مرحبا بالعالم", "👩‍👩‍👧‍👦", "姉からの手紙", "x" * 10_000,
    "", "  ", "a\nb\x00\x1b\ud800", "\u202eabc",
    "$x^2$ \\(y\\)", "]]>", "<!--", "{{x}}", "\\u003c",
]


def softmax(S):
    E = np.exp(S - S.max(-1, keepdims=True))
    return E / E.sum(-1, keepdims=True)


def attention(n=9, m=None, heads=(), seed=0):
    rng = np.random.default_rng(seed)
    return softmax(2 * rng.normal(size=(*heads, n, m or n)))


def curves():
    x = np.arange(1, 6)
    return Curves(x, {"RNN": x**0.5, "LSTM <b>": x / 9}, "T", "error", log=True,
                  bands={"RNN": (x**0.5 - 0.1, x**0.5 + 0.1)}, reference={"1/6": 1 / 6})


def scores(keys, V=None):
    rng = np.random.default_rng(4)
    W, v, K = rng.normal(size=(4, 3)), rng.normal(size=3), rng.normal(size=(len(keys), 2))
    of = {"dot": {}, "additive": {"W_q": W[:2], "W_k": W[2:], "v": v}, "concat": {"W": W, "v": v},
          "linear": {"w_q": v[:2], "w_k": v[1:]}}
    return ScoreLab(np.eye(2), K, of, V=V, queries=["are <b>", "姉"], keys=keys)


def draw_or_mix(positions, n=4, **options):
    rng, m = np.random.default_rng(5), len(positions)
    return DrawOrMix(rng.normal(size=m), rng.normal(size=(m, n)), n - 1, positions=positions,
                     **options)


def gradient_cloud(positions, **options):
    S, f = np.random.default_rng(5).normal(size=(2, len(positions)))
    return GradientCloud(S, f, positions=positions, **options)


def decoder():
    from tests.widgets.attention_map import test_attention_map

    return AttentionMap(**test_attention_map.case())


def translator():
    """Two small translators from weights that NumPy draws."""
    from tests.widgets.live_translator import test_live_translator

    return test_live_translator.case(line="12<b>☃")


def vectors(words, n_tables=1, **options):
    """A map of words whose vectors NumPy draws."""
    W = np.random.default_rng(6).normal(size=(n_tables, len(words), 5))
    return EmbeddingMap(words, dict(zip(("W_in", "W_out"), W, strict=False)), **options)


def analogies(words):
    W = np.random.default_rng(7).normal(size=(len(words), 5))
    return AnalogyLab(words, W, [("<b>", *words[:4]), tuple(words[2:6])])


def window(words, text, d=2, **options):
    W_in, W_out = np.random.default_rng(8).normal(size=(2, len(words), d))
    return WindowTrainer(text, W_in, W_out, words=words, **options)


FIGURES = {
    "words": lambda: AttentionMap(attention(), WORDS, WORDS),
    "heads": lambda: AttentionMap(attention(4, 3, (3, 4)), list("abcd"), list("xyz"), layer=2),
    "odd": lambda: AttentionMap(attention(len(ODD)), ODD, ODD),
    "one": lambda: AttentionMap([[1.0]], ["one"]),
    "wide": lambda: AttentionMap(attention(70, 130), ["q"] * 70, ["k"] * 130),
    "decoder": decoder,
    "curves": curves,
    "curves odd": lambda: Curves([1, 2, 3], {name: [1, 2, i] for i, name in enumerate(ODD[:7])},
                                 ODD[6], ODD[3], reference={ODD[7]: 1, ODD[9]: 2}),
    "translator": translator,
    "score_lab": lambda: scores(WORDS[:5], V=np.eye(5)[:, :4]),
    "score_lab odd": lambda: scores(ODD[:12]),
    "embedding_map": lambda: vectors(WORDS, 2, analogy=[("letters", "sister"), ("my", "from")]),
    "embedding_map odd": lambda: vectors(ODD, method="t-SNE", word=ODD[0]),
    "analogy_lab": lambda: analogies(WORDS),
    "analogy_lab odd": lambda: analogies(ODD),
    "draw_or_mix": lambda: draw_or_mix(WORDS[:3]),
    "draw_or_mix odd": lambda: draw_or_mix(ODD[:12], n=6, words=ODD[:6], tau=0.5),
    "gradient_cloud": lambda: gradient_cloud(WORDS[:5], samples=4),
    "gradient_cloud odd": lambda: gradient_cloud(ODD[:12]),
    "window_trainer": lambda: window(WORDS, WORDS[:5] + WORDS[:2]),
    "window_trainer odd": lambda: window(ODD[:12], ODD[:12] + ODD[:9], 3, window=3, model="cbow",
                                         negatives=5),
}


def cell(figure, **options):
    """One of the three figures of chapter 3, from weights that NumPy draws."""
    def make():
        from tests.widgets.gradient_flow import test_gradient_flow
        from tests.widgets.lstm_cell import test_lstm_cell
        from tests.widgets.unrolled_rnn import test_unrolled_rnn

        if figure is GradientFlow:
            return GradientFlow(*test_gradient_flow.case(), tokens=WORDS[:6], **options)
        if figure is LSTMCell:
            return LSTMCell(test_lstm_cell.TOKENS, test_lstm_cell.a_trace(), **options)
        return UnrolledRNN(
            test_unrolled_rnn.TOKENS, test_unrolled_rnn.a_trace(), test_unrolled_rnn.D_H)
    return make


def discovered():
    """The figure of each folder with an examples.py, of plain words and of odd ones."""
    for file in sorted((ROOT / "tests" / "widgets").glob("*/examples.py")):
        name = file.parent.name
        make = importlib.import_module(f"tests.widgets.{name}.examples").example
        yield name, partial(make, WORDS)
        yield f"{name}, odd texts", partial(make, ODD)


FIGURES |= dict(discovered())
EVERY = FIGURES | {
    "gradient_flow": cell(GradientFlow),
    "gradient_flow lstm": cell(GradientFlow, cell="lstm"),
    "lstm_cell": cell(LSTMCell, unit=1),
    "unrolled_rnn": cell(UnrolledRNN),
}


class Seen(HTMLParser):
    """Elements, their attributes, and the text outside scripts and styles."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.words, self.raw, self.open = [], [], {}, []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in ("img", "meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in ("script", "style"):
            self.raw.setdefault(self.open[-1], []).append(data)
        else:
            self.words.append(data)


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
    code = ("from tests.widgets.core.test_figures import EVERY; import hashlib; "
            "html = ''.join(make().html() for make in EVERY.values()); "
            "print(hashlib.sha256(html.encode()).hexdigest())")
    runs = {subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True,
                           encoding="utf-8",
                           check=True, env={"PYTHONHASHSEED": seed, "PATH": ""}).stdout
            for seed in ("1", "2")}
    assert len(runs) == 1


def pictured(shown):
    """Whether a picture stands where no script runs: a table stands there itself."""
    return shown.name != "table"


def test_every_figure_has_an_example_that_all_these_tests_see():
    assert {make().name for make in EVERY.values()} == set(NAMES)


def test_nothing_but_a_figure_with_one_picture_a_table_and_its_state(shown):
    seen = Seen(shown.html())
    assert not seen.open
    names = [tag for tag, _ in seen.tags]
    assert names[0] == "figure" and seen.tags[0][1]["aria-label"]
    assert names.count("img") == names.count("details") == pictured(shown)
    assert names.count("table") == 1
    assert names.count("script") == 2 and names.count("style") == 1
    assert not any("id" in attributes for _, attributes in seen.tags)
    roles = [tag for tag, attributes in seen.tags if attributes.get("role") == "img"]
    assert roles == ["img"] * pictured(shown)
    assert all(not key.startswith("on") for _, attributes in seen.tags for key in attributes)


def test_nothing_is_asked_of_the_network(shown):
    html = shown.html()
    addresses = {a for a in re.findall(r"https?://[^\s\"'`\\%]+", html)}
    assert addresses <= {"http://www.w3.org/2000/svg"}, addresses
    assert "//cdn" not in html and "url(" not in html and "@import" not in html


def test_the_picture_is_well_formed_svg_without_ids_or_scripts(shown):
    if not pictured(shown):
        pytest.skip("a table has no picture")
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


def test_what_has_no_picture_of_its_own_is_made_visible():
    assert [svg.visible(t) for t in ("", " ", "a\nb\x00", "\ud800", "\x7f")] == [
        "∅", "␣", "a␊b␀", "�", "�"]
    assert [svg.visible(t) for t in ("\u200b", "\ufeff ", "a\u200bb")] == ["␣", "␣␣", "a\u200bb"]


def test_the_names_of_lines_are_any_text():
    for names in (ODD[:7], ODD[7:11], ODD[11:]):
        figure = Curves([1, 2], {name: [1, 2] for name in names}, ODD[9], ODD[1])
        seen = ElementTree.fromstring(figure.picture())
        assert repr(figure).encode() and figure.html()
        assert seen.attrib["aria-label"] == figure.label


def test_long_words_are_cut_between_whole_characters():
    family = "👩‍👩‍👧‍👦"
    assert svg.shorten("letters", 24) == "letters"
    assert svg.shorten("x" * 30, 10) == "x" * 9 + "…"
    assert svg.shorten(family * 4, 10) == family * 4
    assert svg.shorten(family * 4, 3) == family * 2 + "…"
    assert svg.shorten("🇯🇵" * 5, 3) == "🇯🇵🇯🇵…" and svg.shorten("🇯🇵" * 5, 1) == "🇯🇵…"
    assert svg.shorten("e\u0301" * 9, 6) == "e\u0301" * 5 + "…"
    assert svg.shorten("क्षत्रिय", 2) == "क्ष…"
    assert len(svg.shorten("a" + "\u0301" * 9999, 6)) < 200
    assert "👩‍👩‍👧‍👦" in svg.text(0, 0, "letters " + "👩‍👩‍👧‍👦" * 40)


def test_the_width_of_a_text_counts_letters_as_one_sees_them():
    assert svg.width("👩‍👩‍👧‍👦") == svg.width("姉") == svg.width("ab")
    assert svg.width("e\u0301") == svg.width("e") and svg.width("x" * 99, 9) == svg.width("x" * 9)


def test_1024_tokens_fit_with_a_warning_and_two_heads_of_them_too_but_not_three():
    A = attention(1024)
    names = [f"t{i}" for i in range(1024)]
    with pytest.warns(UserWarning, match=r"AttentionMap is 1\.\d MB.*A\[\.\.\., :4, :, :\]"):
        html = AttentionMap(A, names).html()
    assert len(html) < 2_000_000
    with pytest.raises(ValueError, match="A holds 3,145,728 weights, more than .*fewer heads"):
        AttentionMap(np.stack([A, A, A]), names)
    with pytest.raises(ValueError, match=r"1025 queries, more than 1024.*A\[\.\.\., :1024"):
        AttentionMap(np.full((1025, 2), 0.5), ["q"] * 1025, ["a", "b"])


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


def tensors(value):
    """Every array of numbers in a tree as a tensor that asks for its gradient."""
    import torch

    if isinstance(value, dict):
        return {key: tensors(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)) and any(isinstance(x, np.ndarray) for x in value):
        return type(value)(map(tensors, value))
    if isinstance(value, SimpleNamespace):
        return SimpleNamespace(**tensors(vars(value)))
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return torch.from_numpy(value.copy()).requires_grad_()
    return value


def draw(*shape):
    return np.random.default_rng(9).normal(size=shape)


GIVEN = {
    "map": lambda: (AttentionMap, dict(A=attention(3), queries=["a", "b", "c"])),
    "heads": lambda: (AttentionMap, dict(A=list(attention(2, heads=(2,))), queries=["a", "b"])),
    "curves": lambda: (Curves, dict(
        x=np.arange(3.0), y={"a": draw(3)}, bands={"a": np.stack([draw(3) - 1, draw(3) + 1])},
        reference={"r": np.array(0.5)})),
    "words": lambda: (EmbeddingMap, dict(words=WORDS, tables={"W": draw(9, 4)}, counts=draw(9))),
    "analogies": lambda: (AnalogyLab, dict(words=WORDS, W=draw(9, 4), questions=[WORDS[:4]])),
    "scores": lambda: (ScoreLab, dict(
        Q=draw(2, 2), K=draw(3, 2), V=draw(3, 3), queries=["a", "b"], keys=["x", "y", "z"],
        scores={"dot": {}, "linear": {"w_q": draw(2), "w_k": draw(2)}})),
    "draw or mix": lambda: (DrawOrMix, dict(S=draw(3), values=draw(3, 2), target=0)),
    "cloud": lambda: (GradientCloud, dict(S=draw(3), losses=draw(3))),
    "window": lambda: (WindowTrainer, dict(tokens=list("aba"), W_in=draw(2, 2), W_out=draw(2, 2))),
    "decoder": lambda: (AttentionMap, module_of("attention_map").case()),
    "flow": lambda: (GradientFlow, dict(zip(
        ("X", "weights", "norms"), module_of("gradient_flow").case(),
        strict=True))),
    "cell": lambda: (LSTMCell, dict(
        tokens=list("abcdef"), trace=module_of("lstm_cell").a_trace())),
    "unrolled": lambda: (UnrolledRNN, dict(
        tokens=list("abc"), trace=module_of("unrolled_rnn").a_trace(),
        dH=np.asarray(module_of("unrolled_rnn").D_H, float))),
}


@pytest.mark.parametrize("name", GIVEN)
def test_every_figure_takes_tensors_for_its_arrays(name):
    kind, given = GIVEN[name]()
    assert repr(tensors(given)) != repr(given)
    assert kind(**tensors(given)).html() == kind(**given).html()


RECURSIVE = []
RECURSIVE.append(RECURSIVE)


@pytest.mark.parametrize("change, error, says", [
    ({"A": np.full((3, 4), 0.25)}, ValueError, r"A has shape \(3, 4\) but there are 9 queries"),
    ({"queries": WORDS[:5]}, ValueError, r"A has shape \(9, 9\) but there are 5 queries"),
    ({"keys": WORDS[:4]}, ValueError, r"A has shape \(9, 9\) but there are 4 keys"),
    ({"A": np.eye(9) * 2}, ValueError, r"A\[0\] sums to 2; each row of A must sum to 1"),
    ({"A": np.where(np.eye(9) > 0, np.nan, 0)}, ValueError, r"A\[0, 0\] is nan"),
    ({"A": np.eye(9) - 0.1}, ValueError, r"A\[0, 1\] is -0.1; weights are never negative"),
    ({"A": np.ones(9) / 9}, ValueError, r"A has shape \(9,\); it must be \(n, m\), \("),
    ({"A": np.zeros((0, 0)), "queries": [], "keys": []}, ValueError, r"A has shape \(0, 0\)"),
    ({"A": [["a"]]}, TypeError, "A must be an array of real numbers"),
    ({"queries": "letters"}, TypeError, "queries is one str"),
    ({"queries": [*WORDS[:8], 7]}, TypeError, r"queries\[8\] is 7, a int"),
    ({"keys": [None] * 9}, TypeError, r"keys\[0\] is None, a NoneType"),
    ({"keys": 9}, TypeError, "keys is one int; it must be a list of texts"),
    ({"head": 1}, ValueError, "head is 1; it must be in 0 … 0"),
    ({"layer": -1}, ValueError, "layer is -1"),
    ({"queries": set(WORDS)}, TypeError, "queries is one set; it must be a list of texts"),
    ({"keys": frozenset(WORDS)}, TypeError, "keys is one frozenset; it must be a list of texts"),
    ({"keys": np.array("letters")}, TypeError, "keys is one ndarray; it must be a list of texts"),
    ({"A": np.array("letters")}, TypeError, "A must be an array of real numbers"),
    ({"A": np.ma.array(np.eye(9), mask=np.eye(9))}, TypeError, r"A must be .*masked entries"),
    ({"A": np.eye(9).astype(str).astype(object)}, TypeError, r"A must be .*of dtype object"),
    ({"head": 0.5}, TypeError, "head is 0.5"),
    ({"head": "x" * 10_000}, TypeError, r"^head is 'x{78}…; it must be a whole number$"),
    ({"gold": ["x" * 10_000]}, TypeError, r"^gold\[0\] is 'x{78}…; it must be \(i, j\)"),
    ({"A": RECURSIVE}, TypeError, "A must be an array of real numbers, not list"),
])
def test_an_attention_map_refuses_wrong_input_by_name(change, error, says):
    given = {"A": np.eye(9), "queries": WORDS, "keys": WORDS} | change
    with pytest.raises(error, match=says):
        AttentionMap(**given)


@pytest.mark.parametrize("change, error, says", [
    ({"x": [1, 1, 2]}, ValueError, "x must increase"),
    ({"x": [[1, 2, 3]]}, ValueError, r"x has shape \(1, 3\)"),
    ({"y": {"a": [1, 2]}}, ValueError, r"y\['a'\] has 2 values but x has 3"),
    ({"y": {"a": [1, np.nan, 2]}}, ValueError, r"y\['a'\]\[1\] is nan"),
    ({"y": {}}, ValueError, "y has 0 lines"),
    ({"y": [1, 2, 3]}, TypeError, "y is a list; it must be a dict"),
    ({"y": {1: [1, 2, 3]}}, TypeError, "y has the name 1"),
    ({"y": {"a": [0, 1, 2]}, "log": True}, ValueError, "log needs y above 0; the smallest value"),
    ({"bands": {"b": ([1, 1, 1], [2, 2, 2])}}, ValueError, r"bands\['b'\] has no line"),
    ({"bands": {"a": ([1, 1, 1], [2, 2])}}, ValueError, r"bands\['a'\]\[1\] has 2 values"),
    ({"bands": {"a": [1, 1, 1]}}, ValueError, r"bands\['a'\] must be a pair"),
    ({"reference": {"r": np.inf}}, ValueError, r"reference\['r'\]\[0\] is inf"),
    ({"roles": {"a": "red"}}, ValueError, "roles has 'red'; it must be one of states"),
    ({"roles": {"a": ["states"]}}, ValueError, r"roles has \['states'\]; it must be one of states"),
    ({"bands": {"a": ([1, 3, 1], [2, 2, 2])}}, ValueError, r"bands\['a'\] has low above high"),
    ({"x": 1.7e9 + np.arange(3)}, ValueError, r"x has neighbours that are equal to seven digits"),
    ({"x": [1e39, 2e39, 3e39]}, ValueError, "x holds 3e[+]39; float32 ends at"),
    ({"reference": [1]}, TypeError, "reference is a list; it must be a dict by name"),
    ({"reference": np.zeros(2)}, TypeError, "reference is a ndarray; it must be a dict by name"),
    ({"bands": ""}, TypeError, "bands is a str; it must be a dict by name"),
    ({"log": "no"}, ValueError, "log is 'no'; it must be one of False, True"),
    ({"log": np.zeros(2)}, ValueError, r"log is array.*; it must be one of False, True"),
    ({"x_label": None}, TypeError, "x_label is None, a NoneType; it must be a str"),
    ({"reference": {"r": "1"}}, TypeError, r"reference\['r'\] must be an array of real numbers"),
    ({"roles": {"b": "states"}}, ValueError, r"roles\['b'\] has no line"),
])
def test_curves_refuse_wrong_input_by_name(change, error, says):
    with pytest.raises(error, match=says):
        Curves(**({"x": [1, 2, 3], "y": {"a": [1, 2, 3]}} | change))


def test_the_entropy_of_a_row_is_in_bits():
    from nlpviz.widgets.attention_map import entropy

    np.testing.assert_allclose(entropy(np.array([[1, 0, 0, 0], [0.25] * 4, [0.5, 0.5, 0, 0]])),
                               [0, 2, 1])


def test_the_table_holds_every_weight_of_a_small_map_and_the_largest_of_a_large_one():
    shown = FIGURES["words"]()
    header, rows = shown.table()
    assert header == ["A", *WORDS, "entropy H"] and [row[0] for row in rows] == WORDS
    np.testing.assert_allclose([row[1:-1] for row in rows], shown.shown[0, 0])
    header, rows = FIGURES["wide"]().table()
    assert header == ["A", "k₁", "A", "k₂", "A", "k₃", "A", "entropy H"] and len(rows) == 70
    assert all(row[2] >= row[4] >= row[6] for row in rows)
    assert FIGURES["heads"]().table()[0][0] == "A[2, 0]"


def test_what_is_drawn_is_what_travels_and_the_loss_is_stated():
    A = attention(6, heads=(2, 2))
    shown = AttentionMap(A, list("abcdef"))
    np.testing.assert_array_equal(encode.unpack(shown.state()["weights"]), shown.shown)
    assert shown.error == np.abs(shown.shown - A).max() <= 0.0022


def test_a_saved_file_is_one_whole_page(tmp_path):
    path = FIGURES["odd"]().save(tmp_path / "attention.html")
    page = path.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and page.count("<figure") == 1
    assert not Seen(page).open and list(tmp_path.iterdir()) == [path]
    FIGURES["one"]().save(str(path))
    assert "odd" not in path.read_text(encoding="utf-8") and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("code, side", [("en", "ltr"), ("ja", "ltr"), ("ar", "rtl")])
def test_a_saved_page_names_its_language_and_the_side_from_which_it_is_read(
        tmp_path, monkeypatch, code, side):
    monkeypatch.setattr(language, "known", lambda: ("en", "ja", "ar"))
    with language.speaking(code):
        shown = FIGURES["one"]()
    tag, given = Seen(shown.save(tmp_path / "a.html").read_text(encoding="utf-8")).tags[0]
    assert (tag, dict(given)) == ("html", {"lang": code, "dir": side})


def test_a_place_that_cannot_be_written_is_refused_and_an_old_file_is_kept(tmp_path, monkeypatch):
    shown = FIGURES["one"]()
    with pytest.raises(ValueError, match="path is a folder: .*name a file in it"):
        shown.save(tmp_path)
    with pytest.raises(ValueError, match="path is in a folder that does not exist: .*nowhere"):
        shown.save(tmp_path / "nowhere" / "a.html")
    old = tmp_path / "a.html"
    old.write_text("old", encoding="utf-8")

    def fails(*_):
        raise OSError("no space")

    monkeypatch.setattr(files.os, "replace", fails)
    with pytest.raises(OSError, match="no space"):
        shown.save(old)
    assert old.read_text(encoding="utf-8") == "old" and list(tmp_path.iterdir()) == [old]


def test_a_link_stays_and_what_it_points_to_is_replaced_with_its_mode(tmp_path):
    real, link = tmp_path / "real.html", tmp_path / "link.html"
    real.write_text("old", encoding="utf-8")
    real.chmod(0o600)
    link.symlink_to(real)
    assert FIGURES["one"]().save(link) == link
    assert link.is_symlink() and "<figure" in real.read_text("utf-8")
    assert real.stat().st_mode & 0o777 == 0o600


def test_a_path_may_begin_with_the_home_folder_and_must_be_that_of_a_file(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert FIGURES["one"]().save("~/a.html") == tmp_path / "a.html"
    for bad, says in ((True, "path is True"), (1, "path is 1"), (None, "path is None"),
                      (b"a", "path is b'a'"), ("", "path is ''"), (os.devnull, "a device")):
        with pytest.raises((TypeError, ValueError), match=says):
            FIGURES["one"]().save(bad)


def test_a_label_may_hold_the_marks_of_the_page_itself(tmp_path):
    shown = Curves([1, 2], {"{figure}": [1, 2], "{title}": [2, 1]})
    page = shown.save(tmp_path / "a.html").read_text("utf-8")
    assert page.count("<figure") == 1 and "<h1>{figure}, {title}</h1>" in page


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


def test_a_picture_has_alt_text_and_no_metadata_and_is_shown_once():
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    ax = curves().plot()
    shown = picture(ax, 'error "over" T')
    assert not plt.get_fignums()
    assert b"Software" not in shown.png and b"matplotlib" not in shown.png
    seen = Seen(shown.html())
    (_, outer), (_, inner) = seen.tags
    assert outer["aria-label"] == inner["alt"] == 'error "over" T' and inner["role"] == "img"
    assert picture(curves().plot(), "a").png == picture(curves().plot(), "a").png
    for alt in ("", "  ", None):
        with pytest.raises(ValueError, match="alt is .*what the picture shows"):
            picture(curves().plot(), alt)
    with pytest.raises(TypeError, match="figure is a int"):
        picture(3, "three")
    plt.close("all")


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


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a, b):
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def test_text_in_every_role_can_be_read_on_both_papers():
    for role, pair in palette.ROLES.items():
        if role in ("rule", "soft", "paper"):
            continue
        for paper in ("paper", "soft"):
            for colour, ground in zip(pair, palette.ROLES[paper], strict=True):
                assert contrast(colour, ground) >= 4.5, (role, colour, ground)


def test_the_scales_are_even_in_lightness_so_that_they_work_in_grey():
    for light, dark in (palette.SEQUENTIAL, palette.DIVERGING):
        assert len(light) == len(dark) == palette.STEPS == 17
    for stops, sign in zip(palette.SEQUENTIAL, (-1, 1), strict=True):
        lightness = np.cbrt([luminance(c) for c in stops])
        steps = sign * np.diff(lightness)
        assert steps.min() > 0.4 * steps.mean() and steps.max() < 2 * steps.mean()

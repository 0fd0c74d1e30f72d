"""A page holds the styles of its figures once, in its head, and each figure keeps its own."""

import numpy as np

from nlpviz.widgets import AttentionMap, Curves
from tools.site.figures import lighten, once


def page(*figures):
    body = "\n".join(figure.html() for figure in figures)
    return f"<html><head><title>a</title></head><body>{body}</body></html>"


def test_what_the_styles_share_stands_once_and_all_rules_are_there():
    one, two = AttentionMap(np.eye(2), ["a", "b"], ["a", "b"]), Curves([1, 2], {"a": [1, 2]})
    light = lighten(page(one, two, one))
    assert light.count("<style>") == 1 and light.index("<style>") < light.index("</head>")
    assert light.count(".nlpviz-readout {") == 1
    for figure in (one, two):
        style = figure.html().split("<style>")[1].split("</style>")[0]
        sheet = light.split("<style>")[1].split("</style>")[0]
        assert set(style.splitlines()) <= set(sheet.splitlines())
        rest = figure.html().replace(f"<style>{style}</style>\n", "")
        assert rest in light


def test_styles_are_cut_between_lines_only():
    assert once(["a{b}\nc{d}", "a{b}\nc{e}"]) == "a{b}\nc{d}\nc{e}"
    assert once(["a{b}"]) == "a{b}"
    assert once(["a", "b"]) == "a\nb"


def test_a_page_without_figures_stays_as_it_is():
    assert lighten("<html><head></head><body>\\1</body></html>") == (
        "<html><head></head><body>\\1</body></html>")

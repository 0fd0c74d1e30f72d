"""A page holds the styles of its figures once, in its head, and each figure keeps its own."""

import numpy as np

from nlpviz.widgets import AttentionMap, Curves
from tools.site.figures import lighten, once, rules


def page(*figures):
    body = "\n".join(figure.html() for figure in figures)
    return f"<html><head><title>a</title></head><body>{body}</body></html>"


def test_what_the_styles_share_stands_once_and_all_rules_are_there():
    one, two = AttentionMap(np.eye(2), ["a", "b"], ["a", "b"]), Curves([1, 2], {"a": [1, 2]})
    light = lighten(page(one, two, one))
    assert light.count("<style>") == 1 and light.index("<style>") < light.index("</head>")
    assert light.count(".nlpviz-readout{") == 1
    sheet = light.split("<style>")[1].split("</style>")[0]
    for figure in (one, two):
        style = figure.html().split("<style>")[1].split("</style>")[0]
        assert all(rule in sheet for rule in rules(style))
        assert figure.html().replace(f"<style>{style}</style>\n", "") in light


def test_a_rule_that_two_styles_share_stands_once_whatever_stands_around_it():
    assert once(["a{b}\nc{d}", "x{a{b}}c{d}"]) == "a{b}\nc{d}\nx{a{b}}"
    assert rules("@media print {a{b}\nc{d}}e{f}") == ["@media print {a{b}\nc{d}}", "e{f}"]


def test_a_page_without_figures_stays_as_it_is():
    assert lighten("<html><head></head><body>\\1</body></html>") == (
        "<html><head></head><body>\\1</body></html>")

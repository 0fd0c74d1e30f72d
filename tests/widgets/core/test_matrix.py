"""A Matrix names the rows and columns of an array, rounds it, and lets no text be markup."""

import re

import numpy as np
import pytest

from nlpviz import language
from nlpviz.widgets import Matrix


def cells(matrix):
    return re.findall(r"<td>([^<]+)</td>", matrix.html())


def test_numbers_of_a_column_have_the_same_decimals_and_what_is_missing_says_so():
    shown = Matrix([[0.12345, 2], [0.5, None]], ["a", "b"], ["x", "y"])
    assert cells(shown) == ["0.123", "2", "0.500", "–"]
    assert repr(shown).splitlines() == ["       x  y", "a  0.123  2", "b  0.500  –"]


def test_texts_are_shown_and_never_markup():
    shown = Matrix([["<b>1</b>"]], ['"r"&'], ["<script>"], title="a < b")
    assert "<b>" not in shown.html() and "<script>" not in shown.html()
    assert "&lt;b&gt;1&lt;/b&gt;" in shown.html() and "a &lt; b" in repr(shown.html())


def test_names_are_terms_of_the_page(monkeypatch):
    monkeypatch.setattr(language, "terms", lambda code: {"weight": "重み"} if code == "ja" else {})
    shown = Matrix(np.eye(1), ["手紙"], ["weight"], title="weight")
    with language.speaking("ja"):  # it may be shown in another language than it was made in
        assert shown.html().count("重み") == repr(shown).count("重み") == 2


@pytest.mark.parametrize("given, words", [
    (dict(values=[[1, 2]], rows=["a"], columns=["x"]), r"shape \(1, 2\)"),
    (dict(values=[[1]], columns=["x"]), "rows is None"),
    (dict(values=[[np.inf]], rows=["a"], columns=["x"]), "values"),
    (dict(values=[[1]], rows=["a"], columns=["x"], digits=0), "digits")])
def test_what_is_wrong_is_named(given, words):
    with pytest.raises((TypeError, ValueError), match=words):
        Matrix(**given)

"""BeamTree shows what nlpviz.decode's searches keep, ships a tree in which the page finds the same,
and refuses what it cannot show, by name."""


import numpy as np
import pytest

from nlpviz import decode
from nlpviz.language import speaking
from nlpviz.widgets import BeamTree
from nlpviz.widgets.core.encode import unpack
from tests.widgets.beam_tree.examples import WORDS, P, by_hand, drawn, table, toy
from tests.widgets.core.parsed import state_of

WILD = ["<script>alert(1)</script>", "\"'><img src=x>", "שלום", "👩‍👩‍👧🎉", "x" * 5000]


def lines(nodes, *status):
    return {node["ids"] for node in nodes if node["status"] in status}


@pytest.mark.parametrize("width", [1, 2, 3])
@pytest.mark.parametrize("alpha", [0, 0.5, 1])
def test_what_is_kept_is_what_beam_search_keeps_of_the_model_itself(width, alpha):
    nodes = BeamTree(toy(), WORDS, width=width, alpha=alpha).nodes()
    found = decode.beam_search(*table(P), width=width, alpha=alpha, max_length=4)
    kept = {found.ids(t, i) for t, step in enumerate(found.steps) for i in range(len(step))}
    assert lines(nodes, "kept") == kept
    ranked = {node["rank"]: node for node in nodes if node["rank"]}
    assert len(ranked) == len(found.best)
    for i, h in enumerate(found.best):
        node = ranked[i + 1]
        assert node["ids"] == (*h.ids, 2)
        np.testing.assert_allclose([node["logp"], node["score"]], [h.logp, h.score], rtol=1e-6)


def test_what_is_cut_had_its_parent_kept_and_what_was_never_looked_at_had_not():
    nodes = BeamTree(toy(4, 5), WORDS, width=2).nodes()
    kept = lines(nodes, "kept") | {()}
    assert lines(nodes, "cut") and lines(nodes, "never")
    assert all(ids[:-1] in kept for ids in lines(nodes, "cut"))
    deepest = max(map(len, kept))
    assert all(ids[:-1] not in kept or len(ids) > deepest for ids in lines(nodes, "never"))


def test_the_same_boxes_stand_there_for_every_width_and_one_is_cut_at_the_widest():
    boxes = {frozenset(node["ids"] for node in BeamTree(toy(), WORDS, width=w).nodes())
             for w in (1, 2, 3)}
    assert len(boxes) == 1
    assert lines(BeamTree(toy(), WORDS, width=3).nodes(), "cut")


def test_parents_stand_before_their_children_and_likelier_words_first():
    nodes = BeamTree(decode.tree(*table(drawn(2)), width=3, max_length=4)).nodes()
    seen, before = {()}, {}
    for node in nodes:
        parent = node["ids"][:-1]
        assert parent in seen and node["p"] <= before.get(parent, 1) + 1e-12
        seen.add(node["ids"])
        before[parent] = node["p"]


def test_what_travels_is_the_tree_and_nothing_of_the_answer():
    figure = by_hand()
    state = state_of(figure.html())
    assert state["texts"] == ["</s>", "a", "b"] and state["end"] == 0 and state["most"] == 4
    assert (state["beam"], state["alpha"], state["step"], state["at"]) == (2, 0, 0, -1)
    assert state["guess"] is None and not state["answered"]
    logP = unpack(figure.state()["logP"])
    first = [k for k, parent in enumerate(state["parents"]) if parent < 0]
    np.testing.assert_allclose(np.exp(logP[first]), [0.6, 0.4], rtol=1e-6)
    assert len(figure.html()) < 100_000


def test_the_table_holds_every_box_with_its_numbers_and_what_became_of_it():
    header, rows = by_hand().table()
    assert header == ["line", "P of its last word", "log P of the line", "score", "status", "rank"]
    by = {row[0]: row[1:] for row in rows}
    assert len(by) == len(rows) == len(by_hand().nodes())
    np.testing.assert_allclose(by["b </s>"][:3], [0.9, np.log(0.36), np.log(0.36)], rtol=1e-6)
    assert by["b </s>"][3:] == ["kept", "1"] and by["a </s>"][3:] == ["kept", "2"]
    assert by["b a"][3:] == ["cut", "–"] and by["a b </s>"][3:] == ["never looked at", "–"]


def test_the_score_is_divided_by_the_length_to_the_power_of_alpha():
    rows = {row[0]: row for row in by_hand(width=3, alpha=1.0).table()[1]}
    assert rows["a b </s>"][3] == pytest.approx(np.log(0.162) / 3, rel=1e-6)
    assert [rows[line][5] for line in ("b </s>", "a b </s>", "a </s>")] == ["1", "2", "3"]


def test_the_picture_has_a_box_for_each_node_and_greedys_path_dashed():
    figure = by_hand()
    picture = figure.picture()
    nodes = figure.nodes()
    assert picture.count('class="soft"') == len(nodes)
    assert picture.count('class="states-line" stroke-width="1.5"') == len(lines(nodes, "kept"))
    assert picture.count("stroke-dasharray") == 2  # two links: a, </s>
    assert all(f">{text}<" in picture for text in ("end", "24 %", "2. greedy", "36 %", "1. best"))


def test_a_line_of_japanese_words_is_read_without_blanks_and_an_empty_one_is_said():
    figure = BeamTree(toy(), ["<pad>", "<s>", "</s>", "姉", "手紙"])
    assert figure.line((3, 4, 2)) == "姉手紙" and figure.line((2,)) == "(nothing)"
    assert by_hand().line((3, 4, 2)) == "a b"


def test_it_speaks_japanese():
    with speaking("ja"):
        shown = by_hand()
        assert shown.label.startswith("2 文ずつ残すビーム探索") and shown.table()[0][3] == "スコア"
        assert shown.table()[1][0][4] == "残した"


@pytest.mark.parametrize("given, error, says", [
    ({"tree": P}, TypeError, r"(?s)tree is .*; it must be what nlpviz.decode.tree\(step, state"),
    ({"tree": None}, TypeError, "tree is None"),
    ({"words": WORDS[:3]}, ValueError, "words has 3 entries but the tree's vocabulary has 5"),
    ({"words": "words"}, TypeError, "words is one str; it must be a list of texts"),
    ({"width": 4}, ValueError, "width is 4"), ({"width": 0}, ValueError, "width is 0"),
    ({"width": 1.5}, TypeError, "width is 1.5"),
    ({"alpha": 0.7}, ValueError, "alpha is 0.7; it must be one of the tree's alphas, 0, 0.5, 1"),
    ({"alpha": "a"}, TypeError, "alpha is 'a'"),
])
def test_what_cannot_be_shown_is_refused_by_name(given, error, says):
    with pytest.raises(error, match=says):
        BeamTree(**{"tree": toy(), "words": WORDS} | given)


def test_a_tree_that_is_too_large_is_refused_and_the_remedy_is_said():
    tree = decode.tree(*table(drawn(0, 30, 0.2)), width=6, max_length=12)
    with pytest.raises(ValueError, match="nodes to be drawn is .* pass a smaller width or max_len"):
        BeamTree(tree)


def test_texts_are_text_never_markup():
    html = BeamTree(toy(), WILD).html()
    assert "<script>alert" not in html and "<img src=x" not in html
    assert state_of(html)["texts"] == WILD[2:]


def test_the_smallest_tree_is_one_word():
    tree = decode.tree(*table(np.array([[1.0, 0], [0, 1.0]])), width=1, max_length=1, bos=0, eos=1)
    header, rows = BeamTree(tree, ["a", "end"]).table()
    assert [row[0] for row in rows] == ["a"] and len(header) == len(rows[0])


def test_the_widget_starts_unanswered():
    widget = by_hand().widget()
    assert (widget.beam, widget.alpha, widget.step, widget.answered) == (2, 0, 0, False)

"""HeadsView in a page: a click or a key opens a head, its statistics are Python's, orders are kept
by the maps themselves, and what a cut costs is seen after the guess only."""

import numpy as np
import pytest

from nlpviz.widgets import HeadsView
from tests.site.pages import page_of, said
from tests.widgets.core.every import WORDS, attention

A = attention(heads=(2, 4)) * np.tri(len(WORDS))
A /= A.sum(-1, keepdims=True)
A[1, 2, 4] = [0.02, 0.94, 0.02, 0.01, 0.01, 0, 0, 0, 0]
CUT = np.array([[0.5, -0.25, 0.0, 0.125], [3.0, 0.0625, 0.375, -1.5]])
FIGURE = HeadsView(A, WORDS, gradient=CUT / 2, ablation=CUT, look=(4, 1), score="the score")
HEIGHT = "document.querySelector('figure').offsetHeight"


def opened(visit, figure=FIGURE, **options):
    return visit(page_of(figure.html()), **{"reduced_motion": "reduce", "viewport": {
        "width": 1000, "height": 900}} | options)


def names(page):
    """The heads in the order in which they are seen."""
    return page.eval_on_selector_all(".thumb", """nodes => nodes
        .sort((a, b) => a.offsetTop - b.offsetTop || a.offsetLeft - b.offsetLeft)
        .map((node) => [...node.querySelectorAll("span:nth-child(2), span:nth-child(3)")]
            .map((part) => part.textContent).join(", "))""")


def named(places):
    return [f"layer {k // 4 + 1}, head {k % 4 + 1}" for k in places]


def test_a_click_opens_a_head_and_says_what_it_does(visit):
    page = opened(visit)
    page.locator(".thumb").nth(6).click()
    assert page.locator(".title").inner_text() == "Layer 2, head 3"
    assert said(page).startswith("Layer 2, head 3: sister gives letters 0.94.")
    found = FIGURE.groups[0].statistics
    page.locator(".nlpviz-table summary").click()
    row = page.locator(".nlpviz-table tbody tr").nth(6).inner_text().split("\t")
    assert float(row[1]) == pytest.approx(found["entropy"][1, 2], rel=5e-3)
    assert page.locator(".thumb[aria-pressed=true]").count() == 1


def test_the_arrow_keys_walk_from_head_to_head_and_stay_in_the_figure(visit):
    page = opened(visit)
    page.locator(".thumb").first.focus()
    for key, due in (("ArrowRight", 1), ("ArrowDown", 5), ("ArrowLeft", 4), ("End", 7)):
        page.keyboard.press(key)
        assert page.locator(".title").inner_text().lower() == named([due])[0]
    page.focus(".nlpviz-heatmap")
    page.keyboard.press("ArrowDown")
    assert "are gives letters" in said(page)


@pytest.mark.parametrize("choice, values", [
    ("focus", -FIGURE.groups[0].statistics["entropy"]),
    ("distance", FIGURE.groups[0].statistics["distance"]),
    ("looking along the ring", FIGURE.groups[0].decoded[:, :, 4, 1])])
def test_the_heads_are_ordered_by_what_python_says_of_them(visit, choice, values):
    page = opened(visit)
    page.locator(".thumb").first.click()
    page.get_by_role("button", name="Reveal").click()
    page.locator(".nlpviz-more summary").click()
    assert names(page) == named(range(8))
    page.get_by_label(choice, exact=True).check(force=True)
    assert names(page) == named(np.argsort(-values.ravel(), kind="stable"))
    page.get_by_label("layer", exact=True).check(force=True)
    assert names(page) == named(range(8))


def test_the_guess_comes_first_then_what_is_lost_without_each_head(visit):
    page = opened(visit)
    before = page.evaluate(HEIGHT)
    assert page.locator(".nlpviz-more").is_hidden() and "3.00" not in page.inner_text("figure")
    page.locator(".thumb").nth(6).click()
    page.get_by_role("button", name="Reveal").click()
    assert page.locator(".nlpviz-verdict").inner_text() == (
        "You said layer 2, head 3. It is layer 2, head 1, because without it the score changes by "
        f"−3; it gives “letters” {A[1, 0, 4, 1]:.2g}; layer 2, head 3 gives it 0.94, and without "
        "that one the change is −0.375: a head that looks at the right word need not be the one "
        "that matters.")
    assert page.locator(".thumb .value b").all_inner_texts()[4] == "3.00"
    page.locator(".nlpviz-more summary").click()
    rows = page.locator(".worth tbody th").all_inner_texts()
    assert rows == named(np.argsort(-CUT.ravel(), kind="stable"))
    assert "gradient 1" in page.locator(".worth").inner_text()
    page.locator(".nlpviz-more summary").click()
    page.get_by_role("button", name="Guess again").click()
    assert abs(page.evaluate(HEIGHT) - before) <= 40  # the summary of "more" stays


@pytest.mark.parametrize("chosen, says", [
    (6, "You said layer 2, head 3, and it is one of 2, because"),
    (4, "You said layer 2, head 1, and it is one of 2, because"),
    (0, "You said layer 1, head 1. It is one of 2, because")])
def test_of_heads_that_matter_alike_each_is_right_and_none_is_named_alone(visit, chosen, says):
    cut = CUT.copy()
    cut[1, 2] = -2.96
    page = opened(visit, HeadsView(A, WORDS, ablation=cut, look=(4, 1), score="the score"))
    page.locator(".thumb").nth(chosen).click()
    page.get_by_role("button", name="Reveal").click()
    verdict = page.locator(".nlpviz-verdict").inner_text()
    assert verdict.startswith(says) and "within 0.05: layer 2, head 1 (−3), layer 2, head 3 " \
        "(+2.96); no one of them does the work alone" in verdict
    due = chosen if chosen in (4, 6) else 4  # a right one stays open
    assert page.locator(".title").inner_text().lower() == named([due])[0]


LOOKS = attention(heads=(2, 3))
LOOKS[:, :, 4] = np.eye(len(WORDS))[7]
LOOKS[0, :2, 4, :8] = LOOKS[1, 1, 4, :8] = [0, 0.9, 0, 0, 0, 0, 0, 0.1]


def guessed(page, number):
    page.locator(f".nlpviz-ask input[value='{number}']").check(force=True)
    page.get_by_role("button", name="Reveal").click()
    return page.locator(".nlpviz-verdict").inner_text()


def test_how_many_heads_look_along_a_link_is_guessed_while_their_row_is_covered(visit):
    page = opened(visit, HeadsView(LOOKS, WORDS, look=(4, 1), glosses={"sister": "姉"}))
    before = page.evaluate(HEIGHT)
    assert "6 heads look back from “sister (姉)”. How many of them look mostly at “letters”?" \
        in page.inner_text(".nlpviz-predict")
    assert page.locator(".thumb .ring:visible").count() == 0
    assert page.locator(".thumb .covered:visible").count() == 6
    assert "sister (姉) is covered" in said(page) and "0.9" not in page.inner_text("figure")
    page.locator(".nlpviz-table summary").click()
    assert "letters" not in page.inner_text(".nlpviz-table table")
    page.locator(".nlpviz-table summary").click()
    verdict = guessed(page, 5)
    assert verdict.startswith("You said 5. It is 3 of 6, because each of them gives “letters” more "
                              "than half of the weight of “sister (姉)” (0.90 to 0.90; the next "
                              "one, 0)")
    assert page.locator(".thumb.hit").count() == 3
    assert page.locator(".covered:visible").count() == 0
    assert page.locator(".opening .notes").inner_text() == \
        "Orange: heads that give “letters” more than half."
    assert page.evaluate(HEIGHT) == before


@pytest.mark.parametrize("rows, says", [
    ((7, 7), "no head gives “letters” more than half of the weight of “sister”"),
    ((1, 7), "only layer 1, head 1 gives “letters” more than half of the weight of “sister” "
             "(1.00); the next head gives it 0."),
    ((1, 1), "each of them gives “letters” more than half of the weight of “sister” "
             "(1.00 to 1.00)")])
def test_none_one_and_all_are_told_apart(visit, rows, says):
    looks = attention(heads=(1, 2))
    looks[0, :, 4] = np.eye(len(WORDS))[list(rows)]
    assert says in guessed(opened(visit, HeadsView(looks, WORDS, look=(4, 1))), 1)


def test_the_reveal_does_not_move_what_stands_below(visit):
    page = opened(visit)
    page.locator(".thumb").nth(1).click()
    top = "document.querySelector('.nlpviz-readout').offsetTop"
    before = page.evaluate(top)
    page.get_by_role("button", name="Reveal").click()
    assert page.evaluate(top) == before


def test_the_kinds_of_attention_are_chosen_by_name(visit):
    target = list("abcd")
    figure = HeadsView({"encoder": (attention(heads=(1, 2)), WORDS),
                        "cross": (attention(4, 9, heads=(2, 2)), target, WORDS)})
    page = opened(visit, figure)
    assert page.locator(".thumb").count() == 2
    page.get_by_label("cross", exact=True).check(force=True)
    assert page.locator(".thumb").count() == 4
    assert "distance" not in page.inner_text(".nlpviz-bar")
    assert "4 heads look back" in page.inner_text(".nlpviz-predict")
    assert guessed(page, 4).startswith("You said 4")

"""SoftHard and ScoreLab in a browser: the reader guesses before anything is given away, and what
is then moved by keyboard or mouse shows what NumPy computes."""

import numpy as np
import pytest

from nlpviz.widgets.score_lab.scores import score, softmax
from tests.site.pages import page_of, said
from tests.widgets.score_lab import test_score_lab
from tests.widgets.soft_hard import test_soft_hard


@pytest.fixture
def hard(visit):
    return visit(page_of(test_soft_hard.example(positions=test_soft_hard.WORDS).html()))


@pytest.fixture
def lab(visit):
    return visit(page_of(test_score_lab.ScoreLab(**test_score_lab.given()).html()))


def slide(page, name, *keys):
    page.get_by_label(name, exact=True).focus()
    for key in keys:
        page.keyboard.press(key)


def numbers(page, selector):
    texts = page.locator(selector).all_inner_texts()
    return [float(text.replace("−", "-")) for text in texts]


def spreads(page):
    return numbers(page, ".panels p > b")


def reveal(page, guess="linear"):
    page.locator(f".nlpviz-choice input[value={guess}]").check(force=True)
    page.get_by_role("button", name="Reveal").press("Enter")


def shown_line(page):
    """What the figure says of the chosen cell."""
    return page.locator(".nlpviz-readout").inner_text()


def rows(page):
    """The weights of each score function as they stand in the cells."""
    return np.array(numbers(page, ".share")).reshape(-1, 5)


def test_one_cloud_is_shown_before_the_guess_and_four_after_it(hard):
    assert len(spreads(hard)) == 1 and hard.locator(".cover").count() == 3
    hard.get_by_label("mean loss").check(force=True)
    hard.get_by_role("button", name="Reveal").press("Enter")
    verdict = hard.locator(".verdict")
    assert verdict.inner_text() == "smallest: weighted mean · your guess: mean loss"
    assert len(spreads(hard)) == 4 and hard.locator(".cover").count() == 0
    hard.get_by_role("button", name="Predict again").click()
    assert len(spreads(hard)) == 1 and verdict.inner_text() == ""


def test_the_clouds_shrink_as_one_over_the_root_of_n(hard):
    hard.get_by_role("button", name="Reveal").click()
    slide(hard, "N", "Home")
    one = np.array(spreads(hard))
    slide(hard, "N", "End")
    ratio = one / spreads(hard) / 32
    assert hard.locator(".second .nlpviz-value").inner_text() == "1024"
    assert (abs(ratio[[0, 2, 3]] - 1) < 0.25).all()  # the moving average begins far off


def test_draws_are_counted_and_a_low_temperature_draws_one_position(hard):
    for name in ("Draw 1", "Draw 100"):
        hard.get_by_role("button", name=name, exact=True).click()
    drawn = ".place:not(.head) > :nth-child(5)"
    assert sum(numbers(hard, drawn)) == 101 and said(hard).endswith("n = 101")
    slide(hard, "τ", "Home")
    assert hard.locator(drawn).all_inner_texts() == [""] * 5
    assert max(numbers(hard, ".place:not(.head) > :nth-child(4)")) == 1
    soft, chosen = numbers(hard, ".losses b")
    assert soft == pytest.approx(chosen, rel=0.01)


def test_leaving_out_the_first_term_loses_the_gradient_of_the_decoder(hard):
    exact = test_soft_hard.example().step()["dtheta"]
    assert numbers(hard, ".theta b") == [pytest.approx(exact, rel=0.01)]
    hard.locator(".both input").uncheck()
    assert numbers(hard, ".theta b") == [0]
    assert "instead of" in hard.locator(".theta").inner_text()


def test_a_score_is_moved_by_keys_and_by_dragging_its_row(hard):
    hard.focus(".rows")
    hard.keyboard.press("ArrowUp")
    before = numbers(hard, ".place.on > :nth-child(2)")[0]
    for _ in range(5):
        hard.keyboard.press("ArrowRight")
    assert numbers(hard, ".place.on > :nth-child(2)")[0] == pytest.approx(before + 0.5, abs=0.02)
    box = hard.locator("[data-j='0']").bounding_box()
    hard.mouse.move(box["x"] + 100, box["y"] + 10)
    hard.mouse.down()
    first = numbers(hard, "[data-j='0'] > :nth-child(2)")[0]
    hard.mouse.move(box["x"] + 160, box["y"] + 10, steps=4)
    hard.mouse.up()
    assert numbers(hard, "[data-j='0'] > :nth-child(2)")[0] == pytest.approx(first + 1, abs=0.1)


def test_the_weights_rest_until_the_guess_and_then_follow_the_query(lab):
    shown, still = test_score_lab.ScoreLab(**test_score_lab.given()), rows(lab)
    slide(lab, "query, number 1", "Home")
    assert (rows(lab) == still).all() and "Say first" in shown_line(lab)
    assert lab.get_by_role("button", name="Reveal").is_disabled()
    reveal(lab)
    assert "linear" in lab.locator(".nlpviz-verdict").inner_text()
    q = np.array([-4 * np.linalg.norm(shown.Q, axis=1).max(), shown.Q[0, 1]])
    due = [softmax(score(name, q, shown.K, w)) for name, w in shown.weights.items()]
    np.testing.assert_allclose(rows(lab), due, atol=0.0051)
    assert [abs(a - b).max() < 0.011 for a, b in zip(rows(lab), still, strict=True)] == [
        False] * 4 + [True]


def test_the_query_is_dragged_among_the_keys_and_put_back(lab):
    reveal(lab)
    start, box = rows(lab), lab.locator(".plane").bounding_box()
    lab.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
    lab.mouse.down()
    assert (abs(rows(lab)[0] - 0.2) < 0.011).all()  # q = 0: every dot product is 0
    lab.mouse.move(box["x"] + 10, box["y"] + 10, steps=3)
    lab.mouse.up()
    assert abs(rows(lab)[0] - start[0]).max() > 0.1
    lab.get_by_role("button", name="Reset the query").click()
    assert (rows(lab) == start).all()


def test_another_query_and_each_cell_can_be_chosen(lab):
    shown = test_score_lab.ScoreLab(**test_score_lab.given())
    lab.get_by_label("unopened").check(force=True)
    np.testing.assert_allclose(rows(lab), [A for *_, A in shown.rows(1).values()], atol=0.0051)
    lab.focus(".sheet")
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        lab.keyboard.press(key)
    S = score("additive", shown.Q[1], shown.K, shown.weights["additive"])
    assert shown_line(lab).startswith(
        f"additive, letters: score {S[1]:.2f}".replace("-", "−"))

"""SoftSteps in a browser: the share is guessed before it is seen, the numbers travel through six
steps, and a score that is dragged moves everything behind it as NumPy computes it."""

import numpy as np
import pytest

from nlpviz.widgets import SoftSteps
from tests.site.pages import faults, page_of, said
from tests.widgets.soft_steps.examples import NEXT, W_C, W_O, H, Q, by_hand, example

STILL = {"reduced_motion": "reduce"}
HEIGHT = "document.querySelector('figure').offsetHeight"


@pytest.fixture
def steps(visit):
    return visit(page_of("<main><h1>t</h1>", by_hand().html(), "</main>"), **STILL)


def reveal(page, guess=75):
    page.locator(f".nlpviz-choice input[value='{guess}']").check(force=True)
    page.get_by_role("button", name="Reveal").press("Enter")


def softmax(S):
    E = np.exp(S - np.max(S))
    return E / E.sum()


def widths(page, selector):
    found = "all => all.map(x => +x.getAttribute('width'))"
    return np.array(page.locator(selector).evaluate_all(found))


def shares(page):
    return widths(page, ".share .bar")


def predicted(S):
    A = softmax(np.array(S, float))
    return softmax(np.tanh(np.concatenate([A @ H, Q]) @ W_C) @ W_O)


def cells(page, kind):
    texts = page.locator(f".token.{kind} .number").all_text_contents()
    return [float(text.replace("−", "-")) for text in texts]


@pytest.mark.parametrize("guess, says", [
    (75, "You said 75 %. It is 84 %, because softmax shares out e to the power of the scores"),
    (84, "You said 84 %, and it is 84 %, because softmax")])
def test_the_share_is_hidden_until_the_guess_and_the_height_stays(steps, guess, says):
    height = steps.evaluate(HEIGHT)
    assert "84 %" not in steps.locator(".stage").text_content()
    assert shares(steps).size == 0 and steps.locator(".empty").count() == 3 + 4 + 2 + 4
    assert all(button.is_disabled() for button in steps.locator(".steps button").all())
    assert not steps.locator(".nlpviz-more").is_visible()
    reveal(steps, guess)
    assert steps.locator(".nlpviz-verdict").inner_text().startswith(says)
    assert steps.evaluate(HEIGHT) == height
    np.testing.assert_allclose(shares(steps) / shares(steps).sum(), softmax(np.array([1, 0, 3])),
                               atol=0.005)
    steps.get_by_role("button", name="Guess again").click()
    assert shares(steps).size == 0 and steps.evaluate(HEIGHT) == height
    assert not faults(steps)


def test_the_answer_stops_at_the_shares_and_play_goes_on_from_there(steps):
    """Who wants less motion sees the end at once."""
    reveal(steps)
    assert said(steps).startswith("2 Share") and not cells(steps, "sum")
    steps.get_by_role("button", name="Play").click()
    assert said(steps) == "6 Predict: 姉 gets 88 %. Without looking it would be 57 %."
    assert steps.evaluate("document.getAnimations().length") == 0
    assert cells(steps, "sum") == [0.11, 0.04, 0.84, 0.96] and cells(steps, "joint") == [0.93, 0.17]


def test_the_guess_stands_on_the_share_and_beside_the_true_one(steps):
    steps.locator(".nlpviz-choice input[value='33']").check(force=True)
    guessed, room = widths(steps, ".guessed"), widths(steps, ".share .empty")
    assert guessed == pytest.approx(0.33 * room[2], abs=0.5) and "33 %?" in (
        steps.locator(".token.share").nth(2).text_content())
    reveal(steps, 33)
    ghost = steps.locator(".share .ghost")
    assert ghost.count() == 1 and not widths(steps, ".guessed").size
    left = float(ghost.get_attribute("d").split()[0][1:])
    start = float(steps.locator(".share .bar").nth(2).get_attribute("x"))
    assert left - start == pytest.approx(0.33 * room[2], abs=0.5)


def test_next_words_have_their_glosses_and_the_third_column_its_name_on_a_phone(visit):
    H = np.array([[1.0, 0, 0, 1], [0, 1, 0, 0], [0, 0, 1, 1]])
    figure = SoftSteps(Q, H, H, W_C, W_O, keys=["letters", "from", "sister"], words=NEXT,
                       glosses={"姉": "sister"})
    page = visit(page_of(figure.html()), viewport={"width": 360, "height": 900}, **STILL)
    assert "姉 sister" in page.locator(".token.next").text_content()
    page.locator(".nlpviz-choice input").first.check(force=True)
    page.get_by_role("button", name="Reveal").press("Enter")
    page.locator(".steps button").nth(2).click()
    assert "3 value × share" in page.locator(".stage").text_content()
    assert "姉 sister" in figure.picture()


def test_a_step_shows_what_has_been_made_so_far_and_no_more(steps):
    reveal(steps)
    counts = []
    for k in range(1, 7):
        steps.locator(".steps button").nth(k - 1).press("Enter")
        assert said(steps).startswith(f"{k} ")
        counts.append([shares(steps).size, len(cells(steps, "sum")), len(cells(steps, "joint")),
                       steps.locator(".next .bar").count(), cells(steps, "value")[8:]])
    assert [one[:4] for one in counts] == [
        [0, 0, 0, 0], [3, 0, 0, 0], [3, 0, 0, 0], [3, 4, 0, 0], [3, 4, 2, 0], [3, 4, 2, 4]]
    assert counts[1][4] == [0, 0, 1, 1] and counts[2][4] == [0, 0, 0.84, 0.84]


def test_the_numbers_travel_and_leave_nothing_behind(visit):
    page = visit(page_of(by_hand().html()))
    reveal(page)
    page.wait_for_function("document.querySelectorAll('.sent').length > 0")
    texts = []
    for k in (4, 5, 6, 1, 2, 3):
        page.locator(".steps button").nth(k - 1).click()
        assert page.evaluate("document.getAnimations().length") > 0
        page.wait_for_function("document.getAnimations().every(one => !one.effect.target.closest"
                               "('.stage'))")
        assert page.locator(".sent").count() == 0
        texts.append(said(page)[0])
    assert "".join(texts) == "456123"


def test_play_walks_from_the_first_step_to_the_last(visit):
    page = visit(page_of(by_hand().html()))
    reveal(page)
    page.locator(".steps button").nth(0).click()
    page.get_by_role("button", name="Play").click()
    heard = []
    for k in range(2, 7):
        page.wait_for_function(f"document.querySelector('.nlpviz-readout').innerText[0] === '{k}'",
                               timeout=9000)
        heard.append(said(page)[0])
    assert "".join(heard) == "23456"


def test_a_score_is_moved_by_keys_and_everything_behind_it_follows(steps):
    reveal(steps)
    steps.focus("[role=application]")
    for key in ("ArrowUp", "ArrowUp", "PageUp", "PageUp", *["ArrowRight"] * 5):
        steps.keyboard.press(key)
    S = [3.5, 0, 3]
    P = predicted(S)
    best = int(P.argmax())
    assert said(steps) == (f"letters: score 3.50, share {100 * softmax(np.array(S))[0]:.0f} %. "
                           f"Next word: {NEXT[best]}, {100 * P[best]:.0f} %.")
    bars = widths(steps, ".next .bar")
    np.testing.assert_allclose(bars / bars.sum(), P, atol=0.01)
    steps.locator(".nlpviz-more summary").click()
    steps.get_by_role("button", name="Scores as before").click()
    np.testing.assert_allclose(shares(steps) / shares(steps).sum(), softmax(np.array([1, 0, 3])),
                               atol=0.005)


@pytest.mark.parametrize("style", ["", "zoom: 1.5"])
def test_a_score_is_dragged_by_the_end_of_its_bar_at_any_zoom(visit, style):
    page = visit(page_of(f'<div style="width:760px;{style}">{by_hand().html()}</div>'),
                 viewport={"width": 1300, "height": 1000}, **STILL)
    grip = page.locator("[data-j='0'] .grip")
    assert grip.count() == 0  # nothing is dragged before the guess
    reveal(page)
    box, zero = (page.locator(f"[data-j='0'] {part}").bounding_box() for part in (".grip", ".zero"))
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    one = x - zero["x"] - zero["width"] / 2  # the length of a score of 1
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + one, y, steps=3)
    page.mouse.up()
    after = grip.bounding_box()
    assert after["x"] + after["width"] / 2 == pytest.approx(x + one, abs=2)
    score = float(page.locator("[data-j='0'] .score text").text_content())
    assert score == pytest.approx(2, abs=0.1)
    np.testing.assert_allclose(shares(page) / shares(page).sum(),
                               softmax(np.array([score, 0, 3])), atol=0.01)


def test_without_looking_the_sum_is_nought_and_the_state_alone_predicts(steps):
    reveal(steps)
    steps.locator(".nlpviz-more summary").click()
    steps.get_by_label("without looking (sum = 0)").check()
    assert said(steps) == "6 Predict, without looking: 姉 gets 57 %. Looking would say 姉, 88 %."
    assert cells(steps, "sum") == [0, 0, 0, 0] and steps.locator(".next .ghost").count() == 0


def test_the_table_is_pythons(steps):
    reveal(steps)
    steps.locator(".nlpviz-table summary").click()
    steps.locator("tbody td").first.wait_for()
    header, rows = by_hand().table()
    shown = [[cell.inner_text() for cell in row.locator("th, td").all()]
             for row in steps.locator("tbody tr").all()]
    assert [row[0] for row in shown] == [row[0] for row in rows]
    assert [row[4] for row in shown] == [row[4] for row in rows]
    assert steps.locator("thead th").all_inner_texts() == header[1:]


@pytest.mark.parametrize("width", [320, 500, 760, 1200])
@pytest.mark.parametrize("make", [by_hand, lambda: example(["<"] * 14)], ids=["by hand", "largest"])
def test_it_fits_at_any_width_before_and_after_the_guess(visit, make, width):
    page = visit(page_of(make().html()), viewport={"width": width, "height": 900}, **STILL)
    height = page.evaluate(HEIGHT)
    page.locator(".nlpviz-choice input").first.check(force=True)
    page.get_by_role("button", name="Reveal").press("Enter")
    assert page.evaluate(HEIGHT) == height
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    right = page.locator(".stage svg *").evaluate_all(
        "all => Math.max(...all.map(x => x.getBoundingClientRect().right))")
    assert right <= width


def test_the_tab_key_goes_from_the_answer_to_the_words_and_on_to_the_steps(steps):
    reveal(steps)
    names = []
    for _ in range(4):
        steps.keyboard.press("Tab")
        names.append(steps.evaluate("document.activeElement.getAttribute('role') ??"
                                    " document.activeElement.textContent"))
    assert names == ["application", "▶ Play", "1 compare", "2 share"]

"""DrawOrMix, GradientCloud and ScoreLab in a browser: the reader guesses before anything is given
away, and what is then moved by keyboard or mouse shows what NumPy computes."""

import numpy as np
import pytest

from nlpviz.widgets.score_lab.scores import score, softmax
from tests.site.pages import page_of, said
from tests.widgets.draw_or_mix import test_draw_or_mix
from tests.widgets.gradient_cloud import test_gradient_cloud
from tests.widgets.score_lab import test_score_lab

STILL = {"reduced_motion": "reduce"}


@pytest.fixture
def mix(visit):
    return visit(page_of(test_draw_or_mix.example().html()), **STILL)


@pytest.fixture
def cloud(visit):
    return visit(page_of(test_gradient_cloud.example().html()), **STILL)


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


def reveal(page, guess="linear"):
    page.locator(f".nlpviz-choice input[value={guess}]").check(force=True)
    page.get_by_role("button", name="Reveal").press("Enter")


def shown_line(page):
    """What the figure says of the chosen cell."""
    return page.locator(".nlpviz-readout").inner_text()


def rows(page):
    """The weights of each score function as they stand in the cells."""
    return np.array(numbers(page, ".share")).reshape(-1, 5)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def answered(page, guess):
    """Guess, then look; the height must not change by it."""
    height = "document.querySelector('figure').offsetHeight"
    before = page.evaluate(height)
    guess()
    assert page.evaluate(height) == before
    page.get_by_role("button", name="Reveal").press("Enter")
    assert page.evaluate(height) == before
    return page.locator(".nlpviz-verdict").inner_text()


def shares(page):
    """The shares as the bars are long."""
    widths = "bars => bars.map(bar => +bar.getAttribute('width'))"
    return np.array(page.locator("rect.share").evaluate_all(widths))


def mark(page, outcome):
    """Where an outcome stands on the line of losses."""
    return float(page.locator(f".outcome.{outcome} .fell").get_attribute("cx"))


def test_each_loss_stands_at_its_place_on_one_line(mix):
    now = test_draw_or_mix.example().step()
    at = "circles => circles.map(circle => +circle.getAttribute('cx'))"
    places = np.array(mix.locator("circle.place").evaluate_all(at))
    losses = now["f"]
    slope = (places[0] - places[2]) / (losses[0] - losses[2])
    np.testing.assert_allclose(places[1], places[2] + slope * (losses[1] - losses[2]), atol=0.1)
    assert mark(mix, "all") == pytest.approx(places[2] + slope * (now["soft"] - losses[2]), abs=0.1)


def test_what_each_word_would_write_is_said_beside_it(mix):
    written = mix.locator("svg .token").all_text_contents()
    assert written[:4] == ["手紙 71 %", "から / の 37 %", "姉 71 %", "姉 62 %"]


def test_the_price_of_drawing_is_told_after_a_guess_in_one_sentence(mix):
    verdict, button = mix.locator(".nlpviz-verdict"), mix.get_by_role("button", name="Reveal")
    assert "0.64" not in mix.locator("figure").inner_text() and button.is_disabled()
    assert mix.locator(".nlpviz-more").is_hidden()
    assert answered(mix, lambda: mix.get_by_label("less").check(force=True)) == (
        "You said less. It is more (0.64), because about 11 of 100 draws fall on letters and have "
        "a loss of 2.34, while a mix always holds some of every word.")
    assert mix.locator(".nlpviz-question").is_hidden()
    assert mix.locator(".outcome.one .price").text_content() == "0.64"
    assert mix.locator(".dot").count() == 100
    assert mark(mix, "one") > mark(mix, "all")
    left, wide = (float(mix.locator("rect.guessed").get_attribute(k)) for k in ("x", "width"))
    assert left + wide == pytest.approx(mark(mix, "all"))  # "less": up to what mixing costs
    press(mix, "Guess again")
    assert mix.locator(".dot, .guessed, .one .fell").count() == 0
    assert verdict.inner_text() == "" and button.is_disabled()
    assert mix.evaluate("document.activeElement.value") == "less"  # the keyboard goes on from there
    assert answered(mix, lambda: mix.get_by_label("more").check(force=True)).startswith(
        "You said more, and it is more (0.64), because ")


def test_what_is_drawn_is_shown_with_its_price_counted_and_forgotten_when_the_scores_change(mix):
    press(mix, "Draw one")
    assert said(mix) == "drawn: sister, loss 0.34"
    assert "so far 0.34 (1×)" in mix.locator(".outcome.one").text_content()
    mix.get_by_label("less").check(force=True)
    press(mix, "Reveal")
    assert "(100×)" in mix.locator(".outcome.one").text_content()
    mix.locator(".nlpviz-more summary").click()
    press(mix, "Draw 100")
    assert "(200×)" in mix.locator(".outcome.one").text_content()
    mix.locator(".nlpviz-table summary").click()
    mix.locator("tbody td:nth-child(5)").first.wait_for()
    drawn = [float(t) for t in mix.locator("tbody td:nth-child(4)").all_inner_texts()[:3]]
    assert sum(drawn) == 200 and drawn[2] > 140
    mix.focus("[role=application]")
    mix.keyboard.press("ArrowRight")
    assert "(100×)" in mix.locator(".outcome.one").text_content()


def test_reveal_makes_a_hundred_quick_draws_that_are_seen_to_fall(visit):
    page = visit(page_of(test_draw_or_mix.example().html()))
    page.get_by_label("less").check(force=True)
    press(page, "Reveal")
    assert page.evaluate("document.getAnimations().length") > 50
    assert page.locator(".dot").count() == 100


def test_an_answer_that_was_open_is_open_with_its_draws(visit):
    html = test_draw_or_mix.example().html().replace('"answered":false', '"answered":true')
    page = visit(page_of(html.replace('"guess":null', '"guess":"less"')), **STILL)
    assert page.locator(".dot").count() == 100


def test_a_low_evenness_makes_mixing_a_choice_and_the_answer_follows(mix):
    mix.get_by_label("more").check(force=True)
    press(mix, "Reveal")
    mix.locator(".nlpviz-more summary").click()
    slide(mix, "evenness", "Home")
    assert shares(mix)[:2].max() <= 1 and mix.locator(".nlpviz-verdict").inner_text().startswith(
        "You said more. It is the same (0.34), because nearly every draw falls on sister")


def test_a_share_is_moved_by_keys_and_by_dragging_the_end_of_its_bar(mix):
    mix.focus("[role=application]")
    for key in ("ArrowUp", "ArrowUp", *["ArrowRight"] * 5):
        mix.keyboard.press(key)
    S = np.array([1.5, 0, 3])
    assert said(mix).startswith(f"letters: share {100 * softmax(S)[0]:.1f} %")
    whole = shares(mix).sum()
    np.testing.assert_allclose(shares(mix) / whole, softmax(S), atol=0.005)
    grip = mix.locator("[data-j='1'] .grip").bounding_box()
    x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    mix.mouse.move(x, y)
    mix.mouse.down()
    mix.mouse.move(x + 60, y, steps=3)
    mix.mouse.up()
    after = mix.locator("[data-j='1'] .grip").bounding_box()
    assert after["x"] + after["width"] / 2 == pytest.approx(x + 60, abs=2)  # the end is held
    rest = shares(mix)[[0, 2]]
    assert rest[0] / rest[1] == pytest.approx(np.exp(1.5 - 3), rel=0.02)


@pytest.mark.parametrize("style", ["", "scale: 1.4", "zoom: 1.5"])
def test_a_bar_follows_the_pointer_at_any_zoom(visit, style):
    html = test_draw_or_mix.example().html()
    page = visit(page_of(f'<div style="width:640px;transform-origin:0 0;{style}">{html}</div>'),
                 viewport={"width": 1300, "height": 900}, **STILL)
    grip = page.locator("[data-j='0'] .grip").bounding_box()
    x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 50, y)
    after = page.locator("[data-j='0'] .grip").bounding_box()
    assert after["x"] + after["width"] / 2 == pytest.approx(x + 50, abs=3)


def test_the_values_travel_to_the_outcome_and_leave_nothing_behind(visit):
    page = visit(page_of(test_draw_or_mix.example().html()))
    tokens = page.locator("svg .line .token")
    assert tokens.count() == 3
    press(page, "Mix all")
    assert tokens.count() == 6 and page.evaluate("document.getAnimations().length") >= 4
    page.wait_for_function("document.getAnimations().length === 0")
    assert tokens.count() == 3


def test_a_word_cannot_be_a_blank_of_a_sentence(visit):
    names = ["{f}", "{a}", "$&"]
    page = visit(page_of(test_draw_or_mix.example(positions=names).html()), **STILL)
    page.get_by_label("less").check(force=True)
    press(page, "Reveal")
    assert "draws fall on {f} and" in page.locator(".nlpviz-verdict").inner_text()


LINE = "[role=slider][aria-valuenow]"


def told(page):
    """What stands at the handle of the line."""
    return page.locator(".handle text").text_content()


def guessed(page, presses=1):
    """A guess by keys: from 0 half a unit a press."""
    page.focus(LINE)
    for _ in range(presses):
        page.keyboard.press("PageUp")


def test_no_spread_is_told_before_the_guess_and_the_dots_meet_at_the_best_number(cloud):
    assert told(cloud) == "drag me: your number" and cloud.locator(".curve").count() == 0
    assert answered(cloud, lambda: guessed(cloud)) == (
        "You said 0.50. It is 2.01, because the number must fit the draws that push hardest, above "
        "all letters (loss 2.34). The spread of the dots falls from 1.11 to 0.006.")
    assert told(cloud) == "subtract 2.01: spread 0.006"
    assert cloud.locator(".guessed text").text_content() == "your guess 0.50"
    assert cloud.locator("circle.dot").count() == cloud.locator("circle.ghost").count() == 200
    assert cloud.locator(".met").text_content() == "all 200 dots"
    press(cloud, "Guess again")
    assert told(cloud) == "drag me: your number" and cloud.locator(".curve, .ghost").count() == 0


def test_dots_that_lie_on_each_other_are_counted_beside_them(cloud):
    counts = cloud.locator(".plot .times").all_text_contents()
    assert "174 dots" in counts and "21 dots" in counts


def test_a_guess_near_the_best_number_is_right(cloud):
    assert answered(cloud, lambda: guessed(cloud, 4)).startswith("You said 2.00, and it is 2.01")


@pytest.mark.parametrize("place", ["page", "slides"])
def test_the_two_pictures_fit_a_narrow_page_and_a_narrow_hand_out(visit, place):
    html = test_gradient_cloud.example().html()
    page = visit(page_of(f'<div class="{place}">{html}</div>'), **STILL,
                 viewport={"width": 360, "height": 800})
    answered(page, lambda: guessed(page))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    outside = """() => [...document.querySelectorAll(".both text")].map(text => {
        const [a, b] = [text, text.closest("svg")].map(e => e.getBoundingClientRect());
        return Math.max(b.left - a.left, a.right - b.right); })"""
    assert max(page.evaluate(outside)) <= 1


def test_the_number_is_dragged_along_the_line_and_after_the_answer_the_cloud_follows(cloud):
    box = cloud.locator(".line").bounding_box()
    y = box["y"] + box["height"] / 2
    cloud.mouse.move(box["x"] + 40, y)
    cloud.mouse.down()
    cloud.mouse.move(box["x"] + box["width"] / 2, y, steps=3)
    cloud.mouse.up()
    middle = 1.15 * test_gradient_cloud.losses().max() / 2
    assert float(told(cloud).split()[-1]) == pytest.approx(middle, abs=0.02)
    press(cloud, "Reveal")
    cloud.focus(LINE)
    cloud.keyboard.press("Home")
    assert told(cloud) == "subtract 0.00: spread 1.11"
    assert cloud.locator("circle.ghost").count() == 0


def test_four_times_the_draws_are_a_quarter_of_the_spread(cloud):
    guessed(cloud)
    press(cloud, "Reveal")
    cloud.locator(".nlpviz-more summary").click()
    cloud.locator(".nlpviz-table summary").click()
    rows = "tbody tr:nth-child(n + 4) td:nth-child(2)"
    cloud.locator(rows).first.wait_for()
    before = np.array(numbers(cloud, rows))
    assert before == pytest.approx([1.11, 0.56, 0.523, 0.006], abs=0.006)
    slide(cloud, "draws for each dot", "ArrowRight", "ArrowRight")
    after = np.array(numbers(cloud, rows))
    np.testing.assert_allclose(after[[0, 2]], before[[0, 2]] / 4, atol=0.002)
    dots = "circle => circle.map(x => x.getAttribute('cx') + ' ' + x.getAttribute('cy'))"
    old = cloud.locator("circle.dot").evaluate_all(dots)
    press(cloud, "New draws")
    assert cloud.locator("circle.dot").evaluate_all(dots) != old


def test_the_dots_are_seen_to_go_to_the_cross(visit):
    page = visit(page_of(test_gradient_cloud.example().html()))
    guessed(page)
    press(page, "Reveal")
    assert float(told(page).split()[1].rstrip(":")) < 2  # on the way
    page.wait_for_function("document.querySelector('.met')")
    page.wait_for_function("document.querySelector('.handle').textContent.includes('2.01')")


def test_the_weights_follow_the_query_and_only_one_row_stays(lab):
    shown, still = test_score_lab.ScoreLab(**test_score_lab.given()), rows(lab)
    assert lab.get_by_role("button", name="Reveal").is_disabled()
    reveal(lab)
    lab.locator(".nlpviz-more summary").click()
    slide(lab, "query, number 1", "Home")
    lab.get_by_role("button", name="Reset the query").click()
    slide(lab, "query, number 1", "Home")
    q = np.array([-4 * np.linalg.norm(shown.Q, axis=1).max(), shown.Q[0, 1]])
    due = [softmax(score(name, q, shown.K, w)) for name, w in shown.weights.items()]
    np.testing.assert_allclose(rows(lab), due, atol=0.0051)
    assert [abs(a - b).max() < 0.011 for a, b in zip(rows(lab), still, strict=True)] == [
        False] * 4 + [True]


def test_at_the_reveal_the_arrow_goes_to_the_next_query_and_one_row_leaves_no_marks(visit):
    lab = visit(page_of(test_score_lab.ScoreLab(**test_score_lab.given()).html()), **STILL)
    shown, start = test_score_lab.ScoreLab(**test_score_lab.given()), rows(lab)
    assert not lab.get_by_text("black line").is_visible()
    assert answered(lab, lambda: lab.get_by_label("network", exact=True).check(force=True)) == (
        "You said network. It is sum, because its part of the query is added to every key’s score "
        "alike, and softmax takes away what all share.")
    due = [softmax(score(name, shown.Q[1], shown.K, w)) for name, w in shown.weights.items()]
    np.testing.assert_allclose(rows(lab), due, atol=0.0051)
    assert [abs(a - b).max() < 0.011 for a, b in zip(rows(lab), start, strict=True)] == [
        False] * 4 + [True]
    marks = lab.locator(".well b").evaluate_all("all => all.map(m => parseFloat(m.style.bottom))")
    np.testing.assert_allclose(np.reshape(marks, (5, 5)) / 100, start, atol=0.0051)
    assert lab.get_by_text("black line").is_visible()
    tags = lab.locator(".tag").all_inner_texts()
    assert tags == ["", "", "your guess", "", "✓ never moved"]


def test_a_single_query_is_turned_half_round_at_the_reveal(visit):
    given = test_score_lab.given()
    one = given | {"Q": given["Q"][:1], "queries": ["are"]}
    lab = visit(page_of(test_score_lab.ScoreLab(**one).html()), **STILL)
    answered(lab, lambda: lab.get_by_label("sum", exact=True).check(force=True))
    shown = test_score_lab.ScoreLab(**one)
    due = [softmax(score(name, -shown.Q[0], shown.K, w)) for name, w in shown.weights.items()]
    np.testing.assert_allclose(rows(lab), due, atol=0.0051)


def test_no_number_stands_on_a_bar(lab):
    boxes = "nodes => nodes.map(node => node.getBoundingClientRect().toJSON())"
    wells, texts = (lab.locator(f".share > {part}").evaluate_all(boxes) for part in ("div", "span"))
    assert all(text["top"] >= well["bottom"] for well, text in zip(wells, texts, strict=True))


def test_the_query_is_dragged_among_the_keys_and_put_back(lab):
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
        f"network, letters: score {S[1]:.2f}".replace("-", "−"))

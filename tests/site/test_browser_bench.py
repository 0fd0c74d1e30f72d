"""AttentionBench in a page: what the reader paints, by pointer or by keys, is weighed as
nlpviz.scratch weighs it; the guess comes first; what scratch refuses is refused in words."""

import numpy as np
import pytest

from nlpviz import scratch
from nlpviz.widgets import AttentionBench
from tests.site.pages import page_of, said
from tests.widgets.core.every import WORDS

N, QUERY = len(WORDS), 5
Q, K, V = np.random.default_rng(12).normal(size=(3, N, 16))
MASK = np.random.default_rng(1).random((N, N)) < 0.5
MASK[:, 0] = True


def opened(visit, mask=None, **options):
    html = AttentionBench(Q, K, V, WORDS, mask, query=QUERY).html()
    return visit(page_of(html), **{"reduced_motion": "reduce", "viewport": {
        "width": 1000, "height": 900}} | options)


def revealed(page):
    """The grid is shown; the division is there again."""
    page.locator(".nlpviz-number input").fill("20")
    page.get_by_role("button", name="Reveal").click()
    page.locator(".nlpviz-more summary").click()
    page.locator(".nlpviz-more input").nth(0).check(force=True)
    return page


def weights(mask=None, scale=True):
    return scratch.attention(Q, K, V, mask, scale=scale)[1].A


def shown(page):
    """The weights that the table says, of the word that looks."""
    if not page.locator(".nlpviz-table[open]").count():
        page.locator(".nlpviz-table summary").click()
        page.wait_for_selector(".nlpviz-table th[scope=col]")  # the page's own table
    cells = page.locator("tbody tr td:last-child").all_inner_texts()[:N]
    return [number(a) for a in cells]


def number(text):
    """0.12, 10⁻⁹ or 3.4·10⁻⁵ as a float."""
    front, there, power = text.rpartition("10⁻")
    return float(front.rstrip("·") or 1) * 10.0 ** -int(power.translate(
        str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))) if there else float(text)


def place(page, i, j):
    box = page.locator(".map canvas").bounding_box()
    side = box["width"] / N
    return box["x"] + (j + 0.5) * side, box["y"] + (i + 0.5) * side


def test_any_mask_is_weighed_as_scratch_does_for_each_word(visit):
    page = opened(visit, MASK)
    for i, word in enumerate(WORDS):
        page.locator(".nlpviz-bar .nlpviz-choice input").nth(i).check(force=True)
        np.testing.assert_allclose(shown(page), weights(MASK)[i], atol=5e-4)
        assert said(page).startswith(word)


@pytest.mark.parametrize("by", ["pointer", "keys"])
def test_a_stroke_hides_words_and_another_shows_them_again(visit, by):
    page = revealed(opened(visit))
    mask = np.ones((N, N), bool)
    mask[QUERY, 2:5] = False
    for due in (mask, np.ones((N, N), bool)):
        if by == "pointer":
            page.mouse.move(*place(page, QUERY, 2))
            page.mouse.down()
            page.mouse.move(*place(page, QUERY, 4))
            page.mouse.up()
        else:
            page.focus(".map")
            for key in ("Home", "ArrowRight", "ArrowRight", "Enter", "Shift+ArrowRight",
                        "Shift+ArrowRight"):
                page.keyboard.press(key)
        np.testing.assert_allclose(shown(page), weights(due)[QUERY], atol=5e-4)
        assert page.locator(".word .cut").count() == (~due[QUERY]).sum()
    assert said(page).startswith(f"{WORDS[QUERY]} → {WORDS[4]}: ")


def test_a_click_on_the_station_hides_its_word(visit):
    page = opened(visit)
    page.locator(".word .hide").nth(3).click()
    mask = np.ones((N, N), bool)
    mask[QUERY, 3] = False
    np.testing.assert_allclose(shown(page), weights(mask)[QUERY], atol=5e-4)


def test_the_last_word_of_a_row_stays_and_the_error_is_named(visit):
    page = revealed(opened(visit))
    page.mouse.move(*place(page, QUERY, 0))
    page.mouse.down()
    page.mouse.move(*place(page, QUERY, N - 1), steps=4)
    page.mouse.up()
    assert "are would see no word" in said(page) and "That is an error, so . stays" in said(page)
    np.testing.assert_array_equal(shown(page), np.eye(N)[N - 1])


BARS = """() => [...document.querySelectorAll(".word .weigh i:first-child")].map(bar => {
    const [a, b] = [bar, bar.parentElement].map(e => e.getBoundingClientRect());
    return [a.width / b.width, a.left - b.left, a.top - b.top, b.bottom - a.bottom,
            getComputedStyle(bar).position]; })"""


def test_a_bar_lies_in_its_station_as_long_as_its_share_and_on_paper_too(visit):
    page = opened(visit)
    page.emulate_media(media="print")
    share, left, top, bottom, kinds = zip(*page.evaluate(BARS), strict=True)
    np.testing.assert_allclose(share, weights(np.ones((N, N), bool))[QUERY], atol=5e-3)
    assert min(top) > 2 and min(bottom) > 2 and max(np.abs(left)) < 1
    assert set(kinds) == {"relative"}  # an absolute one covers the page when Chromium prints it


def test_a_finger_that_scrolls_paints_nothing(visit):
    page = revealed(opened(visit))
    x, y = place(page, QUERY, 2)
    page.mouse.move(x, y)
    page.mouse.down()
    assert page.locator(".word .cut").count() == 1
    page.locator(".map").dispatch_event("pointercancel", {"pointerId": 1})
    assert page.locator(".word .cut").count() == 0


def steepest():
    """The largest gradient through the softmax of the word that looks, with the division."""
    a = weights()[QUERY]
    return (np.diag(a) - np.outer(a, a)).max()


def bars(page):
    """The two bars of what can be learnt, as parts of the longer one."""
    parts = "all => all.map(bar => +bar.style.getPropertyValue('--part'))"
    return page.locator(".slopes b").evaluate_all(parts)


def test_how_much_can_be_learnt_is_shown_after_the_answer_as_two_bars(visit):
    page = opened(visit)
    assert page.locator(".slopes").is_hidden() and "gradient" not in said(page)
    page.locator(".nlpviz-number input").fill("20")
    page.get_by_role("button", name="Reveal").click()
    assert page.locator(".slopes").is_visible()
    a = weights(scale=False)[QUERY]
    both = np.array([steepest(), (np.diag(a) - np.outer(a, a)).max()])
    assert bars(page) == pytest.approx(both / both.max(), abs=0.001)
    assert page.locator(".slopes b").all_inner_texts() == [f"{slope:.2g}" for slope in both]


def test_the_guess_is_marked_on_the_bar_of_the_best_word(visit):
    page = opened(visit)
    assert page.locator(".yours:visible").count() == 0
    page.locator(".nlpviz-number input").fill("20")
    page.get_by_role("button", name="Reveal").click()
    yours = page.locator(".yours:visible")
    assert yours.count() == 1 and yours.evaluate("bar => bar.style.left") == "20%"
    line = page.locator(".word", has=yours)
    assert line.locator(".name").inner_text() == WORDS[int(weights()[QUERY].argmax())]
    assert "blue: your guess" in said(page)


def test_where_nothing_is_hidden_the_station_says_so(visit):
    page = opened(visit)
    gist = page.locator(".head.hide small")
    assert gist.inner_text() == "nothing to hide"
    page.locator(".word .hide").nth(3).click()
    assert gist.inner_text() == "the unseen"


def test_the_guess_comes_first_then_the_division_is_taken_away(visit):
    page = opened(visit)
    height = "document.querySelector('figure').offsetHeight"
    before = page.evaluate(height)
    assert page.locator(".nlpviz-more").is_hidden()
    page.locator(".nlpviz-number input").fill("20")
    page.get_by_role("button", name="Reveal").click()
    a = weights(scale=False)[QUERY]
    slope = (np.diag(a) - np.outer(a, a)).max()
    verdict = page.locator(".nlpviz-verdict").inner_text()
    assert verdict.startswith(f"You said 20 %. It is {100 * a.max():.0f} %, because")
    assert page.evaluate(height) == before
    assert f"at most {slope:.2g}" in verdict
    np.testing.assert_allclose(shown(page), a, atol=5e-4)
    page.get_by_role("button", name="Guess again").click()
    np.testing.assert_allclose(shown(page), weights()[QUERY], atol=5e-4)


def test_what_the_black_mark_means_is_said_while_it_is_there_and_not_in_the_stations(visit):
    page = opened(visit)
    mark = page.locator(".word .weigh i + i").first
    assert not mark.is_visible() and "black" not in said(page)
    page.locator(".nlpviz-number input").fill("20")
    page.locator(".nlpviz-number input").press("Enter")
    assert mark.is_visible() and "black: the weight done right" in said(page)
    assert "mark" not in page.locator(".stations").inner_text()


def test_no_number_is_struck_through_by_its_bar(visit):
    page = opened(visit)
    boxes = page.evaluate("""() => [...document.querySelectorAll(".word .place:not(.mix)")].map(
        place => { const range = document.createRange();
            range.selectNodeContents(place.querySelector("span"));
            return [range.getBoundingClientRect().bottom,
                place.querySelector("i").getBoundingClientRect().top]; })""")
    assert all(number <= bar + 3 for number, bar in boxes)  # a line is taller than its digits


def test_the_map_waits_under_more_until_the_reveal(visit):
    page = opened(visit)
    assert not page.locator(".map").is_visible()
    assert page.locator(".nlpviz-more").is_hidden()
    revealed(page)
    assert page.locator(".map canvas").bounding_box()["width"] > 150
    assert "Who may see whom?" in page.locator(".nlpviz-more").inner_text()


def test_enter_in_the_box_reveals_once_a_number_is_there_and_the_button_has_the_focus(visit):
    page = opened(visit)
    box = page.locator(".nlpviz-number input")
    box.press("Enter")
    assert page.locator(".nlpviz-verdict").inner_text() == ""
    box.fill("20")
    box.press("Enter")
    assert page.locator(".nlpviz-verdict").inner_text().startswith("You said 20 %. It is")
    page.keyboard.press("Enter")
    assert page.locator(".nlpviz-verdict").inner_text() == ""
    assert page.evaluate("document.activeElement.type") == "number"


def test_filled_with_1_the_hidden_words_leak_and_the_sentence_says_how_much(visit):
    page = revealed(opened(visit, "causal"))
    page.locator(".nlpviz-more input").nth(3).check(force=True)
    mask = scratch.causal(N)
    S = scratch.attention(Q, K, V)[1].S
    E = np.exp(np.where(mask, S, 1)[QUERY])
    np.testing.assert_allclose(shown(page), E / E.sum(), atol=5e-4)
    leak = (E / E.sum())[~mask[QUERY]].sum()
    assert f"filled with 1, still get {100 * leak:.0f} %" in said(page)
    page.get_by_role("button", name="Hide nothing").click()
    assert "nothing can leak" in said(page)


def test_what_travels_leaves_nothing_behind_and_numbers_stay(visit):
    page = opened(visit, reduced_motion="no-preference")
    count = page.locator(".stations *").count()
    page.get_by_role("button", name="Play").click()
    assert page.locator(".stations *").count() == count + N
    page.wait_for_function(f"document.querySelectorAll('.stations *').length === {count}")

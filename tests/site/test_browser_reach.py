"""GradientReach in a browser: a word is guessed by mouse or by keys, the blame is sent back once
without gates and once with them, each verdict is a sentence, and nothing moves but the blame."""

import pytest

from nlpviz.widgets import GradientReach
from tests.site.pages import faults, page_of, said
from tests.widgets.gradient_reach.examples import SENTENCE, networks, on_the_cover

HEIGHT = "document.querySelector('figure').offsetHeight"
RADII = "all => all.map(one => +one.getAttribute('r'))"
STILL = {"reduced_motion": "reduce"}


@pytest.fixture(scope="module")
def html():
    return page_of("<main><h1>t</h1>", on_the_cover().html(), "</main>")


@pytest.fixture
def reach(visit, html):
    return visit(html, viewport={"width": 1000, "height": 700}, **STILL)


def word(page, text):
    return page.locator("g.word").nth(SENTENCE.index(text))


def told(page):
    return page.locator(".told").inner_text()


def press(page, name):
    page.get_by_role("button", name=name).press("Enter")


def radii(page, kind):
    return page.locator(f".dot.{kind}").evaluate_all(RADII)


def test_nothing_is_answered_before_the_guess(reach):
    assert "says “is”; right is “are”" in told(reach) and "only a hundredth" in told(reach)
    assert "the gradient" in reach.locator(".means").inner_text()
    assert said(reach) == "Your guess: click a word."
    assert reach.locator(".dot, .answer").count() == 0 and reach.locator(".source").count() == 1
    height = reach.evaluate(HEIGHT)
    press(reach, "Send the blame back")
    assert said(reach) == "First click the word that you guess."
    assert reach.evaluate(HEIGHT) == height and reach.locator(".dot, .answer").count() == 0
    reach.locator("summary").last.click()
    assert reach.locator("tbody tr").first.inner_text().strip() == "The"


def test_the_blame_is_sent_back_and_each_dot_has_the_area_of_its_share(reach):
    word(reach, "sister").click()
    assert said(reach) == "Your guess: “sister”." and reach.locator(".guess").count() == 1
    press(reach, "Send the blame back")
    assert told(reach) == ("You said “sister”: 5 % is left there. It is “letters” or “from”: "
                           "1.3 %, the nearest to a hundredth, because each step back left 62 % "
                           "of it on average.")
    most = float(reach.locator(".source").get_attribute("r"))
    areas = [(r / most) ** 2 for r in radii(reach, "now")]
    assert areas == pytest.approx(on_the_cover().shares[0], rel=1e-3)
    assert said(reach) == "“letters”: 1.3 % of the blame is left."


@pytest.mark.parametrize("guess, says", [
    ("letters", "You said “letters”, and it is: 1.3 % is left there, because each step back left"),
    ("from", "You said “from”, and it is: 1.3 % is left there, because each"),
    ("The", "You said “The”, and it is: 0.64 % is left there"),
    ("week", "You said “week”: 100 % is left there. It is “letters” or “from”")])
def test_a_guess_is_right_where_about_a_hundredth_is_left(reach, guess, says):
    word(reach, guess).click()
    press(reach, "Send the blame back")
    assert told(reach).startswith(says)


def test_with_gates_the_former_blame_stays_as_a_ghost_beside_the_new(reach):
    word(reach, "my").click()
    press(reach, "Send the blame back")
    places = reach.locator("g.word text").evaluate_all("all => all.map(t => t.getAttribute('x'))")
    before = radii(reach, "now")
    press(reach, "Now with gates")
    assert told(reach) == ("With gates (LSTM), 18 % is left at “letters”, 13 times as much, "
                           "because each step back left 83 % of it on average, not 62 %. It says "
                           "“are”, which is right.")
    assert radii(reach, "former") == before
    areas = [(r / max(radii(reach, "now"))) ** 2 for r in radii(reach, "now")]
    assert areas == pytest.approx(on_the_cover().shares[1], rel=1e-3)
    assert reach.locator("g.verb text").text_content() == "are ✓"
    assert places == reach.locator("g.word text").evaluate_all(
        "all => all.map(t => t.getAttribute('x'))")
    word(reach, "sister").click()
    assert said(reach) == "“sister”: 5 % without gates, 21 % with gates."
    reach.locator("summary").last.click()
    reach.locator("tbody td").first.wait_for()
    assert reach.locator("tbody tr").nth(1).locator("td").all_inner_texts() == ["0.0132", "0.178"]


def test_keys_do_all_of_it_and_guess_again_begins_anew(reach):
    reach.locator(".stage").focus()
    reach.keyboard.press("ArrowLeft")
    assert said(reach) == "Your guess: “week”."
    reach.keyboard.press("ArrowLeft")
    reach.keyboard.press("ArrowLeft")
    assert said(reach) == "Your guess: “writes”."
    reach.keyboard.press("Home")
    reach.keyboard.press("ArrowRight")
    reach.keyboard.press("Enter")
    assert told(reach).startswith("You said “letters”, and it is")
    reach.keyboard.press("ArrowLeft")
    assert said(reach) == "“The”: 0.64 % of the blame is left."
    reach.keyboard.press("Enter")
    assert told(reach).startswith("With gates")
    reach.keyboard.press("Enter")
    assert "only a hundredth" in told(reach) and reach.locator(".dot, .guess").count() == 0
    assert reach.evaluate("document.activeElement.className") == "stage"


@pytest.mark.parametrize("button", ["Guess again"])
def test_one_may_guess_again_before_the_gates(reach, button):
    word(reach, "who").click()
    assert not reach.get_by_role("button", name=button).is_visible()
    press(reach, "Send the blame back")
    press(reach, button)
    assert said(reach) == "Your guess: click a word."


@pytest.mark.parametrize("width", [1280, 720, 360, 320])
def test_the_height_stays_nothing_sticks_out_and_nothing_is_hard_to_reach(visit, html, width):
    page = visit(html, viewport={"width": width, "height": 800}, **STILL)
    heights = [page.evaluate(HEIGHT)]
    word(page, "Kyoto").click()
    heights.append(page.evaluate(HEIGHT))
    for name in ("Send the blame back", "Now with gates", "Guess again"):
        press(page, name)
        heights.append(page.evaluate(HEIGHT))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert faults(page) == []
    assert len(set(heights)) == 1
    texts = page.locator(".stage text").evaluate_all(
        "all => all.map(t => [t.getBoundingClientRect().left, t.getBoundingClientRect().right])")
    assert all(0 <= left and right <= width for left, right in texts)


def test_the_pulse_shrinks_on_its_way_and_the_verdict_waits_for_its_end(visit, html):
    page = visit(html, viewport={"width": 1000, "height": 700})
    word(page, "in").click()
    press(page, "Send the blame back")
    page.evaluate("document.getAnimations().forEach(a => { a.pause(); a.currentTime = 1e3; })")
    wide = "e => e.getBoundingClientRect().width"
    early = page.locator(".pulse").evaluate(wide)
    see = "e => +getComputedStyle(e).opacity"
    assert page.locator(".told").evaluate(see) == 0
    assert page.locator(".answer").evaluate_all(f"all => all.map({see})") == [0, 0]
    shown = page.locator(".dot").evaluate_all("all => all.map(e => +getComputedStyle(e).opacity)")
    assert shown[0] == 0 and shown[-1] == 1
    page.evaluate("document.getAnimations().forEach(a => { a.currentTime = 2.5e3; })")
    assert page.locator(".pulse").evaluate(wide) < early / 2
    page.evaluate("document.getAnimations().forEach(a => a.finish())")
    assert page.locator(".told").evaluate(see) == 1


def test_who_asks_for_less_motion_sees_the_end_at_once(reach):
    word(reach, "in").click()
    press(reach, "Send the blame back")
    assert reach.evaluate("document.getAnimations().length") == 0
    assert reach.locator(".told").evaluate("e => +getComputedStyle(e).opacity") == 1


def test_a_network_that_is_right_and_words_that_are_long_are_told_of_as_well(visit):
    words = ["the", "x" * 60, "姉", "are", "is"]
    right = max((GradientReach(words[:3], networks(5, seed=k), words, ("are", "is"))
                 for k in range(8)), key=lambda figure: figure.chances[0])
    page = visit(page_of(right.html()), viewport={"width": 320, "height": 700}, **STILL)
    assert right.chances[0] > 0.5 and "says “are”, which is right." in told(page)
    page.locator("g.word").nth(1).click()
    press(page, "Send the blame back")
    assert f"“{'x' * 13}…”" in told(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

"""LiveTranslator in a browser: typed by keyboard or by an input method, it writes what Python
writes with the same weights; unknown characters, long lines, right and wrong are said in words."""

import pytest

from nlpviz import stored as models
from nlpviz.data import dates
from nlpviz.widgets import LiveTranslator
from nlpviz.widgets.live_translator.model import written
from tests.site.pages import page_of, said

NAMES = ("attention", "every")


@pytest.fixture(scope="module")
def figure():
    found = models.load("04_dates")
    lines = [line for n in (1, 2, 3, 4) for line in dates.lines(3, n, seed=n, held=True)]
    return LiveTranslator({name: found[name] for name in NAMES}, found["source"],
                          found["target"], lines)


@pytest.fixture
def page(visit, figure):
    return visit(page_of(figure.html()), reduced_motion="reduce")


def reveal(page, guess=3):
    """Guess, look, and wait until the examples have been counted."""
    page.locator(".nlpviz-choice input").nth(guess).check(force=True)
    page.get_by_role("button", name="Reveal").press("Enter")
    page.wait_for_function("document.querySelector('.nlpviz-verdict').textContent.includes('You')")


def outputs(page):
    """What stands in each translation, without the end."""
    return page.evaluate("""() => [...document.querySelectorAll(".out")].map((out) =>
        [...out.querySelectorAll(".sign > bdi")].map((c) => c.textContent).join("")
            .replace("</s>", "").replaceAll("␣", " "))""")


def due(figure, text):
    return [written(figure.translate(name, text).ids, figure.target) for name in NAMES]


@pytest.mark.parametrize("text", [
    "the 4th of June, 2016", "昭和53年4月23日; １９９１年１１月１３日", "nobody ☃ knows", "",
    "x" * 300, "👩\u200d👩\u200d👧 3 May 1976", "<b>1</b>",
])
def test_what_is_typed_is_translated_as_python_translates_it(page, figure, text):
    page.locator(".nlpviz-typed").fill("1")
    page.locator(".nlpviz-typed").fill(text)
    assert outputs(page) == due(figure, text)
    strange = sum(c not in figure.source for c in text[:128])
    if len(text) < 128:  # of more the columns are too narrow for letters
        assert page.locator("text.strange").count() == strange
        assert page.locator("text.from").count() == len(text) - strange + 1
    note = page.locator(".answer b").inner_text()
    assert (f"{strange} unknown: <unk>." in note) == bool(strange)
    assert ("Only the first 128 of 300 characters are read." in note) == (len(text) > 128)
    assert page.locator(".map text *, .sign .sign").count() == 0


def test_it_is_typed_and_read_by_keyboard_alone(page, figure):
    for _ in range(2):
        page.keyboard.press("Tab")  # past the guess (Reveal waits for one)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("2016 June 4")
    assert outputs(page) == due(figure, "2016 June 4")
    for _ in range(5):  # the slider, another example, two lines to try
        page.keyboard.press("Tab")
    page.keyboard.press("End")
    last = said(page)
    page.keyboard.press("Home")
    seen = "2016 June 4"[figure.translate("attention", "2016 June 4").A[0].argmax()]
    assert said(page) != last and said(page).startswith("“2”, probability ")
    assert f" ← looks at “{seen}” " in said(page)
    assert said(page, 1).startswith("“")


def test_an_input_method_composes_before_it_is_translated(page, figure):
    field = page.locator(".nlpviz-typed")
    field.fill("")
    field.focus()
    before = outputs(page)
    method = page.context.new_cdp_session(page)
    for text in ("へ", "へい", "へいせい", "平成"):
        method.send("Input.imeSetComposition",
                    {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
        assert field.input_value() == text and outputs(page) == before
    method.send("Input.insertText", {"text": "平成"})
    assert field.input_value() == "平成" and outputs(page) == due(figure, "平成")
    page.keyboard.type("2")
    assert outputs(page) == due(figure, "平成2")


def test_the_slider_fills_the_line_and_right_and_wrong_are_said_without_colour(page, figure):
    reveal(page)
    for k in range(4):
        page.locator("input[type=range]").fill(str(k))
        for turn in range(3):
            source, truth = figure.examples[3 * k + turn]
            assert page.locator(".nlpviz-typed").input_value() == source
            assert page.locator(".answer bdi").inner_text() == truth
            for name, score, text in zip(NAMES, page.locator(".score").all_inner_texts(),
                                         due(figure, source), strict=True):
                right = sum(a == b for a, b in zip(text.split(" "), truth.split(" "), strict=False))
                mark = "✓" if text == truth else "✗"
                assert score == f"{mark} {right} of {k + 1} right", name
            page.get_by_text("Another example").press("Enter")
    lines = "all => all.map(one => getComputedStyle(one).textDecorationLine)"
    assert set(page.locator(".wrong > bdi").evaluate_all(lines)) == {"line-through"}


@pytest.mark.parametrize("text", ["2 May 1999; 3 June 2001; 4 July 2020", "2 May 1999"])
def test_before_the_guess_nothing_says_what_is_right(page, text):
    page.locator(".nlpviz-typed").fill(text)
    told = page.locator(".score, .answer span, .due")
    assert told.count() >= 3 and not "".join(told.all_inner_texts()).strip()
    plain = "cells => new Set(cells.map(cell => getComputedStyle(cell).color)).size"
    assert page.locator(".sign").evaluate_all(plain) == 1
    reveal(page)
    assert all(text[0] in "✓✗" for text in page.locator(".score").all_inner_texts())
    page.get_by_role("button", name="Guess again").click()
    assert page.locator(".score").all_inner_texts() == ["", ""]


def test_a_guess_is_answered_by_counting_the_examples(page, figure):
    assert page.locator(".share").all_inner_texts() == [""] * 8
    height = page.evaluate("document.querySelector('figure').offsetHeight")
    page.locator(".nlpviz-choice input").nth(3).focus()
    page.keyboard.press("Space")
    assert page.locator(".share").all_inner_texts() == [""] * 8
    page.get_by_role("button", name="Reveal").press("Enter")
    page.wait_for_function("document.querySelector('.nlpviz-verdict').textContent.includes('You')")
    shares = page.locator(".share").all_inner_texts()
    rights = [[due(figure, source)[k] == truth for source, truth in figure.examples]
              for k in range(2)]
    assert shares == [f"{sum(r[3 * n:3 * n + 3])} / 3" for r in rights for n in range(4)]
    half = next((n for n in range(4) if sum(rights[1][3 * n:3 * n + 3]) < 1.5), 4)
    assert f"You said 3. It is {half}, because" in page.locator(".nlpviz-verdict").inner_text()
    assert page.evaluate("document.querySelector('figure').offsetHeight") == height


@pytest.mark.parametrize("text, right", [
    ("the 4th of June, 2016", "2016-06-04"),
    ("昭和53年4月23日; 2001 May 7", "1978-04-23 2001-05-07"),
])
def test_a_typed_date_is_judged_by_what_it_means(page, figure, text, right):
    assert text not in dict(pair[:2] for pair in figure.examples)
    reveal(page)
    page.locator(".nlpviz-typed").fill(text)
    assert page.locator(".answer bdi").inner_text() == right
    for score, found in zip(page.locator(".score").all_inner_texts(), due(figure, text),
                           strict=True):
        assert score.startswith("✓" if found == right else "✗")
    assert page.locator("input[type=range]").input_value() == str(right.count(" "))


@pytest.mark.parametrize("text, says", [
    ("3/4/1998", "Not one clear date"), ("", "Nothing typed"),
])
def test_what_cannot_be_judged_is_said_to_be_so(page, text, says):
    page.locator(".nlpviz-typed").fill(text)
    assert page.locator(".answer b").inner_text().startswith(says)
    assert page.locator(".score").all_inner_texts() == ["", ""]
    assert page.locator(".wrong").count() == 0


def test_characters_appear_one_by_one_unless_motion_is_unwanted(visit, figure):
    page = visit(page_of(figure.html()))
    assert page.locator(".later").count() == 0
    page.evaluate("window.most = 0; new MutationObserver(() => { most = Math.max(most, "
                  "document.querySelectorAll('.later').length); }).observe(document.body, "
                  "{subtree: true, attributes: true})")
    page.locator(".nlpviz-typed").fill("2031年12月12日")
    page.wait_for_function("most > 3 && !document.querySelector('.later')")
    assert outputs(page) == due(figure, "2031年12月12日")


def test_a_guess_is_followed_by_the_first_line_that_fails_but_not_over_a_typed_one(page, figure):
    height = page.evaluate("document.querySelector('figure').offsetHeight")
    reveal(page, 1)
    shown = page.locator(".nlpviz-typed").input_value()
    assert shown in dict(pair[:2] for pair in figure.examples) and shown.count(";") >= 1
    assert page.locator(".score.bad").count() == 1 and outputs(page) == due(figure, shown)
    assert page.evaluate("document.querySelector('figure').offsetHeight") == height
    page.get_by_role("button", name="Guess again").click()
    page.get_by_role("button", name="I love you").click()
    assert outputs(page) == due(figure, "I love you")
    reveal(page, 1)
    assert page.locator(".nlpviz-typed").input_value() == "I love you"


def test_words_follow_the_page(visit, figure):
    page = visit(page_of(figure.html()).replace("lang=en", "lang=ja"))
    assert "日付を入力" in page.locator(".nlpviz-typed").get_attribute("aria-label")

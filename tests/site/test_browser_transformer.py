"""TransformerLive in a page: the reveal says in words what happens without the head that does the
work, to both sentences, with the parts that Python finds; what is off has a legend."""

import numpy as np
import pytest

from nlpviz.widgets import TransformerLive
from tests.site.pages import AXE, page_of
from tests.widgets.transformer_live import golden

LETTERS, TWIN = "the letters from my sister", "the letter from my sister"
HEIGHT = "document.querySelector('figure').offsetHeight"
PARTS = ".nlpviz-versus .side.s0 small"


def figure(**options):
    return TransformerLive(golden.given(), golden.VOCABULARY, golden.N_HEADS, LETTERS, **options)


def percent(x):
    return f"{100 * x:.{0 if 0.005 < x < 0.995 else 1}f}\u00a0%"


def opened(visit, made):
    return visit(page_of("<main><h1>t</h1>", made.html(), "</main>"),
                 viewport={"width": 1000, "height": 900}, reduced_motion="reduce")


def reveal(page, guess):
    page.locator("button.head").nth(guess).click()
    page.get_by_role("button", name="Reveal").click()
    return page.locator(".nlpviz-verdict").inner_text()


def test_the_reveal_says_what_both_sentences_get_without_the_head(visit):
    made = figure(twin=TWIN)
    here, there = made.works(LETTERS), made.works(TWIN)
    due = int(np.argmin(np.abs(here - there)))
    page = opened(visit, made)
    height = page.evaluate(HEIGHT)
    told = reveal(page, (due + 1) % 8)
    first = here[due] >= 0.5
    parts = [percent(x if first else 1 - x) for x in (here[due], there[due])]
    name = f"head {due + 1} (layer {due // 4 + 1}), because without it the "
    assert f"It is {name}" in told and page.evaluate(HEIGHT) == height
    if (here[due] < 0.5) == (there[due] < 0.5):
        word = made.ask[0 if first else 1]
        assert f"model gives “{word}” to both sentences ({parts[0]} and {parts[1]}): it no " \
            "longer tells “letters” from “letter”" in told
    else:
        assert f"gets {parts[0]} and {parts[1]})" in told
    parts = [text.replace(" ", "\u00a0") for text in page.locator(PARTS).all_inner_texts()]
    assert parts == [percent(here[due]), percent(there[due])]


def test_the_mark_of_what_was_before_has_a_legend_while_something_is_off(visit):
    page = opened(visit, figure(twin=TWIN))
    assert "If only “are” or “is” may come next:" in page.locator(".flow").inner_text()
    legend = page.locator(".before")
    assert not legend.is_visible()
    reveal(page, 0)
    mark = page.locator(".nlpviz-versus i").first
    assert legend.inner_text() == "with everything on" and mark.is_visible()
    page.get_by_role("button", name="All on again").click()
    assert not legend.is_visible() and not mark.is_visible()


@pytest.mark.parametrize("guess", [0, 5])
def test_of_one_sentence_it_says_how_far_the_word_falls(visit, guess):
    made = figure()
    whole = made.run().P[[made.vocabulary.index(word) for word in made.ask]]
    whole = whole[0] / whole.sum()
    left = made.works() if whole >= 0.5 else 1 - made.works()
    due = int(np.argmin(left))
    told = reveal(opened(visit, made), guess)
    word = made.ask[0 if whole >= 0.5 else 1]
    assert f"without it “{word}” falls most, from {percent(max(whole, 1 - whole))} to " \
        f"{percent(left[due])}" in told


@pytest.mark.parametrize("width", [360, 656, 1000])
def test_a_word_that_it_does_not_know_moves_nothing_below(visit, width):
    page = visit(page_of(figure(twin=TWIN).html()), viewport={"width": width, "height": 900})
    height = page.evaluate(HEIGHT)
    page.locator(".line input").fill("the letters from my zebra")
    page.wait_for_function("document.querySelector('.note').textContent.includes('zebra')")
    assert page.evaluate(HEIGHT) == height


def test_each_head_is_named_by_what_stands_on_it(visit):
    page = opened(visit, figure(twin=TWIN))
    reveal(page, 0)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("""async () => (await axe.run({ runOnly: { type: "rule",
        values: ["label-content-name-mismatch", "button-name"] } })).violations.length""")
    head = page.locator("button.head").nth(4)
    assert found == 0 and head.get_attribute("title") == "head 5 (layer 2)"


def test_the_likeliest_of_all_words_waits_under_more(visit):
    page = opened(visit, figure(twin=TWIN))
    assert not page.locator(".nlpviz-likely").is_visible()
    reveal(page, 0)
    page.locator(".nlpviz-more summary").click()
    assert page.locator(".nlpviz-likely li").count() == 5

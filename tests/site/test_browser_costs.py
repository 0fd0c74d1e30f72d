"""CostMeter in a browser: the edge of the text is dragged and moved by keys, what twice the length
does is hidden until the guess, and sizes change what they should and nothing else."""

import re

import pytest

from nlpviz.scratch.transformer import costs
from nlpviz.widgets import CostMeter
from tests.site.pages import faults, page_of, said
from tests.widgets.cost_meter.examples import ROWS

HEIGHT = "document.querySelector('figure').offsetHeight"
BANDS = ".stage rect.attention, .stage rect.projections, .stage rect.feed"


@pytest.fixture
def meter(visit):
    html = page_of("<main><h1>t</h1>", CostMeter(ROWS).html(), "</main>")
    return visit(html, viewport={"width": 1000, "height": 900})


def reveal(page, guess=4):
    page.locator(f".nlpviz-choice input[value='{guess}']").first.check(force=True)
    page.get_by_role("button", name="Reveal").press("Enter")


def seen(page, name):
    """Another picture in the same place."""
    page.get_by_label(name, exact=True).check(force=True)


def wide(page):
    return float(page.locator(".stage rect.attention").get_attribute("width"))


def heights(page):
    return page.locator(BANDS).evaluate_all("all => all.map(one => +one.getAttribute('height'))")


@pytest.mark.parametrize("guess, says", [
    (4, "You said 4 times. It is 2 to 3 times (2.3), because attention alone"),
    (2, "You said 2 times. It is 2 to 3 times (2.3), because"),
    (2.5, "You said 2 to 3 times, and it is 2 to 3 times (2.3), because")])
def test_the_answer_is_hidden_until_the_guess_and_the_height_stays(meter, guess, says):
    height = meter.evaluate(HEIGHT)
    assert not meter.get_by_role("radiogroup", name="Show").is_visible()
    assert not meter.locator(".slopes").is_visible() and meter.locator(".opening").is_visible()
    assert not meter.locator(".nlpviz-more").is_visible()
    reveal(meter, guess)
    assert meter.locator(".nlpviz-verdict").inner_text().startswith(says)
    assert not meter.locator(".opening").is_visible()
    work = [sum(costs.text_work(n, 256, 3, 1024).values()) for n in (256, 512)]
    assert f"{work[1] / work[0]:.1f} times the work of 256 words" in said(meter)
    for name, kind in (("the next word", ".slopes"), ("memory", ".memory"),
                       ("longer texts", ".stage"), ("twice as long", ".stage")):
        seen(meter, name)
        assert [meter.locator(each).is_visible() for each in (".slopes", ".memory", ".stage")] \
            == [each == kind for each in (".slopes", ".memory", ".stage")]
        assert meter.evaluate(HEIGHT) == height
    seen(meter, "memory")
    meter.get_by_role("button", name="Guess again").click()
    assert meter.locator(".stage").is_visible() and not meter.locator(".memory").is_visible()


def test_a_longer_text_is_no_answer_before_the_guess(meter):
    before = wide(meter)
    meter.locator(".stage").focus()
    meter.keyboard.press("PageUp")
    assert said(meter) == "512 words. How much work is that, against 256? Guess first."
    assert wide(meter) == before
    meter.keyboard.press("Home")
    assert said(meter).startswith("2 words: 4.7 million multiply-adds") and wide(meter) < before


def test_the_edge_is_dragged_and_moved_by_keys_and_the_rectangle_follows(meter):
    reveal(meter)
    seen(meter, "longer texts")
    meter.locator(".stage").focus()
    bands, width = heights(meter), wide(meter)
    meter.keyboard.press("PageUp")
    assert wide(meter) == pytest.approx(2 * width)
    assert heights(meter) == pytest.approx([bands[0], bands[1], 2 * bands[2]])
    box = meter.locator(".stage").bounding_box()
    grip = meter.locator(".grip").bounding_box()
    x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    meter.mouse.move(x, y)
    meter.mouse.down()
    meter.mouse.move(x - 100, y - 30)
    meter.mouse.up()
    assert wide(meter) == pytest.approx(2 * width - 100, abs=1)
    assert box["width"] > wide(meter)
    seen(meter, "memory")
    assert "Memory, " in meter.locator(".store").inner_text()
    words = int(re.match(r"([\d,]+) words", said(meter))[1].replace(",", ""))
    cache = 4 * costs.cache_numbers(words, 256, 3) / 1e6
    assert f"{cache:.2g} MB" in meter.locator(".memory .cache").inner_text()


def test_the_guess_stands_beside_the_answer_and_the_rest_waits_for_longer_texts(meter):
    reveal(meter, 2.5)
    first, guess = (float(meter.locator(f".stage .{kind}").get_attribute("height"))
                    for kind in ("before", "guess"))
    assert guess / first == pytest.approx(1.25)
    assert "you: 2 to 3 times" in meter.locator(".stage").text_content()
    assert "RNN" not in meter.locator(".stage").text_content()
    meter.locator(".stage").focus()
    meter.keyboard.press("PageUp")
    assert "RNN" in meter.locator(".stage").text_content()
    assert meter.get_by_label("longer texts", exact=True).is_checked()


def test_heads_change_no_operation_and_width_moves_where_attention_overtakes(meter):
    reveal(meter)
    seen(meter, "longer texts")
    meter.locator(".nlpviz-more summary").click()
    before, kept = heights(meter), meter.locator(".memory .kept")
    was = kept.text_content()
    heads, width = (meter.get_by_role("radiogroup", name=name) for name in ("heads", "width"))
    heads.locator("input[value='16']").check(force=True)
    assert said(meter).startswith("Heads: 16. Not one multiply-add more or fewer, as each is 16")
    assert heights(meter) == before and kept.text_content() != was
    assert "after 1,024 words" in meter.locator(".stage").text_content()
    width.locator("input[value='64']").check(force=True)
    assert "after 256 words" in meter.locator(".stage").text_content()
    assert "Measured at width 256, 3 layers" in meter.locator(".right").first.text_content()
    width.locator("input[value='1024']").check(force=True)
    assert "overtakes" not in meter.locator(".stage").text_content()
    assert "after 4,096 words, beyond this axis" in meter.locator(".left").inner_text()
    assert not faults(meter)


def test_what_twice_the_length_does_is_said_of_each_line_measured_and_counted(meter):
    reveal(meter)
    seen(meter, "the next word")
    assert meter.locator(".slopes li").all_inner_texts() == [
        "RNN 1.0 times the time (counted: 1.0 times)",
        "with cache 1.2 times the time (counted: 1.1 times)",
        "no cache 1.9 times the time (counted: 2.2 times)"]


def test_sizes_are_set_as_symbols(meter):
    reveal(meter)
    seen(meter, "memory")
    kept = meter.locator(".memory .kept .symbol")
    assert kept.inner_text().replace("\n", "") == "N nheads n²"
    assert kept.locator("sub").inner_text() == "heads"
    assert "_" not in meter.locator(".memory").inner_text()


def test_without_rows_the_counts_alone_are_shown(visit):
    page = visit(page_of(CostMeter(n=64, d=64, n_layers=2).html()))
    reveal(page)
    seen(page, "the next word")
    told = page.locator(".right").first.inner_text()
    assert "Work of the next word" in told and "measured" not in told.lower()
    assert len(page.locator(".slopes li").all_inner_texts()) == 3

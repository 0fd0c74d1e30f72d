"""PositionLab in a browser: a wave under the pointer and the keys, the comparison of rows hidden
until the guess, and a shift that turns clocks as NumPy says."""

import re

import numpy as np
import pytest

from nlpviz.language import speaking
from nlpviz.scratch.transformer.positions import rotation, sinusoidal
from nlpviz.widgets import PositionLab
from tests.site.pages import faults, page_of, said

HEIGHT = "document.querySelector('figure').offsetHeight"
CELLS = "canvas => canvas.width * canvas.height"  # of one colour each


@pytest.fixture
def lab(visit):
    html = page_of("<main><h1>t</h1>", PositionLab().html(), "</main>")
    return visit(html, viewport={"width": 1000, "height": 900})


def sheet(page, n):
    return page.locator(".sheet").nth(n)


def reveal(page, guess="less"):
    page.locator(f".nlpviz-choice input[value={guess}]").check(force=True)
    page.get_by_role("button", name="Reveal").press("Enter")


def turned(page):
    """By how many degrees the hands of the clocks differ."""
    angles = "hands => hands.map(hand => +hand.getAttribute('transform').slice(7, -1))"
    before, after = (np.array(page.locator(f".clock .{kind}").evaluate_all(angles))
                     for kind in ("before", "after"))
    return after - before


def test_a_column_is_read_by_keys_from_the_fastest_wave_to_the_slowest(lab):
    reveal(lab)
    sheet(lab, 0).focus()
    for key in ("Home", "ArrowDown"):
        lab.keyboard.press(key)
    value = f"{sinusoidal(14, 512)[13, 0]:.2f}"
    assert said(lab) == f"Position 13, column 0: {value}. This wave repeats every 6.28 positions."
    lab.keyboard.press("End")
    assert "column 511" in said(lab) and "every 60,611 positions" in said(lab)


def test_the_pointer_shows_the_wave_of_its_column_and_leaves_the_kept_one(lab):
    assert not lab.locator(".wave").is_visible()
    reveal(lab)
    wave = "document.querySelector('.wave').getAttribute('d')"
    kept, box = lab.evaluate(wave), sheet(lab, 0).locator("canvas").bounding_box()
    lab.mouse.move(box["x"] + 0.75 * box["width"], box["y"] + 0.5 * box["height"])
    p, j, value = re.match(r"Position (\d+), column (\d+): (\S+)\. ", said(lab)).groups()
    assert (int(p), abs(int(j) - 384) <= 2) == (50, True)
    assert float(value.replace("−", "-")) == pytest.approx(
        sinusoidal(51, 512)[50, int(j)], abs=0.006)
    assert lab.evaluate(wave) != kept
    lab.mouse.move(5, 5)
    assert lab.evaluate(wave) == kept


@pytest.mark.parametrize("guess, says", [
    ("less", "You said less alike. It is just as alike (0.72), because both pairs are 8 apart"),
    ("same", "You said just as alike, and it is just as alike (0.72), because")])
def test_what_is_alike_is_hidden_until_the_guess_and_the_height_stays(lab, guess, says):
    height, read = lab.evaluate(HEIGHT), said(lab)
    cover, told = sheet(lab, 1).locator("canvas"), sheet(lab, 1).locator("svg").first
    assert "after your guess" in told.text_content()
    numbers = sheet(lab, 1).locator("svg .number").all_text_contents()
    assert numbers == ["4", "12", "", "87", "95"] and cover.evaluate(CELLS) < 5 * 512 + 1
    sheet(lab, 1).focus()
    lab.keyboard.press("ArrowRight")
    assert said(lab) == read and not lab.locator(".nlpviz-more").is_visible()
    reveal(lab, guess)
    assert lab.evaluate(HEIGHT) == height and cover.evaluate(CELLS) == 100 * 100
    assert "after your" not in told.text_content()
    assert sheet(lab, 1).locator(".ring").count() == 2
    assert lab.locator(".nlpviz-verdict").inner_text().startswith(says)


@pytest.mark.parametrize("n, says", [(0, ["−1", "1"]), (1, ["alike", "0", "1"])])
@pytest.mark.parametrize("width", [320, 700, 1000])
def test_the_colours_have_a_legend_that_covers_no_other_words(visit, width, n, says):
    page = visit(page_of(PositionLab().html()), viewport={"width": width, "height": 900},
                 reduced_motion="reduce")
    legend = sheet(page, n).locator("small")
    assert legend.is_visible() == (n == 0)
    reveal(page)
    assert legend.inner_text().split() == says
    x, y, wide, tall = legend.bounding_box().values()
    for word in page.locator(".sheet text").all():
        a, b, w, h = word.bounding_box().values()
        assert a + w <= x or x + wide <= a or b + h <= y + 2 or y + tall <= b + 2
    box = page.locator(".nlpviz-readout").bounding_box()
    assert y + tall <= box["y"] + 1


def test_two_positions_compare_as_their_distance_says(lab):
    reveal(lab)
    PE = sinusoidal(100, 512)
    sheet(lab, 1).focus()
    for key, (a, b) in (("ArrowRight", (4, 13)), ("ArrowDown", (5, 13)), ("End", (5, 99))):
        lab.keyboard.press(key)
        assert f"Positions {a} and {b}, {b - a} apart: {PE[a] @ PE[b] / 256:.2f} alike" in said(lab)


def test_a_shift_turns_each_clock_by_its_own_angle_and_the_matrix_is_that_of_the_wave(lab):
    reveal(lab)
    lab.locator(".nlpviz-more summary").click()
    by = {}
    for k in (9, 10):
        lab.get_by_label("shift by", exact=True).press("ArrowRight")
        by[k] = turned(lab)
        R = rotation(k, 512)[64:66, 64:66]  # of the column that is kept at first
        shown = lab.locator(".matrix span").all_inner_texts()
        np.testing.assert_allclose([float(x.replace("−", "-")) for x in shown], R.ravel(),
                                   atol=0.006)
    np.testing.assert_allclose(by[10] / 10, by[9] / 9)
    assert by[9][1] == pytest.approx(np.degrees(9)) and "From position 12 to 22" in \
        lab.locator(".clocks").inner_text()
    sheet(lab, 0).focus()
    lab.keyboard.press("ArrowDown")
    np.testing.assert_allclose(turned(lab), by[10], atol=1e-9)  # from anywhere the same
    assert not faults(lab)


def test_a_learned_table_need_not_depend_on_distance_and_ends(visit):
    learned = np.random.default_rng(0).normal(size=(16, 8))
    page = visit(page_of(PositionLab(16, 8, learned).html()))
    reveal(page)
    page.locator(".nlpviz-more summary").click()
    page.locator(".nlpviz-choice input[value=learned]").check(force=True)
    unit = learned / np.linalg.norm(learned, axis=1, keepdims=True)
    sheet(page, 1).focus()
    page.keyboard.press("ArrowDown")
    assert f"apart: {unit[1] @ unit[1]:.2f}" in said(page)
    page.keyboard.press("ArrowDown")
    value = float(re.search(r"apart: (\S+) alike", said(page))[1].replace("−", "-"))
    assert value == pytest.approx(unit[2] @ unit[1], abs=0.02)
    told = page.locator(".half .nlpviz-muted")
    assert "learned" in told.inner_text()
    page.get_by_label("shift by", exact=True).press("End")
    assert "A learned table of 16 rows has nothing to say." in told.inner_text()


@pytest.mark.parametrize("width", [320, 700])
def test_nothing_is_wider_than_a_narrow_window_before_and_after(visit, width):
    with speaking("ja"):
        html = PositionLab().html()
    page = visit(page_of(html), viewport={"width": width, "height": 900})
    wide = "document.documentElement.scrollWidth"
    assert page.evaluate(wide) <= width
    page.locator(".nlpviz-choice input[value=same]").check(force=True)
    page.locator(".nlpviz-reveal").press("Enter")
    page.locator(".nlpviz-more summary").click()
    assert page.evaluate(wide) <= width

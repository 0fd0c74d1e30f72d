"""What one plays with has more room than the text, where the window has it, and takes none else's.

At no width does a figure lie on the list of sections or make the page scroll sideways; the text
stays as narrow as it was; on a phone and on paper a figure is as wide as the text.
"""

import pytest

from tests.site.visits import CHAPTERS, Visit

WIDTHS = (1920, 1440, 1280, 1200, 1199, 960, 959, 320)  # around those where a sidebar goes
ROOMY = 1440  # from here on a figure is 900 px wide or more
COLUMN = 41 * 16
PLAYED = ".cell.room figure.nlpviz, .bd-article section > .nlpviz-gradient-reach"
MEASURE = """played => {
    const box = (e) => e.getBoundingClientRect();
    const shown = [...document.querySelectorAll(played)];
    const list = document.querySelector(".bd-sidebar-secondary");
    const beside = list && getComputedStyle(list).position === "sticky" ? box(list).left : Infinity;
    return {
        figures: shown.map((e) => Math.round(box(e).width)),
        text: shown.map((e) => Math.round(box(e.closest(".cell, section")).width)),
        left: Math.min(...shown.map((e) => box(e).left)),
        contents: box(document.querySelector(".bd-sidebar-primary")).right,
        right: Math.max(...shown.map((e) => box(e).right)),
        end: Math.min(beside, innerWidth),
    };
}"""


@pytest.mark.parametrize("place", ["index", *CHAPTERS])
def test_a_figure_to_play_with_takes_the_room_that_a_window_has_and_no_more(
        chromium, http, place):
    with Visit(chromium, f"{http}/{place}.html", WIDTHS[0]) as visit:
        visit.page.add_style_tag(content=".bd-sidebar-primary { transition: none !important; }")
        for width in WIDTHS:
            visit.page.set_viewport_size({"width": width, "height": 800})
            visit.settle()
            found = visit.page.evaluate(MEASURE, PLAYED)
            assert found["figures"]
            assert found["right"] <= found["end"] - 16, width
            assert found["left"] >= found["contents"] + 16 or found["contents"] <= 0, width
            assert max(found["text"]) <= COLUMN, width
            if width >= ROOMY:
                assert min(found["figures"]) >= 900, width
            if width >= 960:
                assert min(found["figures"]) >= COLUMN and visit.size()[0] <= width, width
            else:
                assert found["figures"] == found["text"], width


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_hero_and_every_figure_of_a_play_section_has_the_room(chromium, http, chapter):
    with Visit(chromium, f"{http}/{chapter}.html", ROOMY) as visit:
        narrow = visit.page.evaluate("""[...document.querySelectorAll("section")].flatMap((s) => {
            const name = s.querySelector("h2, h3")?.textContent ?? "";
            return name.startsWith("Play") ? [...s.querySelectorAll("figure.nlpviz")] : [];
        }).filter((f) => f.getBoundingClientRect().width < 900).map((f) => f.ariaLabel)""")
        first = visit.page.locator("figure.nlpviz").first.bounding_box()
        assert narrow == [] and first["width"] >= 900


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_on_paper_a_figure_to_play_with_is_as_wide_as_the_text(chromium, http, chapter):
    with Visit(chromium, f"{http}/{chapter}.html", ROOMY) as visit:
        visit.page.emulate_media(media="print")
        visit.page.set_viewport_size({"width": 673, "height": 1000})  # A4 without its margins
        visit.settle()
        found = visit.page.evaluate(MEASURE, PLAYED)
        assert found["figures"] == found["text"]


def test_the_code_below_a_wide_figure_stays_as_narrow_as_the_text(chromium, http):
    with Visit(chromium, f"{http}/03_recurrent.html", ROOMY) as visit:
        folds = visit.page.locator(".cell.room details.fold")
        assert {fold.bounding_box()["width"] <= COLUMN for fold in folds.all()} == {True}

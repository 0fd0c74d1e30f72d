"""The caption of a figure is read on the page and on paper, and says what the figure does not show.

On a slide it is the number alone, at the foot of the figure, smaller than the slide's text, and
covers nothing.
"""

import pytest

from tests.site.visits import CHAPTERS, Visit

NUMBERED = "figure.nlpviz:has(> figcaption)"
READ = f"""[...document.querySelectorAll("{NUMBERED}")].map((figure) => {{
    const caption = figure.querySelector("figcaption"), box = caption.getBoundingClientRect();
    const flat = (text) => text.replace(/\\s+/g, " ").trim().toLowerCase();
    const shown = flat(figure.querySelector(".nlpviz-view")?.innerText ?? "");
    return {{ number: caption.querySelector("b").textContent, last: !caption.nextElementSibling,
        seen: caption.checkVisibility() && box.height > 0, wide: box.width,
        size: parseFloat(getComputedStyle(caption).fontSize),
        again: shown.includes(flat(caption.querySelector("span").textContent.slice(2))) }};
}})"""
ON_SLIDES = f"""async () => {{
    const found = [], frame = () => new Promise((go) => setTimeout(go, 50));
    for (const figure of document.querySelectorAll("{NUMBERED}")) {{
        const {{ h, v }} = Reveal.getIndices(figure.closest("section"));
        Reveal.slide(h, v, 99);
        while (!("fitted" in figure.dataset)) await frame();
        const caption = figure.querySelector("figcaption"), box = caption.getBoundingClientRect();
        const table = figure.querySelector("summary")?.getBoundingClientRect();
        const zoom = parseFloat(getComputedStyle(figure).zoom);
        found.push({{ text: caption.innerText, size: zoom * parseFloat(
            getComputedStyle(caption).fontSize), inside: box.bottom <= innerHeight && box.left >= 0
            && box.right <= innerWidth, free: !table || table.right < box.left
            || table.bottom <= box.top }});
    }}
    return found;
}}"""


@pytest.mark.parametrize(("width", "media"), [(1440, "screen"), (320, "screen"), (700, "print")])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_caption_is_read_below_its_figure_and_repeats_nothing(
        chromium, http, chapter, width, media):
    with Visit(chromium, f"{http}/{chapter}.html", width) as visit:
        visit.page.emulate_media(media=media)
        found = visit.page.evaluate(READ)
        assert [each["number"] for each in found] == [f"Figure {k + 1}" for k in range(len(found))]
        for each in found:
            assert each["seen"] and each["last"] and not each["again"], each
            assert each["size"] >= 14 and each["wide"] <= width, each


def test_on_a_slide_the_number_stands_alone_and_free_large_enough_for_the_back_row(
        chromium, http):
    with Visit(chromium, f"{http}/slides/03_recurrent.html", 1280, 720) as visit:
        found = visit.page.evaluate(ON_SLIDES)
        assert len(found) >= 10
        for each in found:
            assert each["text"].startswith("Figure ") and len(each["text"]) <= 9, each
            assert 18 <= each["size"] <= 22 and each["inside"] and each["free"], each

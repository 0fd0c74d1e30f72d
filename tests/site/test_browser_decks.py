"""Decks in a browser: → walks the main line, ↓ enters a detour, all can be read from the back row.

At 1280 × 720 no text of a deck is below 18 pixels, figures included.
"""

import json
import re
import shutil

import pytest
from playwright.sync_api import expect

from tests import ROOT
from tests.site import tiny
from tests.site.visits import CHAPTERS, DECKS, FRAMES, TRANSLATED, Visit
from tools.site import outline, slides

LEAST = 18  # pixels at 1280 × 720
WHERE = """(() => { const { h, v } = Reveal.getIndices();
    return [h, v, document.querySelector(".slide-number").innerText.replace(/\\s+/g, " ").trim()];
})()"""
FITTED = """() => [...Reveal.getCurrentSlide().querySelectorAll("figure.nlpviz")]
    .every(f => "fitted" in f.dataset)"""
# [size in pixels as it is drawn, the figure's name or "", the text], of all text that is seen.
SIZES = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const size = (e) => parseFloat(getComputedStyle(e).fontSize) * (e.currentCSSZoom ?? 1);
  const drawn = (e) => {
    const matrix = e.closest("svg") && e.getScreenCTM?.();
    const scale = matrix && Math.hypot(matrix.a, matrix.b);
    return matrix ? parseFloat(getComputedStyle(e).fontSize) * scale : size(e);
  };
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim(), e = walker.currentNode.parentElement;
    if (!text || e.closest("script, style, aside, mjx-assistive-mml, .aria-status")) continue;
    if (!e.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const box = range.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const figure = e.closest("figure.nlpviz");
    const name = figure ? figure.className.match(/nlpviz-([\\w-]+)/)[1] : "";
    found.push([Math.round(10 * drawn(e)) / 10, name, text.slice(0, 40)]);
  }
  for (const letter of Reveal.getCurrentSlide().querySelectorAll("mjx-c")) {
    if (letter.checkVisibility()) found.push([Math.round(10 * size(letter)) / 10, "", "maths"]);
  }
  return found;
}"""
OVER = """(() => { const s = Reveal.getCurrentSlide();
    const rows = [...s.querySelectorAll(".nlpviz-result-scroll")];  // nobody scrolls a projector
    return s.scrollHeight > 720 || s.scrollWidth > 1280 ||
        rows.some(r => r.scrollHeight > r.clientHeight + 1); })()"""


SEEN = "e => { const { top } = e.getBoundingClientRect(); return top > -5 && top < innerHeight; }"


@pytest.fixture(scope="module")
def tiny_deck(site, tmp_path_factory):
    """The addresses of both decks of the made-up chapter."""
    folder = tmp_path_factory.mktemp("tiny")
    shutil.copytree(site / "slides" / "assets", folder / "assets")
    path = tiny.write(folder, tiny.cells("deck-2"))
    pages = []
    for number, name in enumerate(outline.deck_names(path.stem, tiny.cells("deck-2")), 1):
        page = folder / f"{name}.html"
        page.write_text(slides.deck(path, "en", number), encoding="utf-8")
        pages.append(page)
    return pages


def walk(page, key, most=80) -> list:
    """Where one comes to, pressing a key until nothing moves."""
    places = [page.evaluate(WHERE)]
    for _ in range(most):
        before = page.evaluate("JSON.stringify(Reveal.getIndices())")  # fragments are in it
        page.keyboard.press(key)
        page.evaluate(FRAMES)
        if page.evaluate("JSON.stringify(Reveal.getIndices())") == before:
            break
        if page.evaluate(WHERE) != places[-1]:
            places.append(page.evaluate(WHERE))
    return places


HIDDEN = """e => getComputedStyle(e).color === "rgba(0, 0, 0, 0)" &&
    getComputedStyle(e, "::before").content === '"?"'"""


def test_what_the_next_step_shows_stands_there_empty(chromium, site):
    """Rows, columns and axes are there to be guessed at; numbers and lines come with the step."""
    with Visit(chromium, f"{site.as_uri()}/slides/03_recurrent.html", 1280, 720) as visit:
        page = visit.page
        table = page.locator("section:has(> h3:text-is('Two more words')) table").first
        at = table.evaluate("e => Reveal.getIndices(e.closest('section')).h")
        page.evaluate(f"Reveal.slide({at}, 0, -1)")
        cells = table.locator("tbody td").all()
        expect(table.locator("tbody th").first).to_have_text("letters")
        assert cells and all(cell.evaluate(HIDDEN) for cell in cells)
        page.keyboard.press("ArrowRight")
        assert not any(cell.evaluate(HIDDEN) for cell in cells)
        figure = page.locator("section:has(> h2:text-is('Are gates enough?')) figure")
        at = figure.evaluate("e => Reveal.getIndices(e.closest('section')).h")
        page.evaluate(f"Reveal.slide({at}, 0, -1)")
        axis = figure.locator("svg text").filter(has_text="steps back").first
        expect(axis).to_be_visible()
        expect(figure.locator("g.lines")).to_be_hidden()
        page.keyboard.press("ArrowRight")
        expect(figure.locator("g.lines")).to_be_visible()


@pytest.mark.parametrize("key", ["ArrowRight", "PageDown", "Space"])
def test_one_key_walks_the_main_line_and_skips_the_detour(chromium, tiny_deck, key):
    with Visit(chromium, tiny_deck[0].as_uri(), 1280, 720) as visit:
        assert walk(visit.page, key) == [[h, 0, f"{h + 1} / 5"] for h in range(5)]
        back = {"Space": "Shift+Space", "PageDown": "PageUp", "ArrowRight": "ArrowLeft"}[key]
        assert [place[0] for place in walk(visit.page, back)] == [4, 3, 2, 1, 0]
        assert visit.said == []


def test_down_enters_a_detour_up_comes_back_and_right_goes_on(chromium, tiny_deck):
    with Visit(chromium, f"{tiny_deck[0].as_uri()}#/3", 1280, 720) as visit:
        page = visit.page
        hint = page.locator(".present > .present > .detour-hint")
        assert hint.inner_text() == "Detour: By the way"
        assert walk(page, "ArrowDown") == [[3, 0, "4 / 5"], [3, 1, "4 ↓1 / 5"], [3, 2, "4 ↓2 / 5"]]
        assert page.locator(".present > .present > .detour-label").inner_text() == "Detour"
        assert [place[1] for place in walk(page, "ArrowUp")] == [2, 1, 0]
        for key, place in (("ArrowDown", [3, 1]), ("ArrowRight", [4, 0]), ("ArrowLeft", [3, 0])):
            page.keyboard.press(key)
            assert page.evaluate(WHERE)[:2] == place, key


def test_inside_a_detour_a_presenters_key_walks_on_and_comes_out_at_its_end(chromium, tiny_deck):
    with Visit(chromium, f"{tiny_deck[0].as_uri()}#/3/1", 1280, 720) as visit:
        assert [place[:2] for place in walk(visit.page, "PageDown")] == [[3, 1], [3, 2], [4, 0]]


def test_what_comes_next_in_the_speakers_view_is_the_main_line(chromium, tiny_deck):
    with Visit(chromium, f"{tiny_deck[0].as_uri()}#/3", 1280, 720) as visit:
        with visit.context.expect_page() as popup:
            visit.page.keyboard.press("s")
        frame = popup.value.locator("#upcoming-slide iframe").element_handle().content_frame()
        frame.wait_for_function("globalThis.Reveal?.isReady() && Reveal.getIndices().h === 4")
        assert frame.evaluate("Reveal.getIndices().v") == 0
        visit.page.keyboard.press("ArrowDown")
        frame.wait_for_function("Reveal.getIndices().h === 3 && Reveal.getIndices().v === 2")
        popup.value.wait_for_function("document.querySelector('.speaker-controls-notes .value')"
                                      ".textContent.includes('Said of the detour')")
        assert visit.strangers(tiny_deck[0].parent.as_uri()) == []


def test_a_clicker_turns_the_slide_out_of_a_figure_and_escape_gives_the_keys_back(chromium, site):
    here, out = "Reveal.getIndices().h", "document.activeElement === document.body"
    for keys, moved in ((["PageDown"], 1), (["PageUp"], -1), (["ArrowRight"], 0),
                        (["reveal", "ArrowRight"], 1), (["reveal", "ArrowLeft"], -1),
                        (["reveal", "Tab", "Shift+Tab", "ArrowRight"], 0), (["Escape"], 0)):
        with Visit(chromium, f"{site.as_uri()}/slides/03_recurrent.html", 1280, 720) as visit:
            page, figure = visit.page, visit.page.locator("figure.nlpviz-gradient-flow")
            at = figure.evaluate("f => Reveal.getIndices(f.closest('section')).h")
            page.evaluate(f"Reveal.slide({at}, 0, 99)")
            page.wait_for_function(FITTED)
            figure.locator("input").first.press("ArrowRight")  # what the reader holds is moved
            for key in keys:
                if key == "reveal":
                    figure.locator(".nlpviz-reveal").press("Enter")
                else:
                    page.keyboard.press(key)
            page.wait_for_timeout(100)
            assert page.evaluate(here) == at + moved, keys
            assert page.evaluate(out) == (moved != 0 or keys == ["Escape"]), keys


@pytest.mark.parametrize("deck", [*(f"slides/{deck}" for deck in DECKS), *TRANSLATED])
def test_each_slide_is_read_from_the_back_row_and_without_eyes_and_nothing_overflows(
        chromium, site, deck):
    found, over, wrong = [], [], []
    with Visit(chromium, f"{site.as_uri()}/{deck}.html", 1280, 720) as visit:
        page = visit.page
        for _ in range(400):
            page.wait_for_function(FITTED)
            page.evaluate(FRAMES)
            found += page.evaluate(SIZES)
            over += [page.evaluate(WHERE)] if page.evaluate(OVER) else []
            if not page.evaluate("Reveal.availableFragments().next"):
                wrong += [(page.evaluate(WHERE), fault) for fault in visit.faults()]
            if page.evaluate("Reveal.isLastSlide() && !Reveal.availableFragments().next"):
                break
            page.evaluate("Reveal.next()")
    assert over == wrong == []
    assert [each for each in found if each[0] < LEAST] == []
    assert len(found) > 100


def test_a_phone_shows_the_hand_out_with_living_figures_and_a_narrow_window_the_slides(
        chromium, tiny_deck):
    with Visit(chromium, tiny_deck[0].as_uri(), 360, 740) as visit:
        slides = visit.page.locator(".slides > section > section").all()
        assert len(slides) == 7 and all(slide.is_visible() for slide in slides)
        assert visit.page.locator("aside.notes").first.is_visible()
    with Visit(chromium, tiny_deck[0].as_uri(), 1280, 720) as visit:
        visit.page.set_viewport_size({"width": 360, "height": 740})
        visit.settle()
        assert walk(visit.page, "ArrowRight") == [[h, 0, f"{h + 1} / 5"] for h in range(5)]
        assert visit.page.locator(".slides > .present > .present").is_visible()
        assert visit.said == []


@pytest.mark.parametrize("name", ["gradient-flow", "unrolled-rnn"])
def test_what_waits_under_more_is_as_legible_as_the_rest_of_its_slide(chromium, site, name):
    with Visit(chromium, f"{site.as_uri()}/slides/03_recurrent.html", 1280, 720) as visit:
        page, figure = visit.page, visit.page.locator(f"figure.nlpviz-{name}")
        slide = figure.evaluate("f => Reveal.getIndices(f.closest('section')).h")
        page.evaluate(f"Reveal.slide({slide}, 0, 99)")
        page.wait_for_function(FITTED)
        figure.locator("input").first.press("ArrowRight")
        figure.locator(".nlpviz-reveal").click()
        figure.locator(".nlpviz-more summary").click()
        page.evaluate(FRAMES)
        page.wait_for_function(f"!{OVER}")
        found = page.evaluate(SIZES)
    assert len([size for size, other, _ in found if other == name]) > 30
    assert [each for each in found if each[0] < LEAST] == []


def test_no_part_of_a_figure_has_a_name_by_which_reveal_places_its_own_furniture(site):
    reveal = (site / "slides/assets/reveal.css").read_text(encoding="utf-8")
    theirs = set(re.findall(r"\.reveal \.([\w-]+)(?=[\s,{:>])", reveal)) - {"slides"}
    assert {"controls", "progress"} <= theirs  # `.reveal .controls` stands in a corner of the slide
    for sheet in sorted((ROOT / "nlpviz/widgets").rglob("*.css")):
        ours = set(re.findall(r"\.([A-Za-z][\w-]*)", sheet.read_text(encoding="utf-8")))
        assert ours & theirs <= {"reveal"}, sheet.parent.name


def test_on_its_slide_the_translator_is_read_at_four_dates_and_after_the_count(chromium, site):
    with Visit(chromium, f"{site.as_uri()}/slides/04_attention.html", 1280, 720) as visit:
        page = visit.page
        page.evaluate("""() => Reveal.slide(...Object.values(Reveal.getIndices(
            document.querySelector(".nlpviz-live-translator").closest("section"))))""")
        page.wait_for_function(FITTED)
        figure = page.locator(".nlpviz-live-translator")
        figure.locator(".nlpviz-choice input").nth(2).check(force=True)
        figure.get_by_role("button", name="Reveal").click()
        page.wait_for_function("document.querySelector('.nlpviz-live-translator .nlpviz-verdict')"
                               ".textContent.includes('it is 2,')")
        for dates in range(4):
            figure.locator("input[type=range]").fill(str(dates))
            for _ in range(6):
                figure.get_by_role("button", name="Another example").click()
                page.evaluate(FRAMES)
                assert [each for each in page.evaluate(SIZES) if each[0] < LEAST] == []
                assert not page.evaluate(OVER)


DETOURS = [(chapter, [d.title for d in outline.detours(cells)]) for chapter in CHAPTERS
           if outline.detours(cells := json.loads(
               (ROOT / f"book/en/{chapter}.ipynb").read_text(encoding="utf-8"))["cells"])]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize(("chapter", "titles"), DETOURS, ids=[c for c, _ in DETOURS])
def test_on_a_page_a_detour_is_named_and_one_click_or_one_key_passes_it(
        chromium, site, chapter, titles, scripts):
    with Visit(chromium, f"{site.as_uri()}/{chapter}.html", scripts=scripts) as visit:
        page = visit.page
        page.emulate_media(reduced_motion="reduce")  # jumps, no scrolling
        lines = page.locator("section.detour .detour-line")
        assert lines.count() == page.locator("section.detour").count() == len(titles)
        marked = page.locator(".bd-sidebar-secondary a:has(.toc-detour)").all_inner_texts()
        assert len(marked) == len(titles)
        for line in lines.all():
            assert line.locator("strong").text_content() == "Detour"
            link = line.locator("a")
            target = page.locator(f'[id="{link.get_attribute("href")[1:]}"]')
            assert target.evaluate("s => s.matches('section:not(.detour, .detour *)')")
            link.focus()
            page.keyboard.press("Enter")
            expect(page).to_have_url(re.compile(re.escape(link.get_attribute("href")) + "$"))
            visit.settle()
            page.wait_for_function(SEEN, arg=target.element_handle())  # a figure above may grow


def test_a_detour_is_seen_as_one_on_paper_and_the_way_past_it_is_not_printed(chromium, site):
    chapter, titles = DETOURS[0]
    with Visit(chromium, f"{site.as_uri()}/{chapter}.html", 800) as visit:
        visit.page.emulate_media(media="print")
        lines = visit.page.locator(".detour-line").all()
        assert all(line.locator("strong").is_visible() for line in lines)
        assert not any(line.locator("a").is_visible() for line in lines)

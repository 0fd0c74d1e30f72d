"""A chapter's page folds what is not on the path that its reader has chosen, and hides nothing.

By mouse and by keyboard; remembered on the device alone, and usable where nothing is remembered;
all of it is there for links, for the search of the site and of the browser, on paper, and without
scripts.
"""

import json
import re

import pytest

from tests.site.visits import CHAPTERS, FIGURE, ROOT, Visit
from tools.site import paths

CHAPTER = "03_recurrent"
CELLS = {name: json.loads((ROOT / "book" / "en" / f"{name}.ipynb").read_text(encoding="utf-8"))[
    "cells"] for name in CHAPTERS}
SHUT = {path: f".off-{path}:not([data-opened])" for path in ("short", "main")}
DETOUR = "hochreiter-s-factor-blame-along-paths"
WITHIN = "the-factor-measured"  # a section of that detour
ALIVE = f"[...document.querySelectorAll('{FIGURE}')].every(f => 'live' in f.dataset)"
VISIBLE = "e => e.checkVisibility() && e.getBoundingClientRect().height > 0"


@pytest.fixture
def at(chromium, http):
    """at(chapter, path=None, …): a page whose reader has chosen a path before, or none."""
    visits = []

    def go(chapter=CHAPTER, path=None, anchor="", **options):
        visit = Visit(chromium, f"{http}/index.html")
        visits.append(visit)
        if path:
            visit.page.evaluate("path => localStorage.setItem('nlpviz-path', path)", path)
        visit.page.emulate_media(reduced_motion="reduce", **options)
        visit.page.goto(f"{http}/{chapter}.html{anchor}")
        visit.page.wait_for_function(ALIVE)
        return visit

    yield go
    for visit in visits:  # who leaves a page early breaks off what it still asked for
        assert [text for text in visit.said if not text.startswith("failed: ")] == []
        visit.context.close()


def seen(page, selector):
    return [e.evaluate(VISIBLE) for e in page.locator(selector).all()]


def parts(page, path):
    """Whether each part that this path folds is seen."""
    return seen(page, f".off-{path} > .part")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_bar_offers_the_paths_of_the_outline_and_each_folds_its_own(at, chapter):
    page, outline = at(chapter).page, paths.Chapter(CELLS[chapter])
    assert page.locator(".path input").count() == len(outline.minutes())
    assert page.locator(".path input").last.is_checked()
    assert not any(b.is_visible() for b in page.locator(".path-line").all())
    for path, minutes in outline.minutes().items():
        label = page.locator(f".path label[data-for={path}]")
        assert f"{minutes} min" in label.inner_text()
        label.click()
        for other in ("short", "main"):
            due = [f for f in outline.folds if other in f.off]
            assert page.locator(f".off-{other}").count() == len(due)
            if other == path:
                assert not any(parts(page, path)) and due
        if path == "all":
            assert all(seen(page, ".part"))
        assert page.locator("#in-one-minute p").last.is_visible()


def test_a_path_is_chosen_by_keys_and_a_fold_is_opened_and_closed_by_keys(at):
    page = at().page
    page.locator(".path input").last.focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator("html").get_attribute("data-path") == "main"
    page.keyboard.press("ArrowLeft")
    assert page.locator("html").get_attribute("data-path") == "short"
    page.keyboard.press("Tab")
    line = page.locator(".path-line button").first
    for _ in range(60):
        if line.evaluate("b => b === document.activeElement"):
            break
        page.keyboard.press("Tab")
    section = page.locator("section:has(> .path-line)").first
    for key, opened in (("Enter", True), ("Space", False)):
        page.keyboard.press(key)
        assert section.locator("> .part").first.evaluate(VISIBLE) == opened
        assert line.get_attribute("aria-expanded") == str(opened).lower()
        assert line.evaluate("b => b === document.activeElement")


def test_a_heading_that_is_folded_opens_by_a_click_and_the_line_names_it_to_a_screen_reader(at):
    page = at(path="main").page
    heading = page.locator(f"#{DETOUR} > h2")
    button = page.get_by_role("button", name=re.compile("Hochreiter.*Detour · 8 min"))
    assert button.get_attribute("aria-expanded") == "false"
    heading.click()
    assert page.locator(f"#{WITHIN} > p").first.is_visible()
    heading.click()
    assert page.locator(f"#{WITHIN} > p").first.is_visible()
    button.click()
    assert not page.locator(f"#{WITHIN} > p").first.is_visible()


def test_the_path_is_remembered_for_all_chapters_and_sent_to_nobody(at, http):
    visit = at()
    page = visit.page
    page.locator(".path label[data-for=short]").click()
    for chapter in (CHAPTER, "07_transformer", "04_attention"):
        page.goto(f"{http}/{chapter}.html")
        assert page.locator(".path input[value=short]").is_checked()
        assert not any(parts(page, "short"))
    assert page.context.cookies() == [] and visit.strangers(http) == []
    page.locator(".path label[data-for=all]").click()
    page.reload()
    assert page.locator("html").get_attribute("data-path") == "all"


def test_where_nothing_can_be_stored_the_bar_works_and_nothing_else_breaks(chromium, site):
    with Visit(chromium, f"{site.as_uri()}/index.html") as visit:
        page, errors = visit.page, []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.add_init_script("""for (const name of ["getItem", "setItem"])
            Storage.prototype[name] = (key) => { if (key.startsWith("nlpviz")) throw Error(key); };
        """)
        page.goto(f"{site.as_uri()}/{CHAPTER}.html")
        page.locator(".path label[data-for=short]").click()
        assert not any(parts(page, "short")) and errors == []


@pytest.mark.parametrize("how", ["address", "list", "same"])
def test_a_link_into_what_is_folded_opens_it_and_leads_there(at, how):
    page = at(path="short", anchor=f"#{WITHIN}" if how == "address" else "").page
    if how == "list":
        page.evaluate(f"""document.querySelector(".page-toc a[href='#{WITHIN}']").click()""")
    elif how == "same":  # the place is asked for twice, and was folded again in between
        for _ in range(2):
            page.evaluate("document.querySelector('.path input').click()")
            page.evaluate(f"""document.querySelector(".page-toc a[href='#{WITHIN}']").click()""")
            page.locator(f"#{DETOUR} > .path-line button").click()
        page.evaluate(f"""document.querySelector(".page-toc a[href='#{WITHIN}']").click()""")
    page.wait_for_function(f"""() => {{ const {{ top, height }} = document.getElementById(
        "{WITHIN}").getBoundingClientRect(); return height > 0 && top >= 0 && top < 200; }}""")
    assert page.locator(f"#{DETOUR} > .path-line button").get_attribute("aria-expanded") == "true"
    shut = page.locator(SHUT["short"]).count()
    assert shut == page.locator(".off-short").count() - 1  # and nothing else was opened


def test_the_list_of_sections_marks_what_is_folded_in_words_too_and_a_click_opens_it(at):
    page = at(path="main").page
    link = page.locator(f".bd-sidebar-secondary .page-toc a[href='#{DETOUR}']")
    plain = page.locator(".bd-sidebar-secondary .page-toc a[href='#the-problem']")
    assert "(folded)" in link.text_content() and "(folded)" not in plain.text_content()
    colour = "e => getComputedStyle(e).color"
    assert link.evaluate(colour) != plain.evaluate(colour)
    link.click()
    assert "(folded)" not in link.text_content()
    assert page.locator(f"#{DETOUR} .math, #{DETOUR} mjx-container").first.is_visible()


def test_what_the_site_s_search_finds_in_a_fold_is_open_when_one_comes_there(at, http):
    page = at(path="short").page
    page.goto(f"{http}/search.html?q=Hochreiter")
    page.locator(f"#search-results a[href*='{CHAPTER}']").first.wait_for()
    page.wait_for_load_state("networkidle")
    page.locator(f"#search-results a[href*='{CHAPTER}']").first.click()
    page.wait_for_selector(f"#{DETOUR}[data-opened] .highlighted")
    found = page.locator(".bd-article .highlighted").all()
    assert found and all(mark.evaluate(VISIBLE) for mark in found)


def test_what_the_browser_s_search_finds_in_a_fold_opens_it(at):
    page = at(path="short").page
    part = page.locator(f"#{DETOUR} > .part").first
    assert part.get_attribute("hidden") == "until-found"
    part.evaluate("p => p.dispatchEvent(new Event('beforematch', { bubbles: true }))")
    assert part.evaluate(VISIBLE) and part.get_attribute("hidden") is None


@pytest.mark.parametrize("path", ["short", "main"])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_on_paper_nothing_is_folded_but_solutions(at, chapter, path):
    visit = at(chapter, path, media="print")
    page = visit.page
    assert all(seen(page, ".bd-article .part"))
    assert all(seen(page, "details.fold pre"))
    for around in (".path", ".path-line", ".read", ".to-hero", "a.back"):
        assert not any(box.is_visible() for box in page.locator(around).all()), around


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_without_scripts_all_is_open_and_no_bar_promises_more(chromium, site, chapter):
    with Visit(chromium, f"{site.as_uri()}/{chapter}.html", scripts=False) as visit:
        for selector, open_ in ((".part", True), ("details.fold pre", True), (".path", False),
                                (".path-line", False), (".path-note", False)):
            boxes = [box.bounding_box() for box in visit.page.locator(selector).all()]
            assert all((box is not None and box["height"] > 0) == open_ for box in boxes), selector
        assert visit.page.locator(".to-hero a").is_visible()


@pytest.mark.parametrize(("path", "width", "dark"), [
    ("short", 1280, False), ("short", 360, True), ("main", 768, False)])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_folded_page_fits_and_has_no_fault_of_any_level(at, chapter, path, width, dark):
    visit = at(chapter, path, color_scheme="dark" if dark else "light")
    visit.page.set_viewport_size({"width": width, "height": 800})
    assert visit.faults() == []
    assert visit.sideways([width, 320]) == []


def test_nothing_moves_when_a_chosen_path_is_folded(chromium, http):
    """Without the fonts, which move words when they come, nothing moves above the first figure."""
    with Visit(chromium, f"{http}/index.html") as visit:
        page = visit.page
        page.route("**/*.woff*", lambda route: route.abort())
        page.add_init_script("""localStorage.setItem("nlpviz-path", "short"); globalThis.moved = [];
            new PerformanceObserver((list) => moved.push(...list.getEntries().flatMap((e) =>
                e.sources.map(({ node }) => node)))).observe({ type: "layout-shift",
                buffered: true });""")
        page.goto(f"{http}/{CHAPTER}.html")
        visit.settle()
        assert page.evaluate("""() => moved.filter((e) => e && !e.closest?.("figure"))
            .map((e) => e.className || e.nodeName)""") == []


def test_figures_in_a_fold_are_as_wide_as_any_when_it_is_opened(at):
    page = at("07_transformer", "short").page
    section = page.locator("#trained-the-crossing-word-order")
    section.locator("> .path-line button").click()
    first = page.locator(".cell:not(.room) figure.nlpviz").first.bounding_box()["width"]
    assert section.locator("figure.nlpviz").bounding_box()["width"] == first


@pytest.mark.parametrize("width", [1280, 360])
def test_the_way_to_the_first_figure_and_on_again(at, width):
    page = at().page
    page.set_viewport_size({"width": width, "height": 800})
    link, back = page.locator(".to-hero a"), page.locator(".to-hero button")
    assert not link.is_visible() and not back.is_visible()
    heading = page.locator("#play-the-walk h2")
    heading.evaluate("h => h.scrollIntoView()")
    link.wait_for(state="visible")
    before = heading.bounding_box()["y"]
    link.press("Enter")
    back.wait_for(state="visible")
    assert heading.bounding_box()["y"] > 800
    assert page.locator("#how-far-does-blame-travel h2").bounding_box()["y"] >= 0
    back.press("Enter")
    link.wait_for(state="visible")
    assert heading.bounding_box()["y"] == pytest.approx(before, abs=2)
    assert not back.is_visible()


@pytest.mark.parametrize(("chapter", "section"), [
    ("04_attention", "play-the-vector-overflows"), ("03_recurrent", "half-a-cure-clipping"),
    ("07_transformer", "the-block-in-one-minute")])
def test_where_the_text_speaks_of_the_first_figure_a_link_leads_there(at, chapter, section):
    page = at(chapter).page
    target = page.locator(f"#{section} a.back").first.get_attribute("href")
    assert page.locator(f"{target} figure.nlpviz").count() == 1
    assert target == page.locator(".to-hero a").get_attribute("href")


def test_the_line_on_top_grows_until_the_summary_has_been_read(at):
    page = at().page
    width = "document.querySelector('.read').getBoundingClientRect().width / innerWidth"
    assert page.evaluate(width) == 0
    page.evaluate("document.getElementById('play-the-walk').scrollIntoView()")
    page.wait_for_function(f"{width} > 0.1 && {width} < 0.9")
    page.evaluate("document.getElementById('in-one-minute').scrollIntoView(false)")
    page.wait_for_function(f"{width} > 0.999")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_function(f"{width} > 0.999")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_summary_is_promised_on_top_word_for_word_and_headings_say_their_minutes(at, chapter):
    page = at(chapter).page
    said = page.locator("#in-one-minute > p").all_inner_texts()
    assert page.locator(".promise > p:not(.promise-name)").all_inner_texts() == said != []
    outline = paths.Chapter(CELLS[chapter])
    due = [max(1, round(outline.own_minutes(s))) for s in outline.sections
           if s.level == 2 and outline.own_minutes(s) and paths.MAIN not in s.off]
    assert page.locator("h2 .minutes").all_inner_texts() == [f"{n} min" for n in due]


def test_by_hand_code_is_open_and_listings_checks_and_set_up_are_not(at):
    page = at().page
    closed = page.locator("details.fold:not([open])")
    texts = closed.locator("pre").all_text_contents()
    assert closed.count() == page.locator("details.fold").count() > 20
    assert any("def lstm" in text for text in texts)
    assert any("assert np.allclose(H, [h_1, h_2, h_3])" in text for text in texts)
    hand = page.locator("#by-hand-three-words .cell_input pre")
    assert hand.count() >= 4 and all(pre.is_visible() for pre in hand.all())
    figure = page.locator("#play-the-walk figure.nlpviz").bounding_box()
    code = page.locator("#play-the-walk details.fold").bounding_box()
    assert figure["y"] < code["y"]

"""The built site keeps its promises in a real browser.

On the cover, the chapters and the decks, over http and from a disk, wide and narrow, light and
dark: nothing is asked of anybody else, nothing is logged, nothing is hard to reach, nothing sticks
out, and every figure lives and answers to keys.  Without scripts and on paper all can be read.

A page is visited three times; WHOLE=1 visits it at each width, in light and dark, over http and
from the disk, and plays every figure through at a wide and a narrow window.
"""

import re
import shutil

import nbformat
import numpy as np
import pytest
import yaml
from bs4 import BeautifulSoup

from nlpviz.widgets import AttentionMap
from tests.site.visits import (
    CHAPTERS,
    DECKS,
    FIGURE,
    OTHERS,
    PAGES,
    PLACES,
    ROOT,
    SITE,
    WHOLE,
    WIDTHS,
    Visit,
    extremes,
    figures,
)
from tools.site import slides

VISITS = [(1280, False, "http"), (360, True, "http"), (768, False, "file")]
if WHOLE:
    VISITS = [(width, dark, way) for width in WIDTHS for dark in (False, True)
              for way in ("http", "file")]


@pytest.mark.parametrize(("width", "dark", "way"), VISITS)
@pytest.mark.parametrize("place", [*PLACES, *OTHERS])
def test_a_page_is_quiet_alone_reachable_and_fits(chromium, site, http, place, width, dark, way):
    home = http if way == "http" else site.as_uri()
    with Visit(chromium, f"{home}/{place}.html", width, dark=dark) as visit:
        if way == "http" or place in OTHERS:
            assert visit.faults() == []
        assert visit.sideways(WIDTHS if way == "file" else [width]) == []
        assert visit.strangers(home) == []
        assert visit.said == []


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("place", PAGES)
def test_every_figure_on_a_page_answers_to_the_keyboard_alone(chromium, site, http, place, width):
    """The smallest and the largest of each class is reached with Tab and played through."""
    found = figures(site, PAGES)
    played = {k for p, k in extremes(found) if p == place}
    with Visit(chromium, f"{http}/{place}.html", width) as visit:
        shown = visit.page.locator(FIGURE).all()
        assert len(shown) == len(found[place]) > 0
        for k, figure in enumerate(shown):
            if WHOLE or k in played:
                assert visit.answers_keys(figure), figure.get_attribute("aria-label")
            elif width == 1280:
                assert visit.answers_a_key(figure), figure.get_attribute("aria-label")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_on_a_laptop_code_is_read_without_scrolling(chromium, site, chapter):
    with Visit(chromium, f"{site.as_uri()}/{chapter}.html", 1200) as visit:
        visit.page.evaluate("""for (const fold of document.querySelectorAll("details.fold"))
            fold.open = true""")
        cut = visit.page.evaluate("""[
            ...document.querySelectorAll(".cell_input pre, .text_markdown pre")]
            .filter(p => p.scrollWidth > p.clientWidth + 1 && !p.closest("details:not(.fold)"))
            .map(p => p.textContent.slice(0, 60))""")
        assert cut == []


@pytest.mark.parametrize("deck", DECKS)
def test_a_deck_has_20_to_40_slides_nothing_sticks_out_figures_take_keys_and_keep_them(
        chromium, site, deck):
    place = f"slides/{deck}"
    sizes = figures(site, [place])
    played, answered, wrong, seen = {k for _, k in extremes(sizes)}, set(), [], set()
    with Visit(chromium, f"{site.as_uri()}/{place}.html", 1280, 720) as visit:
        page = visit.page
        page.evaluate("figures => figures.forEach((f, k) => { f.dataset.k = k; })",
                      page.locator(FIGURE).element_handles())
        total = page.evaluate("Reveal.getTotalSlides()")
        assert 20 <= total - page.locator(FRAME).count() <= 40
        for _ in range(400):
            here = page.evaluate(HERE)
            page.wait_for_function(FITTED)
            wrong += page.evaluate(FULL)
            for figure in page.locator(f"section.present:not(.stack) {FIGURE}").all():
                k = int(figure.get_attribute("data-k"))
                if k not in answered and figure.evaluate(SHOWN):
                    keys = visit.answers_keys if WHOLE or k in played else visit.answers_a_key
                    assert keys(figure), figure.get_attribute("aria-label")
                    assert page.evaluate(HERE) == here
                    answered.add(k)
            page.evaluate("document.activeElement.blur()")
            seen.add(here)
            if page.evaluate("Reveal.isLastSlide() && !Reveal.availableFragments().next"):
                break
            page.evaluate("Reveal.next()")
        assert wrong == []
        assert len(seen) == total
        assert len(answered) == len(sizes[place]) >= 3
        page.keyboard.press("Escape")
        page.evaluate("document.activeElement.blur(); Reveal.slide(0)")
        page.keyboard.press("ArrowRight")
        assert page.evaluate("Reveal.getSlidePastCount()") == 1
        assert visit.said == []


# What the deck's builder puts before and after the chapter's own slides, but for the title.
FRAME = ".slides > section:is(" + ", ".join(
    f"[data-kind={kind}]" for kind in ("place", "discuss", "exercises", "next", "session")) + ")"
SHOWN = "f => f.checkVisibility({ visibilityProperty: true, opacityProperty: true })"
HERE = "Reveal.getIndices().h + '.' + Reveal.getIndices().v"
FITTED = """() => [...Reveal.getCurrentSlide().querySelectorAll("figure.nlpviz")]
    .every(f => "fitted" in f.dataset)"""
FULL = """() => {
  const slide = Reveal.getCurrentSlide(), wrong = [];
  const name = slide.textContent.trim().slice(0, 40);
  if (slide.scrollHeight > 720) wrong.push(`${name}: ${slide.scrollHeight} pixels high`);
  if (slide.scrollWidth > 1280) wrong.push(`${name}: ${slide.scrollWidth} pixels wide`);
  for (const box of slide.querySelectorAll("pre, table, mjx-container")) {
    if (box.closest("figure, aside")) continue;
    if (box.scrollWidth > box.clientWidth + 1 && box.clientWidth) wrong.push(`${name}: cut`);
    if (box.getBoundingClientRect().right > innerWidth) wrong.push(`${name}: too wide`);
  }
  for (const figure of slide.querySelectorAll("figure.nlpviz")) {
    if (Number(figure.style.zoom) < 0.9) wrong.push(`${name}: figure at ${figure.style.zoom}`);
  }
  if (!slide.querySelector("h1, h2, h3, .running")) wrong.push(`${name}: no heading`);
  return wrong;
}"""


@pytest.fixture(scope="session")
def map_deck(site, tmp_path_factory):
    """A deck of two maps: few tokens, and more than are drawn one by one."""
    folder = tmp_path_factory.mktemp("deck")
    shutil.copytree(site / "slides" / "assets", folder / "assets")
    cells = [nbformat.v4.new_markdown_cell("# Maps", metadata=SLIDE)]
    for n in (6, 80):
        weights = np.random.default_rng(n).dirichlet(np.ones(n), n)
        figure = AttentionMap(weights, [f"q{i}" for i in range(n)], [f"k{j}" for j in range(n)])
        output = nbformat.v4.new_output("display_data", {"text/html": figure.html()})
        cells += [nbformat.v4.new_markdown_cell(f"## {n} words", metadata=SLIDE),
                  nbformat.v4.new_code_cell("AttentionMap(A)", outputs=[output])]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "00_maps.ipynb")
    page = folder / "00_maps.html"
    page.write_text(slides.deck(folder / "00_maps.ipynb"), encoding="utf-8")
    return page.as_uri()


SLIDE = {"slideshow": {"slide_type": "slide"}}


@pytest.mark.parametrize("size", [(800, 600), (1280, 720), (1600, 1000)], ids=str)
@pytest.mark.parametrize(("slide", "n"), [(1, 6), (2, 80)])
def test_the_pointer_hits_the_right_cell_in_a_deck_of_any_size(chromium, map_deck, size, slide, n):
    with Visit(chromium, f"{map_deck}#/{slide}", *size) as visit:
        page = visit.page
        page.wait_for_function(FITTED)
        figure = page.locator("figure.nlpviz").nth(slide - 1)
        box = figure.locator("canvas").first.bounding_box()
        for i, j in ((0, 0), (n - 1, n - 1), (1, n // 2), (n // 2, 2)):
            page.mouse.move(box["x"] + box["width"] * (j + 0.5) / n,
                            box["y"] + box["height"] * (i + 0.5) / n)
            said = figure.locator("output").first.inner_text()
            assert re.search(rf"\bq{i}\b", said) and re.search(rf"\bk{j}\b", said), said


@pytest.mark.parametrize("deck", DECKS)
def test_the_speaker_sees_the_notes_without_a_network(chromium, site, deck):
    with Visit(chromium, f"{site.as_uri()}/slides/{deck}.html", 1280, 720) as visit:
        # a note inside a fragment is seen when that is stepped to
        first = visit.page.evaluate("""() => {
            const note = document.querySelector("aside.notes:not(.fragment *)");
            const i = Reveal.getIndices(note.closest("section")); Reveal.slide(i.h, i.v, 99);
            return note.querySelector("p").textContent.slice(0, 30); }""")
        with visit.context.expect_page() as popup:
            visit.page.keyboard.press("s")
        popup.value.wait_for_function(
            "text => document.querySelector('.speaker-controls-notes .value')?.textContent"
            ".includes(text)", arg=first)
        assert visit.strangers(site.as_uri()) == []


@pytest.mark.parametrize("place", PLACES)
def test_without_scripts_all_can_be_read(chromium, site, place):
    address = f"{site.as_uri()}/{place}.html"
    with Visit(chromium, address, scripts=False) as visit:
        page = visit.page
        assert visit.sideways() == []
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            visit.settle()
            assert page.locator("article h1, .slides h1").first.is_visible()
            for figure in page.locator("figure.nlpviz").all():
                picture = figure.locator("img, svg, table").first.bounding_box()
                assert picture["width"] > 200 and picture["height"] > 60
        for formula in page.locator(":is(article, .slides) mjx-container").all()[:20]:
            assert formula.locator("mjx-math").bounding_box()["width"] > 3


@pytest.mark.parametrize("place", PLACES)
def test_on_paper_there_is_the_page_and_nothing_around_it(chromium, site, place):
    scripts = not place.startswith("slides/")
    with Visit(chromium, f"{site.as_uri()}/{place}.html", 800, scripts=scripts) as visit:
        visit.page.emulate_media(media="print")
        assert visit.page.locator("article h1, .slides h1").first.is_visible()
        for around in (".bd-sidebar-primary", ".bd-header-article", ".prev-next-footer",
                       ".progress"):
            assert not any(box.is_visible() for box in visit.page.locator(around).all()), around


def test_search_finds_pages_from_a_disk_and_from_a_server(chromium, site, http):
    for home in (site.as_uri(), http):
        with Visit(chromium, f"{home}/search.html?q=gradient") as visit:
            visit.page.locator("#search-results li a").first.wait_for()
            assert visit.said == []


def test_light_and_dark_can_be_chosen_and_are_remembered(chromium, http):
    with Visit(chromium, f"{http}/index.html") as visit:
        page = visit.page
        paper = "getComputedStyle(document.body).backgroundColor"
        light = page.evaluate(paper)
        for _ in range(3):
            page.locator(".theme-switch-button:visible").first.click()
            if page.evaluate("document.documentElement.dataset.theme") == "dark":
                break
        assert page.evaluate(paper) != light
        page.goto(f"{http}/notation.html")
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def parsed(page):
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def test_every_link_inside_the_site_leads_somewhere(site):
    pages = {page: parsed(page) for page in site.rglob("*.html")}
    anchors = {page: {tag["id"] for tag in html.find_all(id=True)} for page, html in pages.items()}
    broken = []
    for page, html in pages.items():
        links = {tag[name] for name in ("href", "src") for tag in html.find_all(attrs={name: True})}
        for link in links:
            path, _, anchor = link.partition("#")
            if re.match(r"[a-z]+:", path):
                continue
            target = (page.parent / path).resolve() if path else page
            if not target.is_file():
                broken.append(f"{page.name}: {link}")
            elif anchor and target.suffix == ".html" and "/slides/" not in str(target):
                if anchor not in anchors.get(target, ()):
                    broken.append(f"{page.name}: {link}")
    assert broken == []


def test_a_chapter_offers_its_deck_colab_and_its_time_and_other_pages_do_not(site):
    repository = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["repository"]
    owner = repository["url"].removeprefix("https://github.com/")
    for page in site.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        if page.stem not in CHAPTERS:
            assert "colab.research" not in text, page.name
            continue
        assert re.search(r"\d+ min to read, (\d+ with detours, )?\d+ to run", text)
        decks = [deck for deck in DECKS if deck.startswith(page.stem)]
        assert all(f'href="slides/{deck}.html"' in text for deck in decks)
        assert (f"https://colab.research.google.com/github/{owner}/blob/{repository['branch']}/"
                f"book/en/{page.stem}.ipynb") in text
        for deck in decks:
            shown = (site / "slides" / f"{deck}.html").read_text(encoding="utf-8")
            assert f'href="../{page.stem}.html"' in shown
            assert (site / "slides" / f"{deck}.pdf").stat().st_size > 20_000


def test_no_page_names_an_address_that_it_could_fetch_from(site):
    """Links to follow are fine; scripts, styles, pictures and fonts come from the site."""
    for page in site.rglob("*.html"):
        for tag in parsed(page).find_all(("script", "img", "link", "iframe", "source")):
            far = [value for value in tag.attrs.values() if re.match("(https?:)?//", str(value))]
            assert not far, f"{page.name}: {far}"
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert not re.findall(r"""(?:url\(|@import\s)\s*["']?https?:""", text), style
    assert not list(SITE.rglob("fontawesome*"))

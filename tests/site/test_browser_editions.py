"""A reader who changes the language stays at the same place, and meets no other language there.

The third language, which nobody has written yet, is tried on a small book of its own.
"""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup

from nlpviz import language
from tests.site.visits import EDITIONS, FRAME, ROOT, Visit, pages_of, served

PAGES = ["index", *FRAME]
TRANSLATED = [(code, page) for code in EDITIONS for page in pages_of(code)]
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
NAMES = {"nlpviz", "Ctrl"}
AROUND = """() => [...document.querySelectorAll("body *")].filter(e =>
    !e.closest("article, script, style, template, .languages, .book-name"))
  .flatMap(e => [e.title, e.getAttribute("aria-label"), e.placeholder,
    ...[...e.childNodes].map(c => c.nodeType === 3 ? c.data : "")])
  .map(text => (text || "").trim()).filter(Boolean)"""


def parsed(site, place):
    return BeautifulSoup((site / f"{place}.html").read_text(encoding="utf-8"), "html.parser")


def ids(site, place):
    """The anchors of sections and terms of a page."""
    return [tag["id"] for tag in parsed(site, place).find_all(("section", "dt"), id=True)]


def test_the_japanese_edition_has_all_pages_around_the_chapters():
    assert pages_of("ja") == PAGES == pages_of("en")


@pytest.mark.parametrize("code, page", TRANSLATED)
def test_a_page_says_its_language_and_where_the_others_are(site, code, page):
    for place, up, here in ((page, "", "en"), (f"{code}/{page}", "../", code)):
        html = parsed(site, place)
        assert html.html["lang"] == here and html.html["dir"] in ("ltr", "rtl")
        found = html.find_all("link", rel="alternate", hreflang=True)
        assert {link["hreflang"]: link["href"] for link in found} == {
            "en": f"{up}{page}.html", "x-default": f"{up}{page}.html",
            **{c: f"{up}{c}/{page}.html" for c in EDITIONS if page in pages_of(c)}}


@pytest.mark.parametrize("code, page", TRANSLATED)
def test_sections_and_terms_have_the_same_anchors_in_all_languages(site, code, page):
    english, other = ids(site, page), ids(site, f"{code}/{page}")
    assert sorted(english) == sorted(other)
    assert len(english) == len(set(english))


def at(visit, address):
    """The page, once it stands still where its anchor is."""
    visit.page.emulate_media(reduced_motion="reduce")  # else it glides
    visit.page.goto("about:blank")
    visit.page.goto(address)
    return visit.page


@pytest.mark.parametrize("way, width", [("file", 1280), ("http", 320)])
def test_the_switch_leads_to_the_same_place_and_back(chromium, site, http, way, width):
    home = http if way == "http" else site.as_uri()
    with Visit(chromium, f"{home}/index.html", width) as visit:
        page = at(visit, f"{home}/glossary.html#term-forget-gate")
        page.get_by_role("link", name="日本語").click()
        page.wait_for_url(f"{home}/ja/glossary.html#term-forget-gate")
        assert page.locator("dt:target").inner_text().startswith("忘却ゲート")
        page.get_by_role("link", name="English").click()
        page.wait_for_url(f"{home}/glossary.html#term-forget-gate")
        assert visit.said == []


def test_who_has_scrolled_on_comes_to_what_is_read_now(chromium, http):
    with Visit(chromium, f"{http}/index.html", height=500) as visit:
        visit.page.get_by_role("link", name="日本語").click()
        visit.page.wait_for_url(f"{http}/ja/index.html")
        page = at(visit, f"{http}/glossary.html#term-attention")
        page.locator("#term-seq2seq").evaluate("e => e.scrollIntoView()")
        page.get_by_role("link", name="日本語").evaluate("a => a.click()")  # without scrolling
        page.wait_for_url(f"{http}/ja/glossary.html#term-seq2seq")


def test_a_page_that_is_not_translated_leads_to_the_front_page_and_is_marked(chromium, http):
    with Visit(chromium, f"{http}/07_transformer.html#summary") as visit:
        visit.page.get_by_role("link", name="日本語").click()
        visit.page.wait_for_url(f"{http}/ja/index.html")
        link = visit.page.locator("article a[href$='07_transformer.html']")
        assert link.evaluate("a => a.nextElementSibling.textContent") == "（英語）"
        link.click()
        visit.page.wait_for_url(f"{http}/07_transformer.html")


def test_around_a_japanese_page_there_is_no_english(chromium, site):
    with Visit(chromium, f"{site.as_uri()}/ja/index.html") as visit:
        for page in PAGES:
            visit.page.goto(f"{site.as_uri()}/ja/{page}.html")
            said = [text for text in visit.page.evaluate(AROUND) if not WIDE.search(text)]
            assert {t for t in said if re.search(r"[A-Za-z]{3}", t)} <= NAMES, page


@pytest.mark.parametrize("code", ["en", *EDITIONS])
def test_a_page_around_the_chapters_has_no_fault_of_any_level(chromium, site, code):
    folder = site if code == "en" else site / code
    with Visit(chromium, (folder / "index.html").as_uri()) as visit:
        for page in pages_of(code):
            visit.page.goto((folder / f"{page}.html").as_uri())
            assert visit.faults() == [], page


def test_japanese_search_finds_the_glossary_by_a_part_of_a_word(chromium, site):
    with Visit(chromium, f"{site.as_uri()}/ja/index.html") as visit:
        for query in ("勾配", "勾配消失", "ゲート", "窓", "forget"):
            visit.page.goto(f"{site.as_uri()}/ja/search.html?q={query}")
            visit.page.locator("#search-results li a[href*='glossary.html']").first.wait_for()
        visit.page.goto(f"{site.as_uri()}/ja/search.html?q=消失勾配")
        visit.page.wait_for_function(
            "document.querySelector('.search-summary')?.textContent.trim()")
        assert visit.page.locator("#search-results li a").count() == 0


def copy_of_the_house(root, pages):
    """The tools and the look of the book around other pages: {edition/file: text}."""
    for folder in ("tools", "nlpviz", "book/_ext", "book/_static", "book/_templates"):
        shutil.copytree(ROOT / folder, root / folder,
                        ignore=shutil.ignore_patterns("__pycache__", "recipes"))
    shutil.copy(ROOT / "_config.yml", root)
    (root / "_toc.yml").write_text("format: jb-book\nroot: index\nparts:\n"
                                   "  - caption: Chapters\n    chapters: [file: notation]\n",
                                    "utf-8")
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    for name, text in pages.items():
        path = root / "book" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


ARABIC = "رسالة"
FIGURE = """
import numpy as np
from nlpviz import scratch, widgets
X = np.random.default_rng(3).normal(size=(16, 4))
cells = {cell: getattr(scratch, f"{cell}_weights")(4, 8) for cell in ("rnn", "lstm", "gru")}
norms = scratch.gradient_norms(scratch.state_jacobians(
    scratch.rnn(X, np.zeros(8), **cells["rnn"])[1]))
open("book/en/cover.html", "w", encoding="utf-8").write(
    widgets.GradientFlow(X, cells, norms).html())
"""


def in_arabic(file):
    """Add an entry "ar" to a words.json; one word will do for all."""
    words = json.loads(file.read_text(encoding="utf-8"))
    words["ar"] = {key: " ".join([ARABIC, *(f"{{{blank}}}" for blank in language.blanks(text))])
                   for key, text in words["en"].items()}
    file.write_text(json.dumps(words), encoding="utf-8")


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    """A book in three languages, of which the last was added as CONTRIBUTING says."""
    root, pages = tmp_path_factory.mktemp("house"), {}
    figure = "```{raw} html\n:file: ../en/cover.html\n```\n"
    frame = json.loads((ROOT / "book/en/page.json").read_text(encoding="utf-8"))
    for code, title in (("en", "Letters"), ("ja", "手紙"), ("ar", "رسائل")):
        own = frame | {"language": {"en": "English", "ja": "日本語", "ar": "العربية"}[code]}
        pages[f"{code}/index.md"] = f"# {title}\n\n{title}: $x_t$\n\n{figure}"
        pages[f"{code}/notation.md"] = f"# {title}\n\n## {title}\n"
        pages[f"{code}/page.json"] = json.dumps(own)
    copy_of_the_house(root, pages)
    for folder in ("gradient_flow", "core/kit"):
        in_arabic(root / "nlpviz" / "widgets" / folder / "words.json")
    for code in (["-c", FIGURE], ["-m", "tools.site.book"]):
        done = subprocess.run([sys.executable, *code], cwd=root, encoding="utf-8",
                              env={**os.environ, "PYTHONPATH": str(root)},
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert done.returncode == 0, done.stdout
    return root / "_build" / "html"


@pytest.fixture(scope="module")
def http_three(three):
    with served(three) as address:
        yield address


@pytest.mark.parametrize("code, width", [("en", 320), ("ja", 1280), ("ar", 320)])
def test_a_third_language_is_one_folder_and_the_switch_shows_it(chromium, http_three, code, width):
    place = "" if code == "en" else f"/{code}"
    with Visit(chromium, f"{http_three}{place}/notation.html", width) as visit:
        shown = visit.page.locator(".languages a").all()
        assert {a.get_attribute("hreflang") for a in shown} == {"en", "ja", "ar"} - {code}
        assert all(a.is_visible() for a in shown)
        assert visit.page.evaluate("getComputedStyle(document.documentElement).direction") == (
            "rtl" if code == "ar" else "ltr")
        assert visit.sideways([width]) == [] and visit.said == [] and visit.faults() == []


def test_a_page_from_the_right_is_mirrored_and_its_figure_is_not(chromium, http_three):
    with Visit(chromium, f"{http_three}/ar/index.html") as visit:
        page = visit.page
        contents, text = (page.locator(s).first.bounding_box() for s in (
            ".bd-sidebar-primary", "article"))
        assert contents["x"] > text["x"]
        figure = page.locator("figure.nlpviz")
        assert figure.get_attribute("data-live") is not None
        assert figure.evaluate("f => getComputedStyle(f).direction") == "ltr"
        assert visit.sideways() == [] and visit.faults() == [] and visit.said == []


SAID = """f => [...f.querySelectorAll(".nlpviz-view, .nlpviz-view *, summary")].flatMap(e => [
    e.getAttribute("aria-label"), e.getAttribute("aria-valuetext"), e.title,
    ...[...e.childNodes].map(c => c.nodeType === 3 ? c.data : "")]).filter(Boolean)"""
PLACES_OF_LETTERS = """symbol => {
  const found = [], walker = document.createTreeWalker(symbol, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    found.push(range.getBoundingClientRect().left);
  }
  return found;
}"""


def test_a_figure_on_an_arabic_page_speaks_arabic_and_its_formulas_run_from_the_left(
        chromium, http_three):
    with Visit(chromium, f"{http_three}/ar/index.html") as visit:
        figure = visit.page.locator("figure.nlpviz[data-live]")
        latin = {w for text in figure.evaluate(SAID) for w in re.findall("[A-Za-z]{3,}", text)}
        assert latin <= {"RNN", "LSTM", "GRU", "tanh", "ReLU", "max"}
        assert figure.get_attribute("aria-label").startswith(ARABIC)
        formulas = [f.evaluate(PLACES_OF_LETTERS) for f in figure.locator("span.symbol").all()]
        assert max(map(len, formulas)) > 3 and all(f == sorted(f) for f in formulas)
    with Visit(chromium, f"{http_three}/index.html") as visit:
        label = visit.page.locator("figure.nlpviz[data-live]").get_attribute("aria-label")
        assert label.startswith("How much of the blame")

"""Text is drawn by the fonts that the site ships, Japanese and symbols included, so that a page is
laid out alike on every machine; a page without Japanese loads none of its font."""

import os
import re

import pytest

from tests.site.visits import OTHERS, PLACES, ROOT, Visit
from tools.env import browser
from tools.site import fonts

TEXT = """<!doctype html><html lang="en"><head><title>t</title>
<link rel="stylesheet" href="fonts.css"></head><body>
<p style="font-family: var(--serif)">a → b ≤ ∂ <em>f → ∞</em> q̂ %s</p>
<pre style="font-family: var(--mono)">x = "%s"  # ∂ᵀ → ✓</pre>
<figure class="nlpviz"><svg width="300" height="40"><text y="20">%s ✗ <tspan
font-weight="700">%s</tspan></text></svg><input value="%s"></figure></body></html>"""


@pytest.fixture
def written(tmp_path):
    """written(japanese) is a page from the disk, with the fonts that the build gives it."""
    def write(japanese):
        page = tmp_path / "page.html"
        page.write_text(TEXT.replace("%s", japanese), encoding="utf-8")
        fonts.write(tmp_path, [page])
        return page.as_uri()
    return write


@pytest.mark.parametrize("place", [*PLACES, *OTHERS])
def test_all_text_of_a_page_is_drawn_by_fonts_of_the_site(chromium, site, place):
    scripts = "slides/" not in place  # a deck shows one slide at a time; without scripts, all
    with Visit(chromium, f"{site.as_uri()}/{place}.html", scripts=scripts) as visit:
        assert visit.foreign_fonts() == set()


@pytest.mark.parametrize("japanese", ["手紙", "ゟ鰯、「々」", "ﾊﾝｶｸ", "令和元年"])
def test_japanese_is_drawn_by_our_font_in_prose_in_code_and_in_figures(chromium, written, japanese):
    with Visit(chromium, written(japanese)) as visit:
        assert visit.foreign_fonts() == set()
        loaded = [url for url in visit.asked if "noto-sans-jp" in url]
        held = {f"fonts/{file}": some for file, (some, _) in fonts.slices().items()}
        assert loaded
        for url in loaded:
            assert {ord(c) for c in japanese} & held[url[url.rindex("fonts/"):]], url


@pytest.mark.parametrize("text", ["letter", "ᵀ → π Ž …", "👩\u200d👧 🎌"])
def test_where_no_japanese_stands_none_is_loaded_nor_linked(chromium, written, text):
    with Visit(chromium, written(text)) as visit:
        assert not [url for url in visit.asked if "-ja" in url or "-jp" in url]


@pytest.mark.parametrize("place", [*PLACES, *OTHERS])
def test_a_page_loads_japanese_where_it_has_some(chromium, http, site, place):
    html = (site / f"{place}.html").read_text(encoding="utf-8")
    known = set().union(*(held for held, _ in fonts.slices().values()))
    has = bool(set(map(ord, fonts.visible_characters(html))) & known)
    assert ("fonts-ja.css" in html) == has
    with Visit(chromium, f"{http}/{place}.html", scripts=not place.startswith("slides/")) as visit:
        assert any("noto-sans-jp" in url for url in visit.asked) == has


@pytest.fixture(scope="module")
def elsewhere(chromium, tmp_path_factory):
    """A browser on a machine that has no font but one, and no rules how to draw it."""
    folder = tmp_path_factory.mktemp("fontconfig")
    only = ROOT / "node_modules" / "dejavu-fonts-ttf" / "ttf"
    (folder / "fonts.conf").write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{only}</dir><cachedir>{folder}</cachedir></fontconfig>", "utf-8")
    one = chromium.browser_type.launch(
        executable_path=browser.ensure(), args=list(browser.FLAGS),
        env={**os.environ, "FONTCONFIG_FILE": f"{folder}/fonts.conf"})
    yield one
    one.close()


@pytest.mark.parametrize("place", PLACES)
def test_a_page_is_laid_out_alike_whatever_fonts_a_machine_has(chromium, elsewhere, site, place):
    sizes = []
    for one in (chromium, elsewhere):
        with Visit(one, f"{site.as_uri()}/{place}.html", 360, scripts=False) as visit:
            sizes.append(visit.size())
    assert sizes[0] == pytest.approx(sizes[1], abs=1)


def test_every_font_that_is_copied_has_its_licence_beside_it(site):
    for folder in (site / "_static" / "fonts", site / "slides" / "assets" / "fonts"):
        licences = {f.name.removesuffix(".LICENSE.txt") for f in folder.glob("*.LICENSE.txt")}
        for file in folder.glob("*.woff*"):
            family = "dejavu" if "DejaVu" in file.name else re.match(
                "|".join(sorted(licences)), file.name)[0]
            assert family in licences

"""Building the site loses nothing: used rules stay, code keeps its text, formulas are TeX."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import maths  # noqa: E402
import slides  # noqa: E402
import slim  # noqa: E402


def test_a_rule_stays_if_all_its_classes_are_used_and_goes_if_not():
    css = ".a, .b .gone, p:is(.a, .gone) {x: 1} .gone{y: 2} h1, [data-x='.']{z: 3}"
    assert slim.prune(css, {"a", "b"}) == ".a{x: 1}h1, [data-x='.']{z: 3}"


def test_what_a_rule_excludes_need_not_be_used():
    assert slim.prune("p:not(.gone){x: 1}", set()) == "p:not(.gone){x: 1}"


def test_media_blocks_are_pruned_inside_and_other_blocks_are_left_alone():
    css = '@charset "utf-8"; @media print{.a{x: 1}.gone{y: 2}} @media all{.gone{y: 2}}'
    css += "@keyframes k{from{x: 1}to{x: 2}} /* .a{} */"
    kept = '@charset "utf-8";@media print{.a{x: 1}}@keyframes k{from{x: 1}to{x: 2}}'
    assert slim.prune(css, {"a"}) == kept


def test_a_listing_keeps_its_text_and_its_coloured_spans():
    html = '<div class="highlight"><pre><span class="k">if</span><span class="w"> </span></pre>'
    assert slim.highlights(html, ".k{}") == html.replace('<span class="w"> </span>', " ")


def test_a_formula_becomes_html_with_mathml_inside():
    (inline, display), css = maths.typeset([("x_t < \\mathcal V", False), ("y", True)])
    assert "<math" in inline and 'display="true"' in display
    assert "Calligraphic" in css and "http:" not in css.replace("http://www.w3.org", "")


def test_what_is_not_tex_ends_the_build_with_its_text():
    with pytest.raises(SystemExit, match="nonsense"):
        maths.typeset([("\\nonsense{x}", False)])


def test_a_slide_without_a_heading_repeats_the_last():
    def cell(kind, source, cell_type="markdown"):
        return slides.nbformat.from_dict({"cell_type": cell_type, "source": source,
                                          "metadata": {"slideshow": {"slide_type": kind}}})

    cells = [cell("slide", "## One"), cell("notes", "## Not this"), cell("subslide", "x", "code"),
             cell("-", "more"), cell("slide", "## Two")]
    slides.run_headings(cells)
    assert [c.metadata.get("running") for c in cells] == [None, None, "One", None, None]

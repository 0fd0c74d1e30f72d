"""Building the site loses nothing: used rules stay, code keeps its text, formulas are TeX."""

import json

import pytest

from tools.site import fonts, maths, slides, slim


def test_a_rule_stays_if_all_its_classes_are_used_and_goes_if_not():
    css = ".a, .b .gone, p:is(.a, .gone) {x: 1} .gone{y: 2} h1, [data-x='.']{z: 3}"
    assert slim.prune(css, {"a", "b"}) == '.a{x: 1}h1,[data-x="."]{z: 3}'


def test_what_a_rule_excludes_need_not_be_used():
    for css in ("p:not(.gone){x: 1}", "p:not(:has(td.gone, .b)){x: 1}"):
        assert slim.prune(css, set()) == css
    assert slim.prune("p:not(.gone) .gone{x: 1} p:is(:not(.a) .gone){x: 1}", set()) == ""


def test_media_blocks_are_pruned_inside_and_other_blocks_are_left_alone():
    css = '@charset "utf-8"; @media print{.a{x: 1}.gone{y: 2}} @media all{.gone{y: 2}}'
    css += "@keyframes k{from{x: 1}to{x: 2}} /* .a{} */"
    kept = '@charset "utf-8";@media print{.a{x: 1}}@keyframes k{from{x: 1}to{x: 2}}'
    assert slim.prune(css, {"a"}) == kept


def test_a_rule_nested_in_a_rule_stays_with_it():
    css = ".a { color: red; .b, &:hover { x: 1; @media print { y: 2; } } } .gone { .a { z: 3; } }"
    assert slim.prune(css, {"a"}) == (
        ".a{color: red; .b, &:hover { x: 1; @media print { y: 2; } }}")


@pytest.mark.parametrize("css", [".a{x: 1", ".a"])
def test_a_style_sheet_that_ends_in_a_rule_is_read_as_browsers_read_it_or_refused(css):
    if "{" in css:
        assert slim.prune(css, {"a"}) == ".a{x: 1}"
    else:
        with pytest.raises(ValueError, match="the style sheet is not CSS"):
            slim.prune(css, {"a"})


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
    slides.deck_cells.run_headings(cells)
    assert [c.metadata.get("running") for c in cells] == [None, None, "One", None, None]


def page(text, figure=None, language="en"):
    payload = "" if figure is None else (
        f'<script type="application/json">{json.dumps(figure, ensure_ascii=False)}</script>')
    return (f'<html lang="{language}"><title>t</title><link rel="stylesheet" href="fonts.css">'
            f"<style>.鰯 {{}}</style><p title='題'>{text}</p>{payload}")


def test_a_page_shows_its_text_and_what_its_figures_tell_and_not_their_other_words():
    html = page("a &#x624B; 紙", {"module": "'表'", "state": {"tokens": ["姉"]}})
    assert {"手", "紙", "姉"} <= fonts.visible_characters(html)
    assert not set("表鰯題") & fonts.visible_characters(html)
    assert "表" in fonts.visible_characters(html.replace('lang="en"', 'lang="ja"'))


def test_symbols_are_what_latin_fonts_lack_and_letters_that_carry_a_mark():
    assert fonts.symbols_of("f → ∂ᵀ q\u0302 = é Ж 手 👧 x") == set("→∂ᵀq\u0302")


def test_code_points_are_written_as_the_shortest_ranges_and_read_again():
    found = {0x41, 0x42, 0x43, 0x3042, 0x1F600}
    text = fonts.ranges(found)
    assert text == "U+41-43,U+3042,U+1f600"
    assert fonts.numbers(f"unicode-range: {text};") == found


def test_only_a_page_with_japanese_is_linked_to_its_font_and_only_its_ranges_are_copied(tmp_path):
    pages = [tmp_path / f"{name}.html" for name in ("english", "japanese")]
    pages[0].write_text(page("→", {"module": "'表'", "state": {}}), encoding="utf-8")
    pages[1].write_text(page("手紙"), encoding="utf-8")
    fonts.write(tmp_path, pages)
    assert ["fonts-ja.css" in f.read_text(encoding="utf-8") for f in pages] == [False, True]
    copied = {f.name for f in (tmp_path / "fonts").glob("noto-sans-jp-*")}
    due = {name for name, (held, _) in fonts.slices().items() if held & {ord("手"), ord("紙")}}
    assert copied == due and due
    once = (tmp_path / "fonts" / "symbols-DejaVuSans.woff").read_bytes()
    fonts.write(tmp_path, pages)
    assert (tmp_path / "fonts" / "symbols-DejaVuSans.woff").read_bytes() == once

"""Tables are sorted, walked through and copied, bars and curves are guessed before they are seen,
by pointer and by keys; in a deck all can be read from the back row."""

import numpy as np
import pytest
from playwright.sync_api import expect

from nlpviz.widgets import Bars, Curves, Table
from tests.site.pages import faults, page_of

RUNS = np.array([[[0.60, 0.50], [0.95, 0.80], [0.94, 0.91]],
                 [[0.62, 0.51], [0.93, 0.82], [0.95, 0.90]]])
ROWS = ["RNN", "GRU", "LSTM"]


def table():
    return Table(np.concatenate([RUNS, np.full((2, 1, 2), 0.5)], 1), [*ROWS, "chance"],
                 ["depth 2", "depth 4"], better="higher", spread="range", yardstick="chance")


def bars(**options):
    return Bars(RUNS[:, :, 1], ROWS, unit="accuracy", spread="range", **options)


def curves(**options):
    x = np.arange(6)
    return Curves(x, {"RNN": 0.5**x, "LSTM": 0.95**x}, "words back", "what is left", **options)


def rows(page):
    return [text.split("\n")[0] for text in page.locator("tbody th").all_inner_texts()]


def told(page):
    return page.locator("output").last.inner_text()


def test_a_narrow_page_says_that_columns_can_be_swiped_and_breaks_no_word(visit):
    names = ["accuracy on unseen sentences", "perplexity", "parameters", "throughput"]
    wide = Table(np.ones((2, 4)), ["Transformer", "attention"], names)
    page = visit(page_of(wide.html()), viewport={"width": 360, "height": 700})
    hint, scroll = page.locator(".swipe"), page.locator(".nlpviz-result-scroll")
    expect(hint).to_be_visible()
    expect(scroll).to_contain_class("right")
    lines = """() => [...document.querySelectorAll("thead bdi, tbody bdi")].map((e) => {
        const text = document.createRange(); text.selectNodeContents(e);
        return [e.textContent, new Set([...text.getClientRects()].map((r) => r.top)).size];
    })"""
    for name, count in page.evaluate(lines):
        assert count <= len(name.split()), name
    scroll.evaluate("e => e.scrollTo(e.scrollWidth, 0)")
    expect(scroll).not_to_contain_class("right")
    page.set_viewport_size({"width": 1000, "height": 700})
    expect(hint).to_be_hidden()


def test_the_line_of_a_spread_stays_in_its_cell_where_the_largest_runs_almost_agree(visit):
    runs = np.array([[[0.5, 8.0]], [[0.7, 8.001]]])
    page = visit(page_of(Table(np.concatenate([runs, runs / 2], 1), ["8 experts", "4 experts"],
                               ["least", "most"], spread="range").html()))
    scroll = page.locator(".nlpviz-result-scroll")
    assert scroll.evaluate("e => e.scrollWidth - e.clientWidth") <= 0
    expect(page.locator(".swipe")).to_be_hidden()


def test_a_table_is_sorted_by_pointer_and_by_keys_and_the_yardstick_stays_below(visit):
    page = visit(page_of(table().html()))
    head = page.locator("thead button").nth(1)
    head.click()
    assert rows(page) == ["LSTM", "GRU", "RNN", "chance"]
    assert told(page) == "Sorted by depth 4, highest first."
    states = [th.get_attribute("aria-sort") for th in page.locator("thead th").all()]
    assert states == ["none", "descending"]
    page.keyboard.press("Enter")
    assert rows(page) == ["RNN", "GRU", "LSTM", "chance"]
    page.keyboard.press("Space")
    assert told(page) == "In the order that was given."


def test_cells_are_walked_through_by_keys_and_read_out(visit):
    page = visit(page_of(table().html()))
    page.locator("thead button").last.focus()
    page.keyboard.press("Tab")
    assert told(page) == "RNN, depth 2: 0.610 (0.600 … 0.620)"
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    assert told(page) == "LSTM, depth 4: 0.905 (0.900 … 0.910), best"
    page.keyboard.press("Control+End")
    assert told(page).startswith("chance, depth 4: ")


def copied(page):
    page.evaluate("""document.addEventListener("copy", (event) => {
        window.text = event.clipboardData.getData("text/plain"); })""")
    yield
    yield page.evaluate("window.text")


def test_the_button_copies_all_and_a_selection_copies_itself_with_tabs(visit):
    page = visit(page_of(table().html()))
    clip = copied(page)
    next(clip)
    page.get_by_role("button", name="Copy").click()
    lines = next(clip).split("\n")
    assert lines[0].split("\t")[:4] == ["", "depth 2", "depth 2, lowest", "depth 2, highest"]
    assert lines[3].split("\t") == ["LSTM", "0.945", "0.940", "0.950", "0.905", "0.900", "0.910"]
    assert len(lines) == 5 and told(page).startswith("Copied: 4 rows")
    page.evaluate("""() => { const cells = document.querySelectorAll("tbody td");
        getSelection().setBaseAndExtent(cells[1].firstChild, 0, cells[3].lastChild, 1); }""")
    page.keyboard.press("Control+c")
    lines = page.evaluate("window.text").split("\n")
    assert [line.split("\t")[0] for line in lines] == ["", "RNN", "GRU"]


def test_a_column_waits_for_the_guess_is_not_copied_and_the_height_stays(visit):
    asked = Table(RUNS, ROWS, ["depth 2", "depth 4"], better="higher", spread="range",
                  look="Which one is right at depth 4?", predict="depth 4")
    page = visit(page_of(asked.html()))
    height = page.evaluate("document.querySelector('figure').offsetHeight")
    assert page.locator("td.waits").count() == 3 and "0.905" not in page.inner_text("figure")
    assert page.locator("thead button").last.is_disabled()
    assert page.locator(".nlpviz-question").inner_text() == "Which one is right at depth 4?"
    clip = copied(page)
    next(clip)
    page.get_by_role("button", name="Copy").click()
    assert next(clip).split("\n")[0] == "\tdepth 2\tdepth 2, lowest\tdepth 2, highest"
    page.locator(".nlpviz-ask input").first.check(force=True)
    page.get_by_role("button", name="Reveal").click()
    assert page.locator(".nlpviz-verdict").inner_text() == \
        "You said RNN. It is LSTM, because LSTM has 0.905, RNN has 0.505."
    assert "0.905" in page.inner_text("tbody") and page.locator("td.waits").count() == 0
    assert page.evaluate("document.querySelector('figure').offsetHeight") == height


def test_what_stands_before_the_script_runs_says_the_same(visit):
    still = visit(page_of(table().html()), java_script_enabled=False, live=False)
    alive = visit(page_of(table().html()))
    cells = "tbody :is(th, td)"
    one, two = ([" ".join(text.split()) for text in page.locator(cells).all_inner_texts()]
                for page in (still, alive))
    assert one == two


def test_the_best_bar_is_guessed_before_the_bars_are_seen(visit):
    page = visit(page_of(bars(predict=True, better="higher").html()))
    height = page.evaluate("document.querySelector('figure').offsetHeight")
    assert page.locator("rect.bar").count() == 0 and page.locator("summary").is_visible()
    page.get_by_role("radio", name="RNN").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Reveal").press("Enter")
    assert page.locator("rect.bar").count() == 3
    said = page.locator(".nlpviz-verdict").first.inner_text()
    assert said == "You said RNN. It is LSTM, because LSTM has 0.905, RNN only 0.505."
    assert page.evaluate("document.querySelector('figure').offsetHeight") == height


COVERED = """svg => {
    const nodes = [...svg.querySelectorAll("text, rect.bar")];
    const places = nodes.map((node) => [node, node.getBoundingClientRect()]);
    const over = ([m, a], [n, b]) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
        // lines of text have room for letters' tails
        Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > (m.tagName === n.tagName ? 5 : 1);
    return places.flatMap((a, k) => places.slice(k + 1).filter((b) => over(a, b)).map(
        (b) => [a, b].map(([node]) => node.textContent || "a bar")));
}"""
LONG = ["a network that reads from both ends", "a network with gates", "attention over all states"]
CROWDED = {"names over their bars": (np.array([4.0, -1, 2.5]), LONG),
           "numbers below": (np.array([123456.0, -65432, 9]), LONG),
           "forty names": (np.arange(40.0), [f"depth {k}" for k in range(40)])}


@pytest.mark.parametrize("width", [320, 700])
@pytest.mark.parametrize("crowded", CROWDED)
def test_no_bar_and_no_text_is_drawn_over_another_text(visit, crowded, width):
    values, names = CROWDED[crowded]
    page = visit(page_of(Bars(values, names).html()), viewport={"width": width, "height": 900})
    chart = page.locator(".nlpviz-chart svg")
    assert chart.locator("rect.bar").count() == len(values) and chart.locator("text").count() > 5
    assert chart.evaluate(COVERED) == []


@pytest.mark.parametrize("lying", [False, True])
def test_bars_in_the_page_are_as_long_as_their_numbers_and_begin_at_zero(visit, lying):
    values = np.array([4, -1, 2.5])
    page = visit(page_of(Bars(values, ROWS, horizontal=lying).html()))
    boxes = [box.bounding_box() for box in page.locator("rect.bar").all()]
    side, start = ("width", "x") if lying else ("height", "y")
    lengths = np.array([box[side] for box in boxes])
    np.testing.assert_allclose(lengths / lengths[0], np.abs(values) / 4, atol=0.02)
    zero = page.locator("line.zero").get_attribute(f"{start}1")
    at = page.locator(".nlpviz-chart").bounding_box()[start] + float(zero)
    ends = [box[start] + (0 if (v > 0) == lying else box[side])
            for box, v in zip(boxes, values, strict=True)]
    np.testing.assert_allclose(ends, at, atol=1)


def test_bars_are_read_out_under_the_pointer_and_the_keys(visit):
    page = visit(page_of(bars().html()))
    page.focus("[role=application]")
    page.keyboard.press("End")
    assert told(page) == "LSTM: 0.905 (0.9 … 0.91) accuracy"
    box = page.locator(".nlpviz-chart").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.55, box["y"] + 100)
    assert told(page).startswith("GRU: 0.81 ")


def test_a_line_is_drawn_on_empty_axes_by_pointer_or_keys_before_it_is_seen(visit):
    page = visit(page_of(curves(predict="RNN").html()))
    lines, reveal = page.locator("path.line"), page.get_by_role("button", name="Reveal")
    assert lines.count() == 0 and reveal.is_disabled()
    page.locator("summary").click()
    expect(page.locator("thead th")).to_have_text(["words back"])  # it is filled when it has opened
    height = page.evaluate("document.querySelector('figure').offsetHeight")
    box = page.locator(".nlpviz-chart").bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 400, box["y"] + 60)
    page.mouse.up()
    page.focus("[role=application]")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    assert "words back 0: you say 0." in told(page)
    assert page.evaluate("document.querySelector('figure').offsetHeight") == height
    reveal.click()
    assert lines.count() == 2
    verdict = page.locator(".nlpviz-curves-ask").inner_text()
    assert verdict.startswith("You were furthest off at words back ") and "it is 0." in verdict
    assert page.locator("path.miss").count() == 1
    page.get_by_role("button", name="Draw again").click()
    assert lines.count() == 0 and page.locator("path.guess").count() == 0


def test_a_table_stays_shut_about_a_line_until_it_is_seen(visit):
    page = visit(page_of(curves(predict="RNN").html()))
    page.focus("[role=application]")
    page.keyboard.press("ArrowUp")
    page.get_by_role("button", name="Reveal").click()
    page.locator("summary").click()
    page.locator("thead th").first.wait_for()
    assert page.locator("thead th").all_inner_texts() == ["words back", "RNN", "LSTM"]


SMALLEST = """() => { const seen = new Map();
    for (const e of document.querySelectorAll("figure.nlpviz .nlpviz-view *"))
        for (const c of e.childNodes)
            if (c.nodeType === 3 && c.data.trim() && e.getClientRects().length)
                seen.set(c.data.trim(), parseFloat(getComputedStyle(e).fontSize));
    return Math.min(...seen.values()); }"""


@pytest.mark.parametrize("make", [table, bars, curves], ids=["table", "bars", "curves"])
def test_no_letter_is_below_14_pixels_on_a_page_and_18_in_a_deck(visit, make):
    html = make().html()
    assert visit(page_of(html)).evaluate(SMALLEST) >= 14
    deck = page_of(f'<div class="slides" style="width:900px">{html}</div>')
    assert visit(deck).evaluate(SMALLEST) >= 18


@pytest.mark.parametrize("make", [table, bars, curves], ids=["table", "bars", "curves"])
@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}], ids=["light", "dark"])
def test_axe_finds_nothing_at_all(visit, make, options):
    page = visit(page_of("<main><h1>a</h1>", make().html(), "</main>"), **options)
    assert faults(page) == []

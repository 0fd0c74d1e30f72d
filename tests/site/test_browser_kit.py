"""The kit in a browser: a question with a number or a place as its guess, sizes in one unit, and
what waits under "more"."""

import pytest

from nlpviz.widgets.core import bundle
from nlpviz.widgets.core.figure import Figure
from tests.site.pages import LIVE, page_of
from tests.site.visits import FRAMES
from tests.widgets.core.every import FIGURES

VIEW = """
import { h, s } from "../core/kit/dom.js";
import { more } from "../core/kit/more.js";
import { predict } from "../core/kit/predict.js";
import { clipped, matrix } from "../core/kit/shapes.js";
import { state } from "../core/kit/state.js";
function render({ model, el }) {
  const { signal } = new AbortController();
  const kind = model.get("kind");
  const fields = { guess: { default: null }, answered: { default: false } };
  const set = state(model, fields, () => ask.set({ guess: set.guess, open: set.answered }), signal);
  const waits = more(el, h("b", {}, "rest"));
  const ask = predict(el, {
    question: "How many?",
    options: kind === "number" ? { min: 0, max: 100, unit: "words" } : undefined,
    answer: () => 17,
    right: (guess, due) => Math.abs(guess - due) < 2,
    why: (guess) => `a thousandth is left (${guess})`,
    guesses: [1000],
    start: { open: kind === "opened" },
    onChange: ({ guess, open }) => {
      set.set({ guess, answered: open });
      if (open) waits.show();
    },
  }, signal);
  const place = h("button", { onclick: () => ask.guess(40) }, "here");
  const kernel = h("button", { onclick: () => set.set("answered", true) }, "from outside");
  const cells = { width: 20, height: 10, gap: 5, colour: (x) => `rgb(${x} 0 0)`, write: String };
  const table = matrix([[0, 50], [100, 150], [200, 250]], cells);
  table.cell(2, 1).setAttribute("class", "last");
  const cut = clipped(60, 0, 20, 10, s("rect", { width: 90, height: 90, class: "cut" }));
  const drawn = s("svg", { width: 200, height: 60, class: "drawn" }, table.node, cut);
  const plain = matrix([[0, 50]], { width: 20, height: 10, colour: () => "red" });
  const other = s("svg", { width: 200, height: 20, class: "plain" }, plain.node);
  el.append(ask.node, place, kernel, waits.node, drawn, other);
}
export default { render };
"""


class Tried(Figure):
    name, label = "tried", "a question"

    def __init__(self, kind):
        self.kind = kind

    def state(self):
        return {"kind": self.kind, "guess": None, "answered": False}

    def picture(self):
        return '<svg xmlns="http://www.w3.org/2000/svg" width="9"/>'

    def table(self):
        return [""], [["a"]]


@pytest.fixture
def ask(visit, tmp_path, monkeypatch):
    """ask(kind, …) gives a page with a question whose guess is of this kind."""
    folder = tmp_path / "widgets"
    (folder / "tried").mkdir(parents=True)
    (folder / "core").symlink_to(bundle.WIDGETS / "core", target_is_directory=True)
    (folder / "tried" / "view.js").write_text(VIEW.lstrip(), encoding="utf-8")
    (folder / "tried" / "style.css").write_text(
        ".nlpviz-tried { button { color: red; } }\n", encoding="utf-8")
    monkeypatch.setattr(bundle, "WIDGETS", folder)
    caches = [each for each in vars(bundle).values() if hasattr(each, "cache_clear")]
    for cached in caches:
        cached.cache_clear()
    yield lambda kind, html=page_of, **options: visit(html(Tried(kind).html()), **options)
    for cached in caches:
        cached.cache_clear()


def verdict(page):
    return page.locator(".nlpviz-verdict").inner_text()


def test_a_number_is_guessed_then_revealed_and_guessed_again_by_keyboard(ask):
    page = ask("number")
    field, button = page.get_by_label("How many?"), page.locator(".nlpviz-reveal")
    assert button.is_disabled()
    field.focus()
    page.keyboard.type("101")
    assert button.is_disabled()  # above the largest that may be guessed
    field.fill("")
    page.keyboard.type("18")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert verdict(page) == (
        "You said 18, and it is 17, because a thousandth is left (18).")
    page.keyboard.press("Enter")
    assert verdict(page) == "" and field.input_value() == "" and button.is_disabled()
    page.keyboard.type("40")
    assert page.evaluate("document.activeElement.type") == "number"


def test_a_place_in_the_figure_is_a_guess(ask):
    page = ask("place")
    page.get_by_text("here").click()
    assert page.locator(".nlpviz-guess").inner_text() == "your guess: 40"
    page.locator(".nlpviz-reveal").click()
    assert verdict(page) == "You said 40. It is 17, because a thousandth is left (40)."
    page.get_by_text("here").click()  # another guess, before the answer is asked for again
    assert verdict(page) == "" and not page.locator(".nlpviz-question").is_hidden()


def test_the_rest_waits_until_the_first_answer_and_leaves_its_room(ask):
    page = ask("place")
    rest, height = page.locator(".nlpviz-more"), "document.querySelector('figure').offsetHeight"
    before = page.evaluate(height)
    assert rest.is_hidden()
    page.get_by_text("here").click()
    page.locator(".nlpviz-reveal").click()
    assert rest.is_visible() and not rest.get_by_text("rest").is_visible()
    assert page.evaluate(height) == before


@pytest.mark.parametrize("kind", ["opened", "place"])
def test_without_a_guess_no_answer_is_seen_whoever_asks_for_it(ask, kind):
    page = ask(kind)
    page.get_by_text("from outside").click()  # what a kernel or another view may set
    assert verdict(page) == "" and page.locator(".nlpviz-question").is_visible()
    assert page.locator(".nlpviz-reveal").is_disabled()


def test_what_was_opened_under_more_stays_open_at_the_next_answer(ask):
    page = ask("place")
    rest, button = page.locator(".nlpviz-more"), page.locator(".nlpviz-reveal")
    for again in (False, True):
        page.get_by_text("here").click()
        button.click()
        assert rest.is_visible()
        assert rest.get_by_text("rest").is_visible() == again
        if not again:
            rest.locator("summary").click()
        assert rest.get_by_text("rest").is_visible()


def test_a_question_speaks_the_language_of_its_page(ask):
    page = ask("place", lambda html: page_of(html).replace("lang=en", "lang=ja"))
    page.get_by_text("here").click()
    page.locator(".nlpviz-reveal").click()
    assert verdict(page) == "予想は「40」、正解は「17」です。a thousandth is left (40)からです。"


def test_a_nested_style_reaches_its_figure_and_no_other_element(ask):
    page = ask("place", lambda html: page_of(html, "<button id=other>x</button>"))
    colour = "element => getComputedStyle(element).color"
    assert page.get_by_text("here").evaluate(colour) == "rgb(255, 0, 0)"
    assert page.locator("#other").evaluate(colour) != "rgb(255, 0, 0)"


def test_a_matrix_has_a_cell_for_each_number_at_its_place(ask):
    page = ask("place")
    cells = page.locator("figure .drawn rect:not(.cut)")
    assert cells.count() == 6 and page.locator(".last text").text_content() == "250"
    assert page.locator(".last rect").evaluate("e => getComputedStyle(e).fill") == "rgb(250, 0, 0)"
    first, last = cells.first.bounding_box(), page.locator(".last rect").bounding_box()
    assert [last[k] - first[k] for k in "xy"] == pytest.approx([25, 30])
    assert [first[k] for k in ("width", "height")] == pytest.approx([20, 10])
    for k, number in enumerate([0, 50, 100, 150, 200, 250]):
        box, text = cells.nth(k), page.locator("figure .drawn text").nth(k)
        assert text.text_content() == str(number)
        assert box.evaluate("e => getComputedStyle(e).fill") == f"rgb({number}, 0, 0)"
        middle = [at["x"] + at["width"] / 2 for at in (box.bounding_box(), text.bounding_box())]
        assert middle[0] == pytest.approx(middle[1], abs=1)
        high = [at["y"] + at["height"] / 2 for at in (box.bounding_box(), text.bounding_box())]
        assert high[0] == pytest.approx(high[1], abs=2)
    plain = page.locator("figure .plain")
    boxes = [plain.locator("rect").nth(k).bounding_box() for k in (0, 1)]
    assert boxes[1]["x"] - boxes[0]["x"] == pytest.approx(22)  # a gap of two
    assert plain.locator("rect").count() == 2 and plain.locator("text").count() == 0


def test_what_is_clipped_is_not_seen_outside_its_box(ask):
    page = ask("place")
    box = page.locator("figure .nlpviz-view svg").first.bounding_box()
    seen = "([x, y]) => document.elementFromPoint(x, y).getAttribute('class')"
    assert page.evaluate(seen, [box["x"] + 70, box["y"] + 5]) == "cut"
    assert page.evaluate(seen, [box["x"] + 70, box["y"] + 15]) != "cut"
    assert page.evaluate(seen, [box["x"] + 85, box["y"] + 5]) != "cut"


SMALLEST = """figure => {
    const lettered = (e) => e.checkVisibility() && !["SCRIPT", "STYLE"].includes(e.tagName) &&
        [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    const sizes = [...figure.querySelectorAll("*")].filter(lettered).map(
        (e) => parseFloat(getComputedStyle(e).fontSize));
    return Math.min(...sizes);
}"""
SMALL = ["beam_tree", "cost_meter", "draw_or_mix", "gradient_cloud", "position_lab", "soft_steps"]


@pytest.mark.parametrize(("place", "least"), [("page", 14), ("slides", 18)])
@pytest.mark.parametrize("name", SMALL)
def test_no_text_is_smaller_than_the_one_unit(visit, name, place, least):
    both = FIGURES[name]().html() + FIGURES["curves"]().html()  # whose styles come after it
    page = visit(page_of(f'<div class="{place}">{both}</div>'))
    first = page.locator("figure.nlpviz").first
    first.locator("summary").last.click()
    first.locator("tbody td").first.wait_for()
    assert first.evaluate(SMALLEST) >= least
    assert first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") > least


@pytest.mark.parametrize("name", SMALL)
def test_two_copies_of_one_figure_live_apart(visit, name):
    page = visit(page_of(*[FIGURES[name]().html()] * 2))
    page.wait_for_function(f"document.querySelectorAll('{LIVE}').length === 2")
    page.evaluate(FRAMES)  # the room for a verdict is measured in the frame after
    first, second = (page.locator(".nlpviz-view").nth(i) for i in (0, 1))
    still = second.inner_html()
    stage = "[role=application], [role=slider], .list [role=radio]"
    first.locator(stage).first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert first.inner_html() != still == second.inner_html()
    assert page.locator("[id]").count() == 0


@pytest.mark.parametrize("name", SMALL)
def test_on_paper_a_dark_page_is_light(visit, name):
    both = "<style>html { color-scheme: light dark; }</style>"
    page = visit(page_of(FIGURES[name]().html(), head=both), color_scheme="dark")
    ink = "figure => getComputedStyle(figure).color"
    dark = page.locator(LIVE).evaluate(ink)
    page.emulate_media(media="print")
    assert page.locator(LIVE).evaluate(ink) != dark

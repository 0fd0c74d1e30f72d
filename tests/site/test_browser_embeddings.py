"""EmbeddingMap and AnalogyLab in a browser: a word is found by pointer, keyboard or typing, what is
shown is what NumPy finds, and an analogy is guessed before it is told."""

import re

import numpy as np
import pytest

from nlpviz.widgets import AnalogyLab, EmbeddingMap
from tests.site.pages import page_of, said
from tests.widgets.analogy_lab import test_analogy_lab

NAMES = [f"w{i}" for i in range(80)] + ["手紙", "てがみ", "<b>bold</b>"]


def make(method="PCA", **options):
    W = np.random.default_rng(3).normal(size=(2, len(NAMES), 8))
    return EmbeddingMap(NAMES, {"W_in": W[0], "W_out": W[1]}, method=method, **options)


@pytest.fixture
def lab(visit):
    return visit(page_of(AnalogyLab(**test_analogy_lab.given()).html()))


def reveal(page, guess=3):
    """Guess how many neighbours stay near, and look."""
    page.locator(f".nlpviz-ask input[value='{guess}']").check(force=True)
    page.get_by_role("button", name="Reveal").click()


def listed(page, n=0):
    """(word, cosine) of the true neighbours (0) or of the nearest points (1)."""
    items = page.locator(".lists ol").nth(n).locator("li").all()
    return [(i.locator("bdi").text_content(),
             i.evaluate("li => li.lastChild.textContent").replace("−", "-")) for i in items]


def due(figure, word, table=None):
    return [(w, f"{score:.2f}") for w, score in figure.neighbours(word, table)]


def where(page, figure, word, at):
    """The pixel of a word on the page."""
    box, points = page.locator(".nlpviz-plane").bounding_box(), figure.maps[at]
    low, high = points.min(0), points.max(0)
    scale = min((box["width"] - 38) / (high - low)[0], (box["height"] - 38) / (high - low)[1])
    dx, dy = (points[figure.place[word]] - (low + high) / 2) * scale
    return box["x"] + box["width"] / 2 + dx, box["y"] + box["height"] / 2 - dy


def test_a_word_under_the_pointer_shows_its_true_neighbours_and_a_click_keeps_it(visit):
    figure = make()
    page = visit(page_of(figure.html()))
    reveal(page)
    for word in ("w0", "w17", "手紙"):
        page.mouse.move(*where(page, figure, word, ("W_in", "PCA")))
        kept = figure.kept["W_in", "PCA"][figure.place[word]]
        assert said(page) == f"{word}: {kept} of 10 neighbours stay near"
        assert listed(page) == due(figure, word)
        assert page.locator(".line").count() == 10
    page.mouse.click(*where(page, figure, "w17", ("W_in", "PCA")))
    page.mouse.move(1, 1)
    assert said(page).startswith("w17:") and page.locator(".nlpviz-plane.dim").count() == 1


def test_kept_neighbours_are_told_from_lost_ones_by_line_and_mark(visit):
    figure = make(word="w5", method="t-SNE")
    page = visit(page_of(figure.html()))
    kept = figure.kept["W_in", "t-SNE"][5]
    assert 0 < kept < 10
    assert page.locator(".line.lost, .ring, .both").count() == 0, "nothing is given away"
    assert page.locator(".line").count() == 10 and page.locator(".lists ol").count() == 1
    reveal(page, int(kept))
    assert page.locator(".nlpviz-verdict").inner_text().startswith(
        f"You said {kept}, and it is {kept}, because the ring of its 10 nearest dots holds ")
    assert page.locator(".ring").count() == 1
    assert page.locator(".line:not(.lost)").count() == kept
    assert page.locator(".lists ol").first.locator("li:has-text('●')").count() == kept
    both = {w for w, _ in listed(page)} & {w for w, _ in listed(page, 1)}
    assert len(both) == kept


def test_the_map_opens_where_the_nearest_dots_of_the_word_fill_half_of_it(visit):
    page = visit(page_of(make(word="w5", method="t-SNE").html()))
    box, ring = page.locator(".nlpviz-plane").bounding_box(), page.locator(".ring")
    assert page.locator(".name").count() == 11
    outside = page.evaluate("""() => { const { left, right, top, bottom } =
            document.querySelector(".nlpviz-plane").getBoundingClientRect();
        return [...document.querySelectorAll(".name")].map((e) => e.getBoundingClientRect())
            .filter((b) => b.left < left || b.right > right || b.top < top || b.bottom > bottom)
            .length; }""")
    assert not outside, "the words beyond the edge have their names where their lines end"
    reveal(page)
    assert float(ring.get_attribute("cx")) == pytest.approx(box["width"] / 2, abs=2)
    assert float(ring.get_attribute("r")) == pytest.approx(box["height"] / 4 + 3, abs=2)


@pytest.mark.parametrize("width", [330, 656, 1000])
def test_the_height_stays_when_the_answer_of_the_map_comes(visit, width):
    page = visit(page_of(make(word="w5").html()), viewport={"width": width, "height": 900})
    height = page.locator("figure.nlpviz").bounding_box()["height"]
    reveal(page)
    assert abs(page.locator("figure.nlpviz").bounding_box()["height"] - height) < 1


@pytest.mark.parametrize("width", [330, 500, 660, 900])
def test_the_height_stays_when_a_word_is_looked_at(visit, width):
    page = visit(page_of(make().html()), viewport={"width": width, "height": 900})
    height = page.locator(".nlpviz-view").bounding_box()["height"]
    page.get_by_label("find a word").fill("w42")
    page.get_by_label("find a word").press("Enter")
    assert page.locator(".nlpviz-view").bounding_box()["height"] == height


def test_no_name_stands_under_the_buttons_of_the_map(visit):
    W = np.random.default_rng(0).normal(size=(600, 8))
    page = visit(page_of(EmbeddingMap([f"w{i}" for i in range(600)], W).html()))
    boxes = page.evaluate("""() => { const texts = [];
        const pen = CanvasRenderingContext2D.prototype;
        const fill = pen.fillText;
        pen.fillText = function (text, x, y) {
            texts.push([x, y, x + this.measureText(text).width]); fill.call(this, text, x, y); };
        document.querySelector(".zoom button").click();
        return texts; }""")
    map_, zoom = (page.locator(name).bounding_box() for name in (".nlpviz-plane", ".zoom"))
    left, top = zoom["x"] - map_["x"], zoom["y"] - map_["y"]
    assert boxes and not [b for b in boxes if b[2] > left and b[1] > top]


def test_the_other_table_and_the_other_map_are_a_click_away(visit):
    figure = make(word="w5")
    page = visit(page_of(figure.html()))
    shown = page.locator(".share b")
    assert not shown.is_visible() and not page.locator(".nlpviz-more").is_visible()
    reveal(page)
    page.locator(".nlpviz-more summary").click()
    for table, method in (("W_in", "PCA"), ("W_out", "PCA"), ("W_out", "t-SNE")):
        page.get_by_label({"W_in": "input table", "W_out": "output table"}[table]).check(force=True)
        page.get_by_label(method, exact=True).check(force=True)
        assert shown.inner_text() == f"{10 * figure.share[table, method]:.1f}"
        assert listed(page) == due(figure, "w5", table)
    page.locator(".nlpviz-table summary").click()  # the table is filled once it has been opened
    page.wait_for_function("() => document.querySelector('thead th')?.innerText === "
                           "'word (output table W_out)'")


@pytest.mark.parametrize("typed, found", [("w42", "w42"), ("手", "手紙"), ("BOLD", "<b>bold</b>")])
def test_a_word_is_found_by_typing_a_part_of_it(visit, typed, found):
    figure = make()
    page = visit(page_of(figure.html()))
    field = page.get_by_label("find a word")
    field.fill(typed)
    field.press("Enter")
    if typed != found:  # what is not a whole word is offered, not taken
        assert field.input_value() == typed
        page.keyboard.press("ArrowDown")
        assert said(page).startswith(f"{found}:")
        page.keyboard.press("Enter")
    assert said(page).startswith(f"{found}:") and listed(page) == due(figure, found)
    assert field.input_value() == found and page.locator(".nlpviz-matches").is_hidden()
    assert page.locator(".nlpviz-plane [href], .lists b b").count() == 0


@pytest.mark.parametrize("names, found", [
    (["kingdom", "king", "queen", "list"], "king"), (["kingdom", "queen", "list"], "")])
def test_king_is_never_taken_for_kingdom(visit, names, found):
    figure = EmbeddingMap(names, np.random.default_rng(0).normal(size=(len(names), 4)))
    page = visit(page_of(figure.html()))
    field = page.get_by_label("find a word")
    field.fill("king")
    assert said(page).startswith("king:") == bool(found) and "kingdom:" not in said(page)
    field.press("Enter")
    assert field.input_value() == "king", "kingdom is only offered"
    field.evaluate("f => f.blur()")
    assert said(page).startswith("king:") == bool(found) and "kingdom:" not in said(page)


def test_a_touch_on_a_name_chooses_its_word_though_another_dot_is_nearer(visit):
    figure = EmbeddingMap(["king", "kingdom", "list", "tuple"], np.eye(4), method="PCA")
    figure.maps["W", "PCA"] = np.array([[1000, 2000], [1260, 2205], [4095, 0], [0, 4095]])
    page = visit(page_of(figure.html()))
    box = page.locator(".nlpviz-plane").first.bounding_box()
    scale = min((box["width"] - 38) / 4095, (box["height"] - 38) / 4095)
    x = box["x"] + box["width"] / 2 + (1000 - 2047.5) * scale
    y = box["y"] + box["height"] / 2 - (2000 - 2047.5) * scale
    page.mouse.click(x + 24, y)
    assert said(page).startswith("king:")


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_the_same_dots_glide_to_the_other_map_and_leave_ghosts(visit, motion):
    page = visit(page_of(make(word="w5", method="t-SNE").html()), reduced_motion=motion)
    page.evaluate("""() => { window.frames_ = 0;
        const pen = CanvasRenderingContext2D.prototype, rect = pen.fillRect;
        pen.fillRect = function (...x) { frames_++; rect.apply(this, x); }; }""")
    page.get_by_label("PCA", exact=True).check(force=True)
    page.wait_for_function("() => document.querySelectorAll('circle.ghost').length === 11")
    assert (page.evaluate("frames_") == 0) == (motion == "reduce")


def test_suggestions_are_walked_by_arrow_keys_and_closed_by_escape(visit):
    page = visit(page_of(make().html()))
    field = page.get_by_label("find a word")
    field.fill("w7")
    assert page.locator(".nlpviz-matches button").all_inner_texts()[:3] == ["w7", "w70", "w71"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert said(page).startswith("w70:") and field.input_value() == "w70"
    field.fill("nothing")
    assert page.locator(".nlpviz-matches").inner_text() == "not among these words"
    field.press("Escape")
    assert page.locator(".nlpviz-matches").is_hidden()


def test_what_an_ime_composes_is_looked_for_when_it_is_done(visit):
    page = visit(page_of(make().html()))
    field = page.get_by_label("find a word")
    field.focus()
    field.evaluate("""f => { f.dispatchEvent(new CompositionEvent("compositionstart"));
        f.value = "てが"; f.dispatchEvent(new InputEvent("input", { isComposing: true })); }""")
    assert page.locator(".nlpviz-matches").is_hidden()
    field.evaluate("""f => { f.value = "てがみ";
        f.dispatchEvent(new CompositionEvent("compositionend")); }""")
    assert said(page).startswith("てがみ:")


def test_arrow_keys_walk_over_the_map_and_plus_looks_closer(visit):
    page = visit(page_of(make().html()))
    page.focus(".nlpviz-plane")
    seen = set()
    for key in ("Home", "ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown", "End", "PageUp"):
        page.keyboard.press(key)
        seen.add(said(page).split(":")[0])
    assert len(seen) >= 5 and "<b>bold</b>" in seen and not re.search("NaN|undefined", said(page))
    page.keyboard.press("+")
    here, box = page.locator(".here"), page.locator(".nlpviz-plane").bounding_box()
    assert float(here.get_attribute("cx")) == pytest.approx(box["width"] / 2, abs=2)
    assert page.get_by_role("button", name="Farther").is_enabled()
    page.keyboard.press("Escape")
    assert page.locator(".here").count() == 0


def test_pairs_are_arrows_that_can_be_taken_away(visit):
    page = visit(page_of(make(analogy=[("w0", "w1"), ("w2", "w3"), ("手紙", "w4")]).html()))
    assert page.locator(".arrow").count() == 3
    reveal(page)
    page.locator(".nlpviz-more summary").click()
    assert re.search(r"−?\d\.\d\d in all dimensions, −?\d\.\d\d on this map",
                     page.locator(".pairs").inner_text())
    page.get_by_label("pairs").uncheck()
    assert page.locator(".arrow").count() == 0


def test_a_hover_over_10_000_words_draws_the_map_no_second_time(visit):
    rng = np.random.default_rng(0)
    figure = EmbeddingMap([f"w{i}" for i in range(200)], rng.normal(size=(200, 50)))
    page = visit(page_of(figure.html()))
    page.evaluate("""() => { window.drawn = 0;
        const pen = CanvasRenderingContext2D.prototype, fill = pen.fill;
        pen.fill = function (...x) { drawn++; fill.apply(this, x); }; }""")
    box = page.locator(".nlpviz-plane").bounding_box()
    for k in np.linspace(0.1, 0.9, 30):
        page.mouse.move(box["x"] + box["width"] * k, box["y"] + box["height"] * k)
    assert re.match(r"w\d+: 10 lines", said(page)) and page.evaluate("drawn") == 0


def guess(lab, word):
    lab.get_by_label("your guess").fill(word)
    lab.get_by_role("button", name="Reveal").click()


def test_the_answer_is_told_after_the_guess_both_ways(lab):
    figure = AnalogyLab(**test_analogy_lab.given())
    hidden = lab.locator(".nlpviz-view").inner_text()
    assert "queen" not in hidden and hidden.count("?") == 3  # the question, the tip, the cover
    assert lab.locator(".tip").count() == 1
    assert lab.get_by_role("button", name="Reveal").is_disabled()
    lab.get_by_label("your guess").fill("girl")
    lab.get_by_role("button", name="Reveal").press("Enter")
    for exclude, kind in ((False, "li"), (True, "li:not(.theirs)")):
        rows = [(row.locator("bdi").inner_text(), row.locator("b").inner_text().replace("−", "-"))
                for row in lab.locator(f".list {kind}").all()]
        assert rows == [(w, f"{s:.2f}") for w, s in figure.nearest(
            "man", "king", "woman", exclude=exclude, n=len(rows))]
    assert lab.locator(".list li").count() == 6 and lab.locator(".list .theirs").count()
    *_, rank, without = figure.answers()[0]
    assert f"answer: queen rank {rank}, {without} without the three" in said(lab)
    assert said(lab).startswith("your guess: girl rank ")
    assert lab.locator(".nlpviz-verdict").inner_text() == (
        "You said girl. It is queen, because apart from the three words of the question, none is "
        "nearer to the tip of the arrow.")
    assert without == 1 and lab.locator(".ring").count() == 1
    first = figure.nearest("man", "king", "woman", exclude=False)[0][0]
    assert f"“{first}”" in lab.locator(".aha").inner_text()
    right = [sum(r == 1 for r in ranks) for ranks in zip(*(a[4:] for a in figure.answers()),
                                                         strict=True)]
    says = f"{right[0]} come out right if all words may answer, {right[1]} without the three"
    assert says in lab.locator(".nlpviz-view").inner_text()
    lab.get_by_role("button", name="Guess again").click()
    assert lab.locator(".nlpviz-view").inner_text() == hidden and "then reveal" in said(lab)


@pytest.mark.parametrize("width", [330, 656, 1000])
@pytest.mark.parametrize("word", ["girl", "emperor"])
def test_the_height_stays_when_the_answer_comes_and_the_guess_is_seen(visit, width, word):
    page = visit(page_of(AnalogyLab(**test_analogy_lab.given()).html()),
                 viewport={"width": width, "height": 900})
    height = page.locator("figure.nlpviz").bounding_box()["height"]
    page.get_by_label("your guess").fill(word)
    page.get_by_role("button", name="Reveal").press("Enter")
    assert abs(page.locator("figure.nlpviz").bounding_box()["height"] - height) < 1
    outside = page.evaluate("""() => {
        const box = (e) => e.getBoundingClientRect(), stage = box(document.querySelector("svg"));
        return [...document.querySelectorAll(".name:is(.own, .targets), circle.own")].map(box)
            .filter(({ left, right }) => left < stage.left || right > stage.right).length; }""")
    assert not outside and page.locator(".name.own").count() == (word == "girl")


def test_questions_are_chosen_by_key_and_list_and_own_words_are_typed(lab):
    asked = lab.locator(".nlpviz-question")
    lab.focus(".nlpviz-plane")
    lab.keyboard.press("ArrowRight")
    assert asked.inner_text() == "“man” is to “boy” as “woman” is to which word?"
    assert not lab.get_by_label("question", exact=True).is_visible()
    guess(lab, "girl")
    lab.get_by_role("button", name="Next question").click()
    assert asked.inner_text().startswith("“boy” is to “girl” as “king”")
    guess(lab, "queen")
    lab.locator(".nlpviz-more summary").click()
    lab.get_by_label("question", exact=True).select_option(index=0)
    assert asked.inner_text().startswith("“man” is to “king” as “woman”")
    guess(lab, "queen")
    lab.get_by_label("question", exact=True).select_option(index=2)
    guess(lab, "queen")
    lab.get_by_label("third word, c").fill("man")
    lab.get_by_label("third word, c").press("Enter")
    assert asked.inner_text().startswith("“boy” is to “girl” as “man”")
    assert lab.get_by_label("question", exact=True).input_value() == "-1"
    guess(lab, "king")
    assert "woman" in lab.locator(".list li:not(.theirs)").first.inner_text()
    assert said(lab).startswith("your guess: king rank ")


def test_an_unknown_guess_is_said_to_be_unknown(lab):
    lab.get_by_label("your guess").fill("emperor")
    assert lab.locator(".nlpviz-matches:visible").inner_text() == "not among these words"
    lab.get_by_role("button", name="Reveal").click()
    assert said(lab).startswith("not among these words: emperor · answer: queen")
    assert lab.locator(".nlpviz-verdict").inner_text().startswith("You said emperor. It is queen,")

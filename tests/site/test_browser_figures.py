"""Each figure lives wherever its HTML is put, is safe there, and leaves nothing behind."""

import base64
import json
import re

import numpy as np
import pytest

from nlpviz.widgets import AttentionMap, LSTMCell, UnrolledRNN
from tests.site.pages import LIVE, faults, page_of, said
from tests.site.visits import WHOLE, WIDTHS
from tests.widgets.attention_map import test_attention_map
from tests.widgets.attention_map.golden import without_links
from tests.widgets.core.every import FIGURES, ODD, WORDS, attention
from tests.widgets.lstm_cell import test_lstm_cell as lstm
from tests.widgets.unrolled_rnn import test_unrolled_rnn as rnn

STAGE = "[role=application], [role=grid], [role=slider], .choice"


def words():
    return AttentionMap(attention(), WORDS).html()


VISITS = [(1280, False), (320, True)]
if WHOLE:
    VISITS = [(width, dark) for width in WIDTHS for dark in (False, True)]


@pytest.mark.parametrize(("width", "dark"), VISITS)
@pytest.mark.parametrize("name", FIGURES)
def test_a_saved_figure_is_quiet_fits_speaks_and_can_be_reached(visit, tmp_path, name, width, dark):
    saved = FIGURES[name]().save(tmp_path / "saved.html").read_text(encoding="utf-8")
    page = visit(saved, viewport={"width": width, "height": 800},
                 color_scheme="dark" if dark else "light", reduced_motion="reduce")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("img.nlpviz-picture").count() == 0
    before = said(page)
    seen = page.locator(STAGE).locator("visible=true").count()
    stage = STAGE if seen else "input[type=range], input[type=radio]"  # covered until answered
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.closest('{stage}')"):
            break
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert said(page) != before
    if page.locator("summary:visible").count():
        page.locator("summary:visible").last.press("Enter")
    page.locator("tbody tr").first.wait_for()  # it is filled once it has been opened
    assert faults(page) == []
    assert page.evaluate("window.hit") is None


def walked(visit, **options):
    _, given = rnn.a_verdict()
    return visit(page_of(UnrolledRNN(**given).html()), **options)


def test_every_step_of_the_walk_is_read_out_in_whole_words(visit):
    page = walked(visit)
    steps = int(page.get_attribute(".ur input[type=range]", "max"))
    page.focus(".stage")
    page.keyboard.press("Home")
    heard = set()
    for _ in range(steps + 1):
        heard.add(page.locator(".caption").inner_text())
        page.keyboard.press("ArrowDown")
    assert len(heard) == steps + 1
    assert not re.search("null|undefined|NaN|object|[{}]", "".join(heard))
    assert page.locator(".clock").text_content() == f"{steps} / {steps}"


def test_a_key_press_is_a_word_and_the_walk_opens_at_the_verdict(visit):
    page = walked(visit)
    P, _ = rnn.a_verdict()
    caption, clock = page.locator(".caption"), page.locator(".clock")
    assert clock.text_content() == "12 / 24" and f"{P:.2g}" in caption.inner_text()
    assert page.locator(".verdict:not(.todo) .said").count() == 2
    page.focus(".stage")
    for key, place in {"ArrowLeft": 8, "ArrowUp": 7, "ArrowRight": 8, "End": 24, "Home": 0}.items():
        page.keyboard.press(key)
        assert clock.text_content() == f"{place} / 24"
    assert page.locator(".verdict.todo").count() == 1


def test_the_guess_comes_first_and_the_height_stays_when_the_blame_has_gone_back(visit):
    page = walked(visit, reduced_motion="reduce")
    height = "document.querySelector('figure').offsetHeight"
    before = page.evaluate(height)
    assert page.locator(".nlpviz-more").is_hidden()
    page.get_by_label("half").check(force=True)
    page.get_by_role("button", name="Reveal").click()
    page.wait_for_function("document.querySelector('.clock').textContent == '24 / 24'")
    dh = rnn.UnrolledRNN(**rnn.a_verdict()[1]).backward()[0]
    left = np.linalg.norm(dh[0]) / np.linalg.norm(dh[-1])
    said = page.locator(".nlpviz-verdict").inner_text()
    assert f"You said half. It is {left:.2g}, because" in said
    assert page.evaluate(height) == before and page.locator(".nlpviz-more").is_visible()


def test_what_plays_goes_word_by_word_and_stops_when_asked(visit):
    page = walked(visit)
    button, clock = page.locator(".line button"), page.locator(".clock")
    button.click()
    assert button.inner_text() == "Stop"
    page.wait_for_function("document.querySelector('.clock').textContent == '4 / 24'")
    button.click()
    assert button.inner_text() == "Play"
    page.wait_for_timeout(1200)
    assert clock.text_content() == "4 / 24"


def test_keys_move_a_gate_of_all_units_at_whatever_step(visit):
    page = visit(page_of(LSTMCell(lstm.TOKENS, lstm.a_trace()).html()))
    gate = page.locator(".wide [data-dial=f]")
    gate.focus()
    for step in (6, 5, 4):
        assert f"at word {step}, {lstm.TOKENS[step - 1]}" in gate.get_attribute("aria-label")
        page.keyboard.press("End")
        assert gate.get_attribute("aria-valuenow") == "1.000"
        assert page.locator(".wide .forced").count() == 1
        page.keyboard.press("Delete")
        assert page.locator(".wide .forced").count() == 0
        page.keyboard.press("ArrowLeft")
    assert page.locator(".sentence input:checked").get_attribute("value") == "2"


def test_the_gate_that_turns_the_verdict_is_guessed_then_shut_and_opened_again(visit):
    trace = lstm.a_trace()
    weights = {"w": np.array([9, -9, 9, -9.]), "answers": ["are", "is"]}
    for bias in np.arange(-9, 9, 0.5):
        page = visit(page_of(LSTMCell(lstm.TOKENS, trace, bias=bias, **weights).html()))
        if "makes it say" in page.locator(".nlpviz-question").inner_text():
            break
    height = "document.querySelector('figure').offsetHeight"
    before, said = page.evaluate(height), page.locator(".sentence output").inner_text()
    assert page.locator(".nlpviz-more").is_hidden()
    page.locator(".nlpviz-predict input").first.check(force=True)
    page.get_by_role("button", name="Reveal").click()
    assert "because with it shut" in page.locator(".nlpviz-verdict").inner_text()
    shut = page.locator(".wide .forced")
    assert [each.get_attribute("aria-valuenow") for each in shut.all()] == ["0.000"]
    assert page.locator(".sentence output").inner_text() != said
    assert page.evaluate(height) == before and page.locator(".nlpviz-more").is_visible()
    page.get_by_role("button", name="Guess again").click()
    assert shut.count() == 0 and page.locator(".sentence output").inner_text() == said


def test_on_a_phone_the_circuit_stands_whole_and_the_page_does_not_scroll_sideways(visit):
    page = visit(page_of(LSTMCell(lstm.TOKENS, lstm.a_trace()).html()),
                 viewport={"width": 320, "height": 800})
    assert page.locator(".circuit .wide").is_hidden()
    box = page.locator(".circuit .narrow").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 320
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_on_the_way_of_the_blame_the_product_and_the_other_ways_add_up(visit):
    page = visit(page_of(LSTMCell(lstm.TOKENS, lstm.a_trace(), unit=1).html()))
    numbers = [float(x.replace("−", "-")) for text in page.locator(
        ".wide text.gradients").all_text_contents() for x in re.findall(r"[−\d.]+\.\d+", text)]
    at, before, gate, through, others = numbers
    assert abs(at * gate - through) < 1e-3 and abs(through + others - before) < 2e-3
    assert abs(others) > 1e-3


def test_a_phone_opens_at_the_word_that_is_asked_of_and_says_that_more_is_there(visit):
    page = walked(visit, viewport={"width": 360, "height": 800})
    assert page.evaluate("document.querySelector('.stage').scrollLeft") == 0
    word, stage = (page.locator(each).first.bounding_box() for each in (".token", ".stage"))
    assert stage["x"] <= word["x"] and word["x"] + word["width"] <= stage["x"] + stage["width"]
    assert page.locator(".cue").is_visible()
    page.focus(".stage")
    page.keyboard.press("Home")
    page.wait_for_function("document.querySelector('.stage').scrollLeft == 0")
    assert page.locator(".token").first.bounding_box()["x"] > 0
    page.focus(".stage")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("document.querySelector('.stage').scrollLeft") > 50
    wide = walked(visit)
    assert wide.locator(".cue").is_hidden()


def test_odd_tokens_are_read_out_as_they_are(visit):
    page = visit(page_of(FIGURES["odd"]().html()))
    page.focus("[role=application]")
    for token in ODD[:6]:
        assert token in said(page)
        page.keyboard.press("ArrowDown")
    assert "x" * 199 + "…" in said(page)
    assert page.locator("[data-q] *, [data-k] *, td *, th *").count() == 0


def test_keys_stay_in_the_figure_and_others_leave_it(visit):
    page = visit(page_of(words()))
    page.evaluate("addEventListener('keydown', e => (window.keys ||= []).push(e.key))")
    page.focus("[role=application]")
    for key in ("ArrowLeft", "ArrowDown", "Home", "End", "PageDown", "Escape", "s"):
        page.keyboard.press(key)
    assert page.evaluate("keys") == ["Escape", "s"]


@pytest.mark.parametrize("style", ["", "scale: 1.7", "transform: scale(0.6)", "zoom: 1.5"])
def test_the_pointer_hits_its_cell_at_any_zoom(visit, style):
    page = visit(page_of(f'<div style="width:700px;transform-origin:0 0;{style}">{words()}</div>'),
                 viewport={"width": 1300, "height": 1000})
    box = page.locator(".nlpviz-heatmap canvas").bounding_box()
    for i, j in ((0, 0), (5, 1), (8, 8)):
        page.mouse.move(box["x"] + box["width"] * (j + 0.5) / 9,
                        box["y"] + box["height"] * (i + 0.5) / 9)
        assert said(page).startswith(f"{WORDS[i]} → {WORDS[j]} ")
    page.mouse.move(1, 1)
    assert said(page).startswith("Each row is a word that looks")
    assert "On average a word spreads its look as if over" in said(page)


def test_a_tap_keeps_its_cell_and_a_head_can_be_chosen(visit):
    page = visit(page_of(FIGURES["heads"]().html()), has_touch=True)
    box = page.locator(".nlpviz-heatmap > canvas").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.6)
    first = said(page)
    assert first.startswith("c → y ")
    page.locator(".nlpviz-choice").nth(1).locator("input").nth(3).check(force=True)
    assert said(page).startswith("c → y ") and said(page) != first
    page.locator("summary").click()
    page.get_by_text("A[2, 3]").wait_for()


def test_copies_on_one_page_live_apart(visit):
    page = visit(page_of(words(), words()))
    page.wait_for_function(f"document.querySelectorAll('{LIVE}').length == 2")
    still = said(page, 1)
    page.focus("[role=application] >> nth=0")
    page.keyboard.press("ArrowDown")
    assert said(page, 0) != still == said(page, 1)
    assert page.locator("[id]").count() == 0


def next_words(page, n):
    """What stands in the list before (0) or after (1) the cut."""
    return page.locator(".lists ol").nth(n).locator("li").all_inner_texts()


def looked(page):
    return page.locator("output.says").inner_text()


def link(page, i, j, along=0.6):
    """A place on the link of the written word i to the word j of the source."""
    box = page.locator(".nlpviz-links").bounding_box()
    ends = [page.locator(f".word.{line}").nth(k).evaluate(
        "word => [parseFloat(word.style.left), parseFloat(word.style.top)]")
        for line, k in (("queries", i), ("keys", j))]
    x, y = (a + along * (b - a) for a, b in zip(*ends, strict=True))
    return box["x"] + x, box["y"] + y


def decoder(visit, **options):
    return visit(page_of(FIGURES["decoder"]().html()), **options)


@pytest.mark.parametrize("width", [900, 360])
def test_a_link_is_cut_and_mended_by_key_click_and_drag(visit, width):
    page = decoder(visit, viewport={"width": width, "height": 1000})
    A = test_attention_map.case()["A"][0]
    row = 1
    best = int(A[row].argmax())
    cuts = page.locator(".nlpviz-links path.off")

    def across():
        x, y = link(page, row, best)
        level = page.locator(".nlpviz-links.level").count()
        dx, dy = (14, 0) if level else (0, 14)
        page.mouse.move(x - dx, y - dy)
        page.mouse.down()
        page.mouse.move(x + dx, y + dy, steps=6)
        page.mouse.up()

    page.locator(".word.queries").nth(row).click()
    before = next_words(page, 0)
    assert len(before) == 3 and not next_words(page, 1)
    for act in (lambda: page.locator(".nlpviz-links").press("Delete"),
                lambda: page.mouse.click(*link(page, row, best)), across):
        act()
        assert next_words(page, 0) == before != next_words(page, 1) and cuts.count() >= 1
        left = 1 - A[row, best]
        if cuts.count() == 1:
            assert f"cut: {100 * left:.0f} % of its look is left" in looked(page)
            most = test_attention_map.case()["keys"][np.argsort(A[row])[-2]]
            assert f"looks most at {most} (" in looked(page)  # the link that is cut is not named
        page.get_by_role("button", name="Mend all links").click()
        assert not next_words(page, 1) and cuts.count() == 0 and "cut:" not in looked(page)
        page.locator(".word.queries").nth(row).click()
    page.mouse.click(*link(page, row, best))
    page.mouse.click(*link(page, row, best))
    assert not next_words(page, 1) and cuts.count() == 0


def test_in_the_map_too_a_link_is_cut_by_key_and_second_click_and_no_bar_grows(visit):
    page = decoder(visit, viewport={"width": 900, "height": 1200})
    reveal(page)
    page.get_by_role("button", name="Mend all links").click()
    page.get_by_label("a map").check(force=True)
    bars = "document.querySelector('path.bars').getAttribute('d').matchAll(/v(-?[\\d.]+)/g)"
    heights = f"Array.from({bars}, m => +m[1])"
    box = page.locator(".nlpviz-heatmap > canvas").bounding_box()
    here = box["x"] + box["width"] * 0.1, box["y"] + box["height"] * 0.9
    page.mouse.click(*here)
    before = page.evaluate(heights)
    for act in (lambda: page.locator(".nlpviz-heatmap").press("x"),
                lambda: page.mouse.click(*here)):
        act()
        assert before[0] < 0 and page.evaluate(heights) == [0, *before[1:]]
        act()
        assert page.evaluate(heights) == before


def reveal(page, guess="another word"):
    page.get_by_label(guess).check(force=True)
    page.get_by_role("button", name="Reveal").click()
    page.locator(".nlpviz-more summary").click()


@pytest.mark.parametrize("renormalise", [False, True])
def test_after_a_cut_the_page_says_what_python_says(visit, renormalise):
    page, shown = decoder(visit), FIGURES["decoder"]()
    reveal(page)
    if renormalise:
        page.get_by_label("grow to sum 1 again").check(force=True)
    page.get_by_role("button", name="Mend all links").click()
    for row in range(4):
        page.locator(".word.queries").nth(row).click()
        page.locator(".nlpviz-links").press("Enter")
        place = row, int(shown.decoded[0, 0, row].argmax())
        P = shown.decoder.next_words(without_links(shown.decoded[0, 0], [place], renormalise))[row]
        told = dict(line.rsplit("\n", 1) for line in next_words(page, 1))
        assert list(told) == [shown.decoder.words[w] for w in np.argsort(-P)[:3]]
        shares = [float(p.strip("< %")) / 100 for p in told.values()]
        assert shares == pytest.approx(sorted(P)[:-4:-1], abs=0.0051)


def test_the_question_follows_the_chosen_word_and_its_answer_is_what_the_cut_does(visit):
    page, shown = decoder(visit, reduced_motion="reduce"), FIGURES["decoder"]()
    height = "document.querySelector('figure').offsetHeight"
    asked = page.locator(".nlpviz-question")
    for row in (2, 0):
        page.locator(".word.queries").nth(row).click()
        before = page.evaluate(height)
        A = shown.decoded[0, 0]
        place = row, int(A[row].argmax())
        P, Q = (shown.decoder.next_words(a)[row] for a in (A, without_links(A, [place])))
        q, k = shown.queries[row], shown.keys[place[1]]
        assert f"While it writes “{q}”, the decoder looks most at “{k}”" in asked.inner_text()
        seen = page.locator(".nlpviz-links path.gold").count()
        assert seen == (0 if row == 2 else 3)  # an answer: from the first reveal on
        page.get_by_label("the same word").check(force=True)
        page.get_by_role("button", name="Reveal").click()
        due = "and it is the same" if P.argmax() == Q.argmax() else "It is another word, because"
        assert due in page.locator(".nlpviz-verdict").inner_text()
        assert page.locator(".nlpviz-links path.off").count() >= 1
        assert page.locator(".nlpviz-links path.gold").count() == 3
        changed = page.locator(".word.queries").nth(row).locator(".new")
        new = [shown.decoder.words[Q.argmax()]] if Q.argmax() != P.argmax() else []
        assert changed.all_inner_texts() == new
        assert page.evaluate(height) == before


def test_each_hypothesis_has_its_words_its_links_and_its_cuts(visit):
    page = decoder(visit)
    reveal(page)
    assert next_words(page, 1) and page.locator(".word.queries").count() == 4
    rate, gold = page.locator(".nlpviz-more > .nlpviz-bar"), page.locator(".foot .gold")
    assert re.search(r"alignment error [01]", rate.inner_text())
    page.locator(".nlpviz-more .nlpviz-choice input").nth(1).check(force=True)
    assert page.locator(".word.queries").count() == 3 and "error" not in rate.inner_text()
    assert not next_words(page, 1)
    page.locator(".nlpviz-more .nlpviz-choice input").nth(0).check(force=True)
    assert next_words(page, 1)
    page.get_by_label("a map").check(force=True)
    ring = page.locator(".nlpviz-heatmap path.ring").nth(1)
    assert ring.get_attribute("d").count("z") == 3
    gold.locator("input").uncheck()
    assert ring.get_attribute("d") == ""


FIRST = ("[...document.querySelector('.nlpviz-heatmap canvas').getContext('2d')"
         ".getImageData(0, 0, 1, 1).data]")


@pytest.mark.parametrize(("element", "name", "value"), [
    ("documentElement", "data-theme", "dark"), ("body", "data-jp-theme-light", "false"),
    ("documentElement", "theme", "dark"), ("body", "class", "vscode-dark"),
])
def test_colours_follow_the_page_s_theme_and_paper_is_light(visit, element, name, value):
    page = visit(page_of(words()), quiet=False)
    light = page.evaluate(FIRST)
    page.evaluate(f"document.{element}.setAttribute('{name}', '{value}')")
    page.wait_for_function(f"String({FIRST}) != '{','.join(map(str, light))}'")
    assert sum(page.evaluate(FIRST)) < sum(light)
    page.emulate_media(media="print")
    page.wait_for_function(f"String({FIRST}) == '{','.join(map(str, light))}'")


def test_it_starts_where_scripts_are_put_in_later(visit):
    """JupyterLab sets innerHTML, then replaces each script by a copy, which runs."""
    page = visit(page_of("<div></div>"), live=False)
    page.evaluate("""html => {
        const at = document.querySelector("div");
        at.innerHTML = html;
        for (const old of at.querySelectorAll("script")) {
            const copy = document.createElement("script");
            for (const { name, value } of old.attributes) copy.setAttribute(name, value);
            copy.textContent = old.textContent;
            old.replaceWith(copy);
        } }""", words())
    page.wait_for_selector(LIVE)


def test_it_starts_where_the_running_script_is_not_known(visit):
    html = words().replace("document.currentScript", "null")
    page = visit(page_of(html, html))
    page.wait_for_function(f"document.querySelectorAll('{LIVE}').length == 2")


def test_it_starts_where_blob_addresses_are_forbidden(visit):
    policy = ("<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; "
              "style-src 'unsafe-inline'; img-src data:; script-src 'unsafe-inline' data:\">")
    visit(page_of(words(), head=policy), quiet=False)


def test_without_scripts_picture_and_table_are_there(visit):
    page = visit(page_of(words()), java_script_enabled=False, live=False)
    assert page.locator("img.nlpviz-picture").bounding_box()["width"] > 400
    page.locator("summary").click()
    page.wait_for_function("() => document.querySelectorAll('tbody tr').length === 9")


def test_where_tags_are_filtered_picture_and_table_are_there(visit):
    """An untrusted notebook keeps few tags and attributes: what is left still shows and says it."""
    html = re.sub(r"<(script|style).*?</\1>", "", words(), flags=re.S)
    html = re.sub(r' (role|aria-label|data-[\w-]+|tabindex)="[^"]*"', "", html)
    page = visit(page_of(html), live=False)
    picture = page.locator("img")
    assert picture.get_attribute("alt") == "Attention weights: 9 queries (rows) by 9 keys (columns)"
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 400


def test_a_figure_that_fails_leaves_its_picture(visit):
    html = words().replace("export default{render}", "export default{render(){throw 1}}")
    page = visit(page_of(html), live=False, quiet=False)
    page.wait_for_timeout(300)
    assert page.locator("img.nlpviz-picture").is_visible()
    assert page.locator(".nlpviz-view").evaluate("view => view.children.length") == 1


def test_words_follow_the_page_s_language(visit):
    page = visit(page_of(words()).replace("lang=en", "lang=ja"))
    assert page.locator("summary").inner_text() == "▦ 表"
    assert "矢印キー" in page.get_attribute("[role=application]", "aria-label")


# An anywidget's model: packed arrays as a front end hands them over, what was heard and saved.
MODEL = """(state) => {
    const unpack = (value) => {
        if (value?.base64 === undefined) {
            if (value && typeof value === "object") Object.entries(value).forEach(
                ([key, part]) => { value[key] = unpack(part); });
            return value;
        }
        const bytes = Uint8Array.from(atob(value.base64), (c) => c.charCodeAt(0));
        return new DataView(bytes.buffer);
    };
    unpack(state);
    const heard = new Map();
    return window.model = {
        state, heard, saved: 0, send() {}, save_changes() { this.saved++; },
        get: (key) => state[key], set: (key, value) => { state[key] = value; },
        on: (event, f) => heard.set(f, event), off: (event, f) => heard.delete(f),
    };
}"""
RENDER = """async (code) => {
    const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    const module = await import(url), el = document.querySelector("div");
    window.globals = Object.keys(window).length;
    window.done = await module.default.render({ model, el });
}"""
LATE = """async (code) => {
    const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    const module = await import(url), el = document.createElement("div");
    const done = module.default.render({ model, el });
    await new Promise((go) => setTimeout(go, 50));
    document.querySelector("div").append(el);
    await done;
}"""


def sent(value):
    """What a front end is sent, as JSON: bytes, wherever they lie, marked and in base64."""
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode("ascii")}
    if isinstance(value, dict):
        return {key: sent(part) for key, part in value.items()}
    return [sent(part) for part in value] if isinstance(value, (list, tuple)) else value


def as_anywidget(visit, name, render=RENDER):
    """A page in which the figure of this name lives as an anywidget, with `model` and `done()`."""
    widget = FIGURES[name]().widget()
    state = {key: getattr(widget, key) for key in FIGURES[name]().state()}
    page = visit(page_of(f"<style>{widget._css}</style><div></div>"), live=False)
    page.evaluate(MODEL, json.loads(json.dumps(sent(state))))
    page.evaluate("Object.assign(window, { done: null, globals: 0 })")
    page.evaluate(render, widget._esm)
    return page


@pytest.mark.parametrize("name", FIGURES)
def test_the_same_module_lives_as_an_anywidget_and_cleans_up(visit, name):
    """A front end hands over buffers as DataViews and calls what render returned at the end."""
    left = as_anywidget(visit, name).evaluate("""() => {
        const el = document.querySelector("div");
        const figure = el.querySelector(
            "[role=application], [role=grid], [role=slider], .list [role=radiogroup]") ??
            el.querySelector("input[type=range]");
        figure.focus();
        figure.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
        if (figure.type === "range") { // a made-up key does not move it
            figure.stepUp();
            figure.dispatchEvent(new Event("input", { bubbles: true }));
        }
        const line = el.querySelector("output:not(.nlpviz-verdict)");
        const says = line ? line.textContent : figure.getAttribute("aria-valuetext");
        const lived = model.saved > 0 && says.length > 3;
        done();
        return [lived, el.innerHTML, model.heard.size, Object.keys(window).length - globals];
    }""")
    assert left == [True, "", 0, 0]


PIXELS = """() => [...document.querySelectorAll("canvas")].map((canvas) => {
    if (!canvas.width || !canvas.height) return 0;
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.reduce((sum, x) => (sum * 31 + x) % 65521, 7); })"""


@pytest.mark.parametrize("name", FIGURES)
def test_a_front_end_that_renders_before_it_puts_the_figure_in_its_page_loses_nothing(
        visit, name):
    """JupyterLab does, when it is busy: there are no colours and no sizes yet."""
    first, late = as_anywidget(visit, name), as_anywidget(visit, name, LATE)
    for page in (first, late):
        page.wait_for_timeout(200)
    assert late.locator(".nlpviz").inner_text() == first.locator(".nlpviz").inner_text()
    assert late.evaluate(PIXELS) == first.evaluate(PIXELS)


@pytest.mark.parametrize("name", FIGURES)
def test_what_a_kernel_sets_and_cannot_be_shown_is_refused(visit, name):
    """The last good value stays and is written back; the figure lives on."""
    taken = as_anywidget(visit, name).evaluate("""() => {
        const taken = [];
        for (const [hear, event] of [...model.heard]) {
            const key = event.replace("change:", ""), good = JSON.stringify(model.get(key));
            for (const junk of [[["junk"]], -1e9, -0.123, NaN, { a: 1 }]) {
                model.set(key, junk);
                hear();
                if (JSON.stringify(model.get(key)) !== good) taken.push([key, String(junk)]);
                model.set(key, JSON.parse(good));
                hear();
            }
        }
        return taken;
    }""")
    assert taken == []


def test_a_hover_over_512_words_redraws_no_map(visit):
    n = 512
    page = visit(page_of(AttentionMap(attention(n), [f"w{i}" for i in range(n)]).html()),
                 viewport={"width": 900, "height": 1000})
    page.evaluate("""() => {
        window.drawn = 0;
        const pen = CanvasRenderingContext2D.prototype, draw = pen.putImageData;
        pen.putImageData = function (...x) { drawn++; draw.apply(this, x); };
    }""")
    box = page.locator(".nlpviz-heatmap > canvas").bounding_box()
    for k in np.linspace(0.01, 0.99, 40):
        page.mouse.move(box["x"] + box["width"] * k, box["y"] + box["height"] * k)
    assert re.match(r"w\d+ → w\d+ ", said(page))
    assert page.evaluate("drawn") == 0


def test_keys_start_at_the_cell_that_was_chosen_before_the_map_was_shown(visit):
    html = AttentionMap(np.eye(3), list("abc")).html()
    page = visit(page_of(html.replace('"query":-1', '"query":2').replace('"key":-1', '"key":1')))
    assert said(page).startswith("c → b")
    page.focus("[role=application]")
    page.keyboard.press("ArrowUp")
    assert said(page).startswith("b → b")

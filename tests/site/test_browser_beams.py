"""BeamTree in a browser: greedy's path alone is known before the guess; then the beam grows, and
for every width and penalty it keeps what nlpviz.decode.beam_search keeps."""

import pytest

from nlpviz import decode
from nlpviz.widgets import BeamTree
from tests.site.pages import faults, page_of, said
from tests.widgets.beam_tree.examples import WORDS, P, by_hand, drawn, table, toy

STILL = {"reduced_motion": "reduce"}
HEIGHT = "document.querySelector('figure').offsetHeight"


@pytest.fixture
def beam(visit):
    return visit(page_of("<main><h1>t</h1>", by_hand().html(), "</main>"), **STILL)


def reveal(page, guess="no"):
    page.locator(f".nlpviz-predict input[value='{guess}']").check(force=True)
    page.get_by_role("button", name="Reveal").press("Enter")


def nodes(page, kind):
    """The lines (as ids) whose boxes are of a kind."""
    ids = by_hand().ids
    return {ids[int(k)] for k in page.locator(f".node.{kind}").evaluate_all(
        "all => all.map(one => one.dataset.k)")}


def kept(width, alpha):
    found = decode.beam_search(*table(P), width=width, alpha=alpha, max_length=4)
    return ({found.ids(t, i) for t, step in enumerate(found.steps) for i in range(len(step))},
            [h.ids for h in found.best])


def choose(page, name, value):
    page.get_by_role("radiogroup", name=name).locator(f"input[value='{value}']").check(force=True)


@pytest.mark.parametrize("guess, says", [
    ("no", "You said no. It is yes, because “b” has 36 % and “a” only 24 %: it began worse"),
    ("yes", "You said yes, and it is yes, because “b” has 36 %")])
def test_only_greedys_path_is_known_before_the_guess_and_the_height_stays(beam, guess, says):
    height = beam.evaluate(HEIGHT)
    assert nodes(beam, "open") == {(3,), (4,), (3, 2)} and not nodes(beam, "kept")
    assert "36 %" not in beam.locator("figure").inner_text()
    assert beam.get_by_role("button", name="Play").is_disabled()
    reveal(beam, guess)
    assert beam.locator(".nlpviz-verdict").inner_text().startswith(says)
    assert beam.evaluate(HEIGHT) == height and not faults(beam)
    assert nodes(beam, "kept") == kept(2, 0)[0] and nodes(beam, "won") == {(4,), (4, 2)}
    assert said(beam) == "With 2 kept, the best is “b”: 36 %."
    beam.get_by_role("button", name="Guess again").click()
    assert not nodes(beam, "kept") and beam.evaluate(HEIGHT) == height


def test_every_width_and_every_penalty_keeps_and_finds_what_python_does(beam):
    reveal(beam)
    beam.locator(".nlpviz-more summary").click()
    for width in (1, 2, 3):
        choose(beam, "lines kept", width)
        for alpha in (0, 0.5, 1):
            choose(beam, "divide the score by length to the power of", alpha)
            stay, best = kept(width, alpha)
            assert nodes(beam, "kept") == stay
            for i, ids in enumerate(best):
                k = by_hand().ids.index((*ids, 2))
                note = beam.locator(f".node[data-k='{k}'] .note").text_content()
                assert note.startswith(f"{i + 1}.")


@pytest.mark.parametrize("width", [360, 900])
def test_boxes_have_per_cents_at_every_width_and_scores_where_they_are_wanted(visit, width):
    page = visit(page_of(by_hand().html()), viewport={"width": width, "height": 900}, **STILL)
    reveal(page)
    texts = {ids: page.locator(f".node[data-k='{k}'] text").all_text_contents()
             for k, ids in enumerate(by_hand().ids) if ids in ((3,), (4,), (4, 2))}
    assert texts[(3,)][:2] == ["a", "60 %"] and texts[(4,)][:2] == ["b", "40 %"]
    assert texts[(4, 2)] == ["end", "36 %", "1. best", "× 90 %"]
    page.locator(".nlpviz-more summary").click()
    page.get_by_label("scores in the boxes").check()
    assert said(page) == "With 2 kept, the best is “b”: 36 %, score −1.02."
    k = by_hand().ids.index((4, 2))
    assert page.locator(f".node[data-k='{k}'] .score").text_content() == "−1.02"
    page.get_by_label("scores in the boxes").uncheck()
    choose(page, "divide the score by length to the power of", 1)
    assert page.locator(f".node[data-k='{k}'] .score").text_content() == "−0.51"


def test_with_one_kept_the_search_is_greedy_and_its_path_stays_dashed(beam):
    reveal(beam)
    assert beam.locator("path.greedy").count() == 2
    choose(beam, "lines kept", 1)
    assert said(beam) == "With 1 kept this is greedy: “a”, 24 %."
    assert nodes(beam, "won") == {(3,), (3, 2)} and beam.locator("path.greedy").count() == 2


def test_no_box_moves_when_the_width_changes(beam):
    reveal(beam)
    places = "all => all.map(x => [x.getAttribute('x'), x.getAttribute('y')].join())"
    before = beam.locator(".node rect").evaluate_all(places)
    height = beam.evaluate(HEIGHT)
    choose(beam, "lines kept", 3)
    assert beam.locator(".node rect").evaluate_all(places) == before
    assert beam.evaluate(HEIGHT) == height


def test_step_by_step_the_beam_grows(beam):
    reveal(beam)
    choose(beam, "lines kept", 3)
    step = beam.get_by_role("button", name="Step")
    step.press("Enter")
    assert said(beam) == "Step 1: 2 continuations. 2 go on, 0 end, the others are cut."
    assert nodes(beam, "kept") == {(3,), (4,)}
    step.press("Enter")
    assert max(map(len, nodes(beam, "kept"))) == 2 and nodes(beam, "cut")


def test_who_lets_it_move_sees_it_grow_and_nothing_is_left_moving(visit):
    page = visit(page_of(by_hand().html()))
    reveal(page)
    page.wait_for_function("document.getAnimations().length > 0")
    page.wait_for_function("document.querySelector('.nlpviz-readout').innerText.startsWith('With')")
    page.wait_for_function("document.getAnimations().length === 0")
    assert nodes(page, "won") == {(4,), (4, 2)}


def test_boxes_are_visited_by_arrows_and_clicks_and_say_what_became_of_them(beam):
    reveal(beam)
    beam.focus("[role=application]")
    beam.keyboard.press("ArrowRight")
    assert said(beam) == "“a”: 60 % of all lines. Kept: number 1 of its step."
    beam.keyboard.press("ArrowRight")
    assert said(beam).startswith("“a </s>”: 24 % of all lines. Kept: number 2")
    beam.keyboard.press("ArrowLeft")
    assert said(beam).startswith("“a”: 60 %")
    beam.keyboard.press("End")
    k = by_hand().ids.index((4, 3))
    beam.locator(f".node[data-k='{k}'] rect").click()
    assert said(beam).startswith("“b a”: 2 % of all lines. Cut: number")
    assert beam.locator(".node.on").count() == 1


def test_before_the_guess_a_box_keeps_its_secret(beam):
    k = by_hand().ids.index((4, 2))
    beam.locator(f".node[data-k='{k}'] rect").click()
    assert said(beam) == "Not reached yet."


def test_the_table_is_pythons(beam):
    beam.locator(".nlpviz-table summary").click()
    beam.locator("tbody td").first.wait_for()
    assert beam.locator("tbody tr").count() == 2  # greedy's line alone
    reveal(beam)
    header, rows = by_hand().table()
    shown = [[cell.inner_text() for cell in row.locator("th, td").all()]
             for row in beam.locator("tbody tr").all()]
    assert beam.locator("thead th").all_inner_texts() == header
    assert [(row[0], *row[4:]) for row in shown] == [(row[0], *row[4:]) for row in rows]
    assert [round(float(row[1]), 2) for row in shown] == [round(row[1], 2) for row in rows]


@pytest.mark.parametrize("width", [320, 500, 760, 1200])
def test_it_fits_at_any_width_before_and_after_the_guess(visit, width):
    wide = BeamTree(decode.tree(*table(drawn(1)), width=3, max_length=6),
                    ["<pad>", "<s>", "</s>", "unopened", "姉からの手紙", "letters", "x" * 99])
    page = visit(page_of(wide.html()), viewport={"width": width, "height": 900}, **STILL)
    height = page.evaluate(HEIGHT)
    reveal(page)
    assert page.evaluate(HEIGHT) == height
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    right = page.locator(".stage svg *").evaluate_all(
        "all => Math.max(...all.map(x => x.getBoundingClientRect().right))")
    assert right <= width + 1


def test_where_greedy_is_right_that_is_said(visit):
    sure = P.copy()
    sure[3] = [0, 0, 0.9, 0.05, 0.05]
    tree = decode.tree(*table(sure), width=2, max_length=3)
    page = visit(page_of(BeamTree(tree, WORDS).html()), **STILL)
    reveal(page, "no")
    assert page.locator(".nlpviz-verdict").inner_text() == (
        "You said no, and it is no, because the next best line, “b”, has 36 % and “a” has 54 %.")


def test_words_that_are_japanese_are_joined_without_blanks(visit):
    figure = BeamTree(toy(), ["<pad>", "<s>", "</s>", "姉", "手紙"])
    page = visit(page_of(figure.html()), **STILL)
    reveal(page)
    page.focus("[role=application]")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    assert "姉姉" in said(page) or "姉手紙" in said(page)

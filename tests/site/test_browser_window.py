"""WindowTrainer in a browser: the reader guesses before anything is given away, and each step that
is then taken shows the numbers of the same training in Python."""

import numpy as np
import pytest

from tests.site.pages import page_of, said
from tests.widgets.window_trainer.test_window_trainer import SEVEN, WindowTrainer, given


@pytest.fixture
def trainer(visit):
    return visit(page_of(WindowTrainer(**given()).html()))


def numbers(page, side, kind):
    """What stands in the cells of one column of a table, a row a word; nan where nothing stands."""
    texts = page.locator(f".side-{side} .num.{kind}").all_inner_texts()
    values = [float(text.replace("−", "-")) if text else np.nan for text in texts]
    return np.reshape(values, (7, -1))


def tables(page):
    return numbers(page, "in", "states"), numbers(page, "out", "keys")


def press(page, *names):
    for name in names:
        if name == "Reveal" and not page.locator("input:checked[type=checkbox]").count():
            page.locator(".side-in input").first.check()
        page.get_by_role("button", name=name, exact=True).click()


def set_up(page):
    """Open what is trained and how, which waits until the first answer has been seen."""
    page.locator(".nlpviz-more summary").click()


def shows(page, training):
    """The page shows this training: both tables, and S, P and P − y of the example at hand."""
    for got, due in zip(tables(page), (training.W_in, training.W_out), strict=True):
        np.testing.assert_allclose(got, due, atol=0.0051)
    used = training.now["rows"]
    np.testing.assert_allclose(numbers(page, "out", "P")[used, 0], training.now["P"], atol=0.0051)
    if not page.locator(".nlpviz-table[open]").count():
        page.locator(".nlpviz-table summary").click()
        page.locator(".nlpviz-table td").first.wait_for()
    for column, name in ((4, "S"), (5, "P"), (6, "G")):
        texts = page.locator(f"tbody tr > :nth-child({column + 1})").all_inner_texts()
        values = [float(texts[row].replace("−", "-")) for row in used]
        np.testing.assert_allclose(values, training.now[name], rtol=0.006, atol=0.0051)
    return True


def test_nothing_is_given_away_before_the_guess(trainer):
    assert set(trainer.locator(".num:is(.P, .gradients)")
               .all_inner_texts()) == {""}
    assert said(trainer) == "Tick the rows that will change, then reveal."
    assert trainer.get_by_role("button", name="Reveal").is_disabled()
    assert not trainer.locator(".head:is(.P, .gradients):visible").count()
    assert not trainer.get_by_role("button", name="Play").count(), "one thing to do"
    assert not trainer.get_by_role("slider", name="Way through").count(), "no curve of one dot"


def test_the_guess_is_told_right_from_wrong_row_by_row(trainer):
    trainer.get_by_label("input table: say").press("Space")
    press(trainer, "Reveal")
    verdict = trainer.locator(".nlpviz-verdict")
    assert verdict.inner_text().startswith(
        "You said “say” (input) and nothing (output). It is “you” (input) and all 7 (output), "
        "because only “you” was looked up")
    press(trainer, "Guess again")
    assert verdict.inner_text() == ""
    assert trainer.locator("input:checked[type=checkbox]").count() == 0
    trainer.get_by_label("input table: you").check()
    for word in SEVEN:
        trainer.get_by_label(f"output table: {word}", exact=True).check()
    press(trainer, "Reveal")
    assert verdict.inner_text().startswith(
        "You said “you” (input) and all 7 (output), and it is ")
    assert trainer.locator(".side-in .used").count() == 1
    assert trainer.locator(".side-out .used").count() == 7
    press(trainer, "One step on")
    assert verdict.inner_text().startswith("Play ten epochs."), "it is another step"
    press(trainer, "One step back")
    assert verdict.inner_text().startswith("You said")


def test_the_curve_leads_through_the_training_by_hand_and_by_keys(trainer):
    curve, clock = trainer.get_by_role("slider", name="Way through"), trainer.locator(".clock")
    press(trainer, "Reveal", "10 epochs")
    curve.focus()
    for key, due in (("ArrowLeft", "step 13 / 14 · epoch 9"),
                     ("ArrowDown", "step 13 / 14 · epoch 8"),
                     ("Home", "step 0 / 14 · epoch 0"), ("End", "step 0 / 14 · epoch 10")):
        trainer.keyboard.press(key)
        assert clock.inner_text() == due
    assert curve.get_attribute("aria-valuetext").startswith("step 0 / 14, epoch 10, loss ")
    curve.click()
    assert 3 <= int(clock.inner_text().split()[-1]) <= 7


def test_each_step_is_that_of_python_there_and_back(trainer):
    training = WindowTrainer(**given()).training()
    press(trainer, "Reveal")
    assert shows(trainer, training)
    for _ in range(3):
        press(trainer, "One step on")
        training.step()
        assert shows(trainer, training)
    assert trainer.locator(".clock").inner_text() == "step 3 / 14 · epoch 0"
    press(trainer, "One step back", "One step back", "One step back")
    assert shows(trainer, WindowTrainer(**given()).training())
    press(trainer, "10 epochs")
    while training.done < 140:
        training.step()
    assert shows(trainer, training)
    assert f"whole text: {training.means[-1]:.3g}." in trainer.locator(".loss").inner_text()


def test_keys_on_the_text_reveal_then_go_on_by_steps_and_epochs(trainer):
    trainer.focus(".words")
    trainer.keyboard.press("ArrowRight")
    assert "after the step" in said(trainer)
    assert trainer.locator(".clock").inner_text()[:6] == "step 0"
    for key, due in (("ArrowRight", "step 1 / 14 · epoch 0"), ("ArrowUp", "step 1 / 14 · epoch 1"),
                     ("ArrowLeft", "step 0 / 14 · epoch 1"), ("Home", "step 0 / 14 · epoch 0"),
                     ("End", "step 1 / 14 · epoch 1"), ("ArrowDown", "step 1 / 14 · epoch 0")):
        trainer.keyboard.press(key)
        assert trainer.locator(".clock").inner_text() == due


@pytest.mark.parametrize("model", ["skipgram", "cbow"])
def test_with_negatives_only_the_target_and_the_drawn_change(trainer, model):
    training = WindowTrainer(**given(), model=model, negatives=2).training()
    press(trainer, "Reveal")
    set_up(trainer)
    trainer.locator(f"input[value={model}]").check(force=True)
    trainer.locator("input[value='2']").check(force=True)
    set_up(trainer)
    for _ in range(4):
        assert shows(trainer, training)
        used = {training.target, *training.negatives}
        moved = numbers(trainer, "out", "gradients")
        assert set(np.flatnonzero(np.isfinite(moved).all(1))) == used
        press(trainer, "One step on")
        training.step()
    assert "negatives: " in said(trainer)


def test_a_rate_that_is_too_large_is_said_and_stopped(trainer):
    press(trainer, "Reveal")
    set_up(trainer)
    trainer.get_by_label("learning rate").focus()
    trainer.keyboard.press("End")
    press(trainer, *["10 epochs"] * 20)
    assert "learning rate is too large" in said(trainer)
    assert not {"NaN", "∞"} & set(trainer.locator(".num").all_inner_texts())
    trainer.get_by_label("learning rate").focus()
    trainer.keyboard.press("Home")
    assert "learning rate is too large" not in said(trainer)


def test_what_is_trained_waits_for_the_first_answer_and_moves_nothing(trainer):
    assert not trainer.locator(".nlpviz-more").is_visible()
    press(trainer, "Reveal")
    before = trainer.locator("figure.nlpviz").bounding_box()["height"]
    set_up(trainer)
    assert trainer.get_by_label("learning rate").is_visible()
    assert trainer.locator("figure.nlpviz").bounding_box()["height"] == before


def test_both_tables_stand_whole_on_a_phone_after_the_answer(visit):
    page = visit(page_of(WindowTrainer(**given()).html()), viewport={"width": 350, "height": 800})
    press(page, "Reveal")
    for entry in page.locator(".entry").all():
        assert entry.evaluate("e => e.scrollWidth <= e.clientWidth + 1")
    assert page.locator(".used:visible").count() == 8
    first, second = (page.locator(f".side-{side}").bounding_box() for side in ("in", "out"))
    assert first["y"] == second["y"], "side by side"


@pytest.mark.parametrize("width", [330, 360, 656, 900, 1280])
@pytest.mark.parametrize("rows", [0, 3, 7])
def test_the_height_stays_when_rows_are_marked_and_the_answer_comes(visit, width, rows):
    page = visit(page_of(WindowTrainer(**given()).html()), viewport={"width": width, "height": 900})
    height = page.locator("figure.nlpviz").bounding_box()["height"]
    for box in page.locator(".side-out input").all()[:rows]:
        box.check()
    press(page, "Reveal")
    assert abs(page.locator("figure.nlpviz").bounding_box()["height"] - height) < 1
    verdict, button = (page.locator(f".nlpviz-{name}").bounding_box() for name in
                       ("verdict", "reveal"))
    assert button["y"] - verdict["y"] < 560, "the answer is seen where Reveal is pressed"


def test_play_goes_on_by_itself_until_it_is_stopped(trainer):
    press(trainer, "Reveal", "Play")
    trainer.wait_for_function("document.querySelector('.clock').textContent[5] > 1")
    press(trainer, "Pause")
    stopped = trainer.locator(".clock").inner_text()
    trainer.wait_for_timeout(1000)
    assert trainer.locator(".clock").inner_text() == stopped


def test_the_keys_go_from_the_boxes_to_reveal(trainer):
    last = trainer.locator(".side-out input").last
    last.check()
    last.focus()
    trainer.keyboard.press("Tab")
    assert trainer.evaluate("document.activeElement.textContent") == "Reveal"


def test_rows_are_points_with_trails_and_the_two_cosines_are_those_of_python(trainer):
    figure = WindowTrainer(**given())
    assert [[SEVEN[i] for i in pair] for pair in figure.pairs] == [
        ["goodbye", "I"], ["goodbye", "hello"]]

    def cosines(W):
        U = W / np.linalg.norm(W, axis=1, keepdims=True)
        return [f"{U[a] @ U[b]:.2f}".replace("-", "−") for a, b in figure.pairs]

    plane = trainer.locator(".nlpviz-plane")
    assert [plane.locator(f"circle.{role}").count() for role in ("states", "keys", "ghost")] == [
        7, 7, 14]
    now = trainer.locator(".angles b.num")
    assert now.all_inner_texts() == cosines(figure.W_in)
    press(trainer, "Reveal", "10 epochs")
    training = figure.training()
    while training.done < 140:
        training.step()
    assert now.all_inner_texts() == cosines(training.W_in)
    assert trainer.locator(".angles span.num").all_inner_texts() == cosines(figure.W_in)
    (a, b), (p, q) = cosines(figure.W_in), cosines(training.W_in)
    assert trainer.locator(".nlpviz-verdict").inner_text() == (
        f"The cosine of “goodbye” and “I” went from {a} to {p}, that of “goodbye” and “hello” "
        f"from {b} to {q}.")

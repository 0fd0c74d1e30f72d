"""A model file knows the recipe that made it: whatever changes a training is noticed, by its
settings or by the losses of its first steps, and nothing else is."""

import json
import re
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from nlpviz import pytorch, scratch, stored
from nlpviz.stored import load
from tests import ROOT
from tools import train as trainer
from tools.recipes import PLACES, common, measured, memory, recipe, training

TOOLS = ROOT / "tools"


def first_of_one(name="adding", at=-1):
    """The first losses of one job as they are now, and as its file has them."""
    module = recipe(name)
    now = memory.first(module, module.JOBS[at])
    stored = memory.remembered(memory.made_files(module)[0])[1][at]
    return module.JOBS[at:at + 1] if at >= 0 else module.JOBS[at:], stored[None], now[None]


def test_every_file_remembers_the_settings_of_its_recipe_as_it_stands():
    for name in PLACES:
        module = recipe(name)
        for path in memory.made_files(module):
            settings, first, _ = memory.remembered(path)
            assert memory.changed(settings, memory.settings(module)) == "", name
            assert first.shape[0] == len(module.JOBS), name
            assert np.isfinite(first).all()


def test_settings_hold_all_constants_but_those_that_judge():
    told = json.loads(memory.settings(recipe("adding")))
    assert told.keys() == {"LAGS", "SEEDS", "KEPT", "D_H", "STEPS", "LR", "BATCH", "TEST_SEED",
                           "AVERAGE", "JOBS"}
    leaning = json.loads(memory.settings(recipe("attending")))["recipes.agreement"]
    assert leaning["STAGES"] == [[0.003, 1500], [0.0003, 500]] and leaning["JOBS"] is None


@pytest.mark.parametrize(("name", "constant", "value"), [
    ("adding", "LR", 0.011), ("relu", "FAINT", 0.2), ("agreement", "STAGES", ((0.003, 1501),)),
    ("characters", "D_H", 119), ("cell", "N_TRAIN", 7999), ("words", "STDLIB", {"d": 41}),
    ("crossing", "SCORES", ("dot", None)), ("hard", "ENTROPY", 0.2), ("dates", "N_TRAIN", 10),
    ("adding", "JOBS", []),
])
def test_a_constant_that_changes_is_named_with_the_call_that_trains_again(
        monkeypatch, name, constant, value):
    module = recipe(name)
    monkeypatch.setattr(module, constant, value)
    monkeypatch.setattr(module, "bars", list, raising=False)
    said, = memory.strays(module, [])
    assert f"{constant} was" in said and f"--only {name}" in said and "train it again" in said


def test_a_setting_of_the_recipe_that_it_leans_on_counts_too(monkeypatch):
    monkeypatch.setattr(recipe("agreement"), "D_H", 65)
    said, = memory.strays(recipe("attending"), [])
    assert "04_attending.npz: recipes.agreement was" in said


def test_the_first_steps_come_out_again():
    for name, at in (("adding", -1), ("relu", 0), ("cell", 0)):
        assert memory.apart(*first_of_one(name, at)) == "", name


def other_data(monkeypatch):
    fresh = recipe("adding").fresh
    monkeypatch.setattr(recipe("adding"), "fresh", lambda lag, seed: fresh(lag, seed + 1))


def other_size(monkeypatch):
    fresh = recipe("adding").fresh
    monkeypatch.setattr(recipe("adding"), "fresh", lambda lag, seed: fresh(lag, seed, 63))


def other_loss(monkeypatch):
    monkeypatch.setattr(recipe("adding"), "squared", lambda m, X, y: (m(X) - y).abs().mean())


def scaled_loss(monkeypatch):
    squared = recipe("adding").squared
    monkeypatch.setattr(recipe("adding"), "squared", lambda m, X, y: 1.001 * squared(m, X, y))


def other_rate(monkeypatch):
    monkeypatch.setattr(recipe("adding"), "LR", 0.0101)


def other_optimizer(monkeypatch):
    fit = training.fit
    monkeypatch.setattr(training, "fit", lambda *given, **more: fit(
        *given, **more | {"optimizer": torch.optim.AdamW}))


def other_clipping(monkeypatch):
    whole = recipe("adding").training
    monkeypatch.setattr(recipe("adding"), "training",
                        lambda **job: whole(**job)._replace(max_norm=0.5))


def other_start(monkeypatch):
    class Other(recipe("adding").Regressor):
        def __init__(self, cell):
            super().__init__(cell)
            with torch.no_grad():
                self.W_o *= 1.01

    monkeypatch.setattr(recipe("adding"), "Regressor", Other)


def other_draw(monkeypatch):
    seeded = torch.manual_seed
    monkeypatch.setattr(torch, "manual_seed", lambda seed: seeded(seed + 1))


def other_cell(monkeypatch):
    lstm = recipe("adding").CELLS["lstm"]
    monkeypatch.setitem(recipe("adding").CELLS, "lstm", lambda d, d_h: lstm(d, d_h, False))


@pytest.mark.parametrize("change", [
    other_data, other_size, other_loss, scaled_loss, other_rate, other_optimizer, other_clipping,
    other_start, other_draw, other_cell])
def test_a_change_of_the_training_shows_in_its_first_steps(monkeypatch, change):
    change(monkeypatch)
    jobs, before, now = first_of_one()
    assert "which was" in memory.apart(jobs, before, now)


def test_what_processors_do_to_the_weights_at_the_start_is_let_through(monkeypatch):
    class Other(recipe("adding").Regressor):
        def __init__(self, cell):
            super().__init__(cell)
            with torch.no_grad():
                for p in self.parameters():
                    p *= 1 + 2e-7 * (torch.rand_like(p) - 0.5)

    monkeypatch.setattr(recipe("adding"), "Regressor", Other)
    assert memory.apart(*first_of_one()) == ""


def test_first_steps_are_steps_of_the_training_itself():
    own = recipe("cell").training(0)._replace(stages=((0.01, 20),))
    np.testing.assert_allclose(recipe("cell").training(0).first(), own.run().losses, rtol=1e-4)
    assert torch.get_default_dtype() == torch.float32


def test_stages_go_on_or_begin_again_and_their_losses_are_one_history():
    asked = []
    model = torch.nn.Linear(1, 1)

    def batches(step):
        asked.append(step)
        return (torch.ones(2, 1),)

    own = training.Training(model, lambda m, X: (m(X) ** 2).mean(), batches,
                                      ((0.1, 3), (0.01, 2)), 0)
    assert len(own.run()) == 5 and asked == [0, 1, 2, 3, 4]
    asked.clear()
    assert len(own._replace(again=True).run().grad_norms) == 5 and asked == [0, 1, 2, 0, 1]


def test_a_file_without_memory_and_a_loss_that_is_nan_are_no_agreement():
    assert memory.changed(None, "{}") == "it remembers no settings"
    jobs, before = [{"seed": 0}], np.array([[1.0, 2.0]])
    assert memory.apart(jobs, before, before) == ""
    assert "step 1 of {'seed': 0}" in memory.apart(jobs, before, np.array([[1.0, np.nan]]))
    assert "first losses" in memory.apart(jobs, before, before[:, :1])


def test_what_is_remembered_leaves_the_weights_as_they_are(monkeypatch, tmp_path):
    module, path = recipe("cell"), tmp_path / "03_cell.npz"
    np.savez(path, E=np.arange(3.0), call="python …", settings="{}")
    monkeypatch.setattr(module, "FILES", (path,))
    memory.remember(module, [[1.0, 0.5]])
    with np.load(path) as found:
        assert found["E"].tolist() == [0, 1, 2] and found["first"].tolist() == [[1.0, 0.5]]
        assert str(found["settings"]) == memory.settings(module)
    monkeypatch.setattr(common, "LIMIT", 10)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="at most 10"):
        memory.remember(module, [[2.0, 0.5]])
    assert path.read_bytes() == before


def test_a_file_of_what_was_measured_remembers_too_and_keeps_its_rows(monkeypatch, tmp_path):
    module, rows = recipe("cell"), [{"seed": 0, "loss": 1.5}, {"seed": 1, "loss": 1.25}]
    path = measured.write("x", rows, command="python …", data="cells", place=tmp_path)
    monkeypatch.setattr(module, "FILES", (path,))
    monkeypatch.setattr(stored, "measured", lambda name: json.loads(path.read_text("utf-8")))
    assert "it remembers no settings; train it again: python …" in memory.strays(module, [])[0]
    memory.remember(module, [[1.0, 0.5]])
    assert stored.measured("x")["rows"] == rows and memory.strays(module, [[1.0, 0.5]]) == []
    assert "step 1 of" in memory.strays(module, [[1.0, 0.6]])[0]
    monkeypatch.setattr(module, "D_H", 5)
    assert "D_H was 4 and is 5" in memory.strays(module, [[1.0, 0.5]])[0]


def test_a_recipe_keeps_the_rows_of_all_its_jobs_and_the_call_for_them(monkeypatch, tmp_path):
    monkeypatch.setattr(measured, "PLACE", tmp_path)
    path = measured.keep("07_n_heads", [({}, [{"n": 1}]), ({}, [{"n": 2}, {"n": 3}])], "ours")
    found = json.loads(path.read_text("utf-8"))
    assert path.parent == tmp_path and found["rows"] == [{"n": 1}, {"n": 2}, {"n": 3}]
    assert found["command"] == "python tools/train.py 07 --only n_heads" and found["data"] == "ours"


def test_a_row_is_compared_with_the_stored_one_of_its_kind(monkeypatch):
    rows = [{"seed": 0, "loss": 1.5}, {"seed": 1, "loss": 1.25}]
    monkeypatch.setattr(stored, "measured", lambda name: {"rows": rows})
    assert measured.strays("x", rows[::-1], ("seed",), "loss", 0.1) == []
    said, = measured.strays("x", [{"seed": 1, "loss": 1.5}], ("seed",), "loss", 0.1)
    assert "x, (1,): loss 1.5, stored 1.25" == said


def test_the_same_arrays_give_the_same_file_which_numpy_reads(tmp_path):
    arrays = {"a.W": np.arange(6.0).reshape(2, 3), "words": np.array(["a", "雨"]), "n": 3}
    put, path = common.put, tmp_path / "x.npz"
    put(path, arrays)
    once = path.read_bytes()
    put(path, arrays)
    assert path.read_bytes() == once
    with np.load(path, allow_pickle=False) as found:
        assert found.files == list(arrays) and found["n"] == 3
        assert all((found[key] == value).all() for key, value in arrays.items())


def test_the_trainer_says_which_recipe_is_another_and_fails(monkeypatch, capsys):
    stored = load("03_cell")["first"]
    for factor, code, words in ((1, 0, "1 trainings begin as"), (1.001, 1, "npz: step 0 of")):
        monkeypatch.setattr(trainer, "results", lambda orders, n, work, factor=factor: [
            ("cell", {}, stored * factor, 1)])
        assert trainer.main(["03", "--check", "--only", "cell"]) == code
        assert words in capsys.readouterr().out
    with pytest.raises(SystemExit):
        trainer.main(["03", "--whole"])
    assert "--whole is a way of --check" in capsys.readouterr().err


WRITERS = sorted([TOOLS / "golden.py", *TOOLS.glob("recipes/**/*.py")])


@pytest.mark.parametrize("file", WRITERS, ids=lambda file: file.name)
def test_golden_files_and_trained_ones_are_written_whole_or_not_at_all(file):
    source = file.read_text(encoding="utf-8")
    for way in (r"\.write_text\(", r"\.write_bytes\(", r"\.tofile\(", r"\.savez?(_compressed)?\(",
                r"""open\([^)\n]*["'][wax]b?["']"""):
        assert not re.search(way, source), f"{file.name} writes by {way}, not by nlpviz.files"


@pytest.mark.parametrize("positions", ["learned", "rotary", "alibi"])
def test_a_head_that_is_cut_to_zero_is_one_without_rows_in_the_output_matrix(positions):
    heads, cut = recipe("heads"), [(0, 1), (1, 3)]
    model = recipe("parts").built(0, positions=positions).eval()
    ids = torch.arange(24).reshape(2, 12)
    with torch.no_grad():
        whole = model(ids)[0]
        with heads.cut(model, cut, lambda O: O):
            torch.testing.assert_close(model(ids)[0], whole)
        with heads.cut(model, cut, lambda O: 0 * O):
            found = model(ids)[0]
        torch.testing.assert_close(model(ids)[0], whole)
        for layer, head in cut:
            model.stack.blocks[layer].attention.W_O[16 * head:16 * (head + 1)] = 0
        torch.testing.assert_close(found, model(ids)[0])
    assert (found - whole).abs().max() > 0.1


def test_a_swapped_head_speaks_for_a_sentence_whose_subject_has_the_other_number():
    heads = recipe("heads")
    some = [heads.LETTERS, heads.LETTER, heads.LETTERS]
    O = torch.arange(3.0)[:, None, None]
    rng = np.random.default_rng(0)
    assert heads.opposite(O, some, rng).flatten()[[0, 2]].tolist() == [1, 1]
    assert heads.opposite(O, some, rng).flatten()[1] in (0, 2)
    assert all(heads.another(O, some, rng).flatten() != O.flatten())


def test_batches_by_length_hold_every_sentence_once_in_an_epoch():
    ids = np.full((12, 9), -1)
    for row, n in enumerate(np.random.default_rng(0).permutation(12) % 8 + 1):
        ids[row, :n] = row
    batches = recipe("parts").by_length(ids, 4, seed=0)
    epoch = torch.cat([batches(step)[0] for step in range(3)])
    assert sorted(epoch[:, 0].tolist()) == list(range(12))
    for step in range(3):
        lengths = (batches(step)[0] >= 0).sum(1)
        assert lengths.max() - lengths.min() <= 4
    assert batches(1)[0].equal(batches(1)[0])


def test_where_a_translator_looks_is_told_by_its_largest_weights(monkeypatch):
    scale = recipe("scale")
    held = [(np.array([4, 5, 2]), np.array([1, 4, 5, 2])), (np.array([5, 2]), np.array([1, 5, 2]))]
    monkeypatch.setattr(scale, "pairs", lambda: (held, held))
    monkeypatch.setattr(scale, "words", lambda: SimpleNamespace(tokens=list("_<>?ab")))

    def model(source, target_in, trace):
        A = torch.tensor([[[0.7, 0.2, 0.1]] * 3, [[0.1, 0.9, 0.0]] * 3])
        H = torch.tensor([[[3.0, 0]] * 3, [[0, 0.5]] * 3])
        return torch.zeros(2, 3, 6), {"A": A, "H": H}

    model.attention = True
    found = scale.judged(model)  # three words look at a, two at the end
    assert found == {"loss": round(np.log(6), 3), "top": 0.78, "token": "a", "on": 0.6,
                     "alike": round(np.hypot(3, 2) / 5, 3)}
    model.attention = None
    assert scale.judged(model)["top"] is None


def test_words_of_two_sentences_never_meet_in_the_counts(monkeypatch):
    kinds, text = recipe("kinds"), ["a b c".split(), "c d".split(), "a a b d c a b".split()]
    monkeypatch.setattr(kinds, "sentences", lambda: text)
    for weights in kinds.WEIGHTS:
        words, C = kinds.counted.__wrapped__(weights)
        ids = [[words.index(w) for w in s] for s in text]
        each = [scratch.cooccurrence(s, kinds.world.WINDOW, len(words), weights) for s in ids]
        np.testing.assert_allclose(C, sum(each), atol=1e-12)


def test_only_pairs_that_never_met_are_filled():
    C = np.array([[0.0, 6, 2], [6, 0, 0], [2, 0, 0]])
    fill = recipe("kinds").filled
    assert np.array_equal(fill(C, "left out"), C)
    np.testing.assert_allclose(fill(C, "0.1"), [[0.1, 6, 2], [6, 0.1, 0.1], [2, 0.1, 0.1]])
    np.testing.assert_allclose(fill(C, "chance"),
                               [[4, 6, 2], [6, 36 / 16, 12 / 16], [2, 12 / 16, 4 / 16]])


def test_what_glove_claims_of_pairs_that_never_met_is_what_it_fits_there():
    model = pytorch.GloVe(3, 2)
    with torch.no_grad():
        for p, x in zip(model.parameters(), ([[1, 0], [2, 1], [0, 0]], [[1, 1], [0, 3], [0, 0]],
                                             [0, 1, 2], [1, 0, -2]), strict=True):
            p.copy_(torch.tensor(x))
    C = np.array([[4, 1, 0], [1, 1, 0], [1, 0, 1]])  # log counts there: −2, −1 and 2
    assert recipe("kinds").claimed(model, C) == pytest.approx(np.exp(-1))

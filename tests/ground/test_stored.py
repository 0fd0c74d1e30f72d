"""The stored networks are small, say where they come from, and still do what the book says."""


import numpy as np
import pytest
import torch

from nlpviz import book
from nlpviz.data.adding import adding
from nlpviz.data.agreement import OTHER_FORM, VERBS, sentences
from nlpviz.data.characters import ALPHABET, held_out, ngram_bits, vocabulary
from nlpviz.scratch.recurrent import gru, lstm, rnn
from nlpviz.stored import by_seed, load, measured, table
from tests import ROOT
from tools import train as trainer
from tools.recipes import PLACES, recipe
from tools.recipes import measured as writer

FILES = sorted((ROOT / "book" / "models").glob("*.npz"))
NAMES = [file.stem for file in FILES]
CELL = {"rnn": rnn, "gru": gru, "lstm": lstm}


def states(cell, X, weights):
    """H (T, d_h) of a stored cell, with the book's own NumPy."""
    own = {k: v for k, v in weights.items() if k not in ("W_o", "b_o", "E")}
    zero = np.zeros(len(weights["W_o"]))
    first = (zero, zero) if cell == "lstm" else (zero,)
    return CELL[cell](X, *first, **own)[0]


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_a_file_is_small_and_tells_seed_call_and_licence(file):
    assert file.stat().st_size <= 200_000
    found = load(file.stem)
    assert isinstance(found["seed"], int)
    assert found["call"].startswith(f"python tools/train.py {file.stem[:2]} --only ")
    assert found["licence"]


@pytest.mark.parametrize("name", NAMES)
def test_numbers_come_in_full_precision(name):
    found = [load(name)]
    for value in found:
        if isinstance(value, dict):
            found.extend(value.values())
        else:
            assert getattr(value, "dtype", np.float64) in (np.float64, np.int64)


def test_every_recipe_has_its_files_and_no_file_is_left_over():
    written = set()
    for name in PLACES:
        module = recipe(name)
        written |= set(module.FILES)
        assert all(str(job) in map(str, module.JOBS) or "share" in job for job in module.CHECK)
    assert {path for path in written if path.suffix == ".npz"} == set(FILES)
    assert all(path.is_file() for path in written)


def test_the_stored_networks_add_as_their_file_says():
    found = load("03_adding")
    X, y = adding(300, found["lag"], seed=77)
    at = list(found["lags"]).index(found["lag"])
    for k, cell in enumerate(found["cells"]):
        w = found[cell]
        answers = [float((states(cell, x, w)[-1] @ w["W_o"] + w["b_o"])[0]) for x in X]
        error = np.mean((np.array(answers) - y) ** 2)
        stored = found["mse"][k, at, 0]
        assert abs(error - stored) < 0.2 * stored + 0.001, cell


def test_the_constant_answer_costs_a_sixth_and_only_gates_beat_it_at_lag_50():
    found = load("03_adding")
    at = list(found["lags"]).index(50)
    plain, gated = found["mse"][0, at], found["mse"][1:, at]
    assert np.abs(found["constant"] - 1 / 6).max() < 0.005
    assert np.abs(plain - found["constant"][at]).max() < 0.02
    assert (gated < 0.01).all()


def test_learning_curves_are_there_for_all_that_was_run():
    found = load("03_adding")
    run = ~np.isnan(found["mse"])
    assert run[:, :-1].all() and run[:, -1, 0].all()
    assert np.isfinite(found["curves"][run]).all()
    assert np.isnan(found["curves"][~run]).all()


def test_identity_start_explodes_and_clipping_rescues_it():
    found = load("03_relu")
    start = found["starts"].index("identity")
    free, clipped = found["mse"][start]
    assert (free > 0.1).all() and (clipped < 0.05).all()
    assert (found["exploded"][start] > 0).all()
    assert not found["exploded"][found["starts"].index("tanh")].any()


def test_the_table_has_all_seeds_and_shares_between_0_and_1():
    rows = [row for row in table("agreement") if row["chapter"] == 3]
    assert {row["model"] for row in rows} == {"RNN", "GRU", "LSTM"}
    for model in ("RNN", "GRU", "LSTM"):
        assert {row["seed"] for row in rows if row["model"] == model} == set(range(5))
    assert all(0 <= row["accuracy"] <= 1 and row["n"] > 0 for row in rows)


def test_stored_language_models_agree_as_the_table_says():
    found, rows = load("03_agreement"), table("agreement")
    ids = {word: i for i, word in enumerate(found["words"])}
    some = sentences(150, (1, 1), seed=901)
    for cell, name in (("rnn", "RNN"), ("gru", "GRU"), ("lstm", "LSTM")):
        w, right = found[cell], 0
        for s in some:
            before = [ids["<s>"]] + [ids[word] for word in s.words[: s.verb]]
            scores = states(cell, w["E"][before], w)[-1] @ w["W_o"] + w["b_o"]
            verb = s.words[s.verb]
            right += scores[ids[verb]] > scores[ids[OTHER_FORM[verb]]]
        stored = next(row["accuracy"] for row in rows if row["model"] == name and (
            row["seed"], row["clause"], row["by"], row["level"]) == (0, "main", "depth", 1))
        assert abs(right / len(some) - stored) < 0.15, cell


def test_characters_are_read_far_better_than_by_counting_pairs():
    found = load("03_characters")
    assert found["bits"] < found["trigram"] - 0.3
    assert found["trigram"] < found["bigram"] < found["unigram"]
    assert found["characters"] == "".join(vocabulary().tokens[1:])


def test_the_stored_character_model_spells():
    w = load("03_characters")
    words = vocabulary()
    ids = words.encode("Return a new string object from the given object. If the obj")
    H = states("lstm", w["E"][ids], {k: w[k] for k in ("W_x", "W_h", "b", "W_o", "b_o")})
    assert words.decode([int((H[-1] @ w["W_o"] + w["b_o"]).argmax())]) == ["e"]


def test_unknown_models_are_refused_with_the_known_ones_named():
    with pytest.raises(ValueError, match="03_adding"):
        load("99_nothing")
    with pytest.raises(ValueError, match="agreement"):
        table("nothing")


def test_an_installed_package_finds_the_same_files(tmp_path, monkeypatch):
    copy = tmp_path / "_book" / "models"
    copy.mkdir(parents=True)
    (copy / "03_adding.npz").write_bytes((ROOT / "book/models/03_adding.npz").read_bytes())
    monkeypatch.setattr(book, "PLACES", (tmp_path / "book", tmp_path / "_book"))
    assert load("03_adding")["lag"] == 50


def test_training_for_the_book_is_the_same_twice(monkeypatch):
    module = recipe("adding")
    monkeypatch.setattr(module, "STEPS", 25)
    first, second = (module.run("lstm", 10, 0) for _ in range(2))
    assert first["mse"] == second["mse"]
    for key, weight in first["weights"].items():
        np.testing.assert_array_equal(weight, second["weights"][key])


def test_a_figure_outside_its_margin_is_named():
    module = recipe("adding")
    job = {"cell": "lstm", "lag": 50, "seed": 0}
    stored = float(load("03_adding")["mse"][2, 2, 0])
    assert module.failures(job, {"mse": stored}) == []
    (said,) = module.failures(job, {"mse": 0.17})
    assert "lstm at lag 50" in said and "0.1700" in said


def test_an_error_far_from_the_stored_ones_and_an_explosion_are_named():
    module = recipe("relu")
    job, good = {"start": "tanh", "clip": 1, "seed": 0}, {"mse": 0.17, "exploded": 0}
    assert module.failures(job, good) == []
    assert "0.9000" in module.failures(job, good | {"mse": 0.9})[0]
    assert "3 explosions" in module.failures(job, good | {"exploded": 3})[0]


def test_an_unsolved_run_may_stand_elsewhere_and_may_not_be_solved():
    module = recipe("adding")
    job = {"cell": "rnn", "lag": 100, "seed": 0}
    assert module.failures(job, {"mse": 0.19}) == []
    for mse in (0.001, 0.1, 0.3):
        assert module.failures(job, {"mse": mse}), mse


def test_a_translator_that_learns_less_than_the_stored_one_is_named():
    dates = recipe("dates")
    assert dates.failures({"seed": 1}, {"exact": [0.99]}) == []
    assert "seed 1: 0.950" in dates.failures({"seed": 1}, {"exact": [0.95]})[0]
    crossing = recipe("crossing")
    assert crossing.failures({}, {"exact": 0.98, "error": 0.03}) == []
    assert crossing.failures({}, {"exact": 0.9, "error": 0.03})
    assert crossing.failures({}, {"exact": 0.99, "error": 0.2})
    hard = recipe("hard")
    job = {"variant": "learned", "seed": 0}
    assert hard.failures(job, {"copied": [0.99], "looked": [0.99]}) == []
    assert "looked 0.100" in hard.failures(job, {"copied": [0.99], "looked": [0.1]})[0]


def test_the_probe_asks_for_the_verb_of_every_clause():
    module = recipe("agreement")
    plural = {form for _, form in VERBS}

    def always_plural(ids):
        logits = torch.zeros(*ids.shape, len(module.WORDS))
        logits[..., module.WORDS.encode(sorted(plural))] = 1.0
        return logits, None

    found = sentences(50, (1, 2), seed=5)
    *_, right = module.verdicts(always_plural, found, at_once=7).T
    assert right.tolist() == [s.words[v] in plural for s in found for _, v in s.pairs]


def test_the_trainer_fails_when_a_figure_is_not_as_stored(monkeypatch, capsys):
    module = recipe("adding")
    job = {"cell": "lstm", "lag": 50, "seed": 0}
    monkeypatch.setattr(trainer, "results", lambda orders, n: [("adding", job, {"mse": 0.17}, 1)])
    monkeypatch.setattr(module, "CHECK", [job])
    assert trainer.main(["03", "--check", "--whole", "--only", "adding"]) == 1
    assert "lstm at lag 50" in capsys.readouterr().out


def test_held_out_text_and_the_rest_are_the_whole():
    text = "".join(ALPHABET[i % 96] for i in range(1234))
    kept, held = held_out(text, block=10, every=4)
    assert len(kept) + len(held) == len(text)
    assert held == "".join(text[i:i + 10] for i in range(30, len(text), 40))
    with pytest.raises(ValueError, match="every"):
        held_out(text, every=1)


def test_counting_costs_what_a_hand_count_says():
    train = np.array([0, 1, 0, 1, 0, 0])
    # unigrams: (4 + 2/2) / (6 + 2) and (2 + 2/2) / (6 + 2)
    wanted = -np.log2([5 / 8, 3 / 8]).mean()
    assert np.isclose(ngram_bits(train, np.array([0, 1]), 2, 1), wanted)
    # after 0 came 1, 1, 0: (2 + 2 · 3/8) / (3 + 2)
    assert np.isclose(ngram_bits(train, np.array([0, 1]), 2, 2), -np.log2((2 + 2 * 3 / 8) / 5))


def test_probabilities_from_counts_sum_to_one():
    rng = np.random.default_rng(0)
    train = rng.integers(0, 5, 300)
    for context in ([2, 4], [0, 0]):
        bits = [ngram_bits(train, np.array([*context, k]), 5, 3) for k in range(5)]
        assert np.isclose(sum(2.0 ** -b for b in bits), 1)


def test_recipes_say_in_words_what_they_train():
    for name in PLACES:
        assert len(recipe(name).__doc__.split()) > 30, name


def test_codes_come_as_numbers_and_numbered_parts_as_a_list(monkeypatch, tmp_path):
    codes, scale = np.array([[127, -3], [0, 5]], "int8"), np.array([0.5, 2.0], "float32")
    path = tmp_path / "book" / "models" / "x.npz"
    path.parent.mkdir(parents=True)
    np.savez(path, **{"blocks.0.W.codes": codes, "blocks.0.W.scale": scale, "blocks.1.b": scale,
                      "lstm.1": 3})
    monkeypatch.setattr(book, "PLACES", (tmp_path / "book",))
    found = load("x")
    assert [list(part) for part in found["blocks"]] == [["W"], ["b"]]
    assert (found["blocks"][0]["W"] == [[63.5, -1.5], [0, 10]]).all()
    assert found["lstm"] == {"1": 3}


def test_what_is_measured_comes_back_with_its_command_and_rows_of_one_kind(monkeypatch, tmp_path):
    rows = [{"model": "RNN", "length": 32, "ms": 0.5}, {"model": "雨", "length": 64, "ms": 1.0}]
    writer.write("07_x", rows, command="python -m x", data="ours", place=tmp_path / "measured")
    monkeypatch.setattr(book, "PLACES", (tmp_path,))
    found = measured("07_x")
    assert found["rows"] == rows and found["command"] == "python -m x" and found["machine"]
    for wrong, words in (([], "empty"), ([rows[0], {"model": "RNN"}], "the same keys")):
        with pytest.raises(ValueError, match=words):
            writer.write("07_x", wrong, command="", data="", place=tmp_path)
    with pytest.raises(ValueError, match="no file 07_y.json in book/measured: there are 07_x"):
        measured("07_y")


def test_measured_rows_are_gathered_by_seed_and_kind():
    rows = [{"seed": s, "n": n, "loss": 10 * s + n, "part": "x"} for n in (4, 2) for s in (1, 0)]
    found = by_seed(rows, [{"n": 2}, {"n": 4, "part": "x"}], ["loss", "n"])
    assert found.tolist() == [[[2, 2], [4, 4]], [[12, 2], [14, 4]]]
    for kind, count in (({"n": 3}, 0), ({"part": "x"}, 2)):
        with pytest.raises(ValueError, match=f"there are {count} rows"):
            by_seed(rows, [kind], ["loss"])

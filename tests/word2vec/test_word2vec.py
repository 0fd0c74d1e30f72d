"""The fast trainer computes word2vec's gradients exactly, on exactly the windows that word2vec
draws, in bounded memory, the same every time with one thread, and goes on where it stopped."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from nlpviz import language, scratch
from nlpviz.data import analogies as world
from nlpviz.train import checkpoint as files
from nlpviz.vectors import accuracy, read, recall
from nlpviz.word2vec import Result, corpus, train, workers
from nlpviz.word2vec.__main__ import main, parse
from nlpviz.word2vec.settings import Settings
from nlpviz.word2vec.steps import SGD, STEPS, Batch, Piece, batches, blocks, cbow, skipgram
from nlpviz.word2vec.training import Training, initial
from nlpviz.word2vec.vocabulary import Vocabulary
from nlpviz.word2vec.workers import Workers
from tests import ROOT
from tests.train.training_runs import Terminal
from tests.word2vec.corpora import HELLO, topics


def tables(n_vocab=30, d=7, seed=0):
    rng = np.random.default_rng(seed)
    return [torch.tensor(rng.normal(size=(n_vocab, d))) for _ in range(2)]


def row(n=70, n_vocab=30, window=3, seed=1):
    """Words in sentences, and the size of the window of each."""
    rng = np.random.default_rng(seed)
    return (rng.integers(n_vocab, size=n), np.cumsum(rng.random(n) < 0.15),
            rng.integers(1, window + 1, size=n))


def pairs(ids, sentences, window_sizes):
    """Every (place of a center, place of a word in its window), one by one."""
    for t, size in enumerate(window_sizes):
        for j in range(max(0, t - size), min(len(ids), t + size + 1)):
            if j != t and sentences[j] == sentences[t]:
                yield t, j


def loss(model, W_in, W_out, ids, window_pairs, negatives, k):
    """The sum that steps.py states, one window at a time."""
    total, share = 0.0, k / len(negatives)
    contexts = {}
    for t, j in window_pairs:
        contexts.setdefault(t, []).append(j)
    for t, places in contexts.items():
        if model == "skipgram":
            terms = [(W_in[ids[t]], W_out[ids[j]]) for j in places]
        else:
            terms = [(W_in[ids[places]].mean(0), W_out[ids[t]])]
        for v, u in terms:
            total = total - F.logsigmoid(u @ v) - share * F.logsigmoid(-W_out[negatives] @ v).sum()
    return total


@pytest.mark.parametrize("model", STEPS)
@pytest.mark.parametrize("n", [1, 2, 16, 17, 70])
def test_a_step_is_gradient_descent_on_the_stated_loss(model, n):
    """Oracle: autograd on the loss summed window by window, in float64."""
    ids, sentences, window_sizes = row(n)
    negatives = torch.tensor([4, 9, 9, 0, 21])
    W_in, W_out = (W.requires_grad_() for W in tables())
    found = pairs(ids, sentences, window_sizes)
    total = loss(model, W_in, W_out, torch.tensor(ids), found, negatives, 2)
    expected = [W_in.detach().clone(), W_out.detach().clone()]
    if torch.is_tensor(total):
        total.backward()
        expected = [(W - 0.1 * W.grad).detach() for W in (W_in, W_out)]
    ours = [W.detach().clone() for W in (W_in, W_out)]
    centers, contexts, M = blocks(ids, sentences, window_sizes, 3)
    STEPS[model](*ours, Batch(centers, contexts, M.double(), negatives), 2, 0.1)
    for W, right in zip(ours, expected, strict=True):
        torch.testing.assert_close(W, right, rtol=0, atol=1e-12)


def test_one_pair_and_its_own_negatives_are_the_textbook_step():
    """Mikolov et al. 2013b: v -= η Σ (σ(u·v) - y) u, u -= η (σ(u·v) - y) v."""
    W_in, W_out = tables(len(HELLO))
    v, u, lr = W_in[1].clone(), W_out.clone(), 0.5  # "say" has "you" in its window
    pair = Batch(torch.tensor([[1]]), torch.tensor([[0]]), torch.ones(1, 1, 1).double(),
                 torch.tensor([5, 6]))
    skipgram(W_in, W_out, pair, 2, lr)
    wrong = {i: torch.sigmoid(u[i] @ v) - int(i == 0) for i in (0, 5, 6)}
    torch.testing.assert_close(W_in[1], v - lr * sum(e * u[i] for i, e in wrong.items()))
    for i, e in wrong.items():
        torch.testing.assert_close(W_out[i], u[i] - lr * e * v)
    assert torch.equal(W_out[1:5], u[1:5]), "a row changed that does not occur"


@pytest.mark.parametrize("model", STEPS)
def test_a_step_on_seven_words_is_that_of_scratch(model):
    """Every window of one word to each side, with its own negatives, as by hand in scratch."""
    for t in range(1, len(HELLO) - 1):
        W_in, W_out = tables(len(HELLO))
        ours, contexts, negatives = [W_in.clone(), W_out.clone()], [t - 1, t + 1], [0, 6, 6]
        window = Batch(torch.tensor([[t]]), torch.tensor([contexts]), torch.ones(1, 1, 2).double(),
                       torch.tensor(negatives))
        STEPS[model](*ours, window, 3, 0.1)
        if model == "cbow":
            done = [scratch.cbow_negative(contexts, t, negatives, W_in.numpy(), W_out.numpy())]
        else:
            done = [scratch.skipgram_negative(t, c, negatives, W_in.numpy(), W_out.numpy())
                    for c in contexts]
        gradients = zip(*(trace.backward() for _, trace in done), strict=True)
        for W, before, dW in zip(ours, (W_in, W_out), gradients, strict=True):
            np.testing.assert_allclose(W, before.numpy() - 0.1 * sum(dW), rtol=0, atol=1e-14)


def test_cbow_has_the_mean_in_both_directions():
    """h = mean of the contexts, so each of them gets 1/C of the gradient (İrsoy et al. 2020)."""
    W_in, W_out = tables(len(HELLO))
    X, u, lr = W_in.clone(), W_out.clone(), 0.5
    window = Batch(torch.tensor([[1]]), torch.tensor([[0, 2]]), torch.ones(1, 1, 2).double(),
                   torch.tensor([5]))
    cbow(W_in, W_out, window, 1, lr)
    h = (X[0] + X[2]) / 2
    dh = (torch.sigmoid(u[1] @ h) - 1) * u[1] + torch.sigmoid(u[5] @ h) * u[5]
    torch.testing.assert_close(W_in[0], X[0] - lr * dh / 2)
    torch.testing.assert_close(W_in[2], X[2] - lr * dh / 2)


@pytest.mark.parametrize("n", [1, 15, 16, 33, 70])
def test_windows_are_those_found_one_by_one(n):
    ids, sentences, window_sizes = row(n)
    centers, contexts, M = blocks(ids, sentences, window_sizes, 3)
    found = Counter()
    for i, j, m in M.nonzero().tolist():
        found[int(centers[i, j]), int(contexts[i, m])] += 1
    assert found == Counter((ids[t], ids[j]) for t, j in pairs(ids, sentences, window_sizes))
    assert M.sum() == len(list(pairs(ids, sentences, window_sizes)))


def test_batches_hold_every_window_once():
    ids, sentences, window_sizes = row(70)
    even = np.cumsum(np.full(30, 1 / 30))
    made = list(batches(
        ids, sentences, window_sizes, 3, 32, even, 8, np.random.default_rng(0)))
    assert [b.centers.numel() for b in made] == [32, 32, 16]
    assert sum(b.M.sum() for b in made) == len(list(pairs(ids, sentences, window_sizes)))
    assert all(b.negatives.shape == (8,) for b in made)
    assert not torch.equal(made[0].negatives, made[1].negatives)


def test_words_are_counted_sorted_and_cut_at_min_count():
    source = corpus.open_corpus([["b", "a", "b"], ["c", "b", "a"], ["rare"]])
    words = Vocabulary.of(source, 2)
    assert (words.words, words.counts.tolist(), words.total) == (["b", "a"], [3, 2], 7)
    ids, sentences, n = words.encode(source.words([["a", "c"], ["b", "?", "a"]]))
    assert (ids.tolist(), sentences.tolist(), n) == ([1, 0, 1], [0, 1, 1], 5)


def test_frequent_words_are_kept_as_word2vecs_program_keeps_them():
    """min(1, sqrt(t/f) + t/f): for f = 0.9, 0.1 and t = 0.01."""
    words = Vocabulary(["the", "cat"], [90, 10], 100)
    np.testing.assert_allclose(
        words.subsampling(0.01), [(0.01 / 0.9)**0.5 + 0.01 / 0.9, 0.1**0.5 + 0.1])
    assert words.subsampling(0).tolist() == [1, 1] and words.subsampling(1.0).tolist() == [1, 1]


def test_negatives_follow_the_counts_to_three_quarters():
    words = Vocabulary(["a", "b", "c"], [81, 16, 1], 98)
    n, ids = 200_000, np.zeros(16 * 100, int)
    made = batches(ids, ids, ids, 1, 16, words.negative_sampling(), n // 100,
                   np.random.default_rng(0))
    hits = torch.bincount(torch.cat([b.negatives for b in made]), minlength=3).numpy()
    p = np.array([27, 8, 1]) / 36
    z = (hits - n * p) / np.sqrt(n * p * (1 - p))
    assert np.abs(z).max() <= 5, z


@pytest.mark.parametrize("size", [1, 2, 5, 7, 64])
@pytest.mark.parametrize("content", [
    "one two\nthree  four\tfive\n\n six\r\nseven", "no-space-at-all", " \n ", "", "a b ", "é\nü",
    "word " * 50, "x" * 300 + " end"])
def test_a_file_is_the_same_words_whatever_the_size_of_its_pieces(
        tmp_path, monkeypatch, size, content):
    (tmp_path / "c.txt").write_bytes(content.encode())
    lines = corpus.Lines(tmp_path / "c.txt")
    monkeypatch.setattr(corpus.files, "PIECE", size)
    read = [w for piece in lines.pieces() for w in lines.words(piece)]
    assert read == content.replace("\r\n", "\n").replace("\n", f" {corpus.END} ").split()


def test_a_file_and_its_sentences_give_the_same_words(text):
    sentences = [line.split() for line in text.read_text(encoding="utf-8").splitlines()]
    a, b = (Vocabulary.of(corpus.open_corpus(c), 5) for c in (text, sentences))
    assert (a.words, a.counts.tolist(), a.total) == (b.words, b.counts.tolist(), b.total)


def test_counting_forgets_the_rarest_beyond_a_bound():
    source = corpus.open_corpus([["often"] * 9 + [f"once{i}"] for i in range(9000)])
    counts = corpus.count(source, max_words=1000)
    assert counts["often"] == 81_000 and len(counts) <= 4000


def test_words_of_a_topic_become_neighbours(text):
    for model in STEPS:
        result = train(text, d=24, epochs=8, model=model, threads=1, progress=False)
        W = result.W_in / np.linalg.norm(result.W_in, axis=1, keepdims=True)
        of = np.array([w.split(".")[0] for w in result.words])
        cosines = W @ W.T - 2 * np.eye(len(W))
        rows = np.char.startswith(of, "t")
        hits = (of[cosines.argmax(1)] == of)[rows]
        assert hits.mean() > 0.95, (model, hits.mean())


@pytest.mark.slow
def test_cbow_s_rate_finds_the_analogies_and_neighbours_of_the_world():
    """0.05 finds 0.987 of the analogies, 0.1 only 0.90 of the neighbours."""
    result = train(world.sentences(40_000, seed=0), d=32, window=world.WINDOW, min_count=1,
                   model="cbow", threads=1, progress=False)
    answered = accuracy(result.vectors(), world.analogies()).values()
    right, n = (sum(column) for column in zip(*answered, strict=True))
    assert right / n >= 0.99 and recall(result.vectors(), world.neighbours()) >= 0.95


def test_one_thread_gives_the_same_bits_every_time(text):
    a, b = (train(text, d=8, epochs=2, threads=1, progress=False) for _ in range(2))
    assert a.words == b.words
    assert np.array_equal(a.W_in, b.W_in) and np.array_equal(a.W_out, b.W_out)
    other = train(text, d=8, epochs=2, threads=1, seed=1, progress=False)
    assert not np.array_equal(a.W_in, other.W_in)


def test_workers_learn_their_part_and_every_piece_is_learnt_once(text, monkeypatch):
    monkeypatch.setattr(corpus.files, "PIECE", 4096)
    seen, train_piece = [], Training.train_piece

    def noted(training, position, piece, worker=None):
        seen.append((position, worker))
        for _ in range(600 * (worker is None and all(other is None for _, other in seen))):
            time.sleep(0.1)  # until a worker has begun, a minute at most
            if any(other for _, other in seen):
                break
        return train_piece(training, position, piece, worker)

    monkeypatch.setattr(Training, "train_piece", noted)
    before = torch.get_num_threads()
    train(text, d=8, epochs=2, threads=2, progress=False)
    positions = [position for position, _ in seen]
    assert len(positions) == len(set(positions)) > 50
    assert any(worker for _, worker in seen)
    assert torch.get_num_threads() == before


def prepared(text, n):
    """(Workers, what they know, pieces for them)"""
    words = Vocabulary.of(corpus.open_corpus(text), 5)
    sgd, crew = SGD.of(Settings(d=8), words), Workers(n, len(words.words), 8)
    initial(crew.tables, 0)
    for worker in crew:
        worker.prepare(sgd)
    encoded = words.encode([w for s in topics(500) for w in s])
    return crew, sgd, [Piece((0, i), *encoded, 1000) for i in range(2)]


def test_a_worker_changes_our_tables_as_we_would(text):
    """The same bits, and in our memory."""
    crew, sgd, pieces = prepared(text, 1)
    ours, theirs = initial(Workers(0, *crew.tables[0].shape).tables, 0), crew.tables
    worker, = crew
    for piece in pieces:
        before = ours[1].clone()
        assert worker.learn(piece) and sgd.learn(*ours, piece)
        assert not torch.equal(before, ours[1])
        assert all(map(torch.equal, ours, theirs))
    crew.close()
    assert worker.process.exitcode == 0


def test_a_worker_that_dies_is_an_error_not_a_hang(text, monkeypatch):
    monkeypatch.setattr(corpus.files, "PIECE", 4096)
    train_piece = Training.train_piece

    def dies(training, position, piece, worker=None):
        if worker is None:
            while not training.stop:
                time.sleep(0.05)
        else:
            worker.process.kill()
        return train_piece(training, position, piece, worker)

    monkeypatch.setattr(Training, "train_piece", dies)
    with pytest.raises(RuntimeError, match="has ended, with status -9; threads=1 needs none"):
        train(text, d=8, threads=2, progress=False)


KILLED = """
import os, signal, sys
from nlpviz.word2vec.workers import Workers
from tests.word2vec.test_word2vec import prepared
text, when = sys.argv[1:]
if when == "as it starts":
    crew = Workers(2, 100, 8)
else:
    crew, _, pieces = prepared(text, 2)
if when == "within a job":
    for worker in crew:
        worker.connection.send(pieces[0])
if when == "within a message":
    os.write(crew[0].connection.fileno(), b"\\0\\0\\1\\0half")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("when", ["as it starts", "between jobs", "within a job",
                                  "within a message"])
def test_a_worker_ends_without_a_word_when_the_asker_is_killed(text, when):
    """The pipe of its errors ends when the last who can write to it has ended."""
    asker = subprocess.Popen([sys.executable, "-c", KILLED, str(text), when], cwd=ROOT,
                             stderr=subprocess.PIPE)
    _, said = asker.communicate(timeout=100)
    assert (asker.returncode, said) == (-signal.SIGKILL, b"")


SCRIPT = """
from nlpviz.word2vec.workers import Workers
print("once", flush=True)
crew = Workers(1, 100, 8)
crew[0].prepare("waits until it has started")
crew.close()
"""


def test_a_script_that_starts_workers_needs_no_guard(tmp_path):
    """A worker does not run the script again."""
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run([sys.executable, tmp_path / "script.py"], capture_output=True,
                          timeout=100, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert (done.returncode, done.stdout, done.stderr) == (0, b"once\n", b"")


NOTED = """
import sys
from nlpviz.word2vec import training
from nlpviz.word2vec.__main__ import main
of, train_piece = training.Vocabulary.of, training.Training.train_piece
def counts(*arguments):
    print("counts", flush=True)
    return of(*arguments)
def trains(*arguments):
    print("a worker trains" if arguments[3] else "we train", flush=True)
    return train_piece(*arguments)
training.Vocabulary.of, training.Training.train_piece = counts, trains
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("when", ["counts", "we train", "a worker trains"])
@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_on_a_terminal_ends_all_processes_without_a_trace(text, tmp_path, when, times):
    """It reaches every process of the group."""
    command = [sys.executable, "-c", NOTED, text, "--epochs", "100000", "--threads", "3",
               "--d", "8", "--output", tmp_path / "v.txt"]
    asker = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, encoding="utf-8",
                             stderr=subprocess.PIPE, cwd=ROOT, start_new_session=True)
    while asker.stdout.readline() != f"{when}\n":
        assert asker.poll() is None, asker.stderr.read()
    for _ in range(times):
        os.killpg(asker.pid, signal.SIGINT)
    _, said = asker.communicate(timeout=100)
    assert asker.returncode == 130 and said.startswith("\nstopped; nothing was saved"), said
    assert said.count("\n") == 2


def test_where_tables_cannot_be_shared_one_process_trains(text, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    want = train(text, d=8, epochs=1, threads=1, progress=False)
    monkeypatch.setattr(workers.SPAWN, "RawArray", full)
    with pytest.warns(UserWarning, match="one process trains.*No space left on device"):
        made = train(text, d=8, epochs=1, threads=3, progress=False)
    assert np.array_equal(made.W_in, want.W_in)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_a_stopped_training_goes_on_to_the_same_vectors(
        text, tmp_path, monkeypatch, threads, error):
    """With one thread bit for bit; with two as far, on every piece."""
    monkeypatch.setattr(corpus.files, "PIECE", 20_000)
    how = {"d": 8, "epochs": 2, "threads": threads, "progress": False}
    straight = train(text, **how)
    path, train_piece, seen = tmp_path / "half.pt", Training.train_piece, []

    def breaks(training, position, piece, worker=None):
        main_thread = threading.current_thread() is threading.main_thread()
        if len(seen) >= 7 and (main_thread or error is RuntimeError):
            raise error
        seen.append(position)
        return train_piece(training, position, piece, worker)

    with monkeypatch.context() as patched:
        patched.setattr(Training, "train_piece", breaks)
        with pytest.raises(error):
            train(text, checkpoint=path, **how)
    left = files.load(path)
    assert 0 < left["done"] < 60_000
    resumed = train(text, checkpoint=path, **how)
    assert files.load(path)["done"] >= 60_000
    if threads == 1:
        assert np.array_equal(resumed.W_in, straight.W_in)
        assert np.array_equal(resumed.W_out, straight.W_out)
    again = train(text, checkpoint=path, **how)
    assert np.array_equal(again.W_in, resumed.W_in), "a finished training was trained again"


def test_a_checkpoint_of_another_training_is_refused_by_name(text, tmp_path):
    path = tmp_path / "c.pt"
    train(text, d=8, epochs=1, checkpoint=path, progress=False)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="d was 8, is 16"):
        train(text, d=16, epochs=1, checkpoint=path, progress=False)
    with pytest.raises(ValueError, match="words of the corpus was 30000, is 29990"):
        train(list(topics())[1:], d=8, epochs=1, checkpoint=path, progress=False)
    assert path.read_bytes() == before
    files.save(path, {"model": 1})
    with pytest.raises(ValueError, match="not of nlpviz.word2vec"):
        train(text, checkpoint=path, progress=False)


def test_a_batch_is_as_large_as_its_most_frequent_word_allows():
    def size(counts, kept=1.0, **how):
        words = Vocabulary(list(map(str, range(len(counts)))), counts, sum(counts))
        return Settings(**{"lr": 0.025, **how}).batch_size(
            words.counts, np.full(len(counts), kept), words.negative_sampling())

    even, often = [10] * 10_000, [5_000] + [5] * 10_000
    assert size(even) == 256
    assert size(often) == 128  # 9 % of the words, 1.7 % of the negatives: 1.07 pairs a center
    assert size(often, lr=0.05) == 64 and size(often, model="cbow") == 256
    assert size([9, 1]) == 16
    assert size(even, batch=100) == 112  # whole blocks of 16
    assert [Settings(**how).n_shared(256) for how in (
        {}, {"negatives": 15}, {"model": "cbow"}, {"shared": 7})] == [77, 230, 13, 7]


def test_batches_of_any_corpus_stay_stable():
    """Seven words, the worst case: every batch is full of each."""
    result = train([HELLO] * 3000, d=8, sample=0, epochs=3, threads=1, progress=False)
    assert np.abs(result.W_in).max() < 10


def test_divergence_is_an_error_that_says_what_to_do():
    with pytest.raises(FloatingPointError, match="smaller batch"):
        train([HELLO] * 3000, d=8, sample=0, batch=8192, lr=1e30, threads=1, progress=False)


def test_the_rate_falls_linearly():
    rate = Settings(lr=0.1).learning_rate
    assert [rate(x) for x in (0, 0.25, 0.5)] == pytest.approx([0.1, 0.075, 0.05])
    assert rate(1) == rate(1.01) == pytest.approx(1e-5)
    assert (Settings().lr, Settings(model="cbow").lr) == (0.03, 0.075)


def test_every_step_has_the_rate_of_its_place(text, monkeypatch):
    monkeypatch.setattr(corpus.files, "PIECE", 20_000)
    used, skipgram_step = [], STEPS["skipgram"]

    def noted(W_in, W_out, batch, k, lr):
        used.append(lr)
        return skipgram_step(W_in, W_out, batch, k, lr)

    monkeypatch.setitem(STEPS, "skipgram", noted)
    train(text, d=8, epochs=2, lr=0.01, sample=0, threads=1, progress=False)
    even = np.linspace(0.01, 0, len(used), endpoint=False)
    assert len(used) > 200 and np.abs(used - even).max() < 0.0004
    assert all(np.diff(used) < 0)


MEASURE = """
import resource, sys
from nlpviz.word2vec import train
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
train(sys.argv[1], d=8, epochs=1, threads=2, progress=False)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.slow
@pytest.mark.parametrize("parted", ["\n", " "], ids=["lines", "one line"])
def test_a_large_file_trains_in_the_memory_of_a_small_one(tmp_path, parted):
    """15 MB more of text, on lines or on one, must not cost 6 MB more of memory."""
    used = []
    for size in (1_000_000, 16_000_000):
        path, line = tmp_path / "large.txt", parted.join(" ".join(s) for s in topics(1000))
        with open(path, "w", encoding="utf-8") as file:
            for _ in range(size // len(line)):
                file.write(line + parted)
        run = subprocess.run([sys.executable, "-c", MEASURE, str(path)], cwd=ROOT, check=True,
                             capture_output=True, encoding="utf-8")
        used.append(int(run.stdout) * (1 if sys.platform == "darwin" else 1024))
    assert used[1] < used[0] + 6_000_000, used


@pytest.mark.parametrize("wrong, message", [
    ({"model": "glove"}, "model is 'glove'; it must be one of skipgram, cbow"),
    ({"d": 0}, "d is 0; it must be a whole number in 1 … 1000000"),
    ({"window": 1.5}, "window is 1.5"),
    ({"negatives": 0}, "negatives is 0"),
    ({"epochs": 0}, "epochs is 0"),
    ({"seed": -1}, "seed is -1"),
    ({"sample": -0.1}, "sample is -0.1; it must be a number >= 0"),
    ({"lr": float("nan")}, "lr is nan; it must be a number > 0"),
    ({"batch": 0}, "batch is 0"),
    ({"threads": 0}, "threads is 0"),
    ({"min_count": 10**9}, "corpus has 30,000 words, 0 of them 1000000000 times or more"),
])
def test_wrong_arguments_are_refused_by_name(text, wrong, message):
    with pytest.raises(ValueError) as error:
        train(text, progress=False, **wrong)
    assert message in str(error.value)


def test_a_wrong_corpus_is_refused_by_name(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere.txt"):
        train(tmp_path / "nowhere.txt")
    (tmp_path / "latin.txt").write_bytes("é".encode("latin-1") * 100)
    with pytest.raises(ValueError, match=r"latin.txt is not utf-8.*pass .*encoding="):
        train(tmp_path / "latin.txt")


def test_tables_are_chosen_by_name():
    result = Result(["a"], np.array([1]), np.ones((1, 2)), np.full((1, 2), 3.0))
    assert [result.table(t)[0, 0] for t in ("in", "out", "mean")] == [1, 3, 2]
    with pytest.raises(ValueError, match="table is 'both'; it must be one of in, out, mean"):
        result.table("both")


def test_on_a_terminal_a_line_says_how_far_and_how_fast(text, monkeypatch):
    monkeypatch.setattr(sys, "stderr", watched := Terminal())
    train(text, d=8, epochs=2, threads=1)
    line = watched.getvalue().split("\r")[-1]
    assert line.startswith("100%") and "60.0k/60.0k" in line and line.endswith("\n")
    assert " words/s, epoch 2/2, lr 0.0000]" in line
    monkeypatch.setattr(sys, "stderr", unasked := Terminal())
    train(text, d=8, epochs=1, threads=1, progress=False)
    assert unasked.getvalue() == ""


def test_the_command_refuses_to_write_over_the_corpus(text, capsys):
    with pytest.raises(SystemExit) as error:
        parse([str(text), "--output", str(text)])
    said = capsys.readouterr().err
    assert error.value.code == 2 and f"--output is {text}, and so is corpus" in said
    assert main([str(text) + "x"]) == 2
    assert f"there is no file {text}x" in capsys.readouterr().err


def test_the_command_trains_writes_and_shows_neighbours(text, tmp_path, capsys):
    for name in ("v.txt", "v.bin"):
        path, again = tmp_path / name, tmp_path / f"{name}.pt"
        how = ["--d", "12", "--epochs", "3", "--threads", "1", "--checkpoint", str(again)]
        assert main([str(text), *how, "--output", str(path), "--neighbours", "t3.5", "no"]) == 0
        size, near, unknown = capsys.readouterr().out.splitlines()
        assert size.startswith("100 words, ") and size.endswith(str(path))
        assert near.startswith("t3.5:  t3.") and unknown == "no:  not among the words"
        trained = train(text, d=12, epochs=3, threads=1, progress=False)
        vectors = read(path)
        assert list(vectors.words) == trained.words
        np.testing.assert_allclose(vectors.W, trained.W_in, rtol=0, atol=1e-6)
    train(text, d=12, epochs=3, threads=1, progress=False).save(tmp_path / "out", table="out")
    np.testing.assert_allclose(read(tmp_path / "out").W, trained.W_out, rtol=0, atol=1e-6)


def test_ctrl_c_keeps_what_is_learnt_and_says_so(text, tmp_path, monkeypatch, capsys):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Training, "train_piece", stop)
    where = ["--output", str(tmp_path / "v.txt"), "--threads", "1"]
    assert main([str(text), *where]) == 130
    assert "nothing was saved" in capsys.readouterr().err
    assert main([str(text), *where, "--checkpoint", str(tmp_path / "c.pt")]) == 130
    assert "the same command goes on" in capsys.readouterr().err
    monkeypatch.undo()
    assert main([str(text), *where, "--checkpoint", str(tmp_path / "c.pt")]) == 0


def test_an_encoding_that_does_not_exist_is_named_by_the_command(text, capsys):
    assert main([str(text), "--encoding", "nope"]) == 2
    said = capsys.readouterr().err
    assert "--encoding is 'nope', which Python does not know" in said and "Traceback" not in said


def latin(said, *names):
    """Latin words of what was said, but for the names of files and of options."""
    for name in names:
        said = said.replace(str(name), "")
    said = re.sub(r"nlpviz\.word2vec|--checkpoint FILE|t\d\.\d+|x+", "", said)
    return re.findall(r"[A-Za-z]{2,}", said)


def test_in_japanese_the_command_says_nothing_in_english(text, tmp_path, monkeypatch, capsys):
    path, long = tmp_path / "v.txt", tmp_path / "long.txt"
    long.write_text(text.read_text("utf-8") + "\x01 " * 9 + ("x" * 20_000 + " ") * 6, "utf-8")
    how = ["--output", str(path), "--threads", "1", "--d", "4", "--epochs", "2"]
    with language.speaking("ja"):
        assert main([str(long), *how, "--neighbours", "t3.5", "zz"]) == 0
        assert main([str(text), *how, "--lr", "1e9", "--batch", "4096"]) == 1
        monkeypatch.setattr(workers, "SPAWN", None)
        monkeypatch.setattr(Training, "train_piece", interrupt)
        assert main([str(text), *how]) == 130
        monkeypatch.setattr(sys, "stderr", watched := Terminal())
        with pytest.raises(KeyboardInterrupt):
            train(text, d=4, threads=1)
    out, err = capsys.readouterr()
    assert latin(out + err, path, "zz", "lr", "batch") == []
    for said in ("語彙にありません", "2 種類（延べ 15 語）", "10,000 バイト以上", "制御文字",
                 "エポック 2 でベクトルが発散", "何も保存していません"):
        assert said in out + err
    assert re.search(r"語/s", watched.getvalue())


def interrupt(*_):
    raise KeyboardInterrupt


def test_what_is_left_out_is_said_in_japanese_and_an_error_stays_english(monkeypatch):
    with language.speaking("ja"):
        with pytest.warns(UserWarning, match="書けないため除きました") as warned:
            Vocabulary.of(corpus.Sentences([["a", "b", "x" * 20_000]] * 2), 1)
        assert latin(str(warned[0].message)) == []
        with pytest.raises(ValueError, match="give more text.* are left out, for no file"):
            Vocabulary.of(corpus.Sentences([["a", "x" * 20_000]] * 2), 1)


def test_a_worker_that_ends_or_cannot_begin_is_told_in_the_language_in_use(monkeypatch):
    worker = workers.Worker.__new__(workers.Worker)
    worker.connection, worker.process = Broken(), Broken()
    with language.speaking("ja"), pytest.raises(RuntimeError, match="終了コード 9"):
        worker.ask("piece")
    monkeypatch.setattr(workers.SPAWN, "RawArray", Broken.send)
    with language.speaking("ja"), pytest.warns(UserWarning, match="一つのプロセスで学習します"):
        assert workers.shared_memory(3) is None


class Broken:
    """A pipe to a process that is not there any more."""

    exitcode = 9

    def send(self, content):
        raise OSError("gone")

    def join(self):
        """It has ended."""

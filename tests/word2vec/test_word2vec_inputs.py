"""Whatever a user gives the trainer is trained on rightly or refused by name, before the first
epoch; what stood in a file stays until the new vectors are written; killed, it goes on."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
import warnings

import numpy as np
import pytest

from nlpviz.train import checkpoint as files
from nlpviz.vectors import read
from nlpviz.word2vec import corpus, train
from nlpviz.word2vec.__main__ import main
from nlpviz.word2vec.steps import STEPS
from nlpviz.word2vec.training import Training
from tests import ROOT
from tests.word2vec.corpora import HELLO

FEW = {"d": 4, "epochs": 1, "min_count": 1, "threads": 1, "progress": False}


class Series:
    """What matters of a Series of pandas: it has labels, and goes through its values."""

    ndim = 1

    def __init__(self, values):
        self.values = dict(enumerate(values, 7))

    def __len__(self):
        return len(self.values)

    def __iter__(self):
        return iter(self.values.values())

    def __getitem__(self, label):
        return self.values[label]


@pytest.fixture
def untouched(monkeypatch):
    """Fails if a single piece is learnt."""
    def learn(*_):
        raise AssertionError("the work began")

    monkeypatch.setattr(Training, "train_piece", learn)


# --- numbers

NUMBERS = {"d": np.int64(4), "window": np.int32(2), "negatives": np.uint8(3), "epochs": np.int16(1),
           "min_count": np.int64(2), "sample": np.float32(0.25), "lr": np.float32(0.03125),
           "seed": np.int64(3), "threads": np.int64(1), "batch": np.int64(16),
           "shared": np.uint16(8)}


def test_numpy_numbers_are_numbers_and_what_is_saved_can_be_read(text, tmp_path):
    plain = {name: value.item() for name, value in NUMBERS.items()}
    made = train(text, **NUMBERS, progress=False, checkpoint=tmp_path / "c")
    saved = files.load(tmp_path / "c")["word2vec"]
    for name in NUMBERS.keys() - {"threads"}:
        assert (saved[name], type(saved[name])) == (plain[name], type(plain[name]))
    again = train(text, **plain, progress=False, checkpoint=tmp_path / "c")
    assert np.array_equal(again.W_in, made.W_in)
    assert np.array_equal(train(text, **plain, progress=False).W_in, made.W_in)


def test_a_name_that_is_numpys_can_be_saved_and_read(text, tmp_path):
    for model in (np.str_("cbow"), "cbow"):
        train(text, **FEW, model=model, checkpoint=tmp_path / "c")
    assert type(files.load(tmp_path / "c")["word2vec"]["model"]) is str


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", [True, np.True_, "3", None, 1 + 0j, np.array([3])])
def test_what_is_no_number_is_none(name, value, text, untouched):
    if value is None and name in ("lr", "batch", "shared"):
        return  # the default
    with pytest.raises(ValueError, match=f"^{name} is "):
        train(text, **{name: value})


# --- files, checked before the work

WRONG = pytest.mark.parametrize("path, names", [
    ("no/v.txt", "in a folder that does not exist"), (".", "a folder: .; name a file"),
    ("/dev/full", "a device or a pipe"), ("/proc/v.txt", "cannot be written"),
    ("c.txt/v.txt", "in a folder that does not exist"), ("", "it must name a file"),
    ("x" * 300, "cannot be written")])


@WRONG
def test_an_output_that_cannot_be_written_is_refused_before_the_work(
        path, names, text, tmp_path, monkeypatch, untouched, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=rf"^output is (.*)?{names}"):
        train(text, output=path)
    with pytest.raises(SystemExit) as error:
        main([str(text), "--output", path])
    said = capsys.readouterr().err
    assert error.value.code == 2 and "--output is " in said and names in said


def test_a_checkpoint_that_cannot_be_written_is_refused_before_the_work(
        text, tmp_path, untouched, capsys):
    for path, names in ((tmp_path, "a folder"), ("/dev/full", "a device or a pipe")):
        with pytest.raises(ValueError, match=f"^checkpoint is (.*)?{names}"):
            train(text, checkpoint=path)
        with pytest.raises(SystemExit):
            main([str(text), "--checkpoint", str(path)])
        said = capsys.readouterr().err
        assert "--checkpoint is " in said and names in said


def test_the_command_names_its_options_where_python_names_arguments(
        text, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name, content in (("other.pt", {"step": 3}), ("changed.pt", {"word2vec": {"d": 4}})):
        files.save(name, content)
    (tmp_path / "text.pt").write_text("the letters", encoding="utf-8")
    for path, says in (("other.pt", "not of nlpviz.word2vec; give --checkpoint another path"),
                       ("changed.pt", "another training: .* Give --checkpoint another path"),
                       ("text.pt", "not a checkpoint .*Give --checkpoint another")):
        before = (tmp_path / path).read_bytes()
        assert main([str(text), "--checkpoint", path]) == 2
        assert re.search(says, capsys.readouterr().err)
        assert (tmp_path / path).read_bytes() == before
    assert main([str(text), "--min-count", "1000000"]) == 2
    assert "or a smaller --min-count" in capsys.readouterr().err
    with pytest.raises(ValueError, match="or a smaller min_count"):
        train(text, min_count=1_000_000)


def test_words_of_the_command_line_are_found_where_the_locale_knows_ascii_only(tmp_path):
    (tmp_path / "c.txt").write_text("手紙 は 姉 から\n" * 9, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "nlpviz.word2vec", "c.txt", "--min-count", "1", "--epochs", "1",
         "--d", "4", "--neighbours", "手紙".encode(), "無い".encode()], cwd=tmp_path,
        capture_output=True, timeout=100, env={
            **os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C", "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0"})
    *_, known, unknown = done.stdout.decode().splitlines()
    assert "not among" not in known and "not among the words" in unknown, done.stderr


@pytest.mark.parametrize("name", ["output", "checkpoint"])
def test_paths_are_text_or_paths(name, text, tmp_path, monkeypatch, untouched):
    for wrong in (True, 1, b"v.txt"):
        with pytest.raises(TypeError, match=f"^{name} is {wrong}"):
            train(text, **{name: wrong})
    with pytest.raises(TypeError, match="^corpus is True"):
        train(True)
    with pytest.raises(ValueError, match=f"^{name} is .*and so is corpus; it would be written"):
        train(text, **{name: text})
    os.link(text, tmp_path / "same.txt")
    with pytest.raises(ValueError, match=f"^{name} is .*and so is corpus"):
        train(text, **{name: tmp_path / "same.txt"})
    with pytest.raises(ValueError, match="and so is checkpoint"):
        train(text, checkpoint=tmp_path / "a", output=tmp_path / "a")


def test_a_tilde_is_the_home_folder(text, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    made = train("~/corpus.txt", **FEW, checkpoint="~/c.pt", output="~/v.bin", table="out")
    assert np.array_equal(read("~/v.bin").W, made.W_out)
    assert sorted(os.listdir(tmp_path)) == ["c.pt", "corpus.txt", "v.bin"]


LIMITED = """
import resource, sys
from nlpviz.word2vec import train
from nlpviz.word2vec.__main__ import main
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("option, ending", [("--output", ".txt"), ("--output", ".bin"),
                                            ("--checkpoint", ".pt")])
def test_a_disk_without_room_is_found_before_the_work_and_the_old_file_stays(
        option, ending, text, tmp_path):
    """100 words of 1,000 values, where no file may have more than 200 kB."""
    path = tmp_path / f"v{ending}"
    path.write_text("old", encoding="utf-8")
    before = path.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(text), "--d", "1000", "--epochs", "1000000",
         "--output", str(tmp_path / "out.bin"), option, str(path)], timeout=100,
        cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == 2, done.stderr
    assert f"{option} is {path}; there is no room for its " in done.stderr
    assert path.read_bytes() == before
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".part")]


def test_an_output_that_fails_in_the_end_leaves_the_old_file_and_names_it(
        text, tmp_path, monkeypatch):
    (tmp_path / "v.txt").write_text("old", encoding="utf-8")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="output: No space left on device: '.*v.txt'"):
        train(text, **FEW, output=tmp_path / "v.txt")
    assert (tmp_path / "v.txt").read_text(encoding="utf-8") == "old"


# --- words that no file can hold

def test_words_that_are_too_long_are_left_out_by_name(tmp_path, capsys):
    long, wide = "TG9yZW0g" * 2000, "手紙" * 1700
    path = tmp_path / "c.txt"
    path.write_text(f"a b {long} a b\n{wide} b a {'x' * 1_000_000} {'y' * 9999}\n" * 6, "utf-8")
    with pytest.warns(UserWarning, match="3 of the corpus's words, 18 of all, are left out.*"
                      "'TG9yZW0g.*…: it has 10,000 bytes or more"):
        made = train(path, **{**FEW, "epochs": 2}, output=tmp_path / "v.txt")
    assert sorted(made.words) == ["a", "b", "y" * 9999]
    assert made.counts.tolist() == [18, 18, 6]
    assert read(tmp_path / "v.txt").words == tuple(made.words)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert main([str(path), "--d", "4", "--output", str(tmp_path / "v.bin")]) == 0
    said = capsys.readouterr().err
    assert said.startswith("nlpviz.word2vec: 3 of the corpus's words") and len(said) < 400
    with pytest.warns(UserWarning, match="1 of the corpus's words, 5 of all"):
        assert train([["a", "b", long]] * 5, **FEW).words == ["a", "b"]


def test_a_text_without_white_space_is_refused_with_the_remedy(tmp_path):
    (tmp_path / "c.txt").write_text("姉からの手紙はまだ開けていない。" * 40_000, encoding="utf-8")
    with pytest.raises(ValueError, match="0 of them 1 times.*'姉から.*Words are parted by white"):
        train(tmp_path / "c.txt", **FEW)


def test_control_characters_of_a_file_are_left_out(tmp_path):
    (tmp_path / "c.txt").write_text("a b \x07 c\x7f\n" * 9, encoding="utf-8")
    with pytest.warns(UserWarning, match=r"'\\x07': it has the control character"):
        assert sorted(train(tmp_path / "c.txt", **FEW).words) == ["a", "b", "c\x7f"]


@pytest.mark.parametrize("word, error, names", [
    ("new york", ValueError, "'new york', which a file .* cannot hold: it has a blank in it"),
    ("a\tb", ValueError, "a tab"), ("a\n", ValueError, "a line end"), ("", ValueError, "is empty"),
    ("\0", ValueError, "control character"), ("a\ud800", ValueError, "broken characters"),
    (3, TypeError, r"3 \(int\); words must be text"),
    (None, TypeError, "None"), (float("nan"), TypeError, r"nan \(float\)"),
    (np.int64(3), TypeError, "int64"), (b"the", TypeError, "bytes"), (True, TypeError, "bool"),
    (["the", "cat"], TypeError, r"a list; a sentence is a list of words, not of lists of them"),
    ({"a": 1}, TypeError, "dict"), (np.array(["a", "b"]), TypeError, "ndarray")])
def test_a_word_that_is_none_is_refused_with_its_sentence(word, error, names, untouched):
    for sentence in (["the", word], ("the", word)):
        with pytest.raises(error, match=rf"^sentence 2 of corpus has the word .*{names}"):
            train([HELLO, HELLO, sentence, HELLO], **FEW)


@pytest.mark.parametrize("made, names", [
    ("the cat " * 20_000, r"^corpus is 'the cat .*…, a text; it must be the path of a file"),
    ("one\ntwo", "a text; it must be the path"), (b"c.txt", r"^corpus is b'c.txt' \(bytes\)"),
    (None, "^corpus is None"), (7, "^corpus is 7"), ({"a": ["b"]}, r"\(dict\); give a path"),
    ({("a", "b")}, r"\(set\)"), (iter([HELLO]), "can be read once at most"),
    ((line for line in [HELLO]), "^corpus is a generator, which can be read once"),
    (map(str.split, ["a b"]), "^corpus is a map, which can be read once"),
    (HELLO, r"^sentence 0 of corpus is a string, 'you'; .*line.split\(\)"),
    (["you say goodbye"], "sentence 0 of corpus is a string"),
    (Series(["you say", "goodbye"]), "sentence 0 of corpus is a string"),
    ([HELLO, None], r"sentence 1 of corpus is None \(NoneType\)"),
    ([HELLO, 7], "sentence 1 of corpus is 7"), ([HELLO, float("nan")], "sentence 1 .* nan"),
    ([HELLO, {"a": 1}], "sentence 1 .*dict"), ([HELLO, {"a"}], "sentence 1 .*set"),
    ([HELLO, b"ab"], "sentence 1 .*bytes"), ([HELLO, iter("ab")], "sentence 1 .*iterator"),
    ([HELLO, np.array([["a"]])], "sentence 1 .*ndarray"),
    ([HELLO, np.array("a")], "sentence 1 .*ndarray"), (np.array("a"), "^corpus is .*ndarray"),
    ([[HELLO, HELLO]], r"^sentence 0 of corpus has the word \['you'.*a list; a sentence"),
    ([], "corpus has 0 words"), ([[], []], "corpus has 0 words"),
    ("/dev/zero", "a device or a pipe; it is read again"), (".", "is a folder")])
def test_what_is_no_corpus_is_refused_by_name(made, names, untouched):
    with pytest.raises((TypeError, ValueError, IsADirectoryError), match=names) as error:
        train(made, **FEW)
    assert len(str(error.value)) < 300


def test_sentences_may_be_arrays_tuples_and_series():
    want = train([HELLO] * 9, **FEW)
    for sentences in ([tuple(HELLO)] * 9, [np.array(HELLO)] * 9, np.array([HELLO] * 9),
                      [Series(HELLO)] * 9, Series([HELLO] * 9),
                      np.array([HELLO] * 9, object)):
        made = train(sentences, **FEW)
        assert made.words == want.words and {type(word) for word in made.words} == {str}
        assert np.array_equal(made.W_in, want.W_in)


class Once:
    """Sentences that can be gone through once, though a new iterator is made each time."""

    def __init__(self):
        self.left = [HELLO] * 50

    def __iter__(self):
        while self.left:
            yield self.left.pop()


def test_sentences_that_are_gone_in_the_first_epoch_are_an_error():
    with pytest.raises(ValueError, match="corpus was empty when it was read again, in epoch 1"):
        train(Once(), **FEW)


# --- texts as they are saved

@pytest.mark.parametrize("encoding, saved, given, names", [
    ("utf-8-sig", "utf-8-sig", "utf-8", None), ("utf-16", "utf-16", "utf-16", None),
    ("utf-16", "utf-16", "utf-8", "is not utf-8.*utf-16"),
    ("utf-16-le", "utf-16-le", "utf-16-le", None),
    ("utf-16-le", "utf-16-le", "utf-8", "zero bytes.*utf-16-le"),
    ("utf-16-be", "utf-16-be", "utf-8", "zero bytes.*utf-16-be"),
    ("iso2022_jp", "iso2022_jp", "utf-8", "ISO-2022-JP"), ("cp932", "cp932", "shift_jis", None)])
def test_a_text_is_read_as_it_was_saved_or_refused_with_the_remedy(
        encoding, saved, given, names, tmp_path):
    content = "the cat sat\n" * 40_000 + ("手紙 を\n" if encoding != "utf-16-le" else "")
    (tmp_path / "c.txt").write_bytes(content.encode(saved))
    if names is None:
        made = train(tmp_path / "c.txt", **FEW, encoding=given)
        assert set(made.words) == set(content.split()) and made.counts.max() == 40_000
    else:
        with pytest.raises(ValueError, match=names):
            train(tmp_path / "c.txt", **FEW, encoding=given)


def test_what_is_no_text_is_refused(tmp_path, capsys):
    import gzip
    (tmp_path / "c.gz").write_bytes(gzip.compress(b"the cat sat\n" * 100))
    (tmp_path / "late.txt").write_bytes(b"the cat sat\n" * 100_000 + b"a\0b\n")
    for name, names in (("c.gz", "gzip.*unpack"), ("late.txt", "zero bytes")):
        with pytest.raises(ValueError, match=names):
            train(tmp_path / name, **FEW)
        assert main([str(tmp_path / name)]) == 2
        assert name in capsys.readouterr().err


@pytest.mark.parametrize("content, sentences", [
    ("a b\r\nc d\r\n", 2), ("a b\rc d\r", 2), ("a\rb\nc d\n", 2), ("a b\x0bc\x85d\n", 1),
    ("a\u2028b c d\n", 1), ("a b\n\rc d", 2)])
def test_a_line_ends_where_every_reader_ends_it(content, sentences, tmp_path, monkeypatch):
    (tmp_path / "c.txt").write_bytes(content.encode())
    for size in (1, 2, 3, 100):
        monkeypatch.setattr(corpus.files, "PIECE", size)
        source = corpus.Lines(tmp_path / "c.txt")
        words = [w for piece in source.pieces() for w in source.words(piece)]
        assert [w for w in words if w != corpus.END] == ["a", "b", "c", "d"]
        assert len(" ".join(words).strip(" \0").split("\0")) == sentences


# --- stopped and killed

def test_ctrl_c_within_a_piece_goes_on_to_the_same_bits(text, tmp_path, monkeypatch):
    """It waits for the end of the piece: what is saved has learnt whole pieces."""
    monkeypatch.setattr(corpus.files, "PIECE", 20_000)
    how = {"d": 8, "epochs": 2, "threads": 1, "progress": False}
    straight = train(text, **how)
    step, n = STEPS["skipgram"], []

    def pressed(*arguments):
        n.append(1)
        if len(n) in (200, 201):
            signal.raise_signal(signal.SIGINT)
            n.append(0)
        return step(*arguments)

    with monkeypatch.context() as patched:
        patched.setitem(STEPS, "skipgram", pressed)
        with pytest.raises(KeyboardInterrupt):
            train(text, **how, checkpoint=tmp_path / "c.pt")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert 0 < files.load(tmp_path / "c.pt")["done"] < 60_000
    resumed = train(text, **how, checkpoint=tmp_path / "c.pt")
    assert np.array_equal(resumed.W_in, straight.W_in)
    assert np.array_equal(resumed.W_out, straight.W_out)


def test_a_second_ctrl_c_stops_at_once(text, tmp_path, monkeypatch):
    n = []

    def pressed(*_):
        n.append(1)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setitem(STEPS, "skipgram", pressed)
    with pytest.raises(KeyboardInterrupt):
        train(text, d=8, threads=1, progress=False)
    assert len(n) == 2


COMMAND = """
import json, sys
from nlpviz.data import files
from nlpviz.word2vec import checkpoint
from nlpviz.word2vec.__main__ import main
files.PIECE, checkpoint.INTERVAL = 20_000, 0
print("begun", flush=True)
sys.exit(main(json.loads(sys.argv[1])))
"""


def killed_at_random(arguments, seconds, rng):
    """Whether the command ended before it was killed."""
    process = subprocess.Popen([sys.executable, "-c", COMMAND, json.dumps(arguments)], cwd=ROOT,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
    process.stdout.readline()
    time.sleep(rng.uniform(0, seconds))
    process.kill()
    said = process.stdout.read()
    process.stdout.close()
    assert process.wait() in (0, -signal.SIGKILL), said
    return process.returncode == 0


def test_a_command_that_is_killed_again_and_again_ends_with_the_same_vectors(
        text, tmp_path, monkeypatch):
    rng, output, saved = random.Random(0), tmp_path / "v.txt", tmp_path / "c.pt"
    output.write_text("1 2\nold 1 2\n", encoding="utf-8")
    how = [str(text), "--d", "40", "--epochs", "2", "--threads", "1", "--output", str(output),
           "--checkpoint", str(saved)]
    for _ in range(5):
        ended = killed_at_random(how, 1.5, rng)
        assert not saved.exists() or files.load(saved)["done"] <= 60_000
        assert ended or len(read(output)) in (1, 100)
    subprocess.run([sys.executable, "-c", COMMAND, json.dumps(how)], cwd=ROOT, check=True)
    monkeypatch.setattr(corpus.files, "PIECE", 20_000)
    straight = train(text, d=40, epochs=2, threads=1, progress=False)
    assert np.array_equal(read(output).W, straight.W_in)
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".part")]

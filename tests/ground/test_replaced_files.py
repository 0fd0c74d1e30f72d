"""A file is replaced as a whole or not at all; links, modes and devices keep what they are."""

import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from nlpviz.files import path_of, replace_file, replacing, try_out
from tests import ROOT

# What they write is built: the site, the environments, node_modules, logs, copies of the checkout.
BUILDERS = {"assets", "book", "env", "fetch", "fonts", "lanes", "maths", "mutants", "slides"}
WRITES = re.compile(r"""\.write_(?:text|bytes)\(|np\.save\w*\(|(?:json\.dump|tofile|to_csv)\("""
                    r"""|\bopen\([^()]*["'][wax]b?\+?["']""")
OLD, NEW = b"old" * 1000, b"new!" * 300_000
WRITER = """
import sys
from nlpviz.files import replacing
with replacing(sys.argv[1]) as file:
    for k in range(0, 1_200_000, 4_000):
        file.write(b"new!" * 1000)
        file.flush()
        print(k, flush=True)
print("done", flush=True)
"""


def test_a_file_is_written_and_replaced(tmp_path):
    for data in (OLD, NEW, b""):
        replace_file(tmp_path / "a", data)
        assert (tmp_path / "a").read_bytes() == data
    assert os.listdir(tmp_path) == ["a"]


def test_an_error_leaves_the_old_file_and_no_draft(tmp_path):
    replace_file(tmp_path / "a", OLD)
    with pytest.raises(KeyboardInterrupt), replacing(tmp_path / "a") as file:
        file.write(NEW)
        raise KeyboardInterrupt
    assert (tmp_path / "a").read_bytes() == OLD
    assert os.listdir(tmp_path) == ["a"]


def test_killed_at_any_byte_either_the_old_file_or_the_new_one_is_there(tmp_path):
    path, rng = tmp_path / "a", np.random.default_rng(0)
    for kill_at in [*rng.integers(0, 300, 12), 299, 300]:
        path.write_bytes(OLD)
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], encoding="utf-8",
                                   stdout=subprocess.PIPE, cwd=ROOT)
        for _ in range(kill_at + 1):
            process.stdout.readline()
        time.sleep(rng.uniform(0, .002))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert path.read_bytes() in (OLD, NEW)


def test_a_new_file_gets_what_the_umask_leaves_and_an_old_one_keeps_its_mode(tmp_path):
    old = os.umask(0o027)
    try:
        replace_file(tmp_path / "a", OLD)
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640
    (tmp_path / "a").chmod(0o600)
    replace_file(tmp_path / "a", NEW)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600


def test_a_link_stays_and_what_it_points_to_is_replaced(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "a").write_bytes(OLD)
    (tmp_path / "link").symlink_to("there/a")
    replace_file(tmp_path / "link", NEW)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there" / "a").read_bytes() == NEW
    (tmp_path / "dangling").symlink_to("there/b")
    replace_file(tmp_path / "dangling", NEW)
    assert (tmp_path / "there" / "b").read_bytes() == NEW


@pytest.mark.parametrize("kind", ["device", "pipe", "folder"])
def test_only_regular_files_are_written(tmp_path, kind):
    path = {"device": "/dev/null", "pipe": tmp_path / "pipe", "folder": tmp_path}[kind]
    if kind == "pipe":
        os.mkfifo(path)
    before = os.stat(path).st_mode
    for writes in (lambda: replace_file(path, NEW, "checkpoint"),
                   lambda: try_out("checkpoint", path)):
        with pytest.raises(ValueError, match="checkpoint is"):
            writes()
    assert os.stat(path).st_mode == before


def test_a_path_is_a_str_or_a_path_and_a_tilde_is_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    replace_file("~/a", NEW)
    assert (tmp_path / "a").read_bytes() == NEW
    assert path_of("p", Path("~/a")) == str(tmp_path / "a")
    for wrong in (True, 1, b"a", None, 2.5):
        with pytest.raises(TypeError, match="^p is"):
            path_of("p", wrong)
    for wrong in ("", "a\0b"):
        with pytest.raises(ValueError, match="^p is"):
            path_of("p", wrong)


@pytest.mark.parametrize("wrong, says", [
    ("new/", "a folder; name a file in it"), ("a/new/", "a folder; name"),
    ("\ud800.pt", "half a character"), ("~nobody_here/a", "there is no home folder ~nobody_here")])
def test_a_path_that_names_no_file_is_refused_and_nothing_is_made(
        tmp_path, monkeypatch, wrong, says):
    monkeypatch.chdir(tmp_path)
    for writes in (path_of, try_out, lambda name, path: replace_file(path, NEW, name)):
        with pytest.raises(ValueError, match=f"^p is .*{says}"):
            writes("p", wrong)
    assert os.listdir(tmp_path) == []
    (tmp_path / "~nobody_here").mkdir()
    replace_file("~nobody_here/a", NEW)
    replace_file("~nobody", NEW)


@pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="Linux names open files so")
def test_what_a_process_writes_to_is_not_replaced_even_where_it_is_a_file(tmp_path):
    with open(tmp_path / "log", "w", encoding="utf-8") as file:
        for path in (f"/dev/fd/{file.fileno()}", f"/proc/self/fd/{file.fileno()}"):
            with pytest.raises(ValueError, match="path is .*, a device or a pipe"):
                replace_file(path, NEW)


@pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="others have no such folder")
def test_a_place_without_the_right_to_write_is_named_by_the_writer_too():
    with pytest.raises(ValueError, match="^vectors is /proc/v.txt, which cannot be written"):
        replace_file("/proc/v.txt", NEW, "vectors")


def test_a_folder_that_is_not_there_is_named(tmp_path):
    (tmp_path / "file").write_bytes(OLD)
    for path in (tmp_path / "no" / "a", tmp_path / "file" / "a"):
        with pytest.raises(ValueError, match="save is in a folder that does not exist"):
            try_out("save", path)
    try_out("save", tmp_path / "a")
    assert os.listdir(tmp_path) == ["file"]


def test_the_longest_name_that_the_system_takes_is_written(tmp_path):
    replace_file(tmp_path / ("ä" * 127), NEW)
    assert (tmp_path / ("ä" * 127)).read_bytes() == NEW


def test_what_a_killed_process_left_is_swept_away_and_what_a_living_one_writes_is_not(tmp_path):
    path = tmp_path / "a"
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], encoding="utf-8",
                               stdout=subprocess.PIPE, cwd=ROOT)
    process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait()
    (left,) = os.listdir(tmp_path)
    assert left.endswith(".part")
    with replacing(path) as file:
        file.write(OLD)
        assert len(os.listdir(tmp_path)) == 1 and left not in os.listdir(tmp_path)
        replace_file(path, NEW)
        assert path.read_bytes() == NEW and len(os.listdir(tmp_path)) == 2
    assert path.read_bytes() == OLD and os.listdir(tmp_path) == ["a"]


def test_processes_that_write_to_one_path_do_not_sweep_away_each_others_drafts(tmp_path):
    """As those of torchrun do, which try out their checkpoint at the same moment."""
    together = """
import sys
from nlpviz.files import replace_file, room, try_out
for k in range(300):
    try_out("path", sys.argv[1])
    replace_file(sys.argv[1], sys.argv[2].encode() * 100)
    with room("path", sys.argv[1], 10):
        pass
"""
    processes = [subprocess.Popen([sys.executable, "-c", together, str(tmp_path / "a"), letter],
                                  stderr=subprocess.PIPE, encoding="utf-8", cwd=ROOT)
                 for letter in "abcd"]
    assert [process.communicate()[1] for process in processes] == [""] * 4
    assert (tmp_path / "a").read_bytes() in [letter.encode() * 100 for letter in "abcd"]
    assert os.listdir(tmp_path) == ["a"]


def test_the_drafts_of_other_files_and_of_other_names_stay(tmp_path):
    for name in (".b.0123.part", "a.part", ".a.notes"):
        (tmp_path / name).write_bytes(OLD)
    replace_file(tmp_path / "a", NEW)
    assert sorted(os.listdir(tmp_path)) == [".a.notes", ".b.0123.part", "a", "a.part"]


def test_whatever_replaces_a_file_of_somebodys_is_written_here():
    scripts = [*ROOT.glob("nlpviz/**/*.py"), *ROOT.glob("tools/**/*.py")]
    found = {p.stem: WRITES.search(p.read_text(encoding="utf-8")) for p in scripts}
    others = {name: write[0] for name, write in found.items() if write and name not in BUILDERS}
    assert not others, "replace_file of nlpviz/files.py writes it whole or not at all"
    assert all(map(found.get, BUILDERS)), "builders that write nothing (any more)"

"""An environment is whole or is made again, whatever its folder is called, whatever the locale."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT
from tools.env import env, fetch

PAGES = Path("lib", f"python3.{sys.version_info[1]}", "site-packages")
# A folder with letters that are in no 8-bit alphabet together, a blank, and a quote.
FOREIGN = "Übung 姉の'手紙"


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout in which nothing is really installed: what env.py did is noted in `did`."""
    for file in ROOT.glob("requirements*.txt"):
        shutil.copy(file, tmp_path)
    did = []

    def create(folder):
        did.append("create")
        (folder / PAGES).mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(env, "create", create)
    monkeypatch.setattr(env, "answers", lambda *command: True)
    monkeypatch.setattr(env, "install", lambda folder, file: did.append(file.name))
    return tmp_path, did


def test_an_environment_is_made_once_and_again_when_asked_for_more(checkout):
    root, did = checkout
    env.ensure("test", root)
    env.ensure("test", root)
    assert did == ["create", "requirements.txt"]
    assert env.complete("test", root) and not env.complete("colab", root)
    with open(root / "requirements-book.txt", "a", encoding="utf-8") as file:
        file.write("one-more==1.0\n")
    assert not env.complete("test", root)
    env.ensure("test", root)
    assert did[2:] == ["create", "requirements.txt"], "a file named with -r has changed"


def test_what_holds_more_holds_the_rest_too(checkout):
    root, did = checkout
    for kind in ("book", "test", "book", "test", "book"):
        env.ensure(kind, root)
    assert did == ["create", "requirements-book.txt", "create", "requirements.txt"]


@pytest.mark.parametrize("stage", ["create", "install", "link", "stamp"])
@pytest.mark.parametrize("before", [True, False], ids=["a whole one is renewed", "the first time"])
def test_interrupted_at_any_stage_it_is_installed_anew(checkout, monkeypatch, stage, before):
    root, did = checkout
    if before:
        env.ensure("book", root)
        env.ensure("test", root)
        monkeypatch.setattr(env, "answers", lambda *command: False)  # its Python has gone

    def half(folder, *others):
        shutil.rmtree(folder / "lib", ignore_errors=True)
        raise KeyboardInterrupt

    with monkeypatch.context() as interrupted:
        interrupted.setattr(env, stage, half)
        with pytest.raises(KeyboardInterrupt):
            env.ensure("test", root)
    monkeypatch.setattr(env, "answers", lambda *command: True)
    assert not env.complete("test", root) and not env.complete("book", root)
    del did[:]
    env.ensure("test", root)
    assert did == ["create", "requirements.txt"] and env.complete("test", root)


def test_the_stamp_is_gone_before_anything_is_touched(checkout, monkeypatch):
    root, _ = checkout
    env.ensure("test", root)
    seen = []
    for stage in ("link", "create", "install"):
        monkeypatch.setattr(env, stage, lambda folder, *_: seen.extend(folder.glob(".stamp-*")))
    monkeypatch.setattr(env, "answers", lambda *command: False)
    env.ensure("test", root)
    assert seen == []


@pytest.mark.parametrize("stamp", [b"", b"\xff\xfe\x00", "übrig".encode("latin-1")])
def test_a_stamp_that_says_nothing_is_none(checkout, stamp):
    root, did = checkout
    env.ensure("colab", root)
    (root / ".venv-colab" / ".stamp-colab").write_bytes(stamp)
    env.ensure("colab", root)
    assert len(did) == 4


def test_web_assets_that_were_half_fetched_are_fetched_again(monkeypatch, tmp_path):
    calls = []

    def npm(command, **_):
        calls.append(fetch.STAMP.exists())
        if len(calls) == 2:
            raise KeyboardInterrupt
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(fetch, "programs", lambda: ("node", "npm"))
    monkeypatch.setattr(fetch, "LOCK", tmp_path / "package-lock.json")
    monkeypatch.setattr(fetch, "STAMP", tmp_path / ".stamp")
    monkeypatch.setattr(fetch.subprocess, "run", npm)
    fetch.LOCK.write_text("{}", encoding="utf-8")
    fetch.ensure()
    fetch.ensure()
    assert calls == [False]
    fetch.LOCK.write_text('{"more": 1}', encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        fetch.ensure()
    fetch.LOCK.write_text("{}", encoding="utf-8")  # what the stamp had said before
    fetch.ensure()
    fetch.ensure()
    assert calls == [False] * 3


# --- any folder, any locale ---------------------------------------------------------------------

def locales():
    """The C locale, and one of one byte a letter where the machine has one."""
    there = subprocess.run(["locale", "-a"], capture_output=True, encoding="utf-8").stdout.split()
    return ["C", "POSIX", *[name for name in there if "8859" in name][:1]]


@pytest.mark.parametrize("name", [FOREIGN, "plain"])
def test_the_line_that_links_the_checkout_is_ascii_and_says_its_folder(tmp_path, name):
    """Run as Python runs it when it starts, whatever the locale says."""
    root = tmp_path / name
    line = env.checkout(root)
    assert line.startswith(b"import ") and line.isascii() and line.count(b"\n") == 1
    folder = root / ".venv"
    (folder / PAGES).mkdir(parents=True)
    (root / "found.py").write_text("here = __file__", encoding="utf-8")
    env.link(folder, root)
    code = f"import site; site.addsitedir({os.fsencode(folder / PAGES)!r}.decode()); import found"
    for language in locales():
        done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True,
                              env={**os.environ, "LC_ALL": language}, encoding="utf-8",
                              errors="replace")
        assert done.returncode == 0 and not done.stderr, (language, done.stderr)


def test_a_working_environment_is_not_cleared_because_of_its_letters(tmp_path, monkeypatch):
    """Its own Python starts, under the C locale, also where an older line was left."""
    root = tmp_path / FOREIGN
    folder = root / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    kept = folder / PAGES / "kept.py"
    kept.write_text("", encoding="utf-8")
    (folder / PAGES / "nlpviz-checkout.pth").write_text(f"{root}\n", encoding="utf-8")
    for file in ROOT.glob("requirements*.txt"):
        shutil.copy(file, root)
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.setattr(env, "install", lambda *_: None)
    whole = env.answers
    monkeypatch.setattr(env, "answers", lambda *command: "pip" in command or whole(*command))
    for _ in range(2):
        env.ensure("book", root)
        assert kept.exists(), "the environment was cleared"
        done = subprocess.run([env.python_of(folder), "-c", "import sys; print(ascii(sys.path))"],
                              capture_output=True, encoding="ascii")
        assert done.returncode == 0 and ascii(FOREIGN)[1:-1].replace("\\'", "'") in done.stdout


def unnamed(tree):
    """(line, call) of every call that reads or writes text in the encoding of the locale."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        named = {k.arg for k in node.keywords}
        of = node.func.value if isinstance(node.func, ast.Attribute) else None
        what = node.func.attr if of else getattr(node.func, "id", "")
        if named & {"encoding", None} or getattr(of, "id", "") == "os":
            continue
        modes = [a.value for a in node.args if isinstance(a, ast.Constant)]
        modes += [k.value.value for k in node.keywords if k.arg == "mode"]
        text = not any(isinstance(mode, str) and "b" in mode for mode in modes[-1:])
        if (what == "read_text" and not node.args or what == "write_text" and len(node.args) < 2
                or what in ("open", "fdopen") and text or named & {"text", "universal_newlines"}):
            yield node.lineno, what


@pytest.mark.parametrize("code, found", [
    ("p.read_text()", 1), ("p.write_text('b')", 1), ("open(p)", 1), ("open(p, 'w')", 1),
    ("p.open()", 1), ("run(c, text=True)", 1), ("open(p, 'rb')", 0), ("open(p, mode='wb')", 0),
    ("p.read_text(encoding='utf-8')", 0), ("p.read_text('utf-8')", 0), ("os.open(p, 3)", 0),
    ("p.write_text(t, 'utf-8')", 0), ("run(c, encoding='utf-8')", 0), ("p.open('rb')", 0)])
def test_text_without_an_encoding_is_found(code, found):
    assert len(list(unnamed(ast.parse(code)))) == found


@pytest.mark.parametrize("file", sorted(
    str(f.relative_to(ROOT)) for folder in ("nlpviz", "tests", "tools", "benchmarks")
    for f in (ROOT / folder).rglob("*.py")))
def test_text_is_utf_8_by_name(file):
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert list(unnamed(tree)) == [], f"{file}: say encoding='utf-8'"

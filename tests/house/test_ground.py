"""The ground holds: environments, execution, comparison, the copy of a group, the package."""

import functools
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
import yaml

from nlpviz.show import digits, show
from tests import ROOT
from tools import recipes
from tools.env import browser, colab, env, fork
from tools.site import serve

REQUIREMENTS = ("requirements-book.txt", "requirements.txt", "requirements-colab.txt")
# Those whose names, dates and licences a copy keeps.
CREDIT = ("CITATION.cff", "CHANGELOG.md", "LICENSE", "LICENSE-CONTENT")


def start(*command, cwd=ROOT, **env):
    return subprocess.run([sys.executable, *map(str, command)], cwd=cwd, capture_output=True,
                          encoding="utf-8", env={**os.environ, "PYTHONPATH": str(ROOT), **env})


def notebook_of(path: Path, *cells, ignored=()):
    """A notebook of code cells, named a, b, c … ; with the outputs of a first run."""
    notebook = nbformat.v4.new_notebook(metadata={
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}})
    for name, code in zip("abcdefgh", cells, strict=False):
        tags = {"tags": ["nbval-ignore-output"]} if name in ignored else {}
        notebook.cells.append(nbformat.v4.new_code_cell(code, id=name, metadata=tags))
    nbformat.write(notebook, path)
    return path


def output(path: Path, name: str) -> str:
    return json.dumps(next(c["outputs"] for c in json.loads(path.read_text("utf-8"))["cells"]
                           if c["id"] == name))


# --- requirements and lock files ---------------------------------------------------------------

@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_is_pinned_exactly(name):
    for line in env.lines(ROOT / name):
        assert re.fullmatch(r"[\w.-]+==[\w.]+(; \w+ [!=]= \"\w+\")?", line), f"{name}: {line}"


def test_the_book_is_served_without_torch():
    needed = {line.split("==")[0].lower() for line in env.lines(ROOT / REQUIREMENTS[0])}
    assert not needed & {"torch", "onnx", "onnxruntime", "matplotlib", "playwright", "pytest"}


def test_colab_gets_colabs_versions():
    found = dict(line.split("==") for line in env.lines(ROOT / REQUIREMENTS[2])
                 if ";" not in line)
    colab = {"ipywidgets": "7.7.1", "ipython": "7.34.0", "ipykernel": "6.17.1",
             "traitlets": "5.7.1", "numpy": "2.1.3", "matplotlib": "3.10.0",
             "anywidget": "0.9.21"}
    assert {name: found[name] for name in colab} == colab


def test_the_lock_file_holds_no_addresses_of_a_registry():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    packages = lock["packages"]
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    assert all("integrity" in entry for name, entry in packages.items() if name)
    assert packages[""]["dependencies"] == wanted["dependencies"]
    assert packages[""]["devDependencies"] == wanted["devDependencies"]


def test_colabs_newest_list_is_taken_over():
    ours = "# ours\nnumpy==2.1.3\ntorch==2.13.0\nnbval==0.11.0\n\n# what these need\n"
    ours += "jinja2==3.1.6\nsix==1.17.0\n"
    theirs = "ipywidgets==7.7.1\nnumpy==2.2.0\ntorch==2.14.0+cu130\nJinja2==3.1.7\na @ file:///a\n"
    assert colab.newest(ours, theirs) == (
        "# ours\nnumpy==2.2.0\ntorch==2.14.0\nnbval==0.11.0\n\n# what these need\njinja2==3.1.7\n")
    with pytest.raises(ValueError, match="not Colab's list"):
        colab.newest(ours, "<html>not found</html>")


# --- environments -------------------------------------------------------------------------------

def test_a_full_disk_is_named_before_anything_is_installed(tmp_path):
    with pytest.raises(SystemExit, match=r"needs 1e\+09 GB on the disk, and .* GB are free"):
        env.require_disk(1e9, tmp_path / ".venv")


def test_a_taken_port_is_named_with_the_remedy():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=f"port {port} is taken.*PORT="):
            serve.listen(port)


def test_the_browser_that_is_named_must_start(monkeypatch):
    monkeypatch.setenv("NLPVIZ_BROWSER", "/no/such/browser")
    with pytest.raises(SystemExit, match="NLPVIZ_BROWSER is /no/such/browser"):
        browser.find()


def test_a_missing_browser_is_an_error_and_not_a_skip(monkeypatch):
    monkeypatch.setattr(browser, "find", lambda: None)
    monkeypatch.setattr(browser, "attempts", lambda: iter([[sys.executable, "-c", ""]]))
    with pytest.raises(SystemExit, match="no browser: .* is needed"):
        browser.ensure()


def test_the_makefile_explains_its_targets():
    if not shutil.which("make"):
        pytest.fail("make is missing")
    said = subprocess.run(["make"], cwd=ROOT, capture_output=True, encoding="utf-8").stdout
    for target in "help serve book slides execute check test bench fork doctor".split():
        assert f"make {target}" in said


def test_without_a_suitable_python_make_says_so():
    done = subprocess.run(["make", "env", "PYTHON="], cwd=ROOT, capture_output=True,
                          encoding="utf-8")
    assert done.returncode and "needs Python 3.11, 3.12 or 3.13" in done.stdout


def test_ci_runs_all_of_it_and_fails_with_it():
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "set -eo pipefail" in text and text.rstrip().endswith('exec make test "$@"')
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


@pytest.mark.parametrize("name, does", [("test", ".ci/run"), ("publish", "make book slides"),
                                        ("colab", "make nbval-colab"),
                                        ("weekly", "tools/train.py"), ("weekly", ".ci/run OLD_CPU"),
                                        ("weekly", "tools/mutants.py"), ("weekly", "test-browser")])
def test_a_workflow_is_well_formed_and_what_it_calls_is_there(name, does):
    path = ROOT / ".github" / "workflows" / f"{name}.yml"
    flow = yaml.safe_load(path.read_text(encoding="utf-8"))
    said = "\n".join(step.get("run", "") for job in flow["jobs"].values() for step in job["steps"])
    assert does in said
    assert all("timeout-minutes" in job for job in flow["jobs"].values())
    for file in re.findall(r"(?:tools|tests)/[\w/]+\.py", said):
        assert (ROOT / file).is_file(), f"{path.name} calls {file}"
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for line in re.findall(r"^make ([a-z -]+?)(?= [A-Z]+=|$)", said, re.M):
        assert set(line.split()) <= targets, f"{path.name} makes {line}"


def test_the_weekly_job_trains_every_chapter_that_is_trained():
    flow = yaml.safe_load((ROOT / ".github" / "workflows" / "weekly.yml").read_text("utf-8"))
    chapters = flow["jobs"]["trainings"]["strategy"]["matrix"]["chapter"]
    assert chapters == list(recipes.CHAPTERS)


# --- running notebooks again --------------------------------------------------------------------

def test_running_a_notebook_twice_leaves_it_byte_for_byte(tmp_path):
    path = notebook_of(tmp_path / "01_a.ipynb", "{'b', 'a', 'c'}",
                       "import time; print(1, flush=True); time.sleep(.5); print(2)",
                       "import os, time; os.environ['OMP_NUM_THREADS']")
    tool = ROOT / "tools" / "execute.py"
    first = start(tool, path)
    assert "new output in a, b, c" in first.stdout, first.stderr
    before = path.read_bytes()
    assert [len(c["outputs"]) for c in json.loads(before)["cells"]] == [1, 1, 1]
    assert "unchanged" in start(tool, path).stdout
    assert path.read_bytes() == before
    assert b'"execution"' not in before and b'"version"' not in before


def test_without_git_an_ignored_cell_keeps_its_output_until_forced(tmp_path):
    path = notebook_of(tmp_path / "01_a.ipynb", "import time; time.time_ns()", "assert True",
                       ignored="a")
    tool = ROOT / "tools" / "execute.py"
    assert start(tool, path, PATH="/nowhere").returncode == 0
    stored = output(path, "a")
    assert start(tool, path, PATH="/nowhere").returncode == 0 and output(path, "a") == stored
    assert start(tool, "--force", path).returncode == 0 and output(path, "a") != stored


@pytest.mark.parametrize("git", [path for path in [shutil.which("git")] if path])
def test_an_ignored_cell_keeps_its_output_until_it_is_changed_or_forced(tmp_path, git):
    path = notebook_of(tmp_path / "01_a.ipynb", "import time; time.time_ns()", "assert True",
                       ignored="a")
    tool, git = ROOT / "tools" / "execute.py", [git, "-C", str(tmp_path)]
    name = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"]
    subprocess.run([*git, "init", "-q"], check=True)
    assert start(tool, path).returncode == 0
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, *name, "commit", "-q", "-m", "one"], check=True)
    stored = output(path, "a")
    assert start(tool, path).returncode == 0 and output(path, "a") == stored
    assert not subprocess.run([*git, "status", "--short"], capture_output=True).stdout
    assert start(tool, "--force", path).returncode == 0 and output(path, "a") != stored
    stored = output(path, "a")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("time_ns()", "time_ns() + 1"), encoding="utf-8")
    assert start(tool, path).returncode == 0 and output(path, "a") != stored


def test_an_error_leaves_the_file_as_it_was_and_names_the_cell(tmp_path):
    path = notebook_of(tmp_path / "01_a.ipynb", "1", "1 / 0")
    before = path.read_bytes()
    done = start(ROOT / "tools" / "execute.py", path)
    assert done.returncode == 1 and "cell `b` failed" in done.stderr
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


def test_one_changed_digit_in_a_stored_output_is_noticed(tmp_path):
    path = notebook_of(
        tmp_path / "01_a.ipynb", "print(0.125)", "0.125", "import numpy; numpy.full(2, 0.125)",
        "from IPython.display import HTML, Markdown; HTML('<b>0.125</b>')", "Markdown('0.125')")
    assert start(ROOT / "tools" / "execute.py", path).returncode == 0
    compare = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "--nbval-current-env",
               path.name]
    good = start(*compare, cwd=tmp_path)
    assert good.returncode == 0 and "5 passed" in good.stdout, good.stdout
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        stored = json.dumps(cell["outputs"])
        assert "0.125" in stored
        cell["outputs"] = json.loads(stored.replace("0.125", "0.126"))
    path.write_text(json.dumps(notebook), encoding="utf-8")
    bad = start(*compare, cwd=tmp_path)
    assert bad.returncode == 1 and "5 failed" in bad.stdout, bad.stdout


# --- a group's own copy -------------------------------------------------------------------------

@pytest.fixture
def copy(tmp_path):
    """A copy of the checkout, without what is built."""
    built = shutil.ignore_patterns(".git", ".venv*", "node_modules", "_build", "dist", "*cache*",
                                   "__pycache__", "models")
    return shutil.copytree(ROOT, tmp_path / "copy", ignore=built)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_copy_points_to_itself_everywhere_and_keeps_the_credit(copy):
    old = "/".join(fork.parts(fork.home(copy)))
    before = contents(copy)
    changed = fork.fork("https://github.com/reading-group/nlp-book.git", copy)
    after = contents(copy)
    assert fork.home(copy) == "https://github.com/reading-group/nlp-book"
    assert {"_config.yml", "README.md", "pyproject.toml"} <= set(changed)
    assert any(name.endswith(".ipynb") for name in changed)
    left = [name for name, text in after.items() if name not in CREDIT
            and re.search(rf"(github\.com|/github|/gh)/{old}\b".encode(), text)]
    assert not left, f"the old address is left in {left}"
    assert {name for name in after if after[name] != before[name]} == set(changed)
    assert all(after[name] == before[name] for name in CREDIT)
    assert fork.fork("https://github.com/reading-group/nlp-book", copy) == []
    fork.fork(f"https://github.com/{old}", copy)
    assert contents(copy) == before, "there and back again changes something"


@pytest.mark.parametrize("url", ["", "group/book", "https://gitlab.com/group/book",
                                 "https://github.com/group", "https://github.com/a b/c",
                                 "https://github.com/group/book/tree/main"])
def test_a_wrong_address_is_refused_and_nothing_changes(copy, url):
    before = contents(copy)
    with pytest.raises(ValueError, match="must look like https://github.com/group/book"):
        fork.fork(url, copy)
    assert contents(copy) == before


def test_an_address_that_only_begins_alike_is_left_alone():
    text = "https://github.com/a/b, https://github.com/a/b-data, https://github.com/a/b.git"
    assert fork.moved(text, ("a", "b"), ("c", "d")) == (
        "https://github.com/c/d, https://github.com/a/b-data, https://github.com/c/d.git")


# --- the package --------------------------------------------------------------------------------

def test_the_wheel_carries_what_a_notebook_in_colab_needs(tmp_path):
    done = start("-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index",
                 "-w", tmp_path, ROOT)
    assert done.returncode == 0, done.stderr
    wheel, = tmp_path.glob("nlpviz-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
        archive.extractall(tmp_path / "site")
    kinds = (".py", ".js", ".css", ".html", ".json")
    for file in (ROOT / "nlpviz").rglob("*.*"):
        if file.suffix in kinds and "__pycache__" not in file.parts:
            assert str(file.relative_to(ROOT)) in inside
    book = ROOT / "book"
    for file in [*book.glob("models/*"), *book.glob("figures/*"), *book.glob("*.csv")]:
        assert f"nlpviz/_book/{file.relative_to(book).as_posix()}" in inside
    assert not [name for name in inside if name.endswith(".ipynb")]
    code = ("import nlpviz, numpy as np; from nlpviz import book, widgets; print(nlpviz.__file__);"
            "book.find('figures', '03_lstm.svg');"
            "widgets.AttentionMap(np.eye(2), ['a', 'b'], ['a', 'b']).html()")
    used = start("-c", code, cwd=tmp_path, PYTHONPATH=str(tmp_path / "site"))
    assert used.returncode == 0 and str(tmp_path) in used.stdout, used.stderr


def test_the_package_asks_for_nothing_that_colab_would_have_to_upgrade():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert '"ipywidgets>=7.7,<9"' in text and '"anywidget>=0.9.21"' in text
    capped = re.findall(r'"([\w-]+)[^"]*<[^"]*"', text)
    assert capped == ["ipywidgets"], f"upper bounds on {capped}"


def test_the_readme_names_only_what_is_there():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    paths = re.findall(r"`((?:book|nlpviz|tests|tools|benchmarks)/[\w./]*)`", text)
    assert not [name for name in links + paths if not (ROOT / name).exists()]


def test_the_example_of_the_readme_runs():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    code, = re.findall(r"^```python\n(.*?)^```", text, re.S | re.M)
    *lines, last = code.strip().splitlines()
    done = start("-c", "\n".join([*lines, f"print(({last}).html()[:200])"]))
    assert done.returncode == 0 and "<figure" in done.stdout, done.stderr


# --- a definition lives once --------------------------------------------------------------------

def plus_one(x):
    return x + 1


class Twice:
    """```fenced```"""

    def of(self, x):
        return 2 * x


def test_show_is_the_source_that_runs():
    shown = show(plus_one)
    assert repr(shown) == "show(plus_one)"
    assert shown._repr_markdown_() == "```python\ndef plus_one(x):\n    return x + 1\n```\n"


def test_show_takes_several_and_is_not_broken_by_a_fence_inside():
    text = show(plus_one, Twice)._repr_markdown_()
    assert text.startswith("````python\n") and text.endswith("\n````\n")
    assert "def plus_one" in text and "class Twice" in text


def test_show_dedents_a_method():
    assert show(Twice.of)._repr_markdown_().startswith("```python\ndef of(self, x):\n    return")


def test_show_looks_through_a_decorator():
    shown = show(functools.cache(plus_one))
    assert repr(shown) == "show(plus_one)" and shown.text == show(plus_one).text


@pytest.mark.parametrize("wrong", [3, "plus_one", len, None, int, eval("lambda: 0")])
def test_show_refuses_what_has_no_source(wrong):
    with pytest.raises(TypeError, match="show takes functions and classes, got"):
        show(wrong)


def test_show_of_nothing_is_refused():
    with pytest.raises(ValueError, match="pass at least one"):
        show()


def test_digits_shows_all_kinds_of_numbers_alike(tmp_path):
    path = notebook_of(tmp_path / "01_a.ipynb", "from nlpviz.show import digits; digits(3)",
                       "import numpy as np; [1/3, np.float64(1/3), np.float32(1/3)]",
                       "np.full(2, 1/3), np.float64(2e10 / 3), 3, True")
    done = start(ROOT / "tools" / "execute.py", path)
    assert done.returncode == 0, done.stderr
    assert '"[0.333, 0.333, 0.333]"' in output(path, "b")
    assert '"(array([0.333, 0.333]), 6.67e+09, 3, True)"' in output(path, "c")


@pytest.mark.parametrize("n", [0, 2.5, "3"])
def test_digits_refuses_what_is_no_number_of_digits(n):
    with pytest.raises(ValueError, match="must be a whole number of digits"):
        digits(n)

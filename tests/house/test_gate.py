"""The proof runs to its end, names all that is wrong, and says the same on every processor."""

import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest

from tests import ROOT
from tools import lanes, recipes

PYTHON = [sys.executable, "-c"]


def recipe(target: str, **variables) -> str:
    """The commands of a target of the Makefile, as make would give them to the shell."""
    given = ["PYTHON=python3", *(f"{name}={value}" for name, value in variables.items())]
    makes = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "OLD_CPU")  # of the make that runs the tests
    ours = {k: v for k, v in os.environ.items() if k not in makes}
    return subprocess.run(["make", "-n", target, *given], cwd=ROOT, capture_output=True,
                          encoding="utf-8", check=True, env=ours).stdout


# --- lanes --------------------------------------------------------------------------------------

def commands(**code):
    """Lane `name` runs this code in a process of its own."""
    return lambda name: [*PYTHON, code[name]]


def test_every_lane_runs_to_its_end_and_all_that_failed_are_named_with_their_logs(tmp_path):
    said = []
    code = {"a": "print('first'); raise SystemExit(3)", "b": "print('12 passed in 0.34s')",
            "c": "import sys; print('7 failed, 5 passed in 1.25s'); sys.exit('the end')"}
    runs = lanes.run_all([lanes.Lane(name) for name in "abc"], commands(**code), 2, tmp_path,
                         said.append)
    assert {r.lane.name: r.failed for r in runs} == {"a": True, "b": False, "c": True}
    assert (tmp_path / "a.log").read_text(encoding="utf-8") == "first\n"
    assert any(line.endswith("passed  b\n12 passed in 0.34s") for line in said)
    text = lanes.report(runs, 61.4)
    assert text.endswith("\nlanes: 1 passed, 2 failed")
    for name in "ac":
        assert f"its log is {tmp_path / name}.log, `make {name}` runs it alone" in text
    assert "c failed; its log ends with\n" in text and "\nthe end\n" in text
    assert "time of each lane\n" in text and "  1:01  from the first to the last" in text
    for name in "abc":
        assert re.search(rf"^  0:0\d  {name}$", text, re.M)


def test_the_closing_lines_of_the_test_runners_are_shown_as_they_stand(tmp_path):
    closing = ("== 3 failed, 2 passed, 1 warning in 4.20s ==", "2927 passed in 440.36s (0:07:20)",
               "# pass 263", "# fail 0", "All checks passed!", "Found 2 errors.")
    code = {f"lane{i}": f"print({line!r}); print('more')" for i, line in enumerate(closing)}
    code["other"] = "print('9 agree'); print()"
    runs = lanes.run_all(map(lanes.Lane, code), commands(**code), 1, tmp_path, str)
    assert [run.summary() for run in runs] == [*closing, "9 agree"]


def test_lanes_share_the_cores_and_wait_for_those_that_they_follow():
    quick, build, browse, other = (
        lanes.Lane("quick", cores=2), lanes.Lane("build"),
        lanes.Lane("browse", after=("build",)), lanes.Lane("other"))

    class Running:
        def __init__(self, lane):
            self.lane = lane

    everything = [quick, build, browse, other]
    assert lanes.next_lane(everything, [], 2) is quick
    assert lanes.next_lane([build, browse, other], [Running(quick)], 2) is None
    assert lanes.next_lane([browse, other], [Running(build)], 2) is other
    assert lanes.next_lane([browse], [Running(build)], 2) is None
    assert lanes.next_lane([browse], [Running(other)], 2) is browse
    assert lanes.next_lane([browse], [], 2) is browse, "the lane before it was not asked for"
    assert lanes.next_lane([quick], [], 1) is quick, "on one core it runs alone"
    assert lanes.next_lane([quick], [Running(other)], 2) is None


def proof(tmp_path, code, **environment):
    """The whole tool in a process of its own, with one lane `a` that runs this code."""
    lane = tmp_path / "lane.py"
    lane.write_text(code, encoding="utf-8")
    main = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(ROOT)!r})
from tools import lanes
whole = lanes.run_all
def run_all(chosen, command, cores, say, wanted):
    return whole([lanes.Lane("a")], lambda name: [sys.executable, {str(lane)!r}], cores,
                 Path({str(tmp_path)!r}), say, wanted)
lanes.run_all, sys.argv = run_all, ["lanes"]
lanes.main()"""
    return subprocess.Popen([*PYTHON, main], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            encoding="utf-8", env={**os.environ, **environment})


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_when_the_proof_is_stopped_nothing_goes_on(tmp_path, how):
    running = proof(tmp_path, "import os, time; print(os.getpid(), flush=True); time.sleep(600)")
    log = tmp_path / "a.log"
    while not (log.exists() and log.read_text(encoding="utf-8").strip()):
        assert running.poll() is None
        time.sleep(0.02)
    running.send_signal(how)
    assert "stopped, with all lanes that were running" in running.communicate()[1]
    assert running.returncode == 1
    with pytest.raises(ProcessLookupError):
        os.kill(int(log.read_text(encoding="utf-8")), 0)


def test_a_log_may_have_letters_that_the_locale_has_not(tmp_path):
    code = "import sys; sys.stdout.buffer.write('姉 '.encode() + b'\\xff'); 1 / 0"
    said, _ = (running := proof(tmp_path, code, PYTHONIOENCODING="ascii")).communicate()
    assert running.returncode == 1 and "ZeroDivisionError" in said
    assert said.endswith("lanes: 0 passed, 1 failed\n")


def test_an_unknown_lane_is_named():
    done = subprocess.run([sys.executable, "tools/lanes.py", "nbvall"], cwd=ROOT,
                          capture_output=True, encoding="utf-8")
    assert done.returncode == 1 and "no lane is called 'nbvall'; there are" in done.stderr


def test_every_lane_is_a_target_of_the_makefile_and_none_is_missing():
    known = [lane.name for lane in lanes.LANES]
    for name in known:
        assert recipe(name).strip()
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^((?:test-|nbval|lint|trainings|slides)[\w-]*):", text, re.M)
    assert sorted(targets) == sorted(known), "a lane that `make test` would not run"
    assert all(set(lane.after) <= set(known) for lane in lanes.LANES)
    assert "tools/lanes.py\n" in recipe("test")
    assert re.search(r"make -k -j2 env-test env-colab", recipe("test")), "side by side"
    for chapter in recipes.CHAPTERS:
        assert chapter in re.search(r"^TRAINED := (.*)", text, re.M)[1].split()


def test_each_test_is_in_exactly_one_lane():
    """The browser's, and of the others the slow and those that are not."""
    files = "tests/site/test_browser*.py"
    assert f'-m "not slow" --ignore-glob "{files}"' in recipe("test-quick")
    assert f'-m slow --ignore-glob "{files}"' in recipe("test-slow")
    assert recipe("test-browser").rstrip().endswith(f"-m pytest -q {files}")
    for target in ("nbval", "nbval-colab"):
        last = recipe(target).rstrip().splitlines()[-1]
        assert " --nbval " in last and last.endswith(" book/en")


# --- an old processor ---------------------------------------------------------------------------

def old(target: str, **variables) -> dict[str, str]:
    """The variables with which a target's last command begins."""
    line = recipe(target, **variables).replace("\\\n", " ").strip().splitlines()[-1]
    start = re.split(r"\S*\.venv", line)[0]
    return {name: quoted or plain for name, quoted, plain in
            re.findall(r'(\w+)=(?:"([^"]*)"|(\S+))', start)}


def test_the_colab_lane_is_always_an_old_processor_and_all_is_one_when_asked():
    colab, numpys = old("nbval-colab"), "NPY_DISABLE_CPU_FEATURES"
    assert set(colab) == {"ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "MKL_CBWR",
                          "OPENBLAS_CORETYPE", "GLIBC_TUNABLES", numpys}
    for target in ("nbval", "test-quick", "test-slow", "test-browser", "test"):
        assert old(target) == old(target, OLD_CPU=0) == {}
        assert {**old(target, OLD_CPU=1), numpys: colab[numpys]} == colab
    assert "-m tools.env.processor --old" in recipe("nbval-colab"), "it is proved before it runs"


@pytest.mark.skipif(platform.machine().lower() not in ("x86_64", "amd64"),
                    reason="the variables are those of x86")
def test_the_variables_of_an_old_processor_take_effect_and_numpy_knows_all_its_names():
    done = subprocess.run([sys.executable, "-m", "tools.env.processor", "--old"], cwd=ROOT,
                          capture_output=True, encoding="utf-8",
                          env={**os.environ, **old("nbval", OLD_CPU=1), "PYTHONWARNINGS": "error"})
    assert done.returncode == 0, done.stderr
    assert "DEFAULT" in done.stdout and "SSE4.1" in done.stdout


# --- a bare machine -----------------------------------------------------------------------------

@pytest.fixture
def bare(tmp_path):
    """Run .ci/run where of make, git and python3 only some are there; apt-get brings the others.

    Returns the process and what make and apt-get were asked.
    """
    here, words = tmp_path / "bin", tmp_path / "words"
    here.mkdir()
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci")
    for name in ("dirname", "id", "cp"):
        (here / name).symlink_to(shutil.which(name))

    def script(name, text):
        (here / name).write_text(f"#!{shutil.which('sh')}\n{text}\n", encoding="utf-8")
        (here / name).chmod(0o755)

    script("sudo", 'shift; "$@"')
    script("make.new", f'echo "make $*" >>{words}; [ "$*" = test ] || [ -e {here}/python3 ]')
    script("git.new", "")
    script("python3.new", "")
    script("apt-get", f"""echo "apt-get $*" >>{words}
        for name in "$@"; do [ ! -e {here}/$name.new ] || cp {here}/$name.new {here}/$name; done""")

    def run(*programs, without=()):
        for name in programs:
            shutil.copy(here / f"{name}.new", here / name)
        for name in without:
            (here / name).unlink()
        done = subprocess.run([shutil.which("bash"), ".ci/run"], cwd=tmp_path, capture_output=True,
                              encoding="utf-8", env={"PATH": str(here)})
        return done, words.read_text(encoding="utf-8").splitlines() if words.exists() else []
    return run


def test_ci_installs_what_a_bare_machine_lacks_and_nothing_else(bare):
    done, asked = bare("git")
    assert done.returncode == 0, done.stderr
    apt = [line for line in asked if " install " in line]
    assert [line.split("--no-install-recommends ")[1] for line in apt] == [
        "make", "python3 python3-venv ca-certificates"]
    assert asked[-1] == "make test"


def test_ci_installs_nothing_where_all_is_there(bare):
    done, asked = bare("make", "git", "python3")
    assert done.returncode == 0 and asked == ["make -s python", "make test"]


def test_ci_names_what_it_cannot_install(bare):
    done, asked = bare("make", "python3", without=["apt-get"])
    assert done.returncode == 1 and asked == []
    assert "missing: git (install it and run this again)" in done.stderr

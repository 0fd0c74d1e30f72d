"""An address is refused by name before anything is changed; the one that is printed is served."""

import errno
import re
import socket
import subprocess
import sys
import urllib.request

import pytest

from tests import ROOT
from tools.env import fork
from tools.site import serve

CONFIG = "repository:\n  url: https://github.com/group/book\n"


@pytest.fixture
def copy(tmp_path):
    """The smallest copy that has an address."""
    (tmp_path / "_config.yml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "README.md").write_text("git+https://github.com/group/book", encoding="utf-8")
    return tmp_path


def make(target, given):
    return subprocess.run(["make", target, given, f"PYTHON={sys.executable}"], cwd=ROOT,
                          capture_output=True, encoding="utf-8")


def texts(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir()}


# --- ports --------------------------------------------------------------------------------------

WRONG = ["0", "-1", "65536", "9" * 40, "", " ", "http", "8000.0", "8e3", "0x50", "1_000",
         "８０００", "8000;id", '8000"', "$(id)", "8000 9000"]


@pytest.mark.parametrize("port", WRONG)
def test_what_is_no_port_is_refused_by_name(port):
    with pytest.raises(SystemExit, match="a port is a whole number from 1 to 65535") as refusal:
        serve.port_of(port)
    assert f"PORT is {port!r};" in str(refusal.value)


@pytest.mark.parametrize("port", ["0", "65536", '1"; echo "', "`id`", "'"])
def test_make_serve_refuses_it_before_anything_is_built(port):
    done = make("serve", f"PORT={port}")
    assert done.returncode and f"PORT is {port!r};" in done.stderr, done.stderr
    assert "environment" not in done.stdout


@pytest.mark.parametrize("port, said", [("1", 1), ("8000", 8000), (" 65535 ", 65535)])
def test_a_port_is_a_port(port, said):
    assert serve.port_of(port) == said


@pytest.mark.parametrize("port, other", [(80, 8001), (8000, 8001), (65534, 65535), (65535, 8001)])
def test_the_port_that_is_offered_instead_is_one(monkeypatch, port, other):
    def taken(*_):
        raise OSError(errno.EADDRINUSE, "taken")

    monkeypatch.setattr(serve, "Server", taken)
    with pytest.raises(SystemExit, match=f"port {port} is taken .*`make serve PORT={other}`"):
        serve.listen(port)


def test_a_port_is_taken_if_localhost_would_lead_to_somebody_else():
    """Browsers try ::1 before 127.0.0.1."""
    try:
        other = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        assert not serve.another_answers(8000)  # no IPv6 here: nobody can
        return
    with other:
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=f"port {port} is taken"):
            serve.listen(port)


@pytest.mark.parametrize("error", [socket.gaierror(-2, "not known"),
                                   OSError(errno.EADDRNOTAVAIL, "not here")])
def test_a_host_that_is_not_this_machine_is_named(monkeypatch, error):
    def unknown(*_):
        raise error

    monkeypatch.setattr(serve, "Server", unknown)
    with pytest.raises(SystemExit, match="host is 'elsewhere', and that is no address of this"):
        serve.listen(8000, "elsewhere")


def test_the_address_that_is_printed_is_the_one_that_is_served(tmp_path):
    (tmp_path / "index.html").write_text("here", encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = (f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tools.site import serve;"
            f"from pathlib import Path; serve.SITE = Path({str(tmp_path)!r});"
            f"serve.listen.__defaults__ = (*serve.listen.__defaults__[:-1], serve.SITE);"
            f"sys.argv = ['serve', '--port', '{port}']; serve.main()")
    server = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE,
                              encoding="utf-8")
    try:
        server.stdout.readline()
        address, = re.findall(r"http://\S+", server.stdout.readline())
        assert address.endswith(f":{port}")
        with urllib.request.urlopen(address) as page:
            assert page.read() == b"here"
    finally:
        server.terminate()
        server.wait()


def test_a_server_names_the_port_that_it_has():
    with serve.listen(0) as server:
        assert serve.address(server) == f"http://localhost:{server.server_port}"
        assert server.server_port > 0


# --- a group's own copy -------------------------------------------------------------------------

@pytest.mark.parametrize("name", [
    ".", "..", ".git", "a.git.git", "a.wiki", "a.WIKI", "a b", 'a"b', "a'b", "a`b", "a$b", "a%2e",
    "a?b", "a#b", "bücher", "a\nb", "a@b", "a;b", "<a>", "a\\b", "a" * 101])
def test_a_repository_that_github_cannot_have_is_refused_by_name(copy, name):
    before = texts(copy)
    with pytest.raises(ValueError, match="must look like https://github.com/group/book") as refusal:
        fork.fork(f"https://github.com/group/{name}", copy)
    assert "GitHub has no repository called" in str(refusal.value)
    assert texts(copy) == before


@pytest.mark.parametrize("group", [".", "..", "-a", "a-", "a--b", "a_b", "a.b", "a b", "ü",
                                   "a" * 40, "a-" * 19 + "ab"])
def test_a_group_that_github_cannot_have_is_refused_by_name(copy, group):
    before = texts(copy)
    with pytest.raises(ValueError, match="GitHub has no group called"):
        fork.fork(f"https://github.com/{group}/book", copy)
    assert texts(copy) == before


@pytest.mark.parametrize("url", ["https://github.com/a//b", "https://github.com//b", "//a/b",
                                 "https://github.com/a/b/..", "http://github.com/a/b",
                                 "https://github.com.evil.org/a/b", "git@github.com:a/b.git"])
def test_what_is_no_repository_of_github_is_refused(copy, url):
    before = texts(copy)
    with pytest.raises(ValueError, match="URL is .* must look like https://github.com/group/book"):
        fork.fork(url, copy)
    assert texts(copy) == before


@pytest.mark.parametrize("url, names", [
    ("https://github.com/a-b/C_d.e-f", ("a-b", "C_d.e-f")),
    ("https://github.com/a/b.git/", ("a", "b")),
    (" https://github.com/a/.github ", ("a", ".github")),
    ("https://github.com/a/b.github.io/", ("a", "b.github.io"))])
def test_what_github_can_have_is_taken(url, names):
    assert fork.parts(url) == names


@pytest.mark.parametrize("url", ['https://github.com/a/b"c', "https://github.com/a/b'c",
                                 "https://github.com/a/`id`", "https://github.com/a/$(id)",
                                 "https://github.com/a/$x", "https://github.com/a/..", "a b"])
def test_make_fork_hands_the_address_on_as_it_is(url):
    """No shell and no make reads anything into it; nothing of the checkout is changed."""
    before = (ROOT / "_config.yml").read_bytes()
    done = make("fork", f"URL={url}")
    assert done.returncode and f"URL is {url!r}" in done.stderr, done.stderr
    assert "nothing was changed" in done.stderr
    assert (ROOT / "_config.yml").read_bytes() == before


def test_if_one_file_cannot_be_written_none_is(copy, monkeypatch):
    before = texts(copy)

    def refused(name, path):
        if name == "README.md":
            raise ValueError(f"{name} is {path}, which cannot be written")

    monkeypatch.setattr(fork, "try_out", refused)
    with pytest.raises(ValueError, match="README.md is .*cannot be written"):
        fork.fork("https://github.com/other/copy", copy)
    assert texts(copy) == before


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()])
def test_stopped_half_way_all_addresses_are_the_old_ones(copy, monkeypatch, error):
    before, write = texts(copy), fork.replace_file

    def stopped(path, data):
        write(path, data)
        if path.name == "README.md" and data != before["README.md"]:
            raise error

    monkeypatch.setattr(fork, "replace_file", stopped)
    with pytest.raises(type(error)):
        fork.fork("https://github.com/other/copy", copy)
    assert texts(copy) == before


def test_a_long_address_is_cut_where_it_is_refused():
    with pytest.raises(ValueError) as first:
        fork.parts("https://github.com/" + "a" * 10_000 + "/b")
    with pytest.raises(ValueError) as second:
        fork.parts("a" * 10_000)
    with pytest.raises(SystemExit) as third:
        serve.port_of("1" * 10_000)
    assert max(len(str(x.value)) for x in (first, second, third)) < 300


def test_another_repository_whose_name_begins_alike_stays():
    text = "https://github.com/a/b.data https://github.com/a/b. github.com/a/b.git github.com/a/b-c"
    assert fork.moved(text, ("a", "b"), ("c", "d")) == (
        "https://github.com/a/b.data https://github.com/c/d. github.com/c/d.git github.com/a/b-c")


def test_pages_of_a_repository_that_is_named_for_its_group_lie_at_the_root():
    old, own = ("A", "b"), ("Group", "group.github.io")
    text = "https://a.github.io/b/x.html https://aa.github.io/b https://a.github.io/bb"
    there = fork.moved(text, old, own)
    assert there == "https://group.github.io/x.html https://aa.github.io/b https://a.github.io/bb"
    assert fork.moved(there, own, old) == text

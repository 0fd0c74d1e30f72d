"""The text of the standard library is long enough everywhere, and read without being run."""

import hashlib
import subprocess
import sys

from nlpviz.data.stdlib import stdlib_text


def test_every_python_carries_300000_words():
    text = stdlib_text()
    assert len(text.split()) > 300_000
    assert "The \"assert\" statement" in text
    assert "Return a shallow copy of the list." in text
    assert text is stdlib_text()


def test_the_standard_library_is_read_and_not_run():
    code = (
        "import sys; from nlpviz.data.stdlib import stdlib_text; import hashlib;"
        "text = stdlib_text();"
        "print({'this', 'antigravity', 'turtle', 'idlelib'} & set(sys.modules),"
        "      hashlib.sha256(text.encode()).hexdigest())")
    out = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, encoding="utf-8")
    digest = hashlib.sha256(stdlib_text().encode()).hexdigest()
    assert (out.stdout.split(), out.stderr) == (["set()", digest], "")

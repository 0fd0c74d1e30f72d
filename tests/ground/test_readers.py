"""Every reader of text has one rule for line ends, marks and what is no text, whatever the size of
the file; and an error that names an argument is told in the words of whoever shows it."""

import bz2
import gzip
import io
import lzma
import os
import pickle
import threading
import zipfile

import numpy as np
import pytest

from nlpviz.check import Argument, ArgumentError, brief, number, told, whole
from nlpviz.data import files

OTHERS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"  # str.splitlines ends a line at each of them


@pytest.fixture
def written(tmp_path):
    def write(content, encoding="utf-8"):
        path = tmp_path / "letter.txt"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path
    return write


RULE = [
    ("a\nb\n", ["a", "b"]), ("a\r\nb\r\n", ["a", "b"]), ("a\rb\r", ["a", "b"]),
    ("a\rx\nb\nc\n", ["a\rx", "b", "c"]), ("a\r\nb\rc\r\n", ["a", "b\rc"]),
    ("a\r\rb", ["a", "", "b"]), ("a\r\r\nb", ["a\r", "b"]), ("a\n\r\nb", ["a", "", "b"]),
    ("\n\na", ["", "", "a"]), ("a\nb", ["a", "b"]), ("a", ["a"]), ("a\r", ["a"]),
    (f"a{OTHERS}b\nc\n", [f"a{OTHERS}b", "c"]), (f"a{OTHERS}b\rc\r", [f"a{OTHERS}b", "c"]),
    ("\ufeffa\nb\ufeff\n", ["a", "b\ufeff"]),
]


@pytest.mark.parametrize("size", [1, 2, 3, 1 << 18])
@pytest.mark.parametrize("text, wanted", RULE, ids=ascii)
def test_a_lone_cr_ends_a_line_only_where_no_lf_does_and_nothing_else_ends_one(
        written, monkeypatch, text, wanted, size):
    monkeypatch.setattr(files, "PIECE", size)
    path = written(text)
    assert files.from_file(path) == "".join(files.pieces(path))
    assert files.from_file(path).removesuffix("\n").split("\n") == wanted


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32",
                                      "shift_jis", "euc_jp", "iso2022_jp"])
@pytest.mark.parametrize("size", [1, 3, 7])
def test_signs_that_are_cut_by_the_end_of_a_piece_are_read_whole(
        written, monkeypatch, encoding, size):
    monkeypatch.setattr(files, "PIECE", size)
    path = written("手紙 \r\nfrom 姉\r", encoding)
    assert files.from_file(path, encoding) == "手紙 \nfrom 姉\r"


def test_a_piece_is_no_longer_than_it_may_be(written, monkeypatch):
    monkeypatch.setattr(files, "PIECE", 10)
    found = list(files.pieces(written("a letter\r\n" * 9)))
    assert max(map(len, found)) <= 11 and "".join(found) == "a letter\n" * 9


@pytest.mark.parametrize("read", [files.from_file, lambda *a: list(files.pieces(*a))])
@pytest.mark.parametrize("content, encoding, says", [
    ("dear".encode("utf-16-le"), "utf-8", r'letter.txt holds zero bytes.*encoding="utf-16-le" or'),
    ("dear".encode("utf-16"), "utf-8", r'byte 0 \(line 1\) is 0xff; .*encoding="utf-16", "cp1252"'),
    ("手紙".encode("iso2022_jp"), "utf-8", "ISO-2022-JP"),
    ("dear\ncafé!".encode("cp1252"), "utf-8", r"is not utf-8: byte 8 \(line 2\) is 0xe9"),
    ("a\n手".encode("shift_jis")[:-1], "shift_jis", r"not shift_jis: byte 2 \(line 2\)"),
    ("a\n手".encode()[:-1], "utf-8", r"not utf-8: byte 2 \(line 2\) is 0xe6"),
    (b"dear", "utf-16", 'letter.txt is not utf-16: .*BOM; .*encoding="utf-8" or "utf-16-le"'),
    (b"a", "utf-9", "encoding is 'utf-9'"), (b"a", "base64", "encoding is 'base64'"),
    (b"a", None, "encoding is None"), (b"a", "utf\0", "encoding is 'utf.x00'"),
    (b"a\rb\r\xff", "utf-8", r"byte 4 \(line 3\)"),
], ids=str)
def test_what_is_no_text_is_refused_alike_by_all_readers(
        written, monkeypatch, read, content, encoding, says):
    path = written(content)
    for size in (1, 5, 1 << 18):
        monkeypatch.setattr(files, "PIECE", size)
        with pytest.raises(ArgumentError, match=says) as caught:
            read(path, encoding)
        assert caught.value.argument == "encoding"


def packed(kind):
    text = b"a letter from my sister\n" * 9
    if kind == "zip archive":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("word/document.xml", text)
        return out.getvalue()
    return {"gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress,
            "PDF": b"%PDF-1.7\n".__add__}[kind](text)


@pytest.mark.parametrize("kind", ["gzip", "bzip2", "xz", "zip archive", "PDF"])
def test_a_file_that_must_be_unpacked_first_is_told_apart(written, kind):
    with pytest.raises(ValueError, match=rf"letter.txt is .*{kind}.*: (unpack|save)"):
        files.from_file(written(packed(kind)))


@pytest.mark.parametrize("content, says", [
    (b"7z\xbc\xaf\x27\x1c\0\4", "a 7z archive: unpack"), (b"{\\rtf1\\ansi dear}", "Rich Text"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "of Word or Excel: save"),
    (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git lfs pull")])
def test_what_is_often_taken_for_a_text_is_told_apart(written, content, says):
    with pytest.raises(ValueError, match=f"letter.txt is .*{says}"):
        files.from_file(written(content))


@pytest.mark.parametrize("text", ["Dear sister,\nthe letters are", "the letters " * 40])
def test_a_text_that_is_given_as_the_path_is_named_and_cut(text):
    with pytest.raises(ValueError, match="source is 'Dear|source is 'the letters") as caught:
        files.from_file(text, name="source")
    assert "it must be the path of a file" in str(caught.value) and len(str(caught.value)) < 200


@pytest.mark.skipif(os.name != "posix", reason="other systems have no named pipes")
def test_a_pipe_is_read_like_a_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(b"a\r\nb\rc",))
    writer.start()
    assert files.from_file(tmp_path / "pipe") == "a\nb\rc"
    writer.join()


@pytest.mark.parametrize("wrong", [None, 3, b"letter.txt", ["letter.txt"], True])
def test_a_path_is_a_string_or_a_path(wrong):
    with pytest.raises(TypeError, match="path is "):
        files.from_file(wrong)


def test_a_path_may_begin_with_the_home_folder(written, monkeypatch, tmp_path):
    written("a letter")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert files.from_file("~/letter.txt") == "a letter"


@pytest.mark.parametrize("text", ["\u200b\n", "\ufeff\ufeff \u2060", "\u00ad", " \n\u3000\t\n"])
def test_a_file_of_nothing_that_can_be_seen_holds_no_text(written, text):
    with pytest.raises(ValueError, match="letter.txt holds no text"):
        files.from_file(written(text))


# Errors that name an argument


def test_an_error_is_told_in_the_words_of_python_and_in_those_of_a_command():
    error = ArgumentError("en.txt: leave it out with ", Argument("skip_empty", True), ", or pass ",
                          Argument("encoding", "utf-16", "cp1252"), "; ", Argument("n"), " is 0")
    assert str(error) == 'en.txt: leave it out with skip_empty=True, or pass encoding="utf-16" ' \
                         'or "cp1252"; n is 0'
    options = {"skip_empty": "--skip-empty", "encoding": "--encoding"}
    assert told(error, options) == "en.txt: leave it out with --skip-empty, or pass --encoding " \
                                   "utf-16 or cp1252; n is 0"
    assert error.argument == "skip_empty" and isinstance(error, ValueError)
    assert told(OSError("no skip_empty=True here"), options) == "no skip_empty=True here"


def test_names_inside_of_a_message_are_never_rewritten():
    error = ArgumentError("skip_empty=True.txt has an empty line 2; use ",
                          Argument("skip_empty", True))
    assert told(error, {"skip_empty": "--skip-empty"}) == (
        "skip_empty=True.txt has an empty line 2; use --skip-empty")


def test_the_error_of_a_number_carries_the_name_of_its_argument():
    for check, value in ((whole, 1.5), (number, float("nan"))):
        with pytest.raises(ArgumentError) as caught:
            check("min_count", value, 1)
        assert caught.value.argument == "min_count"
        assert told(caught.value, {"min_count": "--min-count"}).startswith("--min-count is ")
        again = pickle.loads(pickle.dumps(caught.value))
        assert str(again) == str(caught.value) and again.argument == "min_count"


def test_a_long_value_is_cut_in_a_message():
    assert brief("a" * 1000) == "'" + "a" * 78 + "…" and brief([1]) == "[1]"
    with pytest.raises(ValueError) as caught:
        whole("n", "the letters " * 1000, 1)
    assert len(str(caught.value)) < 150
    assert whole("n", np.int64(3), 1) == 3

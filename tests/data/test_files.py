"""A text file is read as it is, or refused by name with the remedy."""

import pytest

from nlpviz.data import files


def test_a_file_is_read_with_plain_line_ends_and_without_its_mark(tmp_path):
    path = tmp_path / "手紙.txt"
    for end in ("\n", "\r\n", "\r"):
        path.write_bytes(f"\ufeff姉からの手紙{end}はまだ{end}開けられていない{end}".encode())
        assert files.from_file(path) == "姉からの手紙\nはまだ\n開けられていない\n"
    path.write_bytes("はまだ\r開けられて\nいない\r\n".encode())
    assert files.from_file(path) == "はまだ\r開けられて\nいない\n"
    path.write_bytes("手紙".encode("shift_jis"))
    assert files.from_file(str(path), "shift_jis") == "手紙"


def test_a_file_in_another_encoding_names_place_and_remedy(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_bytes("dear\ncafé".encode("cp1252"))
    with pytest.raises(ValueError) as error:
        files.from_file(path)
    for part in ("letter.txt", "byte 8", "line 2", "0xe9", 'encoding="'):
        assert part in str(error.value)


@pytest.mark.parametrize("content", ["dear".encode("utf-16-le"), b"a\0b", b"GIF89a\0\1"])
def test_zero_bytes_are_no_text(tmp_path, content):
    path = tmp_path / "letter.bin"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="letter.bin holds zero bytes"):
        files.from_file(path)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings_are_read_when_named_and_refused_when_not(tmp_path, encoding):
    path = tmp_path / "letter.txt"
    path.write_bytes("\ufeff手紙 from my sister".encode(encoding))
    assert files.from_file(path, encoding).strip("\ufeff") == "手紙 from my sister"
    with pytest.raises(ValueError, match="letter.txt"):
        files.from_file(path)


@pytest.mark.parametrize("content", [b"", b" \n\n", b"\xef\xbb\xbf"])
def test_a_file_without_text_is_named(tmp_path, content):
    path = tmp_path / "empty.txt"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="empty.txt holds no text"):
        files.from_file(path)


def test_a_missing_file_a_folder_and_an_unknown_encoding_are_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no file .*nowhere.txt"):
        files.from_file(tmp_path / "nowhere.txt")
    with pytest.raises(IsADirectoryError, match="is a folder"):
        files.from_file(tmp_path)
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    with pytest.raises(FileNotFoundError, match="there is no file .*a.txt.b"):
        files.from_file(tmp_path / "a.txt" / "b")
    for unknown in ("utf-9", "base64", "undefined", None):
        with pytest.raises(ValueError, match=f"encoding is {unknown!r}"):
            files.from_file(tmp_path / "a.txt", unknown)

"""The reader's own text, from a file: one rule for every reader of ours.

A line ends with \\n or \\r\\n; a lone \\r ends one only in a file that
has no \\n at all (of an old Macintosh). No other sign ends a line:
neither the form feed nor U+0085, U+2028 and U+2029. A byte order mark
is taken off. What is no text is refused, by name and with what to do.

    from_file(path).split("\\n")    all lines of a file
    for piece in pieces(path)       a file of any size
"""

import codecs
import io
import os
from contextlib import suppress
from itertools import chain

from ..check import Argument, ArgumentError, brief
from ..files import path_of
from ..text import is_blank

PIECE = 1 << 18
MAGIC = {  # the first bytes of what is often taken for a text
    b"\x1f\x8b": "compressed (gzip): unpack it first, as gunzip does",
    b"PK\x03\x04": "a zip archive, as .docx and .xlsx are: unpack it, or "
                   "save it as plain text",
    b"BZh": "compressed (bzip2): unpack it first",
    b"\xfd7zXZ\0": "compressed (xz): unpack it first",
    b"\x28\xb5\x2f\xfd": "compressed (zstandard): unpack it first",
    b"7z\xbc\xaf": "a 7z archive: unpack it first",
    b"%PDF-": "a PDF: save its text as plain text",
    b"{\\rtf": "in Rich Text Format: save it as plain text",
    b"\xd0\xcf\x11\xe0": "a document of Word or Excel: save it as plain text",
    b"version https://git-lfs": "not here itself: this is Git LFS's note of "
                               "where it is, and git lfs pull fetches it",
}


def from_file(path, encoding="utf-8", name="path"):
    """The text of the file at path; its lines end with \\n.

    FileNotFoundError, IsADirectoryError, PermissionError and
    ValueError (empty; no text; not in that encoding; no such encoding)
    name the file and what to do. name: what the caller calls path.
    """
    path = path_of(name, path)
    text = "".join(pieces(path, encoding, name=name))
    if is_blank(text):
        raise ValueError(f"{path} holds no text ({os.path.getsize(path)} "
                         "bytes); choose another")
    return text


def pieces(path, encoding="utf-8", name="path"):
    """The text of the file at path in pieces of PIECE bytes or less.

    Joined they are what `from_file` returns, and errors are the same
    (an empty file has no pieces). A file is read from its beginning to
    its first \\n, and then once more; of a pipe all is kept in memory.
    """
    path = path_of(name, path)
    with opened(path, name) as file:
        _refuse_archives(path, file)
        lone = not any("\n" in text for text in _text(path, file, encoding))
        held = ""
        for piece in chain(_text(path, file, encoding), [""]):
            text = held + piece
            held = "\r" if piece and text.endswith("\r") else ""
            text = text.removesuffix(held).replace("\r\n", "\n")
            if text:
                yield text.replace("\r", "\n") if lone else text


def opened(path, name):
    """The file, to read bytes from; errors say what to do."""
    if os.path.isdir(path):
        raise IsADirectoryError(
            f"{path} is a folder; give the path of one file in it")
    try:
        file = open(path, "rb")
    except PermissionError:
        raise PermissionError(
            f"{path} may not be read; ask for its permissions") from None
    except OSError as error:
        if "\n" in path or len(path) > 255:
            raise ArgumentError(
                Argument(name), f" is {brief(path)}, a text; it must be the "
                "path of a file that holds it") from None
        if isinstance(error, (FileNotFoundError, NotADirectoryError)):
            raise FileNotFoundError(
                f"there is no file {path}; this is {os.getcwd()}: check the "
                "name or give the full path") from None
        raise
    if file.seekable():
        return file
    with file:
        return io.BytesIO(file.read())


def _refuse_archives(path, file):
    first = file.read(max(map(len, MAGIC)))
    file.seek(0)
    for magic, what in MAGIC.items():
        if first.startswith(magic):
            raise ValueError(f"{path} is {what}")


def _text(path, file, encoding):
    """What stands in the file, in pieces, without byte order mark."""
    mark, last = "\ufeff", ""
    for text in filter(None, _decoded(path, file, encoding)):
        text, mark = text.removeprefix(mark), ""
        if "\0" in text:
            raise ArgumentError(
                f"{path} holds zero bytes: it is no text, or was saved in "
                "another encoding; try ",
                Argument("encoding", "utf-16-le", "utf-16-be"))
        if "\x1b$" in last + text:
            raise ArgumentError(
                f"{path} holds the escape codes of ISO-2022-JP; try ",
                Argument("encoding", "iso2022_jp"))
        yield text
        last = text[-1:]


def _decoded(path, file, encoding):
    decoder = _decoder(encoding)
    file.seek(0)
    try:
        while data := file.read(PIECE):
            yield decoder.decode(data)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        at = file.tell() - len(error.object) + error.start
        line = _line(file, at)
        raise ArgumentError(
            f"{path} is not {encoding}: byte {at} (line {line}) is "
            f"0x{error.object[error.start]:02x}; pass the encoding it was "
            "saved in, such as ",
            Argument("encoding", "utf-16", "cp1252", "shift_jis")) from None
    except UnicodeError as error:  # UTF-16 and 32 have no first mark
        raise ArgumentError(
            f"{path} is not {encoding}: {error}; pass the encoding it was saved "
            "in, such as ", Argument("encoding", "utf-8", "utf-16-le")) from None


def _line(file, at):
    """The number of the line that byte `at` stands in, from 1 on."""
    file.seek(0)
    counts = {b"\n": 0, b"\r": 0}
    while left := at - file.tell():
        data = file.read(min(PIECE, left))
        for end in counts:
            counts[end] += data.count(end)
    return (counts[b"\n"] or counts[b"\r"]) + 1


def _decoder(encoding):
    try:
        with suppress(UnicodeDecodeError):
            b"a".decode(encoding)  # codecs.lookup finds base64, too
        return codecs.getincrementaldecoder(encoding)()
    except (LookupError, ValueError, TypeError):
        raise ArgumentError(
            Argument("encoding"), f" is {brief(encoding)}, which Python does "
            'not know; try "utf-8", "cp1252", "shift_jis"') from None

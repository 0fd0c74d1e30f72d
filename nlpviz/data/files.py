"""The reader's own text, from a file."""

import os


def from_file(path, encoding="utf-8"):
    """The text of the file at path; line ends become \\n.

    FileNotFoundError, IsADirectoryError, PermissionError and
    ValueError (empty; no text; not in that encoding; no such encoding)
    name the file and what to do. A byte order mark is taken off.
    """
    path = os.fspath(path)
    if os.path.isdir(path):
        raise IsADirectoryError(
            f"{path} is a folder; give the path of one file in it")
    try:
        with open(path, "rb") as file:
            data = file.read()
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(
            f"there is no file {path}; this is {os.getcwd()}: check the "
            "name or give the full path") from None
    except PermissionError:
        raise PermissionError(
            f"{path} may not be read; ask for its permissions") from None
    text = _decode(path, data, encoding)
    if "\0" in text:
        raise ValueError(
            f"{path} holds zero bytes: it is no text, or was saved in "
            'another encoding; try encoding="utf-16-le" or "utf-16-be"')
    if "\x1b$" in text:
        raise ValueError(
            f"{path} holds the escape codes of ISO-2022-JP; try "
            'encoding="iso2022_jp"')
    if not text.strip():
        raise ValueError(
            f"{path} holds no text ({len(data)} bytes); choose another")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(path, data, encoding):
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ValueError(
            f"{path} is not {encoding}: byte {error.start} (line {line})"
            f" is 0x{data[error.start]:02x}; pass the encoding it was "
            'saved in, such as encoding="utf-16", "cp1252" or '
            '"shift_jis"') from None
    except (LookupError, UnicodeError, TypeError):
        raise ValueError(
            f"encoding is {encoding!r}, which Python does not know; "
            'try "utf-8", "cp1252", "shift_jis"') from None

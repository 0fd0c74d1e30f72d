"""Files that are replaced as a whole or not at all."""

import os
import tempfile


def write_whole(path, text, errors="strict"):
    """Write ``text`` (UTF-8) to ``path``: what stood there stays until all of it is written."""
    folder, name = os.path.split(os.path.abspath(path))
    handle, draft = tempfile.mkstemp(dir=folder, prefix=name[:40], suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors=errors, newline="\n") as file:
            file.write(text)
        os.chmod(draft, 0o644)
        os.replace(draft, path)
    except BaseException:
        os.unlink(draft)
        raise

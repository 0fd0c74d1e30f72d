"""Files that are replaced as a whole or not at all.

Whatever happens in between (an error, a full disk, a killed process),
either the old file is there or the new one.
"""

import contextlib
import errno
import os
import secrets
import stat

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

STREAMS = ("/dev", "/dev/fd", "/proc/self/fd")
"""Folders of what a process has open: even where that is a file, as after >, others write to it."""


def path_of(name, value):
    """`value` as a path (str), with ~ as the home folder.

    TypeError unless it is a str or a pathlib.Path; ValueError if it is
    empty, ends as a folder's does, has in it what no name has, or begins
    with ~ and the name of nobody here.
    """
    if not isinstance(value, (str, os.PathLike)):
        raise TypeError(f"{name} is {_brief(value)}; it must be the path of "
                        "a file, as a str or a pathlib.Path")
    path = os.fspath(value)
    if not isinstance(path, str):
        raise TypeError(f"{name} is {_brief(path)}, a path of bytes; give "
                        "os.fsdecode of it")
    if not path or "\0" in path:
        raise ValueError(f"{name} is {_brief(path)}; it must name a file")
    if os.path.basename(path) == "" and not os.path.isdir(path):
        raise ValueError(f"{name} is {_brief(path)}, a folder; name a file in it")
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        raise ValueError(f"{name} is {_brief(path)}, which has half a character in it") from None
    return _from_home(name, path)


def _from_home(name, path):
    """path, with ~ as the home folder: ~/a, or ~somebody/a."""
    found, first = os.path.expanduser(path), path.partition("/")[0]
    if path[0] == "~" and "/" in path and found == path and not os.path.isdir(first):
        raise ValueError(f"{name} is {_brief(path)}; there is no home folder {first}")
    return found


def _brief(value, limit=80):
    """As `nlpviz.check.brief`, which needs NumPy: this module works before that is installed."""
    text = repr(value)
    return text if len(text) <= limit else text[:limit - 1] + "…"


def target(name, value):
    """The regular file that writing to `value` replaces: links are followed.

    ValueError if that is a folder, a device or a pipe, or stands in a
    folder that is not there.
    """
    path = path_of(name, value)
    stream = os.path.dirname(os.path.abspath(path)) in STREAMS
    path = os.path.realpath(path)
    folder = os.path.dirname(path)
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        mode = None
    except NotADirectoryError:
        mode = None
    except OSError as error:
        raise ValueError(f"{name} is {_brief(value)}, which cannot be "
                         f"written: {error.strerror}") from error
    if mode is not None and stat.S_ISDIR(mode):
        raise ValueError(f"{name} is a folder: {value}; name a file in it")
    if stream or mode is not None and not stat.S_ISREG(mode):
        raise ValueError(f"{name} is {value}, a device or a pipe; only "
                         "regular files are written")
    if not os.path.isdir(folder):
        raise ValueError(
            f"{name} is in a folder that does not exist: {folder}")
    return path


def try_out(name, value):
    """Fail now if `replace_file` would fail later: no place, or no right.

    ValueError or TypeError that names the argument; nothing is changed.
    """
    _dropped(*_begun(name, value, target(name, value)))


def _begun(name, value, path):
    """A draft beside path; ValueError if the place or the right to it is missing."""
    try:
        return _draft(path)
    except OSError as error:
        raise ValueError(f"{name} is {value}, which cannot be written: "
                         f"{error.strerror}") from error


@contextlib.contextmanager
def room(name, value, size):
    """Hold `size` bytes beside the file that writing to `value` replaces.

    ValueError that names the argument if there are not as many: a full
    disk, a quota, a limit on the size of files. Rooms in each other's
    blocks add up. Nothing is left of it.
    """
    path = target(name, value)
    handle, draft = _draft(path)
    try:
        try:
            _allocate(handle, size)
        except OSError as error:
            raise ValueError(f"{name} is {value}; there is no room for its {size:,} bytes: "
                             f"{error.strerror}") from error
        yield
    finally:
        _dropped(handle, draft)


def _allocate(handle, size):
    """Give an open file so many bytes of the disk; OSError if there are fewer."""
    no_way = (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP)
    try:
        return os.posix_fallocate(handle, 0, max(size, 1))
    except AttributeError:
        pass
    except OSError as error:
        if error.errno not in no_way:
            raise
    if hasattr(os, "fstatvfs"):
        disk = os.fstatvfs(handle)
        if disk.f_bavail * disk.f_frsize < size:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def replace_file(path, data, name="path"):
    """Write data (bytes) to path; what stood there stays until all is on the disk."""
    with replacing(path, name) as file:
        file.write(data)


@contextlib.contextmanager
def replacing(path, name="path"):
    """A binary file to write to, which takes the place of path at the end of the block.

    If the block raises, path is as it was. A file that was there keeps
    its mode, a new one gets what the umask leaves; a link stays, and
    what it points to is replaced.
    """
    value, path = path, target(name, path)
    handle, draft = _begun(name, value, path)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if fcntl is None:
                file.close()  # where there are no locks, no open file can be moved
            with contextlib.suppress(FileNotFoundError):
                os.chmod(draft, stat.S_IMODE(os.stat(path).st_mode))
            os.replace(draft, path)  # while its lock keeps it from being swept away
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(draft)
        raise
    _sync_folder(os.path.dirname(path))


def _draft(path):
    """(handle, path) of a new file beside path; its mode is what the umask leaves.

    What a killed process left there is swept away first.
    """
    folder, name = os.path.split(path)
    start = f".{name[:20]}."
    _sweep(folder, start)
    while True:
        draft = os.path.join(folder, f"{start}{secrets.token_hex(6)}.part")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        handle = os.open(draft, flags, 0o666)
        if _locked(handle, without=True) and os.path.exists(draft):
            return handle, draft
        os.close(handle)  # another process took it for a leftover just now


def _dropped(handle, draft):
    """Close a draft and delete it, if another process has not swept it away in between."""
    os.close(handle)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(draft)


def _sweep(folder, start):
    """Delete the drafts that no living process holds."""
    with os.scandir(folder) as entries:
        left = [e.path for e in entries
                if e.name.startswith(start) and e.name.endswith(".part")]
    for draft in left:
        with contextlib.suppress(OSError):
            handle = os.open(draft, os.O_WRONLY)
            try:
                if _locked(handle, without=False):
                    os.unlink(draft)
            finally:
                os.close(handle)


def _locked(handle, without):
    """Whether this process has the file's lock now, which ends with the process.

    without: the answer where there are no locks.
    """
    if fcntl is None:
        return without
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return without
    return True


def _sync_folder(folder):
    """Make the rename last through a power cut, where folders can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

"""Replacing a file's whole content so that a reader, a crash or a power cut sees old or new.

Temporary file in the same folder, full write, flush to the disk, rename over the old one, flush of
the folder. It is never written in place, and nothing is flushed twice on a descriptor that failed.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import sys
from pathlib import Path

from tui.diary.errors import NotSaved, Unconfirmed, reason

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def replace_file(path: Path, data: bytes) -> os.stat_result:
    """Make ``data`` the content of ``path``; a symlink stays one and its target is replaced.

    Gives back what the system says of the new file, asked before it had its name, so that it is
    of this content and not of one that another program put there since.

    Raises:
        NotSaved: nothing changed; the temporary file is gone again.
        Unconfirmed: the new content is in place, but the folder's flush failed.
    """
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        target.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        written = _write_new(temporary, data, _mode_of(target))
        os.replace(temporary, target)  # noqa: PTH105 - named as the promise names it
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise NotSaved(path, reason(error)) from error
    try:
        flush_folder(target.parent)
    except OSError as error:
        raise Unconfirmed(path, reason(error)) from error
    return written


def _mode_of(target: Path) -> int:
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        return PRIVATE_FILE


def _write_new(path: Path, data: bytes, mode: int) -> os.stat_result:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    flags |= getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(path, flags, mode)
    try:
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, mode)  # whatever the umask says
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        flush(descriptor)
        return os.fstat(descriptor)
    finally:
        os.close(descriptor)


def flush(descriptor: int) -> None:
    """Flush a file to the disk itself; on macOS fsync alone stops at the drive's cache."""
    if sys.platform == "darwin":
        import fcntl

        try:
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.ENOTTY):
                raise
        else:
            return
    os.fsync(descriptor)


def flush_folder(folder: Path) -> None:
    """Flush a folder, so that the names in it last; nothing where a system cannot."""
    if sys.platform == "win32":
        return  # a folder cannot be opened for flushing there
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)

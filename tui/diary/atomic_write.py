"""Replacing the whole content of a file, so that any reader sees either the old or the new.

The steps: write everything to a temporary file in the same folder, flush it to the disk, rename it
over the old file, flush the folder. (docs/file-format.md, promise 1)

- The file is never written in place: a crash in the middle would leave half of it, and a reader
  would see that half. A rename replaces the old file in one step.
- The temporary file is flushed before the rename, else a power cut could leave the new name with
  missing content.
- The folder is flushed after the rename, because the rename itself is a change of the folder. In a
  test without it, 118 of 150 power cuts lost the last acknowledged write.
- A descriptor whose flush failed is not flushed again. Linux reports a failed write-back once; a
  second flush would succeed although the data is lost.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import sys
import time
from pathlib import Path

from tui.diary.errors import NotSaved, Unconfirmed, reason
from tui.diary.private import PRIVATE_FILE, make_private_folder

_IN_USE = (5, 32)
"""Windows' errors for a file that another program has open: access denied, sharing violation."""
_TRIES, _WAIT_S = 20, 0.05


def replace_file(path: Path, data: bytes) -> os.stat_result:
    """Make ``data`` the content of ``path``, and return the new file's stat result.

    A symbolic link stays one, and the file it points to is replaced. The mode of an existing file
    is kept. The stat result is taken before the rename, so that it belongs to this content and not
    to what another program may have put there since.

    Raises:
        NotSaved: nothing changed; the temporary file is removed again.
        Unconfirmed: the new content is in place, but the folder could not be flushed.
    """
    return _replace(path, Path(os.path.realpath(path)), data, keeps_mode=True)


def write_new_file(path: Path, data: bytes) -> None:
    """Write a private file of a name that is free.

    The name may have been taken since the caller looked, also by someone else who can write in the
    folder. A symbolic link is then replaced itself, and never the file it points to.

    Raises:
        NotSaved, Unconfirmed: as `replace_file`.
    """
    _replace(path, Path(os.path.realpath(path.parent)) / path.name, data, keeps_mode=False)


def _replace(path: Path, target: Path, data: bytes, *, keeps_mode: bool) -> os.stat_result:
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        make_private_folder(target.parent)
        mode = _mode_of(target) if keeps_mode else PRIVATE_FILE
        written = _write_new(temporary, data, mode)
        _rename(temporary, target)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise NotSaved(path, reason(error)) from error
    try:
        flush_folder(target.parent)
    except OSError as error:
        raise Unconfirmed(path, reason(error)) from error
    return written


def _rename(temporary: Path, target: Path) -> None:
    """Put the new file in the place of the old one.

    Windows refuses that while another program has the old file open, as a virus scanner or a sync
    program does for an instant: it is tried for about a second.
    """
    for _ in range(_TRIES - 1):
        try:
            os.replace(temporary, target)  # noqa: PTH105 - tests make the functions of os fail
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _IN_USE:
                raise
            time.sleep(_WAIT_S)
        else:
            return
    os.replace(temporary, target)  # noqa: PTH105


def _mode_of(target: Path) -> int:
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        return PRIVATE_FILE


def _write_new(path: Path, data: bytes, mode: int) -> os.stat_result:
    # O_EXCL: an existing name, also a symbolic link, is never written to.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    flags |= getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(path, flags, mode)
    try:
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, mode)  # the umask may have taken bits from the mode
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        flush(descriptor)
        return os.fstat(descriptor)
    finally:
        os.close(descriptor)


def flush(descriptor: int) -> None:
    """Flush a file to the disk; on macOS, where fsync stops at the drive's cache, beyond it."""
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
    """Flush a folder to the disk, so that the names in it last.

    Does nothing on Windows, where a folder cannot be opened, nor on file systems that cannot flush
    one.
    """
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)

"""Advisory locks between programs, each on a lock file of its own beside the diary.

The operating system releases a lock when the program that holds it ends, also when it is killed.
A lock file is never deleted: while one program waits for the old file, another could make and lock
a new file of the same name, and both would hold "the" lock. (docs/file-format.md, "Locks")
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tui.diary.errors import NotSaved, reason
from tui.practice.dates import ONE_DAY

if TYPE_CHECKING:
    from tui.practice.models import Session

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


_FLAGS = os.O_RDWR | os.O_CREAT
# Where others can write in the folder, one of them could put a link there, whose file would then be
# made or locked; or a pipe, for which opening would wait.
for _name in ("O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK"):
    _FLAGS |= getattr(os, _name, 0)
_IS_LINK = (errno.ELOOP, errno.EMLINK)
RETRY_S = 0.005
"""Seconds between two attempts to get a lock that another program holds."""
SESSION_WAIT_S = 0.25
"""Seconds that a session's lock is waited for: another program may only look whether it is free, or
close an abandoned session, and a session holds it for minutes."""


class FileLock:
    """A lock on one lock file. Not reentrant, and used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether this object holds the lock."""
        return self._descriptor is not None

    def acquire(self, wait_s: float = 0.0) -> bool:
        """Get the lock, trying for ``wait_s`` seconds; return False while another holds it.

        Raises:
            OSError: the lock file cannot be made or locked at all.
        """
        # Programs that only read load this module, and never need that one.
        from tui.diary.private import PRIVATE_FILE, make_private_folder

        make_private_folder(self.path.parent)
        try:
            descriptor = os.open(self.path, _FLAGS, PRIVATE_FILE)
        except OSError as error:
            if error.errno in _IS_LINK:
                raise OSError(error.errno, f"its lock {self.path.name} is a link") from error
            raise
        deadline = time.monotonic() + wait_s
        try:
            while not _try_lock(descriptor):
                if time.monotonic() >= deadline:
                    os.close(descriptor)
                    return False
                time.sleep(RETRY_S)
        except OSError:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Release the lock; do nothing when it is not held."""
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            with contextlib.suppress(OSError):
                # Closing releases the lock on every system, even when it reports an error, and
                # what was done under the lock is complete.
                os.close(descriptor)


class SessionLock:
    """Held by the program that runs a session, so that only one runs (rules R4.one-running).

    Args:
        path: the diary's file.
        now: returns the local time.
        host: this machine's name; its network name by default.
    """

    def __init__(self, path: Path, now: Callable[[], dt.datetime], host: str | None = None) -> None:
        real = Path(os.path.realpath(path))  # so that two links to one file share its lock
        self.host = platform.node() if host is None else host
        self._path = path
        self._now = now
        self._lock = FileLock(real.parent / f".{real.name}.session")

    @property
    def is_held(self) -> bool:
        """Whether this object holds the lock."""
        return self._lock.is_held

    def acquire(self) -> bool:
        """Get the lock; return False while another program holds it.

        Raises:
            NotSaved: the lock file cannot be made or locked.
        """
        try:
            return self._lock.acquire(SESSION_WAIT_S)
        except OSError as error:
            raise NotSaved(self._path, reason(error)) from error

    def release(self) -> None:
        """Release the lock; do nothing when it is not held."""
        self._lock.release()

    def is_held_anywhere(self) -> bool:
        """Return whether a program on this machine holds the lock, this one or another.

        Raises:
            NotSaved: the lock file cannot be made or locked.
        """
        if self.is_held:
            return True
        is_free = self.acquire()
        self.release()
        return not is_free

    def is_elsewhere(self, session: Session) -> bool:
        """Return whether an open session was started on another machine."""
        return session.host not in ("", self.host)

    def may_be_running(self, session: Session) -> bool:
        """Return whether a session may still be running, here or on another machine.

        The lock says nothing of another machine; its session may run until its date is over there.

        Raises:
            NotSaved: the lock file cannot be made or locked.
        """
        return session.status == "open" and (
            self.is_held_anywhere()
            or (self.is_elsewhere(session) and self._now().date() <= session.day + ONE_DAY)
        )

"""An advisory lock on a sidecar file, released by the system when its holder dies.

The sidecar is never deleted: deleting it would let two programs lock two different files of the
same name.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

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


RETRY_S = 0.005


class FileLock:
    """One lock on one sidecar; not reentrant, for one thread at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether this object holds the lock."""
        return self._descriptor is not None

    def acquire(self, wait_s: float = 0.0) -> bool:
        """Take the lock, trying for ``wait_s`` seconds; False when another holds it.

        Raises:
            OSError: the sidecar cannot be made or locked at all.
        """
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
        descriptor = os.open(self.path, flags, 0o600)
        give_up = time.monotonic() + wait_s
        try:
            while not _try_lock(descriptor):
                if time.monotonic() >= give_up:
                    os.close(descriptor)
                    return False
                time.sleep(RETRY_S)
        except OSError:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Give the lock back; nothing happens when it is not held."""
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            with contextlib.suppress(OSError):
                # Closing releases it on every system, even when it reports an error: what was done
                # under the lock is none the worse for that.
                os.close(descriptor)

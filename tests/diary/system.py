"""The system as a program with a file in one folder sees it: every call is counted and may fail."""

from __future__ import annotations

import builtins
import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.diary.faults import Killed

BY_PATH = ("open", "replace", "mkdir", "unlink", "stat", "lstat", "scandir", "listdir")
BY_DESCRIPTOR = ("write", "fsync", "close", "fchmod", "flock", "fcntl")
FAIL_WHEN_FULL = ("open", "io.open", "replace", "mkdir", "write", "fsync", "close")
"""The calls that a full disk makes fail; a broken one may make any fail."""
LASTING = ("open", "replace", "mkdir", "unlink", "write", "fsync", "fchmod")
"""The calls that leave something on the disk, for a program that dies before or after them."""
How = Literal["EIO", "ENOSPC", "short", "dead", "before", "after"]
"""How a call fails: with an error of the disk; as the disk is full; by writing half and then being
full; with an error that all later calls have too; or the program dies before or after it."""
FULL_FSYNC = 51  # macOS's F_FULLFSYNC
real_open = io.open


class Content(io.BytesIO):
    """What was read of a file, as the file that it was read from."""


class System:
    """The calls that a program makes of the system for the files of one folder.

    ``calls`` names those of the last `watching`, ``left_open`` are the open descriptors.
    """

    def __init__(self, folder: Path) -> None:
        self.calls: list[str] = []
        self.left_open: set[int] = set()
        self._folder = os.path.realpath(folder)
        self._fail_at = 0
        self._how: How = "EIO"
        self._is_dead = self._is_full = False
        self._real: dict[str, Callable[..., Any]] = {}

    @contextmanager
    def watching(self, fail_at: int = 0, how: How = "EIO") -> Iterator[None]:
        """Count the calls of a ``with`` block, and make the ``fail_at``-th fail (0 for none)."""
        import fcntl

        self.calls, self._fail_at, self._how = [], fail_at, how
        self._is_dead = self._is_full = False

        with pytest.MonkeyPatch.context() as patch:
            for name in (*BY_PATH, *BY_DESCRIPTOR):
                holder: Any = fcntl if name in ("flock", "fcntl") else os
                self._real[name] = getattr(holder, name)
                patch.setattr(holder, name, self._watched(name))
            # pathlib and others find it in one place or the other, depending on the Python version.
            patch.setattr(io, "open", self._open_to_read)
            patch.setattr(builtins, "open", self._open_to_read)
            yield
        if self._is_dead and how != "dead":
            while self.left_open:  # as the system does for a program that died
                os.close(self.left_open.pop())

    def _watched(self, name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            real = self._real[name]
            if name in BY_DESCRIPTOR:
                is_ours = args[0] in self.left_open
            else:
                is_ours = bool(args) and self._is_in_folder(args[0])
            return self._make_call(name, real, args, kwargs) if is_ours else real(*args, **kwargs)

        return call

    def _is_in_folder(self, path: Any) -> bool:
        return isinstance(path, str | os.PathLike) and os.fspath(path).startswith(self._folder)

    def _open_to_read(self, file: Any, *args: Any, **kwargs: Any) -> Any:
        if not self._is_in_folder(file):
            return real_open(file, *args, **kwargs)
        if (*args[:1], kwargs.get("mode")) != ("rb", None) and kwargs.get("mode") != "rb":
            return real_open(file, *args, **kwargs)  # only the tests write in this way
        found = self._make_call("io.open", real_open, (file, *args), kwargs)
        with found:
            return Content(self._make_call("read", found.read, (), {}))

    def _make_call(
        self, name: str, real: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        self.calls.append(name)
        is_failing = len(self.calls) == self._fail_at
        if name == "close":
            self.left_open.discard(args[0])
            real(*args)  # a close that reports an error has closed nevertheless
        if self._is_dead:
            self._die()
        if is_failing or self._is_full:
            self._fail(name, real, args)
        if name in ("close", "fsync") or (name == "fcntl" and args[1] == FULL_FSYNC):
            result = None
        elif name == "write" and is_failing and self._how == "short":
            result, self._is_full = real(args[0], args[1][: len(args[1]) // 2]), True
        else:
            try:
                result = real(*args, **kwargs)
            except OSError:
                if is_failing and self._how == "after":
                    self._die()
                raise
        if name == "open":
            assert isinstance(result, int)
            self.left_open.add(result)
        if is_failing and self._how == "after":
            self._die()
        return result

    def _die(self) -> None:
        self._is_dead = True
        if self._how in ("before", "after"):
            raise Killed
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    def _fail(self, name: str, real: Callable[..., Any], args: tuple[Any, ...]) -> None:
        if self._how in ("before", "dead"):
            if name == "write" and self._how == "before":
                real(args[0], args[1][: len(args[1]) // 2])  # some of it may be there
            self._die()
        if self._how == "ENOSPC" or (self._is_full and name in FAIL_WHEN_FULL):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if self._how == "EIO":
            raise OSError(errno.EIO, os.strerror(errno.EIO))

"""Faults of the disk: an ``os`` module whose calls fail, and a disk that is full or unsure.

They reach what `tui.diary.atomic_write` calls. `tests.diary.system` reaches every call of a change.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from typing import Any

import pytest

from tui.diary import atomic_write

COUNTED = ("open", "fchmod", "write", "fsync", "close", "replace")
"""The calls that a write makes of the ``os`` module; each of them may be the one that fails."""


class Killed(BaseException):
    """The program ends here, without tidying up."""


class FaultyOs:
    """The ``os`` module as `tui.diary.atomic_write` sees it, with its ``fail_at``-th call failing.

    ``calls`` names every counted call. ``opened`` and ``closed`` are descriptors, and
    ``flushed_after_failure`` those that were flushed again although a flush of them had failed.

    Args:
        fail_at: the number of the counted call that fails, from 1; None for none.
        code: the error it fails with.
        most: how many bytes one write takes; None for all.
        is_killed: the call does not fail, but the program ends there.
    """

    def __init__(
        self,
        fail_at: int | None = None,
        code: int = errno.EIO,
        *,
        most: int | None = None,
        is_killed: bool = False,
    ) -> None:
        self.fail_at = fail_at
        self.code = code
        self.most = most
        self.is_killed = is_killed
        self.calls: list[str] = []
        self.opened: list[int] = []
        self.closed: list[int] = []
        self.flushed_after_failure: list[int] = []
        self._failed_flush: set[int] = set()

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        return self._counted(name, real) if name in COUNTED else real

    def _counted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            self.calls.append(name)
            is_failing = len(self.calls) == self.fail_at
            if is_failing and self.is_killed:
                raise Killed
            if name == "fsync" and args[0] in self._failed_flush:
                self.flushed_after_failure.append(args[0])
            if name == "close":
                self.closed.append(args[0])
                self._failed_flush.discard(args[0])
                real(*args)  # a close that reports an error has closed nevertheless
            if is_failing:
                if name == "fsync":
                    self._failed_flush.add(args[0])
                raise OSError(self.code, os.strerror(self.code))
            if name == "close":
                return None
            if name == "write" and self.most is not None:
                return real(args[0], args[1][: self.most])
            result = real(*args)
            if name == "open":
                self.opened.append(result)
            return result

        return call


class Disk:
    """Lets the disk of a test fail and heal again."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def use(self, system: FaultyOs) -> FaultyOs:
        """Make every write from now on go through this system, and return it."""
        self._monkeypatch.setattr(atomic_write, "os", system)
        return system

    def fill(self) -> None:
        """Make every write from now on fail, as the disk is full."""

        class Full(FaultyOs):
            def __getattr__(self, name: str) -> Any:
                if name == "write":
                    self.fail_at = len(self.calls) + 1
                return super().__getattr__(name)

        self.use(Full(code=errno.ENOSPC))

    def lose_confirmation(self) -> None:
        """Let every file from now on be replaced, but make the flush of its folder fail."""

        class Unconfirming(FaultyOs):
            def __getattr__(self, name: str) -> Any:
                if name == "fsync" and self.calls[-2:-1] == ["replace"]:
                    self.fail_at = len(self.calls) + 1
                return super().__getattr__(name)

        self.use(Unconfirming())

    def heal(self) -> None:
        """Make writing work again."""
        self._monkeypatch.setattr(atomic_write, "os", os)

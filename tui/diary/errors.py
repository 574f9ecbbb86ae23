"""What can go wrong with the diary, each in one line that a person can read."""

from __future__ import annotations

from pathlib import Path
from typing import Any


class DiaryError(Exception):
    """The diary could not be read or written; the message is one clear line."""


class Unreadable(DiaryError):
    """The file is there but is not a diary that can be read; it was left untouched."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"cannot read {path}: {reason}")


class NotSaved(DiaryError):
    """A change did not reach the disk; the old file is as it was."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"not saved to {path}: {reason}")


class Unconfirmed(DiaryError):
    """A change was saved, but the disk did not confirm it.

    ``result`` is what the operation would have given back.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"saved to {path}, not yet confirmed on disk: {reason}")
        self.result: Any = None


class Busy(NotSaved):
    """Another program held the diary for too long."""


class AlreadyRunning(DiaryError):
    """Another program is running a session in this diary."""

    def __init__(self) -> None:
        super().__init__("a session is already running in another window")


class ChangeRejected(DiaryError):
    """A change that would undo what must stand."""


class NotFound(DiaryError):
    """There is no such record."""


def reason(error: OSError) -> str:
    """The system's own words for an error, without numbers and paths."""
    return error.strerror.lower() if error.strerror else type(error).__name__

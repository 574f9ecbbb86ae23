"""What can go wrong with the diary. Each message is one line that a person can read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any


class DiaryError(Exception):
    """Base class: the diary could not be read or changed."""


class Unreadable(DiaryError):
    """The file exists but is not a diary that can be read. It was left as it is.

    ``reason`` says why, without the path.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"cannot read {path}: {reason}")
        self.reason = reason


class NotSaved(DiaryError):
    """A change did not reach the disk. The file holds what it held before."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"not saved to {path}: {reason}")


class Unconfirmed(DiaryError):
    """A change is in the file, but the disk did not confirm it: a power cut may take it back.

    ``result`` is what the operation would have returned.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"saved to {path}, not yet confirmed on disk: {reason}")
        self.result: Any = None


class Busy(NotSaved):
    """Another program held the file's lock for too long."""


class AlreadyRunning(DiaryError):
    """Another program runs a session in this diary."""

    def __init__(self) -> None:
        super().__init__("a session is already running in another window")


class ChangeRejected(DiaryError):
    """The change is not allowed: it would lose or overwrite something that must stay."""


class SignStands(ChangeRejected):
    """A warning sign of a date would be taken away or made milder (rules R6.sign-stands)."""

    def __init__(self, day: dt.date) -> None:
        super().__init__(
            f"the warning sign of {day} stays. A wrong key can be undone only within a minute. "
            "From the next day on, you can say here that someone qualified has looked at the sign."
        )


class NotFound(DiaryError):
    """No such record."""


def reason(error: OSError) -> str:
    """Return the system's description of an error, without its number and paths."""
    return error.strerror.lower() if error.strerror else type(error).__name__

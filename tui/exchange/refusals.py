"""How an import is refused: in plain words, with the place that is at fault.

The words may quote the file, with control characters and all: the command line makes them visible.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tui.diary.errors import DiaryError


class ImportRefused(DiaryError):
    """A file cannot be imported, and nothing of it was.

    Args:
        where: the line or record at fault; empty if it is not known.
        reason: what is wrong.
        name: what to call the file in the message.
        orders: the orders of dates to choose from, each with what the date at fault is then.
    """

    def __init__(
        self,
        where: str,
        reason: str,
        name: str = "the file",
        orders: Mapping[str, str] | None = None,
    ) -> None:
        message = ": ".join(filter(None, (f"cannot import {name}", where, reason)))
        super().__init__(message)
        self.where, self.reason, self.orders = where, reason, orders or {}


class UnclearFormat(DiaryError):
    """Several programs may have written a file, so the person has to choose one.

    Args:
        message: says so, and how the command line is told.
        choices: the programs, each key with its name.
    """

    def __init__(self, message: str, choices: Mapping[str, str]) -> None:
        super().__init__(message)
        self.choices = choices


def quoted(text: str) -> str:
    """Return a text of a foreign file in quotes for a message, shortened to 40 characters."""
    return repr(text if len(text) <= 40 else f"{text[:39]}…")


@contextmanager
def within(place: object) -> Iterator[None]:
    """Put a place, such as the name of a file in a zip, before the place of a refusal."""
    try:
        yield
    except ImportRefused as refused:
        where = ", ".join(filter(None, (str(place), refused.where)))
        raise ImportRefused(where, refused.reason, orders=refused.orders) from refused


@contextmanager
def named(name: str) -> Iterator[None]:
    """Put the name of the file into a refusal."""
    try:
        yield
    except ImportRefused as refused:
        raise ImportRefused(refused.where, refused.reason, name, refused.orders) from refused

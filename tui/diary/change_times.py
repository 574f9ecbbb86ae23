"""When a record, and a field of it, was changed: what merging two diaries goes by.

A record says in ``changed`` when it was changed last, and a trace in ``deleted`` when it was
removed. A record that was merged of two says in ``changed_at`` when each of its fields was changed,
where that is not ``changed``. (docs/file-format.md, "How copies merge")

Clocks are wrong at times. So a change never bears an earlier time than what it changes: a record
from a clock that is years ahead loses to the next change of it, whatever the clock then says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

_TICK = dt.timedelta(seconds=1)


class ChangeTime(NamedTuple):
    """A moment and how it is written."""

    at: dt.datetime
    text: str


NEVER = ChangeTime(dt.datetime.min.replace(tzinfo=dt.UTC), "0001-01-01T00:00:00Z")
"""The time of a record without one, which is earlier than any other."""


def read_time(value: object) -> ChangeTime:
    """Return the time of a plain value of the file; `NEVER` for anything that is no moment."""
    if isinstance(value, str):
        try:
            at = dt.datetime.fromisoformat(value)
        except ValueError:
            return NEVER
        if at.tzinfo is not None:
            return ChangeTime(at, value)
    return NEVER


def later_than(now: dt.datetime, *earlier: dt.datetime | None) -> dt.datetime:
    """Return ``now``, or a second after the latest of the earlier moments if it is not after it."""
    latest = max((each for each in earlier if each is not None), default=None)
    if latest is None or now > latest:
        return now
    try:
        return (latest + _TICK).astimezone(now.tzinfo).replace(microsecond=0)
    except OverflowError:  # there is nothing after the year 9999
        return latest


def read_times(value: object) -> dict[str, ChangeTime]:
    """Return the times in a ``changed_at`` field."""
    if not isinstance(value, Mapping):
        return {}
    return {name: read_time(text) for name, text in value.items() if isinstance(name, str)}

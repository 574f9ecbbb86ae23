"""What two diaries have in common: whether one is in the past of the other, or of both.

A file does not say what it was made of. But its records say when they were changed. What is the
same in two diaries shows how long they had one past: whatever was changed on either of them before
that was seen by both.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property

import msgspec
from msgspec import Struct

from tui.diary.change_times import NEVER, read_time
from tui.diary.identities import (
    Tables,
    by_identity,
    joined_version,
    numbered_records,
    raw_tables,
    readable,
)
from tui.diary.versions import Version

_KNOWN = ("settings", "routines", "sessions", "days")
_FAR = dt.timedelta(days=400)
"""A record that was changed so much later says nothing of an earlier one: its clock was wrong."""


class CommonPast:
    """What two diaries have in common.

    Args:
        ours: this diary.
        theirs: the other one.
    """

    def __init__(self, ours: Tables, theirs: Tables) -> None:
        self._sides = tuple(map(_records, (ours, theirs)))

    def has(self, base: Tables, *, is_backup: bool = False) -> bool:
        """Return whether a diary is in the past of both.

        Each of its records must be in both and not earlier; of the same time only if it says the
        same, or was merged since. Settings that do not say when they were changed do not count.

        Where the two have different versions of a record, each must have seen the one of ``base``:
        it still has it, or both had one past after it was changed. Else what it says would count
        as taken back by one that has never seen it.

        Args:
            base: the diary.
            is_backup: whether it is a backup of ours, so that ours has seen all of it.
        """
        old = _records(base)
        if not all(_is_past(old, side) for side in self._sides):
            return False
        for name in _KNOWN:
            ours, theirs = (side[name] for side in self._sides)
            unequal = by_identity(readable(name, [ours ^ theirs]))
            seen = theirs if is_backup else ours & theirs
            unseen = old[name] - seen if unequal else set()
            for identity, raws in by_identity(readable(name, [unseen])).items():
                if identity in unequal and not self._was_one_after(joined_version(name, raws)):
                    return False
        return True

    def _was_one_after(self, version: Version) -> bool:
        at = version.at.at
        if at == NEVER.at:
            return True
        place = bisect_left(self._shared, at)
        return place < len(self._shared) and self._shared[place] - at <= _FAR

    @cached_property
    def _shared(self) -> list[dt.datetime]:
        """When the records that both have were changed."""
        shared = [raw for name in _KNOWN for raw in self._sides[0][name] & self._sides[1][name]]
        return sorted(map(_changed_at, shared))


class _Dates(Struct, gc=False):
    changed: str | None = None
    deleted: str | None = None


_read_dates = msgspec.json.Decoder(_Dates).decode


def _changed_at(raw: bytes) -> dt.datetime:
    try:
        dates = _read_dates(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return NEVER.at
    return read_time(dates.deleted or dates.changed).at


_Records = dict[str, set[bytes]]
"""The records under document ids, by table."""


def _records(tables: Tables) -> _Records:
    raw = raw_tables({name: tables.get(name, {}) for name in _KNOWN})
    return {name: {*numbered_records(records)} for name, records in raw.items()}


def _is_past(base: _Records, tables: _Records) -> bool:
    for name in _KNOWN:
        earlier = by_identity(readable(name, [base[name] - tables[name]]))
        later = by_identity(readable(name, [tables[name] - base[name]])) if earlier else {}
        for identity, raws in earlier.items():
            if identity not in later or not _is_later(name, raws, later[identity]):
                return False
    return True


def _is_later(name: str, earlier: Iterable[bytes], later: Iterable[bytes]) -> bool:
    old, new = joined_version(name, earlier), joined_version(name, later)
    if old.at.at != new.at.at:
        return old.at.at < new.at.at
    if name == "settings" and old.at == NEVER:
        return True
    # Of two that say the same, the one that was merged of more is the later one on every device.
    is_merged = bool(new.times) or old.fields == new.fields
    return is_merged and new.precedence > old.precedence

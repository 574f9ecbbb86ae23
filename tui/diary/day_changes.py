"""What a change does to the records of dates, and what it may not."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tui.diary.errors import ChangeRejected
from tui.practice import dates
from tui.practice.models import Band, DayRecord

if TYPE_CHECKING:
    from tui.diary.snapshot import Snapshot
    from tui.diary.transaction import Transaction

LONGEST_REST = 366
"""The number of dates that one change can mark as rest."""


def put_day(
    snapshot: Snapshot, transaction: Transaction, record: DayRecord, utc: dt.datetime
) -> DayRecord:
    """Write what is known of a date, as changed at a time in UTC.

    Of two documents of one date, which `Snapshot.days` joins, the first gets all of it, and a trace
    of the other stays.
    """
    same = [r for r in snapshot.file.days.values() if r.day == record.day]
    new = replace(record, changed=utc)
    if not same:
        transaction.insert("days", new)
    else:
        new = transaction.replace("days", same[0], new)
        for other in same[1:]:
            trace = DayRecord(day=new.day, deleted=utc)
            transaction.replace("days", other, trace, keep_unknown_fields=False)
    return new


def leave_out_blind_acks(
    snapshot: Snapshot, transaction: Transaction, day: dt.date, utc: dt.datetime
) -> None:
    """Take out what was acknowledged before a sign was recorded that it would cover.

    A sign of an earlier date may be recorded after that, also one more of a date that had one
    (rules R6.acknowledge).
    """
    for date, record in snapshot.days.items():
        if record.ack and date > day:
            put_day(snapshot, transaction, replace(record, ack=False), utc)


def has_sign(snapshot: Snapshot, record: DayRecord) -> bool:
    """Return whether a warning sign was noticed on a date: before, in or after a session."""
    return Band.WARNING in (record.check, record.report) or any(
        session.day == record.day and session.stop_reason == "warning"
        for session in snapshot.sessions
    )


def days_of_rest(first: dt.date, last: dt.date) -> int:
    """Return how many dates a range of rest has.

    Raises:
        ChangeRejected: it ends before it begins, or is longer than `LONGEST_REST`.
    """
    count = dates.days_between(first, last) + 1
    if count < 1:
        raise ChangeRejected(f"the rest would end ({last}) before it begins ({first})")
    if count > LONGEST_REST:
        raise ChangeRejected(
            f"{count} dates at once are too many; up to {LONGEST_REST} can be marked"
        )
    return count

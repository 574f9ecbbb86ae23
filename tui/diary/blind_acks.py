"""Acknowledgements that knew nothing of a warning sign, as it was recorded later or elsewhere.

Who says that someone qualified has looked at it speaks of the signs that they know of. Once a
merge, an import or a person brings one that is earlier than that answer and was not there when it
was given, the answer does not open the lock of that sign (rules R6.acknowledge), and is left out.
Of two merged diaries, an answer stands if one that has it knew of all signs before it, also of
those that another answer was given for, as that one may be taken back. So whoever gave an answer
that is in a diary knew of all signs before it that are there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from tui.diary.change_times import read_time
from tui.diary.day_versions import join_days
from tui.diary.fields import record_json
from tui.diary.identities import version_of
from tui.diary.merge_changes import MergeChange

Table = Mapping[str, bytes]
"""The records of a table as JSON, by key."""
Sign = tuple[str, str, str]
"""A warning sign: its date, what told of it, and the id of the session that stopped for it.

A check-in, a report and a stop of one date are three signs: who knew of one may not know of the
others.
"""


class _Told(Struct, gc=False):
    """What a record says of a sign."""

    id: str = ""
    day: str = ""
    check: str | None = None
    report: str | None = None
    stop_reason: str | None = None
    ack: bool = False
    changed: str | None = None
    deleted: str | None = None


_read = msgspec.json.Decoder(_Told).decode


def without_blind_acks(
    days: list[tuple[str, bytes]],
    sides: Iterable[Mapping[str, Table]],
    sessions: Iterable[bytes],
    changes: list[MergeChange],
) -> list[tuple[str, bytes]]:
    """Return merged days without the acknowledgements that no side may give.

    Args:
        days: the merged days by document id.
        sides: the tables of both diaries.
        sessions: the merged sessions.
        changes: what the merge does; acknowledgements that are left out are taken out of it.
    """
    keys = {raw: key for key, raw in days}
    acked = _acked(keys)
    if not acked:
        return days
    signs = _signs([*sessions, *(raw for _, raw in days)])
    known = [*map(acks_and_signs, sides)]
    moments = {date: moment for date, (moment, _) in acked.items()}
    # It is the later one of two acknowledgements that stands, so who gave that one must have known.
    latest = [
        ({date for date, moment in given.items() if moment == moments.get(date)}, seen)
        for given, seen in known
    ]
    dates = blind_dates(acked, signs, latest)
    if not dates:
        return days
    blind = {keys[acked[date][1]] for date in dates}
    changes[:] = [
        replace(each, kept={k: v for k, v in each.kept.items() if k != "ack"})
        if each.kind == "added" and each.identity in dates and isinstance(each.kept, dict)
        else each
        for each in changes
        if not (each.table == "days" and each.identity in dates and each.field == ("ack",))
    ]
    changes += [
        MergeChange("days", date, "blind", ("ack",), lost=True)
        for date in sorted(dates & {*known[0][0]})
    ]
    return [(key, _not_acked(raw) if key in blind else raw) for key, raw in days]


def acks_and_signs(
    tables: Mapping[str, Table],
) -> tuple[dict[str, dt.datetime], set[Sign]]:
    """Return the dates with an acknowledgement, with when they were changed, and the signs."""
    own = [*tables.get("days", {}).values(), *tables.get("sessions", {}).values()]
    return {date: moment for date, (moment, _) in _acked(own).items()}, _signs(own)


def blind_dates(
    acked: Iterable[str],
    signs: Collection[Sign],
    known: Collection[tuple[Collection[str], Collection[Sign]]],
) -> set[str]:
    """Return the dates of acknowledgements that knew nothing of a sign before them.

    Args:
        acked: the dates with an acknowledgement.
        signs: the warning signs.
        known: the two as each of those knew them who may have given the acknowledgements.
    """
    unseen = [(given, {*signs} - {*seen}) for given, seen in known]
    firsts = [(given, min(missed)[0] if missed else "~") for given, missed in unseen]
    return {
        date
        for date in acked
        if not any(date in given and date <= first for given, first in firsts)
    }


def signs_of(record: Mapping[str, Any]) -> Iterator[Sign]:
    """Yield the warning signs that the document of a session or a date tells of."""
    day = str(record.get("day"))
    for answer in ("check", "report"):
        if record.get(answer) == "warning":
            yield day, answer, ""
    if record.get("stop_reason") == "warning":
        yield day, "stop", str(record.get("id"))


def _told(raw: bytes, word: bytes) -> _Told | None:
    """Return what a record says; None if it cannot be read, or lacks a word."""
    if word not in raw:
        return None
    try:
        return _read(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def _acked(raws: Iterable[bytes]) -> dict[str, tuple[dt.datetime, bytes]]:
    """Return when records with an acknowledgement were changed, and the records, by their dates.

    Of several of one date, it is the one that was changed last.
    """
    found = ((raw, _told(raw, b'"ack"')) for raw in raws)
    acked = [
        (read_time(told.changed).at, raw, told.day) for raw, told in found if told and told.ack
    ]
    return {day: (moment, raw) for moment, raw, day in sorted(acked)}


def _signs(raws: Iterable[bytes]) -> set[Sign]:
    """Return the warning signs."""
    found = (_told(raw, b'"warning"') for raw in raws)
    return {
        sign
        for told in found
        if told and not told.deleted
        for sign in signs_of(msgspec.structs.asdict(told))
    }


def _not_acked(raw: bytes) -> bytes:
    """Return a record without its acknowledgement, written as a merge with the record will be."""
    record = version_of("days", raw)
    rest = record_json({k: v for k, v in record.document.items() if k != "ack"})
    joined = join_days(version_of("days", rest), record, None)
    return record_json({k: v for k, v in joined.document.items() if k != "ack"})

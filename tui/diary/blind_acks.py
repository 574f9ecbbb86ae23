"""Acknowledgements that knew nothing of a warning sign, as it was recorded later or elsewhere.

Who says that someone qualified has looked at it speaks of the signs that they know of. Once a
merge, an import or a person brings one that is earlier than that answer and was not there when it
was given, the answer does not open the lock of that sign (rules R6.acknowledge), and is left out.
Of two merged diaries, an answer stands if one that has it knew of all signs before it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from tui.diary.day_versions import join_days
from tui.diary.fields import record_json
from tui.diary.identities import version_of
from tui.diary.merge_changes import MergeChange

Table = Mapping[str, bytes]
"""The records of a table as JSON, by key."""


class _Told(Struct, gc=False):
    """What a record says of a sign."""

    day: str = ""
    check: str | None = None
    report: str | None = None
    stop_reason: str | None = None
    ack: bool = False
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
    known = [*map(dates_told, sides)]
    dates = blind_dates(acked, signs, known)
    if not dates:
        return days
    blind = {keys[acked[date]] for date in dates}
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


def dates_told(
    tables: Mapping[str, Mapping[str, bytes]],
) -> tuple[Collection[str], Collection[str]]:
    """Return the dates with an acknowledgement and those with a warning sign in a diary."""
    own = [*tables.get("days", {}).values(), *tables.get("sessions", {}).values()]
    return {*_acked(own)}, _signs(own)


def blind_dates(
    acked: Iterable[str],
    signs: Collection[str],
    known: Iterable[tuple[Collection[str], Collection[str]]],
) -> set[str]:
    """Return the dates of acknowledgements that knew nothing of a sign before them.

    Args:
        acked: the dates with an acknowledgement.
        signs: the dates with a warning sign.
        known: the two as each of those knew them who may have given the acknowledgements.
    """
    blind = set()
    last = ""
    for date in sorted(acked):
        before = {sign for sign in signs if last <= sign < date}
        if any(date in given and before <= {*seen} for given, seen in known):
            last = date
        else:
            blind.add(date)
    return blind


def _told(raw: bytes, word: bytes) -> _Told | None:
    """Return what a record says; None if it cannot be read, or lacks a word."""
    if word not in raw:
        return None
    try:
        return _read(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def _acked(raws: Iterable[bytes]) -> dict[str, bytes]:
    """Return the records with an acknowledgement by their dates."""
    found = ((raw, _told(raw, b'"ack"')) for raw in raws)
    return {told.day: raw for raw, told in found if told and told.ack}


def _signs(raws: Iterable[bytes]) -> set[str]:
    """Return the dates with a warning sign."""
    found = (_told(raw, b'"warning"') for raw in raws)
    return {
        told.day
        for told in found
        if told and not told.deleted and "warning" in (told.check, told.report, told.stop_reason)
    }


def _not_acked(raw: bytes) -> bytes:
    """Return a record without its acknowledgement, written as a merge with the record will be."""
    record = version_of("days", raw)
    rest = record_json({k: v for k, v in record.document.items() if k != "ack"})
    joined = join_days(version_of("days", rest), record, None)
    return record_json({k: v for k, v in joined.document.items() if k != "ack"})

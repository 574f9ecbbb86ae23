"""The records of two files by what identifies them.

Document ids are no identity: two copies of a diary may give one id to different records.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from functools import reduce
from itertools import chain
from typing import Any

import msgspec
from msgspec import Struct

from tui.diary.day_versions import join_days
from tui.diary.fields import read_document
from tui.diary.journal import IDENTITY
from tui.diary.raw_records import RawTable, are_document_ids, is_document_id
from tui.diary.versions import Version, join_metas, join_versions
from tui.practice.models import DEFAULT_ROUTINE, DayRecord, Session

Tables = Mapping[str, Mapping[str, Any]]
"""All tables of a file: undecoded, as `decode_tables` gives them, or as `RawTable`."""
Place = tuple[Any, ...]
"""Where a record stands in a merged table."""
Read = Mapping[bytes, tuple[str, Place]]
"""Records that can be read, with what identifies each of them, and its place."""
_encode = msgspec.json.encode


class Records(dict[str, bytes]):
    """The records of a table as JSON by key."""

    __slots__ = ()


def raw_tables(tables: Tables) -> dict[str, Records]:
    """Return every record of every table as JSON by key."""
    return {name: _raw_records(table) for name, table in tables.items()}


def _raw_records(table: Mapping[str, Any]) -> Records:
    if isinstance(table, Records):
        return table
    if isinstance(table, RawTable):
        return Records({key: table.record_json(key) for key in table})
    if {*map(type, table.values())} <= {msgspec.Raw}:
        return Records(zip(table, map(bytes, table.values()), strict=True))
    return Records(
        {
            key: bytes(each) if isinstance(each, msgspec.Raw) else _encode(each)
            for key, each in table.items()
        }
    )


def numbered_records(records: Mapping[str, bytes]) -> list[bytes]:
    """Return the records under document ids; the others cannot be read."""
    if are_document_ids(records):
        return [*records.values()]
    return [raw for key, raw in records.items() if is_document_id(key)]


def identified(name: str, sides: Iterable[Collection[bytes]]) -> dict[bytes, tuple[str, Place]]:
    """Return the records with an identity, and their places. They need not be `sound` otherwise.

    Of the settings and of ``_meta``, the first one of each side counts.
    """
    if name in IDENTITY:
        raws = [*dict.fromkeys(chain.from_iterable(sides))]
        found = zip(raws, read_records(name, raws), strict=True)
        return {raw: read for raw, read in found if read is not None}
    firsts = (next((raw for raw in side if read_records(name, [raw])[0]), None) for side in sides)
    return {raw: ("", ()) for raw in firsts if raw is not None}


def sound(name: str, raws: Collection[bytes]) -> set[bytes]:
    """Return those of some records that this program can read."""
    kind = _KINDS.get(name, _Identified)
    try:
        msgspec.json.decode(b"[" + b",".join(raws) + b"]", type=list[kind])  # type: ignore[valid-type]
    except (msgspec.MsgspecError, ValueError, RecursionError):
        if len(raws) < 2:
            return set()
        return {raw for raw in raws if sound(name, [raw])}
    return {*raws}


def several_of(read: Read) -> dict[str, list[bytes]]:
    """Return the records of which there are several of one identity."""
    first: dict[str, bytes] = {}
    found: dict[str, list[bytes]] = {}
    for raw, (identity, _) in read.items():
        if first.setdefault(identity, raw) is not raw:
            found.setdefault(identity, [first[identity]]).append(raw)
    return found


def by_identity(read: Read) -> dict[str, list[bytes]]:
    """Return records by what identifies them."""
    found: dict[str, list[bytes]] = {}
    for raw, (identity, _) in read.items():
        found.setdefault(identity, []).append(raw)
    return found


def read_records(name: str, raws: list[bytes]) -> list[tuple[str, Place] | None]:
    """Return the identity of each record, and its place in a merged table; None for the unreadable.

    Years of sessions are decoded at once, which is the fast way and nearly always succeeds.
    """
    try:
        joined = b"[" + b",".join(raws) + b"]"
        kind = _PLACED.get(name, _Identified)
        found: list[Any] = msgspec.json.decode(joined, type=list[kind])  # type: ignore[valid-type]
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return [None] if len(raws) == 1 else [read_records(name, [raw])[0] for raw in raws]
    if name == "sessions":  # ids sort by the time when they were made
        return [(each.id, (each.day, each.id)) for each in found]
    return [_identity(name, record) for record in found]


class _Identified(Struct, gc=False):
    """What tells one routine from another; the rest of it is read field by field."""

    id: str = ""


class _Placed(Struct, gc=False):
    """What tells one session from another, and where it stands; quicker to read than all of it."""

    id: str
    day: dt.date = dt.date.min


class _Dated(Struct, gc=False):
    """What tells one date from another."""

    day: dt.date


_KINDS: dict[str, Any] = {"sessions": Session, "days": DayRecord}
_PLACED: dict[str, Any] = {"sessions": _Placed, "days": _Dated}


def _identity(name: str, record: Any) -> tuple[str, Place] | None:
    if name == "days":
        return record.day.isoformat(), (record.day,)
    if name == "routines":
        return (record.id, (record.id != DEFAULT_ROUTINE.id, record.id)) if record.id else None
    return "", ()


def version_of(name: str, raw: bytes) -> Version:
    """Return a record of a table as a version."""
    return Version(name, raw, read_document(raw) or {})


def joined_version(name: str, raws: Iterable[bytes], base: Version | None = None) -> Version:
    """Return one version of all that stand in one or both of the files."""
    join = {"days": join_days, "_meta": join_metas}.get(name, join_versions)
    versions = (version_of(name, raw) for raw in raws)
    return reduce(lambda one, other: join(one, other, base), versions)

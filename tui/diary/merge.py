"""Two diaries, and their newest common backup where there is one, into one diary.

Nothing is read or written here, and no clock is asked. For the same base, merging is commutative,
associative and idempotent: several devices that merge the same files, in any order, end with the
same bytes. To merge a merged diary with one that it was merged of changes nothing.

Records are found by what identifies them, never by their document ids, which are given anew. What
cannot be read, and tables that are not known here, are taken from both as they are.
(docs/file-format.md, "How copies merge")
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import itemgetter
from typing import Any

import msgspec
from msgspec import Struct

from tui.diary.codec import File
from tui.diary.day_versions import join_days
from tui.diary.fields import read_document
from tui.diary.journal import IDENTITY
from tui.diary.merge_changes import MergeChange, changes_of, plain
from tui.diary.raw_file import to_raw_tables
from tui.diary.raw_records import RawTable, are_document_ids, is_document_id
from tui.diary.stamps import NEVER
from tui.diary.versions import Version, join_metas, join_versions
from tui.practice.models import DEFAULT_ROUTINE, DayRecord, Session

Tables = Mapping[str, Mapping[str, Any]]
"""All tables of a file: undecoded, as `decode_tables` gives them, or as `RawTable`."""
KNOWN = tuple(field.encode_name for field in msgspec.structs.fields(File))
_encode = msgspec.json.encode


@dataclass(frozen=True)
class Merged:
    """A merged diary: ``tables`` are what to write, ``changes`` what is new about it to us.

    ``is_new`` says whether anything at all that they have is missing here.
    """

    tables: dict[str, RawTable]
    changes: tuple[MergeChange, ...]
    is_new: bool


def merge(ours: Tables, theirs: Tables, base: Tables | None = None) -> Merged:
    """Merge two diaries.

    Args:
        ours: this diary.
        theirs: the other one, in the same schema.
        base: a diary that both have in their past (`is_ancestor`), the newest one if there are
            several. What differs from it was changed.
    """
    sides = [_raw_tables(tables) for tables in (ours, theirs, base or {})]
    if _in_order(sides[0]) == _in_order(sides[1]):
        return Merged(to_raw_tables(ours), (), is_new=False)
    tables: dict[str, RawTable] = {}
    changes: list[MergeChange] = []
    is_new = False
    there = {*sides[0], *sides[1]}
    for name in [*filter(there.__contains__, KNOWN), *sorted(there - {*KNOWN})]:
        mine, other, common = (side.get(name, {}) for side in sides)
        join_table = _merge_known if name in KNOWN else _merge_keyed
        merged = join_table(name, mine, other, common, changes)
        tables[name] = RawTable({key: _encode(key) + b":" + raw for key, raw in merged})
        here = {*mine.values()}
        is_new = is_new or (name != "_meta" and any(raw not in here for _, raw in merged))
    return Merged(tables, tuple(changes), is_new)


def is_ancestor(base: Tables, tables: Tables) -> bool:
    """Return whether every record of ``base`` is in the past of ``tables``.

    It must be there, and not earlier; of the same time only if it says the same, or was merged
    since. Settings that do not say when they were changed do not count.
    """
    old, new = _raw_tables(base), _raw_tables(tables)
    for name in KNOWN[1:]:
        before, after = ({*_numbered(side.get(name, {}))} for side in (old, new))
        earlier = _by_identity(_readable(name, [before - after]))
        later = _by_identity(_readable(name, [after - before])) if earlier else {}
        for identity, raws in earlier.items():
            found = later.get(identity)
            if not found or not _is_past(_joined(name, raws), _joined(name, found)):
                return False
    return True


def _is_past(version: Version, later: Version) -> bool:
    if version.at.at != later.at.at:
        return version.at.at < later.at.at
    is_undated = version.table == "settings" and version.at == NEVER
    return is_undated or bool(later.stamps) or version.fields == later.fields


# Reading


def _raw_tables(tables: Tables) -> dict[str, dict[str, bytes]]:
    """Return every record of every table as JSON by key."""
    return {name: _raw_records(table) for name, table in tables.items()}


def _in_order(tables: dict[str, dict[str, bytes]]) -> list[tuple[str, list[tuple[str, bytes]]]]:
    return [(name, [*records.items()]) for name, records in tables.items()]


def _raw_records(table: Mapping[str, Any]) -> dict[str, bytes]:
    if isinstance(table, RawTable):
        return {key: table.record_json(key) for key in table}
    if {*map(type, table.values())} <= {msgspec.Raw, bytes}:
        return dict(zip(table, map(bytes, table.values()), strict=True))
    return {
        key: bytes(each) if isinstance(each, msgspec.Raw) else _encode(each)
        for key, each in table.items()
    }


def _numbered(records: Mapping[str, bytes]) -> list[bytes]:
    """Return the records under document ids; the others cannot be read."""
    if are_document_ids(records):
        return [*records.values()]
    return [raw for key, raw in records.items() if is_document_id(key)]


def _readable(
    name: str, sides: Iterable[Collection[bytes]]
) -> dict[bytes, tuple[str, tuple[Any, ...]]]:
    """Return the records that can be read, with their identities and places.

    Of the settings and of ``_meta``, the first one of each side counts.
    """
    if name in IDENTITY:
        raws = [*dict.fromkeys(chain.from_iterable(sides))]
        found = zip(raws, _read(name, raws), strict=True)
        return {raw: read for raw, read in found if read is not None}
    firsts = (next((raw for raw in side if _read(name, [raw])[0]), None) for side in sides)
    return {raw: ("", ()) for raw in firsts if raw is not None}


def _several(read: Mapping[bytes, tuple[str, tuple[Any, ...]]]) -> dict[str, list[bytes]]:
    """Return the records of which there are several of one identity."""
    first: dict[str, bytes] = {}
    found: dict[str, list[bytes]] = {}
    for raw, (identity, _) in read.items():
        if first.setdefault(identity, raw) is not raw:
            found.setdefault(identity, [first[identity]]).append(raw)
    return found


def _by_identity(read: Mapping[bytes, tuple[str, tuple[Any, ...]]]) -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = {}
    for raw, (identity, _) in read.items():
        found.setdefault(identity, []).append(raw)
    return found


def _read(name: str, raws: list[bytes]) -> list[tuple[str, tuple[Any, ...]] | None]:
    """Return the identity of each record, and its place in a merged table; None for the unreadable.

    Years of sessions are decoded at once, which is the fast way and nearly always succeeds.
    """
    try:
        joined = b"[" + b",".join(raws) + b"]"
        found: list[Any] = msgspec.json.decode(joined, type=list[_KINDS.get(name, _Identified)])  # type: ignore[misc]
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return [None] if len(raws) == 1 else [_read(name, [raw])[0] for raw in raws]
    return [_identity(name, record) for record in found]


class _Identified(Struct, gc=False):
    """What tells one routine from another; the rest of it is read field by field."""

    id: str = ""


_KINDS: dict[str, Any] = {"sessions": Session, "days": DayRecord}


def _identity(name: str, record: Any) -> tuple[str, tuple[Any, ...]] | None:
    if name == "sessions":
        return record.id, (record.day, record.id)  # ids sort by the time when they were made
    if name == "days":
        return record.day.isoformat(), (record.day,)
    if name == "routines":
        return (record.id, (record.id != DEFAULT_ROUTINE.id, record.id)) if record.id else None
    return "", ()


def _version(name: str, raw: bytes) -> Version:
    return Version(name, raw, read_document(raw) or {})


def _joined(name: str, raws: Iterable[bytes], base: Version | None = None) -> Version:
    """Return one version of all that stand in one or both of the files."""
    join = {"days": join_days, "_meta": join_metas}.get(name, join_versions)
    return reduce(lambda one, other: join(one, other, base), (_version(name, raw) for raw in raws))


# Merging


def _merge_known(
    name: str,
    ours: dict[str, bytes],
    theirs: dict[str, bytes],
    base: dict[str, bytes],
    changes: list[MergeChange],
) -> list[tuple[str, bytes]]:
    """Return the records of a table by their new document ids, and say what is new."""
    numbered = [_numbered(side) for side in (ours, theirs)]
    read = _readable(name, numbered)
    here, there = ({*side} for side in numbered)
    several = _several(read)
    rows: list[tuple[tuple[Any, ...], bytes]] = [
        (place, raw) for raw, (identity, place) in read.items() if identity not in several
    ]
    for _, raw in rows:
        if raw not in here:
            changes += changes_of(read[raw][0], None, _version(name, raw), None, None)
    old = _old_versions(name, base, read, several) if several else {}
    for identity, raws in several.items():
        common = _joined(name, old[identity]) if identity in old else None
        first, second = (
            _joined(name, found) if (found := [raw for raw in raws if raw in side]) else None
            for side in (here, there)
        )
        result = _joined(name, [each.raw for each in (first, second) if each], common)
        changes += changes_of(identity, first, second, result, common)
        place = _read(name, [result.raw])[0]
        rows.append((place[1] if place else (), result.raw))
    rows.sort(key=itemgetter(0))
    unread = [Counter([raw for raw in side if raw not in read]) for side in numbered]
    in_order = [*(raw for _, raw in rows), *sorted((unread[0] | unread[1]).elements())]
    named = [
        {key: raw for key, raw in side.items() if not is_document_id(key)}
        for side, found in zip((ours, theirs), numbered, strict=True)
        if len(found) < len(side)
    ]
    others = _merge_keyed(name, named[0], named[-1], base, []) if named else []
    return [*((str(number), raw) for number, raw in enumerate(in_order, 1)), *others]


def _old_versions(
    name: str,
    base: dict[str, bytes],
    read: Mapping[bytes, tuple[str, tuple[Any, ...]]],
    wanted: Collection[str],
) -> dict[str, list[bytes]]:
    """Return what the base has of some records; what is still as it was then is not read again."""
    raws = _numbered(base)
    if name not in IDENTITY:
        return _by_identity(_readable(name, [raws]))
    known = {raw: read[raw] for raw in raws if raw in read and read[raw][0] in wanted}
    return _by_identity(known | _readable(name, [{*raws}.difference(read)]))


def _merge_keyed(
    name: str,
    ours: dict[str, bytes],
    theirs: dict[str, bytes],
    base: dict[str, bytes],
    changes: list[MergeChange],
) -> list[tuple[str, bytes]]:
    """Return records of which nothing but the keys is known: all of both, under their keys.

    Where two stand under one key, one gets a key that follows from what it holds.
    """
    merged: dict[str, bytes] = {}
    displaced: list[tuple[str, bytes]] = []
    for key in {**ours, **theirs}:
        found = {side[key] for side in (ours, theirs) if key in side}
        if len(found) > 1:
            found -= {base.get(key, b"")}
        merged[key] = max(found)
        displaced += [(_other_key(key, raw), raw) for raw in found - {merged[key]}]
    merged.update(displaced)
    changes += [
        MergeChange(name, key, "added", kept=plain(raw))
        for key, raw in merged.items()
        if raw not in ours.values()
    ]
    return sorted(
        merged.items(),
        key=lambda item: (0, int(item[0]), "") if is_document_id(item[0]) else (1, 0, item[0]),
    )


def _other_key(key: str, raw: bytes) -> str:
    digest = hashlib.sha256(raw).hexdigest()[:12]
    return str(int(digest, 16)) if is_document_id(key) else f"{key}.{digest}"

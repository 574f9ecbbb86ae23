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
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from tui.diary.codec import File
from tui.diary.day_versions import join_days
from tui.diary.fields import read_document
from tui.diary.journal import IDENTITY
from tui.diary.merge_changes import MergeChange, changes_of, plain
from tui.diary.raw_file import to_raw_tables
from tui.diary.raw_records import RawTable, encode_record, is_document_id
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
    if sides[0] == sides[1]:
        return Merged(to_raw_tables(ours), (), is_new=False)
    tables: dict[str, RawTable] = {}
    changes: list[MergeChange] = []
    is_new = False
    there = {*sides[0], *sides[1]}
    for name in [*filter(there.__contains__, KNOWN), *sorted(there - {*KNOWN})]:
        mine, other, common = (side.get(name, {}) for side in sides)
        join_table = _merge_known if name in KNOWN else _merge_keyed
        merged = join_table(name, mine, other, common, changes)
        tables[name] = RawTable(
            {key: encode_record(key, msgspec.Raw(each)) for key, each in merged}
        )
        is_same = mine == other or Counter(mine.values()) == Counter(dict(merged).values())
        is_new = is_new or (name != "_meta" and not is_same)
    return Merged(tables, tuple(changes), is_new)


def is_ancestor(base: Tables, tables: Tables) -> bool:
    """Return whether every record of ``base`` is in the past of ``tables``.

    It must be there, and not earlier; of the same time only if it says the same, or was merged
    since. Settings that do not say when they were changed do not count.
    """
    old, new = _raw_tables(base), _raw_tables(tables)
    for name in KNOWN[1:]:
        there = {*new.get(name, {}).values()}
        missing = {key: raw for key, raw in old.get(name, {}).items() if raw not in there}
        if not missing:
            continue
        earlier, _ = _read_table(name, missing)
        later, _ = _read_table(name, new.get(name, {}))
        for identity, rows in earlier.items():
            past = _joined(name, [row.raw for row in rows])
            found = later.get(identity)
            if not found or not _is_past(past, _joined(name, [row.raw for row in found])):
                return False
    return True


def _is_past(version: Version, later: Version) -> bool:
    if version.at.at != later.at.at:
        return version.at.at < later.at.at
    is_undated = version.table == "settings" and version.at == NEVER
    return is_undated or bool(later.stamps) or version.fields == later.fields


# Reading


class _Row(NamedTuple):
    """A record that can be read: its place in the merged table, and its bytes."""

    place: tuple[Any, ...]
    raw: bytes


def _raw_tables(tables: Tables) -> dict[str, dict[str, bytes]]:
    """Return every record of every table as JSON by key."""
    return {name: dict(_raw_records(table)) for name, table in tables.items()}


def _raw_records(table: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    if isinstance(table, RawTable):
        return ((key, table.record_json(key)) for key in table)
    return (
        (key, bytes(each) if isinstance(each, bytes | msgspec.Raw) else _encode(each))
        for key, each in table.items()
    )


def _read_table(
    name: str, records: Mapping[str, bytes]
) -> tuple[dict[str, list[_Row]], dict[str, bytes]]:
    """Return the records that can be read, by identity, and the others by key.

    Of the settings and of ``_meta``, the first one counts.
    """
    keys = [key for key in records if is_document_id(key)]
    unread = {key: raw for key, raw in records.items() if not is_document_id(key)}
    found: dict[str, list[_Row]] = {}
    for key, read in zip(keys, _read(name, [records[key] for key in keys]), strict=True):
        if read is None or (name not in IDENTITY and found):
            unread[key] = records[key]
        else:
            identity, place = read
            found.setdefault(identity, []).append(_Row(place, records[key]))
    return found, unread


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
        start = record.start or NEVER.at
        return record.id, (record.day, start, record.id)
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
    read_ours, read_theirs = (_read_table(name, side) for side in (ours, theirs))
    rows: list[_Row] = []
    old: dict[str, list[_Row]] | None = None
    for identity in {**read_ours[0], **read_theirs[0]}:
        sides = [side[0].get(identity, []) for side in (read_ours, read_theirs)]
        raws = {row.raw for side in sides for row in side}
        if len(raws) == 1:
            rows.append((sides[0] or sides[1])[0])
            if not sides[0]:
                changes += changes_of(identity, None, _version(name, *raws), None, None)
            continue
        if old is None:
            old = _read_table(name, base)[0]
        common = _joined(name, [row.raw for row in old[identity]]) if identity in old else None
        first, second = (
            _joined(name, [row.raw for row in side]) if side else None for side in sides
        )
        result = _joined(name, [each.raw for each in (first, second) if each], common)
        changes += changes_of(identity, first, second, result, common)
        place = _read(name, [result.raw])[0]
        rows.append(_Row(place[1] if place else (), result.raw))
    rows.sort(key=lambda row: row.place)
    numbered = [row.raw for row in rows] + _unnumbered(read_ours[1], read_theirs[1])
    named, others = (
        {key: raw for key, raw in side[1].items() if not is_document_id(key)}
        for side in (read_ours, read_theirs)
    )
    return [
        *((str(number), raw) for number, raw in enumerate(numbered, 1)),
        *_merge_keyed(name, named, others, base, []),
    ]


def _unnumbered(ours: dict[str, bytes], theirs: dict[str, bytes]) -> list[bytes]:
    """Return the records of both that cannot be read, each as often as one of them has it."""
    counts = [
        Counter(raw for key, raw in side.items() if is_document_id(key)) for side in (ours, theirs)
    ]
    return sorted((counts[0] | counts[1]).elements())


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

"""Two diaries, and what both began with where that is known, into one diary.

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
from itertools import chain

import msgspec

from tui.diary.blind_acks import without_blind_acks
from tui.diary.codec import File
from tui.diary.fields import read_document
from tui.diary.identities import (
    Place,
    Read,
    Records,
    Tables,
    by_identity,
    identified,
    joined_version,
    numbered_records,
    raw_tables,
    read_records,
    several_of,
    sound,
    version_of,
)
from tui.diary.journal import IDENTITY
from tui.diary.merge_changes import MergeChange, changes_of, plain
from tui.diary.raw_records import RawTable, is_document_id

__all__ = ["Merged", "Tables", "merge"]
_KNOWN = tuple(field.encode_name for field in msgspec.structs.fields(File))
_encode = msgspec.json.encode


@dataclass(frozen=True)
class Merged:
    """A merged diary: ``tables`` are what to write, ``changes`` what is new about it to us.

    ``is_new`` says whether anything at all that they have is missing here. ``ours`` are the tables
    that we had; None where nobody is to be told of the difference. ``theirs`` are the other ones.
    """

    tables: dict[str, RawTable]
    changes: tuple[MergeChange, ...]
    is_new: bool
    ours: Mapping[str, Mapping[str, bytes]] | None = None
    theirs: Mapping[str, Mapping[str, bytes]] | None = None


def merge(ours: Tables, theirs: Tables, base: Tables | None = None) -> Merged:
    """Merge two diaries.

    Args:
        ours: this diary.
        theirs: the other one, in the same schema.
        base: a diary that both are known to have begun with, as git knows it. What differs from it
            was changed. Without one, nothing counts as taken back.
    """
    sides = [raw_tables(tables) for tables in (ours, theirs, base or {})]
    if sides[0] == sides[1] and _in_order(sides[0]) == _in_order(sides[1]):
        same = {name: _raw_table(records.items()) for name, records in sides[0].items()}
        return Merged(same, (), is_new=False)
    tables: dict[str, RawTable] = {}
    changes: list[MergeChange] = []
    is_new = False
    sessions: list[bytes] = []
    there = {*sides[0], *sides[1]}
    for name in [*filter(there.__contains__, _KNOWN), *sorted(there - {*_KNOWN})]:
        mine, other, common = (side.get(name) or Records() for side in sides)
        join_table = _merge_known if name in _KNOWN else _merge_keyed
        merged = join_table(name, mine, other, common, changes)
        if name == "days":
            merged = without_blind_acks(merged, sides[:2], sessions, changes)
        if name == "sessions":
            sessions = [raw for _, raw in merged]
        tables[name] = _raw_table(merged)
        is_new = is_new or (name != "_meta" and _has_news(name, merged, mine))
    return Merged(tables, tuple(changes), is_new, sides[0], sides[1])


def _has_news(name: str, merged: list[tuple[str, bytes]], ours: dict[str, bytes]) -> bool:
    """Return whether a merged table has a record that ours lacks, however it is written there."""
    here = {*ours.values()}
    new = {raw for _, raw in merged if raw not in here}
    if not new or name not in _KNOWN:
        return bool(new)
    kept = {raw for _, raw in merged}
    return not {_tidy(name, raw) for raw in new} <= {_tidy(name, raw) for raw in here - kept}


def _tidy(name: str, raw: bytes) -> bytes:
    return version_of(name, raw).tidy.raw if read_document(raw) else raw


def _raw_table(records: Iterable[tuple[str, bytes]]) -> RawTable:
    return RawTable({key: _encode(key) + b":" + raw for key, raw in records})


def _in_order(
    tables: Mapping[str, Mapping[str, bytes]],
) -> list[tuple[str, list[tuple[str, bytes]]]]:
    """Return tables with their order, which comparing dictionaries would leave out."""
    return [(name, [*records.items()]) for name, records in tables.items()]


def _merge_known(
    name: str,
    ours: dict[str, bytes],
    theirs: dict[str, bytes],
    base: dict[str, bytes],
    changes: list[MergeChange],
) -> list[tuple[str, bytes]]:
    """Return the records of a table by their new document ids, and say what is new."""
    numbered = [numbered_records(side) for side in (ours, theirs)]
    read = identified(name, numbered)
    here, there = ({*side} for side in numbered)
    several = several_of(read)
    doubtful = {raw for raw in read if raw not in here}
    doubtful.update(chain.from_iterable(several.values()))
    if unsound := doubtful - sound(name, doubtful):
        several = several_of({raw: at for raw, at in read.items() if raw not in unsound})
    rows: list[tuple[Place, bytes]] = [
        (place, raw)
        for raw, (identity, place) in read.items()
        if identity not in several or raw in unsound
    ]
    added = [raw for _, raw in rows if raw not in here]
    for raw in added:
        if raw not in unsound:
            changes += changes_of(read[raw][0], None, version_of(name, raw), None, None)
    old = _old_versions(name, base, read, several) if several else {}
    for identity, raws in several.items():
        common = joined_version(name, old[identity]) if identity in old else None
        first, second = (
            joined_version(name, found) if (found := [raw for raw in raws if raw in side]) else None
            for side in (here, there)
        )
        result = joined_version(name, [each.raw for each in (first, second) if each], common)
        changes += changes_of(identity, first, second, result, common)
        place = read_records(name, [result.raw])[0]
        rows.append((place[1] if place else (), result.raw))
    rows.sort()
    unread = [Counter([raw for raw in side if raw not in read]) for side in numbered]
    if any(raw not in here for raw in unread[1]) or not unsound.isdisjoint(added):
        changes.append(MergeChange(name, "", "added"))
    merged = [*(raw for _, raw in rows), *sorted((unread[0] | unread[1]).elements())]
    named = [
        {key: raw for key, raw in side.items() if not is_document_id(key)}
        for side, found in zip((ours, theirs), numbered, strict=True)
        if len(found) < len(side)
    ]
    others = _merge_keyed(name, named[0], named[-1], base, []) if named else []
    return [*((str(number), raw) for number, raw in enumerate(merged, 1)), *others]


def _old_versions(
    name: str,
    base: dict[str, bytes],
    read: Read,
    wanted: Collection[str],
) -> dict[str, list[bytes]]:
    """Return what the base has of some records; what is still as it was then is not read again."""
    raws = numbered_records(base)
    if name not in IDENTITY:
        return by_identity(identified(name, [raws]))
    known = {raw: read[raw] for raw in raws if raw in read and read[raw][0] in wanted}
    found = known | identified(name, [[raw for raw in raws if raw not in read]])
    return by_identity({raw: found[raw] for raw in sound(name, found)})


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
    here = {*ours.values()}
    changes += [
        MergeChange(name, key, "added", kept=plain(raw))
        for key, raw in merged.items()
        if raw not in here
    ]
    return sorted(
        merged.items(),
        key=lambda item: (0, int(item[0]), "") if is_document_id(item[0]) else (1, 0, item[0]),
    )


def _other_key(key: str, raw: bytes) -> str:
    digest = hashlib.sha256(raw).hexdigest()[:12]
    return str(int(digest, 16)) if is_document_id(key) else f"{key}.{digest}"

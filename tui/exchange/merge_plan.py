"""Plan an import: from a diary's documents and those of an export to what has to be added.

Nothing is written here. An import adds and never changes: a record that the diary has stays as it
is, and one that was removed from it stays removed. Only an acknowledgement that knew nothing of a
warning sign in the import goes. Planning again after the import adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec.structs import fields

from tui.diary.blind_acks import Sign, blind_dates, signs_of
from tui.diary.codec import Meta, read_back
from tui.diary.import_plan import Count, ImportPlan
from tui.diary.journal import IDENTITY, Document, DocumentTables
from tui.diary.marks import PAST
from tui.practice.models import DEFAULT_ROUTINE


def plan_import(current: DocumentTables, incoming: DocumentTables) -> ImportPlan:
    """Return what a diary lacks of an export.

    Records are compared by what identifies them: sessions and routines by their id, days by their
    date. Several records of one date are taken together. Settings, and tables that are not known
    here, are taken only if the diary has none. The built-in routine and settings that only say that
    the first-run text was accepted are no choice of the person; they are replaced.

    Args:
        current: the diary's documents.
        incoming: the export's documents, as `read_export` returns them.
    """
    replace = _replacements(current, incoming)
    is_replaced = {table for table, _ in replace}
    add: list[tuple[str, Document]] = []
    whole: list[tuple[str, Mapping[str, Any]]] = []
    counts = dict.fromkeys(IDENTITY, Count())
    removals = repeated = 0
    settings_taken: bool | None = None
    for table, documents in incoming.items():
        here = current.get(table, {})
        if table in IDENTITY:
            missing, counts[table], removed, duplicates = _missing_records(table, here, documents)
            add += [(table, document) for document in missing]
            removals += removed
            repeated += duplicates
        elif table == "settings" and documents:
            settings_taken = table in is_replaced or not here
            if not here:
                add += [(table, document) for document in documents.values()]
        # `_meta` numbers a diary's own writes, so only unknown fields of it are taken; see below.
        elif table not in ("settings", "_meta") and documents and not here:
            whole.append((table, dict(documents)))
    blind = _blind_acks(current, incoming, add)
    add = [
        (table, {k: v for k, v in document.items() if k != "ack"})
        if table == "days" and document["day"] in blind
        else (table, document)
        for table, document in add
    ]
    return ImportPlan(
        add=tuple(add),
        **counts,
        settings_taken=settings_taken,
        removals=removals,
        repeated=repeated,
        replace=replace,
        new_tables=tuple(whole),
        meta=_unknown_meta_fields(current, incoming),
        blind_acks={
            key: dict(document)
            for key, document in current.get("days", {}).items()
            if blind and isinstance(document, Mapping)
            if document.get("ack") and document.get("day") in blind
        },
    )


def _blind_acks(
    current: DocumentTables, incoming: DocumentTables, add: Iterable[tuple[str, Document]]
) -> set[str]:
    """Return the dates of acknowledgements that knew nothing of a sign before them."""
    added = _told(add)
    if not any(added):
        return set()
    sides = [
        _told(
            (table, each) for table in ("sessions", "days") for each in side.get(table, {}).values()
        )
        for side in (current, incoming)
    ]
    return blind_dates(sides[0][0] | added[0], sides[0][1] | added[1], sides)


def _told(documents: Iterable[tuple[str, Any]]) -> tuple[set[str], set[Sign]]:
    """Return the dates that are acknowledged, and the warning signs."""
    acked: set[str] = set()
    signs: set[Sign] = set()
    for table, document in documents:
        if isinstance(document, Mapping) and document.get("deleted") is None:
            if table == "days" and document.get("ack") is True:
                acked.add(str(document.get("day")))
            if table in ("sessions", "days"):
                signs.update(signs_of(document))
    return acked, signs


def _missing_records(
    table: str, current: Mapping[str, Any], incoming: Mapping[str, Any]
) -> tuple[list[Document], Count, int, int]:
    """Return what one table lacks.

    Returns:
        the documents to add, how many records they are and are not, how many of them are traces of
        removed records, and how many documents were left out as duplicates.
    """
    missing: list[Document] = []
    new = there = removed = traces = duplicates = 0
    here = _by_identity(table, current.values())
    for identity, group in _by_identity(table, incoming.values()).items():
        documents = _without_duplicates(table, group)
        is_live, is_live_here = _any_live(documents), _any_live(here.get(identity, []))
        duplicates += len(group) - len(documents)
        if identity not in here:
            missing += documents
            new += is_live
            traces += not is_live
        elif is_live:
            there += is_live_here
            removed += not is_live_here
    return missing, Count(new, there, removed), traces, duplicates


def _unknown_meta_fields(current: DocumentTables, incoming: DocumentTables) -> dict[str, Any]:
    """Return the fields of ``_meta`` that supine does not know and the diary does not have."""
    # What the other diary came from is not what this one came from.
    known = [*(field.encode_name for field in fields(Meta)), PAST]
    here: Mapping[str, Any] = next(iter(current.get("_meta", {}).values()), {})
    there: Mapping[str, Any] = next(iter(incoming.get("_meta", {}).values()), {})
    return {name: value for name, value in there.items() if name not in known and name not in here}


def _replacements(
    current: DocumentTables, incoming: DocumentTables
) -> tuple[tuple[str, Document], ...]:
    """Return the documents that replace those of a diary in which nobody has chosen anything."""
    replacements: list[tuple[str, Document]] = []
    here = [each for each in current.get("settings", {}).values() if isinstance(each, Mapping)]
    theirs = next(iter(incoming.get("settings", {}).values()), None)
    if len(here) == 1 and here[0].keys() <= {"welcomed", "changed"} and theirs:
        merged = dict(theirs) | dict(here[0])
        if merged != here[0]:
            replacements.append(("settings", merged))
    fresh = msgspec.to_builtins(DEFAULT_ROUTINE)
    unchanged = [
        each
        for each in current.get("routines", {}).values()
        if isinstance(each, Mapping) and _as_stored({**each, "changed": None}) == _as_stored(fresh)
    ]
    for document in incoming.get("routines", {}).values():
        if unchanged and document.get("id") == DEFAULT_ROUTINE.id and document not in unchanged:
            replacements.append(("routines", dict(document)))
    return tuple(replacements)


def _as_stored(document: Mapping[str, Any]) -> Any:
    """Return a document as it is after writing and reading, without fields that are null."""
    return read_back({key: value for key, value in document.items() if value is not None}, dict)


def _by_identity(table: str, documents: Iterable[Any]) -> dict[str, list[Document]]:
    groups: dict[str, list[Document]] = {}
    for document in documents:
        # A diary keeps records that are not valid; their identity may still be.
        identity = document.get(IDENTITY[table]) if isinstance(document, Mapping) else None
        if isinstance(identity, str):
            groups.setdefault(identity, []).append(dict(document))
    return groups


def _any_live(documents: Iterable[Document]) -> bool:
    """Whether any of these documents is a record and not the trace of a removed one."""
    return any(document.get("deleted") is None for document in documents)


def _without_duplicates(table: str, group: list[Document]) -> list[Document]:
    """Return which of the documents with one identity to take."""
    if table == "days":  # reading joins several records of one date, so each says something
        return [each for position, each in enumerate(group) if each not in group[:position]]
    # A removal is final. Otherwise reading goes by the last of them.
    return [next((each for each in group if not _any_live([each])), group[-1])]


def summary(plan: ImportPlan, names: Mapping[str, str] | None = None) -> str:
    """Return in one line what a plan adds and what it leaves.

    Args:
        plan: the plan.
        names: what to call the tables ``sessions``, ``days`` and ``routines``, if not so.
    """
    parts: list[tuple[str, object]] = []
    for table in ("sessions", "days", "routines"):
        count: Count = getattr(plan, table)
        words = {
            "new": count.new,
            "already there": count.there,
            "already removed from this diary": count.removed,
        }
        counts = ", ".join(f"{number} {word}" for word, number in words.items() if number)
        parts.append(((names or {}).get(table, table), counts))
    parts.append(
        ("settings", {None: "", True: "imported", False: "yours are kept"}[plan.settings_taken])
    )
    parts.append(("other parts added", ", ".join(plan.tables)))
    parts.append(("replaces what you hadn't changed", ", ".join(name for name, _ in plan.replace)))
    parts.append(("removed in the export", plan.removals))
    parts.append(("duplicates skipped", plan.repeated))
    parts.append(
        ("acknowledgements that knew nothing of a warning sign in it, and go", len(plan.blind_acks))
    )
    return " · ".join(f"{what}: {value}" for what, value in parts if value) or "nothing in it"

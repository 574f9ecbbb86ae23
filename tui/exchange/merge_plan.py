"""What an import adds to a diary: the documents of both in, a plan of additions out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec.structs import fields

from tui.diary.codec import Meta
from tui.diary.import_plan import Count, ImportPlan
from tui.diary.journal import IDENTITY, Document
from tui.exchange.read_export import KINDS
from tui.practice.models import DEFAULT_ROUTINE


def plan_import(
    current: Mapping[str, Mapping[str, Any]], incoming: Mapping[str, Mapping[str, Any]]
) -> ImportPlan:
    """What a diary lacks of ``incoming`` (as `read_export` gives it), a date's documents together.

    What is there stays as it is, what was removed stays removed; settings and tables that are not
    known here are taken only where the diary has none. What a fresh diary begins with (the built-in
    routine, the answered first-run text) is no choice of the person and gives way. Planned again
    afterwards, nothing is added.
    """
    replace = _over_fresh(current, incoming)
    add: list[tuple[str, Document]] = []
    tables: list[tuple[str, Mapping[str, Any]]] = []
    counts = dict.fromkeys(IDENTITY, Count())
    removals = repeated = 0
    whole = {name: not current.get(name) for name in incoming if incoming[name]}
    for table, documents in incoming.items():
        if table not in IDENTITY:
            if table in (name for name, _ in replace):
                whole[table] = True
                continue
            # Every diary numbers its own writes.
            if table == "settings" and whole.get(table):
                add += [(table, document) for document in documents.values()]
            elif table != "_meta" and whole.get(table):
                tables.append((table, dict(documents)))
            continue
        here = _by_identity(table, current.get(table, {}).values())
        new = there = removed = 0
        for identity, group in _by_identity(table, documents.values()).items():
            kept = _without_twins(table, group)
            is_live, is_live_here = _any_live(kept), _any_live(here.get(identity, []))
            repeated += len(group) - len(kept)
            if identity not in here:
                add += [(table, document) for document in kept]
                new += is_live
                removals += not is_live
            elif is_live:
                there += is_live_here
                removed += not is_live_here
        counts[table] = Count(new, there, removed)
    others = tuple(name for name in whole if whole[name] and name not in KINDS)
    return ImportPlan(
        tuple(add), **counts, settings_taken=whole.get("settings"), tables=others,
        removals=removals, repeated=repeated, replace=replace, whole=tuple(tables),
        meta=_more_of_meta(current, incoming),
    )  # fmt: skip


def _more_of_meta(
    current: Mapping[str, Mapping[str, Any]], incoming: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Fields of the first document that are not known here, and that this diary does not have."""
    own = [each.encode_name for each in fields(Meta)]
    here: Mapping[str, Any] = next(iter(current.get("_meta", {}).values()), {})
    theirs: Mapping[str, Any] = next(iter(incoming.get("_meta", {}).values()), {})
    return {name: each for name, each in theirs.items() if name not in own and name not in here}


def _over_fresh(
    current: Mapping[str, Mapping[str, Any]], incoming: Mapping[str, Mapping[str, Any]]
) -> tuple[tuple[str, Document], ...]:
    """What takes the place of documents that nobody has ever chosen or changed."""
    found: list[tuple[str, Document]] = []
    here = [each for each in current.get("settings", {}).values() if isinstance(each, Mapping)]
    theirs = next(iter(incoming.get("settings", {}).values()), None)
    if len(here) == 1 and here[0].keys() <= {"welcomed"} and theirs and theirs != here[0]:
        found.append(("settings", dict(theirs) | dict(here[0])))
    if found and found[0][1] == here[0]:
        found.clear()
    fresh = msgspec.to_builtins(DEFAULT_ROUTINE)
    built_in = [
        each
        for each in current.get("routines", {}).values()
        if isinstance(each, Mapping) and _as_read({**each, "changed": None}) == _as_read(fresh)
    ]
    for document in incoming.get("routines", {}).values():
        if built_in and document.get("id") == DEFAULT_ROUTINE.id and document not in built_in:
            found.append(("routines", dict(document)))
    return tuple(found)


def _as_read(document: Mapping[str, Any]) -> Any:
    """A document as it is read back, without fields that are null."""
    return msgspec.json.decode(
        msgspec.json.encode({key: each for key, each in document.items() if each is not None})
    )


def _by_identity(table: str, documents: Iterable[Any]) -> dict[str, list[Document]]:
    groups: dict[str, list[Document]] = {}
    for document in documents:
        # Of a broken record, which a diary keeps, at least the identity may be sound.
        identity = document.get(IDENTITY[table]) if isinstance(document, Mapping) else None
        if isinstance(identity, str):
            groups.setdefault(identity, []).append(dict(document))
    return groups


def _any_live(documents: Iterable[Document]) -> bool:
    return any(document.get("deleted") is None for document in documents)


def _without_twins(table: str, group: list[Document]) -> list[Document]:
    """The records to take of one identity."""
    if table == "days":  # several of one date are joined on reading, so each of them says something
        return [each for position, each in enumerate(group) if each not in group[:position]]
    # A removal is final; else the last is the one that the program itself goes by.
    return [next((each for each in group if not _any_live([each])), group[-1])]


def words(plan: ImportPlan, names: Mapping[str, str] | None = None) -> str:
    """What a plan adds and what it leaves, in one line; ``names`` say what tables stand for."""
    parts: list[tuple[str, object]] = []
    for table in ("sessions", "days", "routines"):
        count: Count = getattr(plan, table)
        said = {"new": count.new, "already there": count.there, "removed here": count.removed}
        parts.append(
            (
                (names or {}).get(table, table),
                ", ".join(f"{number} {what}" for what, number in said.items() if number),
            )
        )
    parts.append(("settings", {None: "", True: "taken", False: "yours kept"}[plan.settings_taken]))
    parts.append(("also taken", ", ".join(plan.tables)))
    parts.append(("in place of the built-in", ", ".join(name for name, _ in plan.replace)))
    parts.append(("removals noted", plan.removals))
    parts.append(("given twice, taken once", plan.repeated))
    return " · ".join(f"{what}: {number}" for what, number in parts if number) or "nothing in it"

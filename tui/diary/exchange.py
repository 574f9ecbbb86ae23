"""The whole diary as JSON, its sessions as CSV, and back: bytes in, a plan of additions out."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

import msgspec
from msgspec.structs import fields, replace

from tui.diary.codec import APP, SCHEMA, File, Meta
from tui.diary.errors import DiaryError
from tui.diary.snapshot import Snapshot
from tui.diary.storage import encode_tables, explain
from tui.diary.undo import IDENTITY
from tui.practice.models import DEFAULT_ROUTINE, Session

Document = dict[str, Any]
Tables = dict[str, dict[str, Any]]
KINDS: dict[str, type] = {each.encode_name: get_args(each.type)[1] for each in fields(File)}
REPS = ("target", "done", "imagined", "short", "skipped", "hold_s", "held_s")
FLAGS = {"true": True, "false": False}
TEXTS = ("effort", "status", "stop_reason", "via", "note", "start", "end")
COLUMNS = (
    *("date", "routine", "session", "exercise", *REPS, "effort", "status", "stop_reason"),
    *("confirmed", "kept", "props", "via", "note", "start", "end"),
)


class ImportRefused(DiaryError):
    """A file cannot be imported; nothing of it was. ``where`` is its line or record, if known."""

    def __init__(self, where: str, reason: str, name: str = "the file") -> None:
        super().__init__(": ".join(filter(None, (f"cannot import {name}", where, reason))))
        self.where, self.reason = where, reason


@dataclass(frozen=True, slots=True)
class Count:
    """Records of one table: new here, there already, and not taken as they were removed here."""

    new: int = 0
    there: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import adds, each with its table, and what it leaves.

    ``removals`` are new traces of records removed there. ``repeated`` are left out because another
    record there has the same identity. ``settings_taken`` is None where there are none to take.
    """

    add: tuple[tuple[str, Document], ...]
    sessions: Count
    days: Count
    routines: Count
    settings_taken: bool | None
    tables: tuple[str, ...]
    removals: int
    repeated: int
    replace: tuple[tuple[str, Document], ...] = ()
    whole: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether the diary has all of it already."""
        return not (self.add or self.replace or self.whole or self.meta)


def export_json(tables: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The whole diary, unknown tables and fields and traces included; itself a valid diary file.

    Args:
        tables: the documents of every table by their ids, in this program's schema.

    Raises:
        ValueError: a value has no place in JSON.
    """
    meta = tables.get("_meta") or {"1": {"app": APP, "schema": SCHEMA}}
    return encode_tables({"_meta": meta, **{k: v for k, v in tables.items() if k != "_meta"}})


def export_csv(snapshot: Snapshot) -> str:
    """One line per session and exercise; one with an empty exercise for a session without reps.

    Texts stand as they are, so that they come back as they were: to a spreadsheet, a note that
    begins with ``=`` is a formula.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    for session in snapshot.sessions:
        said = msgspec.to_builtins(session)
        line = {name: said.get(name, "") for name in ("routine", *TEXTS)}
        line |= {"date": said["day"], "session": session.id, "status": session.status}
        line |= {name: str(getattr(session, name)).lower() for name in ("confirmed", "kept")}
        line["props"] = " ".join(session.props)
        if not session.reps:
            writer.writerow(line)
        for exercise, reps in session.reps.items():
            counts = {name: getattr(reps, name) for name in REPS}
            writer.writerow({**line, "exercise": exercise, **counts})
    return text.getvalue()


def read_export(data: bytes, name: str) -> Tables:
    """The tables of a JSON export (or a diary file), or of a CSV export; every record is valid.

    Args:
        data: the file's content; the byte order mark that spreadsheets like to add is fine.
        name: what to call the file in messages.

    Raises:
        ImportRefused: the first thing that is wrong with it.
    """
    try:
        text = data.decode("utf-8-sig")
        return _read_json(text) if text.lstrip()[:1] in ("{", "[") else _read_csv(text)
    except UnicodeDecodeError as error:
        reason = "it is not text in UTF-8"
        raise ImportRefused(_line(data, error.start), reason, name) from error
    except ImportRefused as refused:
        raise ImportRefused(refused.where, refused.reason, name) from refused


def _line(data: bytes, position: int) -> str:
    number = data.count(b"\n", 0, position) + 1
    return f"line {number}"


def _read_json(text: str) -> Tables:
    data = text.encode()
    try:
        found: Any = msgspec.json.decode(data)
        # The decoder keeps the last of two equal keys, and says nothing of what it drops.
        json.loads(text, object_pairs_hook=_refuse_twins)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        at = re.search(r" \(byte (\d+)\)$", str(error))
        raise ImportRefused(_line(data, int(at[1])) if at else "", explain(data, error)) from error
    _check_shape(found)
    tables = _present_form(found)
    for table, documents in tables.items():
        for key, document in documents.items():
            # What is not known here is taken as it is, as long as it can be written.
            record = _checked(document, KINDS.get(table, object), f"{table} {key}")
            if isinstance(record, Session) and record.day == dt.date.min and not record.deleted:
                raise ImportRefused(f"{table} {key}", "it has no day")
    return tables


def _refuse_twins(pairs: list[tuple[str, Any]]) -> None:
    names = [key for key, _ in pairs]
    if len(set(names)) < len(names):
        twin = next(name for position, name in enumerate(names) if name in names[:position])
        raise ValueError(f"{twin!r} stands twice in one object")


def _check_shape(tables: Any) -> None:
    if not isinstance(tables, dict):
        raise ImportRefused("", "it is a list, not a diary")
    for table, documents in tables.items():
        if not isinstance(documents, dict):
            raise ImportRefused(table, "it is not a table of records")
        for key, document in documents.items():
            if not isinstance(document, dict):
                raise ImportRefused(f"{table} {key}", "it is not a record")


def _present_form(tables: Tables) -> Tables:
    """The tables in this program's schema, once it is clear that they are ours."""
    key, document = next(iter(tables.get("_meta", {}).items()), ("", {}))
    meta: Meta = _checked(document, Meta, f"_meta {key}")
    if meta.app != APP:
        raise ImportRefused("", f"it belongs to another program ({meta.app})")
    if not any(tables.get(table) for table in KINDS):
        raise ImportRefused("", "it is not a diary of supine")
    if not 0 <= meta.schema <= SCHEMA:
        reason = f"this supine does not know its schema ({meta.schema}), a newer one may"
        raise ImportRefused("", reason)
    if meta.schema < SCHEMA:
        from tui.diary.migrations import migrated

        tables = migrated(tables, meta.schema)
    return tables


def _checked(document: Document, kind: type[Any], where: str) -> Any:
    """The record as it will be read once it is written."""
    try:
        return msgspec.json.decode(msgspec.json.encode(document), type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise ImportRefused(where, explain(b"{", error)) from error


def _read_csv(text: str) -> Tables:
    rows = _rows(text)
    header = _header(*next(rows, ("", [""])))
    found: dict[str, tuple[str, Session]] = {}
    for line, row in rows:
        if len(row) != len(header):
            raise ImportRefused(line, f"it has {len(row)} cells instead of {len(header)}")
        document = _document(dict(zip(header, row, strict=True)))
        new: Session = _checked(document, Session, line)
        at, old = found.setdefault(new.id, (line, new))
        if differs := _difference(old, new):
            raise ImportRefused(line, f"{differs} is not what {at} says of the same session")
        found[new.id] = at, replace(old, reps=old.reps | new.reps)
    sessions = (msgspec.to_builtins(session) for _, session in found.values())
    return {"sessions": {str(key): session for key, session in enumerate(sessions, 1)}}


def _rows(text: str) -> Iterator[tuple[str, list[str]]]:
    """Every row that is not blank, with the line it begins on; a note may take several lines."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 1
    try:
        for row in reader:
            if any(row):
                yield f"line {number}", row
            number = reader.line_num + 1
    except csv.Error as error:
        raise ImportRefused(f"line {number}", f"it is not CSV: {error}") from error


def _header(line: str, names: list[str]) -> list[str]:
    if not {"session", "exercise"} & set(names):
        reason = "it is neither a JSON nor a CSV export of supine"
        raise ImportRefused("", reason if "".join(names).strip() else "it is empty")
    for name in (*names, *COLUMNS):
        if name not in COLUMNS:
            raise ImportRefused(line, f"an export has no column {name!r}")
        if names.count(name) != 1:
            how = "twice" if name in names else "missing"
            raise ImportRefused(line, f"the column {name!r} is {how}")
    return names


def _document(cells: Mapping[str, str]) -> Document:
    """The session of one line; a cell that is no number or flag stays a text, to be refused."""
    said = {name: cell for name, cell in cells.items() if cell}
    document: Document = {"id": cells["session"], "day": cells["date"]}
    document |= {name: said[name] for name in ("routine", *TEXTS) if name in said}
    for name in ("confirmed", "kept"):
        if name in said:
            document[name] = FLAGS.get(said[name].lower(), said[name])
    document["props"] = cells["props"].split()
    reps = {name: _number(said[name]) for name in REPS if name in said}
    return document | ({"reps": {cells["exercise"]: reps}} if reps or cells["exercise"] else {})


def _number(cell: str) -> int | float | str:
    try:
        return msgspec.json.decode(cell, type=int | float)
    except (msgspec.MsgspecError, ValueError):
        return cell


def _difference(old: Session, new: Session) -> str | None:
    """The first thing in which two lines of one session contradict each other."""
    if any(old.reps.get(exercise, reps) != reps for exercise, reps in new.reps.items()):
        return "exercise"
    names = (name for name in Session.__struct_fields__ if name != "reps")
    return next((name for name in names if getattr(old, name) != getattr(new, name)), None)


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


def words(plan: ImportPlan) -> str:
    """What a plan adds and what it leaves, in one line."""
    parts: list[tuple[str, object]] = []
    for table in ("sessions", "days", "routines"):
        count: Count = getattr(plan, table)
        said = {"new": count.new, "already there": count.there, "removed here": count.removed}
        parts.append(
            (table, ", ".join(f"{number} {what}" for what, number in said.items() if number))
        )
    parts.append(("settings", {None: "", True: "taken", False: "yours kept"}[plan.settings_taken]))
    parts.append(("also taken", ", ".join(plan.tables)))
    parts.append(("in place of the built-in", ", ".join(name for name, _ in plan.replace)))
    parts.append(("removals noted", plan.removals))
    parts.append(("given twice, taken once", plan.repeated))
    return " · ".join(f"{what}: {number}" for what, number in parts if number) or "nothing in it"

"""Between the file's bytes and typed records, keeping whatever is not understood.

- Decoding never fails because of one bad record. It is left out and named in a `Problem`; in the
  file it stays as it is.
- Settings and routines are what a person chose, so they are decoded field by field: a field that
  does not fit is left out alone. Sessions and days are what happened; nothing of them is guessed.
  Only the answer to the weekly question, by which nothing is computed, is left out alone, too.
- Encoding writes a record over the document it was read from: fields that are not known here stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from tui.diary.errors import Unreadable
from tui.diary.raw_file import UndecodedTables, decode_tables, explain
from tui.diary.raw_records import are_document_ids, is_document_id
from tui.practice.models import DayRecord, Reps, Routine, Session, Settings

SCHEMA = 1
"""The present form of the file. `tui.diary.migrations` brings older ones to it."""
APP = "supine"
"""The mark in ``_meta`` by which a file is known to be a diary of this program."""
BY_FIELD = Settings | Routine | DayRecord
"""The kinds of records of which fields may be left out alone."""
_ASKED = b'"asked"'
"""A field of reps that few files have; only these are searched for wrong ones."""
T = TypeVar("T")
RecordT = TypeVar("RecordT", bound=Struct)


class Meta(Struct, frozen=True):
    """The document of the table ``_meta``.

    ``app`` says whose file it is, ``schema`` in which form. ``rev`` rises by one with every write;
    ``write`` is new with every write: random, or after a merge of copies taken from the content.
    """

    app: str = APP
    schema: Annotated[int, msgspec.Meta(ge=1)] = SCHEMA
    rev: Annotated[int, msgspec.Meta(ge=0)] = 0
    write: str = ""


class File(Struct, frozen=True):
    """The whole file as typed records; the keys are TinyDB's document ids."""

    meta: dict[str, Meta] = msgspec.field(name="_meta", default_factory=dict)
    settings: dict[str, Settings] = {}
    routines: dict[str, Routine] = {}
    sessions: dict[str, Session] = {}
    days: dict[str, DayRecord] = {}

    @property
    def tables(self) -> tuple[Mapping[str, Struct], ...]:
        """All tables."""
        return self.meta, self.settings, self.routines, self.sessions, self.days


class Problem(Struct, frozen=True):
    """A record, or a field of one, that was left out because it does not fit."""

    table: str
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.table} {self.key}: {self.reason}"


class Decoded(Struct, frozen=True):
    """The typed records of a file, and what was left out of them."""

    file: File
    problems: tuple[Problem, ...] = ()

    @property
    def meta(self) -> Meta:
        """The first document of ``_meta``; the defaults for a file without one."""
        return next(iter(self.file.meta.values()), Meta())


def decode(path: Path, data: bytes) -> Decoded:
    """Return the typed records of a file's bytes; ``path`` is only named in errors.

    Raises:
        Unreadable: the bytes are not a diary at all. A bad record is a problem, not an error.
    """
    try:
        # All at once, which is the fast way and nearly always succeeds.
        decoded = Decoded(msgspec.json.decode(data, type=File))
        if not all(map(are_document_ids, decoded.file.tables)) or (
            _ASKED in data and any(map(asked_problem, decoded.file.sessions.values()))
        ):
            decoded = _decode_one_by_one(path, decode_tables(path, data))
    except (msgspec.ValidationError, UnicodeDecodeError):
        decoded = _decode_one_by_one(path, decode_tables(path, data))
    except (msgspec.MsgspecError, RecursionError) as error:
        raise Unreadable(path, explain(data, error)) from error
    if decoded.meta.app != APP:
        raise Unreadable(path, f"it belongs to another program ({decoded.meta.app})")
    if not any(decoded.file.tables):
        tables = decode_tables(path, data)
        if any(tables.values()):
            raise Unreadable(path, "it is another program's file")
    return decoded


def asked_problem(session: Session) -> str:
    """Return why what the plan asked is left out of a session; empty if it is not.

    What the plan asked is never below the target of the session (`Reps`). The record itself does
    not check that, because years of reps without it would then take half as long again to decode.
    """
    problems = (_asked_problem(exercise, reps) for exercise, reps in session.reps.items())
    return next(filter(None, problems), "")


def _asked_problem(exercise: str, reps: Reps) -> str:
    if reps.asked is None:
        return ""
    if reps.target is None:
        return f"{_asked_for(exercise, reps.asked)}, but no target is recorded"
    if reps.asked < reps.target:
        return f"{_asked_for(exercise, reps.asked)}, which is below the target {reps.target}"
    return ""


def _asked_for(exercise: str, reps: int) -> str:
    is_one = reps == 1
    return (
        f"{reps} rep{'' if is_one else 's'} of {exercise} {'was' if is_one else 'were'} asked for"
    )


def _without_asked(session: Session) -> Session:
    """Return a session as if what the plan asked were not written where it does not fit."""
    reps = {
        name: replace(each, asked=None) if _asked_problem(name, each) else each
        for name, each in session.reps.items()
    }
    return replace(session, reps=reps)


def _decode_one_by_one(path: Path, tables: UndecodedTables) -> Decoded:
    """Return the records that can be decoded, each on its own, and the others as problems."""
    problems: list[Problem] = []

    def decode_table(name: str, kind: type[RecordT]) -> dict[str, RecordT]:
        records: dict[str, RecordT] = {}
        for key, raw in tables.get(name, {}).items():
            if not is_document_id(key):
                problems.append(Problem(name, key, "its key is not a document id"))
                continue
            try:
                found = msgspec.json.decode(raw, type=kind)
                if isinstance(found, Session) and (reason := asked_problem(found)):
                    problems.append(Problem(name, key, reason))
                    found = cast("RecordT", _without_asked(found))
                records[key] = found
            except (msgspec.MsgspecError, ValueError, RecursionError) as error:
                reasons = [str(error)]
                if issubclass(kind, BY_FIELD):
                    record, left_out = _decode_by_field(raw, kind)
                    if record is not None:
                        records[key], reasons = record, left_out or reasons
                problems.extend(Problem(name, key, reason) for reason in reasons)
        return records

    file = File(
        meta=decode_table("_meta", Meta),
        settings=decode_table("settings", Settings),
        routines=decode_table("routines", Routine),
        sessions=decode_table("sessions", Session),
        days=decode_table("days", DayRecord),
    )
    if tables.get("_meta") and not file.meta:
        raise Unreadable(path, "its first record does not say which program it belongs to")
    return Decoded(file, tuple(problems))


def _decode_by_field(raw: bytes, kind: type[RecordT]) -> tuple[RecordT | None, list[str]]:
    """Return a record with its default in place of each field that does not fit, and the reasons.

    The record is None when a field that does not fit may not be left out.
    """
    reasons: list[str] = []
    try:
        document = msgspec.json.decode(raw)
        record = _convert_by_field(document, kind, "$", reasons)
    except (msgspec.MsgspecError, ValueError, TypeError, RecursionError):
        return None, []
    if issubclass(kind, DayRecord) and not all("`$.compare" in reason for reason in reasons):
        return None, []
    return record, reasons


def _convert_by_field(
    document: Any, kind: type[RecordT], place: str, reasons: list[str]
) -> RecordT:
    """Return the record of a document, field by field, also within the records it contains.

    Args:
        place: where the document is, as msgspec writes it (``$.plan``), for the reasons.
        reasons: gets one line for each field that was left out.

    Raises:
        ValueError, TypeError: it is no document, or a field without a default was left out.
    """
    if not isinstance(document, dict):
        raise TypeError(f"{place} is not a record")
    fields: dict[str, Any] = {}
    for known in msgspec.structs.fields(kind):
        if known.encode_name not in document:
            continue
        value, at = document[known.encode_name], f"{place}.{known.encode_name}"
        try:
            fields[known.name] = msgspec.convert(value, known.type)
        except msgspec.ValidationError as error:
            inner = _record_type(known.type)
            if inner is not None and isinstance(value, list):
                fields[known.name] = tuple(_convert_items(value, inner, at, reasons))
            elif inner is not None and isinstance(value, dict):
                fields[known.name] = _convert_or_default(value, inner, at, reasons)
            else:
                reasons.append(f"{str(error).partition(' - at ')[0]} - at `{at}`")
    return kind(**fields)


def _convert_or_default(value: Any, kind: type[RecordT], place: str, reasons: list[str]) -> RecordT:
    try:
        return _convert_by_field(value, kind, place, reasons)
    except (ValueError, TypeError) as error:
        reasons.append(f"{error} - at `{place}`")
        return kind()


def _convert_items(
    values: list[Any], kind: type[RecordT], place: str, reasons: list[str]
) -> Iterator[RecordT]:
    for value in values:
        name = value.get("id", "") if isinstance(value, dict) else ""
        try:
            yield _convert_by_field(value, kind, f"{place}[{name}]", reasons)
        except (ValueError, TypeError) as error:
            reasons.append(f"{error} - at `{place}`")


def _record_type(annotation: Any) -> type[Struct] | None:
    """Return the record type that a field holds one or several of; None for a plain value."""
    types = [annotation, *getattr(annotation, "__args__", ())]
    found = [each for each in types if isinstance(each, type) and issubclass(each, Struct)]
    return found[0] if len(found) == 1 else None


def read_back(value: Any, kind: type[T]) -> T:
    """Return a value as it will be read from the file: lists for tuples, text for dates.

    Raises:
        ValueError, msgspec.ValidationError: it will not be accepted as a ``kind`` when it is read.
    """
    return msgspec.json.decode(msgspec.json.encode(value), type=kind)


def update_document(
    document: Mapping[str, Any], record: Struct, before: Struct | None = None
) -> dict[str, Any]:
    """Return a document with a record written over it: unknown fields stay, defaults go.

    Args:
        document: what the file holds.
        record: what it is to hold.
        before: the record that was read from the document. A field that is the same in both stays
            as it is written, even where its value was not understood.
    """
    known = msgspec.to_builtins(record)
    result = dict(document)
    names = zip(record.__struct_fields__, record.__struct_encode_fields__, strict=True)
    for attribute, name in names:
        value = getattr(record, attribute)
        if before is not None and getattr(before, attribute) == value:
            continue
        if name in known:
            result[name] = _update_value(document.get(name), value, known[name])
        elif isinstance(value, Struct) and (rest := _update_value(document.get(name), value, {})):
            result[name] = rest  # all at its defaults, but with fields that are not known here
        else:
            result.pop(name, None)
    return result


def _update_value(old: Any, value: Any, plain: Any) -> Any:
    """Return ``plain``, the plain form of ``value``, with the unknown fields of ``old``."""
    if isinstance(value, Struct) and isinstance(old, dict):
        return update_document(old, value) | _kind_tag(plain)
    if isinstance(value, dict) and isinstance(old, dict):
        return {key: _update_value(old.get(key), item, plain[key]) for key, item in value.items()}
    if isinstance(value, tuple) and isinstance(old, list):
        known = {_item_identity(item): item for item in old}
        return [
            _update_value(known.get(_item_identity(plain_item)), item, plain_item)
            for item, plain_item in zip(value, plain, strict=True)
        ]
    return plain


def _item_identity(item: Any) -> tuple[str, ...] | None:
    """Return what identifies an item of a list: its id, or its kind and first date."""
    names = (item.get("id"), item.get("kind"), item.get("from")) if isinstance(item, dict) else ()
    return tuple(map(str, names)) if any(names) else None


def _kind_tag(plain: Any) -> dict[str, Any]:
    """Return the ``kind`` of a schedule entry, which msgspec writes but which is no field of it."""
    return {"kind": plain["kind"]} if "kind" in plain else {}

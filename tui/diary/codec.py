"""From the file's bytes to typed records and back, keeping whatever is not understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Struct

from tui.diary.errors import Unreadable
from tui.diary.raw_file import UndecodedTables, decode_tables, explain
from tui.diary.raw_records import are_ids, is_id
from tui.practice.models import DayRecord, Routine, Session, Settings

SCHEMA = 1
APP = "supine"
R = TypeVar("R", bound=Struct)


class Meta(Struct, frozen=True):
    """Whose file it is, in which form, and which of its writes this is."""

    app: str = APP
    schema: Annotated[int, msgspec.Meta(ge=0)] = SCHEMA
    rev: Annotated[int, msgspec.Meta(ge=0)] = 0
    write: str = ""


class File(Struct, frozen=True):
    """The whole file, typed; record keys are TinyDB's document ids."""

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
    """A record that was passed over; it stays in the file as it is."""

    table: str
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.table} {self.key}: {self.reason}"


class Decoded(Struct, frozen=True):
    """A file's typed records, and those that were passed over."""

    file: File
    problems: tuple[Problem, ...] = ()

    @property
    def meta(self) -> Meta:
        """The file's one ``_meta`` document, or that of a file without one."""
        return next(iter(self.file.meta.values()), Meta())


def decode(path: Path, data: bytes) -> Decoded:
    """The typed records of a file's bytes.

    Raises:
        Unreadable: it is not a diary at all. Single bad records are problems, not errors.
    """
    try:
        decoded = Decoded(msgspec.json.decode(data, type=File))
        if not all(map(are_ids, decoded.file.tables)):
            decoded = _decode_one_by_one(path, decode_tables(path, data))
    except (msgspec.ValidationError, UnicodeDecodeError):
        decoded = _decode_one_by_one(path, decode_tables(path, data))
    except (msgspec.MsgspecError, RecursionError) as error:
        raise Unreadable(path, explain(data, error)) from error
    if decoded.meta.app != APP:
        raise Unreadable(path, f"it belongs to another program ({decoded.meta.app})")
    if not decoded.file.meta and not any(
        (decoded.file.settings, decoded.file.routines, decoded.file.sessions, decoded.file.days)
    ):
        tables = decode_tables(path, data)
        if any(tables.values()):
            raise Unreadable(path, "it is another program's file")
    return decoded


def _decode_one_by_one(path: Path, tables: UndecodedTables) -> Decoded:
    problems: list[Problem] = []

    def each(name: str, kind: type[R]) -> dict[str, R]:
        records: dict[str, R] = {}
        for key, raw in tables.get(name, {}).items():
            if not is_id(key):
                problems.append(Problem(name, key, "its key is not a document id"))
                continue
            try:
                records[key] = msgspec.json.decode(raw, type=kind)
            except (msgspec.MsgspecError, ValueError, RecursionError) as error:
                reasons = [str(error)]
                # What a person chose is kept choice by choice; of what was done nothing is guessed.
                if issubclass(kind, Settings | Routine):
                    some, passed_over = _lenient(raw, kind)
                    if some is not None:
                        records[key], reasons = some, passed_over or reasons
                problems.extend(Problem(name, key, reason) for reason in reasons)
        return records

    file = File(
        meta=each("_meta", Meta),
        settings=each("settings", Settings),
        routines=each("routines", Routine),
        sessions=each("sessions", Session),
        days=each("days", DayRecord),
    )
    if tables.get("_meta") and not file.meta:
        raise Unreadable(path, "its first record does not say which program it belongs to")
    return Decoded(file, tuple(problems))


def _lenient(raw: bytes, kind: type[R]) -> tuple[R | None, list[str]]:
    """A record with each field that does not fit left at its default, and why; None for none."""
    reasons: list[str] = []
    try:
        document = msgspec.json.decode(raw)
        return _fitting(document, kind, "$", reasons), reasons
    except (msgspec.MsgspecError, ValueError, TypeError, RecursionError):
        return None, []


def _fitting(document: Any, kind: type[R], place: str, reasons: list[str]) -> R:
    """The record of a document, field by field, also of the records within it.

    Raises:
        ValueError, TypeError: without what does not fit it is no record.
    """
    if not isinstance(document, dict):
        raise TypeError(f"{place} is no record")
    good: dict[str, Any] = {}
    for known in msgspec.structs.fields(kind):
        if known.encode_name not in document:
            continue
        value, at = document[known.encode_name], f"{place}.{known.encode_name}"
        try:
            good[known.name] = msgspec.convert(value, known.type)
        except msgspec.ValidationError as error:
            inner = _inner(known.type)
            if inner is not None and isinstance(value, list):
                good[known.name] = tuple(_each_fitting(value, inner, at, reasons))
            elif inner is not None and isinstance(value, dict):
                good[known.name] = _fitting_or_default(value, inner, at, reasons)
            else:
                reasons.append(f"{str(error).partition(' - at ')[0]} - at `{at}`")
    return kind(**good)


def _fitting_or_default(value: Any, kind: type[R], place: str, reasons: list[str]) -> R:
    try:
        return _fitting(value, kind, place, reasons)
    except (ValueError, TypeError) as error:
        reasons.append(f"{error} - at `{place}`")
        return kind()


def _inner(kind: Any) -> type[Struct] | None:
    """The kind of record that a field holds, one or several of them; None for a plain value."""
    kinds = [kind, *getattr(kind, "__args__", ())]
    found = [each for each in kinds if isinstance(each, type) and issubclass(each, Struct)]
    return found[0] if len(found) == 1 else None


def _each_fitting(values: list[Any], kind: type[R], place: str, reasons: list[str]) -> Iterator[R]:
    for value in values:
        name = value.get("id", "") if isinstance(value, dict) else ""
        try:
            yield _fitting(value, kind, f"{place}[{name}]", reasons)
        except (ValueError, TypeError) as error:
            reasons.append(f"{error} - at `{place}`")


def update_document(
    raw: Mapping[str, Any], record: Struct, before: Struct | None = None
) -> dict[str, Any]:
    """A record written over the document it came from: unknown fields stay, defaults go.

    What is the same in ``before`` stays as it is written, even where it was not understood.
    """
    known = msgspec.to_builtins(record)
    result = dict(raw)
    names = zip(record.__struct_fields__, record.__struct_encode_fields__, strict=True)
    for attribute, name in names:
        value = getattr(record, attribute)
        if before is not None and getattr(before, attribute) == value:
            continue
        if name in known:
            result[name] = _merged_value(raw.get(name), value, known[name])
        elif isinstance(value, Struct) and (rest := _merged_value(raw.get(name), value, {})):
            result[name] = rest  # all at its defaults, but with fields that are not known here
        else:
            result.pop(name, None)
    return result


def _merged_value(raw: Any, value: Any, builtin: Any) -> Any:
    if isinstance(value, Struct) and isinstance(raw, dict):
        return update_document(raw, value) | _tag(builtin)
    if isinstance(value, dict) and isinstance(raw, dict):
        return {key: _merged_value(raw.get(key), each, builtin[key]) for key, each in value.items()}
    if isinstance(value, tuple) and isinstance(raw, list):
        known = {_identity(item): item for item in raw}
        return [
            _merged_value(known.get(_identity(plain)), item, plain)
            for item, plain in zip(value, builtin, strict=True)
        ]
    return builtin


def _identity(item: Any) -> tuple[str, ...] | None:
    """What tells an item of a list from the others: its id, or its kind and first date."""
    names = (item.get("id"), item.get("kind"), item.get("from")) if isinstance(item, dict) else ()
    return tuple(map(str, names)) if any(names) else None


def _tag(builtin: Any) -> dict[str, Any]:
    """The kind of a tagged record, which is no field of its own."""
    return {"kind": builtin["kind"]} if "kind" in builtin else {}

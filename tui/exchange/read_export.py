"""Read a file to import: its bytes, and the records of an export made by supine.

The result is a diary's tables as plain documents, checked against the record types, so that every
record that is imported can be read again once it is written. Files of other programs are read by
`tui.exchange.importers`.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import msgspec
from msgspec.structs import fields, replace

from tui.diary.codec import APP, SCHEMA, File, Meta, Problem, read_back
from tui.diary.errors import DiaryError, reason
from tui.diary.journal import Document, DocumentTables
from tui.diary.raw_file import explain
from tui.diary.raw_records import decode_record
from tui.exchange.write_export import COLUMNS, REP_COLUMNS, TEXT_COLUMNS
from tui.practice.models import Session

RECORD_TYPES: dict[str, type] = {
    field.encode_name: get_args(field.type)[1] for field in fields(File)
}
"""The record type of every known table."""
MOST_BYTES = 50_000_000
"""Size limit of a file to import, in bytes. A diary of centuries is smaller."""
_FLAGS = {"true": True, "false": False}
_UNREADABLE_VALUE = "a value in it cannot be read"
# Without O_NONBLOCK, opening a pipe would wait until somebody writes to it.
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class ImportRefused(DiaryError):
    """A file cannot be imported, and nothing of it was.

    Args:
        where: the line or record at fault; empty if it is not known.
        reason: what is wrong.
        name: what to call the file in the message.
    """

    def __init__(self, where: str, reason: str, name: str = "the file") -> None:
        message = ": ".join(filter(None, (f"cannot import {name}", where, reason)))
        super().__init__(printable(message))
        self.where, self.reason = where, reason


def printable(text: str) -> str:
    """Return a text that is safe to print: on one line, without control characters."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text)


def read_source(path: Path) -> bytes:
    """Return all bytes of a file to import.

    Raises:
        ImportRefused: it cannot be read, is larger than `MOST_BYTES`, or is no regular file, such
            as a folder, a pipe or a device.
    """
    try:
        descriptor = os.open(path, _OPEN_FLAGS)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise ImportRefused("", "it is not a file", str(path))
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                data = file.read(MOST_BYTES + 1)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise ImportRefused("", reason(error), str(path)) from error
    if len(data) > MOST_BYTES:
        raise ImportRefused("", f"it is larger than {MOST_BYTES // 1_000_000} MB", str(path))
    return data


@dataclass(frozen=True, slots=True)
class Export:
    """The tables of an export.

    Every record in ``tables`` is valid. ``problems`` names the records that were left out.
    """

    tables: DocumentTables
    problems: tuple[Problem, ...] = ()


def read_export(data: bytes, name: str) -> Export:
    """Return the tables of a JSON export, a diary file or a CSV export.

    Invalid records of JSON are left out, as they are when a diary is read. CSV is often edited by
    hand, so there the first invalid line refuses the whole file.

    Args:
        data: the file's content. A byte order mark, as spreadsheets add it, is ignored.
        name: what to call the file in messages.

    Raises:
        ImportRefused: the file is no export of supine, or none of its records is valid. The message
            names the first fault.
    """
    try:
        data = data.removeprefix(codecs.BOM_UTF8)
        return _read_json(data) if data.lstrip()[:1] in (b"{", b"[") else _read_csv(to_text(data))
    except ImportRefused as refused:
        raise ImportRefused(refused.where, refused.reason, name) from refused


def to_text(data: bytes) -> str:
    """Decode UTF-8, without a byte order mark.

    Raises:
        ImportRefused: the bytes are not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportRefused(_line_of(data, error.start), "it is not text in UTF-8") from error


def _line_of(data: bytes, position: int) -> str:
    number = data.count(b"\n", 0, position) + 1
    return f"line {number}"


def _read_json(data: bytes) -> Export:
    tables = _in_present_schema(_decode_tables(data))
    known = [name for name in tables if name in RECORD_TYPES and name != "_meta"]
    problems: list[Problem] = []
    for table in known:
        for key, document in tables[table].items():
            try:
                record = _as_record(document, RECORD_TYPES[table], "")
                if not isinstance(document, dict):
                    raise ImportRefused("", _UNREADABLE_VALUE)
                if isinstance(record, Session) and record.day == dt.date.min and not record.deleted:
                    raise ImportRefused("", "it has no day")
            except ImportRefused as refused:
                problems.append(Problem(table, key, refused.reason))
    for problem in problems:
        del tables[problem.table][problem.key]
    if problems and not any(tables[name] for name in known):
        raise ImportRefused(f"{problems[0].table} {problems[0].key}", problems[0].reason)
    return Export(tables, tuple(problems))


def _decode_tables(data: bytes) -> DocumentTables:
    """Return the tables as plain documents; a document that cannot be decoded stays `msgspec.Raw`.

    Raises:
        ImportRefused: the bytes are no JSON object of tables, or a key stands twice in one object.
    """
    try:
        tables = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
        # msgspec silently keeps the last of two equal keys, so the standard library looks for them.
        json.loads(data.decode(errors="replace"), object_pairs_hook=_refuse_duplicate_keys)
        return {table: _decode_records(table, raw) for table, raw in tables.items()}
    except UnicodeDecodeError as error:
        to_text(data)  # raises with the line, if the bytes themselves are not UTF-8
        raise ImportRefused("", explain(data, error)) from error
    except msgspec.ValidationError as error:
        raise ImportRefused("", "it is a list, not a diary") from error
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        position = re.search(r" \(byte (\d+)\)$", str(error))
        where = _line_of(data, int(position[1])) if position else ""
        raise ImportRefused(where, explain(data, error)) from error


def _decode_records(table: str, data: msgspec.Raw) -> dict[str, Any]:
    try:
        records = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError as error:
        raise ImportRefused(table, "it is not a table of records") from error
    return {key: decode_record(record) for key, record in records.items()}


def _refuse_duplicate_keys(pairs: list[tuple[str, Any]]) -> None:
    names = [key for key, _ in pairs]
    if len(set(names)) < len(names):
        duplicate = next(name for position, name in enumerate(names) if name in names[:position])
        raise ValueError(f"{duplicate!r} stands twice in one object")


def _in_present_schema(tables: DocumentTables) -> DocumentTables:
    """Return the tables of a diary in this program's schema.

    Raises:
        ImportRefused: they belong to another program, or their schema is not known.
    """
    key, document = next(iter(tables.get("_meta", {}).items()), ("", {}))
    meta: Meta = _as_record(document, Meta, f"_meta {key}")
    if not isinstance(document, dict):
        raise ImportRefused(f"_meta {key}", _UNREADABLE_VALUE)
    if meta.app != APP:
        raise ImportRefused("", f"it belongs to another program ({meta.app})")
    if not any(tables.get(table) for table in RECORD_TYPES):
        raise ImportRefused("", "it is not a diary of supine")
    if meta.schema > SCHEMA:
        reason = f"this supine does not know its schema ({meta.schema}), a newer one may"
        raise ImportRefused("", reason)
    if meta.schema < SCHEMA:
        from tui.diary.migrations import migrate

        tables = migrate(tables, meta.schema)
    return tables


def _as_record(document: Document, record_type: type[Any], where: str) -> Any:
    """Return the record that a document will be read as once it is written.

    Raises:
        ImportRefused: the document is not valid; ``where`` says which one it is.
    """
    try:
        return read_back(document, record_type)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise ImportRefused(where, explain(b"{", error)) from error


def _read_csv(text: str) -> Export:
    rows = csv_rows(text)
    header = _checked_header(*next(rows, ("", [""])))
    first_lines: dict[str, str] = {}
    sessions: dict[str, Session] = {}
    for line, row in rows:
        if len(row) != len(header):
            raise ImportRefused(line, f"it has {len(row)} cells instead of {len(header)}")
        document = _session_document(dict(zip(header, row, strict=True)))
        new: Session = _as_record(document, Session, line)
        first_line = first_lines.setdefault(new.id, line)
        old = sessions.setdefault(new.id, new)
        if differs := _difference(old, new):
            raise ImportRefused(
                line, f"{differs} is not what {first_line} says of the same session"
            )
        sessions[new.id] = replace(old, reps=old.reps | new.reps)
    documents = map(msgspec.to_builtins, sessions.values())
    return Export({"sessions": {str(key): each for key, each in enumerate(documents, 1)}})


def csv_rows(text: str, delimiter: str = ",") -> Iterator[tuple[str, list[str]]]:
    """Yield every row that is not blank, with the line on which it begins, such as ``line 3``.

    A row takes several lines where a cell holds line breaks.

    Raises:
        ImportRefused: the text is not CSV.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        for row in reader:
            if any(row):
                yield f"line {number}", row
            number = reader.line_num + 1
    except csv.Error as error:
        raise ImportRefused(f"line {number}", f"it is not CSV: {error}") from error


def _checked_header(line: str, names: list[str]) -> list[str]:
    """Return the column names of an export, each of which is there exactly once."""
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


def _session_document(cells: Mapping[str, str]) -> Document:
    """Return the session of one line, as a document that is not checked yet.

    A cell that is no number or flag stays a text, which the check then refuses.
    """
    filled = {name: cell for name, cell in cells.items() if cell}
    document: Document = {"id": cells["session"], "day": cells["date"]}
    document |= {name: filled[name] for name in ("routine", *TEXT_COLUMNS) if name in filled}
    for name in ("confirmed", "kept"):
        if name in filled:
            document[name] = _FLAGS.get(filled[name].lower(), filled[name])
    document["props"] = cells["props"].split()
    reps = {name: _number(filled[name]) for name in REP_COLUMNS if name in filled}
    return document | ({"reps": {cells["exercise"]: reps}} if reps or cells["exercise"] else {})


def _number(cell: str) -> int | float | str:
    try:
        return msgspec.json.decode(cell, type=int | float)
    except (msgspec.MsgspecError, ValueError):
        return cell


def _difference(old: Session, new: Session) -> str | None:
    """Return the first column in which two lines of one session contradict each other, or None."""
    if any(old.reps.get(exercise, reps) != reps for exercise, reps in new.reps.items()):
        return "exercise"
    names = (name for name in Session.__struct_fields__ if name != "reps")
    return next((name for name in names if getattr(old, name) != getattr(new, name)), None)

"""Read an export made by supine.

The result is a diary's tables as plain documents, checked against the record types, so that every
record that is imported can be read again once it is written. CSV is read by
`tui.exchange.read_csv_export`, files of other programs by `tui.exchange.importers`.
"""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from typing import Any, get_args

import msgspec
from msgspec.structs import fields

from tui.diary.codec import APP, SCHEMA, File, Meta, Problem, read_back
from tui.diary.journal import Document, DocumentTables
from tui.diary.raw_file import explain
from tui.diary.raw_records import decode_record
from tui.diary.snapshot import day_problem
from tui.exchange.read_csv_export import read_sessions
from tui.exchange.refusals import ImportRefused, named
from tui.exchange.source import Source
from tui.exchange.tables import line_at
from tui.practice.models import DayRecord, Session

RECORD_TYPES: dict[str, type] = {
    field.encode_name: get_args(field.type)[1] for field in fields(File)
}
"""The record type of every known table."""
_UNREADABLE_VALUE = "a value in it cannot be read"


@dataclass(frozen=True, slots=True)
class Export:
    """The tables of an export.

    Every record in ``tables`` is valid. ``problems`` names the records that were left out, and
    ``remarks`` what had to be guessed. ``is_diary`` says whether the file could be merged as well.
    """

    tables: DocumentTables
    problems: tuple[Problem, ...] = ()
    remarks: tuple[str, ...] = ()
    is_diary: bool = False


def read_export(source: Source) -> Export:
    """Return the tables of a JSON export, a diary file or a CSV export.

    Invalid records of JSON are left out, as they are when a diary is read. In CSV the first invalid
    line refuses the whole file.

    Raises:
        ImportRefused: the file is no export of supine, or none of its records is valid. The message
            names the first fault.
    """
    with named(source.name):
        if not source.is_json:
            tables, remarks = read_sessions(source)
            return Export(tables, remarks=remarks)
        data = source.data.removeprefix(codecs.BOM_UTF8)
        if b"\0" in data[:4]:  # a shell of Windows redirects in UTF-16
            data = source.text.text.encode()
        return _read_json(data)


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
                is_dated = isinstance(record, Session | DayRecord) and not record.deleted
                if is_dated and (reason := day_problem(record.day)):
                    raise ImportRefused("", reason)
            except ImportRefused as refused:
                problems.append(Problem(table, key, refused.reason))
    for problem in problems:
        del tables[problem.table][problem.key]
    if problems and not any(tables[name] for name in known):
        raise ImportRefused(f"{problems[0].table} {problems[0].key}", problems[0].reason)
    return Export(tables, tuple(problems), is_diary=True)


def _decode_tables(data: bytes) -> DocumentTables:
    """Return the tables as plain documents; a document that cannot be decoded stays `msgspec.Raw`.

    Raises:
        ImportRefused: the bytes are no JSON object of tables, or a key occurs twice in one object.
    """
    try:
        tables = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
        # msgspec silently keeps the last of two equal keys, so the standard library looks for them.
        json.loads(data.decode(errors="replace"), object_pairs_hook=_refuse_duplicate_keys)
        return {table: _decode_records(table, raw) for table, raw in tables.items()}
    except UnicodeDecodeError as error:
        raise ImportRefused(_line_of_fault(data), explain(data, error)) from error
    except msgspec.ValidationError as error:
        raise ImportRefused("", "it is a list, not a diary") from error
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        position = re.search(r" \(byte (\d+)\)$", str(error))
        where = line_at(data, int(position[1])) if position else ""
        raise ImportRefused(where, explain(data, error)) from error


def _line_of_fault(data: bytes) -> str:
    """Return the line of the first bytes that are not UTF-8; empty if all are."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return line_at(data, error.start)
    return ""


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
        raise ValueError(f"{duplicate!r} is there twice in one object")


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
        raise ImportRefused("", "it is not a supine diary")
    if meta.schema > SCHEMA:
        reason = f"this supine does not know its schema ({meta.schema}); a newer version may"
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

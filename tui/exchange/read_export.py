"""A file that is to be imported: its bytes, and what an export of ours among them says."""

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

from tui.diary.codec import APP, SCHEMA, File, Meta, Problem
from tui.diary.errors import DiaryError, reason
from tui.diary.journal import Document
from tui.diary.raw_file import explain
from tui.exchange.write_export import COLUMNS, REPS, TEXTS
from tui.practice.models import Session

Tables = dict[str, dict[str, Any]]
KINDS: dict[str, type] = {each.encode_name: get_args(each.type)[1] for each in fields(File)}
FLAGS = {"true": True, "false": False}
MOST_BYTES = 50_000_000
"""As large as a file to import may be; a diary of centuries is smaller."""
_NO_VALUE = "a value in it cannot be read"
# A pipe that nobody writes to would otherwise be waited for, without end.
_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class ImportRefused(DiaryError):
    """A file cannot be imported; nothing of it was. ``where`` is its line or record, if known."""

    def __init__(self, where: str, reason: str, name: str = "the file") -> None:
        said = ": ".join(filter(None, (f"cannot import {name}", where, reason)))
        super().__init__(printable(said))
        self.where, self.reason = where, reason


def printable(text: str) -> str:
    """A text of a file as it may be printed: it moves no cursor, and stays on one line."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text)


def read_source(path: Path) -> bytes:
    """All bytes of a file to import; a folder, a pipe or a device is none.

    Raises:
        ImportRefused: it cannot be read, or is larger than `MOST_BYTES`.
    """
    try:
        descriptor = os.open(path, _READING)
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
    """The tables of an export, every record valid; ``problems`` are those that are left out."""

    tables: Tables
    problems: tuple[Problem, ...] = ()


def read_export(data: bytes, name: str) -> Export:
    """What a JSON export (or a diary file), or a CSV export says.

    As in a diary, single records of JSON that do not fit are passed over: the others are no worse
    for them. CSV is what people change by hand, so there the first line that does not fit refuses
    the whole.

    Args:
        data: the file's content; the byte order mark that spreadsheets like to add is fine.
        name: what to call the file in messages.

    Raises:
        ImportRefused: the first thing that is wrong with it.
    """
    try:
        data = data.removeprefix(codecs.BOM_UTF8)
        return _read_json(data) if data.lstrip()[:1] in (b"{", b"[") else _read_csv(to_text(data))
    except ImportRefused as refused:
        raise ImportRefused(refused.where, refused.reason, name) from refused


def to_text(data: bytes) -> str:
    """Bytes as text, without a byte order mark.

    Raises:
        ImportRefused: they are not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportRefused(_line(data, error.start), "it is not text in UTF-8") from error


def _line(data: bytes, position: int) -> str:
    number = data.count(b"\n", 0, position) + 1
    return f"line {number}"


def _read_json(data: bytes) -> Export:
    tables = _present_form(_tables(data))
    known = [name for name in tables if name in KINDS and name != "_meta"]
    problems: list[Problem] = []
    for table in known:
        for key, document in tables[table].items():
            try:
                record = _checked(document, KINDS[table], "")
                if not isinstance(document, dict):
                    raise ImportRefused("", _NO_VALUE)
                if isinstance(record, Session) and record.day == dt.date.min and not record.deleted:
                    raise ImportRefused("", "it has no day")
            except ImportRefused as refused:
                problems.append(Problem(table, key, refused.reason))
    for each in problems:
        del tables[each.table][each.key]
    if problems and not any(tables[name] for name in known):
        raise ImportRefused(f"{problems[0].table} {problems[0].key}", problems[0].reason)
    return Export(tables, tuple(problems))


def _tables(data: bytes) -> Tables:
    """The tables as plain documents; what cannot be decoded stays undecoded, as in a diary."""
    try:
        found = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
        # The decoder keeps the last of two equal keys, and says nothing of what it drops.
        json.loads(data.decode(errors="replace"), object_pairs_hook=_refuse_twins)
        return {table: _records(table, raw) for table, raw in found.items()}
    except UnicodeDecodeError as error:
        to_text(data)  # says where
        raise ImportRefused("", explain(data, error)) from error
    except msgspec.ValidationError as error:
        raise ImportRefused("", "it is a list, not a diary") from error
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        position = re.search(r" \(byte (\d+)\)$", str(error))
        where = _line(data, int(position[1])) if position else ""
        raise ImportRefused(where, explain(data, error)) from error


def _records(table: str, data: msgspec.Raw) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError as error:
        raise ImportRefused(table, "it is not a table of records") from error
    return {key: _plain(record) for key, record in found.items()}


def _plain(record: msgspec.Raw) -> Any:
    try:
        return msgspec.json.decode(record)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return record


def _refuse_twins(pairs: list[tuple[str, Any]]) -> None:
    names = [key for key, _ in pairs]
    if len(set(names)) < len(names):
        twin = next(name for position, name in enumerate(names) if name in names[:position])
        raise ValueError(f"{twin!r} stands twice in one object")


def _present_form(tables: Tables) -> Tables:
    """The tables in this program's schema, once it is clear that they are ours."""
    key, document = next(iter(tables.get("_meta", {}).items()), ("", {}))
    meta: Meta = _checked(document, Meta, f"_meta {key}")
    if not isinstance(document, dict):
        raise ImportRefused(f"_meta {key}", _NO_VALUE)
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


def _read_csv(text: str) -> Export:
    rows = csv_rows(text)
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
    return Export({"sessions": {str(key): each for key, each in enumerate(sessions, 1)}})


def csv_rows(text: str, delimiter: str = ",") -> Iterator[tuple[str, list[str]]]:
    """Every row that is not blank, with the line it begins on; a note may take several lines.

    Raises:
        ImportRefused: it is not CSV.
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

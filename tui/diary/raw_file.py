"""The file on the disk, and its bytes as tables of undecoded records.

Reading a diary needs no more than this. TinyDB is loaded with the first change
(`tui.diary.tinydb_storage`), so that commands which only read do not wait for its import.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from tui.diary.errors import Unreadable, reason
from tui.diary.journal import DocumentTables
from tui.diary.raw_records import RawTable, decode_record

Stamp = tuple[int, int, int]
"""The file's time of change in nanoseconds, its size in bytes, and its inode."""
YOUNG_NS = 20_000_000
"""A file that was read within these nanoseconds of its change is read again the next time.

A file system's clock may stand still for some milliseconds. Two changes within one of its ticks
leave the same stamp, so that the second could not be noticed.
"""
UndecodedTables = dict[str, dict[str, msgspec.Raw]]
"""Every table by name, every record by key as undecoded JSON."""


def stamp_of(path: Path) -> Stamp | None:
    """Return the stamp of a file, which differs when the content does; None without a file.

    Raises:
        Unreadable: the system cannot say, or it is not a regular file.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unreadable(path, reason(error)) from error
    if not stat.S_ISREG(found.st_mode):
        raise Unreadable(path, "it is not a file")
    return stamp_from(found)


def stamp_from(found: os.stat_result) -> Stamp:
    """Return the stamp in a stat result."""
    return found.st_mtime_ns, found.st_size, found.st_ino


def is_settled(found: os.stat_result, at: int) -> bool:
    """Return whether a change after a moment in nanoseconds since 1970 changes a stat result.

    Unlike a `Stamp` that has the time at which the status changed: nobody can set that back.
    """
    return at - max(found.st_mtime_ns, found.st_ctime_ns) > YOUNG_NS


def read_bytes(path: Path) -> bytes | None:
    """Return the whole file; None without one.

    Raises:
        Unreadable: it exists but cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unreadable(path, reason(error)) from error


def decode_tables(path: Path, data: bytes) -> UndecodedTables:
    """Return the tables with every record undecoded.

    Raises:
        Unreadable: the bytes are not tables of records.
    """
    try:
        tables: UndecodedTables = msgspec.json.decode(data, type=dict[str, dict[str, msgspec.Raw]])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(path, explain(data, error)) from error
    return tables


def decode_documents(path: Path, data: bytes) -> DocumentTables:
    """Return the tables with every record as a plain document, undecoded where it cannot be one.

    Raises:
        Unreadable: the bytes are not tables of records.
    """
    return {
        name: {key: decode_record(record) for key, record in records.items()}
        for name, records in decode_tables(path, data).items()
    }


def explain(data: bytes, error: Exception) -> str:
    """Return in a few words why bytes are not a diary."""
    if not data:
        return "it is empty, so it isn't a diary"
    if isinstance(error, UnicodeDecodeError):
        return "it is not text in UTF-8"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error)


def duplicate_keys(data: bytes) -> list[str]:
    """Return the names of tables and fields and the keys of records that stand twice in one object.

    Of such two, every reader keeps the last. Empty when the bytes are not JSON.
    """
    import json

    duplicates: list[str] = []

    def collect(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = dict(pairs)
        if len(names) < len(pairs):
            seen: set[str] = set()
            for name, _ in pairs:
                if name in seen:
                    duplicates.append(name)
                seen.add(name)
        return names

    try:
        json.loads(data, object_pairs_hook=collect)
    except (ValueError, RecursionError):
        return []
    return duplicates


def to_raw_tables(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, RawTable]:
    """Return tables of undecoded or plain records as raw tables.

    Raises:
        ValueError: a value cannot be written as JSON (not a number, or infinite).
    """
    return {name: RawTable.of(records) for name, records in tables.items()}


def encode_tables(tables: Mapping[str, Mapping[str, Any]]) -> bytes:
    """Return the file's bytes: one record a line, so that two versions can be compared by line.

    Raises:
        ValueError: a value cannot be written as JSON (not a number, or infinite).
    """
    parts: list[bytes] = [b"{"]
    for name, table in to_raw_tables(tables).items():
        records = [b":{\n", table.encoded, b"\n}"] if table else [b":{}"]
        parts += [b",\n" if len(parts) > 1 else b"", msgspec.json.encode(name), *records]
    return b"".join([*parts, b"}\n"])  # once, as years of records are megabytes

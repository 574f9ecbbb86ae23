"""The file on the disk, and its bytes as tables of undecoded records.

Reading needs no more than this; TinyDB comes in with the first change (`tui.diary.tinydb_storage`).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from tui.diary.errors import Unreadable, reason
from tui.diary.raw_records import RawTable

Stamp = tuple[int, int, int]
UndecodedTables = dict[str, dict[str, Any]]


def stamp_of(path: Path) -> Stamp | None:
    """What tells one content of a file from the next: time, size and file; None without a file."""
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
    """The stamp of a file of which the system said this."""
    return found.st_mtime_ns, found.st_size, found.st_ino


def read_bytes(path: Path) -> bytes | None:
    """The whole file; None without one.

    Raises:
        Unreadable: it is there but cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unreadable(path, reason(error)) from error


def decode_tables(path: Path, data: bytes) -> UndecodedTables:
    """The tables with every record as raw bytes.

    Raises:
        Unreadable: the bytes are not tables of records.
    """
    try:
        tables: UndecodedTables = msgspec.json.decode(data, type=dict[str, dict[str, msgspec.Raw]])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(path, explain(data, error)) from error
    return tables


def explain(data: bytes, error: Exception) -> str:
    """Why bytes are not a diary, in a few words."""
    if not data:
        return "it is empty, which a diary never is"
    if isinstance(error, UnicodeDecodeError):
        return "it is not text in UTF-8"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error)


def duplicate_keys(data: bytes) -> list[str]:
    """The names of tables and records that stand twice in one object; the last of them counts."""
    import json

    found: list[str] = []

    def look(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = dict(pairs)
        if len(names) < len(pairs):
            seen: set[str] = set()
            found.extend(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        return names

    try:
        json.loads(data, object_pairs_hook=look)
    except (ValueError, RecursionError):
        return []
    return found


def raw_tables(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, RawTable]:
    """The tables as they are written.

    Raises:
        ValueError: a value has no place in JSON (not a number, infinite).
    """
    return {name: RawTable.of(records) for name, records in tables.items()}


def encode_tables(tables: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The file's bytes: one record a line, so that people and tools can compare two versions.

    Raises:
        ValueError: a value has no place in JSON (not a number, infinite).
    """
    parts: list[bytes] = [b"{"]
    for name, lines in raw_tables(tables).items():
        inner = [b":{\n", lines.joined, b"\n}"] if lines else [b":{}"]
        parts += [b",\n" if len(parts) > 1 else b"", msgspec.json.encode(name), *inner]
    return b"".join([*parts, b"}\n"])  # joined once: years are megabytes

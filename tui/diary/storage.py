"""TinyDB's storage and table, so that a change is one durable write and untouched records stay.

Records travel as the bytes they were read as and are decoded only when touched, so that whatever
is not understood, even a broken record, is written back byte for byte.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import msgspec
from tinydb.storages import Storage
from tinydb.table import Table

from tui.diary.atomic import replace_file
from tui.diary.errors import NotSaved, Unreadable, reason
from tui.diary.lines import Documents, Lines

Stamp = tuple[int, int, int]
RawTables = dict[str, dict[str, Any]]


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
    return _stamp(found)


def _stamp(found: os.stat_result) -> Stamp:
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


def decode_tables(path: Path, data: bytes) -> RawTables:
    """The tables with every record as raw bytes.

    Raises:
        Unreadable: the bytes are not tables of records.
    """
    try:
        tables: RawTables = msgspec.json.decode(data, type=dict[str, dict[str, msgspec.Raw]])
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


def twins(data: bytes) -> list[str]:
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


def lines_of(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, Lines]:
    """The tables as they are written.

    Raises:
        ValueError: a value has no place in JSON (not a number, infinite).
    """
    return {name: Lines.of(records) for name, records in tables.items()}


def encode_tables(tables: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The file's bytes: one record a line, so that people and tools can compare two versions.

    Raises:
        ValueError: a value has no place in JSON (not a number, infinite).
    """
    parts: list[bytes] = [b"{"]
    for name, lines in lines_of(tables).items():
        inner = [b":{\n", lines.joined, b"\n}"] if lines else [b":{}"]
        parts += [b",\n" if len(parts) > 1 else b"", msgspec.json.encode(name), *inner]
    return b"".join([*parts, b"}\n"])  # joined once: years are megabytes


class AtomicStorage(Storage):
    """A TinyDB storage over one file that is only ever replaced as a whole.

    ``content`` is what was last written, as lines and as bytes, and ``stamp`` that of the file it
    became, or None when that is not sure.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.content: tuple[dict[str, Lines], bytes] = ({}, b"")
        self.stamp: Stamp | None = None
        self._batch: dict[str, Lines] | None = None

    def read(self) -> dict[str, Lines] | None:  # type: ignore[override]
        """The tables of the running batch, else of the file; None without a file."""
        if self._batch is not None:
            return self._batch
        data = read_bytes(self.path)
        return None if data is None else lines_of(decode_tables(self.path, data))

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Replace the file, or what the running batch will write."""
        if self._batch is None:
            self._replace(lines_of(data))
        else:
            self._batch = lines_of(data)

    @contextmanager
    def batch(
        self, tables: Mapping[str, Mapping[str, Any]], *, may_shrink: bool = False
    ) -> Iterator[None]:
        """Several changes on top of ``tables``, written once at the end, or not at all.

        Raises:
            NotSaved: more than half of the records would be gone without being asked for.
        """
        before = sum(map(len, tables.values()))
        self._batch = lines_of(tables)
        try:
            yield
            changed = self._batch
        finally:
            self._batch = None
        after = sum(map(len, changed.values()))
        if after * 2 < before and not may_shrink:
            raise NotSaved(self.path, f"only {after} of {before} records would be left")
        self._replace(changed)

    def _replace(self, tables: dict[str, Lines]) -> None:
        self.content, self.stamp = (tables, encode_tables(tables)), None
        self.stamp = _stamp(replace_file(self.path, self.content[1]))


class DiaryTable(Table):
    """A TinyDB table that leaves the records it does not touch undecoded."""

    def __init__(
        self, storage: Storage, name: str, cache_size: int = 0, persist_empty: bool = False
    ) -> None:
        # Remembered answers would be stale once another program has written.
        super().__init__(storage, name, cache_size, persist_empty)

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        return cast(dict[str, Mapping[str, Any]], Documents(self._lines(), str))

    def _lines(self) -> Lines:
        tables = cast(AtomicStorage, self._storage).read() or {}
        return tables.get(self.name) or Lines()

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        documents = Documents(self._lines(), int)
        updater(cast(dict[int, Mapping[str, Any]], documents))
        tables = cast(AtomicStorage, self._storage).read() or {}
        cast(AtomicStorage, self._storage).write(tables | {self.name: documents.written()})
        self.clear_cache()

    def insert(self, document: Mapping[str, Any]) -> int:
        """Add a document under an id that no other program has taken since."""
        self._next_id = self._lines().highest + 1  # type: ignore[assignment]
        return super().insert(document)

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        """Add documents under ids that no other program has taken since."""
        self._next_id = self._lines().highest + 1  # type: ignore[assignment]
        return super().insert_multiple(documents)

"""TinyDB's storage and table, so that a change is one durable write and untouched records stay.

Records travel as the bytes they were read as and are decoded only when touched, so that whatever
is not understood, even a broken record, is written back byte for byte.
"""

from __future__ import annotations

import math
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from tinydb.storages import Storage
from tinydb.table import Table

from tui.diary.atomic import replace_file
from tui.diary.errors import Unreadable, reason

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


def encode_tables(tables: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The file's bytes: one record a line, so that people and tools can compare two versions.

    Raises:
        ValueError: a value has no place in JSON (not a number, infinite).
    """
    encode = msgspec.json.Encoder().encode
    for records in tables.values():
        for value in records.values():
            if type(value) is not msgspec.Raw:
                _refuse_non_numbers(value)
    parts: list[bytes] = []
    for name, records in tables.items():
        lines = b",\n".join(encode(key) + b":" + encode(value) for key, value in records.items())
        parts.append(encode(name) + b":{\n" + lines + b"\n}" if records else encode(name) + b":{}")
    return b"{" + b",\n".join(parts) + b"}\n"


def _refuse_non_numbers(value: Any) -> None:
    # The encoder itself would write null in their place, and the value would be gone.
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} has no place in JSON")
    if isinstance(value, Mapping):
        for each in value.values():
            _refuse_non_numbers(each)
    elif isinstance(value, list | tuple):
        for each in value:
            _refuse_non_numbers(each)


class AtomicStorage(Storage):
    """A TinyDB storage over one file that is only ever replaced as a whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._batch: RawTables | None = None
        self._batching = False

    def read(self) -> RawTables | None:
        """The tables of the running batch, else of the file; None without a file."""
        if self._batch is not None:
            return self._batch
        data = read_bytes(self.path)
        return None if data is None else decode_tables(self.path, data)

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Replace the file, or what the running batch will write."""
        if self._batching:
            self._batch = {name: dict(records) for name, records in data.items()}
        else:
            self._replace(data)

    @contextmanager
    def batch(self, data: bytes | None) -> Iterator[None]:
        """Several changes on top of ``data``, written once at the end, or not at all."""
        self._batch = {} if data is None else decode_tables(self.path, data)
        self._batching = True
        try:
            yield
            tables = self._batch
        finally:
            self._batch, self._batching = None, False
        self._replace(tables)

    def _replace(self, tables: Mapping[str, Mapping[str, Any]]) -> None:
        data = encode_tables(tables)
        decode_tables(self.path, data)  # what cannot be read back is never written
        replace_file(self.path, data)


class Documents(dict[Any, Any]):
    """Documents by id, each decoded when it is first looked at."""

    def __getitem__(self, key: Any) -> Any:
        value = super().__getitem__(key)
        if type(value) is msgspec.Raw:
            value = msgspec.json.decode(value)
            self[key] = value
        return value

    def get(self, key: Any, default: Any = None) -> Any:
        """The decoded document, or the default."""
        return self[key] if key in self else default  # noqa: SIM401 - this is what get is

    def pop(self, key: Any, *default: Any) -> Any:
        """The decoded document, removed."""
        value = self.get(key, *default) if default else self[key]
        super().pop(key, None)
        return value

    def values(self) -> Any:
        """All documents, decoded."""
        return [self[key] for key in self]

    def items(self) -> Any:
        """All documents with their ids, decoded."""
        return [(key, self[key]) for key in self]


class DiaryTable(Table):
    """A TinyDB table that leaves the records it does not touch undecoded."""

    def __init__(
        self, storage: Storage, name: str, cache_size: int = 0, persist_empty: bool = False
    ) -> None:
        # Remembered answers would be stale once another program has written.
        super().__init__(storage, name, cache_size, persist_empty)

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        return Documents(_split(super()._read_table())[0])

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        tables = self._storage.read() or {}
        raw = tables.get(self.name, {})
        own, others = _split(raw)
        documents = Documents({int(key): document for key, document in own.items()})
        updater(documents)
        tables[self.name] = others | {str(key): doc for key, doc in dict.items(documents)}
        self._storage.write(tables)
        self.clear_cache()

    def insert(self, document: Mapping[str, Any]) -> int:
        """Add a document under an id that no other program has taken since."""
        self._next_id = None
        return super().insert(document)

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        """Add documents under ids that no other program has taken since."""
        self._next_id = None
        return super().insert_multiple(documents)


def _split(table: Mapping[str, Any]) -> tuple[Mapping[str, Any], dict[str, Any]]:
    """The documents, and what lies under keys that are no document ids: to keep, not to touch."""
    if all(map(str.isdecimal, table)):
        return table, {}
    others = {key: value for key, value in table.items() if not _is_id(key)}
    return {key: value for key, value in table.items() if key not in others}, others


def _is_id(key: str) -> bool:
    try:
        int(key)
    except ValueError:
        return False
    return True

"""A TinyDB storage and table whose every change is one durable write of the whole file.

What stock TinyDB (4.9) does instead (docs/decisions/own-storage-over-tinydb.md):

- It writes in place, so that a crash leaves a damaged file. Here `replace_file` is the only write.
- It decodes all records and encodes them again. Here records travel as the bytes they were read
  as, and only those that an operation touches are decoded.
- It remembers answers to queries and the next document id, both wrong once another program has
  written to the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from msgspec import Struct
from tinydb.storages import Storage
from tinydb.table import Table

from tui.diary.atomic_write import replace_file
from tui.diary.errors import NotSaved
from tui.diary.raw_file import (
    Stamp,
    decode_tables,
    encode_tables,
    read_bytes,
    stamp_from,
    to_raw_tables,
)
from tui.diary.raw_records import LazyTable, RawTable


class Written(Struct, frozen=True):
    """What was written: the tables, the file's bytes, and the stamp of the file.

    ``stamp`` is None when the write was not confirmed.
    """

    raw_tables: dict[str, RawTable] = {}
    data: bytes = b""
    stamp: Stamp | None = None


class AtomicStorage(Storage):
    """A TinyDB storage over one file that is only ever replaced as a whole.

    ``written`` is the last write.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.written = Written()
        self._batch: dict[str, RawTable] | None = None

    def read(self) -> dict[str, RawTable] | None:  # type: ignore[override]
        """Return the tables of the running batch, else of the file; None without a file."""
        if self._batch is not None:
            return self._batch
        data = read_bytes(self.path)
        return None if data is None else to_raw_tables(decode_tables(self.path, data))

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Replace the content of the file, or what the running batch will write.

        Raises:
            NotSaved, Unconfirmed: as `replace_file`.
            ValueError: a value cannot be written as JSON.
        """
        if self._batch is None:
            self._replace(to_raw_tables(data))
        else:
            self._batch = to_raw_tables(data)

    @contextmanager
    def batch(
        self, tables: Mapping[str, Mapping[str, Any]], *, may_shrink: bool = False
    ) -> Iterator[None]:
        """Collect the changes of a ``with`` block, on top of ``tables``, into one write at its end.

        When the block raises, nothing is written.

        Raises:
            NotSaved: fewer than half of the records would be left (docs/file-format.md, promise
                4), unless ``may_shrink``; or as `replace_file`.
            Unconfirmed: as `replace_file`.
        """
        before = sum(map(len, tables.values()))
        self._batch = to_raw_tables(tables)
        try:
            yield
            changed = self._batch
        finally:
            self._batch = None
        after = sum(map(len, changed.values()))
        if after * 2 < before and not may_shrink:
            raise NotSaved(self.path, f"only {after} of {before} records would be left")
        self._replace(changed)

    def _replace(self, raw_tables: dict[str, RawTable]) -> None:
        data = encode_tables(raw_tables)
        # Kept before it is confirmed: an unconfirmed write is in the file all the same.
        self.written = Written(raw_tables, data)
        self.written = Written(raw_tables, data, stamp_from(replace_file(self.path, data)))


class DiaryTable(Table):
    """A TinyDB table that leaves the records it does not touch undecoded.

    It overrides ``_read_table`` and ``_update_table``, through which TinyDB's public operations
    read and write, and sets ``_next_id``. These names are private to TinyDB; `test_storage.py`
    compares every operation with a stock table, so that a release that renames them is noticed.
    """

    def __init__(
        self, storage: Storage, name: str, cache_size: int = 0, persist_empty: bool = False
    ) -> None:
        # cache_size 0: a remembered answer would be stale once another program has written.
        super().__init__(storage, name, cache_size, persist_empty)

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        return cast(dict[str, Mapping[str, Any]], LazyTable(self._raw_table(), str))

    def _raw_table(self) -> RawTable:
        tables = cast(AtomicStorage, self._storage).read() or {}
        return tables.get(self.name) or RawTable()

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        # TinyDB's own copies the whole table, twice.
        documents = LazyTable(self._raw_table(), int)
        updater(cast(dict[int, Mapping[str, Any]], documents))
        tables = cast(AtomicStorage, self._storage).read() or {}
        cast(AtomicStorage, self._storage).write(tables | {self.name: documents.to_raw()})
        self.clear_cache()

    def insert(self, document: Mapping[str, Any]) -> int:
        """Add a document and return its id, which no other program has given away since."""
        self._next_id = self._raw_table().highest_id + 1  # type: ignore[assignment]
        return super().insert(document)

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        """Add documents and return their ids, which no other program has given away since."""
        self._next_id = self._raw_table().highest_id + 1  # type: ignore[assignment]
        return super().insert_multiple(documents)

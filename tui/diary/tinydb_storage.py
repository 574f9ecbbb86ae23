"""TinyDB's storage and table, so that a change is one durable write and untouched records stay.

Records travel as the bytes they were read as and are decoded only when touched, so that whatever
is not understood, even a broken record, is written back byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from tinydb.storages import Storage
from tinydb.table import Table

from tui.diary.atomic_write import replace_file
from tui.diary.errors import NotSaved
from tui.diary.raw_file import (
    Stamp,
    decode_tables,
    encode_tables,
    raw_tables,
    read_bytes,
    stamp_from,
)
from tui.diary.raw_records import LazyTable, RawTable


class AtomicStorage(Storage):
    """A TinyDB storage over one file that is only ever replaced as a whole.

    ``content`` is what was last written, as lines and as bytes, and ``stamp`` that of the file it
    became, or None when that is not sure.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.content: tuple[dict[str, RawTable], bytes] = ({}, b"")
        self.stamp: Stamp | None = None
        self._batch: dict[str, RawTable] | None = None

    def read(self) -> dict[str, RawTable] | None:  # type: ignore[override]
        """The tables of the running batch, else of the file; None without a file."""
        if self._batch is not None:
            return self._batch
        data = read_bytes(self.path)
        return None if data is None else raw_tables(decode_tables(self.path, data))

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Replace the file, or what the running batch will write."""
        if self._batch is None:
            self._replace(raw_tables(data))
        else:
            self._batch = raw_tables(data)

    @contextmanager
    def batch(
        self, tables: Mapping[str, Mapping[str, Any]], *, may_shrink: bool = False
    ) -> Iterator[None]:
        """Several changes on top of ``tables``, written once at the end, or not at all.

        Raises:
            NotSaved: more than half of the records would be gone without being asked for.
        """
        before = sum(map(len, tables.values()))
        self._batch = raw_tables(tables)
        try:
            yield
            changed = self._batch
        finally:
            self._batch = None
        after = sum(map(len, changed.values()))
        if after * 2 < before and not may_shrink:
            raise NotSaved(self.path, f"only {after} of {before} records would be left")
        self._replace(changed)

    def _replace(self, tables: dict[str, RawTable]) -> None:
        self.content, self.stamp = (tables, encode_tables(tables)), None
        self.stamp = stamp_from(replace_file(self.path, self.content[1]))


class DiaryTable(Table):
    """A TinyDB table that leaves the records it does not touch undecoded."""

    def __init__(
        self, storage: Storage, name: str, cache_size: int = 0, persist_empty: bool = False
    ) -> None:
        # Remembered answers would be stale once another program has written.
        super().__init__(storage, name, cache_size, persist_empty)

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        return cast(dict[str, Mapping[str, Any]], LazyTable(self._lines(), str))

    def _lines(self) -> RawTable:
        tables = cast(AtomicStorage, self._storage).read() or {}
        return tables.get(self.name) or RawTable()

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        documents = LazyTable(self._lines(), int)
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

"""The diary's tables within one change: typed records in, TinyDB documents out."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, MutableMapping
from typing import Any

import msgspec
from msgspec import Struct

from tui.diary.codec import APP, SCHEMA, Meta, merged
from tui.diary.snapshot import Snapshot
from tui.diary.storage import AtomicStorage, DiaryTable


class Tables:
    """The tables within one change."""

    def __init__(self, storage: AtomicStorage, snapshot: Snapshot) -> None:
        self._storage = storage
        self._snapshot = snapshot

    def _table(self, name: str) -> DiaryTable:
        return DiaryTable(self._storage, name, cache_size=0)

    def insert(self, name: str, record: Struct) -> None:
        """Add a record under a new document id."""
        _check(record)
        self._table(name).insert(merged({}, record))

    def replace(self, name: str, old: Struct, new: Struct, *, bare: bool = False) -> None:
        """Write a record over the one it was; ``bare`` drops its unknown fields too.

        A record that is not in the file yet (a default) is added.
        """
        known: Mapping[int, Struct] = getattr(self._snapshot.file, name.lstrip("_"))
        key = next((key for key, record in known.items() if record is old), None)
        if key is None:
            self.insert(name, new)
            return
        _check(new)

        def write(document: MutableMapping[str, Any]) -> None:
            fields = merged({}, new) if bare else merged(document, new, old)
            document.clear()
            document.update(fields)

        self._table(name).update(write, doc_ids=[key])

    def count_write(self) -> None:
        """Say whose file it is, and number this write."""
        meta = Meta(APP, SCHEMA, self._snapshot.rev + 1, secrets.token_hex(4))
        known = next(iter(self._snapshot.file.meta.values()), Meta())
        self.replace("_meta", known, meta)

    def settle_routines(self) -> None:
        """Write the built-in routine down with the first change that speaks of it."""
        if len(self._table("routines")) == 0:
            for routine in self._snapshot.routines.values():
                self.insert("routines", routine)


def _check(record: Struct) -> None:
    """Refuse a record that would be passed over when it is read again.

    Raises:
        ValueError, msgspec.ValidationError: a value lies outside its range.
    """
    msgspec.json.decode(msgspec.json.encode(record), type=type(record))

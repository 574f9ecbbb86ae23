"""The diary's tables within one change: typed records in, TinyDB documents out."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, MutableMapping
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from tui.diary.codec import APP, SCHEMA, Meta, merged
from tui.diary.snapshot import Snapshot
from tui.diary.storage import AtomicStorage, DiaryTable
from tui.diary.undo import IDENTITY, Document, Entry


class Tables:
    """The tables within one change, and the typed records that follow them.

    ``journal`` is what each touched record said before and after.
    """

    def __init__(self, storage: AtomicStorage, snapshot: Snapshot) -> None:
        self._storage = storage
        self._before = snapshot
        self._file = snapshot.file
        self._rev = snapshot.rev + 1
        self.journal: list[Entry] = []

    def snapshot(self) -> Snapshot:
        """The diary after the change, as it would be read back."""
        return Snapshot(self._file, self._before.problems, self._rev)

    def _table(self, name: str) -> DiaryTable:
        return DiaryTable(self._storage, name, cache_size=0)

    def _follow(self, name: str, key: int, record: Struct) -> None:
        field = name.lstrip("_")
        records: Mapping[int, Struct] = getattr(self._file, field)
        self._file = replace(self._file, **{field: {**records, key: record}})

    def insert(self, name: str, record: Struct) -> None:
        """Add a record under a new document id."""
        document = merged({}, record)
        self._follow(name, self._table(name).insert(document), _checked(record))
        self.journal.append(Entry(name, None, _plain(document)))

    def replace(self, name: str, old: Struct, new: Struct, *, bare: bool = False) -> None:
        """Write a record over the one it was; ``bare`` drops its unknown fields too.

        A record that is not in the file yet (a default) is added.
        """
        known: Mapping[int, Struct] = getattr(self._file, name.lstrip("_"))
        key = next((key for key, record in known.items() if record is old), None)
        if key is None:
            self.insert(name, new)
            self.journal[-1] = Entry(name, _plain(merged({}, old)), self.journal[-1].after)
            return
        before = self._document(name, key)
        after = merged({}, new) if bare else merged(before, new, old)
        self._write(name, key, after)
        self._follow(name, key, _checked(new))
        self.journal.append(Entry(name, before, _plain(after)))

    def find(self, name: str, identity: Any) -> tuple[int, Document] | None:
        """The document of a name, with its document id; the settings need no name."""
        field = IDENTITY.get(name)
        for key, record in getattr(self._file, name).items():
            named = getattr(record, field) if field else None
            if (named.isoformat() if isinstance(named, dt.date) else named) == identity:
                return key, self._document(name, key)
        return None

    def add(self, name: str, document: Document) -> None:
        """Add a document as it is, fields that are not known here included."""
        key = self._table(name).insert(document)
        kinds = {each.name: each.type for each in msgspec.structs.fields(self._file)}
        if name in kinds and name != "meta":
            kind = kinds[name].__args__[1]
            self._follow(name, key, msgspec.convert(document, kind))

    def put(self, name: str, key: int, document: Document) -> None:
        """Let a document say exactly this."""
        kind = type(getattr(self._file, name)[key])
        self._write(name, key, document)
        self._follow(name, key, msgspec.convert(document, kind))

    def _document(self, name: str, key: int) -> Document:
        found = self._table(name).get(doc_id=key)
        assert isinstance(found, dict)
        return dict(found)

    def _write(self, name: str, key: int, fields: Document) -> None:
        def write(document: MutableMapping[str, Any]) -> None:
            document.clear()
            document.update(fields)

        self._table(name).update(write, doc_ids=[key])

    def count_write(self) -> None:
        """Say whose file it is, and number this write."""
        meta = Meta(APP, SCHEMA, self._rev, secrets.token_hex(4))
        known = next(iter(self._file.meta.values()), Meta())
        self.replace("_meta", known, meta)
        self.journal.clear()

    def settle_routines(self) -> None:
        """Write the built-in routine down with the first change that speaks of it."""
        if not self._file.routines and len(self._table("routines")) == 0:
            for routine in self._before.routines.values():
                self.insert("routines", routine)


def _plain(document: Document) -> Document:
    """A document as it is read back: lists for tuples, words for dates."""
    plain: Document = msgspec.json.decode(msgspec.json.encode(document))
    return plain


def _checked(record: Struct) -> Struct:
    """A record as it will be read back; one that would be passed over then is refused.

    Raises:
        ValueError, msgspec.ValidationError: a value lies outside its range.
    """
    return msgspec.json.decode(msgspec.json.encode(record), type=type(record))

"""The diary's tables within one change: typed records in, TinyDB documents out."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from tui.diary.codec import APP, SCHEMA, Meta, decode, update_document
from tui.diary.journal import IDENTITY, Document, RecordChange
from tui.diary.snapshot import Snapshot
from tui.diary.tinydb_storage import AtomicStorage, DiaryTable
from tui.practice.models import Routine, Settings


class Transaction:
    """The tables within one change, and the typed records that follow them.

    ``journal`` is what each touched record said before and after.
    """

    def __init__(self, storage: AtomicStorage, snapshot: Snapshot) -> None:
        self._storage = storage
        self._before = snapshot
        self._file = snapshot.file
        self._rev = snapshot.rev + 1
        self.journal: list[RecordChange] = []

    def snapshot(self) -> Snapshot:
        """The diary after the change, as it would be read back."""
        return Snapshot(self._file, self._before.problems, self._rev)

    def _table(self, name: str) -> DiaryTable:
        return DiaryTable(self._storage, name, cache_size=0)

    def _follow(self, name: str, key: str, record: Struct) -> None:
        field = name.lstrip("_")
        records: Mapping[str, Struct] = getattr(self._file, field)
        self._file = replace(self._file, **{field: {**records, key: record}})

    def insert(self, name: str, record: Struct) -> None:
        """Add a record under a new document id."""
        document = update_document({}, record)
        key = str(self._table(name).insert(document))
        self._follow(name, key, _checked(record))
        self.journal.append(RecordChange(name, None, _plain(document), key))

    def replace(self, name: str, old: Struct, new: Struct, *, bare: bool = False) -> None:
        """Write a record over the one it was; ``bare`` drops its unknown fields too.

        A record that is not in the file yet (a default) is added.
        """
        known: Mapping[str, Struct] = getattr(self._file, name.lstrip("_"))
        key = next((key for key, record in known.items() if record is old), None)
        if key is None:
            self.insert(name, new)
            last = self.journal[-1]
            self.journal[-1] = RecordChange(
                name, _plain(update_document({}, old)), last.after, last.key
            )
            return
        before = self._document(name, key)
        after = update_document({}, new) if bare else update_document(before, new, old)
        self._write(name, key, after)
        self._follow(name, key, _checked(new))
        self.journal.append(RecordChange(name, before, _plain(after), key))

    def find(self, name: str, identity: Any, key: str = "") -> tuple[str, Document] | None:
        """The document of a name, with its document id; the settings need no name.

        Of several it is the one with the id ``key``, if that is still one of them.
        """
        field = IDENTITY.get(name)
        records: Mapping[str, Struct] = getattr(self._file, name)

        def is_wanted(record: Struct) -> bool:
            named = getattr(record, field) if field else None
            return bool((named.isoformat() if isinstance(named, dt.date) else named) == identity)

        if key in records and is_wanted(records[key]):
            return key, self._document(name, key)
        found = next((each for each, record in records.items() if is_wanted(record)), None)
        return None if found is None else (found, self._document(name, found))

    def add(self, name: str, documents: Sequence[Document]) -> None:
        """Add documents as they are, fields that are not known here included."""
        keys = self._table(name).insert_multiple(documents)
        kinds = {each.name: each.type for each in msgspec.structs.fields(self._file)}
        if name in kinds and name != "meta":
            kind = kinds[name].__args__[1]
            added = {
                str(key): msgspec.convert(document, kind)
                for key, document in zip(keys, documents, strict=True)
            }
            self._file = replace(self._file, **{name: {**getattr(self._file, name), **added}})

    def add_table(self, name: str, documents: Mapping[str, Any]) -> None:
        """Add a whole table that is not known here, under the keys it has."""
        tables = self._storage.read() or {}
        self._storage.write({**tables, name: documents})

    def extend_meta(self, fields: Mapping[str, Any]) -> None:
        """Add fields that are not known here to the file's first document."""
        for key in self._file.meta:
            self._write("_meta", key, {**self._document("_meta", key), **fields})

    def put(self, name: str, key: str, document: Document) -> None:
        """Let a document say exactly this."""
        kind = type(getattr(self._file, name)[key])
        self._write(name, key, document)
        if issubclass(kind, Settings | Routine):  # of which what does not fit is passed over alone
            read = decode(Path(), msgspec.json.encode({name: {key: document}}))
            self._follow(name, key, getattr(read.file, name)[key])
        else:
            self._follow(name, key, msgspec.convert(document, kind))

    def _document(self, name: str, key: str) -> Document:
        found = self._table(name).get(doc_id=int(key))
        assert isinstance(found, dict)
        return dict(found)

    def _write(self, name: str, key: str, fields: Document) -> None:
        def write(document: MutableMapping[str, Any]) -> None:
            document.clear()
            document.update(fields)

        self._table(name).update(write, doc_ids=[int(key)])

    def number_write(self) -> None:
        """Say whose file it is, and number this write."""
        meta = Meta(APP, SCHEMA, self._rev, secrets.token_hex(4))
        known = next(iter(self._file.meta.values()), Meta())
        self.replace("_meta", known, meta)
        self.journal.clear()

    def store_built_in_routine(self) -> None:
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

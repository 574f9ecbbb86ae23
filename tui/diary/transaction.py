"""The tables within one change: typed records in, TinyDB documents out.

The typed records follow every operation, so that after the change they are what reading the file
would give, without reading it. (`tests/diary/test_faults.py` compares the two after anything.)
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from tui.diary.change_times import later_than
from tui.diary.codec import APP, BY_FIELD, SCHEMA, Meta, decode, read_back, update_document
from tui.diary.journal import CHANGED_AT, IDENTITY, Document, RecordChange
from tui.diary.snapshot import Snapshot
from tui.diary.tinydb_storage import AtomicStorage, DiaryTable
from tui.practice.models import DayRecord

RecordT = TypeVar("RecordT", bound=Struct)


class Transaction:
    """The tables within one change. Nothing is on the disk before the storage's batch ends.

    ``journal`` holds each record that was touched, before and after.

    Args:
        storage: where to write, within a batch.
        snapshot: the diary before the change.
    """

    def __init__(self, storage: AtomicStorage, snapshot: Snapshot) -> None:
        self._storage = storage
        self._before = snapshot
        self._file = snapshot.file
        self._rev = snapshot.rev + 1
        self.journal: list[RecordChange] = []

    def snapshot(self) -> Snapshot:
        """Return the diary as it stands now, and as it would be read back."""
        return Snapshot(self._file, self._before.problems, self._rev, SCHEMA)

    def insert(self, table: str, record: Struct) -> None:
        """Add a record under a new document id."""
        document = update_document({}, record)
        key = str(self._table(table).insert(document))
        self._set_record(table, key, _as_read(record))
        self.journal.append(RecordChange(table, None, _plain(document), key))

    def replace(
        self, table: str, old: RecordT, new: RecordT, *, keep_unknown_fields: bool = True
    ) -> RecordT:
        """Write a record over another, or add it where ``old`` is a default and not in the file.

        The new record, which is returned, is never dated earlier than the old one, so that it is
        the later one of the two wherever they meet (`tui.diary.change_times`).

        Args:
            table: the table's name.
            old: the very record of the snapshot, not an equal one.
            new: what takes its place.
            keep_unknown_fields: False drops the fields that are not known here, as a removal must.
        """
        new = _dated(old, new)
        records = self._records(table)
        key = next((key for key, record in records.items() if record is old), None)
        if key is None:
            self.insert(table, new)
            inserted = self.journal[-1]
            before = _plain(update_document({}, old))  # to undo it is to write the default down
            self.journal[-1] = replace(inserted, before=before)
            return new
        before = self._document(table, key)
        after = (
            update_document(before, new, old) if keep_unknown_fields else update_document({}, new)
        )
        if CHANGED_AT in after:
            from tui.diary.fields import without_stale_times

            after = without_stale_times(table, before, after)
        self._write(table, key, after)
        self._set_record(table, key, _as_read(new))
        self.journal.append(RecordChange(table, before, _plain(after), key))
        return new

    def put_day(self, record: DayRecord, utc: dt.datetime) -> DayRecord:
        """Write what is known of a date, as changed at a time in UTC.

        Of two documents of one date, which `Snapshot.days` joins, the first gets all of it, and a
        trace of the other stays.
        """
        same = [each for each in self._before.file.days.values() if each.day == record.day]
        new = replace(record, changed=utc)
        if not same:
            self.insert("days", new)
        else:
            new = self.replace("days", same[0], new)
            for other in same[1:]:
                trace = DayRecord(day=new.day, deleted=utc)
                self.replace("days", other, trace, keep_unknown_fields=False)
        return new

    def leave_out_blind_acks(self, day: dt.date, utc: dt.datetime) -> None:
        """Take out what was acknowledged before a sign was recorded that it would cover.

        A sign of an earlier date may be recorded after that, also one more of a date that had one
        (rules R6.acknowledge).
        """
        for date, record in self._before.days.items():
            if record.ack and date > day:
                self.put_day(replace(record, ack=False), utc)

    def find(self, table: str, identity: Any, document_id: str = "") -> tuple[str, Document] | None:
        """Return the document id and the document of an identity; None without one.

        In the settings, which have no identity, the first document is found. Of several documents
        of one identity, the one under ``document_id`` is preferred.
        """
        field = IDENTITY.get(table)
        records = self._records(table)

        def is_wanted(record: Struct) -> bool:
            found = getattr(record, field) if field else None
            return bool((found.isoformat() if isinstance(found, dt.date) else found) == identity)

        if document_id in records and is_wanted(records[document_id]):
            return document_id, self._document(table, document_id)
        key = next((key for key, record in records.items() if is_wanted(record)), None)
        return None if key is None else (key, self._document(table, key))

    def add_documents(self, table: str, documents: Sequence[Document]) -> None:
        """Add documents as they are, fields that are not known here included."""
        keys = self._table(table).insert_multiple(documents)
        kinds = {field.name: field.type for field in msgspec.structs.fields(self._file)}
        if table in kinds and table != "meta":
            kind = kinds[table].__args__[1]
            added = {
                str(key): msgspec.convert(document, kind)
                for key, document in zip(keys, documents, strict=True)
            }
            self._file = replace(self._file, **{table: {**getattr(self._file, table), **added}})

    def add_table(self, table: str, documents: Mapping[str, Any]) -> None:
        """Add a whole table that is not known here, under the keys it has."""
        tables = self._storage.read() or {}
        self._storage.write({**tables, table: documents})

    def extend_meta(self, fields: Mapping[str, Any]) -> None:
        """Add fields that are not known here to the document of ``_meta``."""
        for key in self._file.meta:
            self._write("_meta", key, {**self._document("_meta", key), **fields})

    def put(self, table: str, key: str, document: Document) -> None:
        """Make a document exactly this one."""
        kind = type(self._records(table)[key])
        self._write(table, key, document)
        if issubclass(kind, BY_FIELD):
            decoded = decode(Path(), msgspec.json.encode({table: {key: document}}))
            self._set_record(table, key, getattr(decoded.file, table)[key])
        else:
            self._set_record(table, key, msgspec.convert(document, kind))

    def number_write(self, mark: str = "", came_from: Iterable[str] = ()) -> None:
        """Write down whose file it is, in which form, and which of its writes this is.

        Args:
            mark: what tells this write from others; by default a random one.
            came_from: marks of the states that it came from, to be added to those of the file.
        """
        meta = Meta(APP, SCHEMA, self._rev, mark or secrets.token_hex(4))
        known = next(iter(self._file.meta.values()), Meta())
        self.replace("_meta", known, meta)
        if came_from := [*came_from]:
            self._add_to_past(came_from)
        self.journal.clear()  # no change of a person, and never to be undone

    def _add_to_past(self, marks: Iterable[str]) -> None:
        from tui.diary.marks import PAST, newest_marks, read_past

        key = next(iter(self._file.meta))
        document = self._document("_meta", key)
        past = newest_marks([*read_past(document.get(PAST)), *marks])
        self._write("_meta", key, {**document, PAST: past})

    def store_built_in_routine(self) -> None:
        """Write down the built-in routine when the file has none.

        The first change does so, since from then on the records in the file refer to it.
        """
        if not self._file.routines and len(self._table("routines")) == 0:
            for routine in self._before.routines.values():
                self.insert("routines", routine)

    def _table(self, name: str) -> DiaryTable:
        return DiaryTable(self._storage, name, cache_size=0)

    def _records(self, table: str) -> Mapping[str, Struct]:
        records: Mapping[str, Struct] = getattr(self._file, table.lstrip("_"))
        return records

    def _set_record(self, table: str, key: str, record: Struct) -> None:
        changed = {table.lstrip("_"): {**self._records(table), key: record}}
        self._file = replace(self._file, **changed)

    def _document(self, table: str, key: str) -> Document:
        found = self._table(table).get(doc_id=int(key))
        assert isinstance(found, dict)
        return dict(found)

    def _write(self, table: str, key: str, fields: Document) -> None:
        def write(document: MutableMapping[str, Any]) -> None:
            document.clear()
            document.update(fields)

        self._table(table).update(write, doc_ids=[int(key)])


def _dated(old: RecordT, new: RecordT) -> RecordT:
    """Return a record dated after the one that it replaces, whatever the clock says."""
    earlier = [getattr(old, name, None) for name in ("changed", "deleted")]
    for name in ("changed", "deleted"):
        now = getattr(new, name, None)
        if now is not None and (date := later_than(now, *earlier)) != now:
            new = replace(new, **{name: date})
    return new


def _plain(document: Document) -> Document:
    return read_back(document, dict[str, Any])


def _as_read(record: Struct) -> Struct:
    """Return a record as it will be read back, which proves that it will not be left out then."""
    return read_back(record, type(record))

"""The file as it is held in memory, and the one way to change it.

Lock, reload if changed, apply, write, unlock. Nothing is decoded twice: a change encodes its own
records again and leaves all others as the bytes they were, and the typed records follow it.
"""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from tui.diary.codec import SCHEMA, decode
from tui.diary.errors import Busy, DiaryError, NotSaved, Unconfirmed, Unreadable, reason
from tui.diary.lock import FileLock
from tui.diary.raw_file import (
    Stamp,
    decode_tables,
    duplicate_keys,
    encode_tables,
    raw_tables,
    read_bytes,
    stamp_of,
)
from tui.diary.raw_records import RawTable
from tui.diary.snapshot import Snapshot

if TYPE_CHECKING:
    from tui.diary.backups import Backup, BackupKind
    from tui.diary.import_plan import ImportPlan
    from tui.diary.recovery import Recovered
    from tui.diary.transaction import Transaction

LOCK_WAIT_S = 2.0
YOUNG_NS = 20_000_000
"""A file changed so recently may change again without its stamp moving."""
NEWER = "it was written by a newer supine, so it is only read here"
T = TypeVar("T")
Change = Callable[[Snapshot, "Transaction"], T]


class Store:
    """One file. Thread-safe: changes take turns, in this program and with others.

    ``backup_problem`` says why the last daily backup could not be made; it is empty when it could.
    ``recovered`` says where the diary came from when its file was found damaged.
    """

    def __init__(self, path: Path, now: Callable[[], dt.datetime]) -> None:
        self.path = path
        self.mutex = threading.RLock()
        self.backup_problem = ""
        self.recovered: Recovered | None = None
        self._now = now
        real = Path(os.path.realpath(path))  # two links to one file share its locks
        self._lock = FileLock(real.parent / f".{real.name}.lock")
        self._stamp: Stamp | None = None
        self._read_at = 0
        self._data: bytes | None = None  # as it is on the disk
        self._base: bytes | None = None  # what changes go on from: the same, unless it was mended
        self._unmigrated: bytes | None = None  # sound, but in an older form
        self._is_bare = False  # these bytes were let go of
        self._lines: dict[str, RawTable] | None = None
        self._snapshot: Snapshot | None = None
        self._backed_up: dt.date | None = None

    def read(self) -> Snapshot:
        """The file as it stands on the disk; read anew only when it changed.

        Raises:
            Unreadable: it is there, is no diary, and nothing of it can be recovered.
        """
        with self.mutex:
            stamp = stamp_of(self.path)
            if self._snapshot is None or stamp != self._stamp or not self._is_settled:
                self._load(stamp)
            assert self._snapshot is not None
            return self._snapshot

    @property
    def _is_settled(self) -> bool:
        """Whether the stamp of what was read tells of any change since."""
        return self._stamp is None or self._read_at - self._stamp[0] > YOUNG_NS

    def drop_bytes(self) -> None:
        """Keep only what the file says, and not its bytes: years of them are megabytes.

        The next change reads them again. Where they may be needed sooner, they stay.
        """
        with self.mutex:
            is_sound = self._snapshot is not None and self._base is self._data is not None
            if is_sound and self._is_settled:
                self._data = self._base = self._lines = None
                self._is_bare = True

    def _with_bytes(self) -> Snapshot:
        """The same as `read`, with the bytes at hand that a change goes on from."""
        with self.mutex:
            if self._is_bare:
                self._snapshot = None
            return self.read()

    def change(self, apply: Change[T]) -> T:
        """Apply a change and write it.

        Raises:
            NotSaved: nothing changed on the disk.
            Unconfirmed: it is written, but the disk did not confirm it.
            Unreadable: the file is no diary.
        """
        with self._locked():
            return self._write(self._with_bytes(), apply)

    def make_backup(self, kind: BackupKind) -> Backup | None:
        """Make a backup of the file as it stands; None when there is none yet.

        Raises:
            NotSaved: it could not be made.
        """
        with self.mutex:
            self._with_bytes()
            return None if self._base is None else self._make_sure_backup(self._base, kind)

    def _make_sure_backup(self, data: bytes, kind: BackupKind) -> Backup:
        """A backup that is sure to be there; what waits for it is not done without."""
        from tui.diary import backups

        try:
            return backups.make(self.path, data, kind, self._now())
        except Unconfirmed as error:
            raise NotSaved(self.path, "its backup is not confirmed on disk") from error

    def restore(self, data: bytes) -> Backup | None:
        """Put a backup's bytes in the file's place; gives back the backup made of it before.

        Raises:
            Unreadable: they are no diary.
            NotSaved: nothing changed.
        """
        from tui.diary import recovery

        with self._locked():
            decode(self.path, data)  # as it is: what is damaged is no backup
            wanted, base, _ = self._decoded(data)
            before, rev = None, 0
            try:
                current = self._with_bytes()
                if current.schema > SCHEMA:
                    raise NotSaved(self.path, NEWER)
                rev, wanted.recovered = current.rev, current.recovered
                before = self.make_backup("restore")
                self._back_up()
            except Unreadable:
                # What cannot be read cannot be a backup, but nothing of it gets lost.
                recovery.set_aside(self.path, read_bytes(self.path) or b"", self._now())
                self._data = self._base = wanted.recovered = None
            self._snapshot = None  # should it fail, these lines are not those of the file
            self._lines = raw_tables(decode_tables(self.path, base))
            wanted.rev = max(rev, wanted.rev)
            self._write(wanted, lambda *_: None, may_shrink=True)
            return before

    def documents(self) -> dict[str, dict[str, Any]]:
        """All tables as plain documents, as they stood when last read or written."""
        with self.mutex:
            if self._base is None:
                self._with_bytes()
            return plain_tables(self.path, self._base or b"{}")

    def import_documents(
        self, make_plan: Callable[[dict[str, dict[str, Any]]], ImportPlan]
    ) -> ImportPlan:
        """Add what a plan says of the tables as they stand, all or nothing, after a backup."""

        def add(_: Snapshot, tables: Transaction) -> ImportPlan:
            plan = make_plan(self.documents())
            for name in dict.fromkeys(name for name, _ in plan.add):
                tables.add(name, [each for table, each in plan.add if table == name])
            for name, documents in plan.whole:
                tables.add_table(name, documents)
            tables.extend_meta(plan.meta)
            for name, document in plan.replace:
                found = tables.find(name, document.get("id"))
                if found is not None:
                    tables.put(name, found[0], document)
            return plan

        with self._locked():
            self.make_backup("import")
            return self._write(self._with_bytes(), add)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self.mutex:
            try:
                locked = self._lock.acquire(LOCK_WAIT_S)
            except OSError as error:
                raise NotSaved(self.path, reason(error)) from error
            if not locked:
                raise Busy(self.path, "another program is writing to it just now; try again")
            try:
                yield
            finally:
                self._lock.release()

    def _load(self, stamp: Stamp | None) -> None:
        self._read_at = time.time_ns()
        data = read_bytes(self.path)
        if self._snapshot is None or self._is_bare or data != self._data:
            self._snapshot, self._lines, self._is_bare = None, None, False
            self._data = self._base = data
            if data is None:
                self._snapshot = Snapshot()
            else:
                self._snapshot, self._base, self._unmigrated = self._decoded(data)
                self.recovered = self._snapshot.recovered or self.recovered
        self._stamp = stamp

    def _decoded(self, data: bytes) -> tuple[Snapshot, bytes, bytes | None]:
        """The typed records of a file's bytes, the sound bytes of today's form behind them, and
        those of an older form before it was migrated.
        """
        recovered = unmigrated = None
        try:
            snapshot = Snapshot.of(decode(self.path, data))
        except Unreadable as error:
            from tui.diary import recovery  # only damage needs it

            recovered = recovery.recover(self.path, data, self._now(), error)
            data = recovered.data
            snapshot = Snapshot.of(decode(self.path, data))
        if snapshot.schema < SCHEMA:
            from tui.diary import migrations

            old = snapshot.schema
            unmigrated = data
            data = encode_tables(migrations.migrated(plain_tables(self.path, data), old))
            snapshot = Snapshot.of(decode(self.path, data))
        snapshot.recovered = recovered
        return snapshot, data, unmigrated

    def _write(self, snapshot: Snapshot, apply: Change[T], *, may_shrink: bool = False) -> T:
        if snapshot.schema > SCHEMA:
            raise NotSaved(self.path, NEWER)
        if snapshot.recovered is not None and snapshot.recovered.damaged_copy is None:
            from tui.diary import recovery

            assert self._data is not None
            recovery.set_aside(self.path, self._data, self._now())  # never overwritten before
        self._back_up()
        if self._lines is None:
            self._lines = self._first_lines()
        from tui.diary.tinydb_storage import AtomicStorage
        from tui.diary.transaction import (
            Transaction,
        )  # and with it TinyDB, which reading does without

        storage = AtomicStorage(self.path)
        tables = Transaction(storage, snapshot)
        self._snapshot = None  # whatever happens now, look at the disk again
        doubt: Unconfirmed | None = None
        try:
            with storage.batch(self._lines, may_shrink=may_shrink):
                tables.number_write()
                result = apply(snapshot, tables)
                tables.store_built_in_routine()
        except Unconfirmed as error:
            doubt = error
        except UnicodeError as error:
            raise NotSaved(self.path, "a text is not in UTF-8") from error
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise NotSaved(self.path, f"a value does not fit: {error}") from error
        self._lines, self._data = storage.content
        self._base, self._unmigrated = self._data, None
        self._snapshot = tables.snapshot()
        self._read_at, self._stamp = time.time_ns(), storage.stamp
        if doubt is not None:
            doubt.result = result
            raise doubt
        return result

    def _first_lines(self) -> dict[str, RawTable]:
        """The lines of the bytes that were read; a copy is set aside of what would be lost.

        Raises:
            NotSaved: something would, and the copy cannot be made.
        """
        if self._base is None:
            return {}
        lines = raw_tables(decode_tables(self.path, self._base))
        if encode_tables(lines) != self._base and duplicate_keys(self._base):
            from tui.diary import recovery

            # Of what stands twice under one key only the last would be written back.
            copy = recovery.set_aside(self.path, self._base, self._now())
            self.recovered = recovery.Recovered(self._base, "duplicates", damaged_copy=copy)
        return lines

    def _back_up(self) -> None:
        """Keep what is there before the first change of each day, and before a migration."""
        from tui.diary import backups

        if self._unmigrated is not None and not backups.has_migration(self.path, self._unmigrated):
            # Not going on without it: what the steps did could not be taken back.
            self._make_sure_backup(self._unmigrated, "migration")
        today = self._now().date()
        if self._data is None or self._backed_up == today:
            return
        try:
            if not backups.has_daily(self.path, today, self._now().tzinfo or dt.UTC):
                assert self._base is not None
                backups.make(self.path, self._base, "daily", self._now())
                backups.prune(self.path, self._now())
                sweep(self.path, self._now())
            self.backup_problem, self._backed_up = "", today
        except Unconfirmed:
            self.backup_problem, self._backed_up = "", today  # there, and whole
        except (DiaryError, OSError) as error:
            self.backup_problem = f"no backup could be made: {error}"


def plain_tables(path: Path, data: bytes) -> dict[str, dict[str, Any]]:
    """All tables as plain documents; what cannot be decoded stays undecoded.

    Raises:
        Unreadable: the bytes are not tables of records.
    """
    return {
        name: {key: _plain(record) for key, record in records.items()}
        for name, records in decode_tables(path, data).items()
    }


def _plain(record: msgspec.Raw) -> Any:
    """A record as a plain value, or as its bytes where it cannot be one."""
    try:
        return msgspec.json.decode(record)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return record


def sweep(path: Path, now: dt.datetime) -> None:
    """Remove temporary files that a killed run of ours left beside the diary."""
    from tui.diary import recovery

    for left in recovery.stale_temporaries(path, now):
        with suppress(OSError):
            left.unlink()

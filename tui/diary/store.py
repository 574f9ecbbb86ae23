"""The file as it is held in memory, and the one way to change it.

A change takes the lock, reads the file again if it changed, applies the change, writes the whole
file, and releases the lock. (docs/file-format.md, promises 1 to 5)

Nothing is decoded twice: a change encodes the records it touches and leaves all others as the bytes
they were, and the typed records follow it.
"""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from tui.diary.codec import SCHEMA, decode
from tui.diary.errors import (
    Busy,
    ChangeRejected,
    DiaryError,
    NotSaved,
    Unconfirmed,
    Unreadable,
    reason,
)
from tui.diary.lock import FileLock
from tui.diary.raw_file import (
    YOUNG_NS,
    Stamp,
    decode_documents,
    decode_tables,
    duplicate_keys,
    encode_tables,
    read_bytes,
    stamp_of,
    to_raw_tables,
)
from tui.diary.raw_records import RawTable
from tui.diary.snapshot import Snapshot
from tui.practice.dates import LocalTime

# Modules that only a change, damage or an older file needs are imported where they are used, so
# that a command which only reads does not wait for them (tests/test_house.py).
if TYPE_CHECKING:
    from tui.diary.backups import Backup, BackupKind
    from tui.diary.import_plan import ImportPlan
    from tui.diary.journal import DocumentTables
    from tui.diary.past import State
    from tui.diary.recovery import Recovered
    from tui.diary.transaction import Transaction

LOCK_WAIT_S = 2.0
"""Seconds that a change waits for another program's lock."""
WRITTEN_BY_NEWER = "was written by a newer version of supine, so it is opened read-only"
"""What is said of a file of a newer schema."""
NEWER = f"it {WRITTEN_BY_NEWER}"
"""Why a file of a newer schema is not changed (docs/file-format.md, promise 6)."""
T = TypeVar("T")
Change = Callable[[Snapshot, "Transaction"], T]
"""What a change does: given the diary before it and the tables to write to, it returns a result."""


class Loaded(Struct, frozen=True, eq=False):
    """What was read of the file, or last written to it; replaced as a whole, never changed.

    ``data`` are the bytes on the disk and ``base`` those that a change starts from: the same,
    unless ``data`` was damaged or of an older schema. ``unmigrated`` are the sound bytes of an
    older schema behind ``base``. All three are None where they do not apply, and without a file.
    ``recovered`` says where ``base`` came from when ``data`` was damaged.

    ``raw_tables`` are the records of ``base``; None until a change has split it. ``stamp`` was
    taken before the file was read at ``read_at`` (`time.time_ns`), so that a change in between is
    seen the next time; it is None without a file, or when it is not known to be of this content.
    """

    snapshot: Snapshot
    data: bytes | None = None
    base: bytes | None = None
    unmigrated: bytes | None = None
    recovered: Recovered | None = None
    raw_tables: dict[str, RawTable] | None = None
    bytes_dropped: bool = False
    stamp: Stamp | None = None
    read_at: int = 0

    @property
    def is_settled(self) -> bool:
        """Whether any later change of the file would change its stamp (`YOUNG_NS`)."""
        return self.stamp is None or self.read_at - self.stamp[0] > YOUNG_NS


class Replacement(Struct, frozen=True, eq=False):
    """A diary that was replaced as a whole: what it was, what it is, and the backup made before.

    ``backup`` is None when there was no file, or none that could be read.
    """

    backup: Backup | None
    before: Snapshot
    after: Snapshot


class Store:
    """One file. Thread-safe: changes take turns, in this program and with others.

    ``mutex`` serializes the threads of this program. ``backup_problem`` says why the last daily
    backup could not be made; it is empty when it could. ``recovered`` says where the diary came
    from when its file was found damaged, and stays once the file is sound again.

    Args:
        path: the file; it need not exist.
        now: returns the local time with its UTC offset.
        local: returns the local time at a moment; by default in the time zone of ``now()``.
    """

    def __init__(
        self, path: Path, now: Callable[[], dt.datetime], local: LocalTime | None = None
    ) -> None:
        self.path = path
        self.mutex = threading.RLock()
        self.backup_problem = ""
        self.recovered: Recovered | None = None
        self._now = now
        self._local = local or (lambda moment: moment.astimezone(now().tzinfo))
        real = Path(os.path.realpath(path))  # so that two links to one file share its lock
        self._lock = FileLock(real.parent / f".{real.name}.lock")
        self._loaded: Loaded | None = None
        self._backed_up_on: dt.date | None = None

    def read(self) -> Snapshot:
        """Return the diary as it stands on the disk; the file is read only if it changed.

        Raises:
            Unreadable: the file is no diary, and nothing of it can be recovered.
        """
        with self.mutex:
            return self._load().snapshot

    def drop_bytes(self) -> None:
        """Keep the typed records only, to save memory: the bytes of years are megabytes.

        The next change reads them again. They stay where the file does not hold the same, as after
        a recovery, or may have changed already.
        """
        with self.mutex:
            loaded = self._loaded
            if loaded is None or loaded.data is None or loaded.base is not loaded.data:
                return
            if loaded.is_settled:
                self._loaded = replace(
                    loaded, data=None, base=None, raw_tables=None, bytes_dropped=True
                )

    def change(self, change: Change[T]) -> T:
        """Make a change, and return its result once it is on the disk.

        Raises:
            NotSaved: nothing changed on the disk.
            Unconfirmed: the change is in the file, but the disk did not confirm it. The error holds
                the result.
            Unreadable: the file is no diary.
        """
        with self._locked():
            return self._write(self._load(with_bytes=True), change)

    def documents(self) -> DocumentTables:
        """Return all tables as plain documents, as they stood when last read or written.

        Raises:
            Unreadable: the file is no diary.
        """
        with self.mutex:
            loaded = self._loaded
            if loaded is None or loaded.base is None:
                loaded = self._load(with_bytes=True)
            return self._documents_of(loaded)

    def state(self) -> State:
        """Return the diary as it is, for a merge.

        Raises:
            Unreadable: the file is no diary.
        """
        with self.mutex:
            return self._state_of(self._load(with_bytes=True))

    def import_documents(self, make_plan: Callable[[DocumentTables], ImportPlan]) -> ImportPlan:
        """Add what a plan made of the present tables says, all or nothing, after a backup.

        Raises:
            NotSaved, Unconfirmed, Unreadable: as `change`.
        """
        from tui.diary.marks import mark_of

        with self._locked():
            self.make_backup("import")
            loaded = self._load(with_bytes=True)
            came_from = [] if loaded.base is None else [mark_of(loaded.base)]

            def add(_: Snapshot, transaction: Transaction) -> ImportPlan:
                plan = make_plan(self._documents_of(loaded))
                plan.add_to(transaction)
                return plan

            return self._write(loaded, add, came_from=came_from)

    def make_backup(self, kind: BackupKind) -> Backup | None:
        """Make a backup of the file as it stands, and return it; None when there is no file yet.

        Raises:
            NotSaved: it could not be made.
            Unreadable: the file is no diary.
        """
        with self.mutex:
            base = self._load(with_bytes=True).base
            return None if base is None else self._make_required_backup(base, kind)

    def merge(self, make_merged: Callable[[State], State]) -> Replacement:
        """Put what is made of the present diary in its place, after a backup.

        Raises:
            NotSaved, Unconfirmed, Unreadable: as `change`.
        """
        import hashlib  # few programs merge anything

        with self._locked():
            loaded = self._load(with_bytes=True)
            if loaded.snapshot.schema > SCHEMA:
                raise NotSaved(self.path, NEWER)
            merged = make_merged(self._state_of(loaded))
            tables = merged.tables
            before = self.make_backup("merge")
            data = encode_tables(tables)
            # By its content, so that devices which merge the same files write the same bytes, and a
            # sync program finds nothing to do.
            mark = hashlib.sha256(
                encode_tables({name: each for name, each in tables.items() if name != "_meta"})
            ).hexdigest()[:8]
            snapshot = Snapshot.of(decode(self.path, data))
            snapshot.rev = max(loaded.snapshot.rev, snapshot.rev)
            start = replace(loaded, snapshot=snapshot, raw_tables=to_raw_tables(tables))
            return self._write(
                start,
                lambda _, written: Replacement(before, loaded.snapshot, written.snapshot()),
                mark=mark,
                came_from=merged.came_from,
            )

    def restore(self, data: bytes, *, only_after: str = "") -> Replacement:
        """Put the bytes of a backup in the place of the file, after a backup of what it was.

        Of a file that cannot be read, a copy is set aside instead.

        Args:
            data: the backup.
            only_after: the mark of the last write, if it may be no other one.

        Raises:
            Unreadable: the bytes are no diary.
            ChangeRejected: something else was written since that mark.
            NotSaved, Unconfirmed: as `change`.
        """
        from tui.diary import recovery
        from tui.diary.marks import mark_of

        with self._locked():
            decode(self.path, data)  # a damaged backup is refused, where `_decode` would recover
            restored = self._decode(data)
            before = None
            try:
                current = self._load(with_bytes=True)
                if only_after and current.snapshot.write != only_after:
                    raise ChangeRejected("the diary has changed since")
                if current.snapshot.schema > SCHEMA:
                    raise NotSaved(self.path, NEWER)
                before = self.make_backup("restore")
            except Unreadable:
                recovery.set_aside(self.path, read_bytes(self.path) or b"", self._now())
                current = Loaded(Snapshot())
            snapshot = restored.snapshot
            snapshot.rev = max(current.snapshot.rev, snapshot.rev)
            # What is backed up is the current file; what is written starts from the backup.
            raw_tables = to_raw_tables(decode_tables(self.path, restored.base or b"{}"))
            start = replace(current, snapshot=snapshot, raw_tables=raw_tables)
            return self._write(
                start,
                lambda _, written: Replacement(before, current.snapshot, written.snapshot()),
                is_restore=True,
                came_from=[mark_of(data)],
            )

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self.mutex:
            try:
                locked = self._lock.acquire(LOCK_WAIT_S)
            except OSError as error:
                raise NotSaved(self.path, reason(error)) from error
            if not locked:
                raise Busy(self.path, "another program is writing to it; try again in a moment")
            try:
                yield
            finally:
                self._lock.release()

    # Reading

    def _load(self, *, with_bytes: bool = False) -> Loaded:
        """Return what the file says, read only if it changed, or for its bytes if they are missing.

        Raises:
            Unreadable: the file is no diary, and nothing of it can be recovered.
        """
        loaded, stamp = self._loaded, stamp_of(self.path)
        is_missing = loaded is not None and loaded.bytes_dropped and with_bytes
        if loaded is None or stamp != loaded.stamp or not loaded.is_settled or is_missing:
            loaded = self._loaded = self._read(stamp, loaded)
        return loaded

    def _read(self, stamp: Stamp | None, known: Loaded | None) -> Loaded:
        read_at = time.time_ns()
        data = read_bytes(self.path)
        if known is not None and not known.bytes_dropped and data == known.data:
            return replace(known, stamp=stamp, read_at=read_at)
        self._loaded = None  # what was known is not what the file says, whatever comes of it now
        if data is None:
            return Loaded(Snapshot(), stamp=stamp, read_at=read_at)
        loaded = self._decode(data)
        self.recovered = loaded.recovered or self.recovered
        return replace(loaded, stamp=stamp, read_at=read_at)

    def _decode(self, data: bytes) -> Loaded:
        """Return what bytes say, recovered where they are damaged and in the present schema."""
        base, recovered, unmigrated = data, None, None
        try:
            snapshot = Snapshot.of(decode(self.path, base))
        except Unreadable as error:
            from tui.diary import recovery

            recovered = recovery.recover(self.path, data, self._now(), error)
            base = recovered.data
            snapshot = Snapshot.of(decode(self.path, base))
        if snapshot.schema < SCHEMA:
            from tui.diary import migrations

            unmigrated = base
            documents = decode_documents(self.path, base)
            base = encode_tables(migrations.migrate(documents, snapshot.schema))
            snapshot = Snapshot.of(decode(self.path, base))
        return Loaded(snapshot, data, base, unmigrated, recovered)

    def _state_of(self, loaded: Loaded) -> State:
        from tui.diary.past import State

        return State.of(decode_tables(self.path, loaded.base or b"{}"), loaded.base)

    def _documents_of(self, loaded: Loaded) -> DocumentTables:
        return decode_documents(self.path, loaded.base or b"{}")

    # Writing

    def _write(
        self,
        loaded: Loaded,
        change: Change[T],
        *,
        is_restore: bool = False,
        mark: str = "",
        came_from: Iterable[str] = (),
    ) -> T:
        """Write a change that starts from ``loaded``, once nothing can be lost by it.

        Args:
            loaded: the diary.
            change: the change.
            is_restore: what is written comes from elsewhere, and may have fewer records.
            mark: what tells this write from others; by default a random one.
            came_from: marks of the states that what is written came from (`tui.diary.marks`).
        """
        if loaded.snapshot.schema > SCHEMA:
            raise NotSaved(self.path, NEWER)
        self._keep_damaged(loaded)
        backed_up = self._make_due_backups(loaded)
        if not is_restore:
            came_from = [*came_from, *backed_up]
        raw_tables = loaded.raw_tables
        if raw_tables is None:
            raw_tables = self._split(loaded)
        from tui.diary.tinydb_storage import AtomicStorage
        from tui.diary.transaction import Transaction

        storage = AtomicStorage(self.path)
        transaction = Transaction(storage, loaded.snapshot)
        self._loaded = None  # whatever happens now, the file is looked at again
        unconfirmed: Unconfirmed | None = None
        try:
            with storage.batch(raw_tables, may_shrink=is_restore):
                transaction.number_write(mark, came_from)
                result = change(loaded.snapshot, transaction)
                transaction.store_built_in_routine()
        except Unconfirmed as error:
            unconfirmed = error
        except UnicodeError as error:
            raise NotSaved(self.path, "a text is not in UTF-8") from error
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise NotSaved(self.path, f"a value does not fit: {error}") from error
        written = storage.written
        self._loaded = Loaded(
            transaction.snapshot(),
            written.data,
            written.data,
            raw_tables=written.raw_tables,
            stamp=written.stamp,
            read_at=time.time_ns(),
        )
        if unconfirmed is not None:
            unconfirmed.result = result
            raise unconfirmed
        return result

    def _keep_damaged(self, loaded: Loaded) -> None:
        """Copy damaged bytes before they are overwritten, unless it was done when they were read.

        (docs/file-format.md, promise 3)

        Raises:
            NotSaved: the copy cannot be made.
        """
        if loaded.recovered is not None and loaded.recovered.damaged_copy is None:
            from tui.diary import recovery

            assert loaded.data is not None
            copy = recovery.set_aside(self.path, loaded.data, self._now())
            self.recovered = replace(loaded.recovered, damaged_copy=copy)

    def _make_due_backups(self, loaded: Loaded) -> list[str]:
        """Make the backups before the first change of a day and before a migration (promise 5).

        Returns:
            the marks of what was backed up.

        Raises:
            NotSaved: the backup before the migration cannot be made. Without it, what the steps did
                could not be taken back. A daily backup that fails is only told.
        """
        from tui.diary import backups, recovery

        old = loaded.unmigrated
        if old is not None and not backups.has_migration(self.path, old):
            self._make_required_backup(old, "migration")
        now = self._now()
        if loaded.base is None or self._backed_up_on == now.date():
            return []
        made = False
        try:
            if not backups.has_daily(self.path, now.date(), self._local):
                made = True
                backups.make(self.path, loaded.base, "daily", now)
                backups.prune(self.path, now, self._local)
                recovery.remove_stale_temporaries(self.path, now)
            self.backup_problem, self._backed_up_on = "", now.date()
        except Unconfirmed:  # it is there, and whole
            self.backup_problem, self._backed_up_on = "", now.date()
        except (DiaryError, OSError) as error:
            self.backup_problem = f"no backup could be made: {error}"
        if not made or self.backup_problem:
            return []
        from tui.diary.marks import mark_of

        return [mark_of(loaded.base)]

    def _make_required_backup(self, data: bytes, kind: BackupKind) -> Backup:
        """Make a backup without which the change that waits for it is not made.

        Raises:
            NotSaved: it could not be made, or may not survive a power cut.
        """
        from tui.diary import backups

        try:
            return backups.make(self.path, data, kind, self._now())
        except Unconfirmed as error:
            raise NotSaved(self.path, "its backup is not confirmed on disk") from error

    def _split(self, loaded: Loaded) -> dict[str, RawTable]:
        """Return the raw tables of the bytes that a change starts from.

        Where a name stands twice, only the last would be written back. Then a copy of the bytes is
        set aside first, unless they are part of damaged bytes that were.

        Raises:
            NotSaved: the copy cannot be made.
        """
        base = loaded.base
        if base is None:
            return {}
        raw_tables = to_raw_tables(decode_tables(self.path, base))
        # The bytes of a file of ours come out the same, which is quicker than looking for names.
        is_kept = loaded.recovered is not None
        if not is_kept and encode_tables(raw_tables) != base and duplicate_keys(base):
            from tui.diary import recovery

            copy = recovery.set_aside(self.path, base, self._now())
            self.recovered = recovery.Recovered(base, "duplicates", damaged_copy=copy)
        return raw_tables

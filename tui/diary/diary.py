"""The typed diary: every change a person can make is one operation and one durable write."""

from __future__ import annotations

import datetime as dt
import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from tui.diary.errors import (
    AlreadyRunning,
    ChangeRejected,
    DiaryError,
    NotSaved,
    Unconfirmed,
    reason,
)
from tui.diary.journal import Document
from tui.diary.lock import FileLock
from tui.diary.preferences import Preferences
from tui.diary.snapshot import Snapshot
from tui.diary.store import Store
from tui.diary.undo import ChangeHistory
from tui.practice import dates
from tui.practice.models import (
    Band,
    DayRecord,
    Effort,
    Prop,
    Reps,
    RestReason,
    Routine,
    Session,
    StopReason,
    Via,
)

LONGEST_REST = 366
"""Dates that one change can mark as rest."""

if TYPE_CHECKING:
    from tui.diary.backups import Backup
    from tui.diary.import_plan import ImportPlan
    from tui.diary.transaction import Transaction


def uuid7() -> str:
    """Return a new id: a UUID of version 7 (RFC 9562), which sorts by the time it was made.

    The standard library has it from Python 3.14 on.
    """
    import secrets  # reading needs neither
    import uuid

    value = (time.time_ns() // 1_000_000 & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


class Diary:
    """One diary file. Thread-safe: operations take turns, in this program and with others.

    Args:
        path: the file; it need not exist, and reading never makes it.
        now: the local time, with its offset.
        new_id: makes ids of new sessions.
        host: this machine's name, written into running sessions.
    """

    def __init__(
        self,
        path: Path,
        *,
        now: Callable[[], dt.datetime],
        new_id: Callable[[], str] = uuid7,
        host: str | None = None,
    ) -> None:
        self.path = path
        self._now = now
        self._new_id = new_id
        self._host = platform.node() if host is None else host
        self.store = Store(path, now)
        self._mutex = self.store.mutex
        self.changes = ChangeHistory(self.store, self._utc)
        self.preferences = Preferences(self.changes, self._utc)
        real = Path(os.path.realpath(path))
        self._session_lock = FileLock(real.parent / f".{real.name}.session")

    def read(self) -> Snapshot:
        """The diary as it stands on the disk; read anew only when the file changed.

        Raises:
            Unreadable: the file is there, is no diary, and nothing of it can be recovered.
        """
        return self.store.read()

    def restore(self, backup: Backup) -> Backup | None:
        """Go back to a backup; gives back the backup that was made of what is there now.

        Raises:
            Unreadable: the backup is damaged.
            AlreadyRunning: a session is going on.
        """
        from tui.diary import backups

        data = backups.read(backup)
        with self._mutex:
            if self._is_session_running():
                raise AlreadyRunning
            return self.store.restore(data)

    def documents(self) -> dict[str, dict[str, Document]]:
        """All tables as plain documents, with every field that is not known here."""
        return self.store.documents()

    def import_documents(
        self, make_plan: Callable[[dict[str, dict[str, Document]]], ImportPlan]
    ) -> ImportPlan:
        """Add what a plan says of the tables as they stand, all or nothing, after a backup."""
        return self.store.import_documents(make_plan)

    # Sessions

    def start_session(
        self,
        routine: Routine,
        day: dt.date,
        targets: Mapping[str, int | None],
        props: Sequence[Prop] = (),
    ) -> Session:
        """Write an open session with the date's target of every exercise.

        Raises:
            AlreadyRunning: another program runs a session in this diary.
        """
        session = Session(
            id=self._new_id(),
            routine=routine.id,
            day=day,
            start=self._now().replace(microsecond=0),
            reps={e.id: Reps(target=targets[e.id], hold_s=e.hold_s) for e in routine.exercises},
            status="open",
            confirmed=False,
            host=self._host,
            props=tuple(props),
            via="timer",
        )
        with self._mutex:
            if self._session_lock.is_held or not self._acquire_session_lock():
                raise AlreadyRunning
            try:
                return self._put_session(session)
            except Unconfirmed:
                raise  # it is there, and given to whoever asked
            except DiaryError:
                self._session_lock.release()  # nobody was given the session, so nobody runs it
                raise

    def _acquire_session_lock(self) -> bool:
        try:
            return self._session_lock.acquire()
        except OSError as error:
            raise NotSaved(self.path, reason(error)) from error

    def record_reps(self, session: str, reps: Mapping[str, Reps]) -> Session:
        """Set the counts of a running session; the later call holds what the earlier one did."""
        return self._change_session(session, lambda old: replace(old, reps=dict(reps)))

    def end_session(
        self, session: str, reps: Mapping[str, Reps], stop_reason: StopReason | None
    ) -> Session:
        """Close a running session, finished or stopped; it stays unconfirmed until answered."""

        def ended(old: Session) -> Session:
            return replace(
                old,
                reps=dict(reps),
                end=self._now().replace(microsecond=0),
                status="finished" if stop_reason is None else "stopped",
                stop_reason=stop_reason,
                host="",
            )

        with self._mutex:
            try:
                closed = self._change_session(session, ended)
            except Unconfirmed:
                self._session_lock.release()
                raise
            self._session_lock.release()
            return closed

    def release_session(self) -> None:
        """Stop holding a running session whose end could not be written; it counts as abandoned."""
        self._session_lock.release()

    def answer_session(
        self,
        session: str,
        *,
        reps: Mapping[str, Reps] | None = None,
        effort: Effort | UnsetType | None = UNSET,
        props: Sequence[Prop] | None = None,
        note: str | None = None,
        confirmed: bool = True,
    ) -> Session:
        """Confirm a session, with what was corrected about it; what is left out stays.

        With ``confirmed`` False it is corrected only, and stays as confirmed as it was.

        Raises:
            AlreadyRunning: it is still going on.
        """

        def answered(old: Session) -> Session:
            if self._may_be_running(old):
                raise AlreadyRunning
            return replace(
                old,
                confirmed=confirmed or old.confirmed,
                reps=old.reps if reps is None else dict(reps),
                effort=old.effort if effort is UNSET else effort,
                props=old.props if props is None else tuple(props),
                note=old.note if note is None else note,
            )

        return self._change_session(session, answered, "the change to the session")

    def log_session(
        self,
        routine: Routine,
        day: dt.date,
        reps: Mapping[str, Reps],
        *,
        start: dt.datetime | None = None,
        effort: Effort | None = None,
        props: Sequence[Prop] = (),
        note: str = "",
        via: Via = "log",
    ) -> Session:
        """Add a session that was done without the timer; without ``start`` it is back-filled."""
        return self._put_session(
            Session(
                id=self._new_id(),
                routine=routine.id,
                day=day,
                start=start.replace(microsecond=0) if start else None,
                reps=dict(reps),
                effort=effort,
                props=tuple(props),
                note=note,
                via=via,
            ),
            "the session that was added",
        )

    def remove_session(self, session: str) -> Session:
        """Remove a session; a trace with its id stays, so that copies can be merged.

        Raises:
            AlreadyRunning: it is still going on.
        """

        def forget(snapshot: Snapshot, transaction: Transaction) -> Session:
            found = snapshot.session(session)
            if self._may_be_running(found):
                raise AlreadyRunning
            gone = Session(id=found.id, deleted=self._utc())
            transaction.replace("sessions", found, gone, keep_unknown_fields=False)
            return found

        return self.changes.make_change(forget, "removing a session")

    def close_abandoned(self, today: dt.date) -> list[Session]:
        """Close sessions that no running program holds: after a crash, a kill or a power cut.

        Those of another machine are left alone until their practice date is over. Returns what was
        closed, with the reps that were on the disk.
        """
        if not any(s.status == "open" for s in self.read().sessions):
            return []

        def close(snapshot: Snapshot, transaction: Transaction) -> list[Session]:
            closed = []
            for old in snapshot.sessions:
                elsewhere = old.host not in ("", self._host) and old.day >= today
                if old.status == "open" and not elsewhere:
                    new = replace(
                        old,
                        status="stopped",
                        stop_reason="interrupted",
                        confirmed=False,
                        host="",
                        end=_last_known(old),
                        changed=self._utc(),
                    )
                    transaction.replace("sessions", old, new)
                    closed.append(new)
            return closed

        with self._mutex:
            if self._session_lock.is_held or not self._acquire_session_lock():
                return []
            try:
                return self.store.change(close)
            finally:
                self._session_lock.release()

    def _may_be_running(self, session: Session) -> bool:
        """Whether a session may still be going on, here or on another machine.

        One of another machine may until its date is over wherever that machine is.
        """
        if session.status != "open":
            return False
        is_elsewhere = session.host not in ("", self._host)
        return self._is_session_running() or (
            is_elsewhere and self._now().date() <= session.day + dates.ONE_DAY
        )

    def _is_session_running(self) -> bool:
        """Whether this or another program runs a session just now."""
        if self._session_lock.is_held:
            return True
        is_free = self._acquire_session_lock()
        self._session_lock.release()
        return not is_free

    # Days

    def record_feeling(
        self,
        day: dt.date,
        band: Band | None,
        *,
        areas: Sequence[str] = (),
        report: bool = False,
        ack: bool = False,
    ) -> DayRecord:
        """Record how it feels: a check-in, or a report once the date has counted reps.

        ``ack`` says that a warning sign has been looked into, or has gone.

        Raises:
            Refused: the date's answer was a warning sign, which nothing milder may overwrite.
        """

        def said(snapshot: Snapshot, old: DayRecord) -> DayRecord:
            new = replace(old, ack=old.ack or ack)
            if band is None:
                return new
            new = replace(new, areas=tuple(areas) or old.areas)
            is_report = report or any(s.day == day and s.has_counted for s in snapshot.sessions)
            if (old.report if is_report else old.check) is Band.WARNING is not band:
                raise ChangeRejected(
                    f"the warning sign of {day} stands; from the day after it you can say that you "
                    "have asked someone, or that it has gone"
                )
            return replace(new, report=band) if is_report else replace(new, check=band)

        return self._change_day(day, said, "how it feels")

    def acknowledge(self, day: dt.date) -> DayRecord:
        """Record that a warning sign has been looked into, or has gone."""
        return self.record_feeling(day, None, ack=True)

    def rest(
        self, first: dt.date, why: RestReason | None, last: dt.date | None = None
    ) -> list[DayRecord]:
        """Mark a date, or all dates up to ``last``, as rest; with None take the marks back.

        Raises:
            Refused: the range ends before it begins, or is longer than `LONGEST_REST`.
        """
        count = dates.days_between(first, last or first) + 1
        if count < 1:
            raise ChangeRejected(f"the rest would end ({last}) before it begins ({first})")
        if count > LONGEST_REST:
            raise ChangeRejected(
                f"{count} dates at once are too many; up to {LONGEST_REST} can be marked"
            )

        def change(snapshot: Snapshot, transaction: Transaction) -> list[DayRecord]:
            marked = []
            for day in (first + dates.ONE_DAY * n for n in range(count)):
                old = snapshot.days.get(day)
                if (old.rest_reason if old else None) != why:
                    new = replace(old or DayRecord(day=day), rest_reason=why)
                    marked.append(self._put_day(snapshot, transaction, new))
            return marked

        return self.changes.make_change(change, "the rest day" if count == 1 else "the rest days")

    # The one way to write

    def _put_session(self, session: Session, undo: str = "") -> Session:
        new = replace(session, changed=self._utc())

        def put(_: Snapshot, transaction: Transaction) -> Session:
            transaction.insert("sessions", new)
            return new

        return self.changes.make_change(put, undo)

    def _change_session(
        self, session: str, how: Callable[[Session], Session], undo: str = ""
    ) -> Session:
        def change(snapshot: Snapshot, transaction: Transaction) -> Session:
            old = snapshot.session(session)
            new = replace(how(old), changed=self._utc())
            transaction.replace("sessions", old, new)
            return new

        return self.changes.make_change(change, undo)

    def _change_day(
        self, day: dt.date, how: Callable[[Snapshot, DayRecord], DayRecord], undo: str
    ) -> DayRecord:
        def change(snapshot: Snapshot, transaction: Transaction) -> DayRecord:
            old = snapshot.days.get(day) or DayRecord(day=day)
            return self._put_day(snapshot, transaction, how(snapshot, old))

        return self.changes.make_change(change, undo)

    def _put_day(
        self, snapshot: Snapshot, transaction: Transaction, record: DayRecord
    ) -> DayRecord:
        # Two documents of one date become the first of them, joined, and a trace of the other.
        same = [r for r in snapshot.file.days.values() if r.day == record.day]
        new = replace(record, changed=self._utc())
        if not same:
            transaction.insert("days", new)
        else:
            transaction.replace("days", same[0], new)
            for other in same[1:]:
                gone = DayRecord(day=new.day, deleted=self._utc())
                transaction.replace("days", other, gone, keep_unknown_fields=False)
        return new

    def _utc(self) -> dt.datetime:
        return self._now().astimezone(dt.UTC).replace(microsecond=0)


def _last_known(session: Session) -> dt.datetime | None:
    """When an abandoned session was last heard of, in its own offset."""
    if session.changed is None or session.start is None:
        return None
    return session.changed.astimezone(session.start.tzinfo)

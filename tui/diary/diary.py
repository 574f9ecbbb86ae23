"""The typed diary: every change a person can make is one operation and one durable write.

An operation validates, sets values rather than toggling them, and returns what it wrote. One with a
description can be undone (`tui.diary.undo`). Settings and routines are changed through
`Diary.preferences`; sessions and days here, as both are written for the same practice date.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from tui.diary.errors import AlreadyRunning, ChangeRejected, DiaryError, SignStands, Unconfirmed
from tui.diary.journal import DocumentTables
from tui.diary.lock import SessionLock
from tui.diary.preferences import Preferences
from tui.diary.snapshot import Snapshot
from tui.diary.store import Store
from tui.diary.undo import ChangeHistory
from tui.practice import dates
from tui.practice.corrections import unconfirmed
from tui.practice.models import (
    STOP_BANDS,
    Band,
    Compare,
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

if TYPE_CHECKING:
    from tui.diary.backups import Backup
    from tui.diary.copies import Copy, CopyFinder
    from tui.diary.copy_merge import MergePlan, MergeResult
    from tui.diary.import_plan import ImportPlan
    from tui.diary.transaction import Transaction

LONGEST_REST = 366
"""The number of dates that one change can mark as rest."""


def uuid7() -> str:
    """Return a new id: a UUID of version 7 (RFC 9562), which sorts by the time it was made.

    The standard library has it from Python 3.14 on.
    """
    import secrets  # a command that only reads needs neither
    import uuid

    value = (time.time_ns() // 1_000_000 & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


class Feeling(NamedTuple):
    """What an answer to how it feels wrote: the date's record, and the sessions it confirmed."""

    record: DayRecord
    confirmed: tuple[Session, ...]


class Diary:
    """One diary file. Thread-safe: operations take turns, in this program and with others.

    Every operation that writes raises these, apart from what it names itself:

    - `NotSaved`: nothing changed on the disk.
    - `Unconfirmed`: it is written, but the disk did not confirm it; the error holds the result.
    - `Unreadable`: the file is no diary, and nothing of it can be recovered.
    - `NotFound`: the session or routine does not exist.

    Args:
        path: the file. It need not exist, and reading never makes it.
        now: returns the local time with its UTC offset.
        local: returns the local time at a moment; by default in the time zone of ``now()``.
        new_id: makes the ids of new sessions.
        host: this machine's name, written into running sessions; its network name by default.
    """

    def __init__(
        self,
        path: Path,
        *,
        now: Callable[[], dt.datetime],
        local: dates.LocalTime | None = None,
        new_id: Callable[[], str] = uuid7,
        host: str | None = None,
    ) -> None:
        self.path = path
        self._now = now
        self._new_id = new_id
        self.store = Store(path, now, local)
        self._mutex = self.store.mutex
        self.changes = ChangeHistory(self.store, self._utc)
        self.preferences = Preferences(self.changes, self._utc)
        self._session_lock = SessionLock(path, now, host)
        self._copies: CopyFinder | None = None

    def read(self) -> Snapshot:
        """Return the diary as it stands on the disk; the file is read only if it changed.

        Raises:
            Unreadable: the file is no diary, and nothing of it can be recovered.
        """
        return self.store.read()

    def restore(self, backup: Backup) -> Backup | None:
        """Go back to a backup, and return the backup that was made of what was there before.

        Raises:
            Unreadable: the backup is damaged.
            AlreadyRunning: a session is running.
        """
        from tui.diary import backups

        data = backups.read(backup)
        with self._mutex:
            if self._session_lock.is_held_anywhere():
                raise AlreadyRunning
            try:
                return self.store.restore(data).backup
            except Unconfirmed as error:
                error.result = error.result.backup
                raise

    def documents(self) -> DocumentTables:
        """Return all tables as plain documents, with every field that is not known here."""
        return self.store.documents()

    def import_documents(self, make_plan: Callable[[DocumentTables], ImportPlan]) -> ImportPlan:
        """Add what a plan made of the present tables says, all or nothing, after a backup."""
        return self.store.import_documents(make_plan)

    # Copies of the diary

    def find_copies(self, most_bytes: int | None = None) -> list[Copy]:
        """Return the copies that sync programs left beside the file, sorted by name.

        What did not change since the last look is not read again.

        Args:
            most_bytes: how many bytes may be read; what is left comes with the next look.
        """
        if self._copies is None:
            from tui.diary.copies import CopyFinder

            self._copies = CopyFinder(self.store)
        return self._copies.find(most_bytes)

    def plan_merge(self, files: Sequence[Path]) -> MergePlan:
        """Return what merging some files into the diary would do; nothing is changed.

        Raises:
            Unreadable: one of them is no diary that can be merged, or the diary itself.
        """
        from tui.diary import copy_merge

        # Without the mutex: it may take long, and is done again under the lock.
        copies = [copy.path for copy in self.find_copies()]
        sources = copy_merge.read_sources(self.store, files, copies)
        return copy_merge.make_plan(self.store.path, self.store.state(), sources)

    def merge(self, plan: MergePlan) -> MergeResult:
        """Merge the copies of a plan into the diary as it is now, and move them out of the way.

        A backup is made first. Then there is one write, and last the copies that sync programs left
        are moved to the folder of backups. Where the diary has everything already, nothing is
        written, and they are only moved.

        Raises:
            AlreadyRunning: a session is running.
            ChangeRejected: a copy has gone or changed since the plan. Nothing was changed.
        """
        from tui.diary import copy_merge

        with self._mutex:
            if self._session_lock.is_held_anywhere():
                raise AlreadyRunning
            self._copies = None  # what the diary lacked of each is there now
            return copy_merge.carry_out(self.store, self.changes, plan)

    # Sessions

    def start_session(
        self,
        routine: Routine,
        day: dt.date,
        targets: Mapping[str, int | None],
        props: Sequence[Prop] = (),
        *,
        asked: Mapping[str, int | None] | None = None,
    ) -> Session:
        """Write an open session with the target of each exercise, and hold it as running.

        From now on it is unconfirmed until someone answers for it (rules R4.unattended).

        Args:
            routine: what is practised.
            day: the practice date.
            targets: the date's target by exercise id, in reps; None where nothing is asked.
            props: what lies under neck or head.
            asked: what the plan asks by exercise id, where the person may have lowered the target.

        Raises:
            AlreadyRunning: a session is running in this diary (rules R4.one-running).
        """
        session = Session(
            id=self._new_id(),
            routine=routine.id,
            day=day,
            start=self._now().replace(microsecond=0),
            reps={
                e.id: Reps.to_do(targets[e.id], asked.get(e.id) if asked else None, e.hold_s)
                for e in routine.exercises
            },
            status="open",
            confirmed=False,
            host=self._session_lock.host,
            props=tuple(props),
            via="timer",
        )
        with self._mutex:
            if self._session_lock.is_held or not self._session_lock.acquire():
                raise AlreadyRunning
            try:
                return self._insert_session(session)
            except Unconfirmed:
                raise  # the session is in the file, and its caller runs it
            except DiaryError:
                self._session_lock.release()
                raise

    def record_reps(self, session_id: str, reps: Mapping[str, Reps]) -> Session:
        """Set all counts of a running session, by exercise id.

        Each call holds what the one before it did, so that one that failed is made up for.
        """
        return self._change_session(session_id, lambda old: replace(old, reps=dict(reps)))

    def end_session(
        self, session_id: str, reps: Mapping[str, Reps], stop_reason: StopReason | None
    ) -> Session:
        """Close a running session with its counts; without a reason it is finished.

        Only a warning sign can be taken back; the session then was interrupted (rules R6.slip).
        """
        is_sign = stop_reason == "warning"

        def end(snapshot: Snapshot, transaction: Transaction) -> Session:
            old = snapshot.session(session_id)
            new = replace(
                old,
                reps=dict(reps),
                end=self._now().replace(microsecond=0),
                status="finished" if stop_reason is None else "stopped",
                stop_reason=stop_reason,
                host="",
                changed=self._utc(),
            )
            new = transaction.replace("sessions", old, new)
            if is_sign:
                change = transaction.journal[-1]
                interrupted = change.after | {"stop_reason": "interrupted"}
                transaction.journal[:] = [replace(change, before=interrupted)]
                transaction.leave_out_blind_acks(old.day, self._utc())
            return new

        with self._mutex:
            try:
                closed = self.changes.make_change(end, "the warning sign" if is_sign else "")
            except Unconfirmed:
                self._session_lock.release()
                raise
            self._session_lock.release()
            return closed

    def release_session(self) -> None:
        """Stop holding a running session whose end could not be written.

        It then counts as abandoned, and `close_abandoned` closes it.
        """
        self._session_lock.release()

    def answer_session(
        self,
        session_id: str,
        *,
        reps: Mapping[str, Reps] | None = None,
        effort: Effort | UnsetType | None = UNSET,
        props: Sequence[Prop] | None = None,
        note: str | None = None,
        confirmed: bool = True,
    ) -> Session:
        """Confirm a session, and correct what is given; the rest stays.

        Args:
            session_id: the session.
            reps: all counts, by exercise id.
            effort: how hard it was; None takes the answer back.
            props: what lay under neck or head.
            note: a text.
            confirmed: False only corrects, and leaves it confirmed or not as it was.

        Raises:
            AlreadyRunning: it may still be running.
        """

        def answered(old: Session) -> Session:
            if self._session_lock.may_be_running(old):
                raise AlreadyRunning
            return replace(
                old,
                confirmed=confirmed or old.confirmed,
                reps=old.reps if reps is None else dict(reps),
                effort=old.effort if effort is UNSET else effort,
                props=old.props if props is None else tuple(props),
                note=old.note if note is None else note,
            )

        return self._change_session(session_id, answered, "the change to the session")

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
        return self._insert_session(
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

    def remove_session(self, session_id: str) -> Session:
        """Remove a session and return it; ``"last"`` is the one that was added last.

        A trace with its id stays, so that an import of an older copy does not bring it back. It
        tells merging if the session stopped for soreness, pain or a warning sign, which who
        removed it then knew. A warning sign stays as a report of its date (rules R6.sign-stands).

        Raises:
            AlreadyRunning: it may still be running.
        """

        def remove(snapshot: Snapshot, transaction: Transaction) -> Session:
            session = snapshot.session(session_id)
            if self._session_lock.may_be_running(session):
                raise AlreadyRunning
            trace = Session(
                id=session.id,
                deleted=self._utc(),
                stop_reason=session.stop_reason if session.stop_reason in STOP_BANDS else None,
            )
            transaction.replace("sessions", session, trace, keep_unknown_fields=False)
            if session.stop_reason == "warning":
                day = snapshot.record_of(session.day)
                transaction.put_day(replace(day, report=Band.WARNING), self._utc())
            return session

        return self.changes.make_change(remove, "removing a session")

    def close_abandoned(self, today: dt.date) -> list[Session]:
        """Close the open sessions that no program runs, and return them (rules R4.abandoned).

        A crash, a kill or a power cut leaves them, with the reps that were on the disk. A session
        of another machine is left alone until its practice date is over.
        """
        if not any(s.status == "open" for s in self.read().sessions):
            return []

        def close(snapshot: Snapshot, transaction: Transaction) -> list[Session]:
            closed = []
            for old in snapshot.sessions:
                is_elsewhere = self._session_lock.is_elsewhere(old) and old.day >= today
                if old.status == "open" and not is_elsewhere:
                    new = replace(
                        old,
                        status="stopped",
                        stop_reason="interrupted",
                        confirmed=False,
                        host="",
                        end=_last_recorded(old),
                        changed=self._utc(),
                    )
                    closed.append(transaction.replace("sessions", old, new))
            return closed

        with self._mutex:
            # The lock is free only while no program on this machine runs a session.
            if self._session_lock.is_held or not self._session_lock.acquire():
                return []
            try:
                return self.store.change(close)
            finally:
                self._session_lock.release()

    # Days

    def record_feeling(
        self,
        day: dt.date,
        band: Band | None,
        *,
        areas: Sequence[str] = (),
        report: bool = False,
        ack: bool = False,
        compare: Compare | UnsetType | None = UNSET,
    ) -> Feeling:
        """Record how it feels: a check-in, or a report once reps are counted (rules R1.report).

        A clear check-in confirms the unconfirmed sessions of the 7 dates before it, of every
        routine, in the same write (rules R3.unconfirmed).

        A warning sign takes away the acknowledgements of later dates, which were given without
        knowing of it (rules R6.acknowledge).

        Args:
            day: the practice date.
            band: how sore; None leaves the answers as they are.
            areas: where it is felt; empty leaves them as they are.
            report: True makes it a report in any case.
            ack: True acknowledges a warning sign (rules R3.lock).
            compare: the answer to the weekly question; None takes it back (rules R7.ask).

        Raises:
            SignStands: the answer of the date is a warning sign, which nothing milder may
                overwrite (rules R6.sign-stands); or an acknowledgement of the date of a sign.
        """

        def record(snapshot: Snapshot, transaction: Transaction) -> Feeling:
            old = snapshot.record_of(day)
            if ack and snapshot.has_sign_on(day):
                raise SignStands(day)
            new = replace(old, ack=old.ack or ack)
            if compare is not UNSET:
                new = replace(new, compare=compare, compare_put_off=compare is None)
            if band is None:
                return Feeling(transaction.put_day(new, self._utc()), ())
            new = replace(new, areas=tuple(areas) or old.areas)
            is_report = report or snapshot.has_counted_on(day)
            if (old.report if is_report else old.check) is Band.WARNING is not band:
                raise SignStands(day)
            new = replace(new, report=band) if is_report else replace(new, check=band)
            written = transaction.put_day(new, self._utc())
            if band is Band.WARNING:
                transaction.leave_out_blind_acks(day, self._utc())
            is_clear_check = band is Band.CLEAR and not is_report
            found = unconfirmed(snapshot.sessions, day) if is_clear_check else []
            confirmed = (
                transaction.replace(
                    "sessions",
                    old_session,
                    replace(old_session, confirmed=True, changed=self._utc()),
                )
                for old_session in found
            )
            return Feeling(written, tuple(confirmed))

        description = "the warning sign" if band is Band.WARNING else "how it feels"
        return self.changes.make_change(
            record, "the note that someone has looked at the sign" if ack else description
        )

    def put_off_comparison(self, day: dt.date) -> DayRecord:
        """Record that the weekly question was asked on a date and not answered (rules R7.ask)."""

        def change(snapshot: Snapshot, transaction: Transaction) -> DayRecord:
            put_off = replace(snapshot.record_of(day), compare_put_off=True)
            return transaction.put_day(put_off, self._utc())

        return self.changes.make_change(change)

    def acknowledge(self, day: dt.date) -> DayRecord:
        """Record on a date that someone qualified has looked at a warning sign (rules R3.lock)."""
        return self.record_feeling(day, None, ack=True).record

    def rest(
        self, first: dt.date, reason: RestReason | None, last: dt.date | None = None
    ) -> list[DayRecord]:
        """Mark the dates from ``first`` to ``last`` as rest, and return those that changed.

        Without ``last`` only the first is marked. Without a reason the marks are taken back.

        Raises:
            ChangeRejected: the range ends before it begins, or is longer than `LONGEST_REST`.
        """
        count = days_of_rest(first, last or first)

        def mark(snapshot: Snapshot, transaction: Transaction) -> list[DayRecord]:
            marked = []
            for day in (first + dates.ONE_DAY * n for n in range(count)):
                old = snapshot.record_of(day)
                if old.rest_reason != reason:
                    new = replace(old, rest_reason=reason)
                    marked.append(transaction.put_day(new, self._utc()))
            return marked

        return self.changes.make_change(
            mark, "the change to the rest day" if count == 1 else "the change to the rest days"
        )

    # Writing

    def _insert_session(self, session: Session, description: str = "") -> Session:
        new = replace(session, changed=self._utc())

        def insert(_: Snapshot, transaction: Transaction) -> Session:
            transaction.insert("sessions", new)
            return new

        return self.changes.make_change(insert, description)

    def _change_session(
        self, session_id: str, edit: Callable[[Session], Session], description: str = ""
    ) -> Session:
        def change(snapshot: Snapshot, transaction: Transaction) -> Session:
            old = snapshot.session(session_id)
            new = replace(edit(old), changed=self._utc())
            return transaction.replace("sessions", old, new)

        return self.changes.make_change(change, description)

    def _utc(self) -> dt.datetime:
        return self._now().astimezone(dt.UTC).replace(microsecond=0)


def _last_recorded(session: Session) -> dt.datetime | None:
    """Return when an abandoned session was last written, in the UTC offset of its start."""
    if session.changed is None or session.start is None:
        return None
    return session.changed.astimezone(session.start.tzinfo)


def days_of_rest(first: dt.date, last: dt.date) -> int:
    """Return how many dates a range of rest has.

    Raises:
        ChangeRejected: it ends before it begins, or is longer than `LONGEST_REST`.
    """
    count = dates.days_between(first, last) + 1
    if count < 1:
        raise ChangeRejected(f"the rest would end ({last}) before it begins ({first})")
    if count > LONGEST_REST:
        raise ChangeRejected(
            f"{count} dates at once are too many; up to {LONGEST_REST} can be marked"
        )
    return count

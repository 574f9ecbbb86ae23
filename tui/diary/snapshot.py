"""The diary at one moment as typed records: what screens and commands read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property

import msgspec

from tui.diary.codec import SCHEMA, Decoded, File, Problem
from tui.diary.errors import NotFound
from tui.practice.dates import FIRST_DATE
from tui.practice.days import Day, gather
from tui.practice.models import (
    COMPARES,
    DEFAULT_ROUTINE,
    Band,
    DayRecord,
    Routine,
    Session,
    Settings,
)


def day_problem(day: dt.date) -> str:
    """Return why a record of this date is left out; empty if it is not (rules R1.earliest)."""
    if day >= FIRST_DATE:
        return ""
    return "it has no day" if day == dt.date.min else f"its day {day} is before {FIRST_DATE.year}"


class Snapshot(msgspec.Struct, eq=False, dict=True):
    """Everything the file says, without removed records.

    ``problems`` are the records and fields that were left out; ``rev`` and ``schema`` are those of
    the file.
    """

    file: File = msgspec.field(default_factory=File)
    problems: tuple[Problem, ...] = ()
    rev: int = 0
    schema: int = SCHEMA

    @classmethod
    def of(cls, decoded: Decoded) -> Snapshot:
        """Return the snapshot of a decoded file."""
        file, meta = decoded.file, decoded.meta
        snapshot = cls(file, decoded.problems, meta.rev, meta.schema)
        if len(snapshot.sessions) < len(file.sessions):
            snapshot.problems += tuple(
                Problem("sessions", str(key), reason)
                for key, session in file.sessions.items()
                if session.deleted is None and (reason := day_problem(session.day))
            )
        if any(record.day < FIRST_DATE for record in file.days.values()):
            snapshot.problems += tuple(
                Problem("days", str(key), reason)
                for key, record in file.days.items()
                if record.deleted is None and (reason := day_problem(record.day))
            )
        return snapshot

    @property
    def write(self) -> str:
        """The mark of the file's last write; empty without one."""
        return next((meta.write for meta in self.file.meta.values()), "")

    @cached_property
    def settings(self) -> Settings:
        """The person's settings, or the defaults."""
        return next(iter(self.file.settings.values()), Settings())

    @cached_property
    def routines(self) -> Mapping[str, Routine]:
        """The routines by id; the built-in routine when the file has none."""
        live = {r.id: r for r in self.file.routines.values() if r.deleted is None}
        return live or {DEFAULT_ROUTINE.id: DEFAULT_ROUTINE}

    @cached_property
    def sessions(self) -> tuple[Session, ...]:
        """The sessions in the order in which they were written."""
        return tuple(
            [
                session
                for session in self.file.sessions.values()
                # A day that is absent is read as date.min; only the trace of a removal has none.
                if session.deleted is None and session.day >= FIRST_DATE
            ]
        )

    @property
    def signed_dates(self) -> set[dt.date]:
        """The dates with a warning sign: before, in or after a session."""
        in_sessions = {each.day for each in self.sessions if each.stop_reason == "warning"}
        return in_sessions | {
            each.day for each in self.days.values() if Band.WARNING in (each.check, each.report)
        }

    @cached_property
    def days(self) -> Mapping[dt.date, DayRecord]:
        """What is known of each date apart from its sessions."""
        return join_days(self.file.days.values())

    def routine(self, wanted: str | None = None) -> Routine:
        """Return the routine of an id; without one that of the settings, else the first.

        The id may differ in case, as a person may have typed it.

        Raises:
            NotFound: no routine has this id.
        """
        if wanted is not None:
            meant = wanted if wanted in self.routines else _known_name(wanted, self.routines)
            if meant is None:
                known = " or ".join(self.routines)
                raise NotFound(f"there is no routine {wanted!r}; choose {known}")
            return self.routines[meant]
        return self.routines.get(self.settings.routine) or next(iter(self.routines.values()))

    def session(self, wanted: str, routine: str | None = None) -> Session:
        """Return the session of an id in any case, or for ``"last"`` the one that was added last.

        Args:
            wanted: the id, or ``"last"``.
            routine: the id of the only routine to look in.

        Raises:
            NotFound: no session has this id, or there is no session yet.
        """
        among = [each for each in self.sessions if routine in (None, each.routine)]
        if wanted.lower() == "last" and among:
            return among[-1]
        meant = _known_name(wanted, (each.id for each in among))
        for session in reversed(among):
            if session.id == meant:
                return session
        raise NotFound(
            "there is no session yet"
            if wanted.lower() == "last"
            else f"there is no session {wanted!r}"
        )

    def record_of(self, date: dt.date) -> DayRecord:
        """Return what is known of a date apart from its sessions; an empty record for nothing."""
        return self.days.get(date) or DayRecord(day=date)

    def has_counted_on(self, date: dt.date) -> bool:
        """Return whether a session of any routine has counted reps on a date (rules R1.report)."""
        return any(session.day == date and session.has_counted for session in self.sessions)

    def has_sign_on(self, date: dt.date) -> bool:
        """Return whether a warning sign was noticed on a date: before, in or after a session."""
        record = self.record_of(date)
        return Band.WARNING in (record.check, record.report) or any(
            session.day == date and session.stop_reason == "warning" for session in self.sessions
        )

    def is_first_timed(self, session: Session) -> bool:
        """Return whether no other session was timed on the date of a session."""
        return not any(
            other.day == session.day and other.via == "timer" and other.id != session.id
            for other in self.sessions
        )

    def routine_days(self, routine: Routine, today: dt.date) -> dict[dt.date, Day]:
        """Return the dates up to ``today`` as one routine sees them, in order."""
        return gather(routine.id, self.sessions, self.days, today=today)


def join_days(records: Iterable[DayRecord]) -> dict[dt.date, DayRecord]:
    """Return one record for each date.

    Of two records of one date the worse band of each kind counts, the worse answer to the weekly
    question, all areas and notes, the first rest reason, and an acknowledgement if either has one.
    (docs/file-format.md, "days")
    """
    joined: dict[dt.date, DayRecord] = {}
    for record in records:
        if record.deleted is not None or record.day < FIRST_DATE:
            continue
        other = joined.get(record.day)
        joined[record.day] = record if other is None else _join(other, record)
    return joined


def _join(first: DayRecord, second: DayRecord) -> DayRecord:
    return msgspec.structs.replace(
        first,
        check=max((b for b in (first.check, second.check) if b is not None), default=None),
        report=max((b for b in (first.report, second.report) if b is not None), default=None),
        areas=tuple(dict.fromkeys((*first.areas, *second.areas))),
        ack=first.ack or second.ack,
        compare=max(
            filter(None, (first.compare, second.compare)), key=COMPARES.index, default=None
        ),
        compare_put_off=first.compare_put_off or second.compare_put_off,
        rest_reason=first.rest_reason or second.rest_reason,
        note="\n".join(filter(None, (first.note, second.note))),
    )


def _known_name(typed: str, known: Iterable[str]) -> str | None:
    from tui.diary.names import known_name  # only what a person types needs it

    return known_name(typed, known)

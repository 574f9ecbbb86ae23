"""The diary at one moment, typed: what screens and commands read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from tui.diary.codec import SCHEMA, Decoded, File, Problem
from tui.diary.errors import NotFound
from tui.practice.days import Day, gather
from tui.practice.models import DEFAULT_ROUTINE, DayRecord, Routine, Session, Settings

if TYPE_CHECKING:
    from tui.diary.recovery import Recovered


class Snapshot(msgspec.Struct, eq=False, dict=True):
    """Everything the file says; removed records are not in it, broken ones are ``problems``.

    ``recovered`` says where it came from when the file was damaged.
    """

    file: File = msgspec.field(default_factory=File)
    problems: tuple[Problem, ...] = ()
    rev: int = 0
    schema: int = SCHEMA
    recovered: Recovered | None = None

    @classmethod
    def of(cls, decoded: Decoded) -> Snapshot:
        """The snapshot of a decoded file."""
        file, meta = decoded.file, decoded.meta
        snapshot = cls(file, decoded.problems, meta.rev, meta.schema)
        if len(snapshot.sessions) < len(file.sessions):
            snapshot.problems += tuple(
                Problem("sessions", str(key), "it has no day")
                for key, session in file.sessions.items()
                if session.day == dt.date.min and session.deleted is None
            )
        return snapshot

    @cached_property
    def settings(self) -> Settings:
        """The person's settings, or the defaults."""
        return next(iter(self.file.settings.values()), Settings())

    @cached_property
    def routines(self) -> Mapping[str, Routine]:
        """The routines by id; the built-in one until there is any other."""
        live = {r.id: r for r in self.file.routines.values() if r.deleted is None}
        return live or {DEFAULT_ROUTINE.id: DEFAULT_ROUTINE}

    @cached_property
    def sessions(self) -> tuple[Session, ...]:
        """The sessions in the order in which they were written."""
        return tuple(
            [
                session
                for session in self.file.sessions.values()
                if session.deleted is None and session.day != dt.date.min
            ]
        )

    @cached_property
    def days(self) -> Mapping[dt.date, DayRecord]:
        """What is known of each date; two documents of one date are joined."""
        return join_days(self.file.days.values())

    def routine(self, wanted: str | None = None) -> Routine:
        """The routine asked for, else the one the settings name, else the first there is.

        Raises:
            NotFound: the routine asked for does not exist.
        """
        if wanted is not None:
            if wanted not in self.routines:
                known = ", ".join(self.routines)
                raise NotFound(f"there is no routine {wanted!r}; there is {known}")
            return self.routines[wanted]
        return self.routines.get(self.settings.routine) or next(iter(self.routines.values()))

    def session(self, wanted: str, routine: str | None = None) -> Session:
        """The session of an id, or for ``last`` the one added last, of one routine or of any.

        Raises:
            NotFound: there is none.
        """
        for session in reversed(self.sessions):
            if wanted in ("last", session.id) and routine in (None, session.routine):
                return session
        raise NotFound(
            "there is no session yet" if wanted == "last" else f"there is no session {wanted!r}"
        )

    def routine_days(self, routine: Routine, today: dt.date) -> dict[dt.date, Day]:
        """The dates as one routine sees them, up to ``today``."""
        return gather(routine.id, self.sessions, self.days, today=today)


def join_days(records: Iterable[DayRecord]) -> dict[dt.date, DayRecord]:
    """One record a date: of two, the worse band and the union count."""
    joined: dict[dt.date, DayRecord] = {}
    for record in records:
        if record.deleted is not None:
            continue
        other = joined.get(record.day)
        joined[record.day] = record if other is None else _join(other, record)
    return joined


def _join(one: DayRecord, other: DayRecord) -> DayRecord:
    return msgspec.structs.replace(
        one,
        check=max((b for b in (one.check, other.check) if b is not None), default=None),
        report=max((b for b in (one.report, other.report) if b is not None), default=None),
        areas=tuple(dict.fromkeys((*one.areas, *other.areas))),
        ack=one.ack or other.ack,
        rest_reason=one.rest_reason or other.rest_reason,
        note="\n".join(filter(None, (one.note, other.note))),
    )

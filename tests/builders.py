"""Builders that tests share: routines, sessions and days in few words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import count

from tui.practice.days import Day, gather
from tui.practice.models import (
    DEFAULT_ROUTINE,
    Band,
    DayRecord,
    Effort,
    Plan,
    Reps,
    Routine,
    ScheduleEntry,
    Session,
    StopReason,
)

FIRST_DAY = dt.date(2026, 3, 1)
_ids = count(1)


def nth(day: int) -> dt.date:
    """The date of calendar day 1, 2, 3 …"""
    return FIRST_DAY + dt.timedelta(days=day - 1)


def routine(
    *, schedule: tuple[ScheduleEntry, ...] = (), plan: Plan | None = None, exercises: int = 2
) -> Routine:
    """The default routine with another plan or schedule, or with its first exercises only."""
    return Routine(
        id=DEFAULT_ROUTINE.id,
        name=DEFAULT_ROUTINE.name,
        exercises=DEFAULT_ROUTINE.exercises[:exercises],
        plan=plan or Plan(),
        schedule=schedule,
    )


def session(
    day: dt.date,
    *,
    target: int | None,
    done: int = 0,
    imagined: int = 0,
    stop: StopReason | None = None,
    effort: Effort | None = None,
    confirmed: bool = True,
    kept: bool = False,
    of: Routine = DEFAULT_ROUTINE,
) -> Session:
    """A session with the same counts for every exercise of a routine."""
    reps = Reps(target=target, done=done, imagined=imagined)
    return Session(
        id=f"s{next(_ids)}",
        routine=of.id,
        day=day,
        reps={} if kept else {exercise.id: reps for exercise in of.exercises},
        status="stopped" if stop else "finished",
        stop_reason=stop,
        effort=effort,
        confirmed=confirmed,
        kept=kept,
    )


def record(
    day: dt.date,
    *,
    check: Band | None = None,
    report: Band | None = None,
    ack: bool = False,
) -> DayRecord:
    """What was said of a date."""
    return DayRecord(day=day, check=check, report=report, ack=ack)


def days_of(
    sessions: Iterable[Session], records: Iterable[DayRecord] = (), *, of: Routine = DEFAULT_ROUTINE
) -> dict[dt.date, Day]:
    """The dates as the routine sees them."""
    return gather(of.id, sessions, {r.day: r for r in records})

"""Diaries of people who do not exist: a year with a bit of everything, and very long ones.

Each is written in one go, and the same arguments give the same bytes. The file need not exist
before; one that does is replaced. Nothing here loads the screens.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from tui.diary.codec import Meta
from tui.diary.raw_file import encode_tables
from tui.practice.day_plan import plan_day
from tui.practice.days import gather
from tui.practice.models import (
    DEFAULT_ROUTINE,
    Band,
    DayRecord,
    Effort,
    Reps,
    RestReason,
    Session,
    Settings,
    StopReason,
)
from tui.practice.timetable import ExerciseSet, length, plan_steps

TODAY: Final = dt.date(2026, 11, 22)
"""The day after the last one of every diary here: nothing is written of it yet."""
DAYS_OF_A_YEAR: Final = 365
DAYS_OF_FIFTY_YEARS: Final = 18_250

_ROUTINE: Final = replace(DEFAULT_ROUTINE, props=("towel",))
_ZONE: Final = ZoneInfo("Europe/Berlin")
# What happened so many days ago; everything else is left to chance.
_AWAY: Final[Mapping[int, RestReason]] = {
    **dict.fromkeys(range(329, 335), "travel"),
    **dict.fromkeys(range(259, 266), "ill"),
    **dict.fromkeys(range(105, 112), "travel"),
    **dict.fromkeys((346, 198, 46, 7), "sore"),
}
_SORE: Final = {347: ("neck",), 199: ("upper back",), 47: ("neck",), 8: ("upper back", "neck")}
_CALM: Final = 10
"""So many days before today nothing else happens, so that today's number has a simple reason."""
_SIGN, _CLEARED = 161, 157
_NOTES: Final = (
    "slept well",
    "long day at the desk",
    "window open, very quiet",
    "tried the thinner towel",
    "nearly fell asleep",
)


def year(path: Path, *, today: dt.date = TODAY) -> None:
    """A year in which somebody keeps to the plan on most days, and today is still open.

    Every target is what the plan asked then. There are missed and partial days, journeys, a week
    in bed, soreness, a warning sign that was looked into, imagined days and notes.
    """
    chance = random.Random(22)
    sessions: list[Session] = []
    records: dict[dt.date, DayRecord] = {}
    for back in range(DAYS_OF_A_YEAR, 0, -1):
        day = today - dt.timedelta(days=back)
        record = _said(day, back, chance)
        if record != DayRecord(day=day):
            records[day] = record
        days = gather(_ROUTINE.id, sessions, records, today=day)
        asked = {a.exercise.id: a.target for a in plan_day(_ROUTINE, days, day).exercises}
        targets = {exercise: target for exercise, target in asked.items() if target is not None}
        is_missed = chance.random() < 0.09 and back > _CALM
        if targets and record.rest_reason is None and not is_missed:
            luck = chance.random() if back > _CALM else 1.0
            sessions.append(_practised(day, len(sessions) + 1, targets, luck, chance))
    write(path, sessions, records.values())


def daily(path: Path, sessions: int, *, today: dt.date = TODAY) -> None:
    """So many days up to yesterday, one session a day, all as the plan asked."""
    records = []
    for number in range(1, sessions + 1):
        day = today - dt.timedelta(days=sessions + 1 - number)
        target = max(2, min(10, number))
        reps = {e.id: _reps(e.id, target, target) for e in _ROUTINE.exercises}
        records.append(_session(day, dt.time(22, 10, 5), number, reps, effort="right"))
    write(path, records)


def fifty_years(path: Path, *, today: dt.date = TODAY) -> None:
    """18,250 sessions, one a day."""
    daily(path, DAYS_OF_FIFTY_YEARS, today=today)


def write(path: Path, sessions: Iterable[Session], records: Iterable[DayRecord] = ()) -> None:
    """A whole diary with the routine of this file, past its first-run screen."""
    tables: dict[str, Iterable[Struct]] = {
        "_meta": [Meta(rev=1, write="00000000")],
        "settings": [Settings(welcomed=True)],
        "routines": [_ROUTINE],
        "sessions": sessions,
        "days": records,
    }
    path.write_bytes(
        encode_tables(
            {
                name: {str(key): record for key, record in enumerate(table, 1)}
                for name, table in tables.items()
            }
        )
    )


def _said(day: dt.date, back: int, chance: random.Random) -> DayRecord:
    """What was said of a date before its session, and after it."""
    mood = chance.random()
    if back in _AWAY:
        return DayRecord(day=day, rest_reason=_AWAY[back])
    if back in _SORE:
        return DayRecord(day=day, check=Band.CLEAR, report=Band.MODERATE, areas=_SORE[back])
    if back == _SIGN:
        note = "tingling in the left arm when I woke up"
        return DayRecord(day=day, check=Band.WARNING, areas=("left arm",), note=note)
    if _CLEARED <= back < _SIGN:
        is_cleared = back == _CLEARED
        return DayRecord(day=day, ack=is_cleared, note="asked my doctor" if is_cleared else "")
    if back == DAYS_OF_A_YEAR or mood < 0.1:
        return DayRecord(day=day)  # not asked
    is_mild = mood > 0.96 and back > _CALM
    return DayRecord(
        day=day, check=Band.MILD if is_mild else Band.CLEAR, areas=("neck",) if is_mild else ()
    )


def _practised(
    day: dt.date, number: int, targets: Mapping[str, int], luck: float, chance: random.Random
) -> Session:
    """A session in the evening; with ``luck``, from 0 to 1, all that was asked was done."""
    felt, lying, noted = (chance.random() for _ in range(3))
    start = dt.time(22, int(chance.random() * 50), int(chance.random() * 60))
    reps = {e: _reps(e, target, target) for e, target in targets.items()}
    reason: StopReason | None = None
    effort: Effort = "light" if felt < 0.2 else "right"
    if luck < 0.02:
        reps = {e: _reps(e, target, 0, imagined=target) for e, target in targets.items()}
    elif luck < 0.06:
        last, target = list(targets.items())[-1]
        reps[last] = _reps(last, target, target // 2)
        reason = "interrupted" if luck < 0.04 else "enough"
    elif luck < 0.08:
        effort = "hard"
    return replace(
        _session(day, start, number, reps, effort=effort),
        status="finished" if reason is None else "stopped",
        stop_reason=reason,
        props=("towel",) if lying < 0.7 else ("pillow",) if lying < 0.8 else (),
        note=_NOTES[number % len(_NOTES)] if noted < 0.05 else "",
    )


@cache
def _reps(exercise: str, target: int, done: int, *, imagined: int = 0) -> Reps:
    """What was asked and done of an exercise, each rep held to its end."""
    hold_s = next(e.hold_s for e in _ROUTINE.exercises if e.id == exercise)
    return Reps(target=target, done=done, imagined=imagined, hold_s=hold_s, held_s=hold_s * done)


@cache
def _lasting(*counted: int) -> dt.timedelta:
    """How long a session with so many reps of each exercise takes."""
    works = [ExerciseSet(e, 1, reps) for e, reps in zip(_ROUTINE.exercises, counted, strict=True)]
    return dt.timedelta(milliseconds=length(plan_steps(_ROUTINE, works)))


def _session(
    day: dt.date, start: dt.time, number: int, reps: Mapping[str, Reps], *, effort: Effort
) -> Session:
    """A session that the timer led, with its times worked out from its counts."""
    begun = dt.datetime.combine(day, start, _ZONE)
    ended = begun + _lasting(*(each.counted for each in reps.values()))
    return Session(
        id=f"0199{number:028x}",
        routine=_ROUTINE.id,
        day=day,
        start=begun,
        end=ended,
        reps=dict(reps),
        effort=effort,
        props=_ROUTINE.props,
        via="timer",
        changed=ended.astimezone(dt.UTC),
    )

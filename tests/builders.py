"""Builders that all tests share: typed records in few words, diaries, and files as plain JSON."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import Any

from tests.clock import ManualClock
from tui.diary.diary import Diary
from tui.diary.raw_file import decode_tables
from tui.practice.days import Day, gather
from tui.practice.models import (
    DEFAULT_ROUTINE,
    Band,
    Compare,
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
    asked: int | None = None,
    done: int = 0,
    imagined: int = 0,
    stop: StopReason | None = None,
    effort: Effort | None = None,
    confirmed: bool = True,
    kept: bool = False,
    of: Routine = DEFAULT_ROUTINE,
) -> Session:
    """A session with the same counts for every exercise of a routine."""
    reps = Reps(target=target, asked=asked, done=done, imagined=imagined)
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
    compare: Compare | None = None,
) -> DayRecord:
    """What was said of a date."""
    return DayRecord(day=day, check=check, report=report, ack=ack, compare=compare)


def days_of(
    sessions: Iterable[Session], records: Iterable[DayRecord] = (), *, of: Routine = DEFAULT_ROUTINE
) -> dict[dt.date, Day]:
    """The dates as the routine sees them."""
    return gather(of.id, sessions, {r.day: r for r in records})


# Diaries and their files

EASTERN = dt.timezone(dt.timedelta(hours=-5))
NOW = dt.datetime(2026, 11, 22, 22, 10, 5, 123456, tzinfo=EASTERN)
CHANGED = "2026-11-23T03:10:05Z"
"""`NOW` as ``changed`` says it."""


def changed_again(times: int = 1) -> str:
    """What ``changed`` says when the same record is changed so many times more within `NOW`."""
    return f"2026-11-23T03:10:{5 + times:02}Z"


TODAY = dt.date(2026, 11, 22)
YESTERDAY = dt.date(2026, 11, 21)
TOMORROW = dt.date(2026, 11, 23)
BLADES, NECK = (exercise.id for exercise in DEFAULT_ROUTINE.exercises)
TARGETS: dict[str, int | None] = {BLADES: 2, NECK: 2}
ROUTINE_JSON = {
    "id": "neck-and-upper-back",
    "name": "Neck and upper back",
    "exercises": [
        {
            "id": "shoulder-blades",
            "name": "Shoulder blades",
            "area": "upper back",
            "word": "SQUEEZE",
        },
        {"id": "neck", "name": "Neck", "area": "back of the neck", "word": "PRESS"},
    ],
}


def make_diary(
    path: Path, clock: ManualClock | None = None, *, host: str = "here", ids: str = "s"
) -> Diary:
    """Open a diary whose new sessions have the ids s1, s2 …"""
    numbers = count(1)
    return Diary(
        path, now=(clock or ManualClock(NOW)).now, host=host, new_id=lambda: f"{ids}{next(numbers)}"
    )


def done(reps: int, target: int | None = 2, *, imagined: int = 0) -> dict[str, Reps]:
    """Reps of both exercises: so many done and imagined, with holds of 5 s."""
    held = reps * 5
    one = Reps(target=target, done=reps, imagined=imagined, hold_s=5, held_s=held)
    return {BLADES: one, NECK: one}


def contents(path: Path) -> dict[str, dict[str, Any]]:
    """The tables of a file as any program would read them."""
    tables: dict[str, dict[str, Any]] = json.loads(path.read_bytes())
    return tables


def records(path: Path, table: str) -> list[Any]:
    """The records of one table as plain documents, in their order."""
    return list(contents(path).get(table, {}).values())


def names_beside(path: Path) -> list[str]:
    """The names in the folder of a file, without the folder of backups."""
    return sorted(each.name for each in path.parent.iterdir() if not each.name.endswith("-backups"))


def raw(path: Path, table: str) -> dict[str, bytes]:
    """The records of one table as they stand in the file, by document id."""
    found = decode_tables(path, path.read_bytes()).get(table, {})
    return {key: bytes(value) for key, value in found.items()}


def write(path: Path, **tables: Any) -> bytes:
    """Write a diary file with these tables, records by document id, and return its bytes."""
    meta = {"1": {"app": "supine", "schema": 1, "rev": 7, "write": "00c0ffee"}}
    data = json.dumps({"_meta": meta, **tables}, indent=1).encode()
    path.write_bytes(data)
    return data


def full_file() -> bytes:
    """The bytes of a file with something of everything in it, also of what is not understood."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "supine.json"
        write(
            path,
            settings={"1": {"sound": "bell", "keys": {"quit": "q"}, "day_starts_at": "04:00"}},
            routines={
                "1": {
                    "id": "neck-and-upper-back",
                    "name": "N",
                    "exercises": [{"id": "neck", "name": "Neck", "hold_s": 4.5}],
                    "plan": {"step": 2, "ceiling": 12},
                    "schedule": [{"from": "2026-01-01", "kind": "weekdays", "days": ["mon"]}],
                }
            },
            sessions={"1": {"id": "kept", "day": "2026-11-20", "kept": True, "x": {"y": [1.5]}}},
            days={"1": {"day": "2026-11-20", "check": "mild"}, "2": {"day": "soon"}},
            future={"1": {"a": [1.5, "ü", None]}, "key": 1},
        )
        diary = make_diary(path)
        routine = diary.read().routine()
        diary.log_session(routine, TODAY, done(2), note="ü·")
        diary.start_session(routine, TODAY, {"neck": 3})
        diary.end_session("s2", done(1), "sore")
        diary.record_feeling(TODAY, Band.MILD, areas=["neck"])
        diary.remove_session("s1")
        return path.read_bytes()

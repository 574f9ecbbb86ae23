"""Several routines seen as one."""

from __future__ import annotations

import datetime as dt

import pytest
from msgspec.structs import replace

from tests.builders import session
from tui.diary.all_routines import (
    ALL_ROUTINES,
    active_routines,
    for_each_routine,
    merged,
    overloaded_areas,
)
from tui.diary.codec import File
from tui.diary.snapshot import Snapshot
from tui.diary.today import Today
from tui.practice.history import Level
from tui.practice.models import DEFAULT_ROUTINE, DayRecord, Plan, Routine, Weekdays

TODAY = dt.date(2026, 11, 22)  # a Sunday
ENDS_AT = dt.datetime(2026, 11, 23, 3, tzinfo=dt.UTC)
EVENING = replace(DEFAULT_ROUTINE, id="evening", name="Evening")


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def snapshot(*sessions: object, routines: tuple[Routine, ...] = (DEFAULT_ROUTINE, EVENING),
             days: tuple[DayRecord, ...] = ()) -> Snapshot:  # fmt: skip
    return Snapshot(
        File(
            routines={str(n): each for n, each in enumerate(routines, 1)},
            sessions={str(n): each for n, each in enumerate(sessions, 1)},  # type: ignore[misc]
            days={str(n): each for n, each in enumerate(days, 1)},
        )
    )


def today_of(shown: Snapshot) -> Today:
    return Today(shown, DEFAULT_ROUTINE, TODAY, ENDS_AT)


def combined(shown: Snapshot) -> Today:
    return merged(today_of(shown))


def test_a_date_is_full_when_all_that_both_routines_asked_was_done() -> None:
    # R2.all-routines
    seen = combined(
        snapshot(
            session(ago(3), target=2, done=2),
            session(ago(3), target=3, done=1, of=EVENING),
            session(ago(2), target=2, done=2),
            session(ago(1), target=3, done=3, of=EVENING),
            session(ago(1), target=2, done=2),
        )
    )
    assert seen.routine.id == ALL_ROUTINES
    assert [seen.history.verdict(ago(n)).level for n in (3, 2, 1, 0)] == [
        Level.PART,
        Level.FULL,
        Level.FULL,
        Level.NONE,
    ]
    assert (seen.history.current, seen.history.counted) == (3, 4 + 2 + 4 + 6 + 4)


def test_a_date_of_one_routine_keeps_the_streak_of_the_combined_view_only() -> None:
    shown = snapshot(
        session(ago(2), target=2, done=2),
        session(ago(1), target=2, done=2, of=EVENING),
        session(TODAY, target=2, done=2),
    )
    assert today_of(shown).history.current == 1
    assert today_of(shown).of(EVENING).history.current == 1
    assert combined(shown).history.current == 3


def test_rest_protects_a_date_of_every_routine() -> None:
    shown = snapshot(
        session(ago(2), target=2, done=2), days=(DayRecord(day=ago(1), rest_reason="ill"),)
    )
    for seen in (*for_each_routine(today_of(shown)), combined(shown)):
        assert seen.history.verdict(ago(1)).protected


@pytest.mark.parametrize(
    ("plan", "schedule", "areas"),
    [
        (Plan(), (), []),
        (Plan(start_reps=5), (), []),
        (Plan(start_reps=5, ceiling=5), (), ["upper back", "back of the neck"]),
        (Plan(start_reps=5, ceiling=5), (Weekdays(since=ago(9), days=("mon",)),), []),
    ],
)
def test_an_area_is_overloaded_when_two_routines_ask_more_of_it_than_either_may(
    plan: Plan, schedule: tuple[Weekdays, ...], areas: list[str]
) -> None:
    # R3.areas
    morning = replace(DEFAULT_ROUTINE, plan=plan)
    evening = replace(EVENING, plan=plan, schedule=schedule)
    shown = snapshot(routines=(morning, evening))
    assert overloaded_areas(for_each_routine(today_of(shown))) == areas


def test_an_archived_routine_asks_nothing() -> None:
    plan = Plan(start_reps=5, ceiling=5)
    put_away = replace(EVENING, plan=plan, archived=True)
    shown = snapshot(routines=(replace(DEFAULT_ROUTINE, plan=plan), put_away))
    assert [routine.id for routine in active_routines(shown)] == [DEFAULT_ROUTINE.id]
    assert overloaded_areas(for_each_routine(today_of(shown))) == []

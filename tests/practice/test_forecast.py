"""The forecast: the coming dates ask what it said, if all goes well (rules R3.forecast)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.builders import days_of, nth, record, routine, session
from tui.practice.day_plan import plan_day
from tui.practice.days import Day
from tui.practice.forecast import ForecastDay, forecast
from tui.practice.history import History
from tui.practice.models import (
    WEEKDAYS,
    Band,
    Daily,
    DayRecord,
    Effort,
    Exercise,
    Needs,
    Plan,
    Reps,
    RestReason,
    Routine,
    ScheduleEntry,
    Session,
    StopReason,
    Weekdays,
    Weekly,
)
from tui.practice.progression import Reason
from tui.practice.timetable import ExerciseSet, length, plan_steps

BEFORE = nth(-50)
MON_WED_FRI = Weekdays(since=BEFORE, days=("mon", "wed", "fri"))  # nth(1) is a Sunday
THREE_A_WEEK = Weekly(since=BEFORE, times=3)


def firsts(coming: Sequence[ForecastDay]) -> list[int]:
    """The first exercise's targets, 0 where nothing is asked."""
    return [each.targets[0] if each.targets else 0 for each in coming]


def well(*targets: int) -> dict[dt.date, Day]:
    """Days with these targets, all done, from calendar day 1 on."""
    return days_of(session(nth(n), target=t, done=t) for n, t in enumerate(targets, 1))


def test_two_weeks_of_a_new_diary_and_the_length_of_their_sessions() -> None:
    coming = forecast(routine(), {}, nth(1))
    assert firsts(coming) == [2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10, 10, 10]
    assert [each.date for each in coming] == [nth(n) for n in range(1, 15)]
    assert (coming[0].length, coming[-1].length) == (107_000, 363_000)
    assert all(len(each.targets) == 2 for each in coming)


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (Plan(), [3, 4, 5, 6, 7]),
        (Plan(step=2), [4, 6, 8, 10, 10]),
        (Plan(step=0), [2, 2, 2, 2, 2]),
        (Plan(ceiling=4), [3, 4, 4, 4, 4]),
        (Plan(start_days=4), [2, 2, 3, 4, 5]),
        (Plan(start_reps=4), [3, 4, 5, 6, 7]),  # the start is behind already
        (Plan(start_reps=1, ceiling=2), [2, 2, 2, 2, 2]),
    ],
    ids=str,
)
def test_a_plan_is_tried_on_what_was_practised(plan: Plan, expected: list[int]) -> None:
    assert firsts(forecast(routine(plan=plan), well(2, 2), nth(3), 5)) == expected


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ((), [3, 4, 5, 6, 7, 8, 9, 10]),
        ((MON_WED_FRI,), [0, 3, 0, 4, 0, 0, 5, 0]),
        ((THREE_A_WEEK,), [3, 0, 0, 4, 0, 0, 5, 0]),  # Monday of this week is done already
        ((Daily(since=BEFORE), Weekly(since=nth(5), times=2)), [3, 4, 0, 0, 0, 0, 5, 0]),
        ((Weekly(since=BEFORE, times=1),), [0, 0, 0, 0, 0, 0, 3, 0]),
        ((Weekly(since=BEFORE, times=1, week_starts_on="tue"),), [3, 0, 0, 0, 0, 0, 0, 4]),
    ],
    ids=["daily", "weekdays", "weekly", "weekly-later", "once", "once-from-tuesday"],
)
def test_dates_that_the_schedule_leaves_free_ask_nothing(
    schedule: tuple[ScheduleEntry, ...], expected: list[int]
) -> None:
    coming = forecast(routine(schedule=schedule), well(2, 2), nth(3), 8)
    assert firsts(coming) == expected
    assert [each.length == 0 for each in coming] == [target == 0 for target in expected]


def test_rest_marks_ahead_ask_nothing_and_count_as_days_away() -> None:
    marked = [DayRecord(day=nth(n), rest_reason="travel") for n in range(4, 9)]
    sessions = [session(nth(n), target=2, done=2) for n in (1, 2)]
    coming = forecast(routine(), days_of(sessions, marked), nth(3), 8)
    assert firsts(coming) == [3, 0, 0, 0, 0, 0, 2, 3]


def test_all_dates_stay_locked_until_a_sign_is_acknowledged() -> None:
    done = [session(nth(n), target=2, done=2) for n in (1, 2)]
    sign = record(nth(3), check=Band.WARNING)
    assert firsts(forecast(routine(), days_of(done, [sign]), nth(3), 4)) == [0, 0, 0, 0]
    noted = [sign, record(nth(4), ack=True)]
    assert firsts(forecast(routine(), days_of(done, noted), nth(4), 4)) == [2, 2, 2, 3]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (record(nth(3), check=Band.HIGH), [0, 2, 2, 2, 3]),
        (record(nth(3), check=Band.MODERATE), [1, 1, 1, 1, 2]),
        (record(nth(3), check=Band.MILD), [2, 3, 4, 5, 6]),
        (record(nth(3), report=Band.MODERATE), [0, 1, 1, 1, 2]),
    ],
    ids=["high", "moderate", "mild", "report"],
)
def test_the_answers_of_today_lower_what_comes(today: DayRecord, expected: list[int]) -> None:
    days = days_of([session(nth(n), target=2, done=2) for n in (1, 2)], [today])
    assert firsts(forecast(routine(), days, nth(3), 5)) == expected


def test_a_date_that_asks_nothing_says_why() -> None:
    done = [session(nth(n), target=2, done=2) for n in (1, 2)]
    travel = DayRecord(day=nth(4), rest_reason="travel")

    def reasons(today: DayRecord) -> list[Reason | RestReason | None]:
        coming = forecast(
            routine(schedule=(MON_WED_FRI,)), days_of(done, [today, travel]), nth(2), 4
        )
        return [each.reason for each in coming]

    # nth(2) is a Monday.
    assert reasons(DayRecord(day=nth(2))) == [None, None, "travel", None]
    assert reasons(record(nth(2), report=Band.WARNING)) == [Reason.LOCKED] * 4
    rested = days_of([], [record(nth(2), check=Band.HIGH)])
    assert forecast(routine(), rested, nth(2), 1)[0].reason is Reason.REST
    enough = days_of([], [record(nth(2), report=Band.MODERATE)])
    assert forecast(routine(), enough, nth(2), 1)[0].reason is Reason.ENOUGH


def test_what_is_left_of_today_is_taken_as_done() -> None:
    half = session(nth(3), target=3, done=1, confirmed=False)
    days = well(2, 2) | days_of([half])
    assert firsts(forecast(routine(), days, nth(3), 3)) == [3, 4, 5]
    assert firsts(forecast(routine(schedule=(MON_WED_FRI,)), days, nth(3), 3)) == [3, 4, 0]


def test_a_new_exercise_starts_at_the_start_beside_the_others() -> None:
    default = routine()
    wider = replace(default, exercises=(*default.exercises, Exercise(id="new", name="New")))
    coming = forecast(wider, well(2, 2, 3, 4), nth(5), 4)
    assert [each.targets for each in coming] == [(5, 5, 2), (6, 6, 2), (7, 7, 3), (8, 8, 4)]
    sets = [ExerciseSet(e, 1, n) for e, n in zip(wider.exercises, (5, 5, 2), strict=True)]
    assert coming[0].length == length(plan_steps(wider, sets))


def test_a_routine_without_exercises_asks_nothing() -> None:
    assert firsts(forecast(routine(exercises=0), {}, nth(1), 2)) == [0, 0]


# --- any history ----------------------------------------------------------------------------------

EFFORTS: tuple[Effort | None, ...] = (None, None, "right", "hard")
STOPS: tuple[StopReason | None, ...] = (None, None, None, None, "enough", "sore", "pain", "warning")
CHECKS = (None, None, None, Band.CLEAR, Band.MILD, Band.MODERATE, Band.HIGH, Band.WARNING)
REST: tuple[RestReason | None, ...] = (None, None, None, "ill")
NEEDS: tuple[Needs, ...] = ("any", "full")
COUNT = 16
LAST = 12


@st.composite
def schedules(draw: st.DrawFn) -> tuple[ScheduleEntry, ...]:
    """Up to three entries, some of them ahead."""
    entries: list[ScheduleEntry] = []
    for _ in range(draw(st.integers(0, 3))):
        since = nth(draw(st.integers(-3, LAST + COUNT)))
        needs = draw(st.sampled_from(NEEDS))
        match draw(st.sampled_from(("daily", "weekdays", "weekly"))):
            case "daily":
                entries.append(Daily(since=since, needs=needs))
            case "weekdays":
                days = draw(st.sets(st.sampled_from(WEEKDAYS), min_size=1))
                entries.append(Weekdays(since=since, needs=needs, days=tuple(sorted(days))))
            case _:
                times, first = draw(st.integers(1, 6)), draw(st.sampled_from(WEEKDAYS))
                entries.append(Weekly(since=since, needs=needs, times=times, week_starts_on=first))
    return tuple(entries)


@st.composite
def routine_histories(draw: st.DrawFn) -> tuple[list[Session], list[DayRecord]]:
    """Sessions and records of some of the first dates, and rest marks beyond them."""
    sessions: list[Session] = []
    records: list[DayRecord] = []
    for n in range(1, LAST + 1):
        if draw(st.booleans()):
            target = draw(st.integers(1, 5))
            done = draw(st.sampled_from([target, target, target, 1, 0, target + 3]))
            sessions.append(
                session(
                    nth(n),
                    target=target,
                    asked=draw(st.sampled_from([None, None, target, target + 2])),
                    done=done,
                    imagined=draw(st.sampled_from([0, 0, 1])),
                    stop=draw(st.sampled_from(STOPS)),
                    effort=draw(st.sampled_from(EFFORTS)),
                    confirmed=draw(st.sampled_from([True, True, False])),
                )
            )
        if draw(st.sampled_from([False, False, True])):
            check, report = draw(st.sampled_from(CHECKS)), draw(st.sampled_from(CHECKS))
            ack = draw(st.sampled_from([False, True]))
            records.append(DayRecord(day=nth(n), check=check, report=report, ack=ack))
    ahead = [n for n in range(LAST, LAST + COUNT) if draw(st.sampled_from(REST))]
    known = {each.day: each for each in records}
    known |= {
        nth(n): replace(known.get(nth(n), DayRecord(day=nth(n))), rest_reason="ill") for n in ahead
    }
    return sessions, list(known.values())


def asked_in_time(
    start: Routine, sessions: list[Session], records: list[DayRecord], coming: Sequence[ForecastDay]
) -> list[tuple[int, ...]]:
    """What each date asks when it comes, if the dates of the forecast are practised as asked."""
    sessions = list(sessions)
    asked: list[tuple[int, ...]] = []
    for each in coming:
        days = {d: v for d, v in days_of(sessions, records).items() if d <= each.date}
        plan = plan_day(start, days, each.date)
        targets = tuple(a.target for a in plan.exercises if a.target is not None)
        asked.append(targets if each.targets else ())
        if each.targets and not plan.is_enough:
            reps = {
                a.exercise.id: replace(Reps.to_do(a.target, a.asked, 5), done=a.left)
                for a in plan.exercises
            }
            sessions = [replace(s, confirmed=s.confirmed or s.day == each.date) for s in sessions]
            sessions.append(Session(id=f"f{each.date}", routine=start.id, day=each.date, reps=reps))
    return asked


@hypothesis_settings(deadline=None, max_examples=60)
@given(
    routine_histories(),
    schedules(),
    st.builds(Plan, step=st.integers(0, 2), start_days=st.integers(1, 4), rounds=st.integers(1, 3)),
)
def test_what_is_forecast_is_what_is_asked(
    past: tuple[list[Session], list[DayRecord]], schedule: tuple[ScheduleEntry, ...], plan: Plan
) -> None:
    start, today = routine(schedule=schedule, plan=plan), nth(LAST)
    coming = forecast(start, days_of(*past), today, COUNT)
    assert [each.targets for each in coming] == asked_in_time(start, *past, coming)
    days = days_of(*past)
    for each in coming[1:]:
        entry = start.schedule_on(each.date)
        is_rest = each.date in days and days[each.date].rest is not None
        if is_rest or (isinstance(entry, Weekdays) and not entry.schedules(each.date)):
            assert each.targets == ()


@hypothesis_settings(deadline=None, max_examples=60)
@given(schedules(), st.integers(1, 7))
def test_when_all_goes_well_no_date_is_missed(
    schedule: tuple[ScheduleEntry, ...], first: int
) -> None:
    start = routine(schedule=schedule)
    coming = forecast(start, {}, nth(first), COUNT)
    done = [
        session(each.date, target=each.targets[0], done=each.targets[0])
        for each in coming
        if each.targets
    ]
    history = History(start, days_of(done), coming[-1].date)
    assert history.longest == history.current == history.practised == len(done)

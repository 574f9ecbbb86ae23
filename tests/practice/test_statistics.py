"""Statistics: their sums agree with the history that they are made from (rules R2.statistics)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import days_of, nth, record, routine, session
from tests.practice.test_history_properties import Diary, diaries
from tui.practice.dates import ONE_DAY, days_between
from tui.practice.days import gather
from tui.practice.history import History, JudgedDate
from tui.practice.models import Band, Routine, ScheduleEntry, Session, Weekdays, Weekly
from tui.practice.statistics import BEST_STREAKS, Statistics, Sums, statistics


def of(diary: Diary, starts_on: int = 0) -> Statistics:
    plan = Routine(id="r", name="Routine", schedule=diary.schedule)
    days = gather("r", diary.sessions, diary.records, today=diary.today)
    return statistics(plan, days, diary.records, diary.today, starts_on)


def joined(parts: list[Sums]) -> Sums:
    total = Sums()
    for part in parts:
        total.join(part)
    return total


@given(diaries(), st.integers(0, 6))
def test_the_sums_agree_with_each_other_and_with_the_history(diary: Diary, starts_on: int) -> None:
    found, history = of(diary, starts_on), diary.history()
    assert joined([month.sums for month in found.months]) == found.total
    by_weekday = joined(list(found.weekdays))
    if not any(isinstance(entry, Weekly) for entry in diary.schedule):
        assert by_weekday == found.total
    by_weekday.missed = found.total.missed  # what a missed week lacked belongs to no weekday
    assert by_weekday == found.total
    assert (found.total.days, found.total.reps) == (history.practised, history.counted)
    assert found.total.kept + found.total.protected <= sum(
        1 for _ in dates_from_the_first_record(history)
    )
    assert found.history.steadiness == history.steadiness
    if found.steadiness:
        assert found.steadiness[-1] == (diary.today, history.steadiness)
        assert found.months[-1].steadiness == history.steadiness
    for (date, _), (later, _) in zip(found.steadiness, found.steadiness[1:], strict=False):
        assert (date + ONE_DAY).weekday() == starts_on
        assert days_between(date, later) <= 7


def dates_from_the_first_record(history: History) -> list[dt.date]:
    if history.first_record is None:
        return []
    return [
        history.first_record + ONE_DAY * n
        for n in range(days_between(history.first_record, history.today) + 1)
    ]


@given(diaries())
def test_the_best_streak_is_the_longest_and_the_current_one_goes_on(diary: Diary) -> None:
    found, history = of(diary), diary.history()
    lengths = [streak.days for streak in found.streaks]
    assert max(lengths, default=0) == history.longest
    assert lengths == sorted(lengths, reverse=True) and all(lengths)
    current = [streak for streak in found.streaks if streak.is_current]
    if len(found.streaks) < BEST_STREAKS:
        assert sum(lengths) == found.total.kept
        assert [streak.days for streak in current] == [history.current] * bool(history.current)
    for streak in found.streaks:
        kept = [history.verdict(each).kept for each in (streak.first, streak.last)]
        assert all(kept) and streak.days <= days_between(streak.first, streak.last) + 1


@given(diaries())
def test_every_date_is_judged_as_it_is_everywhere_else(diary: Diary) -> None:
    judged: list[JudgedDate] = []
    plan = Routine(id="r", name="Routine", schedule=diary.schedule)
    days = gather("r", diary.sessions, diary.records, today=diary.today)
    history = History(plan, days, diary.today, judged)
    assert [each.date for each in judged] == dates_from_the_first_record(history)
    assert all(each.verdict == history.verdict(each.date) for each in judged)
    assert not judged or not judged[-1].missed  # today is never a miss


MON_WED = Weekdays(since=nth(1), days=("mon", "wed"))
TWICE = Weekly(since=nth(2), times=2)  # from Monday 2 March on


@pytest.mark.parametrize(
    ("schedule", "practised", "today", "kept", "missed", "monday"),
    [
        ((), [1], 1, 1, 0, (0, 0)),
        ((), [1], 2, 1, 0, (0, 0)),  # today is open
        ((), [1, 2], 4, 2, 1, (1, 0)),
        ((MON_WED,), [2, 3], 10, 2, 2, (1, 1)),  # Tuesday is not asked, and counts
        ((TWICE,), [2], 9, 1, 1, (1, 0)),  # a week that lacked one, at its Sunday
        ((TWICE,), [2], 8, 1, 0, (1, 0)),
    ],
)
def test_what_could_have_been_kept_is_what_was_and_what_the_misses_lacked(
    schedule: tuple[ScheduleEntry, ...],
    practised: list[int],
    today: int,
    kept: int,
    missed: int,
    monday: tuple[int, int],
) -> None:
    plan = routine(schedule=schedule)
    days = days_of([session(nth(day), target=2, done=2) for day in practised])
    found = statistics(plan, days, {}, nth(today), 0)
    assert (found.total.kept, found.total.missed) == (kept, missed)
    assert (found.weekdays[0].kept, found.weekdays[0].missed) == monday


def test_imagined_reps_efforts_and_what_was_said_are_counted() -> None:
    sessions = [
        session(nth(1), target=2, done=2, effort="right"),
        session(nth(2), target=2, done=1, imagined=1, effort="hard", confirmed=False),
        session(nth(3), target=2, imagined=1, effort="right"),
        session(nth(4), target=2, stop="pain"),
    ]
    said = [
        record(nth(0), check=Band.HIGH),  # before the first record
        record(nth(1), check=Band.CLEAR, compare="same"),
        record(nth(2), check=Band.CLEAR, report=Band.MILD),
        record(nth(3), compare="easier"),
    ]
    records = {each.day: each for each in said}
    found = statistics(routine(), days_of(sessions, said), records, nth(4), 0)
    assert found.total == Sums(days=3, kept=3, full=2, missed=0, protected=1, reps=10, imagined=4)
    assert {band.value: count for band, count in found.felt.items() if count} == {
        "clear": 1,
        "mild": 1,
        "high": 2,
    }
    assert found.efforts == {"light": 0, "right": 2, "hard": 1}
    assert found.answers == [(nth(1), "same"), (nth(3), "easier")]


def test_nothing_that_lies_ahead_is_counted() -> None:
    said = [record(nth(9), check=Band.HIGH, compare="worse")]
    sessions: list[Session] = [session(nth(1), target=2, done=2), session(nth(9), target=2, done=2)]
    records = {each.day: each for each in said}
    days = gather(routine().id, sessions, records, today=nth(1))
    found = statistics(routine(), days, records, nth(1), 0)
    assert found.total.days == 1 and not found.answers and not any(found.felt.values())


def test_months_and_years_end_where_the_calendar_says() -> None:
    # From 31 December 2027 over 29 February 2028.
    first, today = dt.date(2027, 12, 31), dt.date(2028, 3, 1)
    dates = [first + ONE_DAY * n for n in range(days_between(first, today) + 1)]
    days = days_of([session(date, target=2, done=2) for date in dates])
    found = statistics(routine(), days, {}, today, 0)
    assert [(month.first.isoformat(), month.sums.kept) for month in found.months] == [
        ("2027-12-01", 1),
        ("2028-01-01", 31),
        ("2028-02-01", 29),
        ("2028-03-01", 1),
    ]
    assert [(each.first, each.last, each.days) for each in found.streaks] == [(first, today, 62)]


def test_without_any_record_there_is_nothing() -> None:
    found = statistics(routine(), {}, {}, nth(1), 0)
    assert found.total == Sums() and not found.months and not found.streaks
    assert not found.steadiness

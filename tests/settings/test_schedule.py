"""Schedules as a setting: typed, changed, put into words, and put into a routine."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.builders import ROUTINE_JSON, TODAY, contents, make_diary, write
from tests.settings.settings_support import setting_in
from tui.practice.models import (
    DEFAULT_ROUTINE,
    WEEKDAYS,
    Daily,
    ScheduleEntry,
    Weekdays,
    Weekly,
)
from tui.settings.schedule import (
    FARTHEST,
    Schedule,
    as_kind,
    planned,
    postponed,
    schedule_words,
    standing,
    toggled,
    with_number,
    with_other_needs,
    with_schedule,
)
from tui.settings.value_types import InvalidValue

MONDAY = dt.date(2026, 11, 23)
DECEMBER = dt.date(2026, 12, 1)
SCHEDULE = Schedule(TODAY, Daily(since=TODAY))


@pytest.mark.parametrize(
    ("typed", "entry"),
    [
        ("daily", Daily(since=TODAY)),
        ("Every day full", Daily(since=TODAY, needs="full")),
        ("mon,wed,fri", Weekdays(since=TODAY, days=("mon", "wed", "fri"))),
        ("friday Monday", Weekdays(since=TODAY, days=("mon", "fri"))),
        ("mon-wed any", Weekdays(since=TODAY, days=("mon", "tue", "wed"))),
        ("sat-mon", Weekdays(since=TODAY, days=("mon", "sat", "sun"))),
        ("3 a week", Weekly(since=TODAY, times=3)),
        ("3x/week", Weekly(since=TODAY, times=3)),
        ("1 day a week", Weekly(since=TODAY, times=1)),
        ("3 times a week starting sun", Weekly(since=TODAY, times=3, week_starts_on="sun")),
        ("full", Daily(since=TODAY, needs="full")),
        ("full from tomorrow", Daily(since=MONDAY, needs="full")),
        ("from 2026-12-01 2 a week full", Weekly(since=DECEMBER, times=2, needs="full")),
        ("daily from today", Daily(since=TODAY)),
        ("daily from 2027-11-23", Daily(since=dt.date(2027, 11, 23))),
    ],
)
def test_what_may_be_typed_as_a_schedule(typed: str, entry: ScheduleEntry) -> None:
    assert SCHEDULE.parse(typed) == entry
    assert SCHEDULE.parse(SCHEDULE.text(entry)) == entry


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "must be daily, days such as"),
        ("from 2026-12-01", "must be daily, days such as"),
        ("mo", "must be daily, days such as"),
        ("monkey", "must be daily, days such as"),
        ("daily daily", "must be daily, days such as"),
        ("0 a week", "must be 1 to 6 days a week"),
        ("7 a week", "seven is daily"),
        ("daily from 2026-11-21", "can't begin in the past; choose today or later"),
        ("daily from 2026-1-1", "can't begin on '2026-1-1', which isn't a date"),
        ("daily from 2026-02-30", "can't begin on '2026-02-30', which isn't a date"),
        ("daily from 2027-11-24", "must begin within a year"),
    ],
)
def test_what_is_no_schedule_is_refused_with_the_reason(typed: str, reason: str) -> None:
    with pytest.raises(InvalidValue) as error:
        SCHEDULE.parse(typed)
    assert reason in str(error.value)


def test_new_weekly_schedules_begin_their_weeks_as_the_settings_say() -> None:
    schedule = Schedule(TODAY, Daily(since=TODAY), "sun")
    entry = schedule.parse("3 a week")
    assert entry == Weekly(since=TODAY, times=3, week_starts_on="sun")
    assert schedule.text(entry) == "3 a week"
    older = Weekly(since=TODAY, times=3)
    assert schedule.text(older) == "3 a week starting mon"
    assert schedule.parse(schedule.text(older)) == older


def test_a_schedule_is_stepped_from_kind_to_kind_and_toggled_day_by_day() -> None:
    daily = Daily(since=TODAY, needs="full")
    days = Weekdays(since=TODAY, needs="full", days=("mon", "wed", "fri"))
    assert SCHEDULE.stepped(daily, 1) == days
    assert SCHEDULE.stepped(days, 1) == Weekly(since=TODAY, needs="full", times=3)
    assert SCHEDULE.stepped(days, -1) == daily
    assert as_kind(days, "weekdays") is days
    assert toggled(days, "sun") == replace(days, days=("mon", "wed", "fri", "sun"))
    assert toggled(days, "mon") == replace(days, days=("wed", "fri"))
    assert toggled(daily, "sun") == replace(days, days=("sun",))
    with pytest.raises(InvalidValue, match="at least one day"):
        toggled(toggled(daily, "sun"), "sun")


def test_a_digit_toggles_a_day_or_sets_how_many_days_a_week() -> None:
    daily, weekly = Daily(since=TODAY), Weekly(since=TODAY, times=3)
    assert with_number(daily, 7) == Weekdays(since=TODAY, days=("sun",))
    assert with_number(weekly, 5) == replace(weekly, times=5)
    with pytest.raises(InvalidValue, match="seven is daily"):
        with_number(weekly, 7)


def test_a_schedule_is_postponed_between_today_and_a_year_ahead() -> None:
    entry = Daily(since=MONDAY)
    assert postponed(entry, 8, TODAY).since == DECEMBER
    assert postponed(entry, -2, TODAY).since == TODAY
    assert postponed(entry, 999, TODAY).since == TODAY + dt.timedelta(FARTHEST)


def test_the_other_needs_are_all_that_is_asked_or_any_rep() -> None:
    entry = Daily(since=TODAY)
    assert with_other_needs(entry) == replace(entry, needs="full")
    assert with_other_needs(with_other_needs(entry)) == entry


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (
            Weekdays(since=MONDAY, days=("mon", "wed", "fri")),
            "From Monday 23 November: Monday, Wednesday and Friday; the other days are off. One "
            "rep is enough for a day to count. Earlier days don't change.",
        ),
        (
            Daily(since=TODAY, needs="full"),
            "From today: every day. A day counts when all its reps are done. From Tuesday "
            "1 December, as already planned: one day a week, any day you like; weeks begin on "
            "Monday. Earlier days don't change.",
        ),
        (
            Weekly(since=dt.date(2027, 1, 1), times=3, week_starts_on="sun"),
            "From Friday 1 January 2027: three days a week, any days you like; weeks begin on "
            "Sunday. One rep is enough for a day to count. Earlier days don't change.",
        ),
        (
            Weekdays(since=DECEMBER, days=WEEKDAYS),
            "From Tuesday 1 December: every day. One rep is enough for a day to count. "
            "Earlier days don't change.",
        ),
    ],
)
def test_a_sentence_says_what_a_schedule_means(entry: ScheduleEntry, words: str) -> None:
    later = [Weekly(since=DECEMBER, times=1)] if entry.since == TODAY else []
    assert schedule_words(entry, TODAY, later) == words


def test_the_sentence_leaves_out_what_begins_before() -> None:
    entry = Daily(since=DECEMBER)
    earlier = Weekly(since=MONDAY, times=1)
    assert "as planned before" not in schedule_words(entry, TODAY, [earlier])


ENTRIES = st.one_of(
    st.builds(Daily, since=st.dates(TODAY - dt.timedelta(9), TODAY + dt.timedelta(9))),
    st.builds(
        Weekly,
        since=st.dates(TODAY - dt.timedelta(9), TODAY + dt.timedelta(9)),
        times=st.integers(1, 2),
    ),
    st.builds(
        Weekdays,
        since=st.dates(TODAY - dt.timedelta(9), TODAY + dt.timedelta(9)),
        days=st.sampled_from([("mon",), ("mon", "wed")]),
    ),
)


@hypothesis_settings(deadline=None, max_examples=150)
@given(st.lists(ENTRIES, max_size=4), ENTRIES, st.integers(0, 9), st.booleans())
def test_a_new_schedule_changes_its_own_dates_and_no_others(
    entries: list[ScheduleEntry], entry: ScheduleEntry, ahead: int, alone: bool
) -> None:
    """Rules R2.entries and R2.past."""
    routine = replace(DEFAULT_ROUTINE, schedule=tuple(entries))
    entry = replace(entry, since=TODAY + dt.timedelta(ahead))
    new = with_schedule(routine, entry, alone=alone)
    later = [each.since for each in entries if each.since > entry.since and not alone]
    for date in (TODAY + dt.timedelta(n) for n in range(-12, 14)):
        is_own = entry.since <= date < min(later, default=dt.date.max)
        expected = entry if is_own else standing(routine, date)
        assert standing(new, date) == replace(expected, since=date)
    assert with_schedule(new, entry, alone=alone) is new
    assert planned(new, TODAY) == sorted(planned(new, TODAY), key=lambda each: each.since)


def test_a_schedule_planned_for_later_stays_until_a_reset(path: Path) -> None:
    diary = make_diary(path)
    for typed in ("3 a week from 2026-12-01", "mon,wed"):
        setting = setting_in(diary, "schedule")
        setting.save(diary.preferences, setting.parse(typed))
    setting = setting_in(diary, "schedule")
    assert (setting.text, setting.note) == ("mon,wed", "already planned: 3 a week from 2026-12-01")
    assert setting.is_changed
    setting.reset(diary.preferences)
    setting = setting_in(diary, "schedule")
    assert (setting.text, setting.note, setting.is_changed) == ("daily", "", False)
    assert diary.read().routine().schedule == ()


def test_resetting_the_schedule_keeps_what_held_until_today(path: Path) -> None:
    since = {"from": "2026-01-01", "kind": "weekdays", "days": ["fri", "mon"]}
    write(path, routines={"1": {**ROUTINE_JSON, "schedule": [since]}})
    diary = make_diary(path)
    setting = setting_in(diary, "schedule")
    assert setting.text == "mon,fri"
    setting.save(diary.preferences, setting.value)
    assert diary.read().rev == 7, "it is that already"
    setting.reset(diary.preferences)
    (routine,) = contents(path)["routines"].values()
    assert routine["schedule"] == [since, {"kind": "daily", "from": str(TODAY)}]

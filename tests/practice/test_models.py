"""The records: what their values amount to."""

from __future__ import annotations

import datetime as dt

import pytest

from tui.practice.dates import ONE_DAY
from tui.practice.models import (
    WEEKDAYS,
    Band,
    Daily,
    Exercise,
    Plan,
    Reps,
    Routine,
    Session,
    StopReason,
    Weekday,
    Weekdays,
    Weekly,
    milliseconds,
    seconds,
)

MONDAY = dt.date(2024, 1, 1)
WEEK = [MONDAY + ONE_DAY * n for n in range(7)]


def test_durations_are_whole_milliseconds_and_decimal_seconds() -> None:
    assert [milliseconds(each) for each in (0, 2, 2.5, 0.0004, 1.2345)] == [0, 2000, 2500, 0, 1234]
    assert [seconds(each) for each in (0, 2000, 2500)] == [0, 2, 2.5]
    assert isinstance(seconds(2000), int)


def test_bands_are_ordered_from_clear_to_warning() -> None:
    # R1.bands
    bands = [Band.CLEAR, Band.MILD, Band.MODERATE, Band.HIGH, Band.WARNING]
    assert list(Band) == bands == sorted(set(bands))
    assert [band.severity for band in bands] == [0, 1, 2, 3, 4]
    assert Band.HIGH >= Band.HIGH
    assert not Band.HIGH < Band.HIGH


@pytest.mark.parametrize(
    ("reason", "band"),
    [
        (None, Band.CLEAR),
        ("enough", Band.CLEAR),
        ("interrupted", Band.CLEAR),
        ("sore", Band.MODERATE),
        ("pain", Band.HIGH),
        ("warning", Band.WARNING),
    ],
)
def test_the_band_of_a_stop(reason: StopReason | None, band: Band) -> None:
    # R1.three-ways
    assert Session(id="s", stop_reason=reason).stop_band is band


@pytest.mark.parametrize(
    ("reps", "counted"),
    [
        ({}, 0),
        ({"a": Reps(target=2, short=1, skipped=1)}, 0),
        ({"a": Reps(done=1)}, 1),
        ({"a": Reps(), "b": Reps(imagined=2)}, 2),
        ({"a": Reps(done=2, imagined=1, short=4), "b": Reps(done=3)}, 6),
    ],
)
def test_done_and_imagined_reps_are_counted(reps: dict[str, Reps], counted: int) -> None:
    # R1.counted
    session = Session(id="s", reps=reps)
    assert (session.counted, session.has_counted) == (counted, counted > 0)
    assert sum(each.counted for each in reps.values()) == counted


@pytest.mark.parametrize(
    ("target", "asked", "recorded"), [(4, 4, None), (4, 6, 6), (None, None, None), (4, None, None)]
)
def test_what_was_asked_is_recorded_only_above_the_target(
    target: int | None, asked: int | None, recorded: int | None
) -> None:
    # R3.lowered
    assert Reps.to_do(target, asked, 5) == Reps(target=target, asked=recorded, hold_s=5)


@pytest.mark.parametrize(
    ("plan", "is_valid"),
    [
        ({"ceiling": 2}, True),
        ({"ceiling": 1, "start_reps": 1}, False),
        ({"ceiling": 4, "start_reps": 4}, True),
        ({"ceiling": 3, "start_reps": 4}, False),
    ],
)
def test_the_ceiling_is_at_least_two_and_the_start(plan: dict[str, int], is_valid: bool) -> None:
    # R3.plan
    if is_valid:
        Plan(**plan)
        return
    with pytest.raises(ValueError, match="ceiling"):
        Plan(**plan)


def test_two_exercises_cannot_share_an_id() -> None:
    with pytest.raises(ValueError, match="same id"):
        Routine(id="r", exercises=(Exercise(id="a", name="A"), Exercise(id="a", name="B")))


@pytest.mark.parametrize(
    ("days", "gap"),
    [
        (WEEKDAYS, 0),
        (("mon", "wed", "fri"), 2),
        (("mon",), 6),
        (("sun",), 6),
        (("sat", "sun"), 5),
        (("tue", "sat"), 3),
        (("mon", "tue"), 5),
        (("mon", "tue", "wed", "thu", "fri", "sat"), 1),
    ],
)
def test_the_usual_gap_of_weekdays_is_the_longest_run_of_days_not_listed(
    days: tuple[Weekday, ...], gap: int
) -> None:
    # R3.before.2
    assert Weekdays(since=MONDAY, days=days).usual_gap == gap


def test_the_usual_gap_of_the_other_kinds() -> None:
    # R3.before.2
    assert Daily(since=MONDAY).usual_gap == 0
    gaps = [Weekly(since=MONDAY, times=times).usual_gap for times in range(1, 7)]
    assert gaps == [6, 3, 2, 1, 1, 1]


def test_which_dates_are_scheduled() -> None:
    # R2.kinds
    listed = Weekdays(since=MONDAY, days=("mon", "sun"))
    assert [n for n, day in enumerate(WEEK) if listed.schedules(day)] == [0, 6]
    assert all(Daily(since=MONDAY).schedules(day) for day in WEEK)
    assert not any(Weekly(since=MONDAY, times=6).schedules(day) for day in WEEK)


def test_a_week_needs_fewer_dates_the_more_are_protected() -> None:
    # R2.need
    needs = [[Weekly(since=MONDAY, times=n).need(k) for k in range(8)] for n in (1, 3, 6)]
    assert needs == [
        [1, 0, 0, 0, 0, 0, 0, 0],
        [3, 2, 2, 1, 1, 0, 0, 0],
        [6, 5, 4, 3, 2, 1, 0, 0],
    ]


@pytest.mark.parametrize("starts_on", WEEKDAYS)
def test_the_week_of_a_date_begins_where_the_entry_says(starts_on: Weekday) -> None:
    for day in WEEK:
        dates = Weekly(since=MONDAY, times=1, week_starts_on=starts_on).week_of(day)
        assert dates == [dates[0] + ONE_DAY * n for n in range(7)]
        assert WEEKDAYS[dates[0].weekday()] == starts_on
        assert day in dates


def test_the_latest_entry_that_has_begun_governs_a_date() -> None:
    # R2.entries, R2.default
    weekly, daily = Weekly(since=WEEK[4], times=2), Daily(since=WEEK[2], needs="full")
    for schedule in ((weekly, daily), (daily, weekly)):
        routine = Routine(id="r", schedule=schedule)
        assert routine.schedule_on(WEEK[1]) == Daily(since=dt.date.min)
        assert routine.schedule_on(WEEK[2]) is daily
        assert routine.schedule_on(WEEK[3]) is daily
        assert routine.schedule_on(WEEK[4]) is weekly
        assert routine.schedule_on(WEEK[6]) is weekly


def test_of_two_entries_with_one_date_the_later_in_the_list_governs() -> None:
    # R2.entries
    first, second = Daily(since=MONDAY), Weekly(since=MONDAY, times=2)
    assert Routine(id="r", schedule=(first, second)).schedule_on(MONDAY) is second
    assert Routine(id="r", schedule=(second, first)).schedule_on(MONDAY) is first

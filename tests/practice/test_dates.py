"""Practice dates, weeks, and adding to dates within the calendar."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clock import in_zone
from tui.practice.dates import (
    FIRST_DATE,
    LAST_DATE,
    add_days,
    add_years,
    day_begin,
    day_start,
    days_between,
    practice_date,
    week_start,
)

THREE = day_start("03:00")
TOKYO = dt.timezone(dt.timedelta(hours=9))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (dt.datetime(2026, 3, 2, 2, 59, 59, tzinfo=dt.UTC), dt.date(2026, 3, 1)),
        (dt.datetime(2026, 3, 2, 3, 0, tzinfo=dt.UTC), dt.date(2026, 3, 2)),
        (dt.datetime(2026, 3, 2, 23, 59, tzinfo=TOKYO), dt.date(2026, 3, 2)),
        (dt.datetime(2026, 3, 2, 1, 0, tzinfo=TOKYO), dt.date(2026, 3, 1)),
        (dt.datetime(2024, 3, 1, 0, 0, tzinfo=dt.UTC), dt.date(2024, 2, 29)),
    ],
)
def test_times_before_the_day_start_belong_to_the_date_before(
    moment: dt.datetime, day: dt.date
) -> None:
    # R1.date: the wall clock of the moment decides
    assert practice_date(moment, THREE, in_zone(moment.tzinfo)) == day


def test_with_a_day_start_at_midnight_the_date_is_that_of_the_calendar() -> None:
    midnight = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    assert practice_date(midnight, day_start("00:00"), in_zone(dt.UTC)) == dt.date(2026, 3, 2)


def test_a_practice_date_begins_at_the_day_start_of_the_wall_clock() -> None:
    # R1.begin
    for date in (dt.date(2026, 3, 28), dt.date(2024, 2, 29)):
        begin = day_begin(date, THREE, in_zone(TOKYO))
        assert begin == dt.datetime.combine(date, THREE, TOKYO)
        assert begin.utcoffset() == dt.timedelta(hours=9)


def test_days_between_dates_are_signed() -> None:
    assert days_between(dt.date(2024, 2, 28), dt.date(2024, 3, 1)) == 2
    assert days_between(dt.date(2024, 3, 1), dt.date(2024, 2, 28)) == -2
    assert days_between(dt.date(2024, 3, 1), dt.date(2024, 3, 1)) == 0


@pytest.mark.parametrize("starts_on", range(7))
def test_a_week_starts_on_its_weekday_and_holds_the_date(starts_on: int) -> None:
    for offset in range(14):
        day = dt.date(2023, 12, 25) + dt.timedelta(days=offset)
        first = week_start(day, starts_on)
        assert first.weekday() == starts_on
        assert 0 <= days_between(first, day) <= 6


@pytest.mark.parametrize(
    ("date", "years", "expected"),
    [
        (dt.date(2026, 11, 19), -1, dt.date(2025, 11, 19)),
        (dt.date(2028, 2, 29), -1, dt.date(2027, 2, 28)),
        (dt.date(2028, 2, 29), 1, dt.date(2029, 2, 28)),
        (dt.date(2028, 2, 29), -4, dt.date(2024, 2, 29)),
        (dt.date(2028, 2, 28), 1, dt.date(2029, 2, 28)),
        (dt.date(1900, 5, 1), -1, FIRST_DATE),
        (dt.date(1900, 1, 2), -4000, FIRST_DATE),
        (dt.date(9999, 5, 1), 1, LAST_DATE),
        (dt.date(9998, 12, 31), 1, LAST_DATE),
    ],
)
def test_years_are_added_to_a_date(date: dt.date, years: int, expected: dt.date) -> None:
    assert add_years(date, years) == expected


@given(st.dates(), st.integers(-4_000_000, 4_000_000))
def test_days_are_added_to_a_date_within_the_calendar(date: dt.date, days: int) -> None:
    there = add_days(date, days)
    assert FIRST_DATE <= there <= LAST_DATE
    ordinal = date.toordinal() + days
    if FIRST_DATE.toordinal() <= ordinal <= LAST_DATE.toordinal():
        assert there.toordinal() == ordinal

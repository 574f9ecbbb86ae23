"""Weeks of a year and month labels, as the calendars lay them out."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tui.practice.weeks import month_labels, weeks_of, weeks_until


@given(year=st.integers(2, 9998), starts_on=st.integers(0, 6))
def test_the_weeks_of_a_year_hold_its_dates_and_no_other_weeks(year: int, starts_on: int) -> None:
    weeks = weeks_of(year, starts_on)
    days = [week + dt.timedelta(days=n) for week in weeks for n in range(7)]
    assert days == [days[0] + dt.timedelta(days=n) for n in range(len(days))]
    assert {week.weekday() for week in weeks} == {starts_on}
    assert sum(day.year == year for day in days) in (365, 366)
    assert all(any((week + dt.timedelta(days=n)).year == year for n in range(7)) for week in weeks)
    assert len(weeks) in (53, 54)


@given(
    date=st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)),
    count=st.integers(1, 60),
    starts_on=st.integers(0, 6),
)
def test_weeks_end_with_that_of_the_date_and_month_labels_never_touch(
    date: dt.date, count: int, starts_on: int
) -> None:
    weeks = weeks_until(date, count, starts_on)
    assert len(weeks) == count
    assert weeks[-1] <= date <= weeks[-1] + dt.timedelta(days=6)
    labels = list(month_labels(weeks))
    columns = [column for column, _ in labels]
    assert all(later - earlier >= 2 for earlier, later in pairwise(columns))
    assert all(0 <= column < count for column in columns)
    for column, label in labels:
        dates = [weeks[column] + dt.timedelta(days=n) for n in range(7)]
        assert label in {f"{day:%b}" for day in dates}


def test_a_leap_year_can_fill_54_weeks() -> None:
    assert len(weeks_of(2012, 0)) == 54  # a leap year that ends on a Monday
    assert len(weeks_of(2026, 0)) == 53

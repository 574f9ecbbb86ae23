"""Adding to dates within the calendar."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.practice.dates import FIRST_DATE, LAST_DATE, add_days, add_years


@pytest.mark.parametrize(
    ("date", "years", "expected"),
    [
        (dt.date(2026, 11, 19), -1, dt.date(2025, 11, 19)),
        (dt.date(2028, 2, 29), -1, dt.date(2027, 2, 28)),
        (dt.date(2028, 2, 29), 1, dt.date(2029, 2, 28)),
        (dt.date(2028, 2, 29), -4, dt.date(2024, 2, 29)),
        (dt.date(2028, 2, 28), 1, dt.date(2029, 2, 28)),
        (dt.date(1, 5, 1), -1, FIRST_DATE),
        (dt.date(2, 1, 2), -1, FIRST_DATE),
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

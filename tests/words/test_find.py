"""Dates that are typed, and notes that are looked for."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.practice.dates import FIRST_DATE
from tui.words.find import typed_date

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-04", dt.date(2026, 3, 4)),
        ("2026/3/4", dt.date(2026, 3, 4)),
        (" Today ", TODAY),
        ("yesterday", dt.date(2026, 11, 21)),
        ("4 March 2025", dt.date(2025, 3, 4)),
        ("4th mar", dt.date(2026, 3, 4)),
        ("March 4, 2025", dt.date(2025, 3, 4)),
        # Without a year the last one up to today.
        ("22 november", TODAY),
        ("nov 23", dt.date(2025, 11, 23)),
        ("29 feb", dt.date(2024, 2, 29)),
        # Without a day the first of the month.
        ("march 2025", dt.date(2025, 3, 1)),
        ("december", dt.date(2025, 12, 1)),
        ("1900-01-01", FIRST_DATE),
        ("2027-11-22", dt.date(2027, 11, 22)),
        # Words of a note.
        ("slept well", None),
        ("ma", None),
        ("4", None),
        ("march winds", None),
        ("", None),
    ],
)
def test_a_text_is_a_date_or_it_is_none(text: str, expected: dt.date | None) -> None:
    assert typed_date(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("31 june", "There is no 31 june."),
        ("2026-02-30", "There is no 2026-02-30."),
        ("1899-12-31", "The calendar begins in 1900."),
        ("2027-11-23", "The calendar ends a year from today."),
    ],
)
def test_a_date_that_does_not_exist_or_cannot_be_shown_says_so(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        typed_date(text, TODAY)


@given(st.dates(FIRST_DATE, TODAY))
def test_every_date_can_be_typed(date: dt.date) -> None:
    for text in (f"{date:%Y-%m-%d}", f"{date.day} {date:%B} {date.year}", f"{date:%b %d %Y}"):
        assert typed_date(text, TODAY) == date


@pytest.mark.parametrize(
    ("text", "near", "expected"),
    [
        ("3 jan", dt.date(2026, 11, 22), dt.date(2027, 1, 3)),
        ("3 jan", dt.date(2026, 2, 1), dt.date(2026, 1, 3)),
        ("29 feb", dt.date(2026, 11, 22), None),
        ("2026-03-04", dt.date(2020, 1, 1), dt.date(2026, 3, 4)),
    ],
)
def test_near_a_date_the_nearest_year_is_taken(
    text: str, near: dt.date, expected: dt.date | None
) -> None:
    if expected is None:  # the next leap day is more than a year ahead
        with pytest.raises(ValueError, match="a year from today"):
            typed_date(text, TODAY, near)
    else:
        assert typed_date(text, TODAY, near) == expected

"""What a date looks like: one glyph, the same everywhere."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import record, routine, session
from tui.practice.days import gather
from tui.practice.history import History, Level
from tui.practice.models import Band, DayRecord, Session
from tui.practice.weeks import month_labels, weeks_of, weeks_until
from tui.words.glyphs import LEGEND, day_glyph, in_glyph_set

TODAY = dt.date(2026, 11, 22)


def looks(date: dt.date, *sessions: Session, said: DayRecord | None = None) -> tuple[str, Level]:
    plan = routine()
    records = {said.day: said} if said else {}
    history = History(plan, gather(plan.id, sessions, records, today=TODAY), TODAY)
    return tuple(day_glyph(history, date))  # type: ignore[return-value]


DAY = TODAY - dt.timedelta(days=3)


@pytest.mark.parametrize(
    ("sessions", "said", "expected"),
    [
        ([], None, ("·", Level.NONE)),
        ([session(DAY, target=2, done=2)], None, ("#", Level.FULL)),
        ([session(DAY, target=2, done=1)], None, ("-", Level.PART)),
        ([session(DAY, target=None, kept=True)], None, ("#", Level.FULL)),
        ([session(DAY, target=2, imagined=2)], None, ("i", Level.FULL)),
        ([session(DAY, target=2, imagined=1)], None, ("i", Level.PART)),
        ([session(DAY, target=2, done=1, imagined=1)], None, ("#", Level.FULL)),
        ([], DayRecord(day=DAY, rest_reason="ill"), ("r", Level.NONE)),
        ([], record(DAY, check=Band.HIGH), ("r", Level.NONE)),
        ([], record(DAY, check=Band.MILD), ("·", Level.NONE)),
        ([], record(DAY, check=Band.WARNING), ("!", Level.NONE)),
        (
            [session(DAY, target=2, done=2)],
            record(DAY, report=Band.WARNING),
            ("!", Level.FULL),
        ),
        (
            [session(DAY, target=2, done=2)],
            DayRecord(day=DAY, rest_reason="ill"),
            ("#", Level.FULL),
        ),
        ([session(DAY - dt.timedelta(days=1), target=2, stop="warning")], None, ("r", Level.NONE)),
    ],
)
def test_glyph_and_shade_of_a_date(
    sessions: list[Session], said: DayRecord | None, expected: tuple[str, Level]
) -> None:
    assert looks(DAY, *sessions, said=said) == expected
    assert expected[0] in [glyph for glyph, _ in LEGEND]


def test_today_is_a_ring_while_it_is_open() -> None:
    assert looks(TODAY) == ("○", Level.NONE)
    assert looks(TODAY, session(TODAY, target=2, done=2)) == ("#", Level.FULL)
    assert looks(TODAY, said=DayRecord(day=TODAY, rest_reason="ill")) == ("r", Level.NONE)


def test_rest_may_lie_ahead() -> None:
    ahead = TODAY + dt.timedelta(days=5)
    assert looks(ahead) == (" ", Level.NONE)
    assert looks(ahead, session(DAY, target=2, stop="warning")) == (" ", Level.NONE)
    assert looks(ahead, said=DayRecord(day=ahead, rest_reason="travel")) == ("r", Level.NONE)


def test_ascii_glyphs_are_ascii() -> None:
    assert "".join(in_glyph_set(glyph, "ascii") for glyph, _ in LEGEND).isascii()
    assert [in_glyph_set(glyph, "unicode") for glyph, _ in LEGEND] == [glyph for glyph, _ in LEGEND]


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
def test_weeks_end_with_that_of_the_date_and_their_labels_never_touch(
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


def test_leap_years_that_fill_54_weeks() -> None:
    assert len(weeks_of(2012, 0)) == 54  # a leap year that ends on a Monday
    assert len(weeks_of(2026, 0)) == 53

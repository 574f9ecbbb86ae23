"""Practice dates where the clocks change: times that are skipped, and times that come twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clock import in_zone
from tui.practice.dates import ONE_DAY, LocalTime, day_begin, practice_date

MINUTE = dt.timedelta(minutes=1)
SECOND = dt.timedelta(seconds=1)
ZONES = [
    *[("Europe/Berlin", 2026), ("Europe/London", 2026), ("Europe/Helsinki", 2027)],
    ("America/New_York", 2026),
    ("Pacific/Chatham", 2026),  # at a quarter to
    ("Australia/Lord_Howe", 2026),  # by half an hour
    *[("Pacific/Apia", 2011), ("Pacific/Apia", 2020)],  # without 30 December 2011
    ("Africa/Casablanca", 2026),  # back for a month
    # At midnight, or back over midnight.
    *[("America/Santiago", 2026), ("Asia/Beirut", 2026), ("Africa/Cairo", 2026)],
    *[("America/Havana", 2026), ("America/St_Johns", 2006), ("Atlantic/Azores", 2026)],
]


def changes(zone: str, year: int) -> Iterator[tuple[str, dt.datetime]]:
    """Yield the moments of a year from which on another offset holds."""

    def offset(moment: dt.datetime) -> dt.timedelta | None:
        return moment.astimezone(ZoneInfo(zone)).utcoffset()

    days = [dt.datetime(year, 1, 1, tzinfo=dt.UTC) + ONE_DAY * n for n in range(366)]
    for first, last in pairwise(days):
        if offset(first) != offset(last):
            minutes = (first + MINUTE * n for n in range(24 * 60 + 1))
            yield zone, next(each for each in minutes if offset(each) != offset(first))


CHANGES = [change for zone in ZONES for change in changes(*zone)]


def wall_date(moment: dt.datetime, starts_at: dt.time, local: LocalTime) -> dt.date:
    """Return the date that the wall clock alone gives."""
    shown = local(moment)
    return shown.date() - ONE_DAY * (shown.time() < starts_at)


def test_every_zone_has_changes_of_both_kinds() -> None:
    assert len(CHANGES) > len(ZONES)


@settings(max_examples=80, deadline=None)
@given(
    change=st.sampled_from(CHANGES),
    # In most examples the date begins within two hours of the wall clock of the change.
    near=st.one_of(st.integers(-120, 120), st.integers(0, 719)),
    minutes=st.lists(st.integers(-2880, 2880), min_size=1, max_size=12),
)
def test_a_date_never_goes_back_and_begins_when_the_wall_clock_first_shows_its_start(
    change: tuple[str, dt.datetime], near: int, minutes: list[int]
) -> None:
    # R1.date, R1.begin
    zone, at = change
    local = in_zone(ZoneInfo(zone))
    begins = local(at) + MINUTE * near
    starts_at = begins.time().replace(hour=begins.hour % 12, second=0, microsecond=0)
    moments = [at + MINUTE * each for each in sorted(minutes)]
    found = [practice_date(each, starts_at, local) for each in moments]
    assert found == sorted(found)
    # The same computed in another way: the latest date that any moment until then shows.
    shown = moments[0] - ONE_DAY * 2
    latest = dt.date.min
    for moment, date in zip(moments, found, strict=True):
        while shown <= moment:
            latest = max(latest, wall_date(shown, starts_at, local))
            shown += MINUTE
        assert date == latest
        # In UTC, since times of one zone are compared by what the wall clock shows.
        begin, end = (
            day_begin(each, starts_at, local).astimezone(dt.UTC) for each in (date, date + ONE_DAY)
        )
        assert begin <= moment < end
        assert practice_date(begin - SECOND, starts_at, local) < date
        assert practice_date(end - SECOND, starts_at, local) == date


@pytest.mark.parametrize(
    ("zone", "date", "starts_at", "begin"),
    [
        ("Europe/Berlin", "2026-03-29", "03:00", "2026-03-29T03:00+02:00"),
        # Skipped: the date begins with the change.
        ("Europe/Helsinki", "2027-03-28", "03:00", "2027-03-28T04:00+03:00"),
        ("Europe/Helsinki", "2027-03-28", "03:30", "2027-03-28T04:00+03:00"),
        ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T03:00+02:00"),
        ("America/New_York", "2026-03-08", "02:00", "2026-03-08T03:00-04:00"),
        ("Pacific/Chatham", "2026-09-27", "03:00", "2026-09-27T03:45+13:45"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-04T02:30+11:00"),
        ("America/Santiago", "2026-09-06", "00:00", "2026-09-06T01:00-03:00"),
        ("Asia/Beirut", "2026-03-29", "00:30", "2026-03-29T01:00+03:00"),
        ("Pacific/Apia", "2011-12-30", "03:00", "2011-12-31T00:00+14:00"),
        ("Pacific/Apia", "2011-12-31", "03:00", "2011-12-31T03:00+14:00"),
        # Twice: the first time counts.
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T02:30+02:00"),
        ("Europe/London", "2026-10-25", "01:00", "2026-10-25T01:00+01:00"),
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-05T01:45+11:00"),
        ("America/St_Johns", "2006-10-29", "00:00", "2006-10-29T00:00-02:30"),
        # After the hour that comes twice.
        ("Europe/Berlin", "2026-10-25", "03:00", "2026-10-25T03:00+01:00"),
        ("America/Santiago", "2026-04-05", "00:00", "2026-04-05T00:00-04:00"),
    ],
)
def test_a_date_begins_at(zone: str, date: str, starts_at: str, begin: str) -> None:
    # R1.begin
    day, starts = dt.date.fromisoformat(date), dt.time.fromisoformat(starts_at)
    found = day_begin(day, starts, in_zone(ZoneInfo(zone)))
    assert found.isoformat(timespec="minutes") == begin

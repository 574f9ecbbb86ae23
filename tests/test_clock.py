"""The clocks of the computer: local times where clocks change, and the clock that counts sleep."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from tui import clock
from tui.practice.dates import day_begin, practice_date

AWAKE_MS, ASLEEP_MS = 5_000, 60_000


@pytest.mark.parametrize(
    ("platform", "has_boot_clock", "slept"),
    [("linux", True, ASLEEP_MS), ("darwin", False, ASLEEP_MS), ("win32", False, 0)],
)
def test_sleep_is_the_time_that_the_monotonic_clock_misses(
    monkeypatch: pytest.MonkeyPatch, platform: str, has_boot_clock: bool, slept: int
) -> None:
    both = (AWAKE_MS + ASLEEP_MS) * 1_000_000
    fake = SimpleNamespace(
        CLOCK_MONOTONIC=1,
        clock_gettime_ns=lambda _: both,
        monotonic_ns=lambda: AWAKE_MS * 1_000_000,
    )
    if has_boot_clock:
        fake.CLOCK_BOOTTIME = 7
    monkeypatch.setattr(clock, "time", fake)
    monkeypatch.setattr(clock, "sys", SimpleNamespace(platform=platform))
    assert clock.SystemClock().slept() == slept


def test_without_a_boot_clock_the_wall_clock_tells_of_sleep(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake = SimpleNamespace(monotonic_ns=lambda: 0, time_ns=lambda: ASLEEP_MS * 1_000_000)
    monkeypatch.setattr(clock, "time", fake)
    monkeypatch.setattr(clock, "sys", SimpleNamespace(platform="freebsd14"))
    assert clock.SystemClock().slept() == ASLEEP_MS


# The rules of a zone spelled out, for systems without a time zone database, and its name.
ZONES = {
    "EET-2EEST,M3.5.0/3,M10.5.0/4": "Europe/Helsinki",
    "CET-1CEST,M3.5.0,M10.5.0/3": "Europe/Berlin",
    "GMT0BST,M3.5.0/1,M10.5.0": "Europe/London",
    "EST5EDT,M3.2.0,M11.1.0": "America/New_York",
    "<-04>4<-03>,M9.1.6/24,M4.1.6/24": "America/Santiago",
    "<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45": "Pacific/Chatham",
    "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0": "Australia/Lord_Howe",
    "UTC0": "UTC",
}


@pytest.fixture
def set_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Set the time zone of this process until the end of the test."""
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone of a process cannot be set here")

    def set_to(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield set_to
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("zone", ZONES)
def test_the_local_time_is_that_of_the_moment(zone: str, set_zone: Callable[[str], None]) -> None:
    set_zone(zone)
    first = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    for half_hour in range(365 * 48):
        moment = first + dt.timedelta(minutes=30 * half_hour)
        expected = moment.astimezone(ZoneInfo(ZONES[zone])).isoformat()
        assert clock.SystemClock().local(moment).isoformat() == expected
    now = clock.SystemClock().now()
    assert now.utcoffset() == clock.SystemClock().local(now).utcoffset()


def test_a_wall_clock_time_without_an_offset_is_no_moment() -> None:
    with pytest.raises(ValueError, match="offset"):
        clock.SystemClock().local(dt.datetime(2027, 3, 28, 3))  # noqa: DTZ001


def test_today_is_open_until_the_change_where_it_skips_the_day_start(
    set_zone: Callable[[str], None],
) -> None:
    set_zone("EET-2EEST,M3.5.0/3,M10.5.0/4")
    local, three = clock.SystemClock().local, dt.time(3)
    evening = dt.datetime(2027, 3, 27, 19, tzinfo=dt.UTC)
    assert practice_date(evening, three, local) == dt.date(2027, 3, 27)
    end = day_begin(dt.date(2027, 3, 28), three, local)
    assert end.isoformat() == "2027-03-28T04:00:00+03:00"

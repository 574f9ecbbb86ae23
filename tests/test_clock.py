"""The clock that counts sleep, on each kind of system (rules R4.sleep)."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tui import clock

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

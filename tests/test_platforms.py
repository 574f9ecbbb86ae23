"""What differs between machines and is small: the clock that counts sleep, and the file lock."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tui import clock
from tui.diary import lock

AWAKE_MS, ASLEEP_MS = 5_000, 60_000


@pytest.mark.parametrize(
    ("platform", "has_boot_clock", "slept"),
    [("linux", True, ASLEEP_MS), ("darwin", False, ASLEEP_MS), ("win32", False, 0)],
)
def test_sleep_is_told_from_time_awake(
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


def test_without_a_clock_for_it_the_wall_clock_tells_of_sleep(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake = SimpleNamespace(monotonic_ns=lambda: 0, time_ns=lambda: ASLEEP_MS * 1_000_000)
    monkeypatch.setattr(clock, "time", fake)
    monkeypatch.setattr(clock, "sys", SimpleNamespace(platform="freebsd14"))
    assert clock.SystemClock().slept() == ASLEEP_MS


@pytest.mark.parametrize("is_taken", [False, True])
def test_on_windows_one_byte_is_locked(monkeypatch: pytest.MonkeyPatch, is_taken: bool) -> None:
    asked = []

    def locking(*arguments: int) -> None:
        asked.append(arguments)
        if is_taken:
            raise OSError(13, "Permission denied")

    found = importlib.util.spec_from_file_location("lock_there", Path(lock.__file__))
    assert found is not None and found.loader is not None
    there = importlib.util.module_from_spec(found)
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_NBLCK=2))
        patch.setattr(sys, "platform", "win32")
        found.loader.exec_module(there)
    assert there._try_lock(9) is not is_taken
    assert asked == [(9, 2, 1)]

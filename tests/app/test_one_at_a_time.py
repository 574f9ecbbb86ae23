"""Clicks while an action of the screen still goes on, as on a slow disk."""

from __future__ import annotations

import pytest
from textual.geometry import Offset

from tests.app.app_support import (
    SUPINE_PILOT,
    TODAY,
    Bench,
    SlowDisk,
    at_screen,
    click,
    lines,
    press,
    until,
)
from tui.app.screens.home import HomeScreen
from tui.practice.models import Band


async def click_on(pilot: SUPINE_PILOT, words: str) -> None:
    rows = lines(pilot.app.screen)
    y = next(y for y, line in enumerate(rows) if words in line)
    click(pilot, Offset(rows[y].index(words), y))
    await pilot.pause()


async def choose_props(pilot: SUPINE_PILOT, disk: SlowDisk) -> None:
    await press(pilot, ["p", "space", "enter"])
    await until(pilot, lambda: disk.begun == 1 and isinstance(pilot.app.screen, HomeScreen))


async def test_a_click_waits_for_the_change_that_is_being_saved(bench: Bench) -> None:
    bench.practised(2)
    disk = SlowDisk(bench.diary.preferences, "set_props")
    async with bench.app().run_test(size=(80, 30)) as pilot:
        await at_screen(pilot, HomeScreen)
        await choose_props(pilot, disk)
        await click_on(pilot, "Start")
        assert isinstance(pilot.app.screen, HomeScreen)
        disk.go.set()
        await until(pilot, lambda: not isinstance(pilot.app.screen, HomeScreen))
        assert bench.diary.read().routine().props


@pytest.mark.parametrize("clicks", [1, 3])
async def test_clicks_that_are_repeated_do_a_thing_once(bench: Bench, clicks: int) -> None:
    bench.practised(2)
    bench.diary.record_feeling(TODAY, Band.CLEAR)
    disk = SlowDisk(bench.diary, "start_session")
    async with bench.app().run_test(size=(80, 30)) as pilot:
        await at_screen(pilot, HomeScreen)
        for _ in range(clicks):
            await click_on(pilot, "Start")
        disk.go.set()
        await until(pilot, lambda: not isinstance(pilot.app.screen, HomeScreen))
        assert disk.begun == 1

"""Timers of one ring, where a busy machine stops the program just as they begin."""

from __future__ import annotations

import sys

import pytest
from textual import _time as textual_time
from textual import timer

from tests.app.app_support import Bench, press, running, start_session, until


class BusyMachine:
    """Textual's time, of a machine that stops the program at each look of a timer of one ring."""

    def __init__(self) -> None:
        self._lost_s = 0.0

    def get_time(self) -> float:
        if sys._getframe(1).f_locals.get("_repeat") == 0:
            self._lost_s += 0.02
        return textual_time.get_time() + self._lost_s


@pytest.fixture(autouse=True)
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timer, "_time", BusyMachine())


async def test_a_new_size_is_not_missed_nor_those_that_follow(bench: Bench) -> None:
    async with bench.app().run_test(size=(80, 24)) as pilot:
        for width, name in ((100, "-wide"), (60, "-narrow"), (120, "-wide")):
            await pilot.resize_terminal(width, 30)
            assert pilot.app.screen.size == (width, 30)
            assert pilot.app.screen.has_class(name), "the screen was not told"


async def test_a_session_goes_on(bench: Bench) -> None:
    async with bench.app().run_test() as pilot:
        await start_session(bench, pilot)
        screen = running(pilot)
        await press(pilot, ["space"])
        rings: list[int] = []
        screen.set_timer(0.001, lambda: rings.append(1))
        await until(pilot, lambda: rings)

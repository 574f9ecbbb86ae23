"""The bell: which cue rings how often, and that a newer one cuts an older one short."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tui.cues.bell import Bell, pattern
from tui.practice.session import Cue
from tui.practice.timetable import Phase


@pytest.mark.parametrize(
    ("phase", "rings"),
    [
        (Phase.PREPARE, 3),
        (Phase.EASE_IN, 0),
        (Phase.HOLD, 1),
        (Phase.EASE_OUT, 2),
        (Phase.REST, 0),
        (Phase.LEAD_IN, 0),
        (Phase.SETTLE, 0),
        (Phase.FINISHED, 6),
        (Phase.PAUSED, 0),
        (Phase.STOPPED, 0),
    ],
)
def test_rings_of_a_cue(phase: Phase, rings: int) -> None:
    assert len(pattern(Cue(phase, 0), is_first=False)) == rings


def test_release_rings_four_tenths_apart() -> None:
    assert pattern(Cue(Phase.EASE_OUT, 0), is_first=False) == (0.0, 0.4)


def test_nothing_rings_when_one_goes_on_or_has_just_pressed_start() -> None:
    assert pattern(Cue(Phase.HOLD, 0, resumed=True), is_first=False) == ()
    assert pattern(Cue(Phase.PREPARE, 0), is_first=True) == ()


class Timers:
    """Timers that fire when told."""

    def __init__(self) -> None:
        self.waiting: list[Timer] = []

    def later(self, seconds: float, callback: Callable[[], None]) -> Timer:
        timer = Timer(seconds, callback)
        self.waiting.append(timer)
        return timer

    def fire(self) -> None:
        for timer in self.waiting:
            if not timer.stopped:
                timer.callback()
        self.waiting = []


class Timer:
    def __init__(self, seconds: float, callback: Callable[[], None]) -> None:
        self.seconds = seconds
        self.callback = callback
        self.stopped = False

    def stop(self) -> None:
        self.stopped = True


def test_a_newer_cue_cuts_the_older_one_short() -> None:
    timers = Timers()
    rung: list[int] = []
    bell = Bell(lambda: rung.append(1), timers.later)
    bell.sound(Cue(Phase.PREPARE, 0))
    assert len(rung) == 0
    bell.sound(Cue(Phase.EASE_OUT, 0))
    assert len(rung) == 1
    bell.sound(Cue(Phase.REST, 0))
    timers.fire()
    assert len(rung) == 1
    bell.sound(Cue(Phase.FINISHED, 0))
    timers.fire()
    assert len(rung) == 7

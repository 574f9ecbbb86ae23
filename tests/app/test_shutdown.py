"""Told to end, a process ends: in time, or by force, and at once when it is told again."""

from __future__ import annotations

import threading

from tests.idle_loop import AT_MOST_S
from tui.app.shutdown import EndWatch

LATER_S = 1000.0


class Ends:
    """What was told and forced."""

    def __init__(self, seconds: float = LATER_S) -> None:
        self.told = 0
        self.forced = threading.Event()
        self.watch = EndWatch(seconds, self.forced.set)

    def tell(self) -> None:
        self.told += 1


def test_the_app_is_told_once_and_has_time() -> None:
    ends = Ends()
    ends.watch.connect(ends.tell)
    ends.watch.told()
    assert ends.told == 1
    assert not ends.forced.is_set()


def test_an_app_that_does_not_end_in_time_is_forced() -> None:
    ends = Ends(0.01)
    ends.watch.connect(ends.tell)
    ends.watch.told()
    assert ends.forced.wait(AT_MOST_S)


def test_told_again_it_ends_at_once() -> None:
    ends = Ends()
    ends.watch.connect(ends.tell)
    ends.watch.told()
    ends.watch.told()
    assert ends.forced.wait(AT_MOST_S)
    assert ends.told == 1


def test_told_before_there_is_an_app_it_is_told_as_soon_as_there_is_one() -> None:
    ends = Ends()
    ends.watch.told()
    ends.watch.connect(ends.tell)
    assert ends.told == 1


def test_an_app_that_ends_by_itself_has_time_and_a_signal_forces_it() -> None:
    ends = Ends()
    ends.watch.connect(ends.tell)
    assert ends.watch.begin()
    assert not ends.watch.begin()
    assert ends.told == 0
    ends.watch.told()
    assert ends.forced.wait(AT_MOST_S)

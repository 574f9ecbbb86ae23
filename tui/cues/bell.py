"""The terminal's bell as a cue: the number of rings tells what begins (rules R5.bell, R5.sounds).

It rings once at the start of a hold, twice at its release, three times when the exercise changes,
four times for a forgotten pause, and three and three times at the end. No two sounds ring alike
(rules R5.unlike).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from tui.cues.tones import Sound

APART_S = 0.4
"""Seconds between two rings of one pattern."""

_PATTERNS: dict[Sound, tuple[int, ...]] = {
    Sound.START: (0,),
    Sound.RELEASE: (0, 1),
    Sound.CHANGE: (0, 1, 2),
    Sound.FINISH: (0, 1, 2, 4, 5, 6),
    Sound.REMIND: (0, 1, 2, 3),
}
"""When a sound rings, in units of `APART_S`."""


class Timer(Protocol):
    """A call that is to come."""

    def stop(self) -> None:
        """Call it off."""


CallLater = Callable[[float, Callable[[], None]], Timer]
"""Calls a function after some seconds, unless the timer is stopped."""


def ring_times(sound: Sound) -> tuple[float, ...]:
    """Return when to ring for a sound, in seconds from now; empty for a sound without rings."""
    return tuple(at * APART_S for at in _PATTERNS.get(sound, ()))


class Bell:
    """Rings one pattern at a time; a newer one cuts the older one short.

    Args:
        ring_once: rings the terminal's bell once.
        call_later: calls a function after some seconds, unless the timer is stopped.
    """

    def __init__(self, ring_once: Callable[[], None], call_later: CallLater) -> None:
        self._ring_once = ring_once
        self._call_later = call_later
        self._timers: list[Timer] = []

    def ring(self, sound: Sound) -> None:
        """Ring for a sound; one without rings does not cut short what rings.

        Three rings of which only two are heard would tell something else.
        """
        times = ring_times(sound)
        if times:
            self.silence()
            self._timers = [self._call_later(at, self._ring_once) for at in times if at > 0]
            self._ring_once()

    def silence(self) -> None:
        """Ring no more for the last sound."""
        for timer in self._timers:
            timer.stop()
        self._timers = []

"""The terminal's bell as a cue: the number of rings tells what begins (rules R5.bell, R5.sounds).

It rings once to hold, twice to let go, three times for the next exercise and four times at the end.
It also rings once when the session starts, before the first hold of an exercise, and whenever the
session is paused, still paused, or carries on: there a person waits for it, or has pressed a key.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from tui.cues.tones import Sound

APART_S = 1.2
"""The least seconds between two rings. Terminals merge rings that come faster."""

RINGS: dict[Sound, int] = {
    Sound.BEGIN: 1,
    Sound.FIRST: 1,
    Sound.ONLY: 1,
    Sound.START: 1,
    Sound.RELEASE: 2,
    Sound.CHANGE: 3,
    Sound.PAUSE: 1,
    Sound.REMIND: 1,
    Sound.RESUME: 1,
    Sound.SETTLE: 4,
}
"""How often each sound rings; the others do not."""


class Timer(Protocol):
    """A call that is to come."""

    def stop(self) -> None:
        """Call it off."""


CallLater = Callable[[float, Callable[[], None]], Timer]
"""Calls a function after some seconds, unless the timer is stopped."""


class Bell:
    """Rings one pattern at a time; a newer one cuts the older one short.

    Args:
        ring_once: rings the terminal's bell once.
        call_later: calls a function after some seconds, unless the timer is stopped.
        clock: returns the time in seconds.
    """

    def __init__(
        self,
        ring_once: Callable[[], None],
        call_later: CallLater,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ring_once = ring_once
        self._call_later = call_later
        self._clock = clock
        self._timers: list[Timer] = []
        self._rang_at: float | None = None

    def ring(self, sound: Sound, room_s: float | None = None) -> None:
        """Ring for a sound; one without rings does not cut short what rings.

        Three rings of which only two are heard would tell something else. The first ring waits
        until `APART_S` after the last one of an older pattern.

        Args:
            sound: what to ring for.
            room_s: seconds until the next sound, if that is known. A ring before the first hold is
                left out where it would hold up the ring of the hold.
        """
        rings = RINGS.get(sound, 0)
        wait = 0.0 if self._rang_at is None else self._rang_at + APART_S - self._clock()
        first = max(0.0, wait)
        is_late = room_s is not None and first + APART_S > room_s
        if not rings or (sound in (Sound.FIRST, Sound.ONLY) and is_late):
            return
        self.silence()
        times = [first + n * APART_S for n in range(rings)]
        self._timers = [self._call_later(at, self._ring) for at in times if at > 0]
        if first == 0:
            self._ring()

    def _ring(self) -> None:
        self._rang_at = self._clock()
        self._ring_once()

    def silence(self) -> None:
        """Ring no more for the last sound."""
        for timer in self._timers:
            timer.stop()
        self._timers = []

"""The terminal's bell as a cue: how often it rings says what begins.

Once at the start of a hold, twice at its release, three times when the exercise changes, and three
and three at the end, so that start and release never sound alike. Four are for a pause that has
been forgotten.
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


class Stoppable(Protocol):
    """A timer that can be called off."""

    def stop(self) -> None:
        """Never fire again."""


Later = Callable[[float, Callable[[], None]], Stoppable]
"""Calls back after some seconds, unless stopped."""


def pattern(sound: Sound) -> tuple[float, ...]:
    """When to ring for a sound, in seconds from now; never for those that only tones have."""
    return tuple(at * APART_S for at in _PATTERNS.get(sound, ()))


class Bell:
    """Rings patterns, one at a time; a newer one cuts the older one short.

    A sound that it has no rings for does not: three that become two would say something else.

    Args:
        ring: rings once.
        later: calls back after some seconds, unless stopped.
    """

    def __init__(self, ring: Callable[[], None], later: Later) -> None:
        self._ring = ring
        self._later = later
        self._pending: list[Stoppable] = []

    def sound(self, sound: Sound | None) -> None:
        """Ring for a sound; None only cuts short."""
        rings = pattern(sound) if sound else ()
        if sound is not None and not rings:
            return
        for timer in self._pending:
            timer.stop()
        self._pending = [self._later(at, self._ring) for at in rings if at > 0]
        if rings:
            self._ring()

"""The terminal's bell as a cue: how often it rings says what begins.

Once at the start of a hold, twice at its release, three times when the exercise changes, and three
and three at the end, so that start and release never sound alike.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from tui.practice.session import Cue
from tui.practice.timetable import Phase

APART_S = 0.4
"""Seconds between two rings of one pattern."""

_ONCE = (0.0,)
_TWICE = (0.0, APART_S)
_THRICE = (0.0, APART_S, 2 * APART_S)
_END = (*_THRICE, 4 * APART_S, 5 * APART_S, 6 * APART_S)


class Stoppable(Protocol):
    """A timer that can be called off."""

    def stop(self) -> None:
        """Never fire again."""


def pattern(cue: Cue, *, is_first: bool) -> tuple[float, ...]:
    """When to ring for a cue, in seconds from now; nothing for most cues.

    ``is_first`` is the session's own beginning, which whoever pressed the key knows already.
    """
    if cue.resumed:
        return ()
    match cue.phase:
        case Phase.HOLD:
            return _ONCE
        case Phase.EASE_OUT:
            return _TWICE
        case Phase.PREPARE:
            return () if is_first else _THRICE
        case Phase.FINISHED:
            return _END
        case _:
            return ()


class Bell:
    """Rings patterns, one at a time; a newer cue cuts the older one short.

    Args:
        ring: rings once.
        later: calls back after some seconds, unless stopped.
    """

    def __init__(
        self, ring: Callable[[], None], later: Callable[[float, Callable[[], None]], Stoppable]
    ) -> None:
        self._ring = ring
        self._later = later
        self._pending: list[Stoppable] = []
        self._is_first = True

    def sound(self, cue: Cue) -> None:
        """Ring for a cue."""
        for timer in self._pending:
            timer.stop()
        rings = pattern(cue, is_first=self._is_first)
        self._is_first = False
        self._pending = [self._later(at, self._ring) for at in rings if at > 0]
        if rings:
            self._ring()

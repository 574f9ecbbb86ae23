"""The one clock of all tests."""

from __future__ import annotations

import datetime as dt

from tui.practice.dates import LocalTime


def in_zone(zone: dt.tzinfo | None) -> LocalTime:
    """Return what gives the local time of a time zone at a moment."""
    return lambda moment: moment.astimezone(zone)


class ManualClock:
    """A `tui.clock.Clock` that moves only when a test moves it.

    ``ms`` is the monotonic clock, in milliseconds; the wall clock follows it. Setting ``wall`` is a
    wall clock that is changed by hand. ``asleep`` is what `slept` returns.
    """

    def __init__(self, now: dt.datetime) -> None:
        self.ms = self.began = 5_000_000
        self.asleep = 0
        self.wall = now

    @property
    def wall(self) -> dt.datetime:
        """The local time, with its offset."""
        passed = dt.timedelta(milliseconds=self.ms - self._set_at)
        if not passed:
            return self._wall  # exactly as it was set
        # By way of UTC, so that a change of the clocks on the way is seen.
        return (self._wall.astimezone(dt.UTC) + passed).astimezone(self._wall.tzinfo)

    @wall.setter
    def wall(self, now: dt.datetime) -> None:
        self._wall, self._set_at = now, self.ms

    @property
    def passed_s(self) -> float:
        """Seconds that passed on the monotonic clock since the test began."""
        return (self.ms - self.began) / 1000

    def wait(self, **duration: float) -> None:
        """Let time pass; the duration is given as to `datetime.timedelta`."""
        self.ms += round(dt.timedelta(**duration) / dt.timedelta(milliseconds=1))

    def now(self) -> dt.datetime:
        return self.wall

    def local(self, moment: dt.datetime) -> dt.datetime:
        return in_zone(self.wall.tzinfo)(moment)

    def monotonic(self) -> int:
        return self.ms

    def slept(self) -> int:
        return self.asleep

"""The computer's clocks, in one place. Tests and other callers can pass clocks of their own."""

from __future__ import annotations

import datetime as dt
import sys
import time
from typing import Protocol


class Clock(Protocol):
    """What the program asks about time."""

    def now(self) -> dt.datetime:
        """Return the local time with its UTC offset."""

    def local(self, moment: dt.datetime) -> dt.datetime:
        """Return the local time at a moment, with the UTC offset that holds then.

        The moment has an offset of its own. A wall-clock time has none, since a change of the
        clocks can skip it or let it come twice; `tui.practice.dates` finds the moment it means.
        """

    def monotonic(self) -> int:
        """Return the milliseconds of a clock that only goes forward."""

    def slept(self) -> int:
        """Return the milliseconds that `monotonic` has missed because the computer slept.

        Only its growth means something (rules R4.sleep). It may drift by some milliseconds.
        """


class SystemClock:
    """The clocks of this computer. The methods are those of `Clock`."""

    def now(self) -> dt.datetime:
        return self.local(dt.datetime.now(dt.UTC))

    def local(self, moment: dt.datetime) -> dt.datetime:
        if moment.tzinfo is None:
            # Taken for local time, which Python 3.11 reads wrongly where the clocks skip it.
            raise ValueError("a moment needs a UTC offset")
        return moment.astimezone()

    def monotonic(self) -> int:
        return time.monotonic_ns() // 1_000_000

    def slept(self) -> int:
        return (_ns_counting_sleep() - time.monotonic_ns()) // 1_000_000


def _ns_counting_sleep() -> int:
    """Return the nanoseconds of a clock that goes on while the computer sleeps."""
    if sys.platform == "win32":
        # The only monotonic clock there counts sleep, so it misses nothing: `slept` stays 0, and
        # the session machine sees sleep as a gap in `monotonic`.
        return time.monotonic_ns()
    if sys.platform == "darwin":
        # CLOCK_MONOTONIC counts sleep there. `time.monotonic` uses another clock, which does not.
        return time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    # Without a boot clock the wall clock has to do, although setting it then looks like sleep.
    return time.time_ns() if boot is None else time.clock_gettime_ns(boot)

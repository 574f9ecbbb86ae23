"""The machine's clocks, in one place so that tests can bring their own."""

from __future__ import annotations

import datetime as dt
import sys
import time
from typing import Protocol


class Clock(Protocol):
    """What the program asks of time."""

    def now(self) -> dt.datetime:
        """The local time, with its offset."""

    def local(self, moment: dt.datetime) -> dt.datetime:
        """A local wall-clock moment with the offset that holds then."""

    def monotonic(self) -> int:
        """Milliseconds of a clock that only goes forward."""

    def slept(self) -> int:
        """Milliseconds that `monotonic` missed because the machine slept; grows, never exact."""


class SystemClock:
    """The clocks of this machine."""

    def now(self) -> dt.datetime:
        """The local time, with its offset."""
        return dt.datetime.now().astimezone()

    def local(self, moment: dt.datetime) -> dt.datetime:
        """A local wall-clock moment with the offset that holds then."""
        return moment.astimezone()

    def monotonic(self) -> int:
        """Milliseconds of a clock that only goes forward."""
        return time.monotonic_ns() // 1_000_000

    def slept(self) -> int:
        """Milliseconds that `monotonic` missed because the machine slept."""
        return (_counting_sleep() - time.monotonic_ns()) // 1_000_000


def _counting_sleep() -> int:
    """Nanoseconds of a clock that goes on while the machine sleeps."""
    if sys.platform == "win32":
        return time.monotonic_ns()  # its one clock counts sleep: a gap in it tells as much
    if sys.platform == "darwin":
        return time.clock_gettime_ns(time.CLOCK_MONOTONIC)  # unlike what time.monotonic uses
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.time_ns() if boot is None else time.clock_gettime_ns(boot)

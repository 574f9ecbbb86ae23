"""Practice dates: which day a moment belongs to.

A practice date is the local civil date of a session's start, where the hours before
``day_starts_at`` still belong to the day before. Dates are counted as civil dates, never by adding
24 hours, so that neither a DST change nor travel moves anything that is already written.
"""

from __future__ import annotations

import datetime as dt

ONE_DAY = dt.timedelta(days=1)


def day_start(text: str) -> dt.time:
    """The time at which a practice day begins, from ``HH:MM``."""
    return dt.time.fromisoformat(text)


def practice_date(moment: dt.datetime, starts_at: dt.time) -> dt.date:
    """The practice date of a local moment (its own wall clock decides, not UTC)."""
    day = moment.date()
    return day - ONE_DAY if moment.time().replace(tzinfo=None) < starts_at else day


def day_end(day: dt.date, starts_at: dt.time) -> dt.datetime:
    """The local wall-clock moment at which a practice date ends, without an offset."""
    return dt.datetime.combine(day + ONE_DAY, starts_at)


def days_between(earlier: dt.date, later: dt.date) -> int:
    """How many civil dates lie from one date to another; negative when they are swapped."""
    return (later - earlier).days


def week_start(day: dt.date, starts_on: int) -> dt.date:
    """The first date of the week that holds a date; ``starts_on`` is 0 (Monday) to 6 (Sunday)."""
    return day - ONE_DAY * ((day.weekday() - starts_on) % 7)

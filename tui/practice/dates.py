"""Practice dates: the civil date that a moment belongs to.

Dates are civil dates, and arithmetic never adds 24 hours to a moment (rules R1.civil). Therefore
neither a change of the clocks nor travel moves a date that is already written (rules R1.fixed).

Where the clocks change, a wall-clock time may not exist, or come twice. So a practice date is found
by the *moment* at which it begins, and the wall clock at a moment is asked from a `LocalTime`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

LocalTime = Callable[[dt.datetime], dt.datetime]
"""Returns the local time at a moment, with the UTC offset that holds then, as `Clock.local`."""

ONE_DAY = dt.timedelta(days=1)
FIRST_DATE = dt.date(1900, 1, 1)
"""The earliest date that is typed, chosen, imported or read from the file (rules R1.earliest)."""
# Every week that holds a date up to this one has seven dates that exist.
LAST_DATE = dt.date.max - ONE_DAY * 6


def day_start(text: str) -> dt.time:
    """Return the local time at which a practice date begins, given as ``HH:MM``."""
    return dt.time.fromisoformat(text)


def practice_date(moment: dt.datetime, starts_at: dt.time, local: LocalTime) -> dt.date:
    """Return the practice date of a moment (rules R1.date): the last one that has begun.

    It never goes back while time goes on, whatever the clocks do.
    """
    # In UTC, since Python compares times of one time zone by what the wall clock shows.
    moment = moment.astimezone(dt.UTC)
    day = local(moment).date()
    # The date after has begun already where the clocks went back over its beginning.
    for date in (day + ONE_DAY, day):
        if day_begin(date, starts_at, local) <= moment:
            return date
    return day - ONE_DAY


def day_begin(date: dt.date, starts_at: dt.time, local: LocalTime) -> dt.datetime:
    """Return the moment at which a practice date begins, in local time (rules R1.begin).

    It is the first moment at which the wall clock shows ``starts_at`` of the date or a later time.
    """
    wall = dt.datetime.combine(date, starts_at, dt.UTC)
    # The offsets before and after whatever change there is near; UTC is less than a day away.
    offsets = {local(wall - ONE_DAY).utcoffset(), local(wall + ONE_DAY).utcoffset()}
    moments = sorted(wall - (offset or dt.timedelta()) for offset in offsets)
    if len(moments) == 1:
        return local(moments[0])

    def is_reached(moment: dt.datetime) -> bool:
        return local(moment).replace(tzinfo=dt.UTC) >= wall

    first, last = moments
    if is_reached(first):  # also where it comes twice
        return local(first)
    # Clocks change at whole seconds.
    while last - first > dt.timedelta(seconds=1):
        middle = (first + (last - first) / 2).replace(microsecond=0)
        first, last = (first, middle) if is_reached(middle) else (middle, last)
    return local(last)


def days_between(earlier: dt.date, later: dt.date) -> int:
    """Return the number of days from one date to another, negative if ``later`` is the earlier."""
    return (later - earlier).days


def week_start(day: dt.date, starts_on: int) -> dt.date:
    """Return the first date of the week that holds a date.

    ``starts_on`` is the weekday on which weeks begin, from 0 (Monday) to 6 (Sunday).
    """
    return day - ONE_DAY * ((day.weekday() - starts_on) % 7)


def add_days(date: dt.date, days: int) -> dt.date:
    """Return the date ``days`` later, brought into `FIRST_DATE` … `LAST_DATE`."""
    first, last = FIRST_DATE.toordinal(), LAST_DATE.toordinal()
    return dt.date.fromordinal(max(first, min(date.toordinal() + days, last)))


def add_years(date: dt.date, years: int) -> dt.date:
    """Return the same date ``years`` later, brought into `FIRST_DATE` … `LAST_DATE`.

    A 29 February becomes the 28th in a year that has none.
    """
    year = date.year + years
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return FIRST_DATE if years < 0 else LAST_DATE
    try:
        return add_days(date.replace(year=year), 0)
    except ValueError:
        return date.replace(year=year, day=28)

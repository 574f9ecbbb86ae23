"""Practice dates: the civil date that a moment belongs to.

Dates are civil dates, and arithmetic never adds 24 hours to a moment (rules R1.civil). Therefore
neither a change of the clocks nor travel moves a date that is already written (rules R1.fixed).
"""

from __future__ import annotations

import datetime as dt

ONE_DAY = dt.timedelta(days=1)
# Every week that holds one of these dates, or a date between them, has seven dates that exist.
FIRST_DATE = dt.date.min + ONE_DAY * 6
LAST_DATE = dt.date.max - ONE_DAY * 6


def day_start(text: str) -> dt.time:
    """Return the local time at which a practice date begins, given as ``HH:MM``."""
    return dt.time.fromisoformat(text)


def practice_date(moment: dt.datetime, starts_at: dt.time) -> dt.date:
    """Return the practice date of a local moment (rules R1.date).

    The wall clock of ``moment`` decides, not UTC: times before ``starts_at`` belong to the date
    before.
    """
    day = moment.date()
    return day - ONE_DAY if moment.time().replace(tzinfo=None) < starts_at else day


def day_end(day: dt.date, starts_at: dt.time) -> dt.datetime:
    """Return the local wall-clock time at which a practice date ends, without a UTC offset."""
    return dt.datetime.combine(day + ONE_DAY, starts_at)


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

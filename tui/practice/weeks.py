"""Weeks of a calendar, given by their first dates, and the labels of the months above them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from tui.practice.dates import ONE_DAY, week_start

WEEKS_OF_A_YEAR = 53
"""The number of weeks that a calendar of one year shows. Few years touch 54 weeks."""


def weeks_until(date: dt.date, count: int, starts_on: int) -> list[dt.date]:
    """Return the first dates of the ``count`` weeks that end with the week of a date, in order.

    ``starts_on`` is 0 (Monday) to 6 (Sunday), here and below.
    """
    last = week_start(date, starts_on)
    return [last - ONE_DAY * 7 * back for back in range(count - 1, -1, -1)]


def weeks_of(year: int, starts_on: int) -> list[dt.date]:
    """Return the first dates of the 53 or 54 weeks that hold the dates of a year, in order."""
    first = week_start(dt.date(year, 1, 1), starts_on)
    count = (week_start(dt.date(year, 12, 31), starts_on) - first).days // 7 + 1
    return [first + ONE_DAY * 7 * n for n in range(count)]


def month_labels(weeks: Sequence[dt.date]) -> Iterator[tuple[int, str]]:
    """Yield the column and the short name of each month that begins in a row of weeks.

    The column is that of the week that holds the 1st. Column 0 is labelled with its own month if
    no other label begins within its first two columns.
    """
    firsts = [
        (column, f"{end:%b}")
        for column, end in ((n, week + ONE_DAY * 6) for n, week in enumerate(weeks))
        if end.day <= 7
    ]
    if weeks and (not firsts or firsts[0][0] >= 2):
        yield 0, f"{weeks[0]:%b}"
    yield from firsts

"""Calendar weeks: the first dates of those that a calendar shows, and where months begin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from tui.practice.dates import ONE_DAY, week_start

WEEKS_OF_A_YEAR = 53
"""The most weeks of seven dates that the dates of one year can touch, in most years."""


def weeks_until(date: dt.date, count: int, starts_on: int) -> list[dt.date]:
    """The first dates of the ``count`` weeks that end with the week of a date, in order."""
    last = week_start(date, starts_on)
    return [last - ONE_DAY * 7 * back for back in range(count - 1, -1, -1)]


def weeks_of(year: int, starts_on: int) -> list[dt.date]:
    """The first dates of the weeks that hold a year's dates; 53 or 54 of them."""
    first = week_start(dt.date(year, 1, 1), starts_on)
    count = (week_start(dt.date(year, 12, 31), starts_on) - first).days // 7 + 1
    return [first + ONE_DAY * 7 * n for n in range(count)]


def month_labels(weeks: Sequence[dt.date]) -> Iterator[tuple[int, str]]:
    """Where months begin: the column of the week that holds the 1st, and the month's short name.

    The first column is labelled with its own month where that leaves room for the next label.
    """
    firsts = [
        (column, f"{end:%b}")
        for column, end in ((n, week + ONE_DAY * 6) for n, week in enumerate(weeks))
        if end.day <= 7
    ]
    if weeks and (not firsts or firsts[0][0] >= 2):
        yield 0, f"{weeks[0]:%b}"
    yield from firsts

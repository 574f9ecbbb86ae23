"""What a week comes to: reps a day, soreness, and how the neck feels (rules R2.week)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from tui.practice.dates import ONE_DAY
from tui.practice.days import Day
from tui.practice.history import History
from tui.practice.models import Band, Compare, DayRecord


class WeekFigures(NamedTuple):
    """The figures of a week.

    ``counted`` is the mean of the counted reps of its practised dates, summed over the exercises,
    and ``target`` the mean of what those asked; None where no date has a number. ``band`` is the
    worst that was answered or stopped for, and ``compare`` the last weekly answer, None without
    one.
    """

    counted: float | None = None
    target: float | None = None
    band: Band | None = None
    compare: Compare | None = None


def week_figures(
    first: dt.date,
    history: History,
    days: Mapping[dt.date, Day],
    records: Mapping[dt.date, DayRecord],
) -> WeekFigures:
    """Return the figures of the week that begins on a date.

    Args:
        first: its first date.
        history: what its dates were.
        days: what is known of dates.
        records: the records of dates, which hold the weekly answers.
    """
    counted, targets = [], []
    band: Band | None = None
    compare: Compare | None = None
    for date in (first + ONE_DAY * n for n in range(7)):
        day, record = days.get(date), records.get(date)
        if record is not None and record.compare is not None:
            compare = record.compare
        if day is None or date > history.today:
            continue
        verdict = history.verdict(date)
        if verdict.counted:
            counted.append(verdict.counted)
            if verdict.target is not None:
                targets.append(verdict.target)
        if day.check or day.report or day.stop is not Band.CLEAR:
            band = day.worst_band if band is None else max(band, day.worst_band)
    return WeekFigures(_mean(counted), _mean(targets), band, compare)


def _mean(numbers: list[int]) -> float | None:
    return sum(numbers) / len(numbers) if numbers else None

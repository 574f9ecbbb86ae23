"""Statistics: the dates of a history by month and by weekday, the best streaks, and what was said.

All of it is summed up from the dates as `History` judges them on its one walk, so the sums agree
with the streak, the heatmap and the list (rules R2.statistics).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from tui.practice.dates import ONE_DAY
from tui.practice.days import Day
from tui.practice.history import History, JudgedDate, Level
from tui.practice.models import EFFORTS, Band, Compare, DayRecord, Effort, Routine

BEST_STREAKS = 10
"""How many of the best streaks are told apart."""


class Sums(Struct):
    """What some dates come to.

    ``days`` are those with something counted or a ``kept`` mark, ``full`` those at level full, and
    ``protected`` those of rules R1.protected. ``missed`` is how many kept dates the misses lacked,
    so ``kept + missed`` is how many could have been kept. ``reps`` are counted reps, ``imagined``
    those of them that were imagined.
    """

    days: int = 0
    kept: int = 0
    full: int = 0
    missed: int = 0
    protected: int = 0
    reps: int = 0
    imagined: int = 0

    def add(self, judged: JudgedDate) -> None:
        """Add a date."""
        verdict = judged.verdict
        if verdict.level is not Level.NONE:
            self.days += 1
            self.full += verdict.level is Level.FULL
            self.reps += verdict.counted
            self.imagined += verdict.imagined_reps
        self.kept += verdict.kept
        self.protected += verdict.protected
        self.missed += judged.missed

    def join(self, other: Sums) -> None:
        """Add the sums of other dates."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def possible(self) -> int:
        """How many dates could have been kept."""
        return self.kept + self.missed


class Month(Struct, frozen=True):
    """A calendar month, given by its first date. ``steadiness`` is that of its last date so far."""

    first: dt.date
    sums: Sums
    steadiness: float


class Streak(Struct, frozen=True):
    """The kept dates between two misses (rules R2.longest).

    ``first`` and ``last`` are the first and the last of them, and ``days`` is their number.
    ``is_current`` says that the streak goes on.
    """

    first: dt.date
    last: dt.date
    days: int
    is_current: bool


class Statistics(Struct, frozen=True):
    """The statistics of a routine, from its first record to today.

    Attributes:
        history: what the dates amount to.
        total: the sums of all dates.
        months: every month, in order.
        weekdays: the sums by weekday, from 0 (Monday) to 6; what a missed week lacked belongs to
            none of them.
        streaks: the best streaks, the longest first, and the newer one of two that are equal.
        steadiness: at the end of each week and today, in order.
        felt: on how many dates up to today each band was the worst that was said, also before the
            first record.
        efforts: how many sessions each effort was given for.
        answers: the answers to the weekly question, in order (rules R7.ask).
    """

    history: History
    total: Sums
    months: Sequence[Month]
    weekdays: Sequence[Sums]
    streaks: Sequence[Streak]
    steadiness: Sequence[tuple[dt.date, float]]
    felt: Mapping[Band, int]
    efforts: Mapping[Effort, int]
    answers: Sequence[tuple[dt.date, Compare]]


def statistics(
    routine: Routine,
    days: Mapping[dt.date, Day],
    records: Mapping[dt.date, DayRecord],
    today: dt.date,
    starts_on: int,
) -> Statistics:
    """Return the statistics of a routine (rules R2.statistics).

    Args:
        routine: the routine.
        days: its dates, in order and gathered for ``today``.
        records: what is known of each date.
        today: the practice date.
        starts_on: the weekday on which weeks begin, from 0 (Monday) to 6 (Sunday).
    """
    judged: list[JudgedDate] = []
    history = History(routine, days, today, judged)
    weekdays = [Sums() for _ in range(7)]
    months: list[Month] = []
    month = Sums()
    steadiness: list[tuple[dt.date, float]] = []
    last_of_week = (starts_on - 1) % 7
    for each in judged:
        date = each.date
        weekday = date.weekday()
        month.add(each)
        # The misses of a weekly schedule are those of a week, and not of the day on which it ends.
        is_own = each.missed and routine.schedule_on(date).schedules(date)
        weekdays[weekday].add(each if is_own or not each.missed else each._replace(missed=0))
        if date == today or (date + ONE_DAY).day == 1:
            months.append(Month(date.replace(day=1), month, each.steadiness))
            month = Sums()
        if date == today or weekday == last_of_week:
            steadiness.append((date, each.steadiness))
    total = Sums()
    for each_month in months:
        total.join(each_month.sums)
    streaks = sorted(_streaks(judged, history), key=lambda s: (s.days, s.first), reverse=True)
    sessions = (session for day in days.values() for session in day.sessions)
    efforts = Counter(session.effort for session in sessions if session.effort is not None)
    felt = Counter(day.felt for date, day in days.items() if date <= today)
    return Statistics(
        history,
        total,
        months,
        weekdays,
        streaks[:BEST_STREAKS],
        steadiness,
        {band: felt[band] for band in Band},
        {effort: efforts[effort] for effort in EFFORTS},
        sorted(
            (date, record.compare)
            for date, record in records.items()
            if record.compare is not None and date <= today
        ),
    )


def _streaks(judged: Iterable[JudgedDate], history: History) -> list[Streak]:
    """Return the runs of kept dates between misses, in order."""
    found: list[Streak] = []
    first = last = history.today
    days = 0
    for each in judged:
        if each.verdict.kept:
            first, last, days = first if days else each.date, each.date, days + 1
        if each.missed:  # after a kept last date of a missed week, which ends the run (R2.longest)
            if days:
                found.append(Streak(first, last, days, False))
            days = 0
    if days:
        found.append(Streak(first, last, days, True))
    return found

"""The history of a routine: what each date was, the streak, and how steady practice has been.

`judge` is the only function that says what a date was; the heatmap, the streak, the statistics, the
list, the command line and the exports all use it (rules R1.one-judge). `History` walks over the
dates from the first record to today, once, and sums up. In the comments below, ids such as R2.miss
are those of docs/rules.md.
"""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import NamedTuple

from msgspec import Struct

from tui.practice import models
from tui.practice.dates import ONE_DAY
from tui.practice.days import Day, lock_on, lock_spans
from tui.practice.models import Band, Daily, Reps, Routine, ScheduleEntry, Weekdays, Weekly

HALF_LIFE = 13
"""Missed dates of a daily schedule after which steadiness has halved (R2.steadiness.step)."""


class Level(Enum):
    """How much of a date's targets was done (rules R1.level)."""

    NONE = "none"
    PART = "part"
    FULL = "full"


class TodayState(Enum):
    """Where today stands (rules R2.today). Today is never a miss."""

    KEPT = "kept"
    PROTECTED = "protected"
    OFF = "off"
    PENDING = "pending"


class Verdict(Struct, frozen=True):
    """What one date was, for one routine.

    ``kept`` and ``protected`` exclude each other (rules R1.kept, R1.protected). ``reason`` is the
    word of rules R1.reason, given for a kept date too. ``counted`` and ``target`` are reps summed
    over the exercises; ``target`` is None when none was asked. ``imagined_reps`` are those of the
    counted ones that were imagined. ``score`` is what the date is worth to steadiness, 0 to 1,
    or None where it makes no step (rules R2.steadiness.score). ``has_sign`` says that a warning
    sign was noticed on the date, whatever else it was.
    """

    level: Level
    kept: bool
    protected: bool
    reason: str | None
    counted: int
    target: int | None
    imagined_reps: int
    score: float | None
    has_sign: bool = False

    @property
    def imagined(self) -> bool:
        """Whether something was counted and all of it was imagined."""
        return 0 < self.counted == self.imagined_reps


# A local name costs less than an attribute of an enum, and years of dates are judged at start.
_NONE, _PART, _FULL = Level
_NOT_PROTECTING = (None, Band.CLEAR, Band.MILD)
"""The answers, or no answer, that do not protect a date."""


def judge(day: Day | None, needs: models.Needs, locked: bool) -> Verdict:
    """Return what a date was.

    Args:
        day: what is known of the date, None for nothing.
        needs: that of the schedule entry which governs the date.
        locked: whether a warning sign locks the date (rules R3.lock).
    """
    reason: str | None = "locked" if locked else None  # R1.reason, the last choice
    if day is None:
        return Verdict(_NONE, False, locked, reason, 0, None, 0, None if locked else 0.0)
    has_sign = False
    if not (
        day.check in _NOT_PROTECTING
        and day.report in _NOT_PROTECTING
        and day.stop in _NOT_PROTECTING
    ):
        band = day.worst_band
        reason, has_sign = band.value, band is Band.WARNING
    if day.rest is not None:  # R1.reason, the first choice
        reason = day.rest
    tallies = day.tallies.values()  # R1.own-reps, R1.sum
    is_full = True
    counted = imagined = asked = 0
    for tally in tallies:
        target, imagined_reps = tally.target, tally.imagined
        reps = tally.done + imagined_reps  # R1.counted
        counted += reps
        imagined += imagined_reps
        if target is None:
            is_full = False
        else:
            asked += target
            if reps < target:
                is_full = False
    if (counted and is_full) or day.is_marked_kept:  # R1.level: full, which is always kept
        return Verdict(_FULL, True, False, reason, counted, asked or None, imagined, 1.0, has_sign)
    level = _PART if counted else _NONE  # R1.level
    is_kept = needs == "any" and level is _PART  # R1.kept
    is_protected = reason is not None and not is_kept  # R1.protected
    score: float | None = 0.0  # R2.steadiness.score, from here on
    if is_kept:
        shares = [min(1.0, each.counted / each.target) for each in tallies if each.target]
        # `fsum` is exact: the order of the sessions must not change the last digit.
        score = math.fsum(shares) / len(shares) if shares else None
    elif is_protected:
        score = None
    return Verdict(
        level, is_kept, is_protected, reason, counted, asked or None, imagined, score, has_sign
    )


class JudgedDate(NamedTuple):
    """A date of a history, with what it did to the streak and to steadiness.

    ``missed`` is the number of kept dates that a miss at its end lacked: 1 for a missed date, and
    for a missed week what it needed beyond what it kept, at its last date (rules R2.miss,
    R2.miss.week); 0 without a miss. ``steadiness`` is that after the date.
    """

    date: dt.date
    verdict: Verdict
    missed: int
    steadiness: float


class Week(NamedTuple):
    """The running week of a weekly schedule, in dates.

    ``need`` is the number of kept dates that it needs (rules R2.need), and ``left`` how many of
    them are still missing. ``is_tight`` says that the week can miss (rules R2.miss.week) and that
    every date left in it that is not protected is needed (rules R2.at-risk).
    """

    kept: int
    need: int
    left: int
    is_tight: bool


class _Period(NamedTuple):
    """A schedule entry with the first and the last date that it governs."""

    first: dt.date
    last: dt.date
    entry: ScheduleEntry


def _periods(routine: Routine) -> list[_Period]:
    """Return the periods of a routine's schedule in order; together they cover all dates."""
    firsts = sorted({dt.date.min, *(entry.since for entry in routine.schedule)})
    lasts = [*(first - ONE_DAY for first in firsts[1:]), dt.date.max]
    return [
        _Period(first, last, routine.schedule_on(first))
        for first, last in zip(firsts, lasts, strict=True)
    ]


def _kept(verdicts: Iterable[Verdict]) -> int:
    """Return the number of kept dates."""
    return sum(verdict.kept for verdict in verdicts)


def _need(entry: Weekly, week: Iterable[Verdict]) -> int:
    """Return the number of kept dates that a week needs."""
    return entry.need(protected=sum(verdict.protected for verdict in week))


def _decay(entry: ScheduleEntry) -> float:
    """Return m, the part of steadiness that one step leaves (rules R2.steadiness.step).

    A step is a week under a weekly entry, else a date.
    """
    if isinstance(entry, Weekly):
        return math.pow(0.5, 7 * math.sqrt(entry.times / 7) / HALF_LIFE)
    frequency = len(set(entry.days)) / 7 if isinstance(entry, Weekdays) else 1.0
    return math.pow(0.5, 1 / (HALF_LIFE * math.sqrt(frequency)))


class History:
    """What the dates of a routine amount to, today included.

    ``first_record`` is the date of rules R2.first-record, or None. ``current`` and ``longest`` are
    streaks in kept dates (R2.current, R2.longest), and ``at_risk`` is that of R2.at-risk.
    ``last_30`` is R2.last-30, ``steadiness`` is 0 to 1 (R2.steadiness). ``practised`` is the number
    of dates with something counted or a ``kept`` mark, ``practice_day`` is R2.practice-day, and
    ``counted`` the sum of counted reps. ``today_state`` is R2.today. ``week`` is the running week,
    None unless today's entry is weekly.
    """

    def __init__(
        self,
        routine: Routine,
        days: Mapping[dt.date, Day],
        today: dt.date,
        judged: list[JudgedDate] | None = None,
    ) -> None:
        """Sum up the days of a routine, which are in order and were gathered for ``today``.

        All dates from the first record to today are added to ``judged``, in order, if it is given.
        """
        self._periods = _periods(routine)
        self._days = days
        self._ceiling = routine.plan.ceiling
        # The most reps that were ever asked of each exercise, by its id.
        self._most_asked: dict[str, int] = {}
        self._spans = lock_spans(days)
        self.today = today
        self.first_record = next((date for date, day in days.items() if day.sessions), None)
        self.current = self.longest = self.practised = self.counted = 0
        self.steadiness = 0.0
        if self.first_record is not None:
            for period in self._periods:
                self._walk(period, max(period.first, self.first_record), judged)
        verdict = self.verdict(today)
        self.practice_day = 1 + self.practised - (verdict.level is not _NONE)
        self.last_30 = _kept(self.verdict(today - ONE_DAY * n) for n in range(30))
        self.week = self._week()
        self.today_state = self._state(verdict)
        self.at_risk = (
            self.current > 0
            and self.today_state is TodayState.PENDING
            and (self.week is None or self.week.is_tight)
        )

    @property
    def held_s(self) -> int | float:
        """Seconds held in done and short reps of all sessions. Each access sums them anew."""
        reps = (r for day in self._days.values() for s in day.sessions for r in s.reps.values())
        return models.seconds(sum(models.milliseconds(each.held_s) for each in reps))

    def verdict(self, date: dt.date) -> Verdict:
        """Return what a date was; a date that lies ahead is judged by what is known of it."""
        is_locked = lock_on(self._spans, date) is not None
        return judge(self._days.get(date), self._period(date).entry.needs, is_locked)

    def shade(self, date: dt.date) -> int:
        """Return how much of the full set was counted on a date, 0 to 4 (rules R1.shade)."""
        from tui.practice.shades import STEPS, full_set, shade  # a prompt needs no shades

        day = self._days.get(date)
        if day is None or not day.sessions:
            return 0
        tallies = day.tallies
        counted = sum(tally.counted for tally in tallies.values())
        if not counted:
            return STEPS if day.is_marked_kept else 0
        return shade(counted, full_set(tallies, self._most_asked, self._ceiling))

    def _period(self, date: dt.date) -> _Period:
        """Return the period that holds a date."""
        return self._periods[bisect_right(self._periods, date, key=lambda p: p.first) - 1]

    def _walk(self, period: _Period, first: dt.date, judged: list[JudgedDate] | None) -> None:
        """Walk over the dates of a period, from ``first`` to today at most, and sum up.

        Periods are walked in order. Years of dates are walked at every start, so the sums are kept
        in local names until the end.
        """
        entry, today, days = period.entry, self.today, self._days
        needs, has_spans, is_daily = entry.needs, bool(self._spans), isinstance(entry, Daily)
        decay = _decay(entry)
        current, longest, steadiness = self.current, self.longest, self.steadiness
        practised, counted = self.practised, self.counted
        # The verdicts of a weekly entry's week so far. A week of which only a part lies in this
        # period, or after the first record, never comes to seven, so it cannot miss (R2.miss.week).
        week: list[Verdict] = []
        same: Mapping[str, Reps] | None = None  # with which the verdict at hand was judged
        stop = min(period.last, today).toordinal() + 1
        for date in map(dt.date.fromordinal, range(first.toordinal(), stop)):
            day = days.get(date)
            is_locked = has_spans and lock_on(self._spans, date) is not None
            reps = None if day is None or is_locked else day.only_reps
            if reps is None or reps != same:  # years hold many dates in a row that are alike
                verdict, same = judge(day, needs, is_locked), reps
                if day is not None:
                    self._note_asked(day)
            if verdict.level is not _NONE:  # R2.practice-day
                practised += 1
                counted += verdict.counted
            if verdict.kept:  # R2.current: also on dates that are not scheduled
                current += 1
            missed = 0
            score: float | None = None
            if is_daily or entry.schedules(date):
                # R2.today: today is no miss while it lasts. R2.steadiness.today: it makes its step
                # once it is full, and a full date is no miss.
                if verdict.level is _FULL or date < today:
                    missed = 0 if verdict.kept or verdict.protected else 1  # R2.miss
                    score = verdict.score  # R2.steadiness.step: daily, weekdays
            elif isinstance(entry, Weekly):
                if models.WEEKDAYS[date.weekday()] == entry.week_starts_on:
                    week = []
                week.append(verdict)
                if len(week) == 7 and date < today:
                    need = _need(entry, week)
                    missed = max(0, need - _kept(week))  # R2.miss.week
                    total = math.fsum(each.score or 0.0 for each in week)
                    score = min(1.0, total / need) if need else None  # R2.steadiness.step: weekly
            # R2.bridge: any other date neither misses nor makes a step.
            if score is not None:
                steadiness = steadiness * decay + score * (1 - decay)
            if missed:  # after this date was counted, if it is the kept end of a missed week
                longest = max(longest, current)  # R2.longest
                current = 0
            if judged is not None:
                judged.append(JudgedDate(date, verdict, missed, steadiness))
        self.current, self.longest, self.steadiness = current, max(longest, current), steadiness
        self.practised, self.counted = practised, counted

    def _note_asked(self, day: Day) -> None:
        most = self._most_asked
        for exercise, tally in day.tallies.items():
            asked = tally.asked or tally.target
            if asked is not None and asked > most.get(exercise, 0):
                most[exercise] = asked

    def _week(self) -> Week | None:
        first, last, entry = self._period(self.today)
        if not isinstance(entry, Weekly):
            return None
        dates = entry.week_of(self.today)
        week = [self.verdict(date) for date in dates]
        kept, need = _kept(week), _need(entry, week)
        record = self.first_record
        can_miss = record is not None and max(record, first) <= dates[0] and dates[-1] <= last
        open_dates = sum(
            date >= self.today and not verdict.protected
            for date, verdict in zip(dates, week, strict=True)
        )
        return Week(kept, need, max(0, need - kept), can_miss and open_dates == need - kept)

    def _state(self, verdict: Verdict) -> TodayState:
        if verdict.kept:
            return TodayState.KEPT
        if verdict.protected:
            return TodayState.PROTECTED
        if self.week is not None:
            is_asked = self.week.left > 0
        else:
            is_asked = self._period(self.today).entry.schedules(self.today)
        return TodayState.PENDING if is_asked else TodayState.OFF

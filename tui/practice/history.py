"""The past of one routine: what each date was, the streak, and how steady practice has been.

One function, :func:`judge`, says what a date was; the heatmap, the streak, the statistics, the
list, the command line and the exports all go by it. :class:`History` walks once from the first
record to today and sums up.
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
from tui.practice.days import Day, lock_spans
from tui.practice.models import Band, Daily, Reps, Routine, ScheduleEntry, Weekdays, Weekly

HALF_LIFE = 13
"""Missed dates of a daily schedule after which steadiness has halved."""


class Level(Enum):
    """How much of a date's targets was done."""

    NONE = "none"
    PART = "part"
    FULL = "full"


class TodayState(Enum):
    """Where today stands; it is never a miss."""

    KEPT = "kept"
    PROTECTED = "protected"
    OFF = "off"
    PENDING = "pending"


class Verdict(Struct, frozen=True):
    """What one date was, for one routine.

    ``kept`` and ``protected`` exclude each other. ``reason`` is the rest mark's word, else the
    worst band's if it is moderate or worse, else ``locked``; it is given for a kept date too.
    ``counted`` and ``target`` are reps summed over the exercises, ``target`` None when none was
    asked. ``imagined`` says that something counted, and all of it was imagined. ``score`` is what
    the date is worth to steadiness, 0 to 1, or None where it is left out: it is protected, or was
    kept without a target on any exercise.
    """

    level: Level
    kept: bool
    protected: bool
    reason: str | None
    counted: int
    target: int | None
    imagined: bool
    score: float | None


_NONE, _PART, _FULL = Level
# What may be said of a date, or not said, without protecting it.
_SLIGHT = (None, Band.CLEAR, Band.MILD)


def judge(day: Day | None, needs: models.Needs, locked: bool) -> Verdict:
    """Classify one date: this, and nothing else, says what a date was.

    ``day`` is what is known of it, None for nothing; ``needs`` comes from the schedule entry that
    governs it; ``locked`` is whether a warning sign still waits to be acknowledged. A date is kept
    with one counted rep or a ``kept`` mark or, if the entry needs it, only at full level. It is
    protected if it is not kept and was marked as rest, or a check-in, report or stop was moderate
    or worse, or it was locked.
    """
    reason: str | None = "locked" if locked else None
    if day is None:
        return Verdict(_NONE, False, locked, reason, 0, None, False, None if locked else 0.0)
    if day.rest is not None:
        reason = day.rest
    elif not (day.check in _SLIGHT and day.report in _SLIGHT and day.stop in _SLIGHT):
        reason = day.worst_band.value
    tallies = day.tallies.values()
    is_full = True
    counted = imagined = asked = 0
    for tally in tallies:
        target, pretended = tally.target, tally.imagined
        reps = tally.done + pretended
        counted += reps
        imagined += pretended
        if target is None:
            is_full = False
        else:
            asked += target
            if reps < target:
                is_full = False
    only_imagined = 0 < counted == imagined
    if (counted and is_full) or day.is_marked_kept:
        return Verdict(_FULL, True, False, reason, counted, asked or None, only_imagined, 1.0)
    level = _PART if counted else _NONE
    score: float | None = 0.0
    is_kept = needs == "any" and level is _PART
    if is_kept:
        shares = [min(1.0, each.counted / each.target) for each in tallies if each.target]
        # An exact sum, so that the order of the sessions cannot show in the last digit.
        score = math.fsum(shares) / len(shares) if shares else None
    is_protected = reason is not None and not is_kept
    if is_protected:
        score = None
    return Verdict(
        level, is_kept, is_protected, reason, counted, asked or None, only_imagined, score
    )


class Week(NamedTuple):
    """The running week of a weekly schedule, in dates.

    ``need`` is how many kept dates it asks for, fewer where some are protected; ``left`` how many
    of these are still to come, 0 once it has them. A week ``is_tight`` if it can miss (one entry
    governs all of it, and it begins on or after the first record) and every date from today on
    that is not protected is needed.
    """

    kept: int
    need: int
    left: int
    is_tight: bool


class _Period(NamedTuple):
    """A schedule entry with the first and the last date that it governs."""

    since: dt.date
    until: dt.date
    entry: ScheduleEntry


def _periods(schedule: Iterable[ScheduleEntry]) -> list[_Period]:
    # Of two entries with the same date the later one in the list governs; before the first entry
    # it is daily, and any rep keeps a date.
    entries: dict[dt.date, ScheduleEntry] = {dt.date.min: Daily(since=dt.date.min)}
    entries.update((entry.since, entry) for entry in schedule)
    starts = sorted(entries)
    ends = [*(start - ONE_DAY for start in starts[1:]), dt.date.max]
    return [_Period(start, end, entries[start]) for start, end in zip(starts, ends, strict=True)]


def _kept(verdicts: Iterable[Verdict]) -> int:
    return sum(verdict.kept for verdict in verdicts)


def _need(entry: Weekly, week: Iterable[Verdict]) -> int:
    """How many kept dates a week asks for: in proportion, fewer where dates are protected."""
    return entry.times * (7 - sum(verdict.protected for verdict in week)) // 7


def _remains(entry: ScheduleEntry) -> float:
    """What one step leaves of steadiness: a week's step if the entry is weekly, else a date's."""
    if isinstance(entry, Weekly):
        return math.pow(0.5, 7 * math.sqrt(entry.times / 7) / HALF_LIFE)
    frequency = len(set(entry.days)) / 7 if isinstance(entry, Weekdays) else 1.0
    return math.pow(0.5, 1 / (HALF_LIFE * math.sqrt(frequency)))


class History:
    """What the dates of a routine come to, today included.

    ``first_record`` is the date of the earliest session, or None; nothing before it counts.
    ``current`` and ``longest`` are in kept dates, whatever the schedule: those after the last miss,
    and the largest run between misses, the current one included. ``last_30`` counts the kept dates
    among the 30 that end today. ``steadiness`` goes from 0 to 1. ``at_risk`` says that the streak
    ends with today unless today is kept. ``practised`` counts the dates with something counted or
    a ``kept`` mark, ``practice_day`` is 1 + those before today, ``counted`` sums the reps done or
    imagined. ``week`` is None unless today's schedule is weekly.

    A *miss* is a scheduled date from the first record on that is over, neither kept nor protected.
    Under a weekly schedule it is a week that can miss, is over and has fewer kept dates than it
    needs, and falls at the end of its last date.
    """

    def __init__(self, routine: Routine, days: Mapping[dt.date, Day], today: dt.date) -> None:
        """Sum up dates, given in order, that were gathered for the same ``today``."""
        self._periods = _periods(routine.schedule)
        self._days = days
        self._spans = lock_spans(days)
        self.today = today
        self.first_record = next((date for date, day in days.items() if day.sessions), None)
        self.current = self.longest = self.practised = self.counted = 0
        self.steadiness = 0.0
        if self.first_record is not None:
            for period in self._periods:
                self._walk(period, max(period.since, self.first_record))
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
        """Seconds held in done and short reps, in all sessions; summed each time it is asked."""
        reps = (r for day in self._days.values() for s in day.sessions for r in s.reps.values())
        return models.seconds(sum(models.milliseconds(each.held_s) for each in reps))

    def verdict(self, date: dt.date) -> Verdict:
        """What a date was; one still to come is judged by what is known of it already."""
        return judge(self._days.get(date), self._period(date).entry.needs, self._is_locked(date))

    def _period(self, date: dt.date) -> _Period:
        return self._periods[bisect_right(self._periods, date, key=lambda p: p.since) - 1]

    def _is_locked(self, date: dt.date) -> bool:
        # Years may hold many signs, so only the last span that began by then is looked at.
        last = bisect_right(self._spans, date, key=lambda span: span.since) - 1
        return last >= 0 and self._spans[last].holds(date)

    def _walk(self, period: _Period, first: dt.date) -> None:
        """Go on over a period's dates from ``first`` up to today; a miss ends the current run."""
        entry, today, days = period.entry, self.today, self._days
        needs, has_spans, is_daily = entry.needs, bool(self._spans), isinstance(entry, Daily)
        remains = _remains(entry)
        current, longest, steadiness = self.current, self.longest, self.steadiness
        practised, counted = self.practised, self.counted
        # This comes to seven dates only if the week lies under one entry and does not begin before
        # the first record; any other week cannot miss.
        week: list[Verdict] = []
        same: Mapping[str, Reps] | None = None
        verdict = judge(None, needs, False)
        stop = min(period.until, today).toordinal() + 1
        for date in map(dt.date.fromordinal, range(first.toordinal(), stop)):
            day = days.get(date)
            is_locked = has_spans and self._is_locked(date)
            reps = None if day is None or is_locked else day.only_reps
            if reps is None or reps != same:  # years hold many dates in a row that are alike
                verdict, same = judge(day, needs, is_locked), reps
            if verdict.level is not _NONE:
                practised += 1
                counted += verdict.counted
            if verdict.kept:
                current += 1
            is_miss = False
            score: float | None = None
            if is_daily or entry.schedules(date):
                if verdict.level is _FULL or date < today:
                    is_miss = not (verdict.kept or verdict.protected)
                    score = verdict.score
            elif isinstance(entry, Weekly):
                if models.WEEKDAYS[date.weekday()] == entry.week_starts_on:
                    week = []
                week.append(verdict)
                if len(week) == 7 and date < today:
                    need = _need(entry, week)
                    is_miss = _kept(week) < need
                    total = math.fsum(each.score or 0.0 for each in week)
                    score = min(1.0, total / need) if need else None
            if score is not None:
                steadiness = steadiness * remains + score * (1 - remains)
            if is_miss:
                longest = max(longest, current)
                current = 0
        self.current, self.longest, self.steadiness = current, max(longest, current), steadiness
        self.practised, self.counted = practised, counted

    def _week(self) -> Week | None:
        since, until, entry = self._period(self.today)
        if not isinstance(entry, Weekly):
            return None
        passed = (self.today.weekday() - models.WEEKDAYS.index(entry.week_starts_on)) % 7
        dates = [self.today + ONE_DAY * n for n in range(-passed, 7 - passed)]
        week = [self.verdict(date) for date in dates]
        kept, need = _kept(week), _need(entry, week)
        first = self.first_record
        can_miss = first is not None and max(first, since) <= dates[0] and dates[-1] <= until
        is_open = [not verdict.protected for verdict in week[passed:]]
        return Week(kept, need, max(0, need - kept), can_miss and sum(is_open) == need - kept)

    def _state(self, verdict: Verdict) -> TodayState:
        if verdict.kept:
            return TodayState.KEPT
        if verdict.protected:
            return TodayState.PROTECTED
        if self.week is not None:
            return TodayState.PENDING if self.week.left else TodayState.OFF
        is_asked = self._period(self.today).entry.schedules(self.today)
        return TodayState.PENDING if is_asked else TodayState.OFF

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
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from tui.practice import models
from tui.practice.dates import ONE_DAY
from tui.practice.days import Day, lock_spans
from tui.practice.models import Band, Daily, Routine, ScheduleEntry, Weekdays, Weekly

HALF_LIFE = 13
"""Missed dates of a daily schedule after which steadiness has halved."""


class Level(Enum):
    """How much of a date's targets was done."""

    NONE = "none"
    PART = "part"
    FULL = "full"


class Today(Enum):
    """Where today stands; it is never a miss."""

    KEPT = "kept"
    PROTECTED = "protected"
    OFF = "off"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Verdict:
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
# Years of dates share a few verdicts, and making one takes longer than finding it again.
_verdict = lru_cache(maxsize=1024)(Verdict)
# What may be said of a date, or not said, without protecting it.
_SLIGHT = (None, Band.CLEAR, Band.MILD)


def _measure(day: Day) -> tuple[Level, int, int | None, bool, float | None]:
    """A date's level, counted reps, summed target, whether all of them were imagined, and the mean
    share of its targets, 0 to 1.
    """
    # Nearly every date has one session, and summing several up takes longer than all the rest.
    is_single = len(day.sessions) == 1
    tallies = (day.sessions[0].reps if is_single else day.tallies).values()
    is_full = True
    counted = imagined = asked = 0
    for tally in tallies:
        reps, target = tally.counted, tally.target
        counted += reps
        imagined += tally.imagined
        asked += target or 0
        if target is None or reps < target:
            is_full = False
    target_sum = asked or None
    only_imagined = 0 < counted == imagined
    if (counted and is_full) or day.is_kept_mark:
        return _FULL, counted, target_sum, only_imagined, 1.0
    if not counted:
        return _NONE, 0, target_sum, False, 0.0
    shares = [min(1.0, each.counted / each.target) for each in tallies if each.target is not None]
    # An exact sum, so that the order in which sessions were stored cannot show in the last digit.
    score = math.fsum(shares) / len(shares) if shares else None
    return _PART, counted, target_sum, only_imagined, score


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
        return _verdict(_NONE, False, locked, reason, 0, None, False, None if locked else 0.0)
    level, counted, target, imagined, score = _measure(day)
    if day.rest is not None:
        reason = day.rest
    elif not (day.check in _SLIGHT and day.report in _SLIGHT and day.stop in _SLIGHT):
        reason = day.worst.value
    if level is _FULL or (level is _PART and needs == "any"):
        return _verdict(level, True, False, reason, counted, target, imagined, score)
    if reason is not None:
        return _verdict(level, False, True, reason, counted, target, imagined, None)
    return _verdict(level, False, False, None, counted, target, imagined, 0.0)


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
        self._signs = [span.since for span in self._spans]
        self._verdicts: dict[dt.date, Verdict] = {}
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
            and self.today_state is Today.PENDING
            and (self.week is None or self.week.is_tight)
        )

    @property
    def held_s(self) -> int | float:
        """Seconds held in done and short reps, in all sessions; summed each time it is asked."""
        reps = (r for day in self._days.values() for s in day.sessions for r in s.reps.values())
        return models.seconds(sum(models.milliseconds(each.held_s) for each in reps))

    def verdict(self, date: dt.date) -> Verdict:
        """What a date was; one still to come is judged by what is known of it already."""
        return self._verdicts.get(date) or self._judge(date, self._period(date).entry)

    def _period(self, date: dt.date) -> _Period:
        return self._periods[bisect_right(self._periods, date, key=lambda p: p.since) - 1]

    def _judge(self, date: dt.date, entry: ScheduleEntry) -> Verdict:
        # Years may hold many signs, so only the last span that began by then is looked at.
        last = bisect_right(self._signs, date) - 1
        locked = last >= 0 and self._spans[last].holds(date)
        verdict = self._verdicts[date] = judge(self._days.get(date), entry.needs, locked)
        return verdict

    def _walk(self, period: _Period, first: dt.date) -> None:
        """Go on over a period's dates from ``first`` up to today; a miss ends the current run."""
        entry = period.entry
        remains = _remains(entry)
        # This comes to seven dates only if the week lies under one entry and does not begin before
        # the first record; any other week cannot miss.
        week: list[Verdict] = []
        stop = min(period.until, self.today).toordinal() + 1
        for date in map(dt.date.fromordinal, range(first.toordinal(), stop)):
            verdict = self._judge(date, entry)
            is_over = date < self.today
            is_miss = False
            score: float | None = None
            self.counted += verdict.counted
            self.practised += verdict.level is not _NONE
            if verdict.kept:
                self.current += 1
                self.longest = max(self.longest, self.current)
            if isinstance(entry, Weekly):
                if models.WEEKDAYS[date.weekday()] == entry.week_starts_on:
                    week = []
                week.append(verdict)
                if is_over and len(week) == 7:
                    need = _need(entry, week)
                    is_miss = _kept(week) < need
                    total = math.fsum(each.score or 0.0 for each in week)
                    score = min(1.0, total / need) if need else None
            elif entry.lists(date):
                is_miss = is_over and not (verdict.kept or verdict.protected)
                score = verdict.score if is_over or verdict.level is _FULL else None
            if score is not None:
                self.steadiness = self.steadiness * remains + score * (1 - remains)
            if is_miss:
                self.current = 0

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

    def _state(self, verdict: Verdict) -> Today:
        if verdict.kept:
            return Today.KEPT
        if verdict.protected:
            return Today.PROTECTED
        if self.week is not None:
            return Today.PENDING if self.week.left else Today.OFF
        is_asked = self._period(self.today).entry.lists(self.today)
        return Today.PENDING if is_asked else Today.OFF

"""Advice: to ask someone, hold shorter, or practise on other days (R3.ask, R3.suggest, R7.advice).

Nothing in here changes a number. At most one piece of advice is due at a time, and one that was
dismissed stays away for a while.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import Enum

from msgspec import Struct

from tui.practice.comparison import is_advice_due
from tui.practice.dates import ONE_DAY, days_between
from tui.practice.day_plan import DayPlan
from tui.practice.days import Day
from tui.practice.history import History
from tui.practice.models import Band, DayRecord, Routine, Weekdays, Weekly
from tui.practice.progression import exercise_result, is_earned

ASK_WITHIN = 14
"""Dates, ending with the one at hand, that are searched for pain and soreness."""
PAINFUL_DATES = 3
SORE_DATES = 5
SORE_ANSWERS = 8
"""Answers in a row, none of them clear, after which to ask someone."""
ASK_EVERY = 7
"""Days from dismissing the advice to ask someone until it is given again."""
SUGGEST_EVERY = 14
"""Practice days from one dismissed suggestion to the next."""
FEW_REPS = 2
"""A target that cannot fall much further when holds feel hard."""
KEEP_AFTER = 14
"""Earned dates at the ceiling after which fewer days a week are offered."""
KEEPING_TIMES = 3
"""Days a week that keep what was built."""
FOUR_WEEKS = 28
FEWEST_KEPT, MOST_KEPT = 6, 12
"""Kept dates within four weeks that fit a weekly schedule better than a daily one."""


class Kind(Enum):
    """What is advised. The value is its name in the settings of the file."""

    ASK = "ask"
    NOT_EASIER = "not-easier"
    SHORTER = "shorter-holds"
    KEEPING = "keeping"
    WEEKLY = "weekly"


_SUGGESTIONS = (Kind.SHORTER, Kind.KEEPING, Kind.WEEKLY)


class Advice(Struct, frozen=True):
    """A piece of advice.

    ``times`` is the days a week of the schedule that it offers, None where it offers none.
    ``is_painful`` says that it is given because it hurt, and not because it was sore.
    """

    kind: Kind
    times: int | None = None
    is_painful: bool = False


def due(
    routine: Routine,
    days: dict[dt.date, Day],
    plan: DayPlan,
    history: History,
    dismissed: Mapping[str, dt.date],
    records: Mapping[dt.date, DayRecord],
) -> Advice | None:
    """Return the advice that is due on a date, or None.

    Args:
        routine: the routine at hand.
        days: its days in order, up to the date.
        plan: what the date asks.
        history: what has been, the date included.
        dismissed: when each kind was dismissed last.
        records: what is known of each date apart from its sessions.
    """
    date = plan.date
    dismissed = {kind: at for kind, at in dismissed.items() if at <= date}  # or a clock was wrong
    if plan.is_locked or date in dismissed.values():
        return None  # a lock has words of its own, and one piece of advice a day is enough
    recent = [days[each] for n in range(ASK_WITHIN) if (each := date - ONE_DAY * n) in days]
    painful = sum(Band.HIGH in (day.check, day.report, day.stop) for day in recent)
    is_painful = painful >= PAINFUL_DATES
    is_sore = is_painful or _is_often_sore(days, recent)
    dismissed_at = dismissed.get(Kind.ASK.value)
    if is_sore and (dismissed_at is None or days_between(dismissed_at, date) >= ASK_EVERY):
        return Advice(Kind.ASK, is_painful=is_painful)
    if is_advice_due(records, date, dismissed.get(Kind.NOT_EASIER.value)):
        return Advice(Kind.NOT_EASIER)
    if is_sore or plan.is_rest or plan.is_enough or not _may_suggest(days, dismissed):
        return None
    if _finds_few_reps_hard(days, plan):
        return Advice(Kind.SHORTER)
    if Kind.KEEPING.value not in dismissed and _keeps_full_set(routine, days, plan):
        return Advice(Kind.KEEPING, KEEPING_TIMES)
    times = _steady_times(routine, history)
    return None if times is None else Advice(Kind.WEEKLY, times)


def _is_often_sore(days: dict[dt.date, Day], recent: Sequence[Day]) -> bool:
    """Return whether the recent dates, or the last answers, are sore often enough to ask."""
    if sum(day.worst_band >= Band.MODERATE for day in recent) >= SORE_DATES:
        return True
    if not any(map(_is_answered, recent)):
        return False  # answers of long ago say nothing about now
    in_a_row = 0
    for day in reversed(days.values()):
        if not _is_answered(day):
            continue
        if day.worst_band is Band.CLEAR:
            return False
        in_a_row += 1
        if in_a_row == SORE_ANSWERS:
            return True
    return False


def _is_answered(day: Day) -> bool:
    """Return whether anything was said about how a date felt."""
    return day.check is not None or day.report is not None or day.stop is not Band.CLEAR


def _may_suggest(days: dict[dt.date, Day], dismissed: Mapping[str, dt.date]) -> bool:
    """Return whether enough practice days lie after the last suggestion (rules R3.suggest)."""
    at = max(
        (dismissed[each.value] for each in _SUGGESTIONS if each.value in dismissed), default=None
    )
    if at is None:
        return True
    practised = 0
    for day in reversed(days.values()):
        if day.date <= at:
            return False
        practised += day.is_practised
        if practised >= SUGGEST_EVERY:
            return True
    return False


def _finds_few_reps_hard(days: dict[dt.date, Day], plan: DayPlan) -> bool:
    """Return whether an exercise with few reps was hard on its last two dates."""
    for planned in plan.exercises:
        if planned.target is None or planned.target > FEW_REPS:
            continue
        results = filter(
            None, (exercise_result(day, planned.exercise.id) for day in reversed(days.values()))
        )
        # Only as far back as they lie, so that years of dates are not looked at.
        last, before = next(results, None), next(results, None)
        if last is not None and last.hard and before is not None and before.hard:
            return True
    return False


def _keeps_full_set(routine: Routine, days: dict[dt.date, Day], plan: DayPlan) -> bool:
    """Return whether every exercise was at its ceiling on its last earned dates."""
    entry, ceiling = routine.schedule_on(plan.date), routine.plan.ceiling
    if isinstance(entry, Weekly) and entry.times <= KEEPING_TIMES:
        return False
    if isinstance(entry, Weekdays) and len(set(entry.days)) <= KEEPING_TIMES:
        return False
    return bool(plan.exercises) and all(
        planned.target == ceiling and _is_earned_at_ceiling(routine, days, planned.exercise.id)
        for planned in plan.exercises
    )


def _is_earned_at_ceiling(routine: Routine, days: dict[dt.date, Day], exercise: str) -> bool:
    found = 0
    for day in reversed(days.values()):
        result = exercise_result(day, exercise)
        if result is None:
            continue
        is_at_ceiling = result.target is not None and result.target >= routine.plan.ceiling
        if not (is_at_ceiling and is_earned(routine.plan, day, result)):
            return False
        found += 1
        if found == KEEP_AFTER:
            return True
    return False


def _steady_times(routine: Routine, history: History) -> int | None:
    """Return the days a week that were kept lately, if a weekly schedule would fit better."""
    today, first = history.today, history.first_record
    if isinstance(routine.schedule_on(today), Weekly):
        return None
    if first is None or days_between(first, today) < FOUR_WEEKS:
        return None
    kept = missed = 0
    weeks: set[int] = set()
    for ago in range(FOUR_WEEKS):
        date = today - ONE_DAY * ago
        verdict = history.verdict(date)
        if verdict.kept:
            kept += 1
            weeks.add(ago // 7)
        is_over = date < today and routine.schedule_on(date).schedules(date)
        missed += is_over and not (verdict.kept or verdict.protected)
    # Someone who keeps to three listed days, was ill, or is back from a break needs no other one.
    if not FEWEST_KEPT <= kept <= MOST_KEPT or missed < FOUR_WEEKS // 4 or len(weeks) < 4:
        return None
    return (kept + 2) // 4

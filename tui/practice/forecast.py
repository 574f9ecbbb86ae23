"""The forecast: what the coming dates ask if all goes well (rules R3.forecast).

It lets a person try a plan or a schedule before keeping it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tui.practice.dates import ONE_DAY
from tui.practice.days import Day, LockSpan, lock_on, lock_spans, pain_indices
from tui.practice.history import Verdict, judge
from tui.practice.models import Reps, RestReason, Routine, Weekly
from tui.practice.progression import (
    ExerciseResult,
    Reason,
    State,
    after,
    before,
    exercise_result,
    takes_part,
)
from tui.practice.tail import fold_tail
from tui.practice.timetable import ExerciseSet, length, plan_steps

TWO_WEEKS = 14


@dataclass(frozen=True, slots=True)
class ForecastDay:
    """What one date is expected to ask.

    ``targets`` are the reps of each exercise in the routine's order, empty where nothing is asked.
    ``length`` is that of a session with all of them, in milliseconds. ``reason`` says why nothing
    is asked; None where something is, and where the schedule leaves the date free.
    """

    date: dt.date
    targets: tuple[int, ...]
    length: int
    reason: Reason | RestReason | None = None


def forecast(
    routine: Routine, days: Mapping[dt.date, Day], today: dt.date, count: int = TWO_WEEKS
) -> list[ForecastDay]:
    """Return what today and the dates after it ask if all goes well, in order.

    Each date that is asked for is practised as asked and feels fine, and what is left of today is
    done. A weekly schedule is spread evenly over each week. After a warning sign all dates stay
    locked, because nobody knows when it will be acknowledged.

    Args:
        routine: the routine as it is, or with the plan, schedule or exercises to try.
        days: its days in order, gathered for ``today``.
        today: the practice date.
        count: the number of dates, today included.
    """
    spans = lock_spans(days)
    earlier = [day for day in days.values() if day.date < today]
    pains = pain_indices(earlier)
    states = [
        fold_tail(routine, exercise.id, earlier, spans, pains) for exercise in routine.exercises
    ]
    due = _due_dates(routine, days, spans, today, count)
    coming: list[ForecastDay] = []
    for date in (today + ONE_DAY * n for n in range(count)):
        day = days.get(date) or Day(date)
        targets = [
            _practise_as_asked(state, routine, exercise.id, day, is_due=date in due)
            for exercise, state in zip(routine.exercises, states, strict=True)
        ]
        asked = tuple(target for target in targets if target is not None)
        is_locked = lock_on(spans, date) is not None
        if is_locked or len(asked) < len(targets):
            asked = ()
        reason = None if asked else _reason(day, is_locked=is_locked)
        coming.append(ForecastDay(date, asked, _length(routine, asked), reason))
    return coming


def _reason(day: Day, *, is_locked: bool) -> Reason | RestReason | None:
    """Return why a date asks nothing; None where it is because of the schedule."""
    if is_locked:
        return Reason.LOCKED
    if day.allows_only_rest:
        return Reason.REST
    return Reason.ENOUGH if day.is_enough else day.rest


def _practise_as_asked(
    state: State, routine: Routine, exercise: str, day: Day, *, is_due: bool
) -> int | None:
    """Move the state of an exercise past a date on which all goes well.

    Return its target on a date that is due, else None.
    """
    result = exercise_result(day, exercise)
    if not is_due and not takes_part(day, result):
        return None
    tally = day.tallies.get(exercise, Reps())
    asked = before(state, routine, day).target
    target = None if asked is None else tally.target or asked  # R3.recorded
    is_closed = day.is_enough or day.is_marked_kept  # R3.later
    if is_due and target is not None and not is_closed:
        result = ExerciseResult(
            target=target,
            asked=tally.asked or target,
            real=tally.done + max(0, target - tally.counted),
            imagined=tally.imagined,
            hard=result is not None and result.hard,
            confirmed=True,
        )
    after(state, routine.plan, day, result, was_asked=asked is not None)
    return target if is_due else None


def _length(routine: Routine, targets: Sequence[int]) -> int:
    """Return the milliseconds of a session with these targets, 0 when there are none."""
    sets = (ExerciseSet(e, 1, reps) for e, reps in zip(routine.exercises, targets, strict=False))
    return length(plan_steps(routine, sets))


def _due_dates(
    routine: Routine,
    days: Mapping[dt.date, Day],
    spans: Sequence[LockSpan],
    today: dt.date,
    count: int,
) -> set[dt.date]:
    """Return the dates from today on that are practised if all goes well."""

    def verdict(date: dt.date) -> Verdict:
        needs = routine.schedule_on(date).needs
        return judge(days.get(date), needs, lock_on(spans, date) is not None)

    def can_be_asked(date: dt.date) -> bool:
        day = days.get(date) or Day(date)
        is_well = not (day.allows_only_rest or day.is_enough)
        return is_well and day.rest is None and lock_on(spans, date) is None

    due: set[dt.date] = set()
    weeks: set[tuple[dt.date, dt.date]] = set()  # those done, by first date and entry
    for date in (today + ONE_DAY * n for n in range(count)):
        entry = routine.schedule_on(date)
        if not isinstance(entry, Weekly):
            if entry.schedules(date) and can_be_asked(date):
                due.add(date)
            continue
        week = entry.week_of(date)
        if (week[0], entry.since) in weeks:
            continue
        weeks.add((week[0], entry.since))
        verdicts = [verdict(each) for each in week]
        kept = sum(v.kept or each in due for each, v in zip(week, verdicts, strict=True))
        left = entry.need(sum(v.protected for v in verdicts)) - kept
        # Of the dates that the entry governs, all but the earlier and the kept ones.
        open_dates = [
            each
            for each, v in zip(week, verdicts, strict=True)
            if each >= date
            and routine.schedule_on(each) is entry
            and can_be_asked(each)
            and not v.kept
        ]
        due.update(_spread(open_dates, left))
    if today in days and days[today].is_practised:
        due.add(today)  # what has begun today goes well to its end
    return due


def _spread(dates: Sequence[dt.date], count: int) -> list[dt.date]:
    """Return ``count`` of the dates, or all if there are fewer, evenly spaced from the first on."""
    count = max(0, min(count, len(dates)))
    return [dates[n * len(dates) // count] for n in range(count)]

"""What the coming dates will ask if all goes well: for trying out a plan before it is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tui.practice.dates import ONE_DAY, week_start
from tui.practice.days import Day, LockSpan, is_locked, lock_spans
from tui.practice.history import Verdict, judge
from tui.practice.models import WEEKDAYS, Band, Reps, Routine, Weekly
from tui.practice.progression import (
    ExerciseResult,
    State,
    after,
    before,
    fold_tail,
    practised,
    takes_part,
)
from tui.practice.timetable import ExerciseSet, length, plan_steps

TWO_WEEKS = 14


@dataclass(frozen=True, slots=True)
class ForecastDay:
    """One date ahead, or today itself.

    ``targets`` are the reps of each exercise in the routine's order. They are empty where nothing
    is asked: the schedule leaves the date free, it is marked as rest, or it is locked. ``length``
    is that of a session with all of them, in milliseconds.
    """

    date: dt.date
    targets: tuple[int, ...]
    length: int


def forecast(
    routine: Routine, days: Mapping[dt.date, Day], today: dt.date, count: int = TWO_WEEKS
) -> list[ForecastDay]:
    """The targets of today and the dates after it, ``count`` in all, in order.

    All goes well: each date that is asked for is practised as asked and felt fine, and what is left
    today is done. A weekly schedule is spread evenly over each week. The steps stay locked after a
    warning sign, since nobody can know when it will be acknowledged.

    Args:
        routine: as it is, or with the plan, schedule or exercises that are tried out.
        days: its dates in order, gathered for ``today``.
        today: the practice date.
        count: how many dates.
    """
    spans = lock_spans(days)
    earlier = [day for day in days.values() if day.date < today]
    start = routine.plan.start_reps
    states = [
        fold_tail(routine, exercise.id, earlier, spans) or State(start, start)
        for exercise in routine.exercises
    ]
    due = _due(routine, days, spans, today, count)
    coming: list[ForecastDay] = []
    for date in (today + ONE_DAY * n for n in range(count)):
        day = days.get(date) or Day(date)
        targets = [
            _live(state, routine, exercise.id, day, is_due=date in due)
            for exercise, state in zip(routine.exercises, states, strict=True)
        ]
        asked = () if is_locked(spans, date) else tuple(t for t in targets if t is not None)
        if len(asked) < len(states):
            asked = ()
        coming.append(ForecastDay(date, asked, _length(routine, asked)))
    return coming


def _live(state: State, routine: Routine, exercise: str, day: Day, *, is_due: bool) -> int | None:
    """Move the state of an exercise past a date on which all goes well; its target there."""
    facts = practised(day, exercise)
    if not is_due and not takes_part(day, facts):
        return None
    tally = day.tallies.get(exercise, Reps())
    ask = before(state, routine, day).target
    target = None if ask is None else tally.target or ask
    is_closed = day.later_band >= Band.MODERATE or day.is_marked_kept
    if is_due and target is not None and not is_closed:
        facts = ExerciseResult(
            target=target,
            real=tally.done + max(0, target - tally.counted),
            imagined=tally.imagined,
            hard=facts is not None and facts.hard,
            confirmed=True,
        )
    after(state, routine.plan, day, facts, asked=ask is not None)
    return target if is_due else None


def _length(routine: Routine, targets: Sequence[int]) -> int:
    # Where nothing is asked there are fewer targets than exercises.
    work = (ExerciseSet(e, 1, reps) for e, reps in zip(routine.exercises, targets, strict=False))
    return length(plan_steps(routine, work))


def _due(
    routine: Routine,
    days: Mapping[dt.date, Day],
    spans: list[LockSpan],
    today: dt.date,
    count: int,
) -> set[dt.date]:
    """The dates from today on that are practised if all goes well."""

    def verdict(date: dt.date) -> Verdict:
        return judge(days.get(date), routine.schedule_on(date).needs, is_locked(spans, date))

    def is_free(date: dt.date) -> bool:
        """Whether anything can be asked on the date at all."""
        day = days.get(date) or Day(date)
        is_well = (day.check or Band.CLEAR) < Band.HIGH and day.later_band < Band.MODERATE
        return is_well and day.rest is None and not is_locked(spans, date)

    due: set[dt.date] = set()
    weeks: set[tuple[dt.date, dt.date]] = set()
    for date in (today + ONE_DAY * n for n in range(count)):
        entry = routine.schedule_on(date)
        if not isinstance(entry, Weekly):
            due.update([date] if entry.schedules(date) and is_free(date) else [])
            continue
        first = week_start(date, WEEKDAYS.index(entry.week_starts_on))
        if (first, entry.since) in weeks:
            continue
        weeks.add((first, entry.since))
        week = [first + ONE_DAY * n for n in range(7)]
        seen = [verdict(each) for each in week]
        met = sum(each.kept or date in due for date, each in zip(week, seen, strict=True))
        left = entry.times * (7 - sum(each.protected for each in seen)) // 7 - met
        own = [each for each in week if each >= date and routine.schedule_on(each) is entry]
        due.update(_spread([d for d in own if is_free(d) and not verdict(d).kept], left))
    if today in days and days[today].is_practised:
        due.add(today)  # it goes well to its end
    return due


def _spread(dates: Sequence[dt.date], count: int) -> list[dt.date]:
    """So many of these dates, evenly apart, the first of them included."""
    count = max(0, min(count, len(dates)))
    return [dates[n * len(dates) // count] for n in range(count)]

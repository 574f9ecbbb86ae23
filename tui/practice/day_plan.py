"""What one date asks of a routine: each exercise's target, its reason, and what is still left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from tui.practice.dates import ONE_DAY
from tui.practice.days import Day, is_locked, lock_spans
from tui.practice.models import Band, Exercise, Reps, Routine
from tui.practice.progression import AskedTarget, Reason, State, before, fold_tail

ASK_SOMEONE_WITHIN = 14
"""Dates within which the third high answer or pain stop shows the safety words."""
ASK_SOMEONE_FROM = 3


class ExercisePlan(Struct, frozen=True):
    """One exercise on one date, in repetitions.

    ``target`` is None on a locked date and after a high check-in. ``left`` is what a session now
    would ask for: 0 without a target, after a stop for the body's sake, or on a date marked kept.
    ``left_to_imagine`` is how many reps may be imagined where nothing else is asked. ``rise`` is by
    how many the target rose since the last time, where that is its reason. ``is_lowered`` says that
    a session of the date began with a lower target than the plan asks now.
    """

    exercise: Exercise
    target: int | None
    reason: Reason
    done: int
    imagined: int
    left: int
    left_to_imagine: int
    rise: int
    is_lowered: bool

    @property
    def counted(self) -> int:
        """Reps of the date that count: done and imagined."""
        return self.done + self.imagined


class DayPlan(Struct, frozen=True):
    """What a date asks of a whole routine, exercise by exercise, in the routine's order."""

    date: dt.date
    exercises: tuple[ExercisePlan, ...]
    day: Day
    is_locked: bool
    can_acknowledge: bool
    should_ask_someone: bool

    @property
    def left(self) -> int:
        """Reps still asked on the date, all exercises together."""
        return sum(asked.left for asked in self.exercises)

    @property
    def counted(self) -> int:
        """Counted reps of the date, all exercises together."""
        return sum(asked.counted for asked in self.exercises)

    @property
    def is_enough(self) -> bool:
        """Whether the body said after its reps that the date has had enough."""
        return self.day.later_band >= Band.MODERATE

    @property
    def is_rest(self) -> bool:
        """Whether the check-in was so high that only rest or imagined reps are left."""
        return (self.day.check or Band.CLEAR) >= Band.HIGH


def plan_day(routine: Routine, days: Mapping[dt.date, Day], date: dt.date) -> DayPlan:
    """What a date asks, folding everything before it and then what the date itself says."""
    earlier = [day for day in days.values() if day.date < date]
    day = days.get(date) or Day(date)
    spans = lock_spans(days, until=date)
    locked = is_locked(spans, date)
    since = next((span.since for span in spans if span.holds(date)), None)
    tallies = day.tallies
    kept_mark = day.is_marked_kept
    asked: list[ExercisePlan] = []
    for exercise in routine.exercises:
        state = fold_tail(routine, exercise.id, earlier, spans)
        start = routine.plan.start_reps
        state = state or State(start, start)
        ask = before(state, routine, day)
        tally = tallies.get(exercise.id, Reps())
        is_lowered = tally.target is not None and tally.target < (ask.target or 0)
        if locked:
            ask = AskedTarget(None, Reason.LOCKED)
        elif ask.target is not None:
            # What was recorded when a session began is the date's target from then on.
            ask = replace(ask, target=tally.target or ask.target)
            if day.later_band >= Band.MODERATE:
                ask = replace(ask, reason=Reason.ENOUGH)
        closed = ask.target is None or ask.reason is Reason.ENOUGH or kept_mark
        asked.append(
            ExercisePlan(
                exercise=exercise,
                target=ask.target,
                reason=ask.reason,
                done=tally.done,
                imagined=tally.imagined,
                left=0 if closed else max(0, (ask.target or 0) - tally.counted),
                rise=ask.rise,
                is_lowered=is_lowered,
                left_to_imagine=0 if locked else max(0, state.target - tally.counted),
            )
        )
    recent = (days.get(date - ONE_DAY * n) for n in range(ASK_SOMEONE_WITHIN))
    high = [known for known in recent if known is not None and known.worst_band is Band.HIGH]
    return DayPlan(
        date=date,
        exercises=tuple(asked),
        day=day,
        is_locked=locked,
        can_acknowledge=since is not None and since < date,
        should_ask_someone=len(high) >= ASK_SOMEONE_FROM,
    )

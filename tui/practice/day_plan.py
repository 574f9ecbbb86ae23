"""The plan of a day: what one date asks of a routine, and what of that is still left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from tui.practice.days import Day, lock_on, lock_spans, pain_indices
from tui.practice.models import Band, Exercise, Reps, Routine
from tui.practice.progression import AskedTarget, Reason, before
from tui.practice.tail import fold_tail


class ExercisePlan(Struct, frozen=True):
    """What one date asks of one exercise, in reps.

    ``target`` is the date's target: the recorded one once a session recorded it (rules
    R3.recorded), None on a locked date and after a high check-in. ``asked`` is what the plan asks,
    or asked where a target is recorded. ``done`` and ``imagined`` are counted on the date already.
    ``left`` is what a session that starts now asks (rules R3.later), ``left_to_imagine`` what an
    all-imagined session asks (rules R3.rest). ``rise`` is that of `AskedTarget`. ``is_lowered``
    says that a session of the date recorded a lower target than the plan asks (rules R3.lowered).
    """

    exercise: Exercise
    target: int | None
    asked: int | None
    reason: Reason
    done: int
    imagined: int
    left: int
    left_to_imagine: int
    rise: int
    is_lowered: bool

    @property
    def counted(self) -> int:
        """Counted reps of the date: done plus imagined."""
        return self.done + self.imagined


class DayPlan(Struct, frozen=True):
    """What one date asks of a routine, with its exercises in the routine's order.

    ``can_acknowledge`` says that the date is locked by a sign of an earlier date, and has none of
    its own (rules R3.lock).
    """

    date: dt.date
    exercises: tuple[ExercisePlan, ...]
    day: Day
    is_locked: bool
    can_acknowledge: bool

    @property
    def targets(self) -> list[int]:
        """The targets of the exercises that have one, in the routine's order."""
        return [asked.target for asked in self.exercises if asked.target is not None]

    @property
    def left(self) -> int:
        """Reps that a session now asks, all exercises together."""
        return sum(asked.left for asked in self.exercises)

    @property
    def counted(self) -> int:
        """Counted reps of the date, all exercises together."""
        return sum(asked.counted for asked in self.exercises)

    @property
    def is_enough(self) -> bool:
        """Whether nothing more is asked after a stop or a report (rules R3.later)."""
        return self.day.is_enough

    @property
    def may_go_on(self) -> bool:
        """Whether nothing is left, and more may be done all the same."""
        return not (self.left or self.is_enough or self.is_rest or self.is_locked)

    @property
    def is_rest(self) -> bool:
        """Whether the check-in leaves only rest or imagined reps (rules R3.rest)."""
        return self.day.allows_only_rest


def plan_day(routine: Routine, days: Mapping[dt.date, Day], date: dt.date) -> DayPlan:
    """Return what a date asks of a routine, given its days in order; later days are ignored."""
    earlier = [day for day in days.values() if day.date < date]
    day = days.get(date) or Day(date)
    spans = lock_spans(days, until=date)
    pains = pain_indices(earlier)
    lock = lock_on(spans, date)
    tallies = day.tallies
    exercises: list[ExercisePlan] = []
    for exercise in routine.exercises:
        state = fold_tail(routine, exercise.id, earlier, spans, pains)
        asked = before(state, routine, day)
        tally = tallies.get(exercise.id, Reps())
        recorded = tally.asked or tally.target or asked.target
        is_lowered = tally.target is not None and tally.target < (asked.target or 0)
        if lock is not None:
            # A report or a stop of the date itself locks it as well; `before` does not know them.
            asked = AskedTarget(None, Reason.LOCKED, rise=0)
        elif asked.target is not None:
            asked = replace(asked, target=tally.target or asked.target)  # R3.recorded
            if day.is_enough:
                asked = replace(asked, reason=Reason.ENOUGH)
        is_closed = asked.reason is Reason.ENOUGH or day.is_marked_kept  # R3.later
        exercises.append(
            ExercisePlan(
                exercise=exercise,
                target=asked.target,
                asked=None if asked.target is None else recorded,
                reason=asked.reason,
                done=tally.done,
                imagined=tally.imagined,
                left=0 if is_closed else max(0, (asked.target or 0) - tally.counted),
                # R3.rest: T stands in the state also where the date has no target.
                left_to_imagine=0
                if lock is not None
                else max(0, state.allowed_target - tally.counted),
                rise=asked.rise,
                is_lowered=is_lowered,
            )
        )
    return DayPlan(
        date=date,
        exercises=tuple(exercises),
        day=day,
        is_locked=lock is not None,
        # Another sign on the date itself starts the lock anew.
        can_acknowledge=lock is not None
        and lock.since < date
        and day.worst_band is not Band.WARNING,
    )

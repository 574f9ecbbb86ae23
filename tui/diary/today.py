"""The diary seen from one moment: today's date, what it asks, and what has been.

Screens and commands read a `Today` and never the file. It is a pure function of a snapshot, a
routine and a moment; each answer is worked out when it is first asked for, and then kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from tui.clock import Clock
from tui.diary.snapshot import Snapshot
from tui.practice import dates
from tui.practice.corrections import unconfirmed
from tui.practice.day_plan import DayPlan, plan_day
from tui.practice.days import Day, gather
from tui.practice.history import History, Level, TodayState
from tui.practice.models import Band, Compare, Reps, Routine, Session, Weekly
from tui.practice.progression import SHORT_BREAK, dates_away
from tui.practice.timetable import ExerciseSet, PhaseStep, left_of_round, length, plan_steps

if TYPE_CHECKING:
    from tui.practice.advice import Advice
    from tui.practice.statistics import Statistics

PROPS_QUESTION_EVERY = 14
"""Practice days from one question about the props to the next."""
_LOOK_AHEAD = 14
"""Dates in which the next one that is asked for is looked for."""


class Today(Struct, frozen=True, eq=False, dict=True):
    """One routine at one moment.

    ``date`` is the practice date (rules R1.date) and ``ends_at`` the local time at which it ends.
    ``lowered_by`` is by how many reps of each exercise the person lowered today's target
    (rules R3.lowered).
    """

    snapshot: Snapshot
    routine: Routine
    date: dt.date
    ends_at: dt.datetime
    lowered_by: int = 0

    @classmethod
    def now(
        cls, snapshot: Snapshot, clock: Clock, routine: str | None = None, lowered_by: int = 0
    ) -> Today:
        """Return the present moment of a routine, given by its id; None for the one shown.

        Raises:
            NotFound: no routine has this id.
        """
        starts = dates.day_start(snapshot.settings.day_starts_at)
        date = dates.practice_date(clock.now(), starts, clock.local)
        ends_at = dates.day_begin(date + dates.ONE_DAY, starts, clock.local)
        return cls(snapshot, snapshot.routine(routine), date, ends_at, lowered_by)

    def on(self, date: dt.date) -> Today:
        """Return the routine on another date as that date saw it: what it asked, and what was done.

        The rules look at nothing later than the date. Only ``ends_at`` stays that of today.
        """
        if date == self.date:
            return self
        return Today(self.snapshot, self.routine, date, self.ends_at)

    def of(self, routine: Routine) -> Today:
        """Return the same moment of another routine."""
        return Today(self.snapshot, routine, self.date, self.ends_at)

    @property
    def moment(self) -> tuple[dt.date, dt.datetime, int]:
        """All that can differ while the snapshot and the routine are the same."""
        return self.date, self.ends_at, self.lowered_by

    @cached_property
    def days(self) -> dict[dt.date, Day]:
        """The routine's dates up to today, in order."""
        return self.snapshot.routine_days(self.routine, self.date)

    @cached_property
    def plan(self) -> DayPlan:
        """What today asks, before the person lowers it."""
        return plan_day(self.routine, self.days, self.date)

    @cached_property
    def history(self) -> History:
        """What has been: streak, steadiness, totals."""
        return History(self.routine, self.days, self.date)

    @cached_property
    def statistics(self) -> Statistics:
        """What has been by month and weekday, the best streaks, and what was said."""
        from tui.practice.statistics import statistics  # no start and no prompt needs it

        starts_on = self.snapshot.settings.first_weekday
        return statistics(self.routine, self.days, self.snapshot.days, self.date, starts_on)

    @cached_property
    def advice(self) -> Advice | None:
        """The advice that is due today (rules R3.ask, R3.suggest, R7.advice)."""
        from tui.practice import advice  # nothing of it is needed for a prompt

        dismissed, records = self.snapshot.settings.dismissed, self.snapshot.days
        return advice.due(self.routine, self.days, self.plan, self.history, dismissed, records)

    @cached_property
    def status(self) -> str:
        """``full`` or ``part`` once reps are counted, else ``locked``, ``rest``, ``off`` or
        ``pending``.
        """
        verdict = self.history.verdict(self.date)
        if verdict.level is not Level.NONE:
            return str(verdict.level.value)
        if self.plan.is_locked:
            return "locked"
        if self.plan.is_rest or self.plan.day.rest is not None:
            return "rest"
        return "off" if self.history.today_state is TodayState.OFF else "pending"

    def targets(self) -> dict[str, int | None]:
        """Return the target of each exercise that a session started now would record.

        Lowering goes no further than 1, nor below what is counted already (rules R3.lowered).
        """
        return {
            asked.exercise.id: None
            if asked.target is None
            else min(asked.target, max(1, asked.counted, asked.target - self.lowered_by))
            for asked in self.plan.exercises
        }

    def asked(self) -> dict[str, int | None]:
        """Return what the plan asks of each exercise, however far the person lowers it."""
        return {each.exercise.id: each.asked for each in self.plan.exercises}

    def sets_left(self) -> tuple[ExerciseSet, ...]:
        """Return what a session started now would ask of each exercise (rules R3.later)."""
        targets = self.targets()
        return tuple(
            ExerciseSet(
                exercise=asked.exercise,
                first=asked.counted + 1,
                reps=max(0, (targets[asked.exercise.id] or 0) - asked.counted) if asked.left else 0,
            )
            for asked in self.plan.exercises
        )

    def sets_to_repeat(self) -> tuple[ExerciseSet, ...]:
        """Return all of today's reps once more, where nothing is left (rules R3.repeat).

        Empty where something is left, or where the date has had enough.
        """
        plan = self.plan
        if not plan.may_go_on:
            return ()
        return tuple(
            ExerciseSet(asked.exercise, asked.counted + 1, asked.target)
            for asked in plan.exercises
            if asked.target
        )

    def sets_of_next_round(self) -> tuple[ExerciseSet, ...]:
        """Return the next of the day's rounds, where nothing is left (rules R3.rounds).

        A round that was begun is gone on with. Empty where all rounds are done, where something is
        left, or where the date has had enough.
        """
        plan = self.plan
        targets = {
            each.exercise.id: each.target for each in plan.exercises if each.target is not None
        }
        if not plan.may_go_on or plan.day.is_marked_kept or not targets:
            return ()
        done, left = left_of_round(
            targets, {each.exercise.id: each.counted for each in plan.exercises}
        )
        if done >= self.routine.plan.rounds:
            return ()
        return tuple(
            ExerciseSet(each.exercise, each.counted + 1, left[each.exercise.id])
            for each in plan.exercises
            if each.exercise.id in left
        )

    def sets_to_imagine(self) -> tuple[ExerciseSet, ...]:
        """Return the imagined reps that remain where nothing else is asked (rules R3.rest)."""
        return tuple(
            ExerciseSet(asked.exercise, asked.counted + 1, asked.left_to_imagine)
            for asked in self.plan.exercises
        )

    def steps(self) -> tuple[PhaseStep, ...]:
        """Return the phases of a session started now; none when nothing is left."""
        return plan_steps(self.routine, self.sets_left())

    @property
    def estimate_ms(self) -> int:
        """How long a session started now takes, in milliseconds."""
        return length(self.steps())

    def completed_reps(self) -> dict[str, Reps]:
        """Return the reps of a session, done without the timer, of all that is left."""
        begun = self.reps_to_do()
        return {
            exercise_set.exercise.id: replace(
                begun[exercise_set.exercise.id],
                done=exercise_set.reps,
                held_s=exercise_set.reps * exercise_set.exercise.hold_s,
            )
            for exercise_set in self.sets_left()
        }

    def reps_to_do(self) -> dict[str, Reps]:
        """Return the reps that a session started now records, with nothing done yet."""
        targets, asked = self.targets(), self.asked()
        return {
            each.id: Reps.to_do(targets[each.id], asked[each.id], each.hold_s)
            for each in self.routine.exercises
        }

    @cached_property
    def unconfirmed(self) -> Session | None:
        """The newest session of the last days that nobody has confirmed (rules R3.unconfirmed)."""
        found = unconfirmed(self.snapshot.sessions, self.date)
        return next((s for s in reversed(found) if s.routine == self.routine.id), None)

    @property
    def asks_about_props(self) -> bool:
        """Whether to ask if less under neck and head would do (rules R3.props-question)."""
        if not self.routine.props or self.plan.counted:
            return False
        before = self.history.practice_day - 1
        return before > 0 and before % PROPS_QUESTION_EVERY == 0

    @property
    def asks_comparison(self) -> bool:
        """Whether to ask, after a session, how it feels compared with a month ago (rules R7.ask).

        Not on a date with pain or a warning sign.
        """
        from tui.practice.comparison import is_question_due  # no start and no prompt needs it

        day = self.days.get(self.date)
        is_hurt = day is not None and day.worst_band >= Band.HIGH
        if is_hurt or self.plan.is_locked:
            return False
        return is_question_due(self.snapshot.days, self.history.first_record, self.date)

    @property
    def comparisons(self) -> Mapping[Compare, int]:
        """How often each answer to the weekly question was given of late (rules R7.sums)."""
        from tui.practice.comparison import recent_answers

        return recent_answers(self.snapshot.days, self.date)

    @property
    def next_date(self) -> dt.date | None:
        """The next date that the schedule asks for and that is not marked as rest (R3.outlook).

        None if there is none within two weeks. Under a weekly schedule any date is.
        """
        for date in (self.date + dates.ONE_DAY * n for n in range(1, _LOOK_AHEAD + 1)):
            entry, day = self.routine.schedule_on(date), self.days.get(date)
            is_asked = isinstance(entry, Weekly) or entry.schedules(date)
            if is_asked and (day is None or day.rest is None):
                return date
        return None

    @property
    def is_return(self) -> bool:
        """Whether the person comes back after days away, without a streak (rules R2.quiet)."""
        if self.history.current or self.plan.counted:
            return False
        practised = (day.date for day in reversed(self.days.values()) if day.is_practised)
        last = next(practised, None)
        return last is not None and dates_away(self.routine, last, self.date) >= SHORT_BREAK

    def asks_check_in(self) -> bool:
        """Return whether to ask how it feels before a session (rules R3.ask-check-in)."""
        day = self.days.get(self.date)
        if day is not None and (day.check is not None or day.report is not None):
            return False
        return not self.snapshot.has_counted_on(self.date)


def targets_after(
    snapshot: Snapshot,
    routine: Routine,
    date: dt.date,
    corrected: Session | None = None,
    *,
    asked_on: dt.date | None = None,
) -> list[int]:
    """Return the targets that a later date would ask, in the order of the exercises.

    Sessions that nobody has confirmed yet count as confirmed, as they do after a clear check-in
    (rules R3.outlook). An exercise that may not be asked is left out, so that a locked day gives
    none.

    Args:
        snapshot: the diary.
        routine: whose exercises are asked.
        date: the last date that is looked at.
        corrected: takes the place of the session of the same id, to show what a correction would
            change.
        asked_on: the date that asks; None for the day after ``date``.
    """
    sessions = snapshot.sessions
    if corrected is not None:
        sessions = tuple(corrected if each.id == corrected.id else each for each in sessions)
    if open_ones := {each.id for each in unconfirmed(sessions, date)}:
        sessions = tuple(
            replace(each, confirmed=True) if each.id in open_ones else each for each in sessions
        )
    days = gather(routine.id, sessions, snapshot.days, today=date)
    return plan_day(routine, days, asked_on or date + dates.ONE_DAY).targets


def histories_around(today: Today, session: Session) -> tuple[History, History]:
    """Return what has been without a session, and with it as it stands in a form."""
    own = {session.id: session}
    known = today.snapshot.sessions

    def history(sessions: Iterable[Session]) -> History:
        days = gather(today.routine.id, tuple(sessions), today.snapshot.days, today=today.date)
        return History(today.routine, days, today.date)

    without = history(each for each in known if each.id != session.id)
    return without, history(own.get(each.id, each) for each in known)

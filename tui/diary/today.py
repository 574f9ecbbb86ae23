"""The diary seen from one moment: today's date, what it asks, and what has been."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from msgspec import Struct

from tui.clock import Clock
from tui.diary.snapshot import Snapshot
from tui.practice import dates
from tui.practice.day_plan import DayPlan, plan_day
from tui.practice.days import Day
from tui.practice.history import History, Level, TodayState
from tui.practice.models import Band, Reps, Routine, Session
from tui.practice.timetable import ExerciseSet, PhaseStep, length, plan_steps

DAYS_BETWEEN_QUESTIONS = 14
"""Practice days from one question about the props to the next."""


class Today(Struct, frozen=True, eq=False, dict=True):
    """What screens and commands show of today; everything follows from these three.

    ``lowered_by`` is by how many reps of each exercise the person lowered today's target.
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
        """The situation at the clock's moment.

        Raises:
            NotFound: the routine asked for does not exist.
        """
        starts = dates.day_start(snapshot.settings.day_starts_at)
        date = dates.practice_date(clock.now(), starts)
        ends_at = clock.local(dates.day_end(date, starts))
        return cls(snapshot, snapshot.routine(routine), date, ends_at, lowered_by)

    @property
    def moment(self) -> tuple[dt.date, dt.datetime, int]:
        """All that can differ while diary and routine are the same."""
        return self.date, self.ends_at, self.lowered_by

    @cached_property
    def days(self) -> dict[dt.date, Day]:
        """The routine's dates up to today."""
        return self.snapshot.routine_days(self.routine, self.date)

    @cached_property
    def plan(self) -> DayPlan:
        """What today asks."""
        return plan_day(self.routine, self.days, self.date)

    @cached_property
    def history(self) -> History:
        """What has been."""
        return History(self.routine, self.days, self.date)

    @cached_property
    def status(self) -> str:
        """full or part once something counted, else locked, rest, off or pending."""
        verdict = self.history.verdict(self.date)
        if verdict.level is not Level.NONE:
            return str(verdict.level.value)
        if self.plan.is_locked:
            return "locked"
        if self.plan.is_rest or self.plan.day.rest is not None:
            return "rest"
        return "off" if self.history.today_state is TodayState.OFF else "pending"

    def targets(self) -> dict[str, int | None]:
        """Today's target of each exercise, as a session that starts now would record it."""
        return {
            asked.exercise.id: None
            if asked.target is None
            else min(asked.target, max(1, asked.counted, asked.target - self.lowered_by))
            for asked in self.plan.exercises
        }

    def sets_left(self) -> tuple[ExerciseSet, ...]:
        """What a session that starts now would ask for."""
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
        """All of today's reps once more, where nothing is left; they earn nothing."""
        plan = self.plan
        if plan.left or plan.is_enough or plan.is_rest or plan.is_locked:
            return ()
        return tuple(
            ExerciseSet(asked.exercise, asked.counted + 1, asked.target)
            for asked in plan.exercises
            if asked.target
        )

    def sets_to_imagine(self) -> tuple[ExerciseSet, ...]:
        """The all-imagined session that is still there where nothing else is asked."""
        return tuple(
            ExerciseSet(asked.exercise, asked.counted + 1, asked.left_to_imagine)
            for asked in self.plan.exercises
        )

    def steps(self) -> tuple[PhaseStep, ...]:
        """The phases of a session that starts now; none when nothing is left."""
        return plan_steps(self.routine, self.sets_left())

    @property
    def estimate_ms(self) -> int:
        """How long a session that starts now takes, in milliseconds."""
        return length(self.steps())

    def completed_reps(self) -> dict[str, Reps]:
        """The reps of a session that does all that is left, without the timer."""
        targets = self.targets()
        return {
            part.exercise.id: Reps(
                target=targets[part.exercise.id],
                done=part.reps,
                hold_s=part.exercise.hold_s,
                held_s=part.reps * part.exercise.hold_s,
            )
            for part in self.sets_left()
        }

    @cached_property
    def unconfirmed(self) -> Session | None:
        """The newest session of the last days that nobody has confirmed yet."""
        for session in reversed(self.snapshot.sessions):
            if session.confirmed or session.status == "open":
                continue  # as nearly all of years are
            recent = 0 <= dates.days_between(session.day, self.date) <= 7
            if recent and session.has_counted and session.routine == self.routine.id:
                return session
        return None

    @property
    def asks_about_props(self) -> bool:
        """Whether to ask if less under neck and head would do: every 14 practice days, quietly."""
        if not self.routine.props or self.plan.counted:
            return False
        before = self.history.practice_day - 1
        return before > 0 and before % DAYS_BETWEEN_QUESTIONS == 0

    def asks_check_in(self) -> bool:
        """Whether to ask how it feels before a session.

        Yes when there was practice in the last 7 days, when the last answer was moderate or worse,
        or after 14 days or more away; no once it was answered today or reps are counted.
        """
        today = self.days.get(self.date)
        if today is not None and (today.check is not None or today.report is not None):
            return False
        if self.plan.counted:
            return False
        # The newest comes first, so that years of dates need not be looked at.
        earlier = [day for day in reversed(self.days.values()) if day.date < self.date]
        practised = next((day.date for day in earlier if day.is_practised), None)
        away = None if practised is None else dates.days_between(practised, self.date)
        answers = (day for day in earlier if day.check or day.report or day.stop is not Band.CLEAR)
        answer = next(answers, None)
        sore = answer is not None and answer.worst_band >= Band.MODERATE
        return sore or (away is not None and (away <= 7 or away - 1 >= 14))

"""The progression: how many reps of an exercise a date asks, computed from the dates before it.

`fold` runs over the dates of a routine in order; `tui.practice.tail` gives the same without folding
years of dates. For each date, `before` moves the state on to what
the date asks, and `after` moves it past what was done. The state is never stored: the records are
folded again each time, with today's plan and the recorded targets. A change of the plan, or an edit
of an old date, therefore acts on what comes next and on nothing else (rules R3.fold).

A target rises only after an earned date, never because of missed dates, and falls at once when
soreness is reported (rules R3.always). In the comments below, ids such as R3.before.2 are those of
docs/rules.md.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from enum import Enum

from msgspec import Struct

from tui.practice.dates import days_between
from tui.practice.days import Day
from tui.practice.models import Band, Plan, Routine

SHORT_BREAK = 3
"""Dates away from which the target falls, by a twentieth for each after the second (rules
R3.before.2)."""
LONG_BREAK = 14
"""Dates away from which the starting days are counted anew."""
AFRESH_AFTER = 14
"""Dates after which what was said of an exercise that was never practised is forgotten (rules
R3.afresh)."""
MORE_THAN_ASKED = 2
"""Real reps beyond the rounds of a date with which it still earns (rules R3.after.4)."""
DATES_TO_WAIT = 2
"""Earned dates to serve after soreness before a target rises again."""
LOWERED_DATES = 3
"""Dates in a row on which the person lowers the target until the plan follows (rules
R3.after.1)."""
TRIES_TO_RAISE = 14
"""Earned dates at a limit after which it rises, for each time that it hurt (rules R3.limit)."""


class Reason(Enum):
    """Why a target is what it is. The first that applies is given (rules R3.reasons)."""

    LOCKED = "locked"
    REST = "rest"
    ENOUGH = "enough"
    FIRST = "first"
    BACK = "back-after-a-break"
    MILD = "mild"
    SORE = "sore"
    AWAY = "away"
    AFTER_PAIN = "after-pain"
    HARD = "hard"
    TOO_MANY = "too-many"
    SHORT = "short"
    UNCONFIRMED = "unconfirmed"
    IMAGINED = "imagined"
    LOWERED = "lowered"
    STARTING_DAYS = "starting-days"
    BELOW_WHAT_HURT = "below-what-hurt"
    CEILING = "ceiling"
    STEP = "step"
    AS_LAST_TIME = "as-last-time"


class ExerciseResult(Struct, frozen=True):
    """What the sessions of one date record of one exercise that was practised.

    ``target`` is the lowest recorded target (rules R1.sum), None when none was recorded. ``asked``
    is what the plan asked, never below ``target``. ``real`` and ``imagined`` are reps. ``hard``
    says that a session was hard, ``confirmed`` that all are confirmed.
    """

    target: int | None
    asked: int | None
    real: int
    imagined: int
    hard: bool
    confirmed: bool

    @property
    def is_lowered(self) -> bool:
        """Whether the person set out to do less than was asked."""
        return self.target is not None and self.asked is not None and self.target < self.asked


def exercise_result(day: Day, exercise: str) -> ExerciseResult | None:
    """Return what a date records of an exercise, or None when no rep of it was counted."""
    sessions = day.sessions_of(exercise)
    if not sessions:
        return None
    if len(sessions) == 1:  # nearly every date of years
        session = sessions[0]
        reps = session.reps[exercise]
        return ExerciseResult(
            target=reps.target,
            asked=reps.asked or reps.target,
            real=reps.done,
            imagined=reps.imagined,
            hard=session.effort == "hard",
            confirmed=session.confirmed,
        )
    own = [session.reps[exercise] for session in sessions]
    target = min((reps.target for reps in own if reps.target is not None), default=None)
    return ExerciseResult(
        target=target,
        asked=max((reps.asked for reps in own if reps.asked is not None), default=target),
        real=sum(reps.done for reps in own),
        imagined=sum(reps.imagined for reps in own),
        hard=any(session.effort == "hard" for session in sessions),
        confirmed=all(session.confirmed for session in sessions),
    )


def is_earned(plan: Plan, day: Day, result: ExerciseResult) -> bool:
    """Return whether a date on which a target was asked is earned (rules R3.after.4).

    It is for a date after which nothing worse than a mild report was given (rules R3.after.2).
    """
    return (
        result.target is not None
        and result.target <= result.real <= result.target * plan.rounds + MORE_THAN_ASKED
        and not result.hard
        and (day.check is None or day.check <= Band.MILD)
        and result.confirmed
    )


def takes_part(day: Day, result: ExerciseResult | None) -> bool:
    """Return whether a date takes part in the fold of an exercise (rules R3.takes-part)."""
    return (
        result is not None
        or day.stop is not Band.CLEAR
        or day.check is not None
        or day.report is not None
        or day.ack
    )


class State(Struct):
    """What the fold knows of one exercise before a date (rules R3.state). It changes in place.

    ``target`` and ``last_target`` are T and lastT of the rules, in reps. ``earned`` counts earned
    dates up to ``start_days``. ``peak`` is followed up to the ceiling only, because a higher one
    makes no difference. ``wait`` is in earned dates. ``short`` holds the real reps of the short
    dates in a row, ``hard`` and ``lowered`` the numbers of hard and of lowered dates in a row.
    ``last`` is the date last practised and ``took_part`` the last date that took part. ``limit`` is
    the most reps that are asked after pain, None without one; ``hurts`` is how often it hurt since
    there is a limit, and ``tries`` counts the earned dates at the limit.

    Three fields serve the reason only: ``soreness`` is the band behind ``wait``, ``later_band`` the
    band said after the check-in of the last date that took part, and ``setback`` why the target
    did not rise after the date last practised.
    """

    target: int
    last_target: int
    earned: int = 0
    peak: int = 0
    wait: int = 0
    short: list[int] = []
    hard: int = 0
    lowered: int = 0
    locked: bool = False
    last: dt.date | None = None
    took_part: dt.date | None = None
    limit: int | None = None
    hurts: int = 0
    tries: int = 0
    soreness: Band = Band.CLEAR
    later_band: Band = Band.CLEAR
    setback: Reason | None = None

    def lower(self, target: int, band: Band) -> None:
        """Set a lower target after soreness of a band from moderate on, and start to wait."""
        self.target = target
        self.wait = DATES_TO_WAIT
        self.short.clear()
        self.soreness = band
        if band >= Band.HIGH:
            self.earned = 0
        self.locked = self.locked or band is Band.WARNING

    def forget(self, start: int) -> None:
        """Become the state of an exercise of which nothing is known (rules R3.afresh)."""
        fresh = State(start, start)
        for name in self.__struct_fields__:
            setattr(self, name, getattr(fresh, name))

    def raise_limit(self, ceiling: int) -> None:
        """Count an earned date at the limit, and raise or forget the limit (rules R3.limit)."""
        assert self.limit is not None
        self.tries += 1
        if self.tries >= TRIES_TO_RAISE * self.hurts:
            self.limit, self.tries = self.limit + 1, 0
        if self.limit >= ceiling:
            self.limit, self.hurts, self.tries = None, 0, 0

    @property
    def allowed_target(self) -> int:
        """``target`` within the limit."""
        return self.target if self.limit is None else min(self.target, self.limit)


class AskedTarget(Struct, frozen=True):
    """What a date asks of one exercise.

    ``target`` is in reps, None when nothing may be asked. ``rise`` is by how many reps the target
    is higher than the last one, negative where it is lower; 0 without a last one or a target.
    """

    target: int | None
    reason: Reason
    rise: int


def dates_away(routine: Routine, last: dt.date, date: dt.date) -> int:
    """Return the dates away, less the gap that the schedule leaves by itself (R3.before.2)."""
    return max(0, days_between(last, date) - 1 - routine.schedule_on(date).usual_gap)


def before(state: State, routine: Routine, day: Day) -> AskedTarget:
    """Move the state on to just before a date is practised, and return what the date asks."""
    plan = routine.plan
    start = plan.start_reps
    is_unlocked = False
    if state.last is None and state.took_part is not None and not state.locked:
        unheard = days_between(state.took_part, day.date)
        if unheard >= AFRESH_AFTER:
            state.forget(start)  # R3.afresh
    if state.locked:  # R3.before.1
        if not day.ack:
            return AskedTarget(None, Reason.LOCKED, rise=0)
        state.locked = False
        state.target, state.earned, state.wait = min(start, state.target), 0, DATES_TO_WAIT
        is_unlocked = True
    away = 0 if state.last is None else dates_away(routine, state.last, day.date)
    last = state.last_target
    if away >= SHORT_BREAK:  # R3.before.2
        state.short.clear()
        state.hard = state.lowered = 0
        lost = math.ceil(last * (away - SHORT_BREAK + 1) / 20)
        state.target = min(state.target, last, max(min(start, last), last - lost))
        if away >= LONG_BREAK:
            state.earned = 0
    match day.check:  # R3.before.3
        case Band.MODERATE:
            state.lower(max(1, min(state.target, last) // 2), Band.MODERATE)
        case Band.HIGH | Band.WARNING as band:
            state.lower(min(start, state.target), band)
    if day.allows_only_rest:
        return AskedTarget(None, Reason.LOCKED if state.locked else Reason.REST, rise=0)
    state.target = max(1, min(state.target, plan.ceiling))  # R3.before.4
    state.target = state.allowed_target
    asked = max(1, min(state.target, last)) if day.check is Band.MILD else state.target
    reason = _reason(state, plan, day, away=away, is_unlocked=is_unlocked)
    rise = 0 if state.last is None else asked - last
    return AskedTarget(asked, reason, rise)


def _reason(state: State, plan: Plan, day: Day, *, away: int, is_unlocked: bool) -> Reason:
    """Return the first reason that applies to a date with a target, but `ENOUGH` (R3.reasons)."""
    if state.last is None:
        return Reason.FIRST
    if away >= LONG_BREAK or is_unlocked:
        return Reason.BACK
    if day.check is Band.MILD:
        return Reason.MILD
    if day.check is Band.MODERATE:
        return Reason.SORE
    if away >= SHORT_BREAK:
        return Reason.AWAY
    if state.later_band is not Band.CLEAR or state.wait:
        band = state.later_band if state.later_band is not Band.CLEAR else state.soreness
        return Reason.AFTER_PAIN if band >= Band.HIGH else Reason.SORE
    if state.setback is not None:
        return state.setback
    if state.earned < plan.start_days:
        return Reason.STARTING_DAYS
    if state.target == state.limit:
        return Reason.BELOW_WHAT_HURT
    if state.target >= plan.ceiling:
        return Reason.CEILING
    return Reason.STEP if state.target > state.last_target else Reason.AS_LAST_TIME


def after(
    state: State, plan: Plan, day: Day, result: ExerciseResult | None, *, was_asked: bool
) -> None:
    """Move the state past a date that takes part.

    ``result`` is what was practised on the date, None if nothing was. ``was_asked`` says whether
    `before` gave a target for it.
    """
    band = day.later_band
    is_worse = band > (day.check or Band.CLEAR)
    state.later_band = band if is_worse else Band.CLEAR
    state.took_part = day.date
    if result is not None:
        state.last = day.date
    if result is None or result.target is None or not was_asked:  # R3.after.3
        if is_worse:
            _lower_after(state, plan, band, state.target)
        return
    target, keep = result.target, _count(state, plan, result)
    is_followed = keep < (result.asked or keep)  # the third lowered date in a row
    if is_worse and band >= Band.MODERATE:  # R3.after.2
        if band >= Band.HIGH:
            state.limit, state.hurts, state.tries = max(1, target - 1), state.hurts + 1, 0
        _lower_after(state, plan, band, target)
        return
    if is_earned(plan, day, result):  # R3.after.4
        state.earned = min(state.earned + 1, plan.start_days)
        state.short.clear()
        if result.is_lowered:
            state.setback = Reason.LOWERED
        if day.check is Band.MILD:
            if is_followed:
                state.target = keep
            return
        state.target = keep
        if is_worse:  # a mild report
            return
        if state.wait:
            state.wait -= 1
            if not state.wait:
                state.soreness = Band.CLEAR
        elif not result.is_lowered and state.earned >= plan.start_days:
            if state.limit is not None and target >= state.limit:
                state.raise_limit(plan.ceiling)
            state.target = raised(plan, target, state.peak)
            state.target = state.allowed_target
        return
    state.target = keep
    state.setback = _setback(plan, result)
    if state.hard >= 2:  # R3.after.5
        state.target = max(1, target - max(1, plan.step))
        state.hard = 0
        state.short.clear()
        return
    if result.real + result.imagined < target:  # R3.after.6
        state.short.append(result.real)
        if len(state.short) == 2:
            state.target = max(1, min(target, max(state.short)))
            state.short.clear()
        return
    state.short.clear()  # R3.after.7


def _count(state: State, plan: Plan, result: ExerciseResult) -> int:
    """Count a practised date, and return the target to keep (rules R3.after.1)."""
    assert result.target is not None and result.asked is not None
    keep = result.asked
    state.lowered = state.lowered + 1 if result.is_lowered else 0
    if state.lowered == LOWERED_DATES:
        keep, state.lowered = result.target, 0
    state.last_target = keep
    state.peak = max(state.peak, min(result.target, result.real, plan.ceiling))
    state.hard = state.hard + 1 if result.hard else 0
    state.setback = None
    return keep


def _lower_after(state: State, plan: Plan, band: Band, target: int) -> None:
    """Lower the target after what was said later than the check-in (rules R3.after.2)."""
    if band >= Band.HIGH:
        state.lower(min(plan.start_reps, target), band)
    elif band is Band.MODERATE:
        state.lower(max(1, target // 2), band)
    else:
        state.target = min(target, state.last_target)


def raised(plan: Plan, target: int, peak: int) -> int:
    """Return the target after a rise: below the peak it rises by one rep at most (R3.after.4)."""
    rise = min(plan.step, 1) if target < peak else plan.step
    return min(plan.ceiling, target + rise)


def _setback(plan: Plan, result: ExerciseResult) -> Reason | None:
    """Return why a date earned nothing, or None if only what was said of it was the reason."""
    assert result.target is not None
    if result.hard:
        return Reason.HARD
    if result.real > result.target * plan.rounds + MORE_THAN_ASKED:
        return Reason.TOO_MANY
    if result.real + result.imagined < result.target:
        return Reason.SHORT
    if not result.confirmed:
        return Reason.UNCONFIRMED
    if result.real < result.target:
        return Reason.IMAGINED
    return Reason.LOWERED if result.is_lowered else None


def fold(routine: Routine, exercise: str, days: Sequence[Day], state: State | None = None) -> State:
    """Return the state of an exercise after dates in order (rules R3.fold).

    ``state`` is that before the first of them, and is changed; None stands for no state yet.
    """
    start = routine.plan.start_reps
    state = state or State(start, start)  # R3.before.0
    for day in days:
        fold_date(state, routine, exercise, day)
    return state


def fold_date(state: State, routine: Routine, exercise: str, day: Day) -> None:
    """Move the state past one date."""
    result = exercise_result(day, exercise)
    if takes_part(day, result):
        asked = before(state, routine, day)
        after(state, routine.plan, day, result, was_asked=asked.target is not None)

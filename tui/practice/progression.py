"""The progression: how many reps of an exercise a date asks, computed from the dates before it.

`fold` runs over the dates of a routine in order. For each date, `before` moves the state on to what
the date asks, and `after` moves it past what was done. The state is never stored: the records are
folded again each time, with today's plan and the recorded targets. A change of the plan, or an edit
of an old date, therefore acts on what comes next and on nothing else (rules R3.fold).

A target rises only after an earned date, never because of missed dates, and falls at once when
soreness is reported (rules R3.always). In the comments below, ids such as R3.before.2 are those of
docs/rules.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import Enum

from msgspec import Struct

from tui.practice.dates import days_between
from tui.practice.days import Day, LockSpan, lock_on
from tui.practice.models import Band, Plan, Routine

SHORT_BREAK = 3
"""Dates away from which the target cannot be higher than the last one (rules R3.before.2)."""
BREAK = 7
"""Dates away from which the target falls to two thirds of the last one, at least to the start."""
LONG_BREAK = 14
"""Dates away from which practice begins again at the start target."""
MORE_THAN_ASKED = 2
"""Real reps beyond the target with which a date still earns (rules R3.after.4)."""
DATES_TO_WAIT = 2
"""Earned dates to serve after soreness before a target rises again."""


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
    STARTING_DAYS = "starting-days"
    CEILING = "ceiling"
    STEP = "step"
    AS_LAST_TIME = "as-last-time"


class ExerciseResult(Struct, frozen=True):
    """What the sessions of one date record of one exercise that was practised.

    ``target`` is the lowest recorded target (rules R1.sum), None when none was asked. ``real`` and
    ``imagined`` are reps. ``hard`` says that a session was hard, ``confirmed`` that all are
    confirmed.
    """

    target: int | None
    real: int
    imagined: int
    hard: bool
    confirmed: bool


def exercise_result(day: Day, exercise: str) -> ExerciseResult | None:
    """Return what a date records of an exercise, or None when no rep of it was counted."""
    sessions = day.sessions_of(exercise)
    if not sessions:
        return None
    own = [session.reps[exercise] for session in sessions]
    return ExerciseResult(
        target=min((reps.target for reps in own if reps.target is not None), default=None),
        real=sum(reps.done for reps in own),
        imagined=sum(reps.imagined for reps in own),
        hard=any(session.effort == "hard" for session in sessions),
        confirmed=all(session.confirmed for session in sessions),
    )


def is_earned(day: Day, result: ExerciseResult) -> bool:
    """Return whether a date on which a target was asked is earned (rules R3.after.4)."""
    return (
        result.target is not None
        and result.target <= result.real <= result.target + MORE_THAN_ASKED
        and not result.hard
        and day.worst_band is Band.CLEAR
        and result.confirmed
    )


def target_was_asked(day: Day, spans: Sequence[LockSpan]) -> bool:
    """Return whether a past date asked a target, without folding up to it.

    A high check-in and a lock leave no target (rules R3.rest, R3.lock). The date of a sign that was
    reported *after* the reps had still asked one.
    """
    if day.allows_only_rest:
        return False
    lock = lock_on(spans, day.date)
    return lock is None or lock.since == day.date


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
    dates in a row, ``hard`` the number of hard dates in a row. ``last`` is the date last practised.

    Three fields serve the reason only: ``soreness`` is the band behind ``wait``, ``later_band`` the
    band said after the check-in of the last date that took part, and ``setback`` why the date last
    practised earned nothing.
    """

    target: int
    last_target: int
    earned: int = 0
    peak: int = 0
    wait: int = 0
    short: list[int] = []
    hard: int = 0
    locked: bool = False
    last: dt.date | None = None
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


class AskedTarget(Struct, frozen=True):
    """What a date asks of one exercise.

    ``target`` is in reps, None when nothing may be asked. ``rise`` is by how many reps the target
    is higher than the last one if that is the reason, else 0.
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
    if state.locked:  # R3.before.1
        if not day.ack:
            return AskedTarget(None, Reason.LOCKED, rise=0)
        state.locked = False
        state.target, state.earned, state.wait = min(start, state.target), 0, DATES_TO_WAIT
        is_unlocked = True
    away = 0 if state.last is None else dates_away(routine, state.last, day.date)
    if away >= SHORT_BREAK:  # R3.before.2
        state.short.clear()
        state.hard = 0
        state.target = min(state.target, state.last_target)
        if away >= LONG_BREAK:
            state.target, state.earned = min(state.target, start), 0
        elif away >= BREAK:
            state.target = min(state.target, max(start, 2 * state.last_target // 3))
    match day.check:  # R3.before.3
        case Band.MILD:
            state.target = min(state.target, state.last_target)
        case Band.MODERATE:
            state.lower(max(1, min(state.target, state.last_target) // 2), Band.MODERATE)
        case Band.HIGH | Band.WARNING as band:
            state.lower(min(start, state.target), band)
    state.target = max(1, min(state.target, plan.ceiling))  # R3.before.4
    if day.allows_only_rest:
        return AskedTarget(None, Reason.LOCKED if state.locked else Reason.REST, rise=0)
    reason = _reason(state, plan, day, away=away, is_unlocked=is_unlocked)
    rise = state.target - state.last_target if reason is Reason.STEP else 0
    return AskedTarget(state.target, reason, rise)


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
    target = result.target if result is not None and was_asked else None
    if result is not None:  # R3.after.1
        state.last = day.date
    if result is not None and target is not None:
        # The steps below leave T where it is unless they say otherwise: this is their "T = R".
        state.target = state.last_target = target
        state.peak = max(state.peak, min(target, result.real, plan.ceiling))
        state.hard = state.hard + 1 if result.hard else 0
        state.setback = None
    if is_worse:  # R3.after.2
        match band:
            case Band.WARNING | Band.HIGH:
                state.lower(min(plan.start_reps, state.target), band)
                return
            case Band.MODERATE:
                state.lower(max(1, state.target // 2), band)
                return
            case _:
                state.target = min(state.target, state.last_target)
    if result is None or target is None:  # R3.after.3
        return
    if is_earned(day, result):  # R3.after.4
        state.earned = min(state.earned + 1, plan.start_days)
        state.short.clear()
        if state.wait:
            state.wait -= 1
            if not state.wait:
                state.soreness = Band.CLEAR
        elif state.earned >= plan.start_days:
            state.target = _raised(plan, target, state.peak)
        return
    state.setback = _setback(result, target)
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


def _raised(plan: Plan, target: int, peak: int) -> int:
    """Return the target after a rise: below the peak it rises by one rep at most (R3.after.4)."""
    rise = min(plan.step, 1) if target < peak else plan.step
    return min(plan.ceiling, target + rise)


def _setback(result: ExerciseResult, target: int) -> Reason | None:
    """Return why a date earned nothing, or None if only a mild band was the reason."""
    if result.hard:
        return Reason.HARD
    if result.real > target + MORE_THAN_ASKED:
        return Reason.TOO_MANY
    if result.real + result.imagined < target:
        return Reason.SHORT
    if not result.confirmed:
        return Reason.UNCONFIRMED
    return Reason.IMAGINED if result.real < target else None


def fold(routine: Routine, exercise: str, days: Sequence[Day], state: State | None = None) -> State:
    """Return the state of an exercise after dates in order (rules R3.fold).

    ``state`` is that before the first of them, and is changed; None stands for no state yet.
    """
    start = routine.plan.start_reps
    state = state or State(start, start)  # R3.before.0
    for day in days:
        result = exercise_result(day, exercise)
        if not takes_part(day, result):
            continue
        asked = before(state, routine, day)
        after(state, routine.plan, day, result, was_asked=asked.target is not None)
    return state


def fold_tail(
    routine: Routine, exercise: str, days: Sequence[Day], spans: Sequence[LockSpan]
) -> State:
    """Return the same state as `fold`, without folding years of dates.

    After ``start_days + 2`` earned dates in a row, with no other date taking part between them and
    no long break, the state is known but for its peak (rules R3.tail). The fold therefore begins
    after the last such run.
    """
    plan = routine.plan
    run: list[int] = []  # where in ``days`` the earned dates in a row are, the latest first
    for index in range(len(days) - 1, -1, -1):
        day = days[index]
        result = exercise_result(day, exercise)
        if not takes_part(day, result):
            continue
        if run and dates_away(routine, day.date, days[run[-1]].date) >= LONG_BREAK:
            run.clear()
        if result is None or not target_was_asked(day, spans) or not is_earned(day, result):
            run.clear()
            continue
        run.append(index)
        if len(run) == plan.start_days + DATES_TO_WAIT:
            end = run[0] + 1
            known = _state_after_run(plan, exercise, days[:end], spans)
            return fold(routine, exercise, days[end:], known)
    return fold(routine, exercise, days)


def _state_after_run(
    plan: Plan, exercise: str, days: Sequence[Day], spans: Sequence[LockSpan]
) -> State:
    """Return the state after dates that end with a run of earned dates (see `fold_tail`)."""
    peak = 0
    for day in reversed(days):
        if peak >= plan.ceiling:
            break  # after long practice this is soon the case
        if day.only_reps is not None:
            # Nearly every date is like this, and most of them do not raise the peak.
            reps = day.only_reps.get(exercise)
            if reps is None or reps.done <= peak or (reps.target or 0) <= peak:
                continue
        result = exercise_result(day, exercise)
        if result is not None and result.target is not None and target_was_asked(day, spans):
            peak = max(peak, min(result.target, result.real, plan.ceiling))
    last = exercise_result(days[-1], exercise)
    assert last is not None and last.target is not None
    return State(
        target=_raised(plan, last.target, peak),
        last_target=last.target,
        earned=plan.start_days,
        peak=peak,
        last=days[-1].date,
    )

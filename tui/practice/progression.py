"""How many repetitions are asked: a fold, per exercise, over its dates in order.

Nothing is remembered between runs. The recorded targets and counts are folded again each time, so
that an edited past or a changed plan acts on what comes next and on nothing else. A target rises
only when it was earned, never because of a missed day, and comes down at once when the body
says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import Enum

from msgspec import Struct

from tui.practice.dates import days_between
from tui.practice.days import Day, LockSpan
from tui.practice.models import Band, Plan, Routine

LONG_BREAK = 14
"""Dates away after which everything begins again at the start target."""
MORE_THAN_ASKED = 2
"""Real reps beyond the target that still count as going by the plan."""
DATES_TO_WAIT = 2
"""Clear practice dates to serve after soreness before a target rises again."""


class Reason(Enum):
    """Why a number is what it is; the first that applies, in this order."""

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
    """What the sessions of one date say of one exercise; ``target`` is None when none was asked."""

    target: int | None
    real: int
    imagined: int
    hard: bool
    confirmed: bool


def practised(day: Day, exercise: str) -> ExerciseResult | None:
    """What a date says of an exercise, or None when no rep of it was counted."""
    speaking = day.sessions_of(exercise)
    if not speaking:
        return None
    own = [session.reps[exercise] for session in speaking]
    return ExerciseResult(
        target=min((reps.target for reps in own if reps.target is not None), default=None),
        real=sum(reps.done for reps in own),
        imagined=sum(reps.imagined for reps in own),
        hard=any(session.effort == "hard" for session in speaking),
        confirmed=all(session.confirmed for session in speaking),
    )


def is_earned(day: Day, facts: ExerciseResult) -> bool:
    """Whether a date on which a target was asked earns a rise."""
    return (
        facts.target is not None
        and facts.target <= facts.real <= facts.target + MORE_THAN_ASKED
        and not facts.hard
        and day.worst_band is Band.CLEAR
        and facts.confirmed
    )


def target_was_asked(day: Day, spans: Sequence[LockSpan]) -> bool:
    """Whether a target was asked on a past date at all, seen without the fold.

    The date of a sign that was reported *after* the reps had still been asked for.
    """
    if (day.check or Band.CLEAR) >= Band.HIGH:
        return False
    return not any(span.since < day.date and span.holds(day.date) for span in spans)


def takes_part(day: Day, facts: ExerciseResult | None) -> bool:
    """Whether a date moves the fold of an exercise at all."""
    return (
        facts is not None
        or day.stop is not Band.CLEAR
        or day.check is not None
        or day.report is not None
        or day.ack
    )


class State(Struct):
    """What the fold knows of one exercise before a date; it is moved on in place.

    ``peak`` is the most real reps that a target asked for, followed as far as the ceiling, beyond
    which it makes no difference. ``wait`` is in practice dates, ``short`` the real reps of the
    short dates in a row, ``hard`` the hard dates in a row. ``soreness`` (the band behind ``wait``),
    ``later_band`` (what the last date said after its check-in) and ``setback`` only serve to say
    the reason.
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

    def sore(self, target: int, band: Band) -> None:
        """Take back the target after soreness, and wait before it rises again."""
        self.target = target
        self.wait = DATES_TO_WAIT
        self.short.clear()
        self.soreness = band
        if band >= Band.HIGH:
            self.earned = 0
        self.locked = self.locked or band is Band.WARNING


class AskedTarget(Struct, frozen=True):
    """What a date asks of one exercise: reps, or None when nothing may be asked, and why.

    ``rise`` is by how many reps it rose since the last time, where that is the reason.
    """

    target: int | None
    reason: Reason
    rise: int = 0


def days_away(state: State, routine: Routine, date: dt.date) -> int:
    """Dates away beyond what the schedule itself leaves free; 0 when never practised."""
    if state.last is None:
        return 0
    usual = routine.schedule_on(date).usual_gap
    return max(0, days_between(state.last, date) - 1 - usual)


def before(state: State, routine: Routine, day: Day) -> AskedTarget:
    """What to ask on a date, moving the state on to just before it is practised."""
    plan = routine.plan
    start = plan.start_reps
    unlocked = False
    if state.locked:
        if not day.ack:
            return AskedTarget(None, Reason.LOCKED)
        state.locked = False
        state.target, state.earned, state.wait = min(start, state.target), 0, DATES_TO_WAIT
        unlocked = True
    away = days_away(state, routine, day.date)
    if away > 2:
        state.short.clear()
        state.hard = 0
        state.target = min(state.target, state.last_target)
        if away >= LONG_BREAK:
            state.target, state.earned = min(state.target, start), 0
        elif away >= 7:
            state.target = min(state.target, max(start, 2 * state.last_target // 3))
    asked = True
    match day.check:
        case Band.MILD:
            state.target = min(state.target, state.last_target)
        case Band.MODERATE:
            state.sore(max(1, min(state.target, state.last_target) // 2), Band.MODERATE)
        case Band.HIGH | Band.WARNING as band:
            state.sore(min(start, state.target), band)
            asked = False
        case _:
            pass
    state.target = max(1, min(state.target, plan.ceiling))
    if not asked:
        return AskedTarget(None, Reason.LOCKED if state.locked else Reason.REST)
    reason = _reason(state, plan, day, away=away, unlocked=unlocked)
    rise = state.target - state.last_target if reason is Reason.STEP else 0
    return AskedTarget(state.target, reason, rise)


def _reason(state: State, plan: Plan, day: Day, *, away: int, unlocked: bool) -> Reason:
    if state.last is None:
        return Reason.FIRST
    if away >= LONG_BREAK or unlocked:
        return Reason.BACK
    if day.check is Band.MILD:
        return Reason.MILD
    if day.check is Band.MODERATE:
        return Reason.SORE
    if away > 2:
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


def after(state: State, plan: Plan, day: Day, facts: ExerciseResult | None, *, asked: bool) -> None:
    """Move the state on past a date: what was done, and what the body said later."""
    later = day.later_band
    is_worse = later > (day.check or Band.CLEAR)
    state.later_band = later if is_worse else Band.CLEAR
    target = facts.target if facts is not None and asked else None
    if facts is not None:
        state.last = day.date
    if facts is not None and target is not None:
        state.target = state.last_target = target
        state.peak = max(state.peak, min(target, facts.real, plan.ceiling))
        state.hard = state.hard + 1 if facts.hard else 0
        state.setback = None
    if is_worse:
        start = plan.start_reps
        match later:
            case Band.WARNING | Band.HIGH:
                state.sore(min(start, state.target), later)
                return
            case Band.MODERATE:
                state.sore(max(1, state.target // 2), later)
                return
            case _:
                state.target = min(state.target, state.last_target)
    if facts is None or target is None:
        return
    if is_earned(day, facts):
        state.earned = min(state.earned + 1, plan.start_days)
        state.short.clear()
        if state.wait:
            state.wait -= 1
            if not state.wait:
                state.soreness = Band.CLEAR
        elif state.earned >= plan.start_days:
            step = min(plan.step, 1) if target < state.peak else plan.step
            state.target = min(plan.ceiling, target + step)
        return
    state.setback = _setback(facts, target)
    if state.hard >= 2:
        state.target = max(1, target - max(1, plan.step))
        state.hard = 0
        state.short.clear()
        return
    if facts.real + facts.imagined < target:
        state.short.append(facts.real)
        if len(state.short) == 2:
            state.target = max(1, min(target, max(state.short)))
            state.short.clear()
        return
    state.short.clear()


def _setback(facts: ExerciseResult, target: int) -> Reason | None:
    if facts.hard:
        return Reason.HARD
    if facts.real > target + MORE_THAN_ASKED:
        return Reason.TOO_MANY
    if facts.real + facts.imagined < target:
        return Reason.SHORT
    if not facts.confirmed:
        return Reason.UNCONFIRMED
    return Reason.IMAGINED if facts.real < target else None


def fold(
    routine: Routine, exercise: str, days: Sequence[Day], state: State | None = None
) -> State | None:
    """The state after all of these dates, in order; None when none of them takes part."""
    for day in days:
        facts = practised(day, exercise)
        if not takes_part(day, facts):
            continue
        state = state or State(routine.plan.start_reps, routine.plan.start_reps)
        asked = before(state, routine, day).target is not None
        after(state, routine.plan, day, facts, asked=asked)
    return state


def fold_tail(
    routine: Routine, exercise: str, days: Sequence[Day], spans: Sequence[LockSpan]
) -> State | None:
    """The same state as ``fold``, from the last run of earned dates on.

    After ``start_days + 2`` earned dates in a row, with nothing else taking part between them and
    no long break, everything but the peak is known from the last of them, however long the history.
    """
    plan = routine.plan
    needed = plan.start_days + DATES_TO_WAIT
    run = 0
    newer: dt.date | None = None
    end = 0  # how many dates there are up to and including the last of the run
    for index in range(len(days) - 1, -1, -1):
        day = days[index]
        facts = practised(day, exercise)
        if not takes_part(day, facts):
            continue
        earned = facts is not None and target_was_asked(day, spans) and is_earned(day, facts)
        if newer is not None:
            usual = routine.schedule_on(newer).usual_gap
            if days_between(day.date, newer) - 1 - usual >= LONG_BREAK:
                run = 0
        if not earned:
            run, newer = 0, None
            continue
        if run == 0:
            end = index + 1
        run, newer = run + 1, day.date
        if run == needed:
            return fold(routine, exercise, days[end:], _known(plan, exercise, days[:end], spans))
    return fold(routine, exercise, days)


def _known(plan: Plan, exercise: str, days: Sequence[Day], spans: Sequence[LockSpan]) -> State:
    """The state after a run of earned dates that ends with the last of these."""
    peak = 0
    for day in reversed(days):
        if peak >= plan.ceiling:
            break  # as it soon is for who has practised for long
        if day.only_reps is not None:
            # Nearly every date is such a one, and most of them do not raise the peak.
            reps = day.only_reps.get(exercise)
            if reps is None or reps.done <= peak or (reps.target or 0) <= peak:
                continue
        facts = practised(day, exercise)
        if facts is not None and facts.target is not None and target_was_asked(day, spans):
            peak = max(peak, min(facts.target, facts.real, plan.ceiling))
    facts = practised(days[-1], exercise)
    assert facts is not None and facts.target is not None
    target = facts.target
    step = min(plan.step, 1) if target < peak else plan.step
    return State(
        target=min(plan.ceiling, target + step),
        last_target=target,
        earned=plan.start_days,
        peak=peak,
        last=days[-1].date,
    )

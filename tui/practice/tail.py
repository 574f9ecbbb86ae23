"""The tail of the progression: the same state as that of the whole fold, in less time.

Years of dates need not be folded to know what today asks (rules R3.tail). `fold_tail` must give
what `tui.practice.progression.fold` gives, field by field.
"""

from __future__ import annotations

from collections.abc import Sequence

from tui.practice.dates import days_between
from tui.practice.days import Day, LockSpan, lock_on
from tui.practice.models import Band, Plan, Routine
from tui.practice.progression import (
    DATES_TO_WAIT,
    LONG_BREAK,
    MORE_THAN_ASKED,
    SHORT_BREAK,
    State,
    dates_away,
    exercise_result,
    fold,
    fold_date,
    is_earned,
    raised,
    takes_part,
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


def fold_tail(
    routine: Routine,
    exercise: str,
    days: Sequence[Day],
    spans: Sequence[LockSpan],
    pains: Sequence[int],
) -> State:
    """Return the same state as `fold`, without folding years of dates (rules R3.tail).

    While a limit stands, each date is folded, because the limit depends on all of them since it
    first hurt. Where none stands, the fold begins after the last run of earned dates that leaves
    the state known.

    Args:
        routine: the routine as it is, with its plan and its schedule.
        exercise: the id of the exercise.
        days: the dates in order.
        spans: what `lock_spans` gives for them.
        pains: what `pain_indices` gives for them.
    """
    start = routine.plan.start_reps
    state, first = State(start, start), 0  # the state before ``days[first]``; no limit stands
    for pain in pains:
        if pain < first or not _sets_limit(days[pain], exercise, spans):
            continue
        state = _fold_without_limit(routine, exercise, days, spans, state, first, pain)
        fold_date(state, routine, exercise, days[pain])
        first = _fold_limited(state, routine, exercise, days, pain + 1)
    if state.limit is not None:
        return state
    return _fold_without_limit(routine, exercise, days, spans, state, first, len(days))


def _fold_limited(
    state: State, routine: Routine, exercise: str, days: Sequence[Day], first: int
) -> int:
    """Fold from ``days[first]`` on while a limit stands; return where the first other date is."""
    plan = routine.plan
    is_settled = False
    while first < len(days) and state.limit is not None:
        day = days[first]
        first += 1
        if is_settled and _fold_calm_date(state, plan, exercise, day):
            continue
        fold_date(state, routine, exercise, day)
        is_settled = state.earned >= plan.start_days and not (
            state.wait
            or state.short
            or state.hard
            or state.lowered
            or state.locked
            or state.setback
            or state.later_band is not Band.CLEAR
        )
    return first


def _fold_calm_date(state: State, plan: Plan, exercise: str, day: Day) -> bool:
    """Move the state past a date on which all went well; return whether it was such a date.

    Nothing but the reps of the last dates must stand in the state. For such a date, and most are,
    this does what `before` and `after` do in a fraction of their time. Years of dates may have to
    be folded while a limit stands.
    """
    assert state.limit is not None and state.last is not None
    clear = Band.CLEAR
    if (
        len(day.sessions) != 1
        or day.stop is not clear
        or (day.check is not None and day.check is not clear)
        or (day.report is not None and day.report is not clear)
    ):
        return False
    session = day.sessions[0]
    reps = session.reps.get(exercise)
    if reps is None or reps.asked is not None or not session.confirmed or session.effort == "hard":
        return False
    target = reps.target
    if target is None or not target <= reps.done <= target * plan.rounds + MORE_THAN_ASKED:
        return False
    if days_between(state.last, day.date) > SHORT_BREAK:  # or less away, by the schedule
        return False
    state.last = state.took_part = day.date
    state.last_target = target
    state.peak = max(state.peak, min(target, plan.ceiling))
    if target >= state.limit:
        state.raise_limit(plan.ceiling)
    state.target = raised(plan, target, state.peak)
    state.target = state.allowed_target
    return True


def _sets_limit(day: Day, exercise: str, spans: Sequence[LockSpan]) -> bool:
    """Return whether a limit stands after a date with pain (rules R3.after.2)."""
    if not target_was_asked(day, spans):
        return False
    result = exercise_result(day, exercise)
    return result is not None and result.target is not None


def _fold_without_limit(
    routine: Routine,
    exercise: str,
    days: Sequence[Day],
    spans: Sequence[LockSpan],
    state: State,
    first: int,
    end: int,
) -> State:
    """Return the state after ``days[first:end]``, of which none is painful.

    ``state`` is that before the first of them, without a limit. After ``start_days + 2`` earned,
    clear and unlowered dates in a row, with no other date taking part between them and no long
    break, the state is known but for its peak.
    """
    plan = routine.plan
    run: list[int] = []  # where in ``days`` the dates of the run are, the latest first
    for index in range(end - 1, -1, -1):
        if index < first and not run:
            break
        day = days[index]
        if day.only_reps is None and day.worst_band is not Band.CLEAR:
            run.clear()  # it takes part, whatever was done
            continue
        result = exercise_result(day, exercise)
        if not takes_part(day, result):
            continue
        if run and dates_away(routine, day.date, days[run[-1]].date) >= LONG_BREAK:
            run.clear()
        if (
            result is None
            or result.is_lowered
            or not target_was_asked(day, spans)
            or not is_earned(plan, day, result)
        ):
            run.clear()
            continue
        run.append(index)
        if len(run) == plan.start_days + DATES_TO_WAIT:
            known = run[0] + 1
            peak = _peak(plan, exercise, days[first:known], spans, state.peak)
            state = _state_after_run(plan, exercise, days[known - 1], peak)
            return fold(routine, exercise, days[known:end], state)
    return fold(routine, exercise, days[first:end], state)


def _peak(
    plan: Plan, exercise: str, days: Sequence[Day], spans: Sequence[LockSpan], peak: int
) -> int:
    """Return the peak after dates, given that before them (rules R3.after.1)."""
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
    return peak


def _state_after_run(plan: Plan, exercise: str, last: Day, peak: int) -> State:
    """Return the state after a run of earned dates that ends with ``last``."""
    result = exercise_result(last, exercise)
    assert result is not None and result.target is not None
    return State(
        target=raised(plan, result.target, peak),
        last_target=result.target,
        earned=plan.start_days,
        peak=peak,
        last=last.date,
        took_part=last.date,
    )

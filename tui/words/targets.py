"""What a date asks, in words: the number and why, or why there is none, and what comes next.

`tui.words.phrases` has the smaller parts that these sentences are made of.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tui.diary.today import Today, targets_after
from tui.practice.dates import ONE_DAY
from tui.practice.models import Band, Plan, Session, Weekly
from tui.practice.progression import Reason
from tui.words.phrases import about_minutes, capital, counts_words, number_word, rest_words

if TYPE_CHECKING:
    from tui.practice.day_plan import DayPlan
    from tui.practice.forecast import ForecastDay

# Why a target is what it is (rules R3.reasons).
_REASON_WORDS: dict[Reason, str] = {
    Reason.LOCKED: "paused after a warning sign",
    Reason.REST: "rest today, because you're very sore; imagining the reps is fine",
    Reason.ENOUGH: "that's enough for today",
    Reason.FIRST: "a small start",
    Reason.BACK: "a gentle start after a break",
    Reason.MILD: "same as last time, while you're a bit more sore",
    Reason.SORE: "staying at this number until it has felt fine for two days",
    Reason.AWAY: "same as last time, after a few days off",
    Reason.AFTER_PAIN: "staying at this number for a few days, to be safe",
    Reason.HARD: "same as last time, because that felt hard",
    Reason.TOO_MANY: "same as last time, because you did more than asked",
    Reason.SHORT: "same as last time for now",
    Reason.UNCONFIRMED: "same as last time, until you confirm that session",
    Reason.IMAGINED: "same as last time, because of the imagined reps",
    Reason.LOWERED: "not going up for now, because you chose fewer",
    Reason.STARTING_DAYS: "staying at this number for the first days",
    Reason.BELOW_WHAT_HURT: "careful here: it hurt around this number before",
    Reason.CEILING: "your full set",
    Reason.STEP: "{rise} more than last time",
    Reason.AS_LAST_TIME: "same as last time",
}
# The same where the target is lower than the last one.
_LOWER_WORDS: dict[Reason, str] = {
    Reason.BACK: "fewer on purpose, after a break",
    Reason.MILD: "fewer for now, while you're a bit more sore",
    Reason.SORE: "fewer until it has felt fine for two days",
    Reason.AWAY: "fewer, after a few days off",
    Reason.AFTER_PAIN: "fewer for a few days, to be safe",
    Reason.HARD: "fewer for now, because it felt hard twice",
    Reason.SHORT: "fewer for now",
}


def reason_words(plan: DayPlan) -> str:
    """Return a date's targets and their reason as one sentence: ``4 each: a small start.``

    If the exercises have different reasons, the first in the order of `Reason` is given
    (rules R3.reasons.routine).
    """
    targets = plan.targets
    if not plan.exercises:
        return "This routine has no exercises yet. Add one in Settings."
    reasons = [asked.reason for asked in plan.exercises]
    reason = min(reasons, key=list(Reason).index)
    rise = max(asked.rise for asked in plan.exercises if asked.reason is reason)
    words = _LOWER_WORDS.get(reason, _REASON_WORDS[reason]) if rise < 0 else _REASON_WORDS[reason]
    why = words.format(rise=number_word(max(0, rise)))
    if not targets or reason is Reason.ENOUGH:
        return capital(f"{why}.")
    if plan.day.is_marked_kept:
        return "Marked as done."
    if any(asked.is_lowered for asked in plan.exercises):
        # The reason belongs to the plan's target and not to this one.
        why = "you started today with fewer"
    return f"{counts_words(targets)}: {why}."


def forecast_words(coming: ForecastDay) -> str:
    """Return what a coming date asks: ``4 each, about 3 minutes``, or ``off``, ``resting: ill``."""
    if coming.targets:
        return f"{counts_words(coming.targets)}, {about_minutes(coming.length)}"
    if isinstance(coming.reason, Reason):
        return _REASON_WORDS[coming.reason]
    return "off" if coming.reason is None else rest_words(coming.reason)


def nothing_left(
    plan: DayPlan, today: dt.date, *, imagine_way: str | None = None, open_way: str | None = None
) -> str:
    """Return why a session cannot start, or be added, on a date on which nothing is left.

    Args:
        plan: what the date asks.
        today: the practice date of the present moment.
        imagine_way: how an imagined session is started, such as ``press i``; None where it cannot
            be. It is named only while reps can be imagined (rules R3.rest).
        open_way: how a date is opened; None where it cannot be.
    """
    if plan.date != today:
        if plan.counted or plan.day.is_marked_kept:
            return f"That day is already done{f'; to open it, {open_way}' if open_way else ''}."
        if plan.is_enough:
            return "That was enough for that day."
        if plan.is_rest:
            return "That day was for rest, because you were very sore."
        reason = reason_words(plan)
        return f"Nothing was planned that day: {reason[0].lower()}{reason[1:]}"
    if plan.is_locked:
        return reason_words(plan)
    if plan.is_enough:
        return "That's enough for today. See how it feels tomorrow."
    if plan.is_rest:
        can_imagine = imagine_way and any(asked.left_to_imagine for asked in plan.exercises)
        hint = f" If you like, {imagine_way} for an imagined session." if can_imagine else ""
        return f"Today is for rest.{hint}"
    if not plan.exercises:
        return "This routine has no exercises yet."
    return "Done for today. See you tomorrow."


def is_shorter_next(today: Today, session: Session) -> bool:
    """Return whether the next date would ask for fewer reps than a session of ``today`` did."""
    asked = sum(reps.target or 0 for reps in session.reps.values())
    targets = targets_after(today.snapshot, today.routine, today.date, session)
    return sum(targets) < asked


def outlook_words(today: Today, corrected: Session | None = None, *, is_over: bool = False) -> str:
    """Return ``tomorrow: 5 each, if today feels fine`` (rules R3.outlook).

    Empty where nothing may be asked.

    Args:
        today: the routine on the date that is done.
        corrected: takes the place of the session of the same id.
        is_over: whether that date lies behind, so that only the day after it is named.
    """
    tomorrow = today.date + ONE_DAY
    date = tomorrow if is_over else today.next_date
    if date is None:
        return ""
    targets = targets_after(today.snapshot, today.routine, today.date, corrected, asked_on=date)
    if not targets:
        return ""
    counts = counts_words(targets)
    if is_over:
        return f"the next day: {counts}"
    is_sure = date == tomorrow and not isinstance(today.routine.schedule_on(date), Weekly)
    day = today.days.get(today.date)
    is_sore = day is not None and day.worst_band >= Band.MODERATE
    condition = "" if is_sore else ", if today feels fine"
    return f"{'tomorrow' if is_sure else 'next time'}: {counts}{condition}"


def above_words(counts: Iterable[int], plan: Plan) -> str:
    """Return that the highest of some counts that were typed is above the full set of a day.

    Empty if none is.
    """
    most, full = max(counts, default=0), plan.ceiling * plan.rounds
    return f"{most} is more than your full set of {full}; is that right?" if most > full else ""

"""Corrections: the reps of a session after a person changed their counts, and what is confirmed.

A correction changes counts only. The recorded target and the hold that was asked stay, because a
past date is judged by them (rules R3.fold).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from msgspec.structs import replace

from tui.practice.dates import days_between
from tui.practice.models import Reps, Session

CONFIRMED_WITHIN = 7
"""Dates before an answer whose unconfirmed sessions it may confirm."""


def corrected(before: Reps, done: int, imagined: int) -> Reps:
    """Return reps with other counts of done and imagined reps.

    A rep that counts after all was neither skipped nor short. Each further counted rep therefore
    takes away a skipped rep or, when none is left, a short one. The seconds held change with the
    done reps, by the hold that was asked for each, and never fall below 0. If no count changes, the
    result is ``before`` itself.
    """
    if (done, imagined) == (before.done, before.imagined):
        return before
    more = done + imagined - before.counted
    skipped = max(0, before.skipped - max(0, more))
    short = max(0, before.short - max(0, more - before.skipped))
    held = max(0, before.held_s + (done - before.done) * (before.hold_s or 0))
    return replace(before, done=done, imagined=imagined, skipped=skipped, short=short, held_s=held)


def recounted(before: Reps, counted: int) -> Reps:
    """Return reps with another number of counted reps, `corrected` in the same way.

    Done reps are added and removed; imagined reps are removed only when no done ones are left.
    """
    imagined = min(before.imagined, counted)
    return corrected(before, counted - imagined, imagined)


def unconfirmed(sessions: Iterable[Session], date: dt.date) -> list[Session]:
    """Return the sessions of a date and the 7 before it that nobody has confirmed, in their order.

    A clear check-in confirms them (rules R3.unconfirmed). Sessions that still run, and those in
    which nothing was counted, are left out.
    """
    return [
        session
        for session in sessions
        # Tested first, as it rules out nearly all sessions of years.
        if not session.confirmed
        and session.status != "open"
        and 0 <= days_between(session.day, date) <= CONFIRMED_WITHIN
        and session.has_counted
        and session.stop_reason != "warning"  # which earns nothing, whatever is confirmed
    ]

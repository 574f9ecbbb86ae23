"""What can be done to a date, from whichever screen it is seen on; each is one change of the diary.

A date that lies ahead is refused in words; only rest may lie ahead.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tui.app.dialogs import care
from tui.app.dialogs.rest import RestDialog
from tui.diary.today import Today
from tui.practice.models import WEEKDAYS, Band, Session
from tui.words import phrases

if TYPE_CHECKING:
    from tui.app.shell import Shell

AHEAD = "That day is still to come. Only rest can be marked ahead."


def on_date(app: Shell, date: dt.date) -> Today:
    """What a date asked, and what was done, as its own day saw it."""
    today = app.today
    if date == today.date:
        return today
    return Today(today.snapshot, today.routine, date, today.ends_at)


def is_ahead(app: Shell, date: dt.date) -> bool:
    """Whether a date lies ahead, which is said."""
    if date <= app.today.date:
        return False
    app.notify(AHEAD, severity="warning")
    return True


async def say_how_it_feels(app: Shell, date: dt.date) -> Band | None:
    """Ask, and record the answer; a warning sign only once its words were read and accepted."""
    answer = await app.push_screen_wait(care.check_in())
    if answer is None:
        return None
    band = Band(answer)
    if band is Band.WARNING and not await app.push_screen_wait(care.warning_sign()):
        return None
    said = await app.change(lambda diary: diary.record_feeling(date, band))
    return band if said is not None else None


async def feel(app: Shell, date: dt.date) -> None:
    """Ask how a date felt, and record it."""
    if is_ahead(app, date):
        return
    band = await say_how_it_feels(app, date)
    if band is not None:
        app.notify(f"Noted: {phrases.BAND_WORDS[band]}.")


def draft(app: Shell, date: dt.date) -> Session:
    """A session of a date as it would be filled in: what was asked and is left of it, as done."""
    today = on_date(app, date)
    return Session(
        id="",
        routine=today.routine.id,
        day=date,
        reps=today.completed_reps(),
        props=today.routine.props,
        via="log",
    )


async def mark_done(app: Shell, date: dt.date) -> bool:
    """Add what the date asked and is left of it, as done without the timer."""
    if is_ahead(app, date):
        return False
    today = on_date(app, date)
    if not today.plan.left:
        app.notify(phrases.nothing_left(today.plan, app.today.date, imagine_key="i"))
        return False
    reps = today.completed_reps()
    start = app.clock.now() if date == app.today.date else None
    session = await app.change(
        lambda diary: diary.log_session(
            today.routine, date, reps, start=start, props=today.routine.props
        )
    )
    if session is None:
        return False
    counted = phrases.counts_words(one.counted for one in reps.values())
    day = "" if date == app.today.date else f" on {phrases.day_words(date, short=True)}"
    app.notify(f"Marked as done{day}: {counted}.")
    return True


async def mark_rest(app: Shell, date: dt.date) -> None:
    """Ask for a range and a reason, and mark it."""
    today = app.today
    starts_on = WEEKDAYS.index(today.snapshot.settings.week_starts_on)
    rest = await app.push_screen_wait(RestDialog(date, today.date, starts_on))
    if rest is None:
        return
    marked = await app.change(lambda diary: diary.rest(rest.first, rest.why, rest.last))
    if marked is not None:
        days = phrases.plural(len(marked), "day")
        app.notify(f"Rest ({rest.why}): {days}." if rest.why else f"No longer rest: {days}.")

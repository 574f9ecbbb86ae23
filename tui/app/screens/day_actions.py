"""What can be done to a date, from whichever screen shows it; each is one change of the diary.

Only rest can be marked on a date that lies ahead (rules R1.ahead); anything else is refused in
words.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tui.app.dialogs import care
from tui.app.dialogs.rest import RestDialog
from tui.diary.today import Today
from tui.practice.days import Day
from tui.practice.history import Level
from tui.practice.models import COMPARES, Band, Session
from tui.words import phrases
from tui.words.safety import slip_words
from tui.words.targets import nothing_left

if TYPE_CHECKING:
    from tui.app.shell import Shell

SAID_S = 10.0
"""How long it is shown that practice is paused, in seconds."""
AHEAD = "That day is in the future. You can only plan rest."


def on_date(app: Shell, date: dt.date) -> Today:
    """Return the diary as seen from a date, with what that date asked."""
    return app.today.on(date)


def is_ahead(app: Shell, date: dt.date) -> bool:
    """Return whether a date lies ahead; if so, say that this cannot be done."""
    if date <= app.today.date:
        return False
    app.notify(AHEAD, severity="warning")
    return True


def is_refused(today: Today, date: dt.date, action: str) -> bool:
    """Return whether an action of a screen would only say why it cannot be done on a date.

    It is quick enough for each move of a cursor: a past date is judged by its verdict.
    """
    if date > today.date:
        return action in ("add", "compare", "done", "feel", "open")
    if action != "done":
        return False
    if date == today.date:
        return not today.plan.left
    day, verdict = today.days.get(date) or Day(date), today.history.verdict(date)
    is_closed = day.is_enough or day.allows_only_rest or verdict.reason == "locked"
    return is_closed or day.is_marked_kept or verdict.level is Level.FULL


async def ask_feeling(app: Shell, date: dt.date, *, says_answer: bool = True) -> Band | None:
    """Ask how a date feels, record the answer and say so; None if nothing was recorded.

    Where ``says_answer`` is false, only the sessions that the answer confirmed are said. A warning
    sign is recorded only once its words were read and accepted (rules R6.sign).
    """
    answer = await app.push_screen_wait(care.check_in())
    if answer is None:
        return None
    band = Band(answer)
    if band is Band.WARNING:
        sign = care.warning_sign(is_today=date == app.today.date)
        if not await app.push_screen_wait(sign):
            return None
    recorded = await app.change(lambda diary: diary.record_feeling(date, band))
    if recorded is None:
        return None
    if band is Band.WARNING:
        say_paused(app)
        return band
    said = [f"Saved: {phrases.BAND_WORDS[band]}."] if says_answer else []
    if recorded.confirmed:
        said.append(phrases.confirmed_words(recorded.confirmed, date))
    if said:
        app.notify(" ".join(said))
    return band


def say_paused(app: Shell) -> None:
    """Say that practice is paused, and how a slip of the key is taken back (rules R6.slip)."""
    app.notify(slip_words(app.way_to("app.undo")), timeout=SAID_S)


async def feel(app: Shell, date: dt.date) -> None:
    """Ask how a date felt, unless it lies ahead."""
    if not is_ahead(app, date):
        await ask_feeling(app, date)


async def compare(app: Shell, date: dt.date) -> None:
    """Ask how a date felt compared with a month before, and record or take back the answer."""
    if is_ahead(app, date):
        return
    record = app.today.snapshot.days.get(date)
    is_answered = record is not None and record.compare is not None
    chosen = await app.push_screen_wait(care.comparison(is_answered=is_answered))
    if chosen is not None:
        await _record_comparison(app, date, chosen)


async def ask_comparison(app: Shell) -> None:
    """Ask the weekly question, and record the answer or that it was put off (rules R7.ask)."""
    chosen = await app.push_screen_wait(care.WeeklyQuestion())
    date = app.today.date
    if chosen is None:
        await app.change(lambda diary: diary.put_off_comparison(date))
    else:
        await _record_comparison(app, date, chosen)


async def _record_comparison(app: Shell, date: dt.date, chosen: str) -> None:
    """Record what was chosen at the weekly question, or take an answer back, and say so."""
    answer = next((each for each in COMPARES if each == chosen), None)
    saved = await app.change(lambda diary: diary.record_feeling(date, None, compare=answer))
    if saved is not None:
        words = f"Saved: {phrases.comparison_words(answer)}." if answer else "Answer removed."
        app.notify(words)


def draft(app: Shell, date: dt.date) -> Session:
    """Return a session to be filled in, in which all that is left of a date's target is done."""
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
    """Add a session with all that is left of a date's target; return whether it was added."""
    if is_ahead(app, date):
        return False
    today = on_date(app, date)
    if not today.plan.left:
        app.notify(
            nothing_left(
                today.plan,
                app.today.date,
                imagine_way=app.way_to("routine.imagined"),
                open_way=app.way_to("heatmap.open"),
            )
        )
        return False
    reps = today.completed_reps()
    is_today = date == app.today.date
    start = app.clock.now() if is_today else None
    session = await app.change(
        lambda diary: diary.log_session(
            today.routine, date, reps, start=start, props=today.routine.props
        )
    )
    if session is None:
        return False
    counted = phrases.counts_words(each.counted for each in reps.values())
    day = "" if is_today else f" on {phrases.day_words(date, short=True)}"
    app.notify(f"Marked as done{day}: {counted}.")
    return True


async def mark_rest(app: Shell, date: dt.date) -> None:
    """Ask for a range of dates and a reason, and mark or unmark the range as rest."""
    today = app.today
    rest = await app.push_screen_wait(RestDialog(date, today.date))
    if rest is None:
        return
    marked = await app.change(lambda diary: diary.rest(rest.first, rest.reason, rest.last))
    if marked is not None:
        days = phrases.plural(len(marked), "day")
        text = f"Marked as rest: {days}." if rest.reason else f"Rest mark removed: {days}."
        app.notify(text)

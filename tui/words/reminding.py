"""What a reminder says, and what is said of it wherever it is kept."""

from __future__ import annotations

import datetime as dt

from tui.diary.today import Today
from tui.words import phrases

NONE_SET = "No reminder is set."
NOT_UNDONE = "Undo leaves the reminder as it is; change it in Settings, Reminder."
REMOVED = "The reminder is off."
NO_DESKTOP = "There's no desktop to notify here, so supine streak says it in your prompt."
NOT_WANTED = "Nothing to remind you of right now."


def reminder_words(today: Today) -> str:
    """Return ``Time to lie down? 4 each today, about 3 minutes.``"""
    counts = phrases.counts_words(each.reps for each in today.sets_left() if each.reps)
    more = "more today" if today.plan.counted else "today"
    return f"Time to lie down? {counts} {more}, {phrases.about_minutes(today.estimate_ms)}."


def system_clock_words(kept: dt.datetime, zone: str) -> str:
    """Return that it rings by the system's clock, not by the one that ``TZ`` asks for."""
    return f"That's by the system's clock, where it's {kept:%H:%M} now; TZ is {zone!r} here."


def next_words(moment: dt.datetime, now: dt.datetime) -> str:
    """Return ``today at 21:30``, ``tomorrow at 21:30`` or ``Sunday at 21:30``, by the calendar."""
    days = (moment.date() - now.date()).days
    day = {0: "today", 1: "tomorrow"}.get(days, f"{moment:%A}")
    return f"{day} at {moment:%H:%M}"

"""What a reminder says, and what is said of it wherever it is kept."""

from __future__ import annotations

import datetime as dt

from tui.diary.today import Today
from tui.words import phrases

NONE_SET = "No reminder is set."
REMOVED = "The reminder is off."
NO_DESKTOP = "There's no desktop to notify here, so supine streak says it in your prompt."
NOT_WANTED = "Nothing to remind you of right now."


def reminder_words(today: Today) -> str:
    """Return ``Time to lie down? 4 each today, about 3 minutes.``"""
    counts = phrases.counts_words(each.reps for each in today.sets_left() if each.reps)
    more = "more today" if today.plan.counted else "today"
    return f"Time to lie down? {counts} {more}, {phrases.about_minutes(today.estimate_ms)}."


def next_words(moment: dt.datetime, now: dt.datetime) -> str:
    """Return ``today at 21:30``, ``tomorrow at 21:30`` or ``Sunday at 21:30``, by the calendar."""
    days = (moment.date() - now.date()).days
    day = {0: "today", 1: "tomorrow"}.get(days, f"{moment:%A}")
    return f"{day} at {moment:%H:%M}"

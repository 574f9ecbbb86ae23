"""When a session shows how a movement is done: at first, and after some time away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from tui.practice.dates import days_between
from tui.practice.models import Session

FIRST_DAYS = 7
"""The practice days of an exercise on which it is taught."""
DAYS_AWAY = 14
"""The dates without it, in a row, after which it is taught again."""


def taught_exercises(
    exercises: Iterable[str], sessions: Iterable[Session], today: dt.date
) -> frozenset[str]:
    """Return those of some exercises, given by their ids, that are taught today (rules R4.taught).

    Args:
        exercises: the ids that are asked about.
        sessions: all sessions of the diary, whichever routine they belong to.
        today: the practice date.
    """
    dates: dict[str, set[dt.date]] = {each: set() for each in exercises}
    for session in sessions:
        if session.day < today:
            for exercise, reps in session.reps.items():
                if exercise in dates and reps.counted:
                    dates[exercise].add(session.day)
    return frozenset(
        exercise
        for exercise, practised in dates.items()
        if len(practised) < FIRST_DAYS or days_between(max(practised), today) - 1 >= DAYS_AWAY
    )

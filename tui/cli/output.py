"""What the commands share once the diary is read: today, and answers as JSON."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from tui.clock import Clock
from tui.diary.codec import SCHEMA
from tui.diary.diary import Diary
from tui.diary.store import NEWER
from tui.diary.today import Today
from tui.words import phrases

if TYPE_CHECKING:
    import argparse

_ASKING = ("today", "timetable", "streak", "calendar")


def read_today(options: argparse.Namespace, diary: Diary, clock: Clock) -> Today:
    """Today as the options want it; what there is to say about the file goes to standard error.

    Raises:
        Unreadable: the file is no diary.
        NotFound: there is no such routine.
    """
    snapshot = diary.read()
    if snapshot.problems:
        count = phrases.plural(len(snapshot.problems), "record")
        print(
            f"supine: passed over {count} in {diary.path} that could not be understood "
            f"({snapshot.problems[0]})",
            file=sys.stderr,
        )
    if snapshot.schema > SCHEMA and options.command in _ASKING:
        print(f"supine: {diary.path}: {NEWER}", file=sys.stderr)  # a change says so as it fails
    return Today.now(snapshot, clock, options.routine)


def print_json(value: Mapping[str, Any]) -> None:
    """One object on one line of standard output."""
    print(msgspec.json.encode(value).decode())


def streak_json(today: Today) -> dict[str, Any]:
    """The streak of a routine as one JSON object."""
    history = today.history
    return {
        "date": today.date,
        "current": history.current,
        "longest": history.longest,
        "last_30": history.last_30,
        "today": history.today_state.value,
        "at_risk": history.at_risk,
        "at_risk_until": today.ends_at.isoformat() if history.at_risk else None,
        "steadiness": round(history.steadiness, 9),
    }

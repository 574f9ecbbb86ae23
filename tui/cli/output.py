"""Reading and answering, as all commands do it.

An answer has two forms, text and one JSON object. A command gives both to `print_answer`, which
prints the one that was asked for. Messages about the file go to standard error.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TextIO

import msgspec

from tui.cli.lines import Line, print_line, print_message
from tui.clock import Clock
from tui.diary.codec import SCHEMA
from tui.diary.diary import Diary
from tui.diary.snapshot import Snapshot
from tui.diary.store import NEWER
from tui.diary.today import Today
from tui.words import phrases
from tui.words.visible import escaped

if TYPE_CHECKING:
    import argparse

_READ_ONLY_COMMANDS = ("today", "timetable", "plan", "streak", "calendar", "stats")


def read_today(options: argparse.Namespace, diary: Diary, clock: Clock) -> Today:
    """Return today for the routine that the options name.

    Records that were ignored, and a file of a newer supine, are reported on standard error.

    Raises:
        Unreadable: the file is no diary.
        NotFound: there is no such routine.
    """
    snapshot = diary.read()
    if snapshot.problems:
        count = phrases.plural(len(snapshot.problems), "record")
        print_message(
            "supine",
            f"skipped {count} in {diary.path} that couldn't be read ({snapshot.problems[0]})",
        )
    # The other commands change the diary, and fail with the same words when they do.
    if snapshot.schema > SCHEMA and options.command in _READ_ONLY_COMMANDS:
        print_message("supine", f"{diary.path}: {NEWER}")
    return Today.now(snapshot, clock, options.routine)


def has_remarks(diary: Diary, snapshot: Snapshot) -> bool:
    """Return whether reading the diary is answered by messages, too."""
    recovered = diary.store.recovered is not None
    return recovered or bool(snapshot.problems) or snapshot.schema > SCHEMA


def is_drawn_on(out: TextIO | None) -> bool:
    """Return whether an output is a terminal on which anything but lines of text can be drawn."""
    return out is not None and out.isatty() and os.environ.get("TERM") != "dumb"


def print_answer(
    options: argparse.Namespace,
    as_json: Callable[[], Mapping[str, Any]],
    as_text: Callable[[], Iterable[Line]],
) -> None:
    """Print a command's answer to standard output, in the form that the options ask for.

    Only the function for that form is called, so the other one costs nothing.

    Args:
        options: the command's options; ``json`` chooses the form.
        as_json: returns the fields of the one JSON object.
        as_text: returns the lines of text.
    """
    if options.json:
        print_line(json_line(as_json()))
    else:
        for line in as_text():
            print_line(line)


def json_line(fields: Mapping[str, Any]) -> str:
    """Return fields as JSON in which everything that a terminal would obey is escaped."""
    try:
        text = msgspec.json.encode(fields).decode()
    except UnicodeEncodeError:  # msgspec has no form for a surrogate
        import json

        text = json.dumps(msgspec.to_builtins(fields))
    return escaped(text, lambda character: f"\\u{ord(character):04x}")


def streak_json(today: Today) -> dict[str, Any]:
    """Return the streak of today's routine as ``streak --json`` and ``today --json`` print it."""
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

"""What a reminder and the diaries have to do with each other: whose it is, and of which routine."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from pathlib import Path

from tui.clock import Clock
from tui.diary.diary import Diary
from tui.diary.errors import ChangeRejected, DiaryError, NotFound
from tui.reminders.ring import take_mark_away
from tui.reminders.scheduler import Entry, scheduler_command


def command_for(diary: Diary, routine: str | None, time: dt.time) -> tuple[str, ...]:
    """Return the command that a scheduler calls for a routine of a diary; None for the one shown.

    Raises:
        NotFound: there is no such routine.
        ChangeRejected: the routine is archived, and a reminder would never ring.
        DiaryError: the diary cannot be read.
    """
    if routine is not None:
        found = diary.read().routine(routine)
        if found.archived:
            raise ChangeRejected(f"the routine {found.id!r} is archived, so nothing would ring")
        routine = found.id
    return scheduler_command(diary.path, routine, time)


def kept_routine(entry: Entry | None, diary: Diary) -> str | None:
    """Return the routine that an entry names, as long as it is one in use of this diary."""
    routine = "" if entry is None else entry.option("--routine")
    if entry is None or not routine or not is_for(entry, diary.path):
        return None
    found = diary.read().routines.get(routine)
    return None if found is None or found.archived else routine


def is_for(entry: Entry, path: Path) -> bool:
    """Return whether an entry is for a diary; one that names none may be for any."""
    named = entry.option("--file")
    return not named or os.path.realpath(named) == os.path.realpath(path)


def with_diary(entry: Entry | None, diary: Diary, clock: Clock) -> Entry | None:
    """Return an entry, as lost where the diary that it names gives it nothing to ring for."""
    if entry is None or entry.lost or not (problem := _diary_problem(entry, diary, clock)):
        return entry
    return replace(entry, lost=problem)


def diary_words(entry: Entry, diary: Diary) -> str:
    """Return which other diary an entry is for, if it is for another one, else nothing."""
    if is_for(entry, diary.path):
        return ""
    path = Path(entry.option("--file"))
    if path.exists():
        return f"It's for the diary {path}."
    # It rings even so, as it does before the first session of a new diary.
    again = f"supine remind {entry.time or dt.time(21, 30):%H:%M}"
    return f"It's for the diary {path}, which isn't there. To set it for yours: {again}"


def _diary_problem(entry: Entry, diary: Diary, clock: Clock) -> str:
    routine = entry.option("--routine")
    if not is_for(entry, diary.path):
        diary = Diary(Path(entry.option("--file")), now=clock.now, local=clock.local)
    try:
        found = diary.read().routine(routine or None)
    except NotFound:
        return f"its diary has no routine {routine!r} any more"
    except DiaryError as error:
        return str(error)
    return f"its routine {found.id!r} is archived" if found.archived else ""


def take_marks_away(entry: Entry | None, path: Path) -> None:
    """Remove the marks beside a diary, and beside the one of an entry that is removed."""
    take_mark_away(path)
    if entry is not None and (named := entry.option("--file")):
        take_mark_away(Path(named))

"""The reminder of this machine on the settings screen: the system is asked what is set."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tui.app.dialogs.prompt import PromptDialog
from tui.diary.errors import DiaryError
from tui.reminders import said, whose
from tui.reminders.scheduler import Entry, ReminderProblem
from tui.reminders.system import Reminders
from tui.reminders.times import parse_time
from tui.words import phrases, reminding

if TYPE_CHECKING:
    from tui.app.shell import Shell

OFF = "off"
_LONGEST = 20


def shown_reminder(app: Shell) -> tuple[str, str]:
    """Return when the reminder rings, ``off`` without one, and what there is to know of it."""
    entry = _found(app)
    if isinstance(entry, str):
        return "can't be read", f"{entry}."
    if entry is None:
        return OFF, ""
    time = f"{entry.time:%H:%M}" if entry.time is not None else "changed by hand"
    lost = said.lost_words(entry)
    return f"{time}, won't ring" if lost else time, phrases.joined(
        lost, whose.diary_words(entry, app.diary), phrases.capital(entry.where)
    )


async def change_reminder(app: Shell) -> None:
    """Ask for a time, and set the reminder to it or remove it."""
    before = await asyncio.to_thread(_found, app)
    if isinstance(before, str):
        app.notify(before, severity="error", markup=False)
        return
    lost = "" if before is None else said.lost_words(before)
    question = "Remind you at what time each day?" + (f" {lost}" if lost else "")
    hint = "21:30" if before is None else "21:30, or off"
    typed = await app.push_screen_wait(
        PromptDialog(question, _checked, longest=_LONGEST, hint=hint)
    )
    if typed is not None:
        words, is_problem = await asyncio.to_thread(_change, app, typed, before)
        if not is_problem:
            app.last_beside_diary = (app.diary.changes.undoable,)
        app.notify(words, severity="error" if is_problem else "information", markup=False)


def _found(app: Shell) -> Entry | str | None:
    """Return the reminder that is set, None without one, or why that cannot be said."""
    try:
        return whose.with_diary(Reminders(app.which).find(), app.diary, app.clock)
    except ReminderProblem as problem:
        return str(problem)


def _checked(typed: str) -> str:
    text = typed.strip().lower()
    return text if text == OFF else f"{parse_time(text):%H:%M}"


def _change(app: Shell, typed: str, before: Entry | None) -> tuple[str, bool]:
    """Set or remove the reminder; return what to say, and whether it could not be done."""
    reminders, diary = Reminders(app.which), app.diary
    try:
        if typed == OFF:
            removed = reminders.remove()
            whose.take_marks_away(removed, diary.path)
            return reminding.NONE_SET if removed is None else reminding.REMOVED, False
        time = parse_time(typed)
        routine = whose.kept_routine(before, diary)
        entry = reminders.set(time, whose.command_for(diary, routine, time))
    except (ReminderProblem, DiaryError) as problem:
        return f"{problem}.", True
    # Where it is written stands beneath its line.
    first, _, *others = said.set_lines(entry, app.clock, app.which)
    return " ".join((first, *others)), False

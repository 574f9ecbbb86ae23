"""The reminder of this machine on the settings screen: the system is asked what is set."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tui.app.dialogs.prompt import PromptDialog
from tui.reminders import ring, said
from tui.reminders.scheduler import Entry, ReminderProblem, reminder_command
from tui.reminders.system import Reminders
from tui.reminders.times import parse_time
from tui.words import phrases, reminding

if TYPE_CHECKING:
    from tui.app.shell import Shell
    from tui.cues.process import Which

OFF = "off"
_LONGEST = 20


def shown_reminder(which: Which) -> tuple[str, str]:
    """Return when the reminder rings, ``off`` without one, and what there is to know of it."""
    try:
        entry = Reminders(which).find()
    except ReminderProblem as problem:
        return "can't be read", f"{problem}."
    if entry is None:
        return OFF, ""
    time = f"{entry.time:%H:%M}" if entry.time is not None else "changed by hand"
    lost = said.lost_words(entry)
    return f"{time}, won't ring" if lost else time, phrases.joined(
        lost, phrases.capital(entry.where)
    )


async def change_reminder(app: Shell) -> None:
    """Ask for a time, and set the reminder to it or remove it."""
    before = await asyncio.to_thread(_found, app.which)
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
        app.notify(words, severity="error" if is_problem else "information", markup=False)


def _found(which: Which) -> Entry | str | None:
    """Return the reminder that is set, None without one, or why that cannot be said."""
    try:
        return Reminders(which).find()
    except ReminderProblem as problem:
        return str(problem)


def _checked(typed: str) -> str:
    text = typed.strip().lower()
    return text if text == OFF else f"{parse_time(text):%H:%M}"


def _change(app: Shell, typed: str, before: Entry | None) -> tuple[str, bool]:
    """Set or remove the reminder; return what to say, and whether it could not be done."""
    reminders, path = Reminders(app.which), app.diary.path
    try:
        if typed == OFF:
            ring.take_mark_away(path)
            return reminding.NONE_SET if reminders.remove() is None else reminding.REMOVED, False
        time = parse_time(typed)
        routine = (before.option("--routine") if before is not None else "") or None
        entry = reminders.set(time, reminder_command(path, routine, time))
    except ReminderProblem as problem:
        return f"{problem}.", True
    # Where it is written stands beneath its line.
    first, _, *others = said.set_lines(entry, app.clock, app.which)
    return " ".join((first, *others)), False

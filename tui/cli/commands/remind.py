"""``supine remind``: sets, shows and removes the reminder of this machine, and rings it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tui.cli.lines import print_message
from tui.cli.output import print_answer, read_today
from tui.cli.support import FINE, NO_DATA, UsageError
from tui.clock import Clock
from tui.diary.diary import Diary
from tui.diary.errors import DiaryError, Unconfirmed
from tui.diary.today import Today
from tui.reminders import ring, said, whose
from tui.reminders.programs import run
from tui.reminders.scheduler import Entry, ReminderProblem
from tui.reminders.system import Reminders
from tui.reminders.times import InvalidTime, parse_time
from tui.words import reminding

if TYPE_CHECKING:
    import argparse


def remind(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Set the reminder to a time, remove it (``off``), ring it (``now``), or say what is set.

    Raises:
        UsageError: what is given is no time.
        NotFound: there is no such routine.
        ChangeRejected: the routine is archived.
        DiaryError: the diary cannot be read.
    """
    when = " ".join(options.when).strip().lower()
    if when == "now":
        return _ring(options, diary, clock)
    if options.due is not None:
        raise UsageError("--due is for supine remind now only")
    try:
        if not options.when:
            return _show(options, diary, clock)
        if when == "off":
            return _remove(options, diary)
        return _set(options, when, diary, clock)
    except ReminderProblem as problem:
        print_message("supine remind", str(problem))
        return NO_DATA


def _set(options: argparse.Namespace, when: str, diary: Diary, clock: Clock) -> int:
    time = _parsed(when)
    read_today(options, diary, clock)  # says which records were ignored
    entry = Reminders().set(time, whose.command_for(diary, options.routine, time))
    print_answer(
        options,
        lambda: _entry_json(entry, clock),
        lambda: [*said.set_lines(entry, clock, shutil.which), "supine remind off removes it."],
    )
    return FINE


def _show(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    entry = whose.with_diary(Reminders().find(), diary, clock)

    def as_text() -> Iterator[str]:
        if entry is None:
            yield f"{reminding.NONE_SET} To set one: supine remind 21:30"
            return
        if entry.time is None:
            yield "The reminder was changed by hand, so when it rings isn't known."
        else:
            yield f"The reminder rings {said.rings_words(entry.time, clock)}"
        yield f"Written in {entry.where}"
        if entry.time is not None:
            yield from said.clock_words(clock)
        yield from filter(None, (said.lost_words(entry), whose.diary_words(entry, diary)))

    print_answer(options, lambda: _entry_json(entry, clock), as_text)
    return FINE


def _remove(options: argparse.Namespace, diary: Diary) -> int:
    entry = Reminders().remove()
    whose.take_marks_away(entry, diary.path)
    where = None if entry is None else entry.where
    print_answer(
        options,
        lambda: {"time": None, "removed": where},
        lambda: [said.removed_words(entry)],
    )
    return FINE


def _ring(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Show the reminder, if today is still open. Schedulers mail what is printed: so nothing is.

    Not even that records were ignored, which every other command says.
    """
    today = Today.now(diary.read(), clock, options.routine)
    words = by = None
    if ring.is_wanted(today) and not _is_late(options.due, today, clock):
        words = reminding.reminder_words(today)
        by = ring.notify(words, shutil.which, run, os.environ)
        if not by:
            by = "prompt"
            try:
                ring.leave_mark(diary.path, today)
            except Unconfirmed:
                pass  # at the worst a power cut takes it
            except DiaryError as error:
                print_message("supine remind", f"no desktop to notify, and {error}")
                return NO_DATA
    if by != "prompt":
        ring.take_mark_away(diary.path)
    if options.json or (sys.stdout is not None and sys.stdout.isatty()):
        print_answer(
            options,
            lambda: {"rang": by is not None, "by": by, "words": words},
            lambda: [words if words is not None else reminding.NOT_WANTED],
        )
    return FINE


def _is_late(due: str | None, today: Today, clock: Clock) -> bool:
    """Return whether the day on which it was due has ended.

    Its time may have been changed by hand in the scheduler's entry, which then counts.
    """
    if due is None or not ring.is_too_late(_parsed(due), today, clock):
        return False
    try:
        entry = Reminders().find()
    except ReminderProblem:
        return True
    if entry is None or entry.option("--due") != due:
        return True
    return entry.time is not None and ring.is_too_late(entry.time, today, clock)


def _parsed(text: str) -> dt.time:
    try:
        return parse_time(text)
    except InvalidTime as error:
        raise UsageError(str(error)) from error


def _entry_json(entry: Entry | None, clock: Clock) -> dict[str, Any]:
    if entry is None:
        return {"time": None, "next": None, "where": None, "lost": ""}
    time = None if entry.time is None else f"{entry.time:%H:%M}"
    upcoming = None if entry.time is None else ring.next_ring(entry.time, clock).isoformat()
    return {"time": time, "next": upcoming, "where": entry.where, "lost": said.lost_words(entry)}

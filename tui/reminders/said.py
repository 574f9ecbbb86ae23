"""What the command line and the settings screen say of the reminder that is set."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator

from tui.clock import Clock
from tui.reminders.programs import Which
from tui.reminders.ring import can_notify, next_ring, system_time
from tui.reminders.scheduler import Entry
from tui.words import reminding


def rings_words(time: dt.time, clock: Clock) -> str:
    """Return ``at 21:30, if the day is still open. Next: today at 21:30.``"""
    upcoming = reminding.next_words(next_ring(time, clock), system_time(clock)(clock.now()))
    return f"at {time:%H:%M}, if the day is still open. Next: {upcoming}."


def set_lines(entry: Entry, clock: Clock, which: Which) -> Iterator[str]:
    """Yield what is so now that a reminder was set: when, where, and what keeps it from ringing."""
    assert entry.time is not None
    yield f"You'll be reminded {rings_words(entry.time, clock)}"
    yield f"Written to {entry.where}"
    yield from clock_words(clock)
    if words := lost_words(entry):
        yield words
    if not can_notify(which, os.environ):
        yield reminding.NO_DESKTOP


def clock_words(clock: Clock) -> Iterator[str]:
    """Yield which clock the scheduler keeps, where ``TZ`` gives this program another one."""
    now = clock.now()
    kept = system_time(clock)(now)
    if kept.utcoffset() != clock.local(now).utcoffset():
        yield reminding.system_clock_words(kept, os.environ.get("TZ", ""))


def removed_words(entry: Entry | None) -> str:
    """Return that a reminder was removed, and from where; or that there was none."""
    return reminding.NONE_SET if entry is None else f"{reminding.REMOVED} Removed: {entry.where}"


def lost_words(entry: Entry) -> str:
    """Return why a reminder will not ring, and what to do; empty where it will."""
    lost, remedy = entry.lost, entry.remedy
    if entry.is_program_missing:
        lost, remedy = f"it calls {entry.command[0]}, which isn't there any more", ""
    if not lost:
        return ""
    again = f"supine remind {entry.time or dt.time(21, 30):%H:%M}"
    return f"It won't ring: {lost}. {remedy or f'To set it again: {again}'}"

"""Exports for other programs: HabitBull's CSV, Loop Habit Tracker's zip, and a calendar.

They hold a routine's dates and notes, and no counts of single exercises. Loop Habit Tracker imports
HabitBull's CSV but not its own zip, which other programs import.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tui.diary.snapshot import Snapshot
from tui.exchange.cells import guarded
from tui.practice.dates import ONE_DAY
from tui.practice.history import History, Level, Verdict
from tui.practice.models import Routine, Weekdays, Weekly

_HABITBULL_HEADER = "HabitName,HabitDescription,HabitCategory,CalendarDate,Value,CommentText\n"
_LOOP_HEADER = (
    *("Position", "Name", "Type", "Question", "Description", "FrequencyNumerator"),
    *("FrequencyDenominator", "Color", "Unit", "Target Type", "Target Value", "Archived?"),
)
_LOOP_COLOUR = "#FF8F00"
_LONGEST_LINE = 75
"""Octets of a line of iCalendar, without its line end (RFC 5545, section 3.1)."""
_NAMESPACE = uuid.UUID("1d0a6d1e-5a0c-4c0b-8a55-7c2b3f9e4d21")
"""Namespace of the calendar events' ids. Changing it would duplicate events in calendars."""


@dataclass(frozen=True, slots=True)
class RoutineHistory:
    """A routine's dates from its first record to today, and the notes on them.

    ``name`` is what to call the routine in the export; no two histories have the same.
    """

    routine: Routine
    name: str
    verdicts: dict[dt.date, Verdict]
    notes: dict[dt.date, str]

    @property
    def practised(self) -> list[dt.date]:
        """The dates on which something was counted or marked as kept, in order."""
        return [date for date, verdict in self.verdicts.items() if verdict.level is not Level.NONE]


def routine_histories(
    snapshot: Snapshot, routines: Iterable[Routine], today: dt.date
) -> list[RoutineHistory]:
    """Return the history of each of the routines that has a record."""
    histories: list[RoutineHistory] = []
    for routine in routines:
        days = snapshot.routine_days(routine, today)
        history = History(routine, days, today)
        if history.first_record is None:
            continue
        count = (today - history.first_record).days + 1
        dates = [history.first_record + ONE_DAY * n for n in range(count)]
        notes = {}
        for date in dates:
            sessions = days[date].sessions if date in days else ()
            record = snapshot.days.get(date)
            texts = [*(session.note for session in sessions), record.note if record else ""]
            if note := "\n".join(filter(None, texts)):
                notes[date] = re.sub(r"\r\n?", "\n", note)
        name = _on_one_line(routine.name or routine.id)
        if any(name == earlier.name for earlier in histories):
            name = _on_one_line(f"{name} ({routine.id})")
        verdicts = {date: history.verdict(date) for date in dates}
        histories.append(RoutineHistory(routine, name, verdicts, notes))
    return histories


def _on_one_line(text: str) -> str:
    """Return a name on one line, without control characters."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text)


def to_habitbull(histories: Iterable[RoutineHistory]) -> bytes:
    """Return the kept dates as HabitBull exports them and Loop Habit Tracker imports them.

    The value of a kept date is 1. Other numbers would make Loop treat the habit as a measured one.
    Loop takes a backslash within quotes for an escape character, so each is doubled.
    """
    rows: list[Sequence[object]] = []
    for history in histories:
        for date, verdict in history.verdicts.items():
            if verdict.kept:
                note = history.notes.get(date, "").replace("\\", "\\\\")
                rows.append((history.name.replace("\\", "\\\\"), "", "", date, 1, note))
    # Loop recognises such a file by its header, which must not be quoted.
    return _HABITBULL_HEADER.encode() + _csv(rows, csv.QUOTE_NONNUMERIC)


def to_loop(histories: Sequence[RoutineHistory]) -> bytes:
    """Return the dates as Loop Habit Tracker exports them since 2.3.1: a zip of CSV files.

    Kept dates are YES_MANUAL. Protected dates are SKIP, which bridges a streak there as it does
    here. Loop's scores are left out.
    """
    habits: list[Sequence[object]] = [_LOOP_HEADER]
    files: dict[str, bytes] = {}
    for position, history in enumerate(histories, 1):
        frequency = _loop_frequency(history.routine, max(history.verdicts))
        archived = str(history.routine.archived).lower()
        head = (f"{position:03}", history.name, "YES_NO", "", "", *frequency)
        habits.append((*head, _LOOP_COLOUR, "", "", "", archived))
        folder = f"{position:03} {re.sub('[^ a-zA-Z0-9_-]+', '', history.name)}".strip()
        rows: list[Sequence[object]] = [("Date", "Value", "Notes")]
        for date in reversed(history.verdicts):
            rows.append((date, _loop_value(history.verdicts[date]), history.notes.get(date, "")))
        files[f"{folder}/Checkmarks.csv"] = _csv(rows)
    files = {"Habits.csv": _csv(habits), **files, "Checkmarks.csv": _csv(_loop_grid(histories))}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            # ZipInfo's fixed default date, so that equal days give equal bytes.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _loop_grid(histories: Sequence[RoutineHistory]) -> Iterator[Sequence[object]]:
    """Yield the rows of the file that has a column for each routine."""
    yield ("Date", *(history.name for history in histories), "")
    for date in sorted({date for history in histories for date in history.verdicts}, reverse=True):
        verdicts = [history.verdicts.get(date) for history in histories]
        yield (date, *(_loop_value(each) if each else "UNKNOWN" for each in verdicts), "")


def _loop_value(verdict: Verdict) -> str:
    if verdict.kept:
        return "YES_MANUAL"
    return "SKIP" if verdict.protected else "NO"


def _loop_frequency(routine: Routine, today: dt.date) -> tuple[int, int]:
    """Return how many times in how many days the schedule of today asks for the routine."""
    match routine.schedule_on(today):
        case Weekdays(days=days):
            return len(set(days)), 7
        case Weekly(times=times):
            return times, 7
        case _:
            return 1, 1


def _csv(rows: Iterable[Sequence[object]], quoting: Literal[0, 2] = csv.QUOTE_MINIMAL) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n", quoting=quoting)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _harmless(cell: object) -> object:
    """Return a cell that a spreadsheet does not run as a formula, without control characters.

    The programs that these files are for know no way to spell a control character.
    """
    return guarded(_without_controls(cell)) if isinstance(cell, str) else cell


def _without_controls(text: str) -> str:
    """Return a text without the control characters other than tabs and line feeds."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", text)


def to_calendar(histories: Iterable[RoutineHistory], now: dt.datetime) -> bytes:
    """Return the practised dates as all-day events of iCalendar (RFC 5545).

    The same date of the same routine has the same event id each time, so that a calendar that has
    the event already replaces it.

    Args:
        histories: the routines.
        now: the moment to give as the time at which the events were written.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//supine//supine//EN"]
    stamp = now.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    for history in histories:
        for date in history.practised:
            counted = history.verdicts[date].counted
            reps = f" ({counted} {'rep' if counted == 1 else 'reps'})" if counted else ""
            note = history.notes.get(date)
            lines += [
                "BEGIN:VEVENT",
                f"UID:{uuid.uuid5(_NAMESPACE, f'{history.routine.id} {date}')}",
                f"DTSTAMP:{stamp}",
                f"DTSTART;VALUE=DATE:{''.join(date.isoformat().split('-'))}",
                f"SUMMARY:{_escaped(history.name + reps)}",
                *([f"DESCRIPTION:{_escaped(note)}"] if note is not None else []),
                "TRANSP:TRANSPARENT",
                "END:VEVENT",
            ]
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _escaped(text: str) -> str:
    """Return a text as a value of iCalendar (RFC 5545, section 3.3.11).

    The tab is the only control character that a value may hold.
    """
    text = _without_controls(re.sub(r"[\x0b\x0c\x85\u2028\u2029]", "\n", text))
    return re.sub(r"[\\;,]", r"\\\g<0>", text).replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """Return a line's bytes, continued after a line break and a space where it is too long.

    No character is split between two lines.
    """
    parts: list[bytes] = [b""]
    for character in line:
        encoded = character.encode()
        if len(parts[-1]) + len(encoded) > _LONGEST_LINE:
            parts.append(b" ")
        parts[-1] += encoded
    return b"\r\n".join(parts) + b"\r\n"

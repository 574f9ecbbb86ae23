"""The days of routines for other programs: Loop Habit Tracker's zip, HabitBull's CSV, a calendar.

Loop itself imports HabitBull's CSV and not its own; other programs import Loop's.
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
from tui.exchange.read_export import printable
from tui.practice.dates import ONE_DAY
from tui.practice.history import History, Level, Verdict
from tui.practice.models import Routine, Weekdays, Weekly

_HABITBULL = "HabitName,HabitDescription,HabitCategory,CalendarDate,Value,CommentText\n"
_LOOP = (
    *("Position", "Name", "Type", "Question", "Description", "FrequencyNumerator"),
    *("FrequencyDenominator", "Color", "Unit", "Target Type", "Target Value", "Archived?"),
)
_COLOUR = "#FF8F00"
_LONGEST_LINE = 75
"""Octets that a line of iCalendar may have, without its end (RFC 5545, 3.1)."""
_NAMESPACE = uuid.UUID("1d0a6d1e-5a0c-4c0b-8a55-7c2b3f9e4d21")


@dataclass(frozen=True, slots=True)
class RoutineHistory:
    """A routine's dates from its first record to today, and what was noted on them."""

    routine: Routine
    name: str
    verdicts: dict[dt.date, Verdict]
    notes: dict[dt.date, str]

    @property
    def practised(self) -> list[dt.date]:
        """The dates on which something counted, in order."""
        return [date for date, each in self.verdicts.items() if each.level is not Level.NONE]


def routine_histories(
    snapshot: Snapshot, routines: Iterable[Routine], today: dt.date
) -> list[RoutineHistory]:
    """The past of each routine that has one; no two have the same name."""
    found: list[RoutineHistory] = []
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
            said = [*(each.note for each in sessions), record.note if record else ""]
            if text := "\n".join(filter(None, said)):
                notes[date] = re.sub(r"\r\n?", "\n", text)
        name = printable(routine.name or routine.id)
        if any(name == each.name for each in found):
            name = printable(f"{name} ({routine.id})")
        verdicts = {date: history.verdict(date) for date in dates}
        found.append(RoutineHistory(routine, name, verdicts, notes))
    return found


def to_habitbull(routine_histories: Iterable[RoutineHistory]) -> bytes:
    """The kept dates as HabitBull exports them and Loop Habit Tracker imports them.

    A done day is 1; other numbers would make Loop take the habit for one that is measured. Within
    quotes it reads a backslash as the mark of what comes next, so each is doubled.
    """
    rows: list[Sequence[object]] = []
    for past in routine_histories:
        for date, verdict in past.verdicts.items():
            if verdict.kept:
                note = past.notes.get(date, "").replace("\\", "\\\\")
                rows.append((past.name.replace("\\", "\\\\"), "", "", date, 1, note))
    # Loop knows such a file by its header without quotes.
    return _HABITBULL.encode() + _csv(rows, csv.QUOTE_NONNUMERIC)


def to_loop(routine_histories: Sequence[RoutineHistory]) -> bytes:
    """The dates as Loop Habit Tracker exports them since 2.3.1: a zip of CSV files.

    Kept dates are YES_MANUAL, protected ones SKIP, which bridges its streaks as it does here.
    Its scores are left out.
    """
    habits: list[Sequence[object]] = [_LOOP]
    files: dict[str, bytes] = {}
    for number, past in enumerate(routine_histories, 1):
        often = _frequency(past.routine, max(past.verdicts))
        archived = str(past.routine.archived).lower()
        head = (f"{number:03}", past.name, "YES_NO", "", "", *often)
        habits.append((*head, _COLOUR, "", "", "", archived))
        folder = f"{number:03} {re.sub('[^ a-zA-Z0-9_-]+', '', past.name)}".strip()
        rows: list[Sequence[object]] = [("Date", "Value", "Notes")]
        for date in reversed(past.verdicts):
            rows.append((date, _value(past.verdicts[date]), past.notes.get(date, "")))
        files[f"{folder}/Checkmarks.csv"] = _csv(rows)
    files = {"Habits.csv": _csv(habits), **files, "Checkmarks.csv": _csv(_grid(routine_histories))}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            # The library's first moment in the place of today: equal days, equal bytes.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _grid(routine_histories: Sequence[RoutineHistory]) -> Iterator[Sequence[object]]:
    yield ("Date", *(past.name for past in routine_histories), "")
    for date in sorted(
        {date for past in routine_histories for date in past.verdicts}, reverse=True
    ):
        cells = [past.verdicts.get(date) for past in routine_histories]
        yield (date, *(_value(each) if each else "UNKNOWN" for each in cells), "")


def _value(verdict: Verdict) -> str:
    if verdict.kept:
        return "YES_MANUAL"
    return "SKIP" if verdict.protected else "NO"


def _frequency(routine: Routine, today: dt.date) -> tuple[int, int]:
    """So many times in so many days, by the schedule of today."""
    match routine.schedule_on(today):
        case Weekdays(days=days):
            return len(set(days)), 7
        case Weekly(times=times):
            return times, 7
        case _:
            return 1, 1


def _csv(rows: Iterable[Sequence[object]], quoting: Literal[0, 2] = csv.QUOTE_MINIMAL) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n", quoting=quoting).writerows(rows)
    return text.getvalue().encode()


def to_calendar(routine_histories: Iterable[RoutineHistory], now: dt.datetime) -> bytes:
    """The practised dates as all-day events of iCalendar (RFC 5545).

    The same date of the same routine is the same event each time, so that a calendar that has it
    replaces it.

    Args:
        pasts: the routines.
        now: when the events are said to have been written.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//supine//supine//EN"]
    stamp = now.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    for past in routine_histories:
        for date in past.practised:
            counted = past.verdicts[date].counted
            reps = f" ({counted} {'rep' if counted == 1 else 'reps'})" if counted else ""
            lines += [
                "BEGIN:VEVENT",
                f"UID:{uuid.uuid5(_NAMESPACE, f'{past.routine.id} {date}')}",
                f"DTSTAMP:{stamp}",
                f"DTSTART;VALUE=DATE:{''.join(date.isoformat().split('-'))}",
                f"SUMMARY:{_escaped(past.name + reps)}",
                *([f"DESCRIPTION:{_escaped(past.notes[date])}"] if date in past.notes else []),
                "TRANSP:TRANSPARENT",
                "END:VEVENT",
            ]
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _escaped(text: str) -> str:
    """A text as a value (RFC 5545, 3.3.11); it may hold no other control character than a tab."""
    text = re.sub(r"[\x0b\x0c\x85\u2028\u2029]", "\n", text)
    text = re.sub(r"[\x00-\x08\x0e-\x1f\x7f]", "", text)
    return re.sub(r"[\\;,]", r"\\\g<0>", text).replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """A line's octets, continued after a line end and a space where they are too many."""
    parts: list[bytes] = [b""]
    for character in line:
        encoded = character.encode()
        if len(parts[-1]) + len(encoded) > _LONGEST_LINE:
            parts.append(b" ")
        parts[-1] += encoded
    return b"\r\n".join(parts) + b"\r\n"

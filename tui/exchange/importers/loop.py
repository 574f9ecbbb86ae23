"""What Loop Habit Tracker stores of a date, and the two kinds of ``Checkmarks.csv`` it exports.

Since 2.3.1 that of a habit has the header ``Date,Value,Notes`` and words; before, it had neither
header nor notes, and bare integers. Another one has a column for every habit.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from tui.exchange.importers.habits import HabitMark, Marks, State, iso_date, note_of, shown
from tui.exchange.read_export import ImportRefused, csv_rows

PROGRAM, SOURCE = "Loop Habit Tracker", "loop"
UNKNOWN, NO, YES_AUTO, YES_MANUAL, SKIP = range(-1, 4)
WORDS = {
    "UNKNOWN": UNKNOWN,
    "NO": NO,
    "YES_AUTO": YES_AUTO,
    "YES_MANUAL": YES_MANUAL,
    "SKIP": SKIP,
}


@dataclass(frozen=True, slots=True)
class Goal:
    """What makes a date done: for a measurable habit an amount, in thousandths of its unit."""

    is_measured: bool = False
    target: float = 0
    is_most: bool = False

    def state(self, value: int) -> State:
        """What a stored value says. A day that the schedule did not ask for is not a done one."""
        if value == SKIP:
            return "skipped"
        if not self.is_measured:
            # Where the kind of habit is not known, an amount is far above these.
            return "done" if value >= YES_MANUAL else "open"
        if self.is_most:
            return "done" if 0 <= value <= self.target else "open"
        return "done" if value > 0 and value >= self.target else "open"


YES_NO = Goal()


def read_checkmarks(text: str, goal: Goal = YES_NO) -> Marks:
    """The marks of one habit, from its own ``Checkmarks.csv``."""
    marks: dict[dt.date, HabitMark] = {}
    for where, row in csv_rows(text):
        if not marks and row[0] == "Date":
            continue
        if not 2 <= len(row) <= 3:
            raise ImportRefused(where, f"it has {len(row)} instead of 3 cells")
        note = note_of(row[2], where) if len(row) == 3 else ""
        marks[iso_date(row[0], where)] = HabitMark(goal.state(_value(row[1], where)), note)
    return marks


def read_grid(text: str) -> list[tuple[str, Marks]]:
    """The marks of all habits, from the ``Checkmarks.csv`` with a column for each."""
    rows = csv_rows(text)
    _, header = next(rows)
    names = header[1:-1] if not header[-1] else header[1:]
    marks: list[dict[dt.date, HabitMark]] = [{} for _ in names]
    for where, row in rows:
        if len(row) != len(header):
            raise ImportRefused(where, f"it has {len(row)} instead of {len(header)} cells")
        date = iso_date(row[0], where)
        for habit, cell in zip(marks, row[1:], strict=False):
            habit[date] = HabitMark(YES_NO.state(_value(cell, where)))
    return [(name, habit) for name, habit in zip(names, marks, strict=True)]


def _value(cell: str, where: str) -> int:
    if cell in WORDS:
        return WORDS[cell]
    if re.fullmatch(r"-?\d{1,18}", cell, re.ASCII):
        return int(cell)
    raise ImportRefused(where, f"{shown(cell)} is no value of Loop, such as YES_MANUAL or 2")

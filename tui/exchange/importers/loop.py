"""Loop Habit Tracker's values of a date, and its two kinds of ``Checkmarks.csv``.

The file of a single habit has the header ``Date,Value,Notes`` and values in words since 2.3.1.
Before, it had neither header nor notes, and the values were integers. The other kind has a column
for every habit.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from tui.exchange.importers.habits import (
    ForeignFile,
    HabitMark,
    Marks,
    State,
    checked_note,
    parse_iso_date,
    quoted,
)
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
class HabitGoal:
    """What makes a date of a habit done.

    Args:
        is_measured: whether an amount is recorded, and not yes or no.
        target: the amount to reach, in thousandths of the habit's unit, as values are stored.
        is_most: whether the amount must not exceed the target, and not reach it.
    """

    is_measured: bool = False
    target: float = 0
    is_most: bool = False

    def state(self, value: int) -> State:
        """Return what a stored value says.

        YES_AUTO is a date on which the schedule asked for nothing, so it is not done.
        """
        if value == SKIP:
            return "skipped"
        if not self.is_measured:
            # If the goal is not known the value may be an amount, which is far greater than these.
            return "done" if value >= YES_MANUAL else "open"
        if self.is_most:
            return "done" if 0 <= value <= self.target else "open"
        return "done" if value > 0 and value >= self.target else "open"


YES_NO = HabitGoal()


def matches(header: Sequence[str], delimiter: str) -> bool:
    """Whether the first row of a CSV file is that of a ``Checkmarks.csv``."""
    if delimiter != ",":
        return False
    has_header = list(header[:2]) == ["Date", "Value"] or (header[0] == "Date" and header[-1] == "")
    first_mark = r"\d{4}-\d\d-\d\d,(-?\d+|[A-Z_]+)"
    return has_header or re.fullmatch(first_mark, ",".join(header[:2]), re.ASCII) is not None


def read_csv(text: str, header: Sequence[str]) -> ForeignFile:
    """Return the habits of a ``Checkmarks.csv`` of either kind, told apart by its header.

    Raises:
        ImportRefused: the first row that is not valid.
    """
    is_grid = header[0] == "Date" and header[1] != "Value"
    habits = read_grid(text) if is_grid else [("", read_checkmarks(text))]
    return ForeignFile.of(PROGRAM, SOURCE, habits)


def read_checkmarks(text: str, goal: HabitGoal = YES_NO) -> Marks:
    """Return the marks of the ``Checkmarks.csv`` of one habit.

    Raises:
        ImportRefused: the first row that is not valid.
    """
    marks: dict[dt.date, HabitMark] = {}
    for where, row in csv_rows(text):
        if not marks and row[0] == "Date":
            continue
        if not 2 <= len(row) <= 3:
            raise ImportRefused(where, f"it has {len(row)} instead of 3 cells")
        note = checked_note(row[2], where) if len(row) == 3 else ""
        marks[parse_iso_date(row[0], where)] = HabitMark(goal.state(_value(row[1], where)), note)
    return marks


def read_grid(text: str) -> list[tuple[str, Marks]]:
    """Return the names and marks of the ``Checkmarks.csv`` that has a column for every habit.

    Raises:
        ImportRefused: the first row that is not valid.
    """
    rows = csv_rows(text)
    _, header = next(rows)
    names = header[1:-1] if not header[-1] else header[1:]
    marks: list[dict[dt.date, HabitMark]] = [{} for _ in names]
    for where, row in rows:
        if len(row) != len(header):
            raise ImportRefused(where, f"it has {len(row)} instead of {len(header)} cells")
        date = parse_iso_date(row[0], where)
        for habit, cell in zip(marks, row[1:], strict=False):  # each row ends with an empty cell
            habit[date] = HabitMark(YES_NO.state(_value(cell, where)))
    return [(name, habit) for name, habit in zip(names, marks, strict=True)]


def _value(cell: str, where: str) -> int:
    if cell in WORDS:
        return WORDS[cell]
    if re.fullmatch(r"-?\d{1,18}", cell, re.ASCII):
        return int(cell)
    raise ImportRefused(where, f"{quoted(cell)} is no value of Loop, such as YES_MANUAL or 2")

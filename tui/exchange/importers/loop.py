"""Loop Habit Tracker's values of a date, and its two kinds of ``Checkmarks.csv``.

The file of a single habit has the header ``Date,Value,Notes`` and values in words since 2.3.1.
Before, it had neither header nor notes, and the values were integers. The other kind, the *grid*,
has a column for every habit. Loop ends each of its rows with a comma. In versions 2.0 its cells are
``Entry(timestamp=…, value=2)``, with a comma that no quotes protect.

Both kinds are read as well after a spreadsheet has saved them.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from tui.exchange.cells import FLAGS, number
from tui.exchange.dates import DateReader, looks_like_date
from tui.exchange.importers.habits import ForeignFile, HabitMark, Marks, State, checked_note
from tui.exchange.refusals import ImportRefused, quoted
from tui.exchange.source import Source
from tui.exchange.tables import Row, Table

PROGRAM, SOURCE = "Loop Habit Tracker", "loop"
UNKNOWN, NO, YES_AUTO, YES_MANUAL, SKIP = range(-1, 4)
WORDS = {
    "UNKNOWN": UNKNOWN,
    "NO": NO,
    "YES_AUTO": YES_AUTO,
    "YES_MANUAL": YES_MANUAL,
    "SKIP": SKIP,
}
OWN_WORDS = ("UNKNOWN", "YES_AUTO", "YES_MANUAL")
"""Values that no other program or person writes."""
_LIST_COLUMNS = {"done", "note"}
"""Columns of a plain list apart from its date."""
_SAMPLE = 200
"""Rows by which a table is recognised."""
_MOST_PARTS = 1_000
"""Cells that an entry with a note is divided into at most; what goes on longer has no end."""
_ENTRY_VALUE = re.compile(r"\bvalue=(-?\d{1,18})\b", re.ASCII)


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


def matches(source: Source) -> bool:
    """Whether a file is a ``Checkmarks.csv`` of Loop. It is one of these:

    - a header ``Date,Value`` or ``Date,Value,Notes``;
    - no header, two or three columns, a date in the first row, and values that tell Loop;
    - a grid: a header of ``Date`` and names, values of Loop in most of the cells below these, and
      one of these: every row ends with an empty cell, as Loop writes it; the values tell Loop; or
      all of them are words for true and false, and the names are not those of a plain list.

    Values tell Loop if one of them is a word or an entry of Loop or -1, or if all of them are from
    0 to 3, and one is more than 1. Amounts alone may be anything.
    """
    table = source.table
    if _is_of_one_habit(table):
        return True
    if not may_be_grid(table):
        return False
    cells = _cells(table)
    is_called_as_a_list = {name.lower() for name in table.header[1:]} <= _LIST_COLUMNS
    are_flags = all(cell.casefold() in FLAGS and not cell.isdigit() for cell in cells)
    return table.has_empty_end or _tell(cells) or (are_flags and not is_called_as_a_list)


def may_be_grid(table: Table) -> bool:
    """Whether a table has a header of ``Date`` and names, and mostly values that Loop has too."""
    if table.header[0] != "Date" or len(table.header) < 2:
        return False
    cells = _cells(table)
    return not cells or sum(_meaning(cell) is not None for cell in cells) * 2 > len(cells)


def is_as_written(table: Table) -> bool:
    """Whether a table is a grid in exactly the form in which Loop writes it, and tells it."""
    cells = _cells(table)
    is_written = table.header[0] == "Date" and table.has_empty_end
    return is_written and all(_meaning(cell) is not None for cell in cells) and _tell(cells)


def _is_of_one_habit(table: Table) -> bool:
    header = table.header
    # A grid may have habits called Value and Notes.
    if header == ["Date", "Value"]:
        return not table.has_empty_end
    if header == ["Date", "Value", "Notes"]:
        return not is_as_written(table)
    return (
        2 <= len(header) <= 3
        and looks_like_date(header[0])
        and _meaning(header[1]) is not None
        and _tell([header[1], *_cells(table)[:: len(header) - 1]])
    )


def _are_scores(table: Table) -> bool:
    """Whether a table is a ``Scores.csv``: numbers from 0 to 1, some of them with decimals."""
    numbers = [number(cell) for cell in _cells(table)]
    if not all(value is not None and 0 <= value <= 1 for value in numbers):
        return False
    return any(value != int(value) for value in numbers if value is not None)


def _cells(table: Table) -> list[str]:
    """Return the cells of all habits of a grid, of as many rows as tell what it is.

    Cells that are missing at the end of a row are empty.
    """
    width = len(table.header)
    cells: list[str] = []
    for _, row in map(_joined, itertools.islice(table.body, _SAMPLE)):
        cells += map(str.strip, row[1:])
        cells += [""] * (width - len(row))
    return cells


def _tell(cells: Iterable[str]) -> bool:
    """Whether values are such that hardly any other table has them; see `matches`."""
    meanings = {cell: _meaning(cell) for cell in set(cells) if cell}
    if any(cell in WORDS or cell.startswith("Entry(") for cell in meanings):
        return True
    values = [value for value in meanings.values() if value is not None]
    are_codes = all(NO <= value <= SKIP for value in values) and len(values) == len(meanings)
    return UNKNOWN in values or (
        are_codes and any(re.fullmatch("[23]([.,]0+)?", cell) for cell in meanings)
    )


def _joined(row: Row) -> Row:
    """Return a row with entries of Loop 2.0 in one cell each, which the reader has divided."""
    if not any("Entry(" in cell for cell in row.cells):
        return row
    cells: list[str] = []
    parts: list[str] = []
    depth = 0
    for cell in row.cells:
        if parts or cell.lstrip().startswith("Entry("):
            parts.append(cell)
            depth += cell.count("(") - cell.count(")")
            if depth > 0 and len(parts) < _MOST_PARTS:
                continue
            cell, parts, depth = ",".join(parts), [], 0
        cells.append(cell)
    return Row(row.where, [*cells, *parts])


def read_csv(source: Source) -> ForeignFile:
    """Return the habits of a ``Checkmarks.csv`` of either kind.

    Raises:
        ImportRefused: the first row that is not valid.
    """
    table = source.table
    if not table.rows:
        raise ImportRefused("", "it is empty")
    if _are_scores(table):
        reason = "these are Loop's scores; import the Checkmarks.csv next to them"
        raise ImportRefused("", reason)
    dates = DateReader(dates_of(table), source.order)
    if _is_of_one_habit(table):
        habits: Iterable[tuple[str, Marks]] = [("", read_checkmarks(table, dates))]
    else:
        habits = read_grid(table, dates)
    return ForeignFile.of(PROGRAM, SOURCE, habits, source.text.remarks + dates.remarks)


def dates_of(table: Table) -> list[tuple[str, str]]:
    """Return the place and text of every date of a ``Checkmarks.csv`` of either kind."""
    return [(where, cells[0].strip()) for where, cells in table.rows if cells[0].strip() != "Date"]


def read_checkmarks(table: Table, dates: DateReader, goal: HabitGoal = YES_NO) -> Marks:
    """Return the marks of the ``Checkmarks.csv`` of one habit.

    Raises:
        ImportRefused: the first row that is not valid.
    """
    marks: dict[dt.date, HabitMark] = {}
    for where, row in map(_joined, table.rows):
        if not marks and row[0].strip() == "Date":
            continue
        if not 2 <= len(row) <= 3:
            raise ImportRefused(where, f"it has {len(row)} instead of 3 cells")
        note = checked_note(row[2], where) if len(row) == 3 else ""
        date = dates.read(row[0].strip(), where)
        marks[date] = HabitMark(goal.state(_checked_value(row[1], where)), note)
    return marks


def read_grid(table: Table, dates: DateReader) -> list[tuple[str, Marks]]:
    """Return the names and marks of the ``Checkmarks.csv`` that has a column for every habit.

    Raises:
        ImportRefused: the first row that is not valid.
    """
    names = table.header[1:]
    if table.header[:1] != ["Date"]:
        raise ImportRefused(table.rows[0].where, "the first column is not called 'Date'")
    marks: list[dict[dt.date, HabitMark]] = [{} for _ in names]
    for where, row in map(_joined, table.body):
        # Every date has a value of every habit, so nothing may be missing, not even at the end.
        if len(row) != len(names) + 1 or not row[-1].strip():
            count = len([cell for cell in row[1:] if cell.strip()])
            values, habits = _counted(count, "value"), _counted(len(names), "habit")
            hint = "a comma in a habit's name can cause this"
            raise ImportRefused(where, f"it has {values} for {habits}; {hint}")
        date = dates.read(row[0].strip(), where)
        for habit, cell in zip(marks, row[1:], strict=True):
            habit[date] = HabitMark(YES_NO.state(_checked_value(cell, where)))
    return list(zip(names, marks, strict=True))


def _meaning(cell: str) -> int | None:
    """Return what a cell of Loop means; None if it is none.

    Loop writes amounts in thousandths of a unit. A spreadsheet may have put a sign between the
    thousands. An amount with decimals is one of whole units.
    """
    cell = cell.strip()
    if (value := WORDS.get(cell)) is not None:
        return value
    if cell.startswith("Entry(") and cell.endswith(")"):
        entry = _ENTRY_VALUE.search(cell)
        return int(entry[1]) if entry else None
    if re.fullmatch(r"-?[1-9]\d{0,2}([.,]\d{3})+", cell, re.ASCII):
        return int(re.sub("[.,]", "", cell))
    if (amount := number(cell)) is not None:
        return int(amount) if amount == int(amount) else round(amount * 1000)
    if (is_done := FLAGS.get(cell.casefold())) is not None:
        return YES_MANUAL if is_done else NO
    return None


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _checked_value(cell: str, where: str) -> int:
    if (value := _meaning(cell)) is None:
        raise ImportRefused(where, f"{quoted(cell)} is not a Loop value, such as YES_MANUAL or 2")
    return value

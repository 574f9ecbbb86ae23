"""HabitBull's export: CSV with a row for each habit and date."""

from __future__ import annotations

import datetime as dt

from tui.exchange.cells import number
from tui.exchange.dates import DateReader
from tui.exchange.importers.habits import ForeignFile, HabitMark, Marks, checked_note
from tui.exchange.refusals import ImportRefused, quoted
from tui.exchange.source import Source

COLUMNS = ("HabitName", "HabitDescription", "HabitCategory", "CalendarDate", "Value", "CommentText")


def matches(source: Source) -> bool:
    """Whether a file is HabitBull's, which is so if its header is, with or without the comments."""
    return source.table.header in (list(COLUMNS), list(COLUMNS[:5]))


def read_habitbull(source: Source) -> ForeignFile:
    """Return the habits of an export; a row may lack its comment.

    Raises:
        ImportRefused: the first row that is not valid.
    """
    table = source.table
    if not matches(source):
        reason = f"the columns are not those of HabitBull, which are {', '.join(COLUMNS)}"
        raise ImportRefused(table.rows[0].where, reason)
    rows = [(where, [cell.strip() for cell in row]) for where, row in table.body]
    for where, row in rows:
        if not 5 <= len(row) <= len(COLUMNS):
            raise ImportRefused(where, f"it has {len(row)} instead of {len(COLUMNS)} cells")
    dates = DateReader(((where, row[3]) for where, row in rows), source.order)
    habits: dict[str, dict[dt.date, HabitMark]] = {}
    for where, (name, _, _, date, value, *comment) in rows:
        # HabitBull writes a very low number for "nothing"; spreadsheets make -2.15E+09 of it.
        if (amount := number(value)) is None:
            raise ImportRefused(where, f"{quoted(value)} is not a number")
        mark = HabitMark("done" if amount > 0 else "open", checked_note("".join(comment), where))
        habits.setdefault(name, {})[dates.read(date, where)] = mark
    marks: list[tuple[str, Marks]] = list(habits.items())
    remarks = source.text.remarks + dates.remarks
    return ForeignFile.of("HabitBull", "habitbull", marks, remarks)

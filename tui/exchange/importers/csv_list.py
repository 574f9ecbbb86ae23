"""A plain list as CSV: a column ``date`` and, optionally, ``done`` and ``note``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tui.exchange.cells import flag, number
from tui.exchange.dates import DateReader
from tui.exchange.importers import loop
from tui.exchange.importers.habits import ForeignFile, HabitMark, State, checked_note
from tui.exchange.refusals import ImportRefused, quoted
from tui.exchange.source import Source
from tui.exchange.tables import Table

COLUMNS = ("date", "done", "note")
# Words of several languages, none of which means the opposite in another.
_YES = ("yes", "y", "x", "done", "ja", "oui", "sí", "sì", "si", "sim", "tak", "ano", "igen", "evet")
_NO = ("no", "n", "-", "", "nein", "non", "não", "nee", "nej", "nei", "nie", "nem", "hayır")
_STATES: dict[str, State] = {
    **dict.fromkeys((*_YES, "да", "✓", "✔", "☑"), "done"),
    **dict.fromkeys((*_NO, "нет", "☐"), "open"),
    **dict.fromkeys(("skip", "skipped", "s", "rest"), "skipped"),
}


def matches(source: Source) -> bool:
    """Whether a file is a plain list, which is so if

    - every column has one of the names in `COLUMNS`, in any order, and one of them is ``date``;
    - at least half of the cells of ``done`` can be read;
    - it is not a table of Loop Habit Tracker, with habits called like these columns: it has none of
      the words that only Loop writes, and not exactly the form of its tables.
    """
    table = source.table
    names = _names(table)
    if "date" not in names or not set(names) <= set(COLUMNS) or loop.is_as_written(table):
        return False
    if any(cell in loop.OWN_WORDS for row in table.body for cell in row.cells):
        return False
    if "done" not in names:
        return True
    column = names.index("done")
    cells = [row.cells[column] for row in table.body if len(row.cells) > column]
    return sum(_state(cell) is not None for cell in cells) * 2 >= len(cells)


def read_list(source: Source) -> ForeignFile:
    """Return the dates of a list; without a column ``done`` all of them are done.

    A note may be missing at the end of a row.

    Raises:
        ImportRefused: the first row that is not valid. A column of another name is refused, since
            it may say that some of the dates are not meant.
    """
    table = source.table
    names = _names(table)
    for name in names:
        if name not in COLUMNS:
            reason = (
                f"{quoted(name)} is not a column of a plain list; its columns are date, done and "
                "note"
            )
            raise ImportRefused(table.rows[0].where, reason)
        if names.count(name) > 1:
            raise ImportRefused(table.rows[0].where, f"the column {name!r} is there twice")
    if "date" not in names:
        raise ImportRefused(table.rows[0].where, "a plain list needs a column 'date'")
    least = len(names) - (names[-1] == "note")
    for where, row in table.body:
        if not least <= len(row) <= len(names):
            raise ImportRefused(where, f"it has {len(row)} instead of {len(names)} cells")
    rows = [
        (where, dict(zip(names, map(str.strip, row), strict=False))) for where, row in table.body
    ]
    dates = DateReader(((where, cells["date"]) for where, cells in rows), source.order)
    marks: dict[dt.date, HabitMark] = {}
    for where, cells in rows:
        date = dates.read(cells["date"], where)
        if (state := _state(cells.get("done", "yes"))) is None:
            raise ImportRefused(where, f"{quoted(cells['done'])} is neither yes nor no")
        mark = HabitMark(state, checked_note(cells.get("note", ""), where))
        marks[date] = marks[date].joined(mark) if date in marks else mark
    remarks = source.text.remarks + dates.remarks
    return ForeignFile.of("Plain list", "csv", [("", marks)], remarks)


def _names(table: Table) -> Sequence[str]:
    return [name.lower() for name in table.header]


def _state(cell: str) -> State | None:
    """Return what a cell of ``done`` says; None if it cannot be read."""
    word = cell.strip().casefold()
    if (state := _STATES.get(word)) is not None:
        return state
    if (value := number(word)) is not None and value >= 0:
        return "done" if value else "open"
    is_done = flag(word)
    return None if is_done is None else ("done" if is_done else "open")

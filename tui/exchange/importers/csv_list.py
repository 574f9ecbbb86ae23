"""A plain list as CSV: a column ``date`` and, if there are any, ``done`` and ``note``."""

from __future__ import annotations

import datetime as dt
import re

from tui.exchange.importers.habits import ForeignFile, HabitMark, State, iso_date, note_of, shown
from tui.exchange.read_export import ImportRefused, csv_rows

COLUMNS = ("date", "done", "note")
_WORDS: dict[str, State] = {
    **dict.fromkeys(("yes", "y", "true", "x", "done"), "done"),
    **dict.fromkeys(("no", "n", "false", "-", ""), "open"),
    **dict.fromkeys(("skip", "skipped", "s", "rest"), "skipped"),
}


def read_list(text: str, delimiter: str) -> ForeignFile:
    """The dates of a list; without a column ``done`` each of them is done.

    Other columns are refused: they may well say which of the dates are not meant.

    Raises:
        ImportRefused: the first row that does not fit.
    """
    rows = csv_rows(text, delimiter)
    line, header = next(rows)
    names = [name.strip().lower() for name in header]
    for name in names:
        if name not in COLUMNS:
            reason = f"{shown(name)} is no column of a plain list, which are date, done and note"
            raise ImportRefused(line, reason)
        if names.count(name) > 1:
            raise ImportRefused(line, f"the column {name!r} is there twice")
    marks: dict[dt.date, HabitMark] = {}
    for where, row in rows:
        if len(row) != len(names):
            raise ImportRefused(where, f"it has {len(row)} instead of {len(names)} cells")
        cells = dict(zip(names, (cell.strip() for cell in row), strict=True))
        date = iso_date(cells["date"], where)
        mark = HabitMark(
            _state(cells.get("done", "yes"), where), note_of(cells.get("note", ""), where)
        )
        marks[date] = marks[date].joined(mark) if date in marks else mark
    return ForeignFile.of("Plain list", "csv", [("", marks)])


def _state(cell: str, where: str) -> State:
    if (known := _WORDS.get(cell.lower())) is not None:
        return known
    if re.fullmatch(r"\d{1,9}([.,]\d{1,9})?", cell, re.ASCII):
        return "done" if float(cell.replace(",", ".")) else "open"
    raise ImportRefused(where, f"{shown(cell)} is neither yes nor no")

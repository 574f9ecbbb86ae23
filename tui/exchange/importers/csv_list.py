"""A plain list as CSV: a column ``date`` and, optionally, ``done`` and ``note``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from tui.exchange.importers.habits import (
    ForeignFile,
    HabitMark,
    State,
    checked_note,
    parse_iso_date,
    quoted,
)
from tui.exchange.read_export import ImportRefused, csv_rows

COLUMNS = ("date", "done", "note")
_STATES: dict[str, State] = {
    **dict.fromkeys(("yes", "y", "true", "x", "done"), "done"),
    **dict.fromkeys(("no", "n", "false", "-", ""), "open"),
    **dict.fromkeys(("skip", "skipped", "s", "rest"), "skipped"),
}


def matches(header: Sequence[str]) -> bool:
    """Whether a header of CSV may be that of a plain list; `read_list` refuses other columns."""
    return "date" in map(str.lower, header)


def read_list(text: str, delimiter: str) -> ForeignFile:
    """Return the dates of a list; without a column ``done`` all of them are done.

    Raises:
        ImportRefused: the first row that is not valid. A column of another name is refused, since
            it may say that some of the dates are not meant.
    """
    rows = csv_rows(text, delimiter)
    line, header = next(rows)
    names = [name.strip().lower() for name in header]
    for name in names:
        if name not in COLUMNS:
            reason = f"{quoted(name)} is no column of a plain list, which are date, done and note"
            raise ImportRefused(line, reason)
        if names.count(name) > 1:
            raise ImportRefused(line, f"the column {name!r} is there twice")
    marks: dict[dt.date, HabitMark] = {}
    for where, row in rows:
        if len(row) != len(names):
            raise ImportRefused(where, f"it has {len(row)} instead of {len(names)} cells")
        cells = dict(zip(names, (cell.strip() for cell in row), strict=True))
        date = parse_iso_date(cells["date"], where)
        state = _state(cells.get("done", "yes"), where)
        mark = HabitMark(state, checked_note(cells.get("note", ""), where))
        marks[date] = marks[date].joined(mark) if date in marks else mark
    return ForeignFile.of("Plain list", "csv", [("", marks)])


def _state(cell: str, where: str) -> State:
    if (state := _STATES.get(cell.lower())) is not None:
        return state
    if re.fullmatch(r"\d{1,9}([.,]\d{1,9})?", cell, re.ASCII):
        return "done" if float(cell.replace(",", ".")) else "open"
    raise ImportRefused(where, f"{quoted(cell)} is neither yes nor no")
